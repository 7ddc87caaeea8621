"""Plain pages that show the whole path: what is loaded, people with their matches, a text to try."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from api import repository
from api.bodies import LinkRequest, ProfileLine, read_body
from api.degraded import Degraded, Mode
from api.errors import InvalidInputError, NotReadyError, Problem, RankingStoppedError
from api.explaining import explain_matches, words_of_stored
from api.fuller import say_fuller
from api.matches import count_gaps, find_titles, ids_of, list_matches
from api.principals import Role
from api.profiles import ranked_by
from api.routes.rendering import PAGES, Form, render
from api.routes.uploads import FormFile
from api.showing import show_links
from api.speaking import MOST, wordings_of, words_of_read
from api.state import After, Here
from api.tables import ProfileRow
from api.traces import Asked, keep_trace
from api.world import World
from matcher.errors import MatcherError
from matcher.results import match_list_to_json
from matcher.types import Kind
from matcher.wording.languages import own_name
from matcher.wording.wording import ENGLISH, LANGUAGES
from taxonomy.characters import visible

log = logging.getLogger(__name__)
MAX_TRIED = 20_000  # code points, as the form says
SHOWN_PEOPLE = 12
SHOWN_MATCHES = 20
SHOWN_LINKS = 30
SHOWN_VACANCIES = 100
KINDS = ((Kind.OCCUPATION, "Occupations"), (Kind.SKILL, "Skills"))

# Their own names, since people choose their own language.
NAMES_OF_LANGUAGES = {language: own_name(language) for language in LANGUAGES}
SideBySide = Annotated[Sequence[str], Query(max_length=MOST)]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
def landing(world: Here) -> Response:
    """Say what this is, what is loaded, and let people look around; a person is led to their own page."""
    if world.principal.profile is not None:
        return RedirectResponse(f"/people/{world.principal.profile}", status_code=303)
    sees_people = world.principal.is_any(Role.CASEWORKER)
    with world.database.read() as session:
        page = repository.list_profiles(session, None, SHOWN_PEOPLE if sees_people else 0)
        people = [_person(row) for row in page.rows]
    snapshot = world.find_current()
    return render(
        world,
        "landing.html",
        sees_people=sees_people,
        n_people=page.n_total,
        n_vacancies=snapshot.n_vacancies if snapshot else 0,
        as_of=snapshot.as_of if snapshot else None,
        counts=world.taxonomy.counts,
        fuller=say_fuller(world.taxonomy),
        people=people,
    )


@router.get("/people")
def people(world: Here, after: After = None) -> HTMLResponse:
    """List people in parts."""
    with world.database.read() as session:
        page = repository.list_profiles(session, after, 100)
        return render(world, "people.html", people=[_person(row) for row in page.rows], next=page.next)


@router.get("/people/{profile_id}")
def person(profile_id: str, world: Here, language: SideBySide = (ENGLISH,)) -> HTMLResponse:
    """Show one person: what was understood, what would open vacancies, and the vacancies with reasons."""
    wordings = wordings_of(",".join(language), world.wordings)
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        shown = show_links(row, repository.get_links(session, profile_id))
        facts, words = ranked_by(row), words_of_stored(session, row)
    try:
        listed = list_matches(world, facts, SHOWN_MATCHES, None)
    except (RankingStoppedError, NotReadyError, MatcherError) as error:
        return _browse(world, row, error)
    found, asked = listed.made, Asked(SHOWN_MATCHES, tuple(sorted(listed.stale)))
    traced = keep_trace(world, listed.current, profile_id, facts, found, asked)
    links = [(name, [link for link in shown.links if link.kind is kind][:SHOWN_LINKS]) for kind, name in KINDS]
    return render(
        world,
        "person.html",
        person=_person(row),
        words=row.words,
        links_by_kind=links,
        unmapped=row.unmapped,
        unresolved=row.unresolved,
        former=row.former,
        gaps=count_gaps(world, facts, None),
        result=explain_matches(world, match_list_to_json(found), found, facts, words, wordings),
        languages=NAMES_OF_LANGUAGES,
        chosen=[wording.language for wording in wordings],
        trace=traced.id,
        titles=find_titles(world.database, ids_of(found)),
    )


def _browse(world: World, row: ProfileRow, error: Exception) -> HTMLResponse:
    """Show vacancies as they came where they cannot be ranked, and say why."""
    if isinstance(error, MatcherError):
        log.error("a list could not be made; vacancies are shown as they came", exc_info=error)
    with world.database.read() as session:
        vacancies = repository.list_vacancies(session, None, SHOWN_VACANCIES).rows
    why = str(error) if isinstance(error, RankingStoppedError) else ""
    degraded = Degraded(Mode.UNRANKED)
    return render(world, "unranked.html", person=_person(row), vacancies=vacancies, why=why, degraded=degraded)


@router.post("/try")
def try_text(form: Form, world: Here) -> HTMLResponse:
    """Link a text and match it; stores nothing."""
    text = visible(form.get("text", ""))
    if not text.strip() or len(text) > MAX_TRIED:
        raise InvalidInputError([Problem("text", f"must have 1 to {MAX_TRIED} characters")])
    links = [
        (name, world.reader.link(read_body(LinkRequest, {"text": text, "kind": kind.value})).links[:SHOWN_LINKS])
        for kind, name in KINDS
    ]
    [read] = world.reader.read_profiles([read_body(ProfileLine, {"text": text})])
    found = list_matches(world, read.input, SHOWN_MATCHES, None).made
    titles = find_titles(world.database, ids_of(found))
    words, wordings = words_of_read(read, text), [world.wordings.get(ENGLISH)]
    result = explain_matches(world, match_list_to_json(found), found, read.input, words, wordings)
    return render(world, "try.html", text=text, links_by_kind=links, result=result, titles=titles)


@router.post("/read")
def read_file(file: FormFile, world: Here) -> HTMLResponse:
    """Show what a file says, to be checked and corrected before it is tried; stores nothing."""
    read = world.files.read(file.name, file.content)
    return render(world, "read.html", reading=read.reading, cut=read.reading.text[:MAX_TRIED], n_most=MAX_TRIED)


@router.get("/docs")
def reference(request: Request, world: Here) -> HTMLResponse:
    """List the operations of the API, from its own description."""
    described = request.app.openapi()["paths"]
    paths = [(path, [_operation(*entry) for entry in operations.items()]) for path, operations in described.items()]
    return render(world, "docs.html", paths=paths)


@router.get("/style.css")
def style() -> FileResponse:
    """Answer the one style sheet."""
    return FileResponse(PAGES / "immerse.css", media_type="text/css", headers={"cache-control": "max-age=3600"})


def _operation(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schemas = [entry.get("schema", {}).get("$ref", "").rpartition("/")[2] or kind for kind, entry in content.items()]
    return {
        "method": method.upper(),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "body": ", ".join(schemas),
        "answers": list(operation["responses"]),
    }


def _person(row: ProfileRow) -> dict[str, str]:
    summary = row.words if len(row.words) <= 120 else row.words[:119].rsplit(" ", 1)[0] + "…"
    return {"id": row.id, "name": row.external_id or row.id[:8], "summary": summary}
