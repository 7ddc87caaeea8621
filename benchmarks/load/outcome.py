"""What a run of locust came to: latencies by deed, by offered rate and over time, and how the client itself fared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load.checks import REFUSED
from benchmarks.load.deeds import FLOOR
from benchmarks.load.histogram import Histogram, merged

PERCENTS = (50, 95, 99)
WARM = 0.2  # of a run, or of each step, in which connections are opened, caches fill and queues settle
WARM_S = 10.0  # and no longer


class LoadError(Exception):
    """Locust said nothing that could be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One deed: how many answers were right, how many wrong and refused; times of the right ones in ms."""

    name: str
    n: int
    wrong: int
    refused: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    ratio: float | None
    """of the median to that of the empty endpoint in the same run; None for the latter"""


@dataclass(frozen=True, slots=True)
class Step:
    """One offered rate: what was answered right of it a second, and times of all deeds but the empty one.

    `floor_p99_ms` is that of the empty endpoint at the same time.
    """

    offered: float
    answered: float
    refused: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    floor_p99_ms: float


@dataclass(frozen=True, slots=True)
class Moment:
    """A part of the time, from `at_s` after the first."""

    at_s: int
    p50_ms: float
    p95_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Client:
    """How the client fared: the busiest process, as a share of one core; how late greenlets and requests were.

    `cores` is what all its processes used together; `late_p99_ms` is None where nothing is due at a time, as in the
    closed model.
    """

    processes: int
    cores: float
    cpu_mean: float
    cpu_max: float
    lag_p99_ms: float
    late_p99_ms: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """What the processes of one run counted; `times` by window and deed."""

    window_s: int
    steps: tuple[tuple[float, float], ...]
    facts: Mapping[str, Any]
    times: Mapping[tuple[int, str], Histogram]
    failures: Mapping[tuple[int, str, str], int]
    late: Mapping[int, Histogram]
    lag: Mapping[int, Histogram]
    cpu: Mapping[int, tuple[float, ...]]

    @classmethod
    def read(cls, path: Path) -> Report:
        """Read what `recording.Recorder.write` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        times = {}
        for key, counts in told["times"].items():
            window, _, name = key.partition("\n")
            times[int(window), name] = Histogram(counts)
        failures: Counter[tuple[int, str, str]] = Counter()
        for key, n in told["failures"].items():
            window, name, why = key.split("\n", 2)
            failures[int(window), name, why] += n
        late, lag = ({int(w): Histogram(c) for w, c in told[name].items()} for name in ("late", "lag"))
        cpu = {int(window): tuple(shares) for window, shares in told["cpu"].items()}
        steps = tuple((float(at), float(rate)) for at, rate in told["steps"])
        return cls(told["window_s"], steps, told["facts"], times, failures, late, lag, cpu)

    @property
    def windows(self) -> range:
        """The windows in which something was asked, those between them too; in order."""
        found = {window for window, _ in self.times} | {window for window, _, _ in self.failures}
        return range(min(found), max(found) + 1, self.window_s) if found else range(0)

    def measured(self) -> list[int]:
        """Return the windows that count: not those in which the run warms up, nor the last, which is not whole."""
        warm = min(WARM_S, WARM * len(self.windows) * self.window_s)
        return [window for window in self.windows if window >= self.windows.start + warm]

    def rows(self, windows: Iterable[int] | None = None) -> list[Row]:
        """Return a row for each deed, the empty one first."""
        within = set(self.measured() if windows is None else windows)
        by_name: dict[str, list[Histogram]] = {}
        for (window, name), times in self.times.items():
            if window in within:
                by_name.setdefault(name, []).append(times)
        names = sorted(set(by_name) | {name for _, name, _ in self.failures}, key=lambda each: (each != FLOOR, each))
        whole = {name: merged(by_name.get(name, [])) for name in names}
        floor = whole[FLOOR].percentile(50) if FLOOR in whole else 0.0
        return [self._row(name, whole[name], floor, within) for name in names]

    def _row(self, name: str, times: Histogram, floor: float, within: set[int]) -> Row:
        # A wrong body is wrong while warming up, too; who is refused then comes too early to tell.
        wrong = self.count(lambda _, deed, why: deed == name and REFUSED not in why)
        refused = self.count(lambda window, deed, why: deed == name and REFUSED in why and window in within)
        p50, p95, p99 = (round(times.percentile(percent), 2) for percent in PERCENTS)
        ratio = None if name == FLOOR or not floor or not times.n else round(times.percentile(50) / floor, 1)
        return Row(name, times.n, wrong, refused, p50, p95, p99, ratio)

    def count(self, chosen: Callable[[int, str, str], bool]) -> int:
        """Count the failures that `chosen` takes, by window, deed and reason."""
        return sum(n for key, n in self.failures.items() if chosen(*key))

    def wrong(self) -> dict[str, int]:
        """Return what failed for another reason than a refusal, by deed and reason."""
        found: Counter[str] = Counter()
        for (_, name, why), n in self.failures.items():
            if REFUSED not in why:
                found[f"{name}: {why}"] += n
        return dict(found)

    @property
    def _spans(self) -> list[tuple[float, float, float]]:
        """Each offered rate, and from when to when."""
        ends = [*(at for at, _ in self.steps[1:]), float(self.windows.stop)]
        return [(rate, at, end) for (at, rate), end in zip(self.steps, ends, strict=bool(self.steps))]

    def by_rate(self) -> list[Step]:
        """Return what came of each offered rate, after its first part; empty in the closed model."""
        return [self._step(at, end, rate) for rate, at, end in self._spans]

    def windows_of(self, share: float) -> list[int]:
        """Return the windows in which this share of the highest rate was offered, or the nearest one to it."""
        top = max((rate for rate, _, _ in self._spans), default=0.0)
        found = [(abs(rate / top - share), at, end) for rate, at, end in self._spans]
        return self._settled(*min(found)[1:]) if found else []

    def _settled(self, at: float, end: float) -> list[int]:
        begins = at + min(WARM_S, WARM * (end - at))
        return [window for window in self.windows if window >= begins and window + self.window_s <= end]

    def _step(self, at: float, end: float, rate: float) -> Step:
        windows = set(self._settled(at, end))
        seconds = max(len(windows) * self.window_s, 1)
        chosen = {key: times for key, times in self.times.items() if key[0] in windows}
        whole = merged(times for (_, name), times in chosen.items() if name != FLOOR)
        floor = merged(times for (_, name), times in chosen.items() if name == FLOOR)
        refused = self.count(lambda window, _, why: window in windows and REFUSED in why)
        p50, p95, p99, floor_p99 = (
            round(times.percentile(percent), 2)
            for times, percent in (*((whole, percent) for percent in PERCENTS), (floor, 99))
        )
        answered = round((whole.n + floor.n) / seconds, 1)
        return Step(round(rate, 1), answered, round(refused / seconds, 1), p50, p95, p99, floor_p99)

    def over_time(self) -> list[Moment]:
        """Return percentiles of all deeds but the empty one by window."""
        found = []
        for window in self.windows:
            times = merged(each for (at, name), each in self.times.items() if at == window and name != FLOOR)
            if times.n:
                p50, p95, p99 = (round(times.percentile(percent), 2) for percent in PERCENTS)
                found.append(Moment(window - self.windows.start, p50, p95, p99))
        return found

    def answered(self) -> float:
        """Return how many requests a second were answered right, after warming up."""
        windows = self.measured()[:-1] or list(self.windows)
        n = sum(times.n for (window, _), times in self.times.items() if window in windows)
        return n / (len(windows) * self.window_s) if windows else 0.0

    def client(self, windows: Iterable[int] | None = None) -> Client:
        """Return how the client fared while it was measured."""
        within = set(self.measured() if windows is None else windows)
        shares = [each for window, each in self.cpu.items() if window in within]
        late = merged(each for window, each in self.late.items() if window in within)
        lag = merged(each for window, each in self.lag.items() if window in within)
        processes = max((len(each) for each in shares), default=0)
        busiest = [max(each) for each in shares]
        return Client(
            processes,
            round(sum(map(sum, shares)) / len(shares), 3) if shares else 0.0,
            round(sum(busiest) / len(busiest), 3) if busiest else 0.0,
            round(max(busiest, default=0.0), 3),
            round(lag.percentile(99), 2),
            round(late.percentile(99), 2) if late.n else None,
        )
