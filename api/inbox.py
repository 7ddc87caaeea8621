"""The morning's question: what is new for everybody, what closes soon, and whose file wants attention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api import casework_repository as casework
from api.answers import InboxAnswer, InboxEntry
from api.attention import Stale, stale_of
from api.casework_repository import Standing
from api.checking import check_whole
from api.degraded import answer_of
from api.match_answers import MatchAnswer
from api.matches import find_titles
from api.recall import Ground, Known
from api.snapshots import Current
from api.world import World
from matcher.bulk import Days, news
from matcher.ranking import Profile
from matcher.results import match_to_json

NEW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of an inbox: how their file stands, what was found, and why it wants attention."""

    standing: Standing
    known: Known
    stale: tuple[Stale, ...]
    n_contests: int
    """objections that nobody has answered"""

    @property
    def id(self) -> str:
        """The profile's."""
        return self.standing.id


@dataclass(frozen=True, slots=True)
class Inbox:
    """What is new since a day, news first. `n_stopped` are those of the same people who are not ranked."""

    days: Days
    entries: tuple[Entry, ...]
    n_stopped: int

    @property
    def n_new(self) -> int:
        """Matches that are new, of everybody."""
        return sum(entry.known.news.n_new for entry in self.entries)

    @property
    def n_closing(self) -> int:
        """Matches that close soon, of everybody."""
        return sum(entry.known.news.n_closing for entry in self.entries)


def gather(world: World, since: date | None = None, as_of: date | None = None, caseworker: str | None = None) -> Inbox:
    """Match the people of a caseworker, or everybody, and count what is worth a talk: new since `since`, or closing.

    Worth a talk is what is ready now or one step away: for somebody whose words nobody has confirmed yet, that step is
    often the confirmation. Only those who have changed since they were last looked at are ranked again.
    """
    with world.database.read() as session:
        standings = casework.list_standings(session)
        caseload = None if caseworker is None else casework.list_caseload(session, caseworker)
        n_contests = casework.count_open_contests(session)
    ranked = {each.id for each in standings if not each.is_stopped}
    world.recall.retain(world.database.organisation, ranked)
    chosen = [each for each in standings if caseload is None or each.id in caseload]
    wanted = {each.id: each.version for each in chosen if not each.is_stopped}
    days, known = check_whole(world, lambda current: _look(world, current, wanted, since, as_of), _best_ids)
    now, read_with = world.now(), world.reader.read_with

    def entry(standing: Standing) -> Entry:
        found = known[standing.id]
        stale = stale_of(standing, found.n_proposed, found.unknown, now, read_with)
        return Entry(standing, found, stale, n_contests.get(standing.id, 0))

    entries = [entry(each) for each in chosen if each.id in known]
    return Inbox(days, tuple(sorted(entries, key=_news_first)), sum(each.is_stopped for each in chosen))


def read_inbox(world: World, since: date | None, as_of: date | None, caseworker: str | None = None) -> InboxAnswer:
    """Answer what `gather` finds, each best match in full."""
    inbox = gather(world, since, as_of, caseworker)
    bests = [entry.known.news.best for entry in inbox.entries]
    titles = find_titles(world.database, [best.id for best in bests if best])
    with world.database.read() as session:
        names = casework.map_external_ids(session, [entry.id for entry in inbox.entries])
    return InboxAnswer(
        since=inbox.days.since,
        as_of=inbox.days.as_of,
        closing_by=inbox.days.closing_by,
        n_people=len(inbox.entries),
        n_new=inbox.n_new,
        n_closing=inbox.n_closing,
        people=[_answer(entry, names, {i: title.title for i, title in titles.items()}) for entry in inbox.entries],
        degraded=answer_of(world.degraded),
    )


def _look(
    world: World, current: Current, wanted: Mapping[str, int], since: date | None, as_of: date | None
) -> tuple[Days, dict[str, Known]]:
    """Return what is known of people, by id; those who are not are ranked. Who is stopped meanwhile is left out."""
    day = as_of or current.as_of
    days = Days.up_to(day, since or day - timedelta(days=NEW_DAYS))
    ground = Ground(world.database.organisation, current.snapshot.index, current.seq, days)
    known = world.recall.find(ground, wanted)
    missing = [profile_id for profile_id in wanted if profile_id not in known]
    if missing:
        with world.database.read() as session:
            ranked = world.rankable.read(session, missing)
        versions = {i: each.version for i, each in ranked.items()}
        people = [Profile(i, each.input) for i, each in ranked.items()]
        found = _rank(people, current, days)
        world.recall.keep(ground, versions, found)
        known |= found
    return days, known


def _rank(people: Sequence[Profile], current: Current, days: Days) -> dict[str, Known]:
    ranked = news(people, current.snapshot.world, days)
    return {person.id: Known.of(each, person.input) for person, each in zip(people, ranked, strict=True)}


def _best_ids(looked: tuple[Days, Mapping[str, Known]]) -> list[str]:
    return [known.news.best.id for known in looked[1].values() if known.news.best]


def _news_first(entry: Entry) -> tuple[int, int, int, int, str]:
    """Order by what is new, then by what closes, then by what somebody waits for."""
    found = entry.known.news
    return -found.n_new, -found.n_closing, -entry.n_contests, -len(entry.stale), entry.id


def _answer(entry: Entry, names: Mapping[str, str | None], titles: Mapping[str, str]) -> InboxEntry:
    found = entry.known.news
    best = None if found.best is None else MatchAnswer(**match_to_json(found.best, titles.get(found.best.id)))
    return InboxEntry(
        profile=entry.id,
        external_id=names.get(entry.id),
        n_new=found.n_new,
        n_ready=found.n_ready,
        n_closing=found.n_closing,
        best=best,
        n_proposed=entry.known.n_proposed,
        n_contests=entry.n_contests,
        stale=list(entry.stale),
        unknown=list(entry.known.unknown),
    )
