"""The list of everybody, and handing people over to a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import casework_repository as casework
from api.access_tables import UserRow
from api.assignments import Assigned, HandOver, hand_over, list_caseworkers, people_of, show_assigned
from api.audit import About, record
from api.bodies import read_body
from api.casework_repository import Standing
from api.errors import ImmerseError, InvalidInputError, Problem
from api.inbox import gather
from api.names import read_names
from api.session import Session
from api.state import Here
from api.web.forms import Form, Sent
from api.web.inbox.addresses import Listed, Part, People, Whose
from api.web.page import Page, View
from api.web.speech import mark
from api.world import World

AT_ONCE = 100
MOST_AT_ONCE = 500  # people handed over together: more than anybody's caseload
NOTICES = {"handed": mark("Handed over."), "stopped": mark("Nothing was changed.")}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the list."""

    id: str
    name: str
    external: str | None
    """what the organisation calls the person, where a name is shown before it"""
    caseworker: str | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the list."""

    wanted: People
    people: tuple[Person, ...]
    part: Part
    has_own: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Handing:
    """Who is to be handed over, and to whom that is possible."""

    people: tuple[Person, ...]
    caseworkers: tuple[UserRow, ...]
    me: str | None
    assigned: Assigned | None = None
    """how it came to who looks after them, where it is one person"""
    chosen: str = ""
    note: str = ""


@router.get("/people")
def people(request: Request, world: Here, page: Page, done: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """List people by name, one's own first of all."""
    return _list(world, page, People.read(request.query_params), "", done)


@router.post("/people/search")
def search(form: Form, world: Here, page: Page) -> HTMLResponse:
    """Find people by their name or by what the organisation calls them; sent in a body, as names are personal."""
    wanted = People.read({name: form.get(name) for name in form.fields})
    return _list(world, page, wanted, form.get("text").strip()[:200])


@router.get("/people/{profile_id}/hand-over")
def hand_over_page(profile_id: str, world: Here, page: Page) -> HTMLResponse:
    """Ask to whom a person is to be handed over, and show who looked after them."""
    return page.render("inbox/hand-over.html", handing=_handing(world, [profile_id]))


@router.post("/people/{profile_id}/hand-over")
def hand_over_one(profile_id: str, form: Form, world: Here, page: Page) -> Response:
    """Hand a person over to a colleague."""
    try:
        said = _said(form)
        with world.database.write() as session:
            hand_over(session, profile_id, said, world.principal, world.now())
    except ImmerseError as error:
        handing = _handing(world, [profile_id], form.get("caseworker"), form.get("note"))
        return page.render("inbox/hand-over.html", error=error, handing=handing)
    return page.go("/people", done="handed")


@router.post("/people/hand-over")
def hand_over_several(form: Form, world: Here, page: Page) -> Response:
    """Ask to whom those who were ticked are to be handed over; where that is said already, do it for all or none."""
    ids = list(dict.fromkeys(form.all("person")))[:MOST_AT_ONCE]
    if not ids:
        return page.go("/people", done="stopped")
    if not form.has("caseworker"):
        return page.render("inbox/hand-over.html", handing=_handing(world, ids))
    try:
        said = _said(form)
        with world.database.write() as session:
            _hand_over_all(session, world, ids, said)
    except ImmerseError as error:
        handing = _handing(world, ids, form.get("caseworker"), form.get("note"))
        return page.render("inbox/hand-over.html", error=error, handing=handing)
    return page.go("/people", done="handed")


def _hand_over_all(session: Session, world: World, ids: Sequence[str], said: HandOver) -> None:
    """Hand over those who are not where they are to go already, each with an entry of their own in the record."""
    assigned = casework.map_assignments(session)
    for profile_id in ids:
        if assigned.get(profile_id) != said.caseworker:
            hand_over(session, profile_id, said, world.principal, world.now())
            record(session, world.principal, "profile.hand-over", About("profile", profile_id))


def _said(form: Sent) -> HandOver:
    caseworker = form.get("caseworker")
    if not caseworker:
        raise InvalidInputError([Problem("caseworker", "is needed")])
    to = None if caseworker == Whose.NOBODY else caseworker
    return read_body(HandOver, {"caseworker": to, "note": form.get("note").strip() or None})


def _handing(world: World, ids: Sequence[str], chosen: str = "", note: str = "") -> Handing:
    with world.database.read() as session:
        caseworkers = tuple(list_caseworkers(session))
        assigned = [show_assigned(session, profile_id) for profile_id in ids]  # raises where somebody is not there
        standings = {each.id: each for each in casework.list_standings(session)}
        found = _people(session, [standings[profile_id] for profile_id in ids], caseworkers)
    me = people_of(world.principal)
    return Handing(tuple(found), caseworkers, me, assigned[0] if len(ids) == 1 else None, chosen, note)


def _list(world: World, page: View, wanted: People, text: str, done: str = "") -> HTMLResponse:
    me = people_of(world.principal)
    with world.database.read() as session:
        caseworkers = tuple(list_caseworkers(session))
        chosen = _chosen(session, wanted, me, {user.id for user in caseworkers})
    if wanted.show is Listed.STALE:
        stale = {entry.id for entry in gather(world).entries if entry.stale}
        chosen = [each for each in chosen if each.id in stale]
    with world.database.read() as session:
        found = _people(session, chosen, caseworkers)
    if text:
        found = [person for person in found if _is_called(person, text)]
    found.sort(key=lambda person: (person.name.casefold(), person.id))
    part = Part(wanted.start, AT_ONCE, len(found))
    notice = page.notice(NOTICES, done)
    listing = Listing(wanted, tuple(found[part.here]), part, me is not None, text)
    return page.render("inbox/people.html", listing=listing, notice=notice, Whose=Whose, Listed=Listed)


def _chosen(session: Session, wanted: People, me: str | None, able: set[str]) -> list[Standing]:
    """Return whose files are to be listed, without opening any."""
    standings, assigned = casework.list_standings(session), casework.map_assignments(session)
    if wanted.show is Listed.STOPPED:
        standings = [each for each in standings if each.is_stopped]
    if wanted.whose is Whose.MINE and me is not None:
        return [each for each in standings if assigned.get(each.id) == me]
    if wanted.whose is Whose.NOBODY:
        return [each for each in standings if assigned.get(each.id) not in able]
    return standings


def _people(session: Session, standings: Sequence[Standing], caseworkers: Sequence[UserRow]) -> list[Person]:
    ids, users = [each.id for each in standings], {user.id: user.name for user in caseworkers}
    assigned = casework.map_assignments(session)
    names = read_names(session, ids)
    return [
        Person(
            id=each.id,
            name=names.of(each.id),
            external=names.external.get(each.id) if each.id in names.kept else None,
            caseworker=users.get(assigned.get(each.id, "")),
            standing=each,
        )
        for each in standings
    ]


def _is_called(person: Person, text: str) -> bool:
    wanted = text.casefold()
    return any(wanted in name.casefold() for name in (person.name, person.external or ""))
