"""`python -m benchmarks arriving`: how soon a new vacancy is in people's lists while many come, among 100,000.

A real server with two workers serves 100,000 grown vacancies (`benchmarks.growing`), which are written to its
database while it is stopped, as rows like one that it has stored itself. Then vacancies come, as feeds bring them:
fifty at once, every second. One of each fifty is looked for: a person who has exactly its skills asks for a list over
fresh connections, so that all workers answer, until all lists have it. What an idle probe takes is measured in the
same run.
"""

from __future__ import annotations

import json
import queue
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from benchmarks.growing import Soil, grow
from benchmarks.results import write_result
from benchmarks.serving import LEFT_OUT, ServerError, served
from matcher.codec import encode
from matcher.types import Vacancy

N_WORKERS = 2
TOGETHER, EVERY_S = 50, 1.0  # vacancies in an import, and how often one comes
NO_DEMO = ("--no-demo",)
N_FEEDS, N_SEEKERS = 2, 2
N_SKILLS = 6  # drawn from all skills: hardly another vacancy asks for them together
TOP = 50
STREAK = 4  # lists over fresh connections that have it, one after the other, until all workers are thought to know
GIVE_UP_S = 20.0
PROMISED_S = 3.0
IDLE = 100
SEED = 20261122
REFUSALS = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
JSON_TYPE = {"Content-Type": "application/json"}


@dataclass(slots=True)
class Arrived:
    """What came of it; times in seconds.

    `stored_s` is how long each import took, `found_s` from its answer until no list lacked the vacancy any more, and
    `missing` how many were not found before `GIVE_UP_S`.
    """

    idle_s: list[float] = field(default_factory=list)
    stored_s: list[float] = field(default_factory=list)
    found_s: list[float] = field(default_factory=list)
    n_stored: int = 0
    n_refused: int = 0
    n_failed: int = 0
    missing: int = 0
    lasted_s: float = 0.0

    @property
    def problems(self) -> list[str]:
        """Return every broken promise."""
        late = [each for each in self.found_s if each > PROMISED_S]
        found = (
            [f"{len(late)} were found after more than {PROMISED_S:g} s, the last after {max(late):.1f}"] if late else []
        )
        found += [f"{self.missing} were not found within {GIVE_UP_S:g} s"] if self.missing else []
        found += [f"{self.n_failed} imports failed"] if self.n_failed else []
        return found if self.found_s else [*found, "nothing was looked for"]

    def told(self) -> dict[str, Any]:
        """Return the numbers of the result."""
        idle, found = spread(self.idle_s), spread(self.found_s)
        return {
            "stored": self.n_stored,
            "stored_a_second": round(self.n_stored / self.lasted_s, 1) if self.lasted_s else 0.0,
            "imports_refused": self.n_refused,
            "imports_failed": self.n_failed,
            "looked_for": len(self.found_s) + self.missing,
            "missing": self.missing,
            "idle_livez": idle,
            "importing": spread(self.stored_s),
            "until_in_every_list": found,
            "ratio_to_idle": round(found["p50_ms"] / idle["p50_ms"]) if idle["p50_ms"] else None,
            "problems": self.problems,
        }


