"""The screen of a meeting: one person, what was understood, the list, the reasons of one match, and what opens more."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from api import repository
from api.degraded import Degraded, Mode
from api.errors import NotFoundError, NotReadyError, RankingStoppedError, RestrictedError
from api.explaining import find_what_if
from api.matches import count_gaps, find_titles, ids_of, list_matches
from api.profiles import line_of
from api.state import Here
from api.traces import Asked, keep_trace
from api.web.forms import Form
from api.web.meeting.facts import offer_choices, show_facts
from api.web.meeting.header import read_header
from api.web.meeting.listing import Listing, show_list
from api.web.meeting.person import show_person
from api.web.meeting.reading import File, read_file
from api.web.meeting.steps import Supposed, Wish, show_chart, show_supposed
from api.web.page import Page, View
from api.web.reasons.asking import MAX_TRIED, Wanted, Wants
from api.web.reasons.reading import Kept, Panel, read_panel
from api.web.speech import OWN_NAMES, mark
from api.world import World, search_languages
from matcher.errors import MatcherError
from matcher.steps import label_of
from matcher.types import Group, Kind, RankingInput
from taxonomy.types import ENGLISH

log = logging.getLogger(__name__)
EACH = 8  # matches of each group: with their groups and marks what one column shows without much scrolling
EACH_OF_ONE = 40  # where one group alone is asked for
SHOWN_VACANCIES = 100
SHOWN_CHANGES = 40
FOUND_CONCEPTS = 12
MAX_TYPED = 100  # characters of a name that is looked for

NOTICES: Mapping[str, str] = {
    "accepted": mark("Accepted. The list is ranked anew."),
    "rejected": mark("Rejected, and no longer counted. It can be taken back under “Rejected”."),
    "none": mark("The answer is taken back."),
    "confirmed": mark("All that was read from the words is confirmed."),
    "changed": mark("Changed. The list is ranked anew."),
}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Short = Annotated[str, Query(max_length=60)]
Chosen = Annotated[str, Query(max_length=64, pattern="^[0-9a-f]*$")]
Steps = Annotated[Sequence[str], Query(alias="if", max_length=MAX_TRIED)]


async def _read_wish(
    language: Short = "", level: Short = "", licence: Short = "", mode: Short = "", minutes: Short = ""
) -> Wish:
    return Wish(language, level, licence, mode, minutes)


Wishes = Annotated[Wish, Depends(_read_wish)]


@router.get("/people/{profile_id}")
def person(
    profile_id: str,
    world: Here,
    page: Page,
    wanted: Wants,
    vacancy: Chosen = "",
    group: Group | None = None,
) -> HTMLResponse:
    """Show one person beside their list and the reasons of one match; vacancies as they come where none are ranked."""
    return _screen(world, page, profile_id, wanted, vacancy=vacancy, group=group)


@router.post("/people/{profile_id}/concepts")
def find_concepts(profile_id: str, form: Form, world: Here, page: Page) -> HTMLResponse:
    """Look for a skill or an occupation to add, for those without scripts; in the body, as it is about a person."""
    kind = Kind.OCCUPATION if form.get("kind") == Kind.OCCUPATION else Kind.SKILL
    text = form.get("text").strip()[:MAX_TYPED]
    languages = search_languages(page.language)
    hits = world.search.search(text, kind, languages, FOUND_CONCEPTS) if text else ()
    found = {"text": text, "kind": kind, "hits": hits}
    return _screen(world, page, profile_id, Wanted(f"/people/{profile_id}#reasons"), found=found)


@router.get("/people/{profile_id}/steps")
def steps(profile_id: str, world: Here, page: Page, wished: Wishes, tried: Steps = ()) -> HTMLResponse:
    """Count what single steps and bundles would open, and say what some of them would change."""
    file = read_file(world, profile_id)
    person, wanted = file.rankable(), list(dict.fromkeys((*tried, *wished.steps)))
    if not wished.mode and person.travel is not None:
        wished = replace(wished, mode=person.travel.mode.value)  # another way is seldom meant
    return page.render(
        "meeting/steps.html",
        file=file,
        chart=show_chart(page, count_gaps(world, person, None)),
        choices=offer_choices(page, file.facts, line_of(file.row)),
        supposed=_suppose(world, page, person, wanted) if wanted else None,
        wished=wished,
    )


def _suppose(world: World, page: View, person: RankingInput, steps: Sequence[str]) -> Supposed:
    found = find_what_if(world, person, steps, None, None)
    ground, newly = world.current().snapshot.world, set(found.newly_ready)
    labels = [page.wording.say(label_of(move, ground, ENGLISH)) for move in found.steps]
    shown = [change.id for change in found.changes if change.id in newly][:SHOWN_CHANGES]
    return show_supposed(page, found, labels, find_titles(world.database, shown))


def _screen(
    world: World,
    page: View,
    profile_id: str,
    wanted: Wanted,
    *,
    vacancy: str = "",
    group: Group | None = None,
    found: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    world.warm_search(page.language)
    file, wanted = read_file(world, profile_id), replace(wanted, swap="listing chosen")
    shown: dict[str, Any] = {
        "file": file,
        "header": read_header(world, page, file),
        "person": show_person(page, file.row, file.links, file.facts),
        "facts": show_facts(page, file.facts, world.reader.places),
        "choices": offer_choices(page, file.facts, line_of(file.row)),
        "notice": page.notice(NOTICES, wanted.done),
        "done": wanted.done,
        "wanted": wanted,
        "found": found,
        "languages_beside": OWN_NAMES,
    }
    try:
        listing, panel = _rank(world, page, file, wanted, vacancy, group)
    except RestrictedError as error:
        return page.render("meeting/unranked.html", error=error, vacancies=(), why="", **shown)
    except (RankingStoppedError, NotReadyError, MatcherError) as error:
        return _browse(world, page, error, shown)
    return page.render("meeting/person.html", listing=listing, panel=panel, group=group, **shown)


def _rank(
    world: World, page: View, file: File, wanted: Wanted, vacancy: str, group: Group | None
) -> tuple[Listing, Panel | None]:
    """Rank once, keep what is shown, and give the reasons of the vacancy that was chosen, else of the first."""
    person, marked = file.rankable(), tuple(sorted(file.marks))
    asked = Asked(None, (), EACH if group is None else EACH_OF_ONE, group, marked)
    listed = list_matches(world, person, None, None, asked.part)
    made = listed.made
    asked = Asked(None, tuple(sorted(listed.stale)), asked.each, group, marked)
    titles = find_titles(world.database, ids_of(made))
    traced = keep_trace(world, listed.current, file.row.id, person, made, asked, listed.titles)
    listing = show_list(page, file, made, titles, group)
    chosen = vacancy or listing.first
    if chosen is None:
        return listing, None
    try:
        panel = read_panel(world, page, file.whom, chosen, Kept(made, traced.id), wanted)
    except NotFoundError:
        return listing, None  # it was chosen a while ago, and is no longer there
    return listing, panel


def _browse(world: World, page: View, error: Exception, shown: Mapping[str, Any]) -> HTMLResponse:
    """Show vacancies as they came where they cannot be ranked, and say why."""
    if isinstance(error, MatcherError):
        log.error("a list could not be made; vacancies are shown as they came", exc_info=error)
    with world.database.read() as session:
        vacancies = repository.list_vacancies(session, None, SHOWN_VACANCIES).rows
    why = str(error) if isinstance(error, RankingStoppedError) else ""
    degraded = Degraded(Mode.UNRANKED)
    return page.render("meeting/unranked.html", vacancies=vacancies, why=why, degraded=degraded, **shown)
