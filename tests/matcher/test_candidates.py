"""Candidates from the index hold nearly all of the exact list, in a world too large to enumerate by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.assessment import assess
from matcher.candidates import Candidates
from matcher.generations import open_current, publish_generation
from matcher.near import build_near
from matcher.projection import pool_vectors, requirement_rows, svd_basis
from matcher.types import HeldOccupation, HeldSkill, RankingInput, Relation, Requirement, RequirementSource, SkillSource
from matcher.types import Vacancy as Offer
from matcher.world import World
from taxonomy.taxonomy import Taxonomy
from tests.matcher.corners import N_OCCUPATIONS, N_SKILLS, random_taxonomy
from tests.matcher.worlds import AS_OF, towns

N_VACANCIES = 20_000


def random_vacancies(taxonomy: Taxonomy, random: np.random.Generator, n: int = N_VACANCIES) -> list[Offer]:
    """Return `n` vacancies that state half of what their occupation needs and two other things."""
    stated = RequirementSource.STATED
    found = []
    for i in range(n):
        k = int(random.integers(N_OCCUPATIONS))
        own = taxonomy.essential.of(k)
        rows = {*own[random.random(len(own)) < 0.5].tolist(), *random.integers(0, N_SKILLS, 2).tolist()}
        needed = tuple(Requirement(f"s{row:04d}", Relation.ESSENTIAL, stated) for row in rows)
        found.append(Offer(f"v{i:05d}", needed, f"o{k:03d}", licences=("B",) if random.random() < 0.5 else ()))
    return found


@pytest.fixture(scope="module")
def world() -> World:
    """Lay out the whole world once."""
    random = np.random.default_rng(7)
    taxonomy = random_taxonomy(random)
    return World.build(random_vacancies(taxonomy, random), taxonomy, build_near(taxonomy, None), towns())


@pytest.mark.slow
@pytest.mark.parametrize("exact_max", [1000, 100_000])
def test_recall_of_the_exact_list(world: World, tmp_path: Path, exact_max: int) -> None:
    """With 2 % of the vacancies as candidates, tie-aware recall of the exact top 20 stays above .95 on average."""
    random, taxonomy = np.random.default_rng(8), world.taxonomy
    rows = requirement_rows(world.vacancies, world.occupations, world.weights)
    basis = svd_basis(rows, 384)
    publish_generation(tmp_path, world.vacancies.ids, pool_vectors(rows, basis), fields={}, exact_max=exact_max)
    candidates = Candidates.of(world, open_current(tmp_path), basis)
    recalls = []
    for _ in range(30):
        k = int(random.integers(N_OCCUPATIONS))
        skills = tuple(HeldSkill(f"s{row:04d}", SkillSource.STATED) for row in taxonomy.essential.of(k)[::2].tolist())
        person = RankingInput(skills=skills, occupations=(HeldOccupation(f"o{k:03d}", 2),))
        found = candidates.rows(person, world, AS_OF, N_VACANCIES // 50)
        worse = assess(person, world, np.arange(N_VACANCIES)).key // N_VACANCIES
        last = np.sort(worse)[19]
        recalls.append(min(20, int((worse[found] <= last).sum())) / 20)
    assert np.mean(recalls) > 0.95
