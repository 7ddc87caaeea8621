"""What a run is worth: every broken promise turns the verdict red, and a client that was the limit does so, too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.load.deeds import FLOOR
from benchmarks.load.histogram import Histogram
from benchmarks.load.outcome import Report
from benchmarks.load.programmes import Budgets
from benchmarks.load.usage import Usage
from benchmarks.load.verdict import CLIENT_BOUND, DISTURBED, Exit, judge

LIST = "list"
BUDGETS = Budgets({LIST: 100.0})


def times(*all_ms: float) -> Histogram:
    """Count times."""
    found = Histogram()
    for ms in all_ms:
        found.add(ms)
    return found


def report(**changed: object) -> Report:
    """Return a run of ten seconds in which all went well, with something changed."""
    good = Report(
        window_s=1,
        steps=(),
        facts={"deeds": {LIST: 95.0, FLOOR: 5.0}},
        times={(at, name): times(*[ms] * 5) for at in range(100, 110) for name, ms in ((LIST, 20.0), (FLOOR, 2.0))},
        failures={},
        late={},
        lag={at: times(0.1, 0.2) for at in range(100, 110)},
        cpu=dict.fromkeys(range(100, 110), (0.1, 0.2)),
    )
    return replace(good, **changed)  # type: ignore[arg-type]


def _broken(run: Report, committed: dict[str, float] | None = None) -> list[str]:
    found = judge(run, run.measured(), committed, BUDGETS)
    assert (found.exit is Exit.KEPT) == all(line.is_kept for line in found.lines)
    return [line.what for line in found.lines if not line.is_kept]


def test_a_good_run_keeps_every_promise() -> None:
    """Nothing to say, exit code 0."""
    assert _broken(report(), {LIST: 10.0}) == []
    assert judge(report(), report().measured(), None, BUDGETS).exit is Exit.KEPT


def test_a_slow_answer_breaks_its_budget() -> None:
    """A tenth of the answers above the budget is more than a twentieth."""
    slow = {(at, LIST): times(20.0, *([150.0] if at % 2 else [])) for at in range(100, 110)}
    floor = {(at, FLOOR): times(2.0) for at in range(100, 110)}
    assert _broken(report(times=slow | floor)) == [f"{LIST}: p95"]


def test_one_wrong_body_is_one_too_many_whenever_it_came() -> None:
    """While warming up, too; its reason is said."""
    wrong = report(failures={(100, LIST, "contributions do not sum to the score"): 1})
    assert _broken(wrong) == ["wrong bodies and lost answers"]
    said = "\n".join(judge(wrong, wrong.measured(), None, BUDGETS).said())
    assert "1 times: list: contributions do not sum" in said


def test_refusals_are_counted_where_it_is_judged() -> None:
    """Above the judged load a server may refuse; below it, hardly."""
    refused = report(failures={(105, LIST, "refused, with Retry-After: 503"): 50})
    assert _broken(refused) == ["refused"]
    calm = [at for at in refused.measured() if at != 105]
    assert judge(refused, calm, None, BUDGETS).exit is Exit.KEPT


def test_what_never_ran_is_no_pass() -> None:
    """A deed that was meant to be done and was not leaves the verdict red."""
    meant = {"deeds": {LIST: 94.0, "inbox": 1.0, FLOOR: 5.0}}
    assert _broken(report(facts=meant)) == ["never answered (inbox)"]
    drawn = report(facts=meant, steps=((100.0, 10.0),))
    assert _broken(drawn) == []  # one is expected of a hundred, and may have stayed away
    assert _broken(replace(drawn, facts={"deeds": {**meant["deeds"], "inbox": 6.0}})) == ["never answered (inbox)"]


def test_a_ratio_that_grew_is_a_regression() -> None:
    """Ten times the empty endpoint, where four was committed, is more than twice as much."""
    assert _broken(report(), {LIST: 4.0}) == [f"{LIST}: median by that of the empty endpoint"]
    assert _broken(report(), {LIST: 5.5}) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"cpu": dict.fromkeys(range(100, 110), (0.2, 0.95))},
        {"lag": {at: times(0.1, 30.0) for at in range(100, 110)}},
        {"late": {at: times(0.1, 30.0) for at in range(100, 110)}},
    ],
    ids=["one process takes its core", "greenlets wait", "requests are sent late"],
)
def test_a_client_that_was_the_limit_says_so(changed: dict[str, object]) -> None:
    """The numbers say nothing about the server, and the exit code is another one than that of a broken promise."""
    run = report(**changed)
    found = judge(run, run.measured(), None, BUDGETS)
    assert found.exit is Exit.UNKNOWN
    assert list(found.said())[-1] == CLIENT_BOUND
    broken = replace(run, failures={(105, LIST, "status 500"): 1})
    assert judge(broken, broken.measured(), None, BUDGETS).exit is Exit.BROKEN


def test_a_machine_that_others_used_says_so() -> None:
    """Half a core that neither server nor client had makes times that are not theirs."""
    alone, beside = (
        judge(report(), report().measured(), None, BUDGETS, Usage(1.2, 4.0, 900.0, others, None, None))
        for others in (0.1, 0.5)
    )
    assert alone.exit is Exit.KEPT
    assert beside.exit is Exit.UNKNOWN
    assert list(beside.said())[-1] == DISTURBED
