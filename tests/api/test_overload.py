"""Three times as many requests as can be answered: as many are answered as ever, and the others are refused fast."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx
import pytest

from tests.api.open_loop import Answered
from tests.api.supervised import supervised

PATH = "/v1/link"
SENTENCE = "I have cooked for two hundred guests, cleaned the cold rooms, ordered vegetables and trained colleagues. "
PHASE_S = 7.0
IDLE_RATE = 50.0
SHARE, REFUSED_MS = 0.9, 50.0
TRIES = 6  # others use the same machine at the same time


@dataclass(frozen=True, slots=True)
class Phase:
    """What came of one rate: answers a second, and how long refusals took."""

    goodput: float
    refused_ms: list[float]


def _p99(times: Sequence[float]) -> float:
    """Return the time that 99 of 100 did not exceed."""
    return quantiles(times, n=100)[-1] if len(times) > 1 else float("inf")


def _ask(address: str, path: str, rate: float, body: bytes = b"") -> list[Answered]:
    command = [sys.executable, "-m", "tests.api.open_loop", address, path, str(rate), str(PHASE_S)]
    done = subprocess.run(command, input=body, capture_output=True, check=True, timeout=120)
    return [Answered(**each) for each in json.loads(done.stdout)]


def _phase(address: str, rate: float, body: bytes) -> Phase:
    answers = _ask(address, PATH, rate, body)
    assert {each.status for each in answers} <= {200, 503}
    n_good = sum(each.status == 200 for each in answers)
    return Phase(n_good / PHASE_S, [each.ms for each in answers if each.status == 503])


def _capacity(address: str, body: bytes) -> float:
    """Return how many requests a second one caller after another gets answered, the first ones left out."""
    with httpx.Client(base_url=address, timeout=30) as client:
        took = []
        for _ in range(15):
            began = time.perf_counter()
            assert client.post(PATH, content=body, headers={"content-type": "application/json"}).status_code == 200
            took.append(time.perf_counter() - began)
    return 1 / median(took[5:])


@pytest.mark.slow
@pytest.mark.alone
def test_goodput_at_three_times_capacity(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Goodput stays above 90 % of its peak, and 99 of 100 refusals take under 50 ms, as a client in a process sees it.

    Peak is the better of two rates around what the machine can do, in the same run. What `/livez` takes the same
    client when nobody else asks is the machine's own part in that, and is told with every number.
    """
    body = json.dumps({"text": SENTENCE * 40, "kind": "skill"}).encode()
    found = []
    with supervised(tmp_path / "data") as served:
        served.wait_for("stands by")
        for _ in range(TRIES):
            idle = [each.ms for each in _ask(served.address, "/livez", IDLE_RATE)]
            capacity = _capacity(served.address, body)
            peak = max(_phase(served.address, capacity * share, body).goodput for share in (0.8, 1.2))
            thrice = _phase(served.address, 3 * peak, body)
            refused = thrice.refused_ms
            found.append(
                f"goodput {thrice.goodput / peak:.2f} of {peak:.1f}/s; {len(refused)} refusals in ms: "
                f"p50 {median(refused):.1f}, p99 {_p99(refused):.1f}, max {max(refused):.1f}; "
                f"idle /livez p50 {median(idle):.1f}, p99 {_p99(idle):.1f}"
            )
            if thrice.goodput >= SHARE * peak and _p99(refused) < REFUSED_MS:
                record_property("overload", found[-1])
                return
    pytest.fail("\n".join(found))
