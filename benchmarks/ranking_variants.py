"""The ranking with one of its numbers changed or one of its parts taken away, for ablations.

All other numbers stay as they are, so a row says what the served ranking would lose, not what could be had by fitting
the rest anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.populations import Population
from benchmarks.workbench import Workbench
from matcher.assessment import UNSCORED, assess, worse_of
from matcher.near import NearTable, near_from_pairs
from matcher.types import RankingInput, SkillSource, Vacancy
from matcher.weights import DEFAULT, Weights
from matcher.world import World

POINTS = ("essential", "optional", "experience")
# Numbers that the sets here cannot judge: nobody in them has a wish, a home, a language or a step to take.
NOT_JUDGED = frozenset(
    {
        *("wanted_points", "hours_points", "place_points", "same_place_km"),
        *("wanted_neutral", "hours_neutral", "place_neutral"),
        *("skill_verified", "skill_inferred", "stale_years", "stale_percent", "full_years", "no_years_percent"),
        *("adjacent_percent", "max_widened", "confidence_high", "confidence_medium", "near_threshold"),
    }
)
# Numbers that are part of how vacancies are laid out.
LAID_OUT = ("requirement_stated", "requirement_inferred", "max_essential", "max_optional", "skill_stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What is changed, and how; the defaults change nothing."""

    what: str
    change: str
    weights: Weights = DEFAULT
    near: bool = True
    groups: bool = True  # groups come first in a list
    one_occupation: bool = False  # of a vacancy, the likeliest
    one_reading: bool = False  # of a person's text, the surest


class Rankings:
    """The ranking of every population; vacancies are laid out again only where a variant changes how."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench
        self._worlds: dict[int, World] = {}

    def worse(self, population: Population, variant: Variant) -> NDArray[np.int32]:
        """Return (people, vacancies) numbers that grow with the place in either list."""
        world = self._world(population, variant)
        row = {vacancy_id: i for i, vacancy_id in enumerate(world.vacancies.ids)}
        order = np.array([row[vacancy.id] for vacancy in population.vacancies], dtype=np.int64)
        every = np.arange(len(order))
        found = np.empty((len(population.people), len(order)), dtype=np.int32)
        for i, person in enumerate(population.people):
            read = _of_one_reading(person.input) if variant.one_reading else person.input
            assessed = assess(read, world, every)
            group = assessed.group if variant.groups else np.where(assessed.score == UNSCORED, assessed.group, 0)
            found[i] = worse_of(group.astype(np.int8), assessed.score)[order]
        return found

    def _world(self, population: Population, variant: Variant) -> World:
        key = id(population.vacancies)
        if key not in self._worlds:
            self._worlds[key] = self._laid_out(population.vacancies, DEFAULT, self._bench.concepts.near)
        known = self._worlds[key]
        same = all(getattr(variant.weights, name) == getattr(DEFAULT, name) for name in LAID_OUT)
        if same and variant.near and not variant.one_occupation:
            return replace(known, weights=variant.weights)
        vacancies = population.vacancies
        if variant.one_occupation:
            vacancies = tuple(replace(vacancy, likely=()) for vacancy in vacancies)
        nothing = near_from_pairs(len(known.near), np.empty((0, 3), np.int64))
        return self._laid_out(vacancies, variant.weights, known.near if variant.near else nothing)

    def _laid_out(self, vacancies: tuple[Vacancy, ...], weights: Weights, near: NearTable) -> World:
        concepts = self._bench.concepts
        return World.build(vacancies, concepts.taxonomy, near, concepts.places, weights)


AS_SERVED = Variant(what="everything", change="as served")


def variants() -> Iterator[Variant]:
    """Yield what is served, then one change at a time, of every number that the sets can judge."""
    yield AS_SERVED
    for name in POINTS:
        off = {f"{name}_points": 0, f"{name}_neutral": 0}
        yield Variant(what=f"{name}_points", change="off", weights=replace(DEFAULT, **off))
    for field in fields(Weights):
        if field.name not in NOT_JUDGED:
            value = getattr(DEFAULT, field.name)
            for change, changed in (("halved", value // 2), ("doubled", 2 * value)):
                yield Variant(what=field.name, change=change, weights=replace(DEFAULT, **{field.name: changed}))
    neutral = {f"{name}_neutral": 0 for name in POINTS}
    yield Variant(what="neutral points", change="0", weights=replace(DEFAULT, **neutral))
    third = {f"{name}_neutral": getattr(DEFAULT, f"{name}_points") // 3 for name in POINTS}
    yield Variant(what="neutral points", change="a third", weights=replace(DEFAULT, **third))
    alike = dict.fromkeys(("skill_verified", "skill_stated", "skill_proposed", "skill_inferred"), 100)
    yield Variant(what="sources of skills", change="all 100", weights=replace(DEFAULT, **alike))
    yield Variant(what="sources of requirements", change="all 100", weights=replace(DEFAULT, requirement_inferred=100))
    yield Variant(what="what is typical", change="off", weights=replace(DEFAULT, typical_weight=0))
    yield Variant(what="close occupations", change="by ISCO alone", weights=replace(DEFAULT, close_by_skills=0))
    yield Variant(what="close occupations", change="by skills alone", weights=replace(DEFAULT, close_by_skills=100))
    yield Variant(what="points", change="of a hundred", weights=_of_a_hundred())
    yield Variant(what="near skills", change="off", near=False)
    yield Variant(what="groups", change="off", groups=False)
    yield Variant(what="likely occupations of a vacancy", change="one", one_occupation=True)
    yield Variant(what="readings of a person's text", change="one", one_reading=True)


def _of_a_hundred() -> Weights:
    names = [f.name for f in fields(Weights) if f.name.endswith(("_points", "_neutral"))]
    return replace(DEFAULT, **{name: getattr(DEFAULT, name) // 10 for name in names})


def _of_one_reading(person: RankingInput) -> RankingInput:
    guessed = [held for held in person.occupations if held.source is SkillSource.PROPOSED]
    surest = max(guessed, key=lambda held: held.certainty, default=None)
    kept = tuple(held for held in person.occupations if held not in guessed or held is surest)
    return replace(person, occupations=kept)
