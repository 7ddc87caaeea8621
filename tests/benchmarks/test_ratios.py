"""A match stays as cheap beside what it is compared with as it is known to be, on whatever machine this runs."""

from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import numpy as np
import pytest

from benchmarks.costs import EMPTY, Caller, cpu_ms
from benchmarks.ratios import EMPTY as EMPTY_ENDPOINT
from benchmarks.ratios import (
    EVERYTHING,
    FINDING,
    MATCH,
    N_EMPTY,
    TOLERANCE,
    TOLERANCES,
    Ground,
    committed_ratios,
    measure_ratios,
    small_ground,
    worse_than,
)
from matcher.assessment import assess
from matcher.bounds import Bounds, Proven
from matcher.ranking import open_rows
from matcher.standpoint import Standpoint
from matcher.types import RankingInput
from matcher.widen import Adjacent
from matcher.world import World
from tests.api.servers import Running, running_server

TRIES = 3  # others use the same machine: what the code has made worse is worse each time


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Grow the small world."""
    return small_ground(tmp_path_factory.mktemp("ground"))


@pytest.mark.slow
@pytest.mark.alone
def test_a_match_costs_no_more_than_what_is_committed(ground: Ground, tmp_path: Path) -> None:
    """Beside brute force, ranking everything and an empty endpoint, all of this run, each within the tolerance."""
    found: list[list[str]] = []
    with running_server(tmp_path) as server:
        while len(found) < TRIES and [] not in found:
            found.append(worse_than(measure_ratios(ground, partial(_empty_s, server)), committed_ratios()))
    assert [] in found, found


@pytest.mark.slow
@pytest.mark.alone
def test_without_bounds_a_match_costs_too_much(ground: Ground) -> None:
    """The gate is seen red: the same measurement, where everything is ranked for every list."""
    found = measure_ratios(unbounded(ground), lambda: 1.0)
    name = f"{FINDING} / {EVERYTHING}"
    assert len(worse_than(found, {name: committed_ratios()[name]})) == 1


def test_a_ratio_within_the_tolerance_is_no_problem() -> None:
    """At the limit it passes, beyond it each ratio is named."""
    committed = {"a": 1.0, "b": 2.0}
    assert worse_than({"a": TOLERANCE, "b": 2 * TOLERANCE}, committed) == []
    assert len(worse_than({"a": TOLERANCE + 0.01, "b": 2 * TOLERANCE}, committed)) == 1
    loose = {f"{MATCH} / {EMPTY_ENDPOINT}": 1.0}
    assert worse_than(TOLERANCES, loose) == []
    assert len(worse_than({name: 1.01 * most for name, most in TOLERANCES.items()}, loose)) == 1


class Unbounded(Bounds):
    """Bounds that exclude nothing."""

    def prove(
        self, person: RankingInput, world: World, as_of: date, k: int, adjacent: Adjacent | None = None
    ) -> Proven | None:
        """Rank everything."""
        del k, adjacent
        everything = assess(person, world, open_rows(world, as_of))
        reached = np.full(self.n, np.iinfo(np.int32).max, dtype=np.int32)
        return Proven(everything, Standpoint.of(person, world), world, as_of.toordinal(), reached)


def unbounded(ground: Ground) -> Ground:
    """Return the same with bounds that exclude nothing."""
    bounds = Unbounded(**{field.name: getattr(ground.bounds, field.name) for field in fields(ground.bounds)})
    return replace(ground, snapshot=replace(ground.snapshot, bounds=bounds), bounds=bounds)


def _empty_s(server: Running) -> float:
    """Return the processor time of a request, mean of some."""
    with closing(HTTPConnection(server.address.removeprefix("http://"), timeout=60)) as connection:
        caller = Caller(connection, server.pid)
        return cpu_ms([partial(caller.get, EMPTY)] * N_EMPTY, caller.worker) / 1000
