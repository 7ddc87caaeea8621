"""Counts and latencies for Prometheus, by route template, never by path: a path can hold an id."""

from __future__ import annotations

import time
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LATENCY_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)


@dataclass(frozen=True, slots=True)
class Measures:
    """The numbers of one application; a registry of its own, so that several can live in one process."""

    registry: CollectorRegistry
    requests: Counter
    latency: Histogram
    index: IndexMeasures
    refused: Counter
    waiting: Gauge
    decisions: Counter


@dataclass(frozen=True, slots=True)
class IndexMeasures:
    """What the index of this process comes to."""

    vacancies: Gauge
    behind: Gauge
    refreshed: Histogram
    refused: Counter
    differences: Counter
    published: Counter

    def note(self, n_vacancies: int, n_behind: int, seconds: float) -> None:
        """Note a swap."""
        self.vacancies.set(n_vacancies)
        self.behind.set(n_behind)
        self.refreshed.observe(seconds)


def build_measures() -> Measures:
    """Make a fresh set, all at zero."""
    registry = CollectorRegistry()
    return Measures(
        registry,
        Counter("immerse_requests", "Requests answered", ["method", "route", "status"], registry=registry),
        Histogram(
            "immerse_request_seconds", "Time to answer", ["method", "route"], buckets=LATENCY_BUCKETS_S,
            registry=registry,
        ),
        build_index_measures(registry),
        Counter("immerse_refused", "Requests refused since too many were in progress", ["lane"], registry=registry),
        Gauge("immerse_waiting", "Requests that wait for others to be answered", ["lane"], registry=registry),
        Counter("immerse_decisions", "Decisions of caseworkers about matches", ["verdict"], registry=registry),
    )  # fmt: skip


def build_index_measures(registry: CollectorRegistry) -> IndexMeasures:
    """Make those of the index."""
    return IndexMeasures(
        Gauge("immerse_snapshot_vacancies", "Vacancies that can be matched now", registry=registry),
        Gauge("immerse_index_rows_behind", "Rows behind the base of the index or out of use", registry=registry),
        Histogram("immerse_index_refresh_seconds", "Time to follow changes", registry=registry),
        Counter("immerse_index_refused", "Snapshots that failed the golden requests", registry=registry),
        Counter("immerse_index_differences", "Differences from the database, by kind", ["kind"], registry=registry),
        Counter("immerse_index_published", "Index generations published, by outcome", ["outcome"], registry=registry),
    )


class Measuring:
    """A pure ASGI middleware that counts and times every request."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        start = time.perf_counter()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            method, route = _method(scope), _template(scope)
            self._measures.requests.labels(method, route, str(status)).inc()
            self._measures.latency.labels(method, route).observe(time.perf_counter() - start)


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"


def _template(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "unknown")
