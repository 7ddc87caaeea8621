"""The tables of docs/load-testing.md, by how many vacancies there were."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables import Render, markdown_table

SIZES = (300, 10_000, 100_000, 1_000_000)
SHORT, LONG, HOUR = "smoke", "smoke-180s", "soak"  # the results that tables and plots are made from
PERCENTILES = ("p50_ms", "p95_ms", "p99_ms")
VERDICTS = {
    0: "all budgets kept",
    1: "a budget broken",
    2: "client or machine were the limit: says nothing about the server",
}


def load_table(result: Mapping[str, Any]) -> str:
    """Render latencies under load in both models, the empty endpoint of the same run beside them."""
    header = ("request", "model", "n", "p50 ms", "p95 ms", "p99 ms", "p50 / empty endpoint")
    rows = [
        (row["name"], model, row["n"], *(_short(row[name]) for name in (*PERCENTILES, "ratio")))
        for model, run in result["runs"].items()
        for row in run["rows"]
        if row["n"]
    ]
    return markdown_table(header, rows)


def load_summary_table(result: Mapping[str, Any]) -> str:
    """Render where a load was measured, and what server, client and others used of the machine."""
    data, gauge = result["data"], result["gauge"]
    rows = [
        ("vacancies, profiles", f"{data['vacancies']:,}, {data['profiles']:,}"),
        ("workers, locust processes", f"{result['workers']}, {result['client_processes']}"),
        ("machine", f"{result['made_by']['machine']['cores']} cores, {result['made_by']['machine']['cpu']}"),
        ("answered at most, a second", f"{gauge['capacity']:g}"),
        ("a client's ceiling on a core of its own, a second", f"{gauge['ceiling']:,g}"),
    ]
    for model, run in result["runs"].items():
        client, server = run["client"], run["server"] or {}
        late = client["lag_p99_ms"] if client["late_p99_ms"] is None else client["late_p99_ms"]
        rows += [
            (f"{model}: processor time of the server for an answer, ms", f"{server.get('cpu_ms_each', 0):g}"),
            (f"{model}: client, of a core; late at p99", f"{100 * client['cpu_mean']:.0f} %; {late:g} ms"),
            (f"{model}: other programs, cores", f"{server.get('others_cores', 0):g}"),
            *_memory(model, server),
            (f"{model}: wrong bodies", f"{sum(run['wrong'].values())}"),
            (f"{model}: verdict", VERDICTS[run["verdict"]["exit"]]),
        ]
    return markdown_table(("measured on, and with", ""), rows)


def _memory(model: str, server: Mapping[str, Any]) -> list[tuple[str, str]]:
    first, last = server.get("memory_first_mib"), server.get("memory_last_mib")
    if first is None or last is None:
        return []
    return [(f"{model}: memory of the server in the first and the last tenth, MiB", f"{first:,.0f}, {last:,.0f}")]


def load_rate_table(result: Mapping[str, Any]) -> str:
    """Render latency against the offered rate, times from when a request was due."""
    header = ("offered a second", "answered", "refused", "p50 ms", "p95 ms", "p99 ms", "empty endpoint p99 ms")
    names = ("offered", "answered", "refused", "p50_ms", "p95_ms", "p99_ms", "floor_p99_ms")
    return markdown_table(
        header, [[_short(step[name]) for name in names] for step in result["runs"]["arrivals"]["by_rate"]]
    )


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"


LOAD_TABLES: Mapping[str, tuple[str | None, Render]] = {
    f"load{part}-{size}": (f"load/{run}-{size}", renderer)
    for size in SIZES
    for part, run, renderer in (
        ("", SHORT, load_table),
        ("-summary", SHORT, load_summary_table),
        ("-rates", LONG, load_rate_table),
        ("-rates-summary", LONG, load_summary_table),
        ("-hour", HOUR, load_table),
        ("-hour-summary", HOUR, load_summary_table),
    )
}
