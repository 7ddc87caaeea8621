"""Many people assessed against many vacancies at once get the numbers that each pair gets alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.assessment import assess
from matcher.crowd import Crowd
from matcher.explanation import explain_match
from matcher.offered import Offered
from matcher.standings import Standings, stand
from matcher.types import RankingInput, Vacancy
from matcher.weights import DEFAULT, Weights
from matcher.world import World
from tests.matcher.worlds import checkerboard, law, people, ring_near, towns, vacancies

# Numbers at which parts can vanish, tie or exceed a hundred percent.
ODD = replace(DEFAULT, typical_weight=0, skill_proposed=100, skill_stated=150, one_step_coverage=0, ready_coverage=40)
ARRAYS = ("score", "group", "n_open", "deficit", "deficit_confirmed")


def world_of(offered: list[Vacancy], weights: Weights = DEFAULT) -> World:
    """Lay vacancies out over the checkerboard, with what Spain asks of its occupations."""
    return World.build(offered, checkerboard(), ring_near(), towns(), weights, law())


def alone(crowd: list[RankingInput], world: World, rows: np.ndarray) -> dict[str, list[list[int]]]:
    """Assess one person after the other."""
    found = [assess(person, world, rows) for person in crowd]
    return {name: [getattr(each, name).tolist() for each in found] for name in ARRAYS}


def together(found: Standings) -> dict[str, list[list[int]]]:
    """Return the same arrays, by person."""
    return {name: getattr(found, name).T.tolist() for name in ARRAYS}


@settings(max_examples=25, deadline=None)
@given(st.lists(people(), min_size=1, max_size=8), vacancies(8), st.sampled_from([DEFAULT, ODD]))
def test_everybody_stands_where_they_stand_alone(
    crowd: list[RankingInput], offered: list[Vacancy], weights: Weights
) -> None:
    """Scores, groups, open conditions and what is lacking, for every pair."""
    world = world_of(offered, weights)
    rows = np.arange(len(offered))
    found = stand(Crowd.of(crowd, world), Offered.of(world, rows))
    assert together(found) == alone(crowd, world, rows)
    for i, person in enumerate(crowd):
        assessed = assess(person, world, rows)
        assert found.assessment(i).order(None).tolist() == assessed.order(None).tolist()
        for at in rows.tolist():
            expected = explain_match(person, world, assessed, at, 1, "de")
            assert explain_match(person, world, found.assessment(i), at, 1, "de") == expected


@settings(max_examples=10, deadline=None)
@given(st.lists(people(), min_size=1, max_size=4), vacancies(6))
def test_long_lists_count_alike(crowd: list[RankingInput], offered: list[Vacancy]) -> None:
    """Where there are more proposals than count in full, and where there are not."""
    world, rows = world_of(offered), np.arange(len(offered))
    long = [replace(person, skills=person.skills * 60) for person in crowd]
    assert together(stand(Crowd.of(long, world), Offered.of(world, rows))) == alone(long, world, rows)


@settings(max_examples=10, deadline=None)
@given(st.lists(people(), min_size=1, max_size=3), vacancies(8), st.sets(st.integers(0, 7)))
def test_only_what_is_offered_is_looked_at(crowd: list[RankingInput], offered: list[Vacancy], some: set[int]) -> None:
    """A part of a world is assessed as it is in the whole."""
    world = world_of(offered)
    rows = np.array(sorted(row for row in some if row < len(offered)), dtype=np.int64)
    assert together(stand(Crowd.of(crowd, world), Offered.of(world, rows))) == alone(crowd, world, rows)
