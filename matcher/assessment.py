"""What each vacancy is worth to one person: points, blockers and group of all vacancies at once, as arrays.

All arithmetic is on whole numbers, so neither order nor batching can change a result. The largest product of skills,
points times covered percent, is 200 x 25 requirements x 100 x 100, far inside 32 bits; means over likely occupations
take 64.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.blockers import STATES, Facts, beyond_a_step
from matcher.coverage import Coverage
from matcher.experience import FULL, UNKNOWN, rows_of
from matcher.postings import Postings
from matcher.standpoint import Standpoint
from matcher.types import Blocker, BlockerState, ContributionName, Group, RankingInput
from matcher.vacancies import Column, VacancySet
from matcher.weights import Weights
from matcher.wishes import hours_points, place_points
from matcher.world import World

NAMES = tuple(ContributionName)
# A vacancy can be scored when something is known about what a person can do or wants to do; hours and place alone
# would put strangers to each other in an order that means nothing.
N_DECISIVE = 4
GROUPS = tuple(Group)
READY, ONE_STEP, REST = range(3)
UNSCORED = -1
MET_CODE = STATES.index(BlockerState.MET)
# Rows that are at least one in so many are assessed with the whole world: picking 25,000 of 100,000 rows out of three
# matrices takes as long as assessing all 100,000 (6 ms).
MOST = 4
# More than any vacancy has conditions, so that one number can count those that are open and those beyond a step.
FAR = 1 << 16
# More than twice any score, so that groups cannot overlap in a sorting key.
SPAN = 4096


# What multiplies percents by skill: turning a few rows round costs more than the product.
_Matrix = Postings | csr_array[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Points (int32) of one contribution, UNKNOWN where nothing can be said.

    One number per vacancy, or per distinct value of `column`: about vacancies without a value nothing can be said.
    """

    points: NDArray[np.int32]
    column: Column[Any] | None = None

    def at(self, row: int) -> int:
        """Return the points of a vacancy."""
        if self.column is None:
            return int(self.points[row])
        index = int(self.column.index[row])
        return UNKNOWN if index < 0 else int(self.points[index])


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """The parts of all scores in the order of `ContributionName`, and what each adds where nothing is known."""

    parts: tuple[Part, ...]
    neutral: tuple[int, ...]

    def at(self, row: int) -> list[tuple[int, bool]]:
        """Return points, and whether they are known, of each part of a vacancy's score."""
        found = [part.at(row) for part in self.parts]
        return [
            (n if points == UNKNOWN else points, points != UNKNOWN)
            for points, n in zip(found, self.neutral, strict=True)
        ]

    def scores(self, n: int) -> NDArray[np.int32]:
        """Return the sums (n), UNSCORED where nothing decisive is known.

        Parts that hang on the same column are added per value first: there are far fewer values than vacancies.
        """
        total, decisive = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=bool)
        for column in {id(part.column): part.column for part in self.parts}.values():
            own = [i for i, part in enumerate(self.parts) if part.column is column]
            points, known = self._added(own)
            total += points if column is None else column.spread(points, sum(self.neutral[i] for i in own))
            if own[0] < N_DECISIVE and not decisive.all():
                decisive |= known if column is None else column.spread(known, unknown=0) > 0
        total[~decisive] = UNSCORED
        return total

    def _added(self, own: list[int]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return the sums of some parts of one length, and whether anything decisive is known."""
        n = len(self.parts[own[0]].points)
        total, decisive = np.zeros(n, dtype=np.int32), np.zeros(n, dtype=bool)
        for i in own:
            points = self.parts[i].points
            unknown = np.flatnonzero(points == UNKNOWN)
            if len(unknown) == n:  # such as wishes, of which most people name none
                total += self.neutral[i]
                continue
            total += points
            total[unknown] += self.neutral[i] - UNKNOWN
            if i < N_DECISIVE and not decisive.all():
                decisive |= points != UNKNOWN
        return total, decisive


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """One person against the vacancies in `rows` (int64, ascending, rows of the world's vacancies).

    score         int32, the sum of the points; -1 where nothing decisive is known
    n_open        int32, conditions that are not met or unknown
    deficit       int32, weighted percent of essential coverage that is lacking to be ready; 0 or less: enough
    deficit_confirmed  int32, the same once the person has confirmed every proposal
    group         int8 index into `GROUPS`
    states        int8 index into `STATES`, one per distinct condition of the world
    key           int64, distinct and ascending in the order of a list: group, score descending, id; unscored last
    laid_out      what was assessed, perhaps more; `at` (int64) are the rows of these there and in `components`
    blockers      what explaining has said of distinct conditions so far: vacancies share most of them
    """

    rows: NDArray[np.int64]
    laid_out: VacancySet
    at: NDArray[np.int64]
    components: Components
    score: NDArray[np.int32]
    n_open: NDArray[np.int32]
    deficit: NDArray[np.int32]
    deficit_confirmed: NDArray[np.int32]
    group: NDArray[np.int8]
    coverage: Coverage
    facts: Facts
    states: NDArray[np.int8]
    key: NDArray[np.int64]
    blockers: dict[int, Blocker] = field(default_factory=dict)

    def order(self, top: int | None) -> NDArray[np.int64]:
        """Return the positions of the best `top` (all if None), in the order of the list."""
        if top is not None and top < len(self.key):
            best = np.argpartition(self.key, top)[:top]
            return best[np.argsort(self.key[best])]
        return np.argsort(self.key)

    def count_enough(self) -> int:
        """Count the vacancies that name essential requirements and of which enough is covered as it is."""
        return int(np.count_nonzero((self.laid_out.essential_total[self.at] > 0) & (self.deficit <= 0)))

    @property
    def vacancies(self) -> VacancySet:
        """The vacancies assessed, and no others; picking them costs as much as assessing them."""
        return self.laid_out if len(self.at) == len(self.laid_out) else self.laid_out.take(self.at)

    def parts(self, at: int) -> list[tuple[int, bool]]:
        """Return points, and whether they are known, of each part of the score at a position."""
        return self.components.at(int(self.at[at]))


def assess(person: RankingInput, world: World, rows: NDArray[np.int64], at: Standpoint | None = None) -> Assessment:
    """Assess the vacancies in `rows` (ascending); nothing depends on which others are assessed with them.

    Picking rows out of the matrices costs more than the products, so most of a world is assessed with the rest of it.
    `at` is the person's standpoint, where it has been looked up already.
    """
    n = len(world.vacancies)
    if len(rows) * MOST < n:
        part = world.vacancies.take(rows)
        at = at or Standpoint.of(person, world, np.unique(part.conditions.indices))
        return _assess(person, world, part, rows, at)
    at = at or Standpoint.of(person, world)
    if len(rows) == n:
        return _assess(person, world, world.vacancies, rows, at)
    return _only(_assess(person, world, world.vacancies, np.arange(n), at), rows)


def _assess(
    person: RankingInput, world: World, part: VacancySet, rows: NDArray[np.int64], standpoint: Standpoint
) -> Assessment:
    """Assess the vacancies of `part`, which are `rows` of the world."""
    weights, facts, coverage, states = world.weights, standpoint.facts, standpoint.coverage, standpoint.states
    essential, optional = _by_skill(world, part)
    covered = np.asarray(essential @ coverage.strength, dtype=np.int32)
    welcome = np.asarray(optional @ coverage.strength, dtype=np.int32)
    components = _components(person, world, part, standpoint, (covered, welcome))
    score = components.scores(len(part))
    n_open, is_beyond = _open_conditions(part, states, beyond_a_step(world.slow, states, facts))
    deficit = deficit_confirmed = deficit_of(part, covered, weights)
    if standpoint.sure_strength is not coverage.strength:
        # Only what confirming adds is multiplied: it touches a tenth of what the skills themselves do.
        more = standpoint.sure_strength - coverage.strength
        deficit_confirmed = deficit_of(part, covered + np.asarray(essential @ more, dtype=np.int32), weights)
    group = _groups(world, part, rows, n_open, deficit, deficit_confirmed, coverage)
    group[(score == UNSCORED) | (is_beyond & (group == ONE_STEP))] = REST
    key = keys_of(group, score, world.vacancies.places(rows), len(world.vacancies))
    at, deficits = np.arange(len(rows)), (deficit, deficit_confirmed)
    return Assessment(rows, part, at, components, score, n_open, *deficits, group, coverage, facts, states, key)


def _open_conditions(
    part: VacancySet, states: NDArray[np.int8], beyond: NDArray[np.bool_]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return how many conditions of each vacancy are open, and whether no step meets one of them; in one product."""
    told = part.conditions @ ((states != MET_CODE) + FAR * beyond.astype(np.int32))
    return told & (FAR - 1), told >= FAR


def _by_skill(world: World, part: VacancySet) -> tuple[_Matrix, _Matrix]:
    """Return the essential and the optional requirements of `part`, turned round where the whole world is assessed."""
    if part is world.vacancies:
        return world.by_skill, world.optional_by_skill
    return part.essential, part.optional


def _only(assessed: Assessment, rows: NDArray[np.int64]) -> Assessment:
    """Return the assessment of some rows of a world that was assessed whole."""
    arrays = ("score", "n_open", "deficit", "deficit_confirmed", "group", "key")
    return replace(assessed, rows=rows, at=rows, **{name: getattr(assessed, name)[rows] for name in arrays})


def worse_of(group: NDArray[np.int8], score: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return a number that grows with the place in a list: by group, score descending; unscored last."""
    worse = group.astype(np.int32)
    worse *= SPAN
    worse += SPAN // 2
    worse -= score
    worse[score == UNSCORED] = 4 * SPAN
    return worse


def keys_of(group: NDArray[np.int8], score: NDArray[np.int32], places: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Return what orders a list; `places`, below `n`, order ties. In place: new pages for each step would cost more."""
    key = worse_of(group, score).astype(np.int64)
    key *= n
    key += places
    return key


def n_open_of(vacancies: VacancySet, states: NDArray[np.int8]) -> NDArray[np.int32]:
    """Return how many conditions of each vacancy are not met or unknown."""
    return np.asarray(vacancies.conditions @ (states != MET_CODE).astype(np.int32), dtype=np.int32)


def deficit_of(vacancies: VacancySet, covered: NDArray[np.int32], weights: Weights) -> NDArray[np.int32]:
    """Return the weighted percent of essential coverage that each vacancy lacks; 0 or less: ready."""
    return vacancies.essential_total * weights.ready_coverage - covered


def _components(
    person: RankingInput,
    world: World,
    vacancies: VacancySet,
    standpoint: Standpoint,
    covered: tuple[NDArray[np.int32], NDArray[np.int32]],
) -> Components:
    """Return the parts of all scores; `covered` are essential and optional."""
    weights, taxonomy, occupations = world.weights, world.taxonomy, world.occupations
    typical, experience, wanted = _expected(
        vacancies,
        (standpoint.typical, 100 * weights.typical_weight),
        (standpoint.experience, weights.experience_points),
        (standpoint.wanted, weights.wanted_points),
    )
    refused = rows_of(person.wants.unwanted_occupations, taxonomy)
    if refused:
        unwanted = np.isin(occupations.rows, refused).astype(np.int8)
        wanted[vacancies.occupation.spread(unwanted, unknown=0) > 0] = 0
    essential = _skill_points(covered[0], vacancies.essential_total, weights.essential_points)
    optional = _skill_points(*_welcome(vacancies, covered[1], typical, weights), weights.optional_points)
    if not standpoint.has_skills:
        essential[:] = optional[:] = UNKNOWN
    parts = (
        *map(Part, (essential, optional, experience, wanted)),
        Part(hours_points(person.wants.hours, vacancies.hours.values, weights), vacancies.hours),
        Part(place_points(person, standpoint.facts, world.sites, weights), vacancies.place),
    )
    return Components(parts, neutral_points(weights))


def maximum_points(weights: Weights) -> tuple[int, ...]:
    """Return the most each contribution can add, in the order of `ContributionName`."""
    return (
        weights.essential_points,
        weights.optional_points,
        weights.experience_points,
        weights.wanted_points,
        weights.hours_points,
        weights.place_points,
    )


def neutral_points(weights: Weights) -> tuple[int, ...]:
    """Return what each contribution adds where nothing is known, in the order of `ContributionName`."""
    return (
        weights.essential_neutral,
        weights.optional_neutral,
        weights.experience_neutral,
        weights.wanted_neutral,
        weights.hours_neutral,
        weights.place_neutral,
    )


def _welcome(
    vacancies: VacancySet, covered: NDArray[np.int32], typical: NDArray[np.int32], weights: Weights
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return what is covered of the optional requirements and of what the work typically takes, and the total.

    What is typical counts as one requirement of weight `typical_weight`.
    """
    known = typical != UNKNOWN
    return covered + np.maximum(typical, 0), vacancies.optional_total + np.int32(weights.typical_weight) * known


def _expected(vacancies: VacancySet, *fits: tuple[NDArray[np.int32] | None, int]) -> list[NDArray[np.int32]]:
    """Return, for each fit and maximum, `maximum` times the fit (0 to `FULL`) of what each vacancy is likely about.

    In the mean, rounded down; UNKNOWN where the vacancy may be about nothing or the fit is None. The quotients are
    exact: a float64 quotient of whole numbers this small is whole only where the true one is.
    """
    n = len(vacancies)
    sums = _sums(vacancies, [fit for fit, _ in fits if fit is not None])
    whole = FULL * np.maximum(vacancies.likely_total, 1).astype(np.float64)
    nothing = np.flatnonzero(vacancies.likely_total == 0)
    found = []
    for fit, maximum in fits:
        points = np.full(n, UNKNOWN, dtype=np.int32)
        if fit is not None:
            points = (next(sums) * float(maximum) / whole).astype(np.int32)
            points[nothing] = UNKNOWN
        found.append(points)
    return found


def _sums(vacancies: VacancySet, fits: Sequence[NDArray[np.int32]]) -> Iterator[NDArray[np.int64]]:
    """Yield `likely` times each fit. As many fits as 63 bits have room for go through the matrix at once.

    A sum is at most FULL times the percents of one vacancy, so it never reaches into the bits of the next one.
    """
    most = FULL * int(vacancies.likely_total.max(initial=1))
    n_bits = most.bit_length()
    n_together = max(63 // n_bits, 1)
    for first in range(0, len(fits), n_together):
        together = fits[first : first + n_together]
        packed = np.zeros(vacancies.likely.shape[1], dtype=np.int64)
        for i, fit in enumerate(together):
            packed |= fit.astype(np.int64) << (i * n_bits)
        sums: NDArray[np.int64] = np.asarray(vacancies.likely @ packed)
        for i in range(len(together)):
            yield (sums >> (i * n_bits)) & ((1 << n_bits) - 1)


def _skill_points(covered: NDArray[np.int32], total: NDArray[np.int32], maximum: int) -> NDArray[np.int32]:
    """Return `maximum` times the weighted share covered, rounded down: never more than there is."""
    points = np.zeros(len(total), dtype=np.int32)
    some = np.flatnonzero(covered > 0)  # a minority; the quotients are as exact as in `_expected`, and faster
    points[some] = (float(maximum) * covered[some] / (100 * total[some])).astype(np.int32)
    points[total == 0] = UNKNOWN
    return points


def _groups(
    world: World,
    vacancies: VacancySet,
    rows: NDArray[np.int64],
    n_open: NDArray[np.int32],
    deficit: NDArray[np.int32],
    deficit_confirmed: NDArray[np.int32],
    coverage: Coverage,
) -> NDArray[np.int8]:
    """Return READY, ONE_STEP or REST. A vacancy that names no essential skill is a question to the employer away.

    Confirming what was read from a text is one step too: a question to the person.
    """
    asked = vacancies.essential_total > 0
    enough = asked & (deficit <= 0)
    group = np.full(len(rows), REST, dtype=np.int8)
    group[enough & (n_open == 1)] = ONE_STEP
    group[~asked & (n_open == 0)] = ONE_STEP
    group[asked & (deficit_confirmed <= 0) & (n_open == 0)] = ONE_STEP
    begun = deficit <= vacancies.essential_total * (world.weights.ready_coverage - world.weights.one_step_coverage)
    short = asked & begun & (deficit > 0) & (n_open == 0) & (deficit <= world.completion.own_reach[rows])
    candidates = np.flatnonzero(short)
    one, _ = world.completion.sufficient(world.vacancies.essential, rows[candidates], deficit[candidates], coverage)
    group[candidates[np.unique(one)]] = ONE_STEP
    group[enough & (n_open == 0)] = READY
    return group
