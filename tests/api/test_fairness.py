"""The fairness report agrees with arithmetic done by hand, and is 1.0 where ranking sees no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from api.fairness import GroupResult, Outcome, report_groups

# Twelve people: sex, origin, score, quality, reached. The median of the scores is (40 + 45) / 2 = 42.5.
TABLE = (
    ("f", "a", 10, 0.1, 0.2), ("f", "a", 20, 0.2, 0.2), ("f", "a", 30, 0.3, 0.2),
    ("f", "b", 40, 0.4, 0.4), ("f", "b", 50, 0.5, 0.4), ("f", "b", 60, 0.6, 0.4),
    ("m", "a", 5, 0.2, 0.6), ("m", "a", 35, 0.4, 0.6), ("m", "a", 45, 0.6, 0.6),
    ("m", "b", 55, 0.8, 0.8), ("m", "b", 65, 1.0, 0.8), ("m", "b", 75, None, 0.8),
)  # fmt: skip


def twelve() -> list[Outcome]:
    """Return the table as outcomes."""
    return [
        Outcome(str(n), {"sex": sex, "origin": origin}, score, quality, reached)
        for n, (sex, origin, score, quality, reached) in enumerate(TABLE)
    ]


def by_name(results: list[GroupResult]) -> dict[tuple[str, str], GroupResult]:
    """Return results by attribute and group."""
    return {(result.attribute, result.group): result for result in results}


def test_twelve_people_by_hand() -> None:
    """Rates and ratios of sex, origin and both together are those of the table worked out by hand.

    Above 42.5 are 50, 60 (f, b), 45 (m, a), 55, 65, 75 (m, b). By sex: f 2 of 6, m 4 of 6, ratio 1/2. By origin: a 1 of
    6, b 5 of 6, ratio 1/5. Together: f a 0 of 3, f b 2 of 3, m a 1 of 3, m b 3 of 3.
    """
    found = by_name(report_groups(twelve()))
    rates = {name: (result.n, result.scoring_rate, result.impact_ratio.value) for name, result in found.items()}
    assert rates == {
        ("origin", "a"): (6, pytest.approx(1 / 6), pytest.approx(0.2)),
        ("origin", "b"): (6, pytest.approx(5 / 6), 1.0),
        ("sex", "f"): (6, pytest.approx(2 / 6), pytest.approx(0.5)),
        ("sex", "m"): (6, pytest.approx(4 / 6), 1.0),
        ("origin and sex", "a and f"): (3, 0.0, 0.0),
        ("origin and sex", "b and f"): (3, pytest.approx(2 / 3), pytest.approx(2 / 3)),
        ("origin and sex", "a and m"): (3, pytest.approx(1 / 3), pytest.approx(1 / 3)),
        ("origin and sex", "b and m"): (3, 1.0, 1.0),
    }
    assert [name for name, result in found.items() if not result.alarm] == [
        ("origin", "b"), ("sex", "m"), ("origin and sex", "b and m"),
    ]  # fmt: skip
    women, men = found["sex", "f"], found["sex", "m"]
    # (0.1 + … + 0.6) / 6, and of the men only five are judged: (0.2 + 0.4 + 0.6 + 0.8 + 1.0) / 5
    assert women.quality.value == pytest.approx(0.35)
    assert men.quality.value == pytest.approx(0.6)
    assert women.reached.value == pytest.approx(0.3)
    assert men.reached.value == pytest.approx(0.7)


def test_intervals_hold_the_value_and_come_out_the_same_again() -> None:
    """Each interval holds its value, is wider than a point where people differ, and follows from the seed."""
    first, again, other = (report_groups(twelve(), seed) for seed in (1, 1, 2))
    assert first == again != other
    for result in first:
        for measured in (result.impact_ratio, result.quality, result.reached):
            assert measured.value is not None
            assert measured.low is not None
            assert measured.high is not None
            assert measured.low <= measured.value + 1e-12
            assert measured.value <= measured.high + 1e-12
    women = by_name(first)["sex", "f"]
    assert women.quality.low != women.quality.high


def test_the_interval_of_a_mean_is_that_of_the_bootstrap() -> None:
    """For a hundred people of one group the interval is close to the mean plus or minus 1.96 standard errors."""
    values = np.random.default_rng(5).normal(0.5, 0.1, 100)
    outcomes = [Outcome(str(n), {"group": "all"}, 1.0, float(value), 0.5) for n, value in enumerate(values)]
    (result,) = report_groups(outcomes)
    error = 1.96 * values.std() / 10
    assert result.quality.low == pytest.approx(values.mean() - error, abs=0.15 * error)
    assert result.quality.high == pytest.approx(values.mean() + error, abs=0.15 * error)


def test_copies_of_one_person_are_equal_in_every_draw() -> None:
    """The same facts in every group: ratios of 1.0 with an interval that is a point, equal quality and reach."""
    twins = [
        replace(outcome, unit=f"u{n}", groups={"sex": sex})
        for n, outcome in enumerate(twelve())
        for sex in ("f", "m", "x")
    ]
    results = report_groups(twins)
    assert [(r.impact_ratio.value, r.impact_ratio.low, r.impact_ratio.high) for r in results] == [(1.0, 1.0, 1.0)] * 3
    assert len({(r.quality, r.reached, r.scoring_rate) for r in results}) == 1
    assert not any(result.alarm for result in results)


def test_small_and_unknown_groups_have_no_ratio() -> None:
    """Under two percent, or not known: counted, with a rate, and compared with nobody."""
    many = [Outcome(str(n), {"sex": "fm"[n % 2]}, float(n), 0.5, 0.5) for n in range(100)]
    few = [Outcome("x", {"sex": "x"}, 1000.0, 0.5, 0.5), Outcome("?", {}, 1000.0, 0.5, 0.5)]
    found = by_name(report_groups(many + few))
    for group in ("x", "unknown"):
        result = found["sex", group]
        assert (result.n, result.scoring_rate, result.impact_ratio.value, result.alarm) == (1, 1.0, None, False)
    assert found["sex", "m"].impact_ratio.value == 1.0


def test_people_without_a_score_are_counted_and_judged_by_nothing() -> None:
    """Nobody scored: no rate, no ratio, no alarm, and no warning of numpy."""
    outcomes = [Outcome(str(n), {"sex": "fm"[n % 2]}, None, None, None) for n in range(4)]
    for result in report_groups(outcomes):
        assert (result.n, result.n_unscored, result.scoring_rate) == (2, 2, None)
        assert (result.impact_ratio.value, result.quality.value, result.reached.value) == (None, None, None)


def test_nobody_is_in_no_group() -> None:
    """Without outcomes there is nothing to report."""
    assert report_groups([]) == []
