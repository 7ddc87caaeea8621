"""A grown world is the same for a seed, holds distinct requirement sets and every kind of obstacle."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pytest

from benchmarks.caseload import people
from benchmarks.growing import BLOCK, Soil, Variation, grow, lay_out
from matcher.assessment import assess
from matcher.near import build_near
from matcher.types import BlockerKind, Relation, Requirement, RequirementSource, Vacancy
from matcher.world import World
from tests.matcher.corners import N_OCCUPATIONS, random_taxonomy
from tests.matcher.worlds import AS_OF, VALENCIA, towns

N = BLOCK + 1000


@pytest.fixture(scope="module")
def soil() -> Soil:
    """Return fifty vacancies that state a few of the skills of their occupations, some occupations more often."""
    random, found = np.random.default_rng(3), []
    taxonomy = random_taxonomy(random)
    for i in range(50):
        row = int(random.integers(N_OCCUPATIONS)) if i % 2 else i % 6
        uris = map(taxonomy.skills.uri, taxonomy.essential.of(row)[: 5 + i % 8].tolist())
        needed = tuple(Requirement(uri, Relation.ESSENTIAL, RequirementSource.STATED) for uri in uris)
        found.append(Vacancy(f"v{i:02d}", needed, taxonomy.occupations.uri(row), country="ES", place=VALENCIA))
    return Soil(found, taxonomy, build_near(taxonomy, None), towns())


@pytest.fixture(scope="module")
def grown(soil: Soil) -> list[Vacancy]:
    """Grow more than one block."""
    return list(chain.from_iterable(grow(soil, N)))


def test_the_first_vacancies_are_the_same_whatever_the_number(soil: Soil, grown: list[Vacancy]) -> None:
    """A larger world holds the smaller one, another seed gives another one; ids are distinct and ascend."""
    assert grown[:700] == next(grow(soil, 700))
    assert grown[:700] != next(grow(soil, 700, seed=1))
    assert sorted({vacancy.id for vacancy in grown}) == [vacancy.id for vacancy in grown]


def test_nine_in_ten_ask_for_something_of_their_own(grown: list[Vacancy]) -> None:
    """The issue asks for at least 90 % distinct requirement sets."""
    sets = {frozenset((r.uri, r.relation) for r in vacancy.requirements) for vacancy in grown}
    assert len(sets) >= 0.9 * len(grown)


def test_nothing_changes_where_nothing_is_varied(soil: Soil) -> None:
    """Each rate is what it says: at 0 the requirements and the occupation of a real vacancy stay."""
    still = Variation(dropped=0, added=0, added_anyway=0, neighbour_occupation=0, near_town=0, abroad=0)
    real = {(vacancy.requirements, vacancy.occupation, vacancy.place) for vacancy in soil.real}
    assert {(v.requirements, v.occupation, v.place) for v in next(grow(soil, 300, variation=still))} <= real


def test_laid_out_in_blocks(soil: Soil, grown: list[Vacancy]) -> None:
    """Blocks are laid out one by one and are the whole; every kind of obstacle and of state occurs."""
    vacancies = lay_out(grow(soil, N), soil.taxonomy)
    assert vacancies.ids == tuple(vacancy.id for vacancy in grown)
    named = set(BlockerKind) - {BlockerKind.RECOGNITION}  # which follows from a table, not from the vacancy
    assert {condition.kind for condition in vacancies.condition_values} == named
    world = World.build(next(grow(soil, 2000)), soil.taxonomy, soil.near, soil.places)
    caseload = people(soil, 20)
    assert caseload[:5] == people(soil, 5)
    groups = np.concatenate([assess(person, world, np.arange(2000)).group for person in caseload])
    assert set(groups.tolist()) == {0, 1, 2}
    assert soil.newest < AS_OF
