"""What endurance reports: losses apart from wrong answers, memory, and how long workers were missed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.endurance import Endured, Failures, memory_of, run_endurance, slope_of, sort_failures
from benchmarks.load.checks import reason
from benchmarks.load.outcome import Report


def test_losses_and_refusals_are_told_from_wrong_answers() -> None:
    """No answer from a killed worker is a loss, "come again at …" a refusal; anything else that failed is wrong."""
    refused, bare = (reason(503, headers) for headers in ({"Retry-After": "2"}, {}))
    failed = {
        (0, "inbox", reason(0, {})): 3,
        (1, "inbox", refused): 4,
        (1, "inbox", bare): 5,
        (2, "inbox", "status 500"): 1,
        (2, "inbox", "broke off: HTTPConnectionClosed"): 1,
        (3, "matches", "contributions of v1 do not sum to its score"): 2,
    }
    found = sort_failures(Report(1, (), {}, {}, failed, {}, {}, {}))
    assert (found.n_lost, found.n_refused) == (4, 4)
    assert found.wrong == {
        "inbox: status 503": 5,
        "inbox: status 500": 1,
        "matches: contributions of v1 do not sum to its score": 2,
    }


def test_every_broken_promise_is_named() -> None:
    """Wrong answers, a worker that was missed too long, memory that grows, and a run in which nothing happened."""
    flat = (100.0,) * 100
    assert Endured(10, Failures(2, 3, {}), (0.1,), flat).problems == []
    growing = tuple(100.0 + i for i in range(100))
    assert Endured(10, Failures(2, 0, {"a: b": 1}), (2.5,), growing).problems == [
        "1 times: a: b",
        "a worker was missed for 2.5 s",
        "memory grew from 134 to 194 MiB",
    ]
    assert Endured(0, Failures(0, 0, {}), (), flat).problems == ["nothing was asked, or nobody was killed"]


def test_memory_is_compared_after_warming_up() -> None:
    """The first third fills caches and does not count."""
    assert memory_of([0.0] * 30 + [100.0] * 10 + [105.0] * 50 + [110.0] * 10) == (100.0, 110.0)
    assert memory_of([]) == (0.0, 0.0)
    assert slope_of([0.0] * 30 + [100.0] * 70) == 0.0
    assert slope_of([100.0]) == 0.0


@pytest.mark.slow
def test_a_minute_of_load_with_killed_workers(tmp_path: Path) -> None:
    """No answer is wrong, every killed worker is replaced, and memory stays flat.

    How soon they are back is for `tests/api/test_supervising.py`: here client, workers and other tests share two cores.
    """
    found = run_endurance(1.0, tmp_path / "data")
    assert max(found.away_s, default=0.0) < 60
    assert replace(found, away_s=(0.0,) * len(found.away_s)).problems == []
