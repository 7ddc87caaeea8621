"""The morning's question: what is new for everybody, and what closes soon.

Everybody is assessed against everything, but only the best new vacancy of each person is explained: explaining costs
far more than ranking.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from api import repository
from api.answers import InboxAnswer, InboxEntry
from api.match_answers import MatchAnswer
from api.matches import find_titles
from api.profiles import ranked_by
from api.snapshots import Current
from api.tables import ProfileRow
from api.world import World
from matcher.assessment import ONE_STEP, READY, assess
from matcher.ranking import open_rows, rank
from matcher.results import match_to_json

NEW_DAYS = 7
CLOSING_DAYS = 7


@dataclass(frozen=True, slots=True)
class Days:
    """From when on a vacancy is new, the day to match for, and by when a vacancy closes soon."""

    since: date
    as_of: date
    closing_by: date


def read_inbox(world: World, since: date | None, as_of: date | None) -> InboxAnswer:
    """Match the whole caseload, and count what is worth a talk: new since `since`, or closing within a week.

    Worth a talk is what is ready now or one step away: for somebody whose words nobody has confirmed yet, that step is
    often the confirmation.
    """
    current = world.snapshots.current()
    day = as_of or current.as_of
    days = Days(since or day - timedelta(days=NEW_DAYS), day, day + timedelta(days=CLOSING_DAYS))
    with world.database.read() as session:
        entries = [_entry(row, current, days) for row in repository.list_everybody(session)]
    _add_titles(world, entries)
    return InboxAnswer(
        since=days.since,
        as_of=days.as_of,
        closing_by=days.closing_by,
        n_people=len(entries),
        n_new=sum(entry.n_new for entry in entries),
        n_closing=sum(entry.n_closing for entry in entries),
        people=sorted(entries, key=lambda entry: (-entry.n_new, -entry.n_closing, entry.profile)),
    )


def _entry(row: ProfileRow, current: Current, days: Days) -> InboxEntry:
    ground, person = current.snapshot.world, ranked_by(row)
    assessed = assess(person, ground, open_rows(ground, days.as_of))
    near = np.isin(assessed.group, (READY, ONE_STEP))
    is_new = near & (ground.vacancies.first_day[assessed.rows] >= days.since.toordinal())
    is_closing = near & (ground.vacancies.last_day[assessed.rows] <= days.closing_by.toordinal())
    return InboxEntry(
        profile=row.id,
        external_id=row.external_id,
        n_new=int(is_new.sum()),
        n_ready=int((is_new & (assessed.group == READY)).sum()),
        n_closing=int(is_closing.sum()),
        best=_best(row, current, days, assessed.rows[is_new]) if is_new.any() else None,
    )


def _best(row: ProfileRow, current: Current, days: Days, candidates: NDArray[np.int64]) -> MatchAnswer:
    [best] = rank(ranked_by(row), current.snapshot.world, days.as_of, top=1, candidates=candidates)
    return MatchAnswer(**match_to_json(best))


def _add_titles(world: World, entries: list[InboxEntry]) -> None:
    titles = find_titles(world.database, [entry.best.id for entry in entries if entry.best])
    for entry in entries:
        if entry.best:
            entry.best.title = titles[entry.best.id].title
