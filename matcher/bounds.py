"""Which vacancies can be among the best, proven by bounds: what is left out could not have come into the list.

A list is ordered by group, then by score. Both are bounded from above by one sparse product that touches only what a
person's skills and occupations reach (a twentieth of all entries at 100,000 vacancies):

- Ready or one step away is only what covers `one_step_coverage` of its essential requirements, with everything
  confirmed that is likely to be, and has at most one open condition; or what names no requirement and has none open.
- A score is at most what essential and stated optional requirements earn, plus what the best of the occupations that
  the vacancy may be about is worth, plus hours and place. Of occupations, the product adds what each is worth beyond a
  common floor, so that those worth less need not be touched.

The best of what the product points at are ranked exactly. Whatever cannot beat the last of them is out; the rest is
ranked with them. So is what could be shown of adjacent occupations beside the list. Of 100,000 grown vacancies 370 are
left, of which the first 50 are those of ranking everything.
This is dynamic pruning as search engines do it (Turtle and Flood 1995; Broder et al. 2003), with the points of a person
in place of term weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from matcher.assessment import MET_CODE, REST, Assessment, assess
from matcher.blockers import beyond_a_step
from matcher.experience import FULL, UNKNOWN
from matcher.standpoint import Standpoint
from matcher.types import RankingInput
from matcher.vacancies import VacancySet
from matcher.widen import Adjacent
from matcher.wishes import hours_points, place_points
from matcher.world import World

Rows = NDArray[np.int64]

# Bounds are whole numbers in parts of a point, each rounded up: sums cannot fall below what they bound.
UNIT = 1024
# Occupations that are looked at one by one touch at most one in so many entries; the rest count as the best of them.
SHARE = 10
# Points that are more than a vacancy of nobody's work reaches: most rows are below, and looked at once.
WARM = 30
# Vacancies that the product points at, ranked first: the last of a list is then nearly what it will be.
FIRST = 64
# Adjacent vacancies that the product points at, of which the first of each occupation are ranked.
FIRST_ADJACENT = 1024
# More points than there are, as far as a sum of parts of a point has room.
NO_OTHER = 1 << 20
# Where more than one in so many vacancies cannot be excluded, ranking them all is as fast.
MANY = 8


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """What bounds the scores of the first `n` rows of a world; rows behind them are never excluded.

    postings   (skills + occupations, n) int32: parts of a point for one percent of a skill, or for one point that an
               occupation is worth
    n_touched  (occupations,) how many entries each occupation has
    unasked    rows that name no essential requirement
    nameless   rows of which nobody knows what work they are
    """

    postings: csr_array[np.int32]
    n_touched: NDArray[np.int64]
    unasked: Rows
    nameless: Rows

    @classmethod
    def of(cls, world: World) -> Bounds:
        """Turn requirements and likely occupations round, each with the most points that it can earn."""
        vacancies, weights = world.vacancies, world.weights
        about = vacancies.likely_total > 0
        welcome = vacancies.optional_total + weights.typical_weight * about
        skills = _scaled(vacancies.essential, weights.essential_points / 100, vacancies.essential_total)
        skills = skills + _scaled(vacancies.optional, weights.optional_points / 100, welcome)
        likely = _scaled(vacancies.likely, 1.0, vacancies.likely_total)
        postings = csr_array(hstack([skills, likely], dtype=np.int32).T.tocsr())
        n_touched = np.bincount(vacancies.likely.indices, minlength=vacancies.likely.shape[1])
        return cls(postings, n_touched, np.flatnonzero(vacancies.essential_total == 0), np.flatnonzero(~about))

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Take it apart for a generation, from where workers map it."""
        postings = {f"bounds.{part}": getattr(self.postings, part) for part in ("data", "indices", "indptr")}
        return {**postings, "bounds.n_touched": self.n_touched, "bounds.unasked": self.unasked}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]], vacancies: VacancySet) -> Bounds | None:
        """Put together what `to_arrays` took apart, for the same vacancies; None where it is not there."""
        if "bounds.data" not in arrays:
            return None
        parts = tuple(arrays[f"bounds.{part}"] for part in ("data", "indices", "indptr"))
        postings = csr_array(parts, shape=(len(parts[2]) - 1, len(vacancies)))
        nameless = np.flatnonzero(vacancies.likely_total == 0)
        return cls(postings, arrays["bounds.n_touched"], arrays["bounds.unasked"], nameless)

    @property
    def n(self) -> int:
        """How many rows are bounded."""
        return int(self.postings.shape[1])

    def prove(
        self, person: RankingInput, world: World, as_of: date, k: int, adjacent: Adjacent | None = None
    ) -> Proven | None:
        """Assess open vacancies that hold the best `k` of all; None where too few could be excluded.

        They hold the best of `adjacent` occupations, too. `world` is the one these bounds were made of, or one that
        followed it.
        """
        return _Search(self, person, world, as_of, k, adjacent).run()


