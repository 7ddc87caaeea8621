"""What each vacancy is worth to one person: points, blockers and group of all vacancies at once, as arrays.

All arithmetic is on whole numbers, so neither order nor batching can change a result. The largest product, points
times covered percent, is 50 x 25 requirements x 100 x 100, far inside 32 bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.blockers import STATES, Facts, facts_of, states_of, too_far
from matcher.coverage import Coverage, confirmed, cover, skills_of
from matcher.experience import UNKNOWN, experience_points, wanted_points
from matcher.types import BlockerState, ContributionName, Group, RankingInput
from matcher.vacancies import VacancySet
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
# More than twice any score, so that groups cannot overlap in a sorting key.
SPAN = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Components:
    """Points (6, n) int32 and whether each is known (6, n), in the order of `ContributionName`."""

    points: NDArray[np.int32]
    known: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Assessment:
    """One person against the vacancies in `rows` (int64, ascending, rows of the world's vacancies).

    score         int32, the sum of the points; -1 where nothing decisive is known
    n_open        int32, conditions that are not met or unknown
    deficit       int32, weighted percent of essential coverage that is lacking to be ready; 0 or less: enough
    deficit_confirmed  int32, the same once the person has confirmed every proposal
    group         int8 index into `GROUPS`
    states        int8 index into `STATES`, one per distinct condition
    key           int64, distinct and ascending in the order of a list: group, score descending, id; unscored last
    """

    vacancies: VacancySet
    rows: NDArray[np.int64]
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

    def order(self, top: int | None) -> NDArray[np.int64]:
        """Return the positions of the best `top` (all if None), in the order of the list."""
        if top is not None and top < len(self.key):
            best = np.argpartition(self.key, top)[:top]
            return best[np.argsort(self.key[best])]
        return np.argsort(self.key)


def assess(person: RankingInput, world: World, rows: NDArray[np.int64]) -> Assessment:
    """Assess the vacancies in `rows` (ascending); nothing depends on which others are assessed with them."""
    whole = len(rows) == len(world.vacancies)
    vacancies = world.vacancies if whole else world.vacancies.take(rows)
    facts = facts_of(person, world.sites)
    skills = skills_of(person, world.taxonomy, world.weights)
    coverage = cover(skills, world.near)
    essential = np.asarray(vacancies.essential @ coverage.strength, dtype=np.int32)
    optional = np.asarray(vacancies.optional @ coverage.strength, dtype=np.int32)
    components = _components(person, world, vacancies, facts, (essential, optional), has_skills=len(skills.rows) > 0)
    score = components.points.sum(axis=0, dtype=np.int32)
    score[~components.known[:N_DECISIVE].any(axis=0)] = UNSCORED
    states = states_of(vacancies.condition_values, facts)
    n_open = n_open_of(vacancies, states)
    deficit = deficit_of(vacancies, essential, world.weights)
    deficit_confirmed = _deficit_confirmed(person, world, vacancies, deficit)
    group = _groups(world, vacancies, rows, n_open, deficit, deficit_confirmed, coverage)
    is_far = vacancies.place.spread(too_far(facts).astype(np.int8), unknown=0) > 0
    group[(score == UNSCORED) | (is_far & (group == ONE_STEP))] = REST
    key = _keys(group, score)
    return Assessment(
        vacancies, rows, components, score, n_open, deficit, deficit_confirmed, group, coverage, facts, states, key
    )


def _keys(group: NDArray[np.int8], score: NDArray[np.int32]) -> NDArray[np.int64]:
    worse = group.astype(np.int64) * SPAN + (SPAN // 2 - score)
    worse[score == UNSCORED] = 4 * SPAN
    return worse * len(score) + np.arange(len(score))


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
    facts: Facts,
    covered: tuple[NDArray[np.int32], NDArray[np.int32]],
    *,
    has_skills: bool,
) -> Components:
    weights, taxonomy = world.weights, world.taxonomy
    experience = experience_points(person.occupations, world.occupations, taxonomy, weights)
    wanted = wanted_points(person.wants, world.occupations, taxonomy, weights)
    hours = hours_points(person.wants.hours, vacancies.hours.values, weights)
    place = place_points(person, facts, world.sites, weights)
    essential, optional = (
        _skill_points(part, total, maximum, has_skills=has_skills)
        for part, total, maximum in (
            (covered[0], vacancies.essential_total, weights.essential_points),
            (covered[1], vacancies.optional_total, weights.optional_points),
        )
    )
    nothing = np.full(len(world.occupations.rows), UNKNOWN, dtype=np.int32)
    found = np.stack(
        [
            essential,
            optional,
            vacancies.occupation.spread(nothing if experience is None else experience, UNKNOWN),
            vacancies.occupation.spread(nothing if wanted is None else wanted, UNKNOWN),
            vacancies.hours.spread(hours, UNKNOWN),
            vacancies.place.spread(place, UNKNOWN),
        ]
    )
    known = found != UNKNOWN
    return Components(np.where(known, found, np.array(neutral_points(weights), dtype=np.int32)[:, None]), known)


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


def _skill_points(
    covered: NDArray[np.int32], total: NDArray[np.int32], maximum: int, *, has_skills: bool
) -> NDArray[np.int32]:
    """Return `maximum` times the weighted share covered, rounded down: never more than there is."""
    if not has_skills:
        return np.full(len(total), UNKNOWN, dtype=np.int32)
    points: NDArray[np.int32] = maximum * covered // (100 * np.maximum(total, 1))
    points[total == 0] = UNKNOWN
    return points


def _deficit_confirmed(
    person: RankingInput, world: World, vacancies: VacancySet, deficit: NDArray[np.int32]
) -> NDArray[np.int32]:
    """Return the deficit that is left once the person confirms every proposal."""
    sure = confirmed(person)
    if sure == person:
        return deficit
    coverage = cover(skills_of(sure, world.taxonomy, world.weights), world.near)
    essential = np.asarray(vacancies.essential @ coverage.strength, dtype=np.int32)
    return deficit_of(vacancies, essential, world.weights)


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
    short = asked & begun & (deficit > 0) & (n_open == 0) & (deficit <= world.completion.reach[rows])
    candidates = np.flatnonzero(short)
    one, _ = world.completion.sufficient(world.vacancies.essential, rows[candidates], deficit[candidates], coverage)
    group[candidates[np.unique(one)]] = ONE_STEP
    group[enough & (n_open == 0)] = READY
    return group
