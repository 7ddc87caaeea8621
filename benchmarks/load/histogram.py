"""How often which time was measured, to 2 %, whatever its size.

Locust's own histogram rounds to whole milliseconds below 100 ms and to two digits above, too coarse where an answer
takes 3 ms. This one has buckets that each end 2 % above the one before, as HdrHistogram has (G. Tene), so a percentile
is never too low and at most 2 % too high. Histograms of several processes add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from math import ceil, log

GROWTH = 1.02  # from the end of a bucket to the end of the next
_LOG = log(GROWTH)
LEAST_MS = 0.001  # a microsecond; what is shorter counts as that


class Histogram:
    """Counts of times in milliseconds."""

    __slots__ = ("counts",)

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        """Begin empty, or with counts as `told` gave them."""
        self.counts: Counter[int] = Counter({int(key): n for key, n in (counts or {}).items()})

    @property
    def n(self) -> int:
        """How many times were added."""
        return self.counts.total()

    def add(self, ms: float) -> None:
        """Count a time; times before zero, which clocks make, count as none."""
        self.counts[ceil(log(max(ms, LEAST_MS)) / _LOG)] += 1

    def extend(self, other: Histogram) -> None:
        """Count all that another one has counted."""
        self.counts.update(other.counts)

    def percentile(self, percent: float) -> float:
        """Return the time that at least `percent` of the times did not exceed, 0 where there are none.

        >>> times = Histogram()
        >>> for ms in (1.0, 2.0, 3.0, 10.0): times.add(ms)
        >>> [round(times.percentile(p)) for p in (25, 50, 75, 100)]
        [1, 2, 3, 10]
        """
        wanted, seen = percent / 100 * self.n, 0
        for key in sorted(self.counts):
            seen += self.counts[key]
            if seen >= wanted:
                return float(GROWTH**key)
        return 0.0

    def told(self) -> dict[str, int]:
        """Return the counts as JSON and msgpack take them."""
        return {str(key): n for key, n in self.counts.items()}


def merged(parts: Iterable[Histogram]) -> Histogram:
    """Return one histogram of all."""
    whole = Histogram()
    for part in parts:
        whole.extend(part)
    return whole
