"""What a meeting changes about a person: answers to links, concepts that are added, facts. Each leads back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api import repository
from api.bodies import Decision, LinkDecision, read_body
from api.errors import InvalidInputError, Problem
from api.profiles import decide, line_of
from api.routes.profiles import change_profile
from api.state import Here
from api.web.forms import Form, Sent
from api.web.meeting.facts import patch_of
from api.web.meeting.person import to_confirm
from api.web.page import Page
from api.web.reasons.asking import without_passing
from api.world import World
from matcher.inputs import ranking_input_from_json
from matcher.types import Kind, SkillSource

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


def _find_back(request: Request, profile_id: str) -> str:
    """Return the page of this person that a form was sent from, with what was chosen there; the address may be gone."""
    came_from = urlsplit(request.headers.get("referer", ""))
    path = f"/people/{profile_id}"
    return without_passing(path, came_from.query if came_from.path == path else "")


Back = Annotated[str, Depends(_find_back)]


@router.post("/people/{profile_id}/links")
def answer(profile_id: str, world: Here, page: Page, form: Form, back: Back) -> RedirectResponse:
    """Accept or reject a concept, proposed or not, or take the answer back."""
    decision, _, concept = form.get("said").partition("|")
    kind, _, uri = concept.partition("|")
    said = read_body(LinkDecision, {"kind": kind, "uri": uri, "decision": decision})
    _decide(world, profile_id, [said])
    return page.go(f"{back}#skills", done=said.decision.value)


@router.post("/people/{profile_id}/confirmation")
def confirm(profile_id: str, world: Here, page: Page, back: Back) -> RedirectResponse:
    """Accept all that was read from the person's words: the answer to "is all of this right?"."""
    with world.database.read() as session:
        person = ranking_input_from_json(repository.get_profile(session, profile_id).ranking_input)
    proposed = [LinkDecision(kind=kind, uri=uri, decision=Decision.ACCEPTED) for kind, uri in to_confirm(person)]
    _decide(world, profile_id, proposed)
    return page.go(f"{back}#skills", done="confirmed")


@router.post("/people/{profile_id}/concept")
def detail(profile_id: str, world: Here, page: Page, form: Form, back: Back) -> RedirectResponse:
    """Note level, years, last use and source of a concept that the person has."""
    kind = Kind.OCCUPATION if form.get("kind") == Kind.OCCUPATION else Kind.SKILL
    change_profile(profile_id, _with_details(world, profile_id, kind, form), world)
    return page.go(f"{back}#skills", done="changed")


@router.post("/people/{profile_id}/facts")
def fact(profile_id: str, world: Here, page: Page, form: Form, back: Back) -> RedirectResponse:
    """Note a fact, in place of what was given before."""
    key = form.get("fact")
    change_profile(profile_id, patch_of(key, form), world)
    return page.go(f"{back}#fact-{key}", done="changed")


def _decide(world: World, profile_id: str, said: Sequence[LinkDecision]) -> None:
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        decide(session, row, said, world.taxonomy, world.now())


def _with_details(world: World, profile_id: str, kind: Kind, form: Sent) -> dict[str, Any]:
    """Return the patch that replaces one concept in the list that was given, or adds it."""
    uri = form.get("uri")
    if world.taxonomy.table(kind).find_row(uri) is None:
        raise InvalidInputError([Problem("uri", "is no concept of this taxonomy")])
    with world.database.read() as session:
        given = line_of(repository.get_profile(session, profile_id))
    name = "skills" if kind is Kind.SKILL else "occupations"
    others = [each for each in given.get(name, ()) if _uri_of(world, kind, each) != uri]
    if kind is Kind.SKILL:
        source = SkillSource.VERIFIED if form.has("verified") else SkillSource.STATED
        details = {"source": source.value, **_whole(form, "level"), **_whole(form, "years_since_use")}
    else:
        details = _whole(form, "years")
    return {name: [*others, {"uri": uri, **details}]}


def _uri_of(world: World, kind: Kind, given: dict[str, Any]) -> str | None:
    return world.reader.find_concept(kind, given.get("uri"), given.get("label"))


def _whole(form: Sent, name: str) -> dict[str, str]:
    """Return a number as it was written, to be checked with the profile; nothing where nothing was."""
    text = form.get(name).strip().replace(",", ".")
    return {name: text} if text else {}