def run_arriving(soil: Soil, data: Path, more: Mapping[str, str], n: int, seconds: float) -> Arrived:
    """Serve `n` vacancies with the artefacts in `data` and the settings `more`, and let others come."""
    with tempfile.TemporaryDirectory(prefix="immerse-arriving-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns(*LEFT_OUT, "*.sqlite*", "index"))
        with served(copy, Path(folder) / "first.log", words=NO_DEMO, more=more) as server:
            pattern = _post(server.address, _line(soil, Random(SEED)))
        fill(copy / "immerse.sqlite", pattern, soil, n)
        with served(copy, Path(folder) / "server.log", N_WORKERS, NO_DEMO, more) as server:
            return Arrival(server.address, soil, seconds).run()


def report_arriving(n: int, found: Arrived) -> int:
    """Write the result, print what came of it, and return the exit code."""
    told = found.told()
    made = {"vacancies": n, "workers": N_WORKERS, "vacancies_at_once": TOGETHER, "every_s": EVERY_S, **told}
    write_result("arriving", f"python -m benchmarks arriving --vacancies {n}", made)
    print(json.dumps(told, indent=1))  # noqa: T201 - a command's output
    return 1 if found.problems else 0


def fill(database: Path, pattern: str, soil: Soil, n: int) -> None:
    """Write `n` grown vacancies into the database of a stopped server, each like the stored one of id `pattern`."""
    today = datetime.now(UTC).date()
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM vacancy WHERE id = ?", (pattern,)).fetchone())
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        for block in grow(soil, n):
            rows = [{**row, **_changed(replace(vacancy, published=today, expires=None))} for vacancy in block]
            into = f"INSERT INTO vacancy ({names}) VALUES ({places})"  # noqa: S608 - names of its own columns
            connection.executemany(into, rows)
            connection.executemany("INSERT INTO outbox (vacancy_id, version) VALUES (:id, :version)", rows)


def _changed(vacancy: Vacancy) -> dict[str, object]:
    """Return the columns in which a vacancy differs from the pattern; texts and links are nobody's business here."""
    row_id = vacancy.id.rpartition("-")[2].zfill(32)
    ranking = json.dumps(encode(replace(vacancy, id=row_id)), ensure_ascii=False)
    return {
        "id": row_id,
        "external_id": vacancy.id,
        "title": vacancy.id,
        "content_hash": vacancy.id,
        "site": vacancy.id,
        "near_text_key": 0,  # as of a vacancy without a text
        "ranking": ranking,
    }


class Arrival:
    """Lets vacancies come to a server, and looks for some of them."""

    def __init__(self, address: str, soil: Soil, seconds: float) -> None:
        self._address = address
        n = int(seconds / EVERY_S)
        self._feeds = [[_line(soil, Random(f"{SEED}:{i}:{j}")) for j in range(TOGETHER)] for i in range(n + 1)]
        self._found = Arrived()
        self._lock = threading.Lock()
        self._sought: queue.Queue[tuple[Mapping[str, Any], float] | None] = queue.Queue()

    def run(self) -> Arrived:
        """Measure the idle server, then vacancies coming."""
        self._found.idle_s = [_time(self._address) for _ in range(IDLE)]
        self._import(self._feeds.pop(), time.perf_counter())  # what is made when first used
        self._found.stored_s.clear()
        self._found.n_stored = 0
        seekers = [threading.Thread(target=self._seek) for _ in range(N_SEEKERS)]
        began = time.perf_counter()
        posters = [threading.Thread(target=self._come, args=(i, began)) for i in range(N_FEEDS)]
        for thread in (*seekers, *posters):
            thread.start()
        for thread in posters:
            thread.join()
        self._found.lasted_s = time.perf_counter() - began
        for _ in seekers:
            self._sought.put(None)
        for thread in seekers:
            thread.join()
        return self._found

    def _come(self, first: int, began: float) -> None:
        """Import every other feed when it is due."""
        for n in range(first, len(self._feeds), N_FEEDS):
            due = began + n * EVERY_S
            time.sleep(max(0.0, due - time.perf_counter()))
            self._import(self._feeds[n], time.perf_counter())

    def _import(self, lines: Sequence[Mapping[str, Any]], asked: float) -> None:
        content = "".join(f"{json.dumps(line)}\n" for line in lines).encode()
        status, body = _send(self._address, "POST", "/v1/vacancies:import", content)
        now = time.perf_counter()
        with self._lock:
            if status == HTTPStatus.OK:
                self._found.stored_s.append(now - asked)
                self._found.n_stored += int(body["n_created"])
            elif status in REFUSALS:
                self._found.n_refused += 1
            else:
                self._found.n_failed += 1
        if status == HTTPStatus.OK:
            self._sought.put((lines[0], now))

    def _seek(self) -> None:
        while (sought := self._sought.get()) is not None:
            line, stored = sought
            took = self._look(line, stored)
            with self._lock:
                if took is None:
                    self._found.missing += 1
                else:
                    self._found.found_s.append(took)

    def _look(self, line: Mapping[str, Any], stored: float) -> float | None:
        """Return after how long the first of the lists came that all had the vacancy; None where it never did."""
        streak, took, person = 0, 0.0, {"skills": line["skills"]}
        while time.perf_counter() - stored < GIVE_UP_S:
            known = _is_listed(self._address, person, line["title"])
            if known is None:  # refused: says nothing
                time.sleep(0.05)
                continue
            streak = streak + 1 if known else 0
            if streak == 1:
                took = time.perf_counter() - stored
            if streak == STREAK:
                return took
        return None


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return median, 99th percentile and longest of times in seconds, as milliseconds.

    >>> spread([0.001] * 99 + [0.1])
    {'p50_ms': 1.0, 'p99_ms': 99.0, 'max_ms': 100.0}
    """
    if len(times) < 2:
        return {"p50_ms": 0.0, "p99_ms": 0.0, "max_ms": 0.0}
    p99 = quantiles(times, n=100)[98]
    return {name: round(1000 * value, 1) for name, value in _named(median(times), min(p99, max(times)), max(times))}


def _named(p50: float, p99: float, longest: float) -> Iterator[tuple[str, float]]:
    yield from (("p50_ms", p50), ("p99_ms", p99), ("max_ms", longest))


def _line(soil: Soil, chance: Random) -> dict[str, Any]:
    """Return a vacancy that asks for skills which hardly another one asks for together."""
    skills = soil.taxonomy.skills
    rows = chance.sample(range(len(skills)), N_SKILLS)
    wanted = [{"uri": skills.uri(row), "relation": "essential"} for row in rows]
    name = f"Opening {chance.randrange(10**9)}"
    # At a place of its own no other vacancy is compared with it for being the same one.
    return {"id": name, "title": name, "place": name, "skills": wanted}


def _ask(address: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> tuple[int, Any]:
    """Ask over a fresh connection; returns status and body."""
    return _send(address, method, path, None if body is None else json.dumps(body).encode())


def _send(address: str, method: str, path: str, content: bytes | None) -> tuple[int, Any]:
    with closing(HTTPConnection(address.removeprefix("http://"), timeout=60)) as connection:
        connection.request(method, path, content, JSON_TYPE)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


def _time(address: str) -> float:
    began = time.perf_counter()
    _ask(address, "GET", "/livez")
    return time.perf_counter() - began


def _post(address: str, line: Mapping[str, Any]) -> str:
    """Store a vacancy; returns its id."""
    status, body = _ask(address, "POST", "/v1/vacancies", line)
    if status != HTTPStatus.CREATED:
        raise ServerError(f"a vacancy could not be stored: {body}")
    return str(body["id"])


def _is_listed(address: str, person: Mapping[str, Any], title: str) -> bool | None:
    """Ask for a list over a fresh connection; None where it was refused."""
    status, body = _ask(address, "POST", f"/v1/matches?top={TOP}", person)
    if status in REFUSALS:
        return None
    return any(match["title"] == title for match in body["matches"])
