"""What a person's pages are made from: read from the tables, and ranked as the API ranks."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from enum import Enum

from api import accountability_repository, repository
from api.contests import contests_of
from api.errors import (
    ErasedError,
    GoneError,
    NotFoundError,
    NotReadyError,
    RankingStoppedError,
    RestrictedError,
)
from api.explaining import find_why_not, talker_of, words_of_stored
from api.interests import interests_of
from api.marks import MarkKind, holding_marks
from api.matches import Title, count_gaps, find_titles, ids_of, list_matches
from api.profiles import ranked_by
from api.rights import show_rights
from api.tables import ProfileRow
from api.traces import Asked, give_account, keep_trace
from api.web.own.answers import Choices, Question, view_choices, view_questions
from api.web.own.data import Data, Organisation, view_data
from api.web.own.home import PICKED, SHOWN, Home, Marked, view_home
from api.web.own.match import Detail, view_detail
from api.web.own.profile import Profile, view_profile
from api.web.page import View
from api.web.reasons.view import Found
from api.world import World
from matcher.account import Account
from matcher.errors import MatcherError

log = logging.getLogger(__name__)
SHOWN_ENTRIES = 200
UNRANKED = 10


class Stop(Enum):
    """Who keeps vacancies from being ranked."""

    PERSON = "person"  # the person, or a caseworker for them
    SERVICE = "service"  # those responsible, or a part that does not work


@dataclass(frozen=True, slots=True)
class Front:
    """The first page: what was ranked, and the questions to answer where nothing is known.

    Where nothing is ranked, `home` is None, `stop` says why, and `titles` are some vacancies as they came.
    """

    home: Home | None = None
    questions: tuple[Question, ...] = ()
    choices: Choices | None = None
    stop: Stop | None = None
    titles: tuple[Title, ...] = ()


def read_front(world: World, page: View, profile_id: str) -> Front:
    """Rank for a person and return the first page, or say why nothing is ranked; raises NotFoundError."""
    try:
        return _rank(world, page, profile_id)
    except RestrictedError:
        return Front(stop=Stop.PERSON)
    except (RankingStoppedError, NotReadyError):
        return Front(stop=Stop.SERVICE, titles=_unranked(world))
    except MatcherError:
        log.exception("a list could not be made; vacancies are shown as they came")
        return Front(stop=Stop.SERVICE, titles=_unranked(world))


def _rank(world: World, page: View, profile_id: str) -> Front:
    """Rank as the API does, and keep the ranking."""
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        facts, words = ranked_by(row), words_of_stored(session, row)
        marks = holding_marks(session, profile_id)
        interesting = {interest.vacancy_id for interest in interests_of(session, profile_id)}
    aside = {vacancy_id for vacancy_id, each in marks.items() if each.kind == MarkKind.HIDE}
    picked = {vacancy_id for vacancy_id, each in marks.items() if each.kind in PICKED}
    n = SHOWN + len(aside)
    # What a caseworker chose may stand anywhere in the whole list; the best alone are found faster.
    asked = Asked(None, each=n, also=tuple(sorted(marks))) if picked else Asked(n)
    listed = list_matches(world, facts, asked.top, None, asked.part)
    found = listed.made
    asked = replace(asked, withheld=tuple(sorted(listed.stale)))
    keep_trace(world, listed.current, profile_id, facts, found, asked, listed.titles)
    ids = ids_of(found)
    marked = Marked(picked, aside, interesting)
    talker, titles = talker_of(world, facts, words, ids), find_titles(world.database, ids)
    home = view_home(page, found, count_gaps(world, facts, None), talker, titles, marked)
    questions = view_questions(page, found.questions)
    return Front(home, questions, view_choices(page) if questions else None)


def _unranked(world: World) -> tuple[Title, ...]:
    """Return some vacancies as they came."""
    with world.database.read() as session:
        rows = repository.list_vacancies(session, None, UNRANKED).rows
    titles = find_titles(world.database, [row.id for row in rows])
    return tuple(titles[row.id] for row in rows)


def read_detail(world: World, page: View, profile_id: str, vacancy_id: str) -> Detail:
    """Return one vacancy for a person; raises NotFoundError and RestrictedError."""
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        facts, words = ranked_by(row), words_of_stored(session, row)
        contests, interests = contests_of(session, profile_id), interests_of(session, profile_id)
    why = find_why_not(world, facts, vacancy_id, None)
    talker = talker_of(world, facts, words, [vacancy_id])
    explained = None if why.match is None else talker.explain(why.match)
    with world.database.read() as session:
        vacancy = repository.get_vacancy(session, vacancy_id)
    found = Found(why.match, explained, why, find_titles(world.database, [vacancy_id])[vacancy_id])
    is_interested = any(interest.vacancy_id == vacancy_id for interest in interests)
    return view_detail(page, world.current().snapshot.world, found, vacancy, contests, is_interested=is_interested)


def find_trace(world: World, profile_id: str) -> str:
    """Return the newest ranking of a person, made now where there is none; raises what ranking raises."""
    with world.database.read() as session:
        last = repository.find_last_trace(session, profile_id)
        if last is not None:
            return last.id
        facts = ranked_by(repository.get_profile(session, profile_id))
    listed = list_matches(world, facts, SHOWN, None)
    asked = Asked(SHOWN, tuple(sorted(listed.stale)))
    return keep_trace(world, listed.current, profile_id, facts, listed.made, asked, listed.titles).id


def read_profile(world: World, page: View, row: ProfileRow) -> Profile:
    """Return what is written about a person."""
    with world.database.read() as session:
        links = repository.get_links(session, row.id)
    home = row.ranking_input.get("home")
    place = None if home is None else world.reader.places.find_id(home)
    return view_profile(page, row, links, {} if place is None else {place.id: place.name})


def read_data(world: World, page: View, profile_id: str) -> Data:
    """Return a person's data and rights."""
    principal = world.principal
    with world.database.read() as session:
        rights = show_rights(session, repository.get_profile(session, profile_id))
        about = accountability_repository.find_pseudonym(session, principal.organisation, "profile", profile_id)
        wanted = accountability_repository.Wanted(about=about)
        entries = (
            accountability_repository.list_entries(session, principal.organisation, wanted, limit=SHOWN_ENTRIES)
            if about
            else ()
        )
        contests = contests_of(session, profile_id)
        last = repository.find_last_trace(session, profile_id)
        organisation = repository.get_organisation(session, principal.organisation)
        keeper = Organisation(organisation.name, organisation.contact)
    account = None if last is None else _find_account(world, last.id)
    return view_data(page, rights, entries, contests, account, keeper)


def _find_account(world: World, trace_id: str) -> Account | None:
    """Return the account of a kept ranking, None where a part that it was made with is gone."""
    try:
        return give_account(world, trace_id)
    except (NotFoundError, ErasedError, GoneError):
        return None
