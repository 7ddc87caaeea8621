"""Real workers on one index: all know of a change within three seconds, and they map the same files."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.api.conftest import vacancy_line
from tests.api.supervised import Served, supervised

PROMISED_S = 3.0
ASKED = 24  # fresh connections: with two workers the chance to meet one only is one in eight million


def lists(served: Served) -> list[set[str]]:
    """Ask over fresh connections, so that all workers answer; return the ids of each answer."""
    found = []
    for _ in range(ASKED):
        answer = httpx.post(f"{served.address}/v1/matches", json={"text": "I can cook"}, timeout=20)
        assert answer.status_code == 200, answer.text
        found.append({match["id"] for match in answer.json()["matches"]})
    return found


@pytest.mark.slow
def test_two_workers_converge_and_share_the_index(tmp_path: Path) -> None:
    """A new vacancy is found and a withdrawn one gone, whichever worker was told; both map one generation."""
    with supervised(tmp_path / "data", 2) as served:
        served.wait_for("stands by")
        known = [_store(served, n) for n in range(3)]
        gone = httpx.delete(f"{served.address}/v1/vacancies/{known[0]}", timeout=20)
        assert gone.status_code == 204
        assert {frozenset(ids) for ids in lists(served)} == {frozenset(known[1:])}  # at once, as SQL is asked
        [generation] = {httpx.get(f"{served.address}/readyz").json()["generation"] for _ in range(ASKED)}
        mapped = [_mapped(worker, served.data / "index" / generation) for worker in served.workers()[:2]]
        assert mapped[0] == mapped[1] != set()


def _store(served: Served, n: int) -> str:
    """Store a vacancy; after the promised time every worker finds it."""
    line = vacancy_line(id=str(n), text=f"We need a chef, number {n}.")
    stored = httpx.post(f"{served.address}/v1/vacancies", json=line, timeout=20)
    assert stored.status_code == 201, stored.text
    vacancy_id: str = stored.json()["id"]
    time.sleep(PROMISED_S)
    assert all(vacancy_id in ids for ids in lists(served))
    return vacancy_id


def _mapped(worker: psutil.Process, folder: Path) -> set[str]:
    """Return the files of a generation that a worker has mapped, none of them to write to."""
    found = [each for each in worker.memory_maps(grouped=False) if Path(each.path).parent == folder]
    assert all("w" not in each.perms for each in found)
    return {Path(each.path).name for each in found}
