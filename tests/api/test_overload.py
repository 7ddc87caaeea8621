"""Three times as many requests as can be answered: as many are answered as ever, and the others are refused fast."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import httpx
import pytest

from tests.api.open_loop import PATH, Answered
from tests.api.supervised import supervised

SENTENCE = "I have cooked for two hundred guests, cleaned the cold rooms, ordered vegetables and trained colleagues. "
PHASE_S = 7.0
SHARE, REFUSED_MS = 0.9, 50.0
TRIES = 3  # other tests run on the same machine at the same time


@dataclass(frozen=True, slots=True)
class Phase:
    """What came of one rate: answers a second, and how long refusals took."""

    goodput: float
    refused_ms: list[float]

    @property
    def refused_p95_ms(self) -> float:
        """Return the time that 95 of 100 refusals did not exceed."""
        return quantiles(self.refused_ms, n=20)[-1] if len(self.refused_ms) > 1 else float("inf")


def _phase(address: str, rate: float, body: bytes) -> Phase:
    command = [sys.executable, "-m", "tests.api.open_loop", address, str(rate), str(PHASE_S)]
    done = subprocess.run(command, input=body, capture_output=True, check=True, timeout=120)
    answers = [Answered(**each) for each in json.loads(done.stdout)]
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
def test_goodput_at_three_times_capacity(tmp_path: Path) -> None:
    """Goodput stays above 90 % of its peak, 95 of 100 refusals take under 50 ms.

    Peak is the better of two rates around what the machine can do, in the same run.
    """
    body = json.dumps({"text": SENTENCE * 40, "kind": "skill"}).encode()
    found = []
    with supervised(tmp_path / "data") as served:
        served.wait_for("stands by")
        for _ in range(TRIES):
            capacity = _capacity(served.address, body)
            peak = max(_phase(served.address, capacity * share, body).goodput for share in (0.8, 1.2))
            thrice = _phase(served.address, 3 * peak, body)
            found.append((round(thrice.goodput / peak, 3), round(thrice.refused_p95_ms, 1)))
            if thrice.goodput >= SHARE * peak and thrice.refused_p95_ms < REFUSED_MS:
                return
    pytest.fail(f"goodput at three times capacity of its peak, 95th percentile of refusals in ms: {found}")
