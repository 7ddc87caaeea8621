"""kill -9 in the middle of writing, thirty times, on each database: what was acknowledged is there, and is found."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
import psutil
import pytest

from api import repository
from api.session import Database
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import vacancy_line
from tests.api.starts import SQLITE, Fill, Starts
from tests.api.supervised import PATIENCE_S, Served, supervised

KILLS = 30
pytestmark = [pytest.mark.slow, pytest.mark.databases]


@dataclass(slots=True)
class Writer:
    """Stores and withdraws vacancies and stores profiles without pause, and remembers what was acknowledged."""

    address: str
    name: str
    stopped: threading.Event
    profiles: set[str] = field(default_factory=set)
    vacancies: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    n_broken: int = 0

    def run(self) -> None:
        """Write until told to stop; a broken connection acknowledges nothing."""
        for n in range(1_000_000):
            if self.stopped.is_set():
                return
            try:
                self._write(f"{self.name}-{n}", n)
            except httpx.TransportError:
                self.n_broken += 1
                time.sleep(0.02)

    def _write(self, name: str, n: int) -> None:
        line = vacancy_line(id=name, text=f"We need a chef, number {name}.")
        stored = httpx.post(f"{self.address}/v1/vacancies", json=line, timeout=20)
        if stored.status_code == 201:
            self.vacancies.add(stored.json()["id"])
        if n % 3 == 0 and self.vacancies - self.withdrawn:
            gone = min(self.vacancies - self.withdrawn)
            self.withdrawn.add(gone)  # whether or not it is acknowledged, nothing is promised about it from now on
            httpx.delete(f"{self.address}/v1/vacancies/{gone}", timeout=20)
        profile = httpx.post(f"{self.address}/v1/profiles", json={"id": name, "text": "I can cook."}, timeout=20)
        if profile.status_code == 201:
            self.profiles.add(profile.json()["id"])


@pytest.fixture
def served(tmp_path: Path, kind: str, starts: Starts, fill: Fill) -> Iterator[Served]:
    """Serve with one worker and one that stands by, from a database of either kind."""
    settings = Settings(data=tmp_path / "data", database_url=starts.address(kind, fill))
    starts.copy(kind, fill, settings)
    more = {} if kind == SQLITE else {"IMMERSE_DATABASE": settings.database_url}
    with supervised(settings.data, 1, more) as running:
        yield running
    starts.drop(settings)


def test_nothing_acknowledged_is_lost(served: Served, kind: str, concepts: Concepts) -> None:
    """The serving worker is killed at random moments; afterwards SQL has everything, and the index is what SQL is."""
    stopped, drawn = threading.Event(), Random(5)
    writers = [Writer(served.address, name, stopped) for name in ("a", "b")]
    with ThreadPoolExecutor(2) as pool:
        writing = [pool.submit(writer.run) for writer in writers]
        try:
            for _ in range(KILLS):
                wait_until_written(writers)
                time.sleep(drawn.uniform(0, 0.3))
                served.workers()[0].kill()  # the oldest one serves, the other one stands by
        finally:
            stopped.set()
        for each in writing:
            each.result()
    profiles = set().union(*(writer.profiles for writer in writers))
    withdrawn = set().union(*(writer.withdrawn for writer in writers))
    vacancies = set().union(*(writer.vacancies for writer in writers)) - withdrawn
    assert min(len(profiles), len(vacancies)) >= KILLS // 2
    assert sum(writer.n_broken for writer in writers) > 0
    url = "" if kind == SQLITE else _url_of(served)
    settings = Settings(data=served.data, database_url=url)
    whole = Database.installed(settings)
    try:
        with whole.read() as session:
            assert profiles <= {row.id for row in repository.list_everybody(session)}
        world = World(settings, whole, concepts)
        world.snapshots.refresh()
        assert vacancies <= world.snapshots.current().stock.states().keys()
        assert world.upkeep.reconcile().ids == frozenset()
        assert world.measures.registry.get_sample_value("immerse_index_refused_total") == 0
    finally:
        whole.close()


def _url_of(served: Served) -> str:
    return psutil.Process(served.process.pid).environ()["IMMERSE_DATABASE"]


def wait_until_written(writers: list[Writer]) -> None:
    """Wait until writing goes on: something more is acknowledged."""
    deadline, before = time.monotonic() + PATIENCE_S, sum(len(writer.vacancies) for writer in writers)
    while sum(len(writer.vacancies) for writer in writers) == before:
        assert time.monotonic() < deadline
        time.sleep(0.01)
