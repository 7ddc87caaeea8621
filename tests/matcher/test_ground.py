"""Steps counted in a grown world, with what the tables know about effort; every number by ranking again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.caseload import people
from benchmarks.growing import Soil, grow
from matcher.catalogue import Catalogue, read_steps
from matcher.gaps import gaps
from matcher.near import build_near
from matcher.types import (
    Cefr,
    LanguageLevel,
    RankingInput,
    Relation,
    Requirement,
    RequirementSource,
    RowStatus,
    Stamp,
    Vacancy,
)
from matcher.world import World
from tests.matcher.corners import N_OCCUPATIONS, random_taxonomy
from tests.matcher.tables import CHECKED, step_row, write_steps
from tests.matcher.test_gaps import check, italian
from tests.matcher.worlds import AS_OF, VALENCIA, has, needs, towns, world_of

STAMP = Stamp("t", "e", "i", "w", "c", AS_OF)
N = 400


def steps_for(folder: Path, *rows: dict[str, str]) -> Catalogue:
    """Return a catalogue with these rows."""
    return Catalogue(steps=read_steps(write_steps(folder, *rows)))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_counts_in_a_grown_world(seed: int) -> None:
    """People of a caseload among vacancies with all kinds of conditions: steps and bundles are what ranking says."""
    random = np.random.default_rng(seed)
    taxonomy = random_taxonomy(random)
    real = []
    for i in range(60):
        row = int(random.integers(min(20, N_OCCUPATIONS)))
        uris = map(taxonomy.skills.uri, taxonomy.essential.of(row)[:8].tolist())
        needed = tuple(Requirement(uri, Relation.ESSENTIAL, RequirementSource.STATED) for uri in uris)
        real.append(Vacancy(f"v{i:02d}", needed, taxonomy.occupations.uri(row), country="ES", place=VALENCIA))
    soil = Soil(real, taxonomy, build_near(taxonomy, None), towns())
    world = World.build(next(grow(soil, N, seed=seed)), taxonomy, soil.near, soil.places)
    found = [gaps(person, world, soil.newest, STAMP, max_steps=10) for person in people(soil, 3, seed=seed)]
    for person, counted in zip(people(soil, 3, seed=seed), found, strict=True):
        check(counted, person, world, soil.newest)
    assert len({step.kind for counted in found for step in counted.steps}) > 1


def test_effort_counts_only_where_somebody_verified_it(tmp_path: Path) -> None:
    """B1 opens two in eight weeks at most: one in four a week. Without a check it is shown, and divides nothing."""
    offered = [italian("a", Cefr.B1, 0), italian("b", Cefr.B1, 0), Vacancy("c", needs(0), licences=("C",))]
    person = RankingInput(skills=has(0), licences=("B",), languages=(LanguageLevel("it", Cefr.A2),))
    row = step_row(country="")
    licence = (
        step_row(id="b", kind="licence", form="licence", value="C", country="", min_weeks="1", max_weeks="2") | CHECKED
    )
    world = world_of(offered, catalogue=steps_for(tmp_path, row | CHECKED, licence))
    found = gaps(person, world, AS_OF, STAMP)
    assert [(step.value, step.n_unlocked, step.per_week) for step in found.steps] == [("it:B1", 2, 0.25), ("C", 1, 0.5)]
    assert [step.value for step in found.quickest] == ["C", "it:B1"]
    unchecked = gaps(person, world_of(offered, catalogue=steps_for(tmp_path, row)), AS_OF, STAMP)
    assert [(step.value, step.per_week) for step in unchecked.steps] == [("it:B1", None), ("C", None)]
    assert unchecked.steps[0].effort is not None
    assert unchecked.steps[0].effort.status is RowStatus.UNVERIFIED
    assert unchecked.quickest == ()
