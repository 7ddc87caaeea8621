"""The first page of administration, with the switch of ranking; incidents; breaking the glass."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api import access_repository
from api.access_answers import Glass
from api.bodies import read_body
from api.errors import NotFoundError
from api.incidents import IncidentLine
from api.routes import access, oversight
from api.routes.oversight import Reason
from api.state import Here
from api.status import read_status
from api.web.administration.attention import alerts
from api.web.administration.words import DONE, INCIDENTS, Done
from api.web.forms import Form
from api.web.page import Page

router = APIRouter()


@router.get("/administration")
def show_overview(world: Here, page: Page, done: Done = "") -> HTMLResponse:
    """Show what needs attention first, then the state of everything."""
    status = read_status(world)
    found = alerts(status, page.speech, world.now())
    return page.render("administration/overview.html", status=status, alerts=found, done=done, notices=DONE)


@router.post("/administration/ranking")
def turn_ranking(world: Here, page: Page, form: Form) -> Response:
    """Stop ranking, once it was asked again whether that is meant; or start it."""
    said = read_body(Reason, {"reason": form.get("reason").strip()})
    if form.get("turn") == "start":
        oversight.start_ranking(said, world)
        return page.go("/administration#ranking", done="started")
    if not form.has("sure"):
        fields = [("turn", "stop"), ("reason", said.reason)]
        return page.render(
            "administration/confirm.html",
            title=page.say("Stop ranking?"),
            text=page.say(
                "Nobody gets a list of vacancies until it is started again. They read your reason meanwhile."
            ),
            action="/administration/ranking",
            button=page.say("Stop ranking"),
            fields=fields,
            back="/administration",
        )
    oversight.stop_ranking(said, world)
    return page.go("/administration#ranking", done="stopped")


@router.get("/administration/incidents")
def show_incidents(world: Here, page: Page, done: Done = "") -> HTMLResponse:
    """List incidents, newest first, with the form for another."""
    incidents = oversight.list_incidents(world).incidents
    return page.render("administration/incidents.html", incidents=incidents, kinds=INCIDENTS, done=done, notices=DONE)


@router.post("/administration/incidents")
def open_incident(world: Here, page: Page, form: Form) -> Response:
    """Write an incident down."""
    said = {"kind": form.get("kind"), "what": form.get("what"), "stop": form.has("stop")}
    if form.get("detected_at"):
        said["detected_at"] = f"{form.get('detected_at')}T00:00:00+00:00"
    oversight.note_incident(read_body(IncidentLine, said), world)
    return page.go("/administration/incidents", done="opened")


@router.post("/administration/incidents/{incident_id}/report")
def report_incident(incident_id: str, world: Here, page: Page) -> Response:
    """Note that an incident was reported."""
    oversight.report_incident(incident_id, world)
    return page.go("/administration/incidents", done="reported")


@router.get("/administration/break-glass/{profile}")
def ask_for_glass(profile: str, world: Here, page: Page) -> HTMLResponse:
    """Ask why an administrator has to look at somebody's file."""
    with world.database.read() as session:
        if not access_repository.has_profile(session, profile):
            raise NotFoundError("profile", profile)
    return page.render("administration/glass.html", profile=profile, minutes=access.GLASS_LASTS.seconds // 60)


@router.post("/administration/break-glass/{profile}")
def break_glass(profile: str, world: Here, page: Page, form: Form) -> Response:
    """Open one file for half an hour, and lead there."""
    access.break_glass(profile, read_body(Glass, {"reason": form.get("reason").strip()}), world)
    return page.go(f"/people/{profile}")