@dataclass(frozen=True, slots=True, eq=False)
class Proven:
    """What holds the best of all vacancies, and what else is known of these.

    reached   int32, the most that requirements and occupations beyond the floor earn in each bounded row, in parts of
              a point, as things are
    """

    assessed: Assessment
    standpoint: Standpoint
    world: World
    day: int
    reached: NDArray[np.int32]

    def count_enough(self) -> int:
        """Count the open vacancies that name essential requirements and of which enough is covered as it is."""
        world, weights = self.world, self.world.weights
        vacancies, least = world.vacancies, weights.ready_coverage * weights.essential_points // 100
        reaching = np.flatnonzero(self.reached >= least * UNIT)
        rows = _open(vacancies, np.append(reaching, np.arange(len(self.reached), len(vacancies))), self.day)
        rows = rows[vacancies.essential_total[rows] > 0]
        covered = np.asarray(vacancies.essential[rows] @ self.standpoint.coverage.strength)
        return int(np.count_nonzero(covered >= weights.ready_coverage * vacancies.essential_total[rows]))


class _Search:
    """One person's way through the bounds."""

    def __init__(
        self, bounds: Bounds, person: RankingInput, world: World, as_of: date, k: int, adjacent: Adjacent | None
    ) -> None:
        self._bounds, self._person, self._world, self._k, self._adjacent = bounds, person, world, k, adjacent
        self._day = as_of.toordinal()
        self._at = Standpoint.of(person, world)
        self._worth = _worth(self._at, world)
        self._has_every_adjacent = False
        self._warm, self._heat = np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32)

    def run(self) -> Proven | None:
        """Rank what the product points at, and what could still come before the last of it."""
        at, world = self._at, self._world
        if not at.is_decisive:
            return None
        floor, beyond = self._above()
        reached = self._reach(floor, beyond)
        self._warm = np.flatnonzero(reached >= WARM * UNIT)
        self._heat = reached[self._warm]
        within = self._within_reach(reached)
        fresh = self._open(np.arange(self._bounds.n, len(world.vacancies)))
        hot = self._hottest(reached)
        first = np.unique(np.concatenate([within, hot, self._hottest_adjacent(reached), fresh]))
        assessed = assess(self._person, world, first, at)
        found = [first]
        for last, allowed in ((self._last(assessed), None), (self._last_adjacent(assessed), self._adjacent)):
            if last is None:  # what is shown is ready or one step away, and nothing else can be
                continue
            possible = self._contenders(reached, last, floor, allowed)
            if possible is None:
                return None
            more = np.setdiff1d(self._open(possible), first, assume_unique=True)
            if allowed is not None:
                more = self._beating(more, reached, floor, self._best_of_each(assessed, allowed))
            found.append(more[self._most(more) >= last])
        if any(map(len, found[1:])):
            assessed = assess(self._person, world, np.unique(np.concatenate(found)), at)
        return Proven(assessed, at, world, self._day, reached)

    def _above(self) -> tuple[int, NDArray[np.int32]]:
        """Return the floor in points, and what each occupation is worth beyond it (0 for most)."""
        worth = self._worth[: len(self._bounds.n_touched)]
        order = np.argsort(-worth, kind="stable")
        touched = np.cumsum(self._bounds.n_touched[order])
        n = int(np.searchsorted(touched, (touched[-1] if len(touched) else 0) // SHARE))
        floor = int(worth[order[n]]) if n < len(order) else 0
        return floor, np.maximum(worth - floor, 0).astype(np.int32)

    def _unknown(self) -> int:
        weights = self._world.weights
        return weights.optional_neutral + weights.experience_neutral + weights.wanted_neutral

    def _reach(self, floor: int, beyond: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the most that rows earn by requirements and by occupations beyond the floor, in parts of a point.

        A vacancy that may be about nothing, or names no requirement, has the points where nothing is known.
        """
        bounds, at, weights = self._bounds, self._at, self._world.weights
        found = self._product(np.concatenate([at.coverage.strength, beyond]))
        found[bounds.nameless] += max(self._unknown() - floor, 0) * UNIT
        if at.has_skills:
            found[bounds.unasked] += weights.essential_neutral * UNIT
        return found

    def _product(self, vector: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the postings times a vector; what is behind its end is nothing."""
        columns = np.flatnonzero(vector)
        return np.asarray(self._bounds.postings[columns].T @ vector[columns])

    def _reaching(self, reached: NDArray[np.int32], points: int) -> Rows:
        """Return the rows that reach so many points."""
        least = points * UNIT
        return self._warm[self._heat >= least] if points >= WARM else np.flatnonzero(reached >= least)

    def _growing_to(self, reached: NDArray[np.int32], points: int) -> Rows:
        """Return the rows that may reach so many points once every likely proposal is confirmed.

        No row grows by more than the skill that grows most. Where one begins with nothing, the product tells.
        """
        now, sure = self._at.coverage.strength, self._at.sure_strength
        more = np.flatnonzero(sure > now)
        if not len(more):
            return self._reaching(reached, points)
        if now[more].all():
            return self._reaching(reached, int(points / float(np.max(sure[more] / now[more]))))
        return np.flatnonzero(reached + self._product(np.maximum(sure - now, 0)) >= points * UNIT)

    def _within_reach(self, reached: NDArray[np.int32]) -> Rows:
        """Return the open rows that may be ready or one step away."""
        world, weights = self._world, self._world.weights
        vacancies, least = world.vacancies, weights.one_step_coverage * weights.essential_points // 100
        rows = self._open(self._growing_to(reached, least))
        far = beyond_a_step(world.slow, self._at.states, self._at.facts)[: len(vacancies.place.values)]
        rows = rows[~np.append(far, False)[vacancies.place.index[rows]]]
        is_open = (self._at.states != MET_CODE).astype(np.int32)
        rows = rows[vacancies.conditions[rows] @ is_open <= 1]
        covered = vacancies.essential[rows] @ self._at.sure_strength
        rows = rows[covered >= weights.one_step_coverage * vacancies.essential_total[rows]]
        unasked = self._open(self._bounds.unasked)
        return np.concatenate([rows, unasked[vacancies.conditions[unasked] @ is_open == 0]])

    def _hottest(self, reached: NDArray[np.int32]) -> Rows:
        """Return the open rows that the product says most of; some more than are asked for.

        Where it says something of too few, all count by their hours and place, too.
        """
        n, rows, heat = 2 * (FIRST + self._k), self._warm, self._heat
        if len(rows) < n:
            rows, heat = np.arange(len(reached)), self._with_wishes(reached, slice(len(reached)))
        for least in (300, 200, 100):  # points: few rows reach much, and picking the best of few is fast
            is_hot = heat >= least * UNIT
            if np.count_nonzero(is_hot) >= 2 * n:
                rows, heat = rows[is_hot], heat[is_hot]
                break
        if len(rows) > n:
            rows = np.sort(rows[np.argpartition(-heat, n)[:n]])
        return self._open(rows)

    def _last(self, assessed: Assessment) -> int | None:
        """Return the score of the last in the list; None where that is ready or one step away; 0 if it is not full."""
        order = assessed.order(self._k)
        if len(order) < self._k:
            return 0
        last = order[-1]
        return int(assessed.score[last]) if assessed.group[last] == REST else None

    def _hottest_adjacent(self, reached: NDArray[np.int32]) -> Rows:
        """Return, of each adjacent occupation, the open row that the product says most of.

        Of many rows only the hottest are looked at, as long as they are of enough occupations.
        """
        if self._adjacent is None:
            return np.empty(0, dtype=np.int64)
        occupation, n = self._world.vacancies.occupation.index, self._world.weights.max_widened
        at = self._adjacent.rows_among(self._warm, self._world)
        rows = self._open(self._warm[at])
        if len(at) > FIRST_ADJACENT:
            hot = self._open(self._warm[at[np.argpartition(-self._heat[at], FIRST_ADJACENT)[:FIRST_ADJACENT]]])
            rows = hot if len(np.unique(occupation[hot])) >= n else rows
        if len(np.unique(occupation[rows])) < n:
            every = np.arange(self._bounds.n)
            rows = self._open(every[self._adjacent.rows_among(every, self._world)])
            self._has_every_adjacent = True
        hottest = np.full(len(self._adjacent.to_any), -1, dtype=np.int64)
        rows = rows[np.argsort(self._with_wishes(reached, rows), kind="stable")]
        hottest[occupation[rows]] = rows  # the last one of each stays
        return hottest[hottest >= 0]

    def _last_adjacent(self, assessed: Assessment) -> int | None:
        """Return the score of the last that is shown of adjacent occupations; None where nothing else can be shown."""
        if self._adjacent is None:
            return None
        best = self._adjacent.best(assessed, self._world)
        if len(best) < self._world.weights.max_widened and not self._has_every_adjacent:
            return 0
        if not best:
            return None
        last = list(best.values())[-1]
        return int(assessed.score[last]) if assessed.group[last] == REST else None

    def _best_of_each(self, assessed: Assessment, adjacent: Adjacent) -> NDArray[np.int32]:
        """Return the score of the best that was ranked of each adjacent occupation, zero where none was.

        NO_OTHER where it is in a group that nothing else can be in.
        """
        found = np.zeros(len(adjacent.to_any), dtype=np.int32)
        at = adjacent.rows_among(assessed.rows, self._world)
        occupation = self._world.vacancies.occupation.index[assessed.rows[at]]
        np.maximum.at(found, occupation, np.where(assessed.group[at] == REST, assessed.score[at], NO_OTHER))
        return found

    def _beating(self, rows: Rows, reached: NDArray[np.int32], floor: int, best: NDArray[np.int32]) -> Rows:
        """Return the adjacent rows that may come before the best of their own occupation, which alone is shown."""
        least = best[self._world.vacancies.occupation.index[rows]] - floor - self._unasked()
        return rows[self._with_wishes(reached, rows) >= least * np.int32(UNIT)]

    def _contenders(self, reached: NDArray[np.int32], last: int, floor: int, allowed: Adjacent | None) -> Rows | None:
        """Return the rows that may have `last` points, by their own hours and place; None where they are too many.

        Who has few points competes with most vacancies as long as each might be next door, full time or not. Only rows
        of `allowed` occupations are returned, where some are given.
        """
        n = self._bounds.n
        rows = self._reaching(reached, last - floor - self._slack())
        if allowed is not None:
            rows = rows[allowed.rows_among(rows, self._world)]
        is_most = len(rows) * MANY > n
        where = slice(n) if is_most else rows
        least = last - floor - self._unasked()
        may = self._with_wishes(reached, where) >= least * UNIT
        rows = rows[may[rows] if is_most else may]
        return None if len(rows) * MANY > n else rows

    def _slack(self) -> int:
        """Return the most that hours and place add, and requirements where none are named."""
        weights = self._world.weights
        hours = weights.hours_points if self._person.wants.hours is not None else weights.hours_neutral
        return hours + weights.place_points + self._unasked()

    def _unasked(self) -> int:
        """Return what requirements earn in every vacancy: nothing, but where no skill is known."""
        return 0 if self._at.has_skills else self._world.weights.essential_neutral

    def _most(self, rows: Rows) -> NDArray[np.int64]:
        """Return the most points that each of `rows` can have, now by its own occupations, hours and place."""
        world, vacancies = self._world, self._world.vacancies
        weights, strength = world.weights, self._at.coverage.strength
        essential = vacancies.essential[rows] @ strength
        optional = vacancies.optional[rows] @ strength
        total = np.maximum(vacancies.essential_total[rows], 1)
        about = vacancies.likely_total[rows]
        welcome = np.maximum(vacancies.optional_total[rows] + weights.typical_weight * (about > 0), 1)
        by_skills = weights.essential_points * essential // (100 * total) + weights.essential_neutral
        by_skills = by_skills + weights.optional_points * optional // (100 * welcome) + 1
        worth = vacancies.likely[rows] @ self._worth // np.maximum(about, 1) + 1
        found: NDArray[np.int64] = by_skills + np.where(about > 0, worth, self._unknown()) + self._by_wishes(rows)
        return found

    def _by_wishes(self, rows: Rows | slice) -> NDArray[np.int32]:
        """Return the points that hours and place of each of `rows` earn."""
        vacancies, weights = self._world.vacancies, self._world.weights
        (hours, place), neutral = self._wishes, (weights.hours_neutral, weights.place_neutral)
        found = vacancies.hours.take(rows).spread(hours, neutral[0])
        found += vacancies.place.take(rows).spread(place, neutral[1])
        return found

    def _with_wishes(self, reached: NDArray[np.int32], rows: Rows | slice) -> NDArray[np.int32]:
        """Return what rows reach with their own hours and place, in parts of a point."""
        return reached[rows] + self._by_wishes(rows) * np.int32(UNIT)

    @cached_property
    def _wishes(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """What each distinct value of hours and place earns."""
        person, world, weights = self._person, self._world, self._world.weights
        hours = hours_points(person.wants.hours, world.vacancies.hours.values, weights)
        place = place_points(person, self._at.facts, world.sites, weights)
        return _known(hours, weights.hours_neutral), _known(place, weights.place_neutral)

    def _open(self, rows: Rows) -> Rows:
        """Return those of `rows` that are open on the day."""
        return _open(self._world.vacancies, rows, self._day)


def _open(vacancies: VacancySet, rows: Rows, day: int) -> Rows:
    return rows[(vacancies.first_day[rows] <= day) & (day <= vacancies.last_day[rows])]


def _worth(at: Standpoint, world: World) -> NDArray[np.int64]:
    """Return the most points that being about each occupation alone earns, rounded up."""
    weights = world.weights
    parts = (
        (at.typical, weights.optional_points, weights.optional_neutral),
        (at.experience, weights.experience_points, weights.experience_neutral),
        (at.wanted, weights.wanted_points, weights.wanted_neutral),
    )
    total = np.zeros(len(world.occupations.rows), dtype=np.int64)
    for fit, points, neutral in parts:
        total += neutral if fit is None else -(-fit.astype(np.int64) * points // FULL)
    return total


def _known(points: NDArray[np.int32], neutral: int) -> NDArray[np.int32]:
    return np.where(points == UNKNOWN, np.int32(neutral), points)


def _scaled(matrix: csr_array[np.int32], points: float, total: NDArray[np.int32]) -> csr_array[np.int32]:
    """Return `points` times each entry's share of its row's total, in parts of a point, rounded up."""
    share = matrix.data * np.repeat(points * UNIT / np.maximum(total, 1), np.diff(matrix.indptr))
    return csr_array((np.ceil(share).astype(np.int32), matrix.indices, matrix.indptr), shape=matrix.shape)
