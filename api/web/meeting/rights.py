"""A person's data and rights, as their caseworker sees to them; who they are; and the code for their own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access_answers import NewInvitation
from api.audit_answers import AccessAnswer
from api.bodies import read_body
from api.casework_answers import ContestAnswer
from api.contests import ContestReply, ContestState
from api.errors import InvalidInputError, Problem
from api.rights_answers import ConsentAnswer, RightsAnswer
from api.rights_bodies import ConsentGiven, IdentityGiven, Purpose, Stopped
from api.routes import access, audit, casework, profiles
from api.routes import rights as stored
from api.state import Here
from api.web.forms import Form
from api.web.frame.consents import CURRENT, ask_in, ask_in_others
from api.web.frame.roles import ROLES
from api.web.page import Page, View
from api.web.speech import OWN_NAMES, mark
from matcher.types import Kind

SHOWN_ACCESSES = 50
PURPOSES = {
    Purpose.RANKING: mark("being compared with vacancies"),
    Purpose.CONTACT: mark("being called or written to about vacancies"),
    Purpose.STATISTICS: mark("being counted in reports about fairness"),
}
USES = {
    "profile.match": mark("Looked at matches"),
    "profile.read": mark("Read the file"),
    "profile.change": mark("Changed facts"),
    "profile.create": mark("Made the file"),
    "profile.decide": mark("Answered about skills and work"),
    "profile.identify": mark("Looked who it is, or changed it"),
    "profile.export": mark("Took the data along"),
    "profile.invite": mark("Made a code for the person's own page"),
    "profile.consent": mark("Noted consent"),
    "profile.accesses": mark("Looked who used the file"),
    "match.decide": mark("Decided about a match"),
    "match.mark": mark("Marked a match"),
    "trace.read": mark("Looked at a kept ranking"),
}
OTHER_USE = mark("Used the file otherwise")
NOTICES: Mapping[str, str] = {
    "stopped": mark("Ranking has stopped for this person."),
    "going": mark("Ranking goes on for this person."),
    "consent": mark("Noted. The record only grows."),
    "answered": mark("The objection is answered."),
    "identity": mark("Noted who it is."),
    "ended": mark("All codes are taken back, and the person is signed out everywhere."),
}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Done = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True, slots=True)
class Use:
    """One time at which somebody used the file; `who` is a pseudonym, equal for the same user."""

    at: datetime
    who: str
    role: str
    what: str


@dataclass(frozen=True, slots=True)
class Yes:
    """A line of the record of consent."""

    at: datetime
    what: str
    given: bool
    language: str
    wording: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What a person objects to, and what was answered; `about` is a vacancy's address or a concept's name."""

    id: str
    vacancy: str | None
    concept: str | None
    words: str
    at: datetime
    is_open: bool
    answer: str | None


@router.get("/people/{profile_id}/rights")
def rights(profile_id: str, world: Here, page: Page, done: Done = "") -> HTMLResponse:
    """Show what somebody agreed to and objects to, whether ranking has stopped, and who used the file."""
    found: RightsAnswer = stored.read_rights(profile_id, world)
    contests = casework.list_contests(profile_id, world).contests
    accesses = audit.read_accesses(profile_id, world, None, SHOWN_ACCESSES).accesses
    return page.render(
        "meeting/rights.html",
        person_id=profile_id,
        rights=found,
        consents=_consents(page, found.consents),
        purposes=[(purpose.value, page.say(what)) for purpose, what in PURPOSES.items()],
        contests=[_objection(page, each) for each in contests],
        uses=[_use(page, each) for each in accesses],
        notice=page.notice(NOTICES, done),
        languages_beside=OWN_NAMES,
        current=CURRENT,
        asked=(ask_in(page.language), *ask_in_others(page.language)),
    )


