"""The morning's question: what is new for everybody, and what closes soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from api import repository
from api.answers import InboxAnswer, InboxEntry, MatchAnswer
from api.matches import find_titles, matches_of
from api.profiles import ranked_by
from api.world import World
from matcher.results import match_to_json
from matcher.types import Group, Match

NEW_DAYS = 7
CLOSING_DAYS = 7


def read_inbox(world: World, since: date | None, as_of: date | None) -> InboxAnswer:
    """Match the whole caseload, and count what is ready now: published since `since`, or closing within a week."""
    snapshot = world.snapshots.current()
    day = as_of or snapshot.as_of
    first, closing_by = since or day - timedelta(days=NEW_DAYS), day + timedelta(days=CLOSING_DAYS)
    with world.database.read() as session:
        people = repository.list_everybody(session)
        dates = repository.read_dates(session)
    entries: list[InboxEntry] = []
    for row in people:
        found = matches_of(snapshot, ranked_by(row), None, day)
        ready = [match for match in found.matches if match.group is Group.READY_NOW]
        entries.append(_entry(row.id, row.external_id, ready, dates, (first, day, closing_by)))
    entries = _with_titles(world, entries)
    return InboxAnswer(
        since=first,
        as_of=day,
        closing_by=closing_by,
        n_people=len(entries),
        n_new=sum(entry.n_new for entry in entries),
        n_closing=sum(entry.n_closing for entry in entries),
        people=sorted(entries, key=lambda entry: (-entry.n_new, -entry.n_closing, entry.profile)),
    )


def _entry(
    profile_id: str,
    external_id: str | None,
    ready: Sequence[Match],
    dates: Mapping[str, tuple[date | None, date | None]],
    days: tuple[date, date, date],
) -> InboxEntry:
    first, day, closing_by = days
    new = [match for match in ready if (published := dates[match.id][0]) and first <= published <= day]
    closing = [match for match in ready if (expires := dates[match.id][1]) and day <= expires <= closing_by]
    return InboxEntry(
        profile=profile_id,
        external_id=external_id,
        n_new=len(new),
        n_closing=len(closing),
        best=MatchAnswer(**match_to_json(new[0])) if new else None,
    )


def _with_titles(world: World, entries: list[InboxEntry]) -> list[InboxEntry]:
    titles = find_titles(world.database, [entry.best.id for entry in entries if entry.best])
    return [
        entry.model_copy(update={"best": entry.best.model_copy(update={"title": titles[entry.best.id].title})})
        if entry.best
        else entry
        for entry in entries
    ]
