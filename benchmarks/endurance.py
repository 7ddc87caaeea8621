"""`python -m benchmarks endurance`: load a server for minutes while its workers are killed, and check every answer.

Workers are killed as a power cut would end them. What was being answered then is lost, and its caller has to ask
again. Whoever is refused because of too much at once is told when to come again, and is counted apart. No other answer
may fail, and none may be wrong. The oldest worker is spared, so that its memory can be followed.
"""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

import psutil

from benchmarks.load.checks import REFUSED
from benchmarks.load.outcome import Report
from benchmarks.load.programmes import Programme
from benchmarks.load.running import Options, run_closed
from benchmarks.results import write_result
from benchmarks.serving import served_copy

N_WORKERS = 2
USERS = 8
# No officers: what is imported while a worker ends has to be sent again.
ROLES = ("caseworker", "migrant", "tester")
KILL_EVERY_S = 30.0
LOOK_EVERY_S = 1.0
WARM = 0.3  # of the time, in which caches fill; as long is loaded before anybody is killed
LEAST_WARM_S = 30.0  # so that everything that users do has been done in every language
GROWTH = 1.10  # of the oldest worker's memory from the end of that to the end
BACK_S = 2.0
MIB = 1 << 20
AWAY = re.compile(r"serves after ([\d.]+) s")  # what the supervisor says of the one that took over
COMPLETE_S = 300.0  # in which another worker has to stand by
# What a caller sees whose worker was killed; status 0: no answer.
LOST = ("status 0", "Connection", "RemoteDisconnected", "BadStatusLine", "socket")


@dataclass(frozen=True, slots=True)
class Failures:
    """How many requests were lost with a worker, how many refused; what else failed, by request and reason."""

    n_lost: int
    n_refused: int
    wrong: dict[str, int]


@dataclass(frozen=True, slots=True)
class Endured:
    """What came of it: how many requests, what failed of them, memory in MiB.

    `memory` is that of the oldest worker, a number for each second; `away_s` how long each killed worker was missed.
    """

    n_requests: int
    failures: Failures
    away_s: tuple[float, ...]
    memory: tuple[float, ...]

    @property
    def problems(self) -> list[str]:
        """Return every broken promise."""
        found = [f"{n} times: {reason}" for reason, n in self.failures.wrong.items()]
        slow = [f"a worker was missed for {away:.1f} s" for away in self.away_s if away > BACK_S]
        start, end = memory_of(self.memory)
        grown = [f"memory grew from {start:.0f} to {end:.0f} MiB"] if end > GROWTH * start else []
        none = [] if self.n_requests and self.away_s else ["nothing was asked, or nobody was killed"]
        return [*found, *slow, *grown, *none]


def run_endurance(minutes: float, data: Path) -> Endured:
    """Load a copy of `data` while its workers are killed, and return what came of it."""
    with served_copy(data, N_WORKERS) as server:
        run_closed(server.address, _options(max(LEAST_WARM_S, minutes * 60 * WARM)))
        keeper = Keeper(server.pid, min(KILL_EVERY_S, minutes * 60 / 4))
        keeper.start()
        try:
            report = run_closed(server.address, _options(minutes * 60))
        finally:
            keeper.stop()
        away_s = tuple(float(found) for found in AWAY.findall(server.log.read_text(encoding="utf-8")))
    n = sum(times.n for times in report.times.values()) + sum(report.failures.values())
    return Endured(n, sort_failures(report), away_s, tuple(keeper.memory))


def _options(seconds: float) -> Options:
    return Options(Programme("endurance", int(seconds), USERS, (), 0), roles=ROLES)


def report_endurance(minutes: float, found: Endured) -> int:
    """Write the result, print what came of it, and return the exit code."""
    start, end = memory_of(found.memory)
    failures, missed = found.failures, sorted(found.away_s) or [0.0]
    away = {"n": len(found.away_s), "p50_s": round(median(missed), 3), "max_s": round(missed[-1], 3)}
    slope = slope_of(found.memory)
    content = {
        "requests": found.n_requests,
        "lost": failures.n_lost,
        "refused": failures.n_refused,
        "wrong": failures.wrong,
        "killed_workers_missed": away,
        "memory": {"start_mib": round(start, 1), "end_mib": round(end, 1), "mib_a_minute": round(slope, 2)},
        "problems": found.problems,
    }
    write_result("endurance", f"python -m benchmarks endurance --minutes {minutes:g}", content)
    print(  # noqa: T201 - a command's output
        f"{found.n_requests} requests: {failures.n_lost} lost with {away['n']} killed workers, {failures.n_refused} "
        f"refused; workers missed for {away['p50_s']} s (p50), at most {away['max_s']} s; "
        f"memory {start:.0f} to {end:.0f} MiB, {slope:+.2f} MiB a minute"
    )
    print("as promised" if not found.problems else "\n".join(found.problems))  # noqa: T201
    return 1 if found.problems else 0


class Keeper:
    """Kills a worker now and then, and follows the memory of the oldest one."""

    def __init__(self, supervisor: int, kill_every_s: float) -> None:
        self._supervisor = psutil.Process(supervisor)
        self._kill_every_s = kill_every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper")
        self.memory: list[float] = []

    def start(self) -> None:
        """Begin once another worker stands by, or has had time enough."""
        deadline = time.monotonic() + COMPLETE_S
        while len(self._workers()) <= N_WORKERS and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY_S)
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        killed_at = time.monotonic()
        while not self._stopped.wait(LOOK_EVERY_S):
            workers = self._workers()
            self.memory.append(workers[0].memory_info().rss / MIB)
            if time.monotonic() - killed_at >= self._kill_every_s and len(workers) > N_WORKERS:
                killed_at = time.monotonic()
                os.kill(workers[1].pid, signal.SIGKILL)  # the second oldest serves; the youngest stands by

    def _workers(self) -> list[psutil.Process]:
        return sorted(self._supervisor.children(), key=lambda child: child.create_time())


def memory_of(samples: Sequence[float]) -> tuple[float, float]:
    """Return the memory after warming up, and at the end, each the mean of a tenth of the time.

    >>> memory_of([0.0] * 30 + [100.0] * 10 + [105.0] * 50 + [110.0] * 10)
    (100.0, 110.0)
    """
    if not samples:
        return 0.0, 0.0
    tenth, warm = max(1, len(samples) // 10), int(WARM * len(samples))
    start, end = samples[warm : warm + tenth], samples[-tenth:]
    return sum(start) / len(start), sum(end) / len(end)


def slope_of(samples: Sequence[float]) -> float:
    """Return by how much memory grows in a minute after warming up: the slope of the line of least squares.

    >>> round(slope_of([50.0] * 60 + [float(100 + second) for second in range(140)]), 6)
    60.0
    """
    warm = samples[int(WARM * len(samples)) :]
    if len(warm) < 2:
        return 0.0
    slope = linear_regression([LOOK_EVERY_S * n for n in range(len(warm))], warm).slope
    return 60 * slope


def sort_failures(report: Report) -> Failures:
    """Return what failed: losses and refusals counted, the rest by request and reason."""
    n_lost, n_refused, wrong = 0, 0, Counter[str]()
    for (_, name, reason), n in report.failures.items():
        if REFUSED in reason:
            n_refused += n
        elif any(word in reason for word in LOST):
            n_lost += n
        else:
            wrong[f"{name}: {reason}"] += n
    return Failures(n_lost, n_refused, dict(wrong))
