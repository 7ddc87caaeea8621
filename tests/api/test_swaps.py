"""A thousand swaps while everybody asks: no error, no answer from two snapshots at once, and memory stays flat."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from api import repository
from api.bodies import VacancyLine
from api.matches import matches_of
from api.outbox import read_end
from api.reading import Reader
from api.session import OrganisationDatabase
from api.vacancies import withdraw_vacancy, write_vacancy
from api.world import World
from matcher.types import RankingInput
from tests.api.conftest import NOW

SWAPS = 1_000
SETTLED = 300  # swaps after which memory must not grow any more
EVERY = 50  # swaps to a new base
N = 12
MIB = 1 << 20


@pytest.fixture
def _collected() -> Iterator[None]:
    """Let the collector look as often as in the service: tests make it look less often, and memory is what counts."""
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*before)


@pytest.mark.usefixtures("_collected")
@pytest.mark.slow
def test_a_thousand_swaps_under_load(world: World, database: OrganisationDatabase, reader: Reader) -> None:
    """Each list is exactly what was open at the change that its snapshot names."""
    names = [f"v{n:02d}" for n in range(N)]
    lines = {name: VacancyLine(title="Chef", text=f"We need a chef, {name}.") for name in names}
    read = dict(zip(names, reader.read_vacancies(list(lines.values()), names), strict=True))
    opened: dict[int, frozenset[str]] = {}
    shown: set[str] = set()

    def change(name: str) -> None:
        with database.write() as session:
            row = repository.find_vacancy(session, name)
            if name in shown and row is not None:
                withdraw_vacancy(session, row, NOW)
                shown.remove(name)
            else:
                row = row or repository.new_vacancy(name, "feed", name, NOW)
                write_vacancy(session, row, lines[name], read[name], NOW, reader.taxonomy)
                shown.add(name)
        with database.read() as session:
            opened[read_end(session)] = frozenset(shown)

    stopped = threading.Event()

    def ask() -> int:
        n = 0
        while not stopped.wait(0.002):
            current = world.snapshots.current()
            found = matches_of(current, RankingInput(), None, None)
            assert frozenset(match.id for match in found.matches) == opened[current.seq]
            assert found.stamp.index == current.snapshot.index
            n += 1
        return n

    change(names[0])
    world.snapshots.refresh()
    generations, sizes, process = set(), [], psutil.Process()
    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask) for _ in range(2)]
        for swap in range(SWAPS):
            change(names[swap % N])
            assert world.snapshots.refresh()
            if swap % EVERY == 0:
                world.upkeep.publish_if_due(at_least=1)
                assert world.snapshots.refresh()
            generations.add(world.snapshots.generation)
            sizes.append(process.memory_info().rss)
        stopped.set()
        assert all(each.result() > 100 for each in asking)
    assert len(generations) == SWAPS // EVERY
    assert len(list(world.settings.index.glob("gen-*"))) <= 3
    assert world.measures.registry.get_sample_value("immerse_index_refused_total") == 0
    assert max(sizes[SETTLED:]) - max(sizes[:SETTLED]) < 20 * MIB
