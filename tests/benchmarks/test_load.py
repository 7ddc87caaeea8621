"""The verdict of a load test."""

from typing import Any

from benchmarks.load import Programme, verdict

PROGRAMME = Programme(users=1, seconds=1, budgets_ms={"list": 100})


def _row(name: str, p95_ms: float, failures: int = 0) -> dict[str, Any]:
    return {"name": name, "p95_ms": p95_ms, "failures": failures}


def test_a_run_within_budget_has_no_problems() -> None:
    """Under the budget, nothing failed: nothing to say."""
    assert verdict([_row("list", 99.0)], PROGRAMME) == []


def test_every_broken_promise_is_named() -> None:
    """A slow request, a failed one and one that never ran are each reported."""
    problems = verdict([_row("list", 101.0, failures=2)], PROGRAMME)
    assert problems == ["list: p95 101.0 ms, budget 100 ms", "2 failed requests, 0 allowed"]
    assert verdict([], PROGRAMME) == ["list: never requested"]
