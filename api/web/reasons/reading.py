"""What the reasons of a match are made from, read from the tables and the current vacancies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api import repository
from api.audit import find_actor
from api.explaining import find_what_if, find_why_not, talker_of, words_of_stored
from api.marks import holding_marks
from api.match_decisions import decisions_of
from api.matches import find_titles, list_matches
from api.names import KNOW_NAMES, read_names
from api.principals import Principal, Role
from api.profiles import ranked_by
from api.session import Session
from api.tables import ProfileRow
from api.traces import Asked, keep_trace
from api.web.page import View
from api.web.reasons.acting import Acting, Rows, show_acting
from api.web.reasons.asking import Wanted
from api.web.reasons.view import Found, Reasons, Teller
from api.web.speech import LANGUAGES, speech_in
from api.world import World
from matcher.quotes import Words
from matcher.spoken import tell_change, tell_opened
from matcher.types import Group, Match, MatchList, RankingInput

SHOWN = 20  # as many matches as the meeting screen ranks, so that a vacancy is listed on both or on neither


@dataclass(frozen=True, slots=True)
class Whom:
    """A person as reasons need them: what ranking sees, whose words are quoted, and the language they read in.

    `name` is what those call them who may know names, `code` what all others do.
    """

    id: str
    code: str
    name: str
    facts: RankingInput
    words: Words
    language: str | None

    def called_by(self, reader: Principal) -> str:
        """Return what somebody is to call them."""
        return self.name if reader.is_any(*KNOW_NAMES) else self.code


@dataclass(frozen=True, slots=True)
class Kept:
    """A ranked list, and under which id it is kept."""

    listed: MatchList
    trace: str

    def find(self, vacancy_id: str) -> Match | None:
        """Return the match of a vacancy, None where it is not in the list."""
        shown = (*self.listed.matches, *(wider.match for wider in self.listed.widen))
        return next((match for match in shown if match.id == vacancy_id), None)


@dataclass(frozen=True, slots=True)
class Supposed:
    """What some steps would change, in words: for this vacancy, and how many others would be ready."""

    steps: tuple[str, ...] = ()
    here: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """All that `reasons/panel.html` shows; its forms lead to `back` and replace the elements in `swap`."""

    profile_id: str
    reasons: Reasons
    supposed: Supposed
    acting: Acting | None
    """None for those who decide nothing"""
    trace: str
    back: str
    swap: str


def whom_of(session: Session, row: ProfileRow, facts: RankingInput) -> Whom:
    """Return a stored person as ranking sees them, or would see them."""
    names, language = read_names(session, [row.id]), (row.lang or "")[:2]
    return Whom(
        id=row.id,
        code=names.code(row.id),
        name=names.of(row.id),
        facts=facts,
        words=words_of_stored(session, row),
        language=language if language in LANGUAGES else None,
    )


def read_person(world: World, profile_id: str) -> Whom:
    """Return a stored person; raises NotFoundError and RestrictedError."""
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        return whom_of(session, row, ranked_by(row))


def read_panel(world: World, page: View, whom: Whom, vacancy_id: str, kept: Kept, wanted: Wanted) -> Panel:
    """Return the reasons of a vacancy for a person, those of the list where it is in there, and what can be done.

    Raises NotFoundError for a vacancy that is not there, InvalidInputError for what is no step.
    """
    found = find_reasons(world, whom, vacancy_id, kept)
    teller = teller_of(world, page.language, find_beside(page, whom, wanted.beside))
    group = None if found.match is None else found.match.group
    is_listed = kept.find(vacancy_id) is not None
    return Panel(
        profile_id=whom.id,
        reasons=teller.tell(found),
        supposed=suppose(world, page, whom, vacancy_id, wanted.steps, kept.listed.stamp.as_of),
        acting=_read_acting(world, page, whom, vacancy_id, group, is_listed=is_listed, done=wanted.done),
        trace=kept.trace,
        back=wanted.back,
        swap=wanted.swap,
    )


def rank(world: World, whom: Whom) -> Kept:
    """Rank the vacancies for a person and keep the ranking, so that what is decided about it can be seen later."""
    listed = list_matches(world, whom.facts, SHOWN, None)
    asked = Asked(SHOWN, tuple(sorted(listed.stale)))
    traced = keep_trace(world, listed.current, whom.id, whom.facts, listed.made, asked, listed.titles)
    return Kept(listed.made, traced.id)


def find_reasons(world: World, whom: Whom, vacancy_id: str, kept: Kept) -> Found:
    """Return what matching finds about a vacancy, as it is in the list where it is in there; raises NotFoundError."""
    why = find_why_not(world, whom.facts, vacancy_id, kept.listed.stamp.as_of)
    match = kept.find(vacancy_id) or why.match
    explained = None if match is None else talker_of(world, whom.facts, whom.words, [vacancy_id]).explain(match)
    return Found(match, explained, why, find_titles(world.database, [vacancy_id])[vacancy_id])


def teller_of(world: World, language: str, others: Sequence[str] = ()) -> Teller:
    """Return who tells reasons in a language, with what is to be said in others too."""
    wordings = [world.wordings.get(each) for each in (language, *others)]
    return Teller(speech_in(language), wordings[0], wordings[1:], world.current().snapshot.world)


def _read_acting(
    world: World, page: View, whom: Whom, vacancy_id: str, group: Group | None, *, is_listed: bool, done: str
) -> Acting | None:
    if not page.is_for(Role.CASEWORKER):
        return None
    with world.database.read() as session:
        rows = Rows(
            [decided for decided in decisions_of(session, whom.id) if decided.row.vacancy_id == vacancy_id],
            holding_marks(session, whom.id).get(vacancy_id),
            find_actor(session, world.principal),
        )
        today = world.now().date()
        return show_acting(page.speech, rows, group=group, is_listed=is_listed, today=today, done=done)


def find_beside(page: View, whom: Whom, beside: str) -> list[str]:
    """Return the language to show beside the page's, if it is another one: the one asked for, else the person's own."""
    wanted = beside or whom.language
    return [wanted] if wanted in LANGUAGES and wanted != page.language else []


def suppose(world: World, page: View, whom: Whom, vacancy_id: str, steps: Sequence[str], as_of: date) -> Supposed:
    """Say what some steps would change; raises InvalidInputError for what is no step."""
    if not steps:
        return Supposed()
    found = find_what_if(world, whom.facts, steps, None, as_of)
    change = next((change for change in found.changes if change.id == vacancy_id), None)
    here = [] if change is None else [page.wording.say(each) for each in tell_change(change.before, change.after)]
    return Supposed(tuple(steps), " ".join(here), page.wording.say(tell_opened(found)))
