"""What each vacancy is worth to one person: points, blockers and group of all vacancies at once, as arrays.

All arithmetic is on whole numbers, so neither order nor batching can change a result.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.blockers import Facts, facts_of, state_of
from matcher.coverage import Coverage, cover, skills_of
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
    deficit       int64, weighted percent of essential coverage that is lacking to be ready; 0 or less: enough
    group         int8 index into `GROUPS`
    states        one BlockerState per distinct condition
    """

    vacancies: VacancySet
    rows: NDArray[np.int64]
    components: Components
    score: NDArray[np.int32]
    n_open: NDArray[np.int32]
    deficit: NDArray[np.int64]
    group: NDArray[np.int8]
    coverage: Coverage
    facts: Facts
    states: tuple[BlockerState, ...]

    def order(self, top: int | None) -> NDArray[np.int64]:
        """Return the best `top` positions (all if None): by group, score descending, id; unscored ones last."""
        n = len(self.rows)
        worse = self.group.astype(np.int64) * SPAN + (SPAN // 2 - self.score)
        key = np.where(self.score == UNSCORED, 4 * SPAN, worse) * max(n, 1) + np.arange(n)
        if top is not None and top < n:
            best = np.argpartition(key, top)[:top]
            return best[np.argsort(key[best])]
        return np.argsort(key)


def assess(person: RankingInput, world: World, rows: NDArray[np.int64]) -> Assessment:
    """Assess the vacancies in `rows` (ascending); nothing depends on which others are assessed with them."""
    whole = len(rows) == len(world.vacancies)
    vacancies = world.vacancies if whole else world.vacancies.take(rows)
    facts = facts_of(person, world.places, world.sites.ids, world.sites.coordinates)
    skills = skills_of(person, world.taxonomy, world.weights)
    coverage = cover(skills, world.near)
    essential = np.asarray(vacancies.essential @ coverage.strength, dtype=np.int64)
    optional = np.asarray(vacancies.optional @ coverage.strength, dtype=np.int64)
    components = _components(person, world, vacancies, facts, (essential, optional), has_skills=len(skills.rows) > 0)
    score = components.points.sum(axis=0, dtype=np.int32)
    score[~components.known[:N_DECISIVE].any(axis=0)] = UNSCORED
    states = tuple(state_of(condition, facts) for condition in vacancies.condition_values)
    n_open = n_open_of(vacancies, states)
    deficit = deficit_of(vacancies, essential, world.weights)
    group = _groups(world, vacancies, rows, n_open, deficit, coverage)
    group[score == UNSCORED] = REST
    return Assessment(vacancies, rows, components, score, n_open, deficit, group, coverage, facts, states)


def n_open_of(vacancies: VacancySet, states: tuple[BlockerState, ...]) -> NDArray[np.int32]:
    """Return how many conditions of each vacancy are not met or unknown."""
    is_open = np.array([state is not BlockerState.MET for state in states], dtype=np.int32)
    return np.asarray(vacancies.conditions @ is_open, dtype=np.int32)


def deficit_of(vacancies: VacancySet, covered: NDArray[np.int64], weights: Weights) -> NDArray[np.int64]:
    """Return the weighted percent of essential coverage that each vacancy lacks; 0 or less: ready."""
    return vacancies.essential_total.astype(np.int64) * weights.ready_coverage - covered


def _components(
    person: RankingInput,
    world: World,
    vacancies: VacancySet,
    facts: Facts,
    covered: tuple[NDArray[np.int64], NDArray[np.int64]],
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
    covered: NDArray[np.int64], total: NDArray[np.int32], maximum: int, *, has_skills: bool
) -> NDArray[np.int32]:
    """Return `maximum` times the weighted share covered, rounded down: never more than there is."""
    points = np.full(len(total), UNKNOWN, dtype=np.int32)
    if has_skills:
        asked = total > 0
        points[asked] = maximum * covered[asked] // (100 * total[asked].astype(np.int64))
    return points


def _groups(
    world: World,
    vacancies: VacancySet,
    rows: NDArray[np.int64],
    n_open: NDArray[np.int32],
    deficit: NDArray[np.int64],
    coverage: Coverage,
) -> NDArray[np.int8]:
    """Return READY, ONE_STEP or REST. A vacancy that names no essential skill is a question to the employer away."""
    asked = vacancies.essential_total > 0
    enough = asked & (deficit <= 0)
    group = np.full(len(rows), REST, dtype=np.int8)
    group[enough & (n_open == 1)] = ONE_STEP
    group[~asked & (n_open == 0)] = ONE_STEP
    short = asked & (deficit > 0) & (n_open == 0) & (deficit <= world.completion.reach[rows])
    candidates = np.flatnonzero(short)
    one, _ = world.completion.sufficient(world.vacancies.essential, rows[candidates], deficit[candidates], coverage)
    group[candidates[np.unique(one)]] = ONE_STEP
    group[enough & (n_open == 0)] = READY
    return group
