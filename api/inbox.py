"""The morning's question: what is new for everybody, and what closes soon."""

from __future__ import annotations

from datetime import date, timedelta

from api import repository
from api.answers import InboxAnswer, InboxEntry
from api.checking import check_whole
from api.degraded import answer_of
from api.match_answers import MatchAnswer
from api.matches import find_titles
from api.profiles import ranked_by
from api.snapshots import Current
from api.world import World
from matcher.bulk import Days, News, news
from matcher.ranking import Profile
from matcher.results import match_to_json

NEW_DAYS = 7
CLOSING_DAYS = 7


def read_inbox(world: World, since: date | None, as_of: date | None) -> InboxAnswer:
    """Match the whole caseload, and count what is worth a talk: new since `since`, or closing within a week.

    Worth a talk is what is ready now or one step away: for somebody whose words nobody has confirmed yet, that step is
    often the confirmation.
    """
    with world.database.read() as session:
        rows = {row.id: row for row in repository.list_rankable(session)}
    people = [Profile(profile_id, ranked_by(row)) for profile_id, row in rows.items()]

    def make(current: Current) -> tuple[Days, tuple[News, ...]]:
        day = as_of or current.as_of
        days = Days(since or day - timedelta(days=NEW_DAYS), day, day + timedelta(days=CLOSING_DAYS))
        return days, news(people, current.snapshot.world, days)

    days, found = check_whole(world, make, lambda made: [each.best.id for each in made[1] if each.best])
    entries = [_entry(each, rows[each.id].external_id) for each in found]
    _add_titles(world, entries)
    return InboxAnswer(
        since=days.since,
        as_of=days.as_of,
        closing_by=days.closing_by,
        n_people=len(entries),
        n_new=sum(entry.n_new for entry in entries),
        n_closing=sum(entry.n_closing for entry in entries),
        people=sorted(entries, key=lambda entry: (-entry.n_new, -entry.n_closing, entry.profile)),
        degraded=answer_of(world.degraded),
    )


def _entry(found: News, external_id: str | None) -> InboxEntry:
    return InboxEntry(
        profile=found.id,
        external_id=external_id,
        n_new=found.n_new,
        n_ready=found.n_ready,
        n_closing=found.n_closing,
        best=None if found.best is None else MatchAnswer(**match_to_json(found.best)),
    )


def _add_titles(world: World, entries: list[InboxEntry]) -> None:
    titles = find_titles(world.database, [entry.best.id for entry in entries if entry.best])
    for entry in entries:
        if entry.best:
            entry.best.title = titles[entry.best.id].title
