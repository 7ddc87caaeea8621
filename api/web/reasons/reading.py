"""What the reasons of a match are made from, read from the tables and the current vacancies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api import repository
from api.explaining import find_what_if, find_why_not, talker_of, words_of_stored
from api.matches import find_titles
from api.profiles import ranked_by
from api.session import Session
from api.tables import ProfileRow
from api.web.page import View
from api.web.reasons.view import Found, Reasons, Teller
from api.web.speech import LANGUAGES
from api.world import World
from matcher.quotes import Words
from matcher.spoken import tell_change, tell_opened
from matcher.types import Match, MatchList, RankingInput


@dataclass(frozen=True, slots=True)
class Whom:
    """A person as reasons need them: what ranking sees, whose words are quoted, and the language they read in."""

    id: str
    name: str
    facts: RankingInput
    words: Words
    language: str | None


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
class Wanted:
    """What a page asks for: the second language (else the person's own), and steps to suppose.

    `back` is the page that its forms lead back to (else the page of the match alone), and `swap` the ids of what they
    replace there.
    """

    beside: str = ""
    steps: tuple[str, ...] = ()
    back: str = ""
    swap: str = "reasons"


@dataclass(frozen=True, slots=True)
class Supposed:
    """What some steps would change, in words: for this vacancy, and how many others would be ready."""

    steps: tuple[str, ...] = ()
    here: str = ""
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """All that `reasons/panel.html` shows."""

    profile_id: str
    reasons: Reasons
    supposed: Supposed
    is_listed: bool
    trace: str
    back: str
    swap: str


def read_whom(session: Session, row: ProfileRow) -> Whom:
    """Return a stored person; raises RestrictedError where ranking has stopped for them."""
    language = (row.lang or "")[:2]
    return Whom(
        id=row.id,
        name=row.external_id or row.id[:8],
        facts=ranked_by(row),
        words=words_of_stored(session, row),
        language=language if language in LANGUAGES else None,
    )


def read_person(world: World, profile_id: str) -> Whom:
    """Return a stored person; raises NotFoundError and RestrictedError."""
    with world.database.read() as session:
        return read_whom(session, repository.get_profile(session, profile_id))


def read_panel(
    world: World, page: View, whom: Whom, vacancy_id: str, kept: Kept, wanted: Wanted | None = None
) -> Panel:
    """Return the reasons of a vacancy for a person, those of the list where it is in there, and what can be done.

    Raises NotFoundError for a vacancy that is not there, InvalidInputError for what is no step.
    """
    asked, as_of, match = wanted or Wanted(), kept.listed.stamp.as_of, kept.find(vacancy_id)
    why = find_why_not(world, whom.facts, vacancy_id, as_of)
    shown = match or why.match
    explained = None if shown is None else talker_of(world, whom.facts, whom.words, [vacancy_id]).explain(shown)
    title = find_titles(world.database, [vacancy_id])[vacancy_id]
    others = [world.wordings.get(language) for language in find_beside(page, whom, asked.beside)]
    teller = Teller(page.speech, page.wording, others, world.current().snapshot.world)
    return Panel(
        profile_id=whom.id,
        reasons=teller.tell(Found(shown, explained, why, title)),
        supposed=suppose(world, page, whom, vacancy_id, asked.steps, as_of),
        is_listed=match is not None,
        trace=kept.trace,
        back=asked.back or f"/people/{whom.id}/matches/{vacancy_id}",
        swap=asked.swap,
    )


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
