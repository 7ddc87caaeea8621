"""Plain pages that show the whole path: what is loaded, people with their matches, a text to try."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api import repository
from api.degraded import Degraded, Mode
from api.errors import NotReadyError, RankingStoppedError
from api.explaining import explain_matches, words_of_stored
from api.matches import count_gaps, find_titles, ids_of, list_matches
from api.profiles import ranked_by
from api.showing import show_links
from api.speaking import MOST, wordings_of
from api.state import Here
from api.tables import ProfileRow
from api.traces import Asked, keep_trace
from api.web.page import Page, View
from api.world import World
from matcher.errors import MatcherError
from matcher.results import match_list_to_json
from matcher.types import Kind
from matcher.wording.languages import own_name
from matcher.wording.wording import ENGLISH, LANGUAGES

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


@router.get("/people/{profile_id}")
def person(profile_id: str, world: Here, page: Page, language: SideBySide = (ENGLISH,)) -> HTMLResponse:
    """Show one person: what was understood, what would open vacancies, and the vacancies with reasons."""
    wordings = wordings_of(",".join(language), world.wordings)
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        shown = show_links(row, repository.get_links(session, profile_id))
        facts, words = ranked_by(row), words_of_stored(session, row)
    try:
        listed = list_matches(world, facts, SHOWN_MATCHES, None)
    except (RankingStoppedError, NotReadyError, MatcherError) as error:
        return _browse(world, page, row, error)
    found, asked = listed.made, Asked(SHOWN_MATCHES, tuple(sorted(listed.stale)))
    traced = keep_trace(world, listed.current, profile_id, facts, found, asked)
    links = [(name, [link for link in shown.links if link.kind is kind][:SHOWN_LINKS]) for kind, name in KINDS]
    return page.render(
        "meeting/person.html",
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


def _browse(world: World, page: View, row: ProfileRow, error: Exception) -> HTMLResponse:
    """Show vacancies as they came where they cannot be ranked, and say why."""
    if isinstance(error, MatcherError):
        log.error("a list could not be made; vacancies are shown as they came", exc_info=error)
    with world.database.read() as session:
        vacancies = repository.list_vacancies(session, None, SHOWN_VACANCIES).rows
    why = str(error) if isinstance(error, RankingStoppedError) else ""
    degraded = Degraded(Mode.UNRANKED)
    return page.render("meeting/unranked.html", person=_person(row), vacancies=vacancies, why=why, degraded=degraded)


def _person(row: ProfileRow) -> dict[str, str]:
    summary = row.words if len(row.words) <= 120 else row.words[:119].rsplit(" ", 1)[0] + "…"
    return {"id": row.id, "name": row.external_id or row.id[:8], "summary": summary}
