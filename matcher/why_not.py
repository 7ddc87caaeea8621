"""Why this vacancy is not (higher) in a person's list: where it stands, what is in the way, and what it would take.

These are the gaps for one vacancy: what is missing, which skills come close, and steps that together are enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from matcher.assessment import MET_CODE, READY, Assessment, assess
from matcher.coverage import confirmed, skills_of
from matcher.errors import UnknownVacancyError
from matcher.explanation import explain_match
from matcher.matching import Snapshot
from matcher.near import SELF
from matcher.ranking import open_rows
from matcher.steps import CONFIRM, Move, apply, move_for
from matcher.types import Covered, CoveredHow, Kind, Match, RankingInput, Stamp, StepKind
from matcher.world import World

__all__ = ["WhyNot", "why_not"]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One vacancy for one person, wherever it stands among the `n_open` vacancies open on the day of the stamp.

    `match` is None where the vacancy was not open that day: only from `first_day` to `last_day` (None: no limit).
    `takes` are steps that together would make it ready now, () where it is ready, None where no steps are known to.
    Unknown facts count as steps to their smallest sufficient value: asking may show that nothing is left to do.
    `close` are, for every requirement that is covered by another skill at best, all skills of the person that come
    close, in the order of `match.covered` and then the closest first; what nothing comes close to is `match.missing`.
    """

    id: str
    match: Match | None
    n_open: int
    first_day: date | None
    last_day: date | None
    takes: tuple[Move, ...] | None
    close: tuple[Covered, ...]
    stamp: Stamp


def why_not(snapshot: Snapshot, person: RankingInput, vacancy_id: str, as_of: date, language: str = "en") -> WhyNot:
    """Rank everything that is open, and explain this one; labels in `language`. Raises UnknownVacancyError."""
    world, stamp = snapshot.world, snapshot.stamp(as_of)
    vacancies = world.vacancies
    row = vacancies.find_row(vacancy_id)
    if row is None:
        raise UnknownVacancyError(vacancy_id)
    days = _day(vacancies.first_day[row], date.min), _day(vacancies.last_day[row], date.max)
    rows = open_rows(world, as_of)
    at = int(np.searchsorted(rows, row))
    if at == len(rows) or rows[at] != row:
        return WhyNot(vacancy_id, None, len(rows), *days, None, (), stamp)
    assessed = assess(person, world, rows)
    rank = 1 + int((assessed.key < assessed.key[at]).sum())
    match = explain_match(person, world, assessed, at, rank, language)
    takes, close = _takes(person, world, assessed, at), _close(person, world, match, language)
    return WhyNot(vacancy_id, match, len(rows), *days, takes, close, stamp)


def _close(person: RankingInput, world: World, match: Match, language: str) -> tuple[Covered, ...]:
    """Return every skill of the person that stands in for a requirement they are only close to."""
    own = skills_of(person, world.taxonomy, world.weights)
    who, what, percent = world.near.expand(own.rows)
    strength = own.weight[who] * percent // SELF
    found: list[Covered] = []
    for best in (covered for covered in match.covered if covered.how is CoveredHow.CLOSE):
        row = world.taxonomy.skills.row(best.uri)
        some = np.flatnonzero((what == row) & (strength > 0))
        for at in some[np.lexsort((own.rows[who[some]], -strength[some]))].tolist():
            by = int(own.rows[who[at]])
            how = CoveredHow.HAS if by == row else CoveredHow.CLOSE
            by_uri, by_label = world.named(Kind.SKILL, by, language)
            found.append(structs.replace(best, by=by_uri, by_label=by_label, how=how, strength=int(strength[at])))
    return tuple(found)


def _day(ordinal: np.int32, unlimited: date) -> date | None:
    return None if ordinal == unlimited.toordinal() else date.fromordinal(int(ordinal))


def _takes(person: RankingInput, world: World, assessed: Assessment, at: int) -> tuple[Move, ...] | None:
    """Return steps that together are enough, checked by assessing the vacancy again with them."""
    if assessed.group[at] == READY:
        return ()
    matrix = assessed.vacancies.conditions
    stated = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]].tolist()
    open_ones = [assessed.vacancies.condition_values[i] for i in stated if assessed.states[i] != MET_CODE]
    found = [move_for(condition, person, assessed.facts) for condition in open_ones]
    moves = [move for move in found if move is not None]
    if len(moves) < len(found):
        return None
    moves += _skills(person, world, assessed, at)
    after = reduce(lambda before, move: apply(move, before), moves, person)
    again = assess(after, world, assessed.rows[at : at + 1])
    return tuple(sorted(moves)) if again.group[0] == READY else None


def _skills(person: RankingInput, world: World, assessed: Assessment, at: int) -> list[Move]:
    """Return what about skills is enough: nothing, to confirm, or skills chosen one by one by what each adds."""
    if assessed.deficit[at] <= 0:
        return []
    if assessed.deficit_confirmed[at] <= 0 and confirmed(person) != person:
        return [CONFIRM]
    essential = assessed.vacancies.essential
    part = slice(essential.indptr[at], essential.indptr[at + 1])
    chosen = _greedy(
        _learnt(essential.indices[part], world),
        assessed.coverage.strength[essential.indices[part]],
        essential.data[part],
        int(assessed.deficit[at]),
    )
    return [Move(StepKind.SKILL, world.taxonomy.skills.uri(int(essential.indices[part][i]))) for i in chosen]


def _learnt(rows: NDArray[np.int32], world: World) -> NDArray[np.int32]:
    """Return (n, n): the percent to which learning requirement i covers requirement j."""
    who, what, percent = world.near.expand(rows.astype(np.int64))
    gains = np.diag(np.full(len(rows), world.weights.skill_stated, dtype=np.int32))
    column = {int(row): j for j, row in enumerate(rows)}
    for i, skill, near in zip(who.tolist(), what.tolist(), percent.tolist(), strict=True):
        if skill in column:
            gains[i, column[skill]] = world.weights.skill_stated * near // SELF
    return gains


def _greedy(
    gains: NDArray[np.int32], strength: NDArray[np.int32], weight: NDArray[np.int32], deficit: int
) -> list[int]:
    """Return requirements to learn, the one that adds most first, until the deficit is made up or nothing adds."""
    chosen: list[int] = []
    while deficit > 0:
        more = (np.maximum(gains - strength, 0) * weight).sum(axis=1)
        best = int(more.argmax()) if len(more) else 0
        if not len(more) or more[best] == 0:
            break
        chosen.append(best)
        deficit -= int(more[best])
        strength = np.maximum(strength, gains[best])
    return chosen
