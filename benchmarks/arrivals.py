"""The arrival-rate model: requests come when they are due, whoever is still waiting, and wait from then on.

    locust -f benchmarks/arrivals.py --host http://127.0.0.1:8000 --headless --rate 100 --step-s 20

Locust's `constant_throughput` and `constant_pacing` do not do this: a user of theirs sends its next request when the
last one is answered, so at most as many requests are under way as there are users, and a server that stands still for
a second is asked nothing in it. Here each source draws the times of its requests beforehand, as people come who know
nothing of each other (exponential gaps), sends each in a greenlet of its own, and counts its time from when it was
due. Many such sources together are again a Poisson process, so a shape that changes their number changes the rate, and
locust spreads them over processes and machines as it does with users. Nothing is dropped: what is sent late is counted
from when it was due, and how late the client was is told beside it.
"""

from __future__ import annotations

import time
from typing import Any, cast

from gevent.pool import Group
from geventhttpclient.client import HTTPClientPool
from locust import LoadTestShape
from locust.env import Environment

from benchmarks.load.asking import Asking, is_ready, recorder_of

SOURCES = 100  # that offer the highest rate together, so that steps are exact to a hundredth of it
LEARN_S = 120  # in which all processes must have learned what to ask for
DRAIN_S = 30.0  # in which what is under way at the end may still be answered
CONNECTIONS = 1_000  # of all sources of a process


class Source(Asking):
    """Sends requests when they are due."""

    client_pool = HTTPClientPool(
        concurrency=CONNECTIONS,
        network_timeout=Asking.network_timeout,
        connection_timeout=Asking.connection_timeout,
        insecure=Asking.insecure,
        ssl_context_factory=Asking.ssl_context_factory,
    )

    def on_start(self) -> None:
        """Draw when the first request is due."""
        super().on_start()
        options: Any = self.environment.parsed_options
        self._rate = options.rate / SOURCES
        self._under_way = Group()
        self._due = time.perf_counter()
        self._draw()

    def _draw(self) -> None:
        self._due += self.asker.turn.random.expovariate(self._rate)

    def wait_time(self) -> float:
        """Return how long it is until the next request is due, 0 where it is late already."""
        return max(self._due - time.perf_counter(), 0.0)

    def arrive(self) -> None:
        """Send what is due, wait for nothing, and draw the next."""
        if time.perf_counter() >= self._due:  # not so when the source begins
            self._under_way.spawn(self.asker.ask, self.client, self.asker.draw(), self._due)
            self._draw()

    tasks = [arrive]  # noqa: RUF012 - as locust wants it

    def on_stop(self) -> None:
        """Let what is under way be answered, which the slowest answers are."""
        self._under_way.join(DRAIN_S)


class Steps(LoadTestShape):
    """Offers one rate after the other, each for a while, from when all processes know what to ask for."""

    _asked = 0  # seconds that were waited for them

    def tick(self) -> tuple[int, float] | None:
        """Return how many sources there are to be, None when all rates were offered."""
        environment: Environment = cast("Any", self.runner).environment
        options: Any = environment.parsed_options
        steps = recorder_of(environment).steps
        if not steps and not is_ready(environment):
            self._asked += 1
            self.start_time = time.perf_counter()
            return (0, 1.0) if self._asked < LEARN_S else None  # no sources yet, which makes workers learn
        shares = [float(share) for share in options.steps.split(",")]
        step = int((time.perf_counter() - self.start_time) / options.step_s)
        if step >= len(shares):
            return None
        if len(steps) == step:
            steps.append((time.time(), options.rate * shares[step]))
        n = max(1, round(SOURCES * shares[step]))
        return n, float(n)
