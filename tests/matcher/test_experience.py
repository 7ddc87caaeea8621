"""Points for occupations, with the arithmetic in the docstrings, and levels from ISCO and EQF."""

from __future__ import annotations

import pytest

from matcher.experience import (
    UNKNOWN,
    OccupationFacts,
    experience_points,
    isco_level,
    level_of,
    wanted_points,
    years_percent,
)
from matcher.types import HeldOccupation, RankingInput, SkillSource, Wants
from matcher.weights import DEFAULT
from tests.matcher.worlds import N, checkerboard, occupation

TAXONOMY = checkerboard()
FACTS = OccupationFacts.build(range(N), TAXONOMY)


def held(k: int, years: float | None, source: SkillSource = SkillSource.STATED) -> list[int]:
    """Return the points of all sixteen occupations for somebody who held one."""
    points = experience_points([HeldOccupation(occupation(k), years, source)], FACTS, TAXONOMY, DEFAULT)
    assert points is not None
    return [int(found) for found in points]


def test_points_by_closeness_and_years() -> None:
    """Two years: 15 for the same, 15 x .7 = 10 in the same unit group; 5120 and 5131 share no minor group."""
    assert held(0, 2) == [15, 10, 10, 10] + [0] * 12
    assert held(0, 0)[:2] == [7, 5]  # 15 x .5, 15 x .7 x .5
    assert held(0, None)[:2] == [11, 7]  # 15 x .75, 15 x .7 x .75
    assert held(0, 2, SkillSource.PROPOSED)[:2] == [10, 7]  # 15 x .7, 15 x .7 x .7


def test_an_unsure_proposal_counts_less() -> None:
    """Half as sure as the surest: 15 x .7 x .5; what a person said has no certainty to lose."""
    unsure = HeldOccupation(occupation(0), 2, SkillSource.PROPOSED, certainty=50)
    said = HeldOccupation(occupation(0), 2, SkillSource.STATED, certainty=50)
    for one, expected in ((unsure, 5), (said, 15)):
        points = experience_points([one], FACTS, TAXONOMY, DEFAULT)
        assert points is not None
        assert int(points[0]) == expected


def test_no_known_occupation_is_unknown() -> None:
    """Nobody's experience is guessed."""
    assert experience_points([], FACTS, TAXONOMY, DEFAULT) is None
    assert experience_points([HeldOccupation("x:unknown")], FACTS, TAXONOMY, DEFAULT) is None


def test_years_never_lower() -> None:
    """More years never count less; everything from two years on counts the same; unknown stands in the middle."""
    counted = [years_percent(years, DEFAULT) for years in (0, 0.5, 1, 1.9, 2, 30)]
    assert counted == sorted(counted)
    assert (counted[0], counted[2], counted[-1]) == (50, 75, 100)
    assert counted[0] < years_percent(None, DEFAULT) < 100


def test_wishes() -> None:
    """A wish says something about every occupation; an unwanted one only about itself."""
    wanted = wanted_points(Wants((occupation(4),), (occupation(5),)), FACTS, TAXONOMY, DEFAULT)
    assert wanted is not None
    assert wanted.tolist() == [0] * 4 + [15, 0, 10, 10] + [0] * 8
    unwanted = wanted_points(Wants((), (occupation(5),)), FACTS, TAXONOMY, DEFAULT)
    assert unwanted is not None
    assert unwanted.tolist() == [UNKNOWN] * 5 + [0] + [UNKNOWN] * 10
    assert wanted_points(Wants(), FACTS, TAXONOMY, DEFAULT) is None


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("1120", 4),
        ("1412", 3),
        ("2221", 4),
        ("3221", 3),
        ("5120", 2),
        ("9412", 1),
        ("0110", 4),
        ("0310", 1),
        ("", None),
    ],
)
def test_isco_levels(code: str, level: int | None) -> None:
    """As ISCO-08 maps major groups to skill levels."""
    assert isco_level(code) == level


def test_the_best_of_education_and_occupations() -> None:
    """A nurse with a basic education is at level 4; nothing known is unknown."""
    nurse = (HeldOccupation(occupation(12)),)
    assert level_of(RankingInput(education=2, occupations=nurse), TAXONOMY) == 4
    assert level_of(RankingInput(education=5), TAXONOMY) == 3
    assert level_of(RankingInput(), TAXONOMY) is None


def test_shared_essentials() -> None:
    """Occupation k shares 4, 3, 2, 1 and no skills with k, k + 1, k + 2, k + 3 and k + 4."""
    assert FACTS.shared_essentials(0, TAXONOMY).tolist()[:5] == [4, 3, 2, 1, 0]
