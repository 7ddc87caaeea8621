"""Calibration against hand arithmetic."""

import pytest

from benchmarks.calibration import Judged, calibration_error, not_fitted, summary

# Four links: two scored .1 of which none is right, two scored .9 of which one is.
FOUR = Judged.of([(0.1, False), (0.1, False), (0.9, True), (0.9, False)])


def test_errors_are_what_the_hand_computes() -> None:
    """ECE (2 x .1 + 2 x .4) / 4; Brier (.01 + .01 + .01 + .81) / 4."""
    found = summary(FOUR)
    assert found["ece_width"] == pytest.approx(0.25)
    assert found["ece_mass"] == pytest.approx(0.25)
    assert found["brier"] == pytest.approx(0.21)
    assert found["curve_width"] == [pytest.approx([0.1, 0.0, 2]), pytest.approx([0.9, 0.5, 2])]


def test_equal_mass_bins_have_equally_many_and_never_part_equal_scores() -> None:
    """Four scores in two bins are two and two; three equal ones of four stay together."""
    assert Judged.of([(s, True) for s in (0.4, 0.1, 0.3, 0.2)]).equal_mass(2).tolist() == [1, 0, 1, 0]
    assert Judged.of([(s, True) for s in (0.5, 0.5, 0.5, 0.9)]).equal_mass(2).tolist() == [0, 0, 0, 1]


def test_a_certain_score_is_in_the_last_bin() -> None:
    """1.0 has no bin of its own."""
    assert Judged.of([(0.0, False), (1.0, True)]).equal_width(15).tolist() == [0, 14]


def test_perfect_scores_have_no_error() -> None:
    """Where the share right equals the score, nothing is off."""
    judged = Judged.of([(0.25, True), (0.25, False), (0.25, False), (0.25, False)])
    assert calibration_error(judged.curve(judged.equal_width())) == 0


def test_what_is_no_probability_is_refused() -> None:
    """Nothing to judge, and a score above 1, are errors."""
    with pytest.raises(ValueError, match="no links"):
        Judged.of([])
    with pytest.raises(ValueError, match="not in"):
        Judged.of([(1.5, True)])


def test_what_was_fitted_on_is_not_held_out() -> None:
    """HOUSE whole, the first 600 of EURES and every third of the others, every third sentence of SkillSkape."""
    assert not not_fitted("HOUSE", 60)
    assert [not_fitted("EURES", place) for place in (598, 599, 600, 601, 602, 603)] == [False] * 3 + [True, True, False]
    assert [not_fitted("SkillSkape dev", place) for place in range(4)] == [False, True, True, False]
