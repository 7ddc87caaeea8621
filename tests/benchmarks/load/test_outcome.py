"""What is made of counts: which windows count, which rate they belong to, and what is beside the empty endpoint."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.load.deeds import FLOOR
from benchmarks.load.outcome import Report
from tests.benchmarks.load.test_verdict import LIST, report, times


def test_the_first_part_of_a_run_warms_up() -> None:
    """A fifth of ten seconds does not count, however slow it was."""
    slow = {**report().times, (100, LIST): times(900.0), (101, LIST): times(900.0)}
    run = report(times=slow)
    assert run.measured() == list(range(102, 110))
    rows = {row.name: row for row in run.rows()}
    assert rows[LIST].p99_ms == pytest.approx(20, rel=0.02)
    assert rows[LIST].n == 40
    assert rows[LIST].ratio == pytest.approx(10, rel=0.03)
    assert rows[FLOOR].ratio is None


def test_each_rate_has_its_own_answers() -> None:
    """Windows belong to the rate that was offered in all of them, without the first fifth of each."""
    by_window = {(at, LIST): times(*[10.0 if at < 110 else 80.0] * 5) for at in range(100, 120)}
    run = report(times=by_window, steps=((100.0, 5.0), (110.0, 10.0)))
    slow, fast = run.by_rate()[::-1]
    assert (fast.offered, fast.answered) == (5.0, 5.0)
    assert fast.p99_ms == pytest.approx(10, rel=0.02)
    assert (slow.offered, slow.answered) == (10.0, 5.0)
    assert slow.p50_ms == pytest.approx(80, rel=0.02)
    assert run.windows_of(1.0) == list(range(112, 120))
    assert run.windows_of(0.6) == list(range(102, 110))
    assert report().by_rate() == []


def test_the_busiest_process_tells_how_the_client_fared() -> None:
    """One of two processes that takes its core is not made up for by the other."""
    run = report(cpu={at: (0.1, 0.9 if at % 2 else 0.7) for at in range(100, 110)})
    client = run.client()
    assert (client.processes, client.cpu_mean, client.cpu_max) == (2, 0.8, 0.9)
    assert client.late_p99_ms is None


def test_a_report_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Names with spaces and colons, reasons of several lines."""
    told = {
        "window_s": 2,
        "steps": [[100.5, 20.0]],
        "facts": {"vacancies": 3},
        "times": {f"100\n{LIST}: of a person": times(1.0).told()},
        "failures": {f"102\n{LIST}\nmisses 'a'\nand b": 4},
        "late": {},
        "lag": {"100": times(0.5).told()},
        "cpu": {"100": [0.25]},
    }
    path = tmp_path / "report.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    found = Report.read(path)
    assert found.windows == range(100, 103, 2)
    assert found.times[100, f"{LIST}: of a person"].n == 1
    assert found.failures == {(102, LIST, "misses 'a'\nand b"): 4}
    assert (found.steps, found.cpu) == (((100.5, 20.0),), {100: (0.25,)})
    assert found.wrong() == {f"{LIST}: misses 'a'\nand b": 4}
