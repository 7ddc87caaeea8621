"""What the processes of a server that was started here use while it is loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor time of all its processes in seconds, over how long, and their memory with what they share once."""

    cpu_s: float
    wall_s: float
    memory_mib: float


@contextmanager
def measuring(pid: int | None) -> Iterator[Callable[[], Usage | None]]:
    """Measure from here on; what is yielded tells, whenever it is asked. None for a server that is not ours."""
    if pid is None:
        yield lambda: None
        return
    server = psutil.Process(pid)
    before, began = _times(server), time.perf_counter()

    def used() -> Usage:
        now, memory = _times(server), 0
        for process in _processes(server):
            try:
                memory += process.memory_full_info().pss
            except psutil.Error:
                continue
        # A worker that ended meanwhile took its time with it; one that began has all of its own.
        cpu_s = sum(spent - before.get(process, 0.0) for process, spent in now.items())
        return Usage(round(cpu_s, 2), round(time.perf_counter() - began, 2), round(memory / MIB, 1))

    yield used


def _processes(server: psutil.Process) -> list[psutil.Process]:
    return [server, *server.children(recursive=True)]


def _times(server: psutil.Process) -> dict[int, float]:
    found = {}
    for process in _processes(server):
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        found[process.pid] = times.user + times.system
    return found
