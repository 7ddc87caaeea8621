"""Timing one call after the other beside a yardstick: the same product of arrays in every process.

Processes that cannot be kept in memory together are measured one after the other, on a machine that may be slower by
then. What a call costs is therefore also given in yardsticks, taken between the calls. Imports numpy alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeVar

import numpy as np

ROWS, DIMENSIONS = 20_000, 384  # 31 MB: more than caches hold, as what is measured
EVERY = 5  # calls for one yardstick
Found = TypeVar("Found")


@dataclass(slots=True)
class Times:
    """Processor and wall time of each call, and of each yardstick between them, in ms."""

    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    yardstick_ms: list[float] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        """Return medians, 95th percentiles, and the median in yardsticks."""
        late = {name: round(float(np.percentile(values, 95)), 3) for name, values in self._both()}
        middle = {name: round(median(values), 3) for name, values in self._both()}
        in_yardsticks = round(median(self.cpu_ms) / median(self.yardstick_ms), 3)
        return {"p50": middle, "p95": late, "yardsticks": in_yardsticks, "n": len(self.cpu_ms)}

    def _both(self) -> tuple[tuple[str, list[float]], ...]:
        return ("cpu_ms", self.cpu_ms), ("wall_ms", self.wall_ms)


class Yardstick:
    """A product that is made again and again."""

    def __init__(self) -> None:
        random = np.random.default_rng(0)
        self._points = random.standard_normal((ROWS, DIMENSIONS), dtype=np.float32)
        self._query = random.standard_normal(DIMENSIONS, dtype=np.float32)

    def measure(self) -> object:
        """Multiply."""
        return self._points @ self._query

    def time(self, calls: Iterable[Callable[[], Found]]) -> tuple[list[Found], Times]:
        """Return what calls return, and how long each took; a yardstick is taken first, and every so often."""
        times, found = Times(), []
        for i, call in enumerate(calls):
            if i % EVERY == 0:
                times.yardstick_ms.append(clocked(self.measure)[1])
            answer, cpu_ms, wall_ms = clocked(call)
            found.append(answer)
            times.cpu_ms.append(cpu_ms)
            times.wall_ms.append(wall_ms)
        return found, times


def clocked(call: Callable[[], Found]) -> tuple[Found, float, float]:
    """Return what a call returns, and its processor and wall time in ms."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = call()
    return found, 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)
