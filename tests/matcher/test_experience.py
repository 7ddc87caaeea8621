"""Points for occupations, with the arithmetic in the docstrings, and levels from ISCO and EQF."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.closeness import Closeness, typical_skills
from matcher.experience import (
    OccupationFacts,
    below_level,
    experience_fit,
    isco_level,
    level_of,
    wanted_fit,
    years_percent,
)
from matcher.types import HeldOccupation, RankingInput, SkillSource, Wants
from matcher.weights import DEFAULT
from tests.matcher.worlds import N, checkerboard, occupation

TAXONOMY = checkerboard()
FACTS = OccupationFacts.build(range(N), TAXONOMY, Closeness.of(TAXONOMY))


def held(k: int, years: float | None, source: SkillSource = SkillSource.STATED) -> list[int]:
    """Return what all sixteen occupations fit, of 10,000, for somebody who held one."""
    fit = experience_fit([HeldOccupation(occupation(k), years, source)], FACTS, TAXONOMY, DEFAULT)
    assert fit is not None
    return [int(found) for found in fit]


def test_typical_skills_have_the_same_length() -> None:
    """Every skill is as rare: four essential ones and half an optional one, 1000 / sqrt(4.25) = 485 and 243."""
    assert typical_skills(TAXONOMY).toarray()[0].tolist() == [485] * 4 + [243] + [0] * 11


def test_half_by_group_and_half_by_skills() -> None:
    """Occupation 1 shares skills 1 to 3 and, as an optional one, 4 with occupation 0.

    By skills 3 x 485 x 485 + 243 x 485 of a million, 82 %; by their unit group 70 %; together 76 %. Occupation 4 shares
    skill 4, essential there, optional here: 11 %, and no group: 5 %.
    """
    close = FACTS.closeness([0], DEFAULT)[:, 0].tolist()
    assert (close[0], close[1], close[4], close[8]) == (100, 76, 5, 0)


def test_fit_by_closeness_and_years() -> None:
    """Two years count in full, none 50 %, unknown ones 75 %, a proposal 70 % of it."""
    assert held(0, 2)[:2] == [10_000, 7_600]
    assert held(0, 0)[:2] == [5_000, 3_800]
    assert held(0, None)[:2] == [7_500, 5_700]
    assert held(0, 2, SkillSource.PROPOSED)[:2] == [7_000, 5_320]


def test_the_best_said_and_the_mean_of_readings() -> None:
    """Who was both a cook and a helper fits both in full; a text that may mean either fits each by its share."""
    for source, shares in ((SkillSource.STATED, (10_000, 10_000)), (SkillSource.PROPOSED, (5_250, 1_750))):
        both = [HeldOccupation(occupation(k), 2, source, certainty) for k, certainty in ((0, 90), (8, 30))]
        fit = experience_fit(both, FACTS, TAXONOMY, DEFAULT)
        assert fit is not None
        assert (int(fit[0]), int(fit[8])) == shares


def test_no_known_occupation_is_unknown() -> None:
    """Nobody's experience is guessed."""
    assert experience_fit([], FACTS, TAXONOMY, DEFAULT) is None
    assert experience_fit([HeldOccupation("x:unknown")], FACTS, TAXONOMY, DEFAULT) is None


def test_years_never_lower() -> None:
    """More years never count less; everything from two years on counts the same; unknown stands in the middle."""
    counted = [years_percent(years, DEFAULT) for years in (0, 0.5, 1, 1.9, 2, 30)]
    assert counted == sorted(counted)
    assert (counted[0], counted[2], counted[-1]) == (50, 75, 100)
    assert counted[0] < years_percent(None, DEFAULT) < 100


def test_wishes() -> None:
    """A wish says something about every occupation; the closest of several counts; without one nothing is known."""
    fit = wanted_fit(Wants((occupation(4), occupation(8))), FACTS, TAXONOMY, DEFAULT)
    assert fit is not None
    assert [int(fit[k]) for k in (4, 5, 8, 12)] == [10_000, 7_600, 10_000, 500]
    assert wanted_fit(Wants((), (occupation(5),)), FACTS, TAXONOMY, DEFAULT) is None


def test_what_is_typical_is_covered_by_its_weights() -> None:
    """Of 4 x 485 + 243, having skill 0 at 90 % and the optional skill 4 in full is 67,950 of 218,300: 31.12 %."""
    strength = np.zeros(N, dtype=np.int32)
    strength[[0, 4]] = 90, 100
    assert int(FACTS.typical_fit(strength)[0]) == 3_112


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


def test_below_the_level_is_said_where_most_readings_agree() -> None:
    """At level 3: work of levels 1 and 2 is below; three quarters decide; a person or work of no level says nothing."""

    def said(own: int | None, *pairs: tuple[int, int]) -> bool | None:
        levels, percent = zip(*pairs, strict=True)
        return below_level(own, levels, percent)

    assert [said(3, (2, 60), (1, 40)), said(3, (3, 60), (4, 40)), said(3, (2, 75), (4, 25))] == [True, False, True]
    assert [said(3, (2, 60), (4, 40)), said(3, (-1, 100)), said(None, (1, 100)), said(3, (1, 0))] == [None] * 4


def test_shared_essentials() -> None:
    """Occupation k shares 4, 3, 2, 1 and no skills with k, k + 1, k + 2, k + 3 and k + 4."""
    assert FACTS.shared_essentials(0, TAXONOMY).tolist()[:5] == [4, 3, 2, 1, 0]
