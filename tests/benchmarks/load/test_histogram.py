"""Percentiles of a load test, against numpy."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.load.histogram import GROWTH, Histogram, merged


@pytest.mark.parametrize("percent", [1, 50, 95, 99, 99.9, 100])
def test_percentiles_are_numpys_to_two_percent(percent: float) -> None:
    """Never too low, and at most one bucket too high, over five orders of magnitude."""
    times = np.random.default_rng(1).lognormal(mean=1.0, sigma=2.0, size=5_000)
    found = Histogram()
    for ms in times:
        found.add(float(ms))
    exact = float(np.percentile(times, percent, method="inverted_cdf"))
    assert exact * 0.9999 <= found.percentile(percent) <= exact * GROWTH * 1.0001


def test_parts_add_up_to_the_whole() -> None:
    """What several processes counted, told as JSON, is what one would have counted."""
    parts, whole = [Histogram() for _ in range(3)], Histogram()
    for n in range(1, 300):
        parts[n % 3].add(n / 7)
        whole.add(n / 7)
    told = [Histogram(json.loads(json.dumps(part.told()))) for part in parts]
    assert merged(told).counts == whole.counts
    assert merged(told).n == 299


def test_nothing_and_less_than_nothing() -> None:
    """An empty histogram has percentiles of 0; a time before zero counts as none."""
    found = Histogram()
    assert found.percentile(99) == 0.0
    found.add(-3.0)
    assert 0 < found.percentile(50) < 0.002
