"""What the processes of a server that was started here use while it is loaded, and what others use of the machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import fmean

import psutil

EVERY_S = 0.5
MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """Processor time used so far, in seconds: by the server, by everything on the machine; and when."""

    at: float
    server_s: float
    machine_s: float


class Meter:
    """Follows a server's processes, those that come and go, too, in a thread of its own."""

    def __init__(self, pid: int) -> None:
        """Take the process that looks after the workers."""
        self._server = psutil.Process(pid)
        self._seen: dict[int, float] = {}
        self._used = 0.0
        self._samples: list[Sample] = []
        self._memory: list[tuple[float, float]] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="meter")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join()

    @property
    def memory_mib(self) -> float:
        """The most memory that all processes had together, what they share counted once."""
        return round(max((each for _, each in self._memory), default=0.0), 1)

    def memory_between(self, begin: float, end: float) -> float | None:
        """Return the mean of that between two seconds of the epoch, in MiB; None where nobody looked."""
        within = [each for at, each in self._memory if begin <= at <= end]
        return round(fmean(within), 1) if within else None

    def used(self, begin: float, end: float) -> tuple[float, float]:
        """Return how many cores server and machine used between two seconds of the epoch, on average."""
        within = [each for each in self._samples if begin <= each.at <= end]
        if len(within) < 2:
            return 0.0, 0.0
        first, last = within[0], within[-1]
        wall = last.at - first.at
        return (last.server_s - first.server_s) / wall, (last.machine_s - first.machine_s) / wall

    def _run(self) -> None:
        n = 0
        while not self._stopped.wait(EVERY_S):
            processes = [self._server, *self._server.children(recursive=True)]
            for process in processes:
                try:
                    times = process.cpu_times()
                except psutil.Error:
                    continue
                spent = times.user + times.system
                self._used += spent - self._seen.get(process.pid, spent if n == 0 else 0.0)
                self._seen[process.pid] = spent
            if n % 10 == 0:
                self._memory.append((time.time(), sum(map(memory_of, processes)) / MIB))
            self._samples.append(Sample(time.time(), self._used, _machine()))
            n += 1


def memory_of(process: psutil.Process) -> float:
    """Return the memory of a process in bytes, what it shares with n processes counted as an n-th; 0 if it is gone."""
    try:
        return float(process.memory_full_info().pss)
    except psutil.Error:
        return 0.0


def _machine() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + getattr(times, "irq", 0) + getattr(times, "softirq", 0))


@dataclass(frozen=True, slots=True)
class Usage:
    """What a server used while it was measured, in cores and milliseconds of a core for each answer; memory in MiB.

    `memory_mib` is the most, the others are means over the first and the last tenth, None where that is too short.
    `others_cores` is what neither server nor client used: where it is not near 0, times say something about them.
    """

    cores: float
    cpu_ms_each: float
    memory_mib: float
    others_cores: float
    memory_first_mib: float | None
    memory_last_mib: float | None


def usage_of(meter: Meter | None, windows: Sequence[int], window_s: int, n: int, client_cores: float) -> Usage | None:
    """Return what was used in these windows for `n` answers; None for a server that is not ours."""
    if meter is None or not windows or not n:
        return None
    # Windows of a rate are next to each other; where they are not, what lies between them counts, too.
    begin, end = min(windows), max(windows) + window_s
    server, machine = meter.used(begin, end)
    others = max(machine - server - client_cores, 0.0)
    tenth = (end - begin) / 10
    return Usage(
        cores=round(server, 2),
        cpu_ms_each=round(1000 * server * (end - begin) / n, 2),
        memory_mib=meter.memory_mib,
        others_cores=round(others, 2),
        memory_first_mib=meter.memory_between(begin, begin + tenth),
        memory_last_mib=meter.memory_between(end - tenth, end),
    )


@contextmanager
def metered(pid: int | None) -> Iterator[Meter | None]:
    """Follow a server until the block ends; None where it is not ours."""
    if pid is None:
        yield None
        return
    meter = Meter(pid)
    meter.start()
    try:
        yield meter
    finally:
        meter.stop()
