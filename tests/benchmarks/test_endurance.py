"""What endurance reports: losses apart from wrong answers, memory, and how long workers were missed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.endurance import Endured, Failures, memory_of, read_failures, run_endurance, slope_of

HEADER = "Method,Name,Error,Occurrences\n"


def test_losses_and_refusals_are_told_from_wrong_answers(tmp_path: Path) -> None:
    """No answer from a killed worker is a loss, "come again at …" a refusal; anything else that failed is wrong."""
    file = tmp_path / "run_failures.csv"
    refused, bare = (_reason(503, headers) for headers in ({"Retry-After": "2"}, {}))
    rows = f'GET,inbox,status 0,3\nGET,inbox,"{refused}",4\nGET,inbox,{bare},5\n'
    rows += "GET,inbox,status 500,1\nPOST,matches,contributions of v1 do not sum to its score,2\n"
    file.write_text(HEADER + rows, encoding="utf-8")
    found = read_failures(file)
    assert (found.n_lost, found.n_refused) == (3, 4)
    assert found.wrong == {
        "inbox: status 503": 5,
        "inbox: status 500": 1,
        "matches: contributions of v1 do not sum to its score": 2,
    }


def _reason(status: int, headers: dict[str, str]) -> str:
    """Return what locust's users say of an answer; asked of a process of its own, as locust patches sockets."""
    code = f"from benchmarks.locustfile import _reason; print(_reason({status}, {headers}))"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


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
