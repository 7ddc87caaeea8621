"""What locust's processes measure: times of answers, failures, and how busy and how late they themselves were.

Locust's own statistics round times (see `histogram`) and forget when they were, but for the last ten seconds; so each
process counts in windows by what `events.request` says, sends what is new to the master with locust's own reports, and
the master writes all of it when it quits. Nothing of a request is kept but its name and times.
"""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gevent
from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

from benchmarks.load.histogram import Histogram

EVERY_S = 0.01  # how often it is looked whether a greenlet that is due comes to run


class Recorder:
    """Counts in windows of `window_s`, told by the second of the epoch in which each began."""

    def __init__(self, environment: Environment, window_s: int) -> None:
        """Listen to a locust process. Must be made before its users run."""
        self.window_s = window_s
        self._runner = environment.runner
        self._new = Counts()
        self.whole = Counts()
        self.steps: list[tuple[float, float]] = []
        """when each offered rate began, and its requests a second"""
        self.facts: dict[str, Any] = {}
        """what was learned of the server"""
        hooks: Any = environment.events  # has no types
        hooks.request.add_listener(self._count)
        hooks.report_to_master.add_listener(self._report)
        hooks.worker_report.add_listener(self._take)
        if not isinstance(self._runner, MasterRunner):
            hooks.test_start.add_listener(lambda **_: gevent.spawn(self._watch))

    def _count(
        self, name: str, response_time: float, exception: Exception | None, context: Mapping[str, Any], **_: object
    ) -> None:
        window = self._window(context.get("due", time.time()))
        if exception is not None:
            self._new.failures[f"{window}\n{name}\n{exception}"] += 1
            return
        self._new.times[window, name].add(response_time)
        if "late_ms" in context:
            self._new.late[window].add(context["late_ms"])

    def _window(self, epoch_s: float) -> int:
        return int(epoch_s // self.window_s) * self.window_s

    def _watch(self) -> None:
        """Measure, until the process ends, how long greenlets wait that are due, and how much of a core it uses."""
        began, used, window = time.perf_counter(), time.process_time(), self._window(time.time())
        due = began
        while True:
            due += EVERY_S  # a stall of a second makes a hundred of these late, as it does a hundred requests
            gevent.sleep(max(due - time.perf_counter(), 0))
            self._new.lag[window].add(1000 * (time.perf_counter() - due))
            if (now := self._window(time.time())) != window:
                end, spent = time.perf_counter(), time.process_time()
                self._new.cpu[window].append((spent - used) / (end - began))
                began, used, window = end, spent, now

    # --- from several processes to one ---------------------------------------------------------------

    def _report(self, client_id: str, data: dict[str, Any]) -> None:  # noqa: ARG002 - as locust calls it
        data["load"] = self._new.told()
        self._new = Counts()

    def _take(self, client_id: str, data: dict[str, Any]) -> None:  # noqa: ARG002
        self.whole.extend(Counts(data["load"]))

    def write(self, path: Path) -> None:
        """Write what was counted; called where all is known: in the only process, or by the master."""
        if isinstance(self._runner, WorkerRunner):
            return
        self.whole.extend(self._new)
        content = {"window_s": self.window_s, "steps": self.steps, "facts": self.facts, **self.whole.told()}
        path.write_text(json.dumps(content), encoding="utf-8")


class Counts:
    """Times by window and name, failures, and by window how late requests and greenlets were and what was used."""

    def __init__(self, told: Mapping[str, Any] | None = None) -> None:
        """Begin empty, or with what another process told."""
        told = told or {}
        self.times: defaultdict[tuple[int, str], Histogram] = defaultdict(Histogram)
        for key, counts in told.get("times", {}).items():
            window, _, name = key.partition("\n")
            self.times[int(window), name] = Histogram(counts)
        self.failures: Counter[str] = Counter(told.get("failures", {}))
        self.late, self.lag = (_by_window(told.get(name, {})) for name in ("late", "lag"))
        self.cpu: defaultdict[int, list[float]] = defaultdict(list)
        self.cpu.update({int(window): list(shares) for window, shares in told.get("cpu", {}).items()})

    def extend(self, other: Counts) -> None:
        """Add what others counted."""
        for key, times in other.times.items():
            self.times[key].extend(times)
        self.failures.update(other.failures)
        for mine, theirs in ((self.late, other.late), (self.lag, other.lag)):
            for window, times in theirs.items():
                mine[window].extend(times)
        for window, shares in other.cpu.items():
            self.cpu[window] += shares

    def told(self) -> dict[str, Any]:
        """Return all of it as JSON and msgpack take it."""
        return {
            "times": {f"{window}\n{name}": each.told() for (window, name), each in self.times.items()},
            "failures": dict(self.failures),
            "late": {str(window): each.told() for window, each in self.late.items()},
            "lag": {str(window): each.told() for window, each in self.lag.items()},
            "cpu": {str(window): shares for window, shares in self.cpu.items()},
        }


def _by_window(told: Mapping[str, Mapping[str, int]]) -> defaultdict[int, Histogram]:
    found: defaultdict[int, Histogram] = defaultdict(Histogram)
    found.update({int(window): Histogram(counts) for window, counts in told.items()})
    return found
