"""`make load`: start a server of our own on loopback, run locust against it headless, and give a verdict.

The server works on a copy of the data folder, so that a load test leaves nothing behind in the real one.
Latencies are reported beside those of an empty endpoint of the same server in the same run; the committed
ratio to it, not the milliseconds, is what other machines can be compared by.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.results import write_result
from benchmarks.serving import served_copy

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
FLOOR = "floor: livez"


@dataclass(frozen=True, slots=True)
class Programme:
    """How long and with how many users to load, and what is still acceptable.

    `budgets_ms` are 95th percentiles by request name; `max_failures` counts over the whole run.
    """

    users: int
    seconds: int
    budgets_ms: Mapping[str, float]
    max_failures: int = 0


# Two cores carry the client and the server. The budgets are what a meeting needs (a list "well under a
# second"), not what the machine can do: a slower laptop should pass, a regression by a factor should not.
SMOKE = Programme(
    users=8,
    seconds=30,
    budgets_ms={
        "caseworker: matches of a person": 300,
        "caseworker: gaps of a person": 600,
        "caseworker: people for a vacancy": 400,
        "caseworker: inbox": 1000,
        "migrant: typeahead": 250,
        "migrant: matches from own words": 500,
        "tester: matches from skills": 300,
    },
)


class LoadError(Exception):
    """Locust said nothing that could be read."""


def run_load(programme: Programme, data: Path, host: str | None = None) -> int:
    """Run `programme` against `host`, or against a server started here; print the verdict and return the exit code."""
    if host:
        rows = _rows(run_locust(host, programme))
    else:
        with served_copy(data) as server:
            rows = _rows(run_locust(server.address, programme))
    problems = verdict(rows, programme)
    command = f"make load ({programme.users} users, {programme.seconds} s)"
    write_result("load", command, {"rows": rows, "budgets_ms": dict(programme.budgets_ms), "problems": problems})
    for row in rows:
        print(  # noqa: T201 - a command's output
            f"{row['name']:38} n={row['requests']:6} failures={row['failures']:3} p50={row['p50_ms']:6.1f} ms "
            f"p95={row['p95_ms']:6.1f} p99={row['p99_ms']:6.1f}  p50/floor={row['ratio_p50']}"
        )
    print("within budget" if not problems else "\n".join(["over budget:", *problems]))  # noqa: T201
    return 1 if problems else 0


def verdict(rows: Sequence[Mapping[str, Any]], programme: Programme) -> list[str]:
    """Return every broken promise: a budget exceeded, a failure too many, a request that never ran."""
    seen = {row["name"]: row for row in rows}
    problems = [f"{name}: never requested" for name in programme.budgets_ms if name not in seen]
    for name, row in seen.items():
        budget = programme.budgets_ms.get(name)
        if budget is not None and row["p95_ms"] > budget:
            problems.append(f"{name}: p95 {row['p95_ms']} ms, budget {budget:g} ms")
    failures = sum(row["failures"] for row in rows)
    if failures > programme.max_failures:
        problems.append(f"{failures} failed requests, {programme.max_failures} allowed")
    return problems


def _rows(statistics: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Turn locust's JSON into rows: percentiles from its histogram of response times in ms."""
    wanted = [entry for entry in statistics if "(start)" not in entry["name"]]
    rows = [
        {
            "name": entry["name"],
            "requests": entry["num_requests"],
            "failures": entry["num_failures"],
            **{f"p{p}_ms": percentile(entry["response_times"], p) for p in (50, 95, 99)},
        }
        for entry in wanted
    ]
    floor = next((row["p50_ms"] for row in rows if row["name"] == FLOOR), 0.0)
    return [{**row, "ratio_p50": round(row["p50_ms"] / floor, 1) if floor else None} for row in rows]


def percentile(histogram: Mapping[str, int], percent: int) -> float:
    """Return the smallest time (ms) that at least `percent` of the requests did not exceed.

    >>> percentile({"1": 50, "10": 49, "100": 1}, 99)
    10.0
    """
    total = sum(histogram.values())
    seen = 0
    for time_ms, count in sorted((float(key), count) for key, count in histogram.items()):
        seen += count
        if seen * 100 >= percent * total:
            return time_ms
    raise ValueError("an empty histogram has no percentile")


def run_locust(host: str, programme: Programme, csv: Path | None = None) -> list[dict[str, Any]]:
    """Run locust headless in its own process (it patches sockets) and return its statistics.

    With `csv`, what failed is written to `CSV_failures.csv`, one row for each request and reason.
    """
    words = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--host", host, "--headless", "--json"]
    words += ["-u", str(programme.users), "-r", str(programme.users), "-t", f"{programme.seconds}s"]
    if csv is not None:
        words += ["--csv", str(csv)]
    answer = subprocess.run(
        [*words, "--only-summary", "--exit-code-on-error", "0"],
        capture_output=True,
        text=True,
        check=False,
        timeout=programme.seconds + 120,
    )
    try:
        statistics: list[dict[str, Any]] = json.loads(answer.stdout)
    except ValueError as error:
        raise LoadError(f"locust said nothing that could be read:\n{answer.stderr[-2000:]}") from error
    return statistics