@router.post("/people/{profile_id}/restriction")
def restrict(profile_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Stop whatever is more than keeping the data, or end that."""
    stopped = form.get("stopped") == "yes"
    stored.restrict_profile(profile_id, Stopped(stopped=stopped), world)
    return _back(page, profile_id, "stopped" if stopped else "going")


@router.post("/people/{profile_id}/objection")
def object_to_ranking(profile_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Note that the person objects to being ranked, or takes that back."""
    stopped = form.get("stopped") == "yes"
    stored.object_to_ranking(profile_id, Stopped(stopped=stopped), world)
    return _back(page, profile_id, "stopped" if stopped else "going")


@router.post("/people/{profile_id}/consents")
def consent(profile_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Add a line to the record of consent."""
    said = {name: form.get(name) for name in ("purpose", "language", "wording")}
    stored.add_consent(profile_id, read_body(ConsentGiven, {**said, "given": form.get("given") == "yes"}), world)
    return _back(page, profile_id, "consent")


@router.post("/people/{profile_id}/contests/{contest_id}/answer")
def answer_contest(profile_id: str, contest_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Answer an objection."""
    casework.reply_to_contest(profile_id, contest_id, read_body(ContestReply, {"answer": form.get("answer")}), world)
    return page.go(f"/people/{profile_id}/rights#contests", done="answered")


@router.post("/people/{profile_id}/erasure")
def erase(profile_id: str, world: Here, page: Page, form: Form) -> HTMLResponse:
    """Erase a person, once more than a click has confirmed it, and show the receipt; raises InvalidInputError."""
    if form.get("sure") != "yes":
        raise InvalidInputError([Problem("sure", "must be ticked")])
    return page.render("meeting/erased.html", receipt=profiles.erase_profile(profile_id, world))


@router.get("/people/{profile_id}/identity")
def identity(profile_id: str, world: Here, page: Page, done: Done = "") -> HTMLResponse:
    """Show who a person is; the record says that somebody looked."""
    found = stored.read_identity(profile_id, world)
    return page.render("meeting/identity.html", person_id=profile_id, identity=found, notice=page.notice(NOTICES, done))


@router.post("/people/{profile_id}/identity")
def change_identity(profile_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Note who a person is."""
    said = {"name": form.get("name").strip() or None, "contact": form.get("contact").strip() or None}
    stored.replace_identity(profile_id, read_body(IdentityGiven, said), world)
    return page.go(f"/people/{profile_id}/identity", done="identity")


@router.get("/people/{profile_id}/invite")
def invite_page(profile_id: str, world: Here, page: Page, done: Done = "") -> HTMLResponse:
    """Offer to make a code for the person's own page."""
    stored.read_rights(profile_id, world)  # there is somebody to invite
    return _invite(page, profile_id, notice=page.notice(NOTICES, done))


@router.post("/people/{profile_id}/invite")
def invite(profile_id: str, world: Here, page: Page, form: Form) -> Response:
    """Make a code and show it, here only."""
    asked = read_body(NewInvitation, {"days": form.get("days")} if form.get("days") else {})
    return _invite(page, profile_id, made=access.make_invitation(profile_id, asked, world))


@router.post("/people/{profile_id}/invite/end")
def take_back(profile_id: str, world: Here, page: Page) -> RedirectResponse:
    """Take back all codes of a person, and sign them out."""
    access.take_invitations_back(profile_id, world)
    return page.go(f"/people/{profile_id}/invite", done="ended")


def _invite(page: View, profile_id: str, notice: str | None = None, made: object = None) -> HTMLResponse:
    days = NewInvitation().days
    return page.render("meeting/invite.html", person_id=profile_id, made=made, notice=notice, days=days)


def _back(page: View, profile_id: str, done: str) -> RedirectResponse:
    return page.go(f"/people/{profile_id}/rights", done=done)


def _consents(page: View, consents: Sequence[ConsentAnswer]) -> list[Yes]:
    return [
        Yes(each.at, str(page.say(PURPOSES[Purpose(each.purpose)])), each.given, each.language, each.wording)
        for each in reversed(consents)
    ]


def _use(page: View, access: AccessAnswer) -> Use:
    held = access.role.split(",")
    named = [name for role, name in ROLES.items() if role.value in held]
    return Use(
        at=access.at,
        who=access.who[:6],
        role=page.speech.listed([str(page.say(name)) for name in named]),
        what=str(page.say(USES.get(access.action, OTHER_USE))),
    )


def _objection(page: View, contest: ContestAnswer) -> Objection:
    link = contest.link
    label = None if link is None else page.wording.labels(Kind(link.kind), [link.uri])[link.uri].text
    return Objection(
        id=contest.id,
        vacancy=contest.match.vacancy if contest.match else None,
        concept=label,
        words=contest.words,
        at=contest.at,
        is_open=contest.state is ContestState.OPEN,
        answer=contest.answer,
    )
