"""`python -m benchmarks scale FOLDER…`: what a match costs through HTTP as vacancies grow, beside the empty endpoint.

Each folder is an installation (`python -m benchmarks world` grows them), and is served as it is: rankings are recorded
in it. Two workers are started with nothing of the folder in the page cache, until both say that they are ready, and
asked for lists until each has made some; once another one stands by, the memory of all is taken, what they share
counted once. Everything else is processor time of a single worker, every request about another person: lists of stored
profiles, which are read, checked and recorded; lists for three to twelve confirmed skills, which are not; and counts of
gaps, for which the time until the answer is told, too. It is taken once the worker has nothing else to do: half a
minute after its start it compares its index with the database, which for a million vacancies takes it some seconds.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

import psutil

from benchmarks.costs import EMPTY, Ask, Caller, calling, cpu_ms, cpu_s
from benchmarks.load.usage import MIB, memory_of
from benchmarks.results import write_result
from benchmarks.serving import Server, ServerError, served

N_WORKERS = 2
N_WARM, N_LISTS, N_GAPS, N_EMPTY = 60, 400, 60, 4000
IN_PART = 100  # profiles asked for at once
TOP = 20
SKILLS = range(3, 13)
LETTERS = ("co", "man", "use", "work", "clean", "lang", "plan", "serv")
SEED = 20261122
FIRST_S = 30  # until a worker first looks after its index
IDLE, IDLE_S = 0.05, 2  # of a core, and seconds for which it is looked at
STANDS_BY, PATIENCE = "stands by", 120  # what the server says, and seconds until it must have
Report = Callable[[str], None]
Row = dict[str, Any]


def run_scale(folders: Sequence[Path], report: Report) -> Row:
    """Measure each installation, and write the result, smallest first."""
    rows = []
    for folder in folders:
        row = measure(folder)
        report(f"{folder.name}: {row}")
        rows.append(row)
    content: Row = {"sizes": sorted(rows, key=lambda row: int(row["vacancies"])), "workers": N_WORKERS, "top": TOP}
    write_result("scale", "python -m benchmarks scale FOLDER…", content)
    return content


def measure(folder: Path) -> Row:
    """Return what starting, memory and answers of an installation take; raises ServerError."""
    return {**_many_workers(folder), **_one_worker(folder)}


def _many_workers(folder: Path) -> Row:
    """Return how long a start takes, and the memory of all processes once nothing is starting any more.

    Raises ServerError where none stands by.
    """
    forget_pages(folder)
    with tempfile.TemporaryDirectory(prefix="immerse-scale-") as logs:
        began = time.perf_counter()
        log = Path(logs) / "log"
        with served(folder, log, N_WORKERS, ("--no-demo",)) as server:
            started = time.perf_counter() - began
            for profile in _profiles(server, N_WARM):
                _over_a_fresh_connection(server, _list(profile))
            _wait_for(log, STANDS_BY)
            family = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
            memory = sum(map(memory_of, family)) / MIB
    return {"start_s": round(started, 2), "memory_mib": round(memory)}


def _wait_for(log: Path, said: str) -> None:
    for _ in range(PATIENCE):
        if said in log.read_text(encoding="utf-8"):
            return
        time.sleep(1)
    raise ServerError(f"in {PATIENCE} s no worker {said}")


def _wait_until_idle(worker: int) -> None:
    """Wait until its first look after the index is over. Raises ServerError where it never rests."""
    time.sleep(FIRST_S)
    for _ in range(PATIENCE):
        before = cpu_s(worker)
        time.sleep(IDLE_S)
        if cpu_s(worker) - before < IDLE * IDLE_S:
            return
    raise ServerError(f"the worker was busy for {PATIENCE * IDLE_S} s with something that nobody asked for")


def _one_worker(folder: Path) -> Row:
    """Return what answers cost the worker, in ms."""
    with (
        tempfile.TemporaryDirectory(prefix="immerse-scale-") as logs,
        served(folder, Path(logs) / "log", words=("--no-demo",)) as server,
        calling(server) as caller,
    ):
        profiles = _profiles(server, N_WARM + N_LISTS)
        bodies = list(_bodies(caller, N_WARM + N_LISTS))
        lists = [partial(caller.get, _list(profile)) for profile in profiles]
        ad_hoc = [partial(caller.post, f"/v1/matches?top={TOP}", body) for body in bodies]
        gaps = [partial(caller.get, f"/v1/profiles/{profile}/gaps") for profile in profiles[: N_WARM + N_GAPS]]
        for ask in (*lists[:N_WARM], *ad_hoc[:N_WARM], *gaps[: N_WARM // 6]):
            ask()
        _wait_until_idle(caller.worker)
        empty = cpu_ms([partial(caller.get, EMPTY)] * N_EMPTY, caller.worker)
        status = caller.get("/v1/system/status")
        return {
            "vacancies": int(status["index"]["n_vacancies"]),
            "empty_cpu_ms": empty,
            "list_cpu_ms": cpu_ms(lists[N_WARM:], caller.worker),
            "ad_hoc_cpu_ms": cpu_ms(ad_hoc[N_WARM:], caller.worker),
            "empty_again_cpu_ms": cpu_ms([partial(caller.get, EMPTY)] * N_EMPTY, caller.worker),
            "gaps": _times(gaps[N_WARM:], caller),
        }


def _times(asks: Sequence[Ask], caller: Caller) -> Row:
    """Return processor time, and percentiles of the time until the answer."""
    taken: list[float] = []

    def timed(ask: Ask) -> None:
        began = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - began))

    cpu = cpu_ms([partial(timed, ask) for ask in asks], caller.worker)
    return {"cpu_ms": cpu, "p50_ms": round(median(taken), 1), "p95_ms": round(quantiles(taken, n=20)[-1], 1)}


def forget_pages(folder: Path) -> None:
    """Ask the system to drop what it has of the files in a folder, where it can; what is unwritten is written first."""
    if not hasattr(os, "posix_fadvise"):
        return
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _list(profile: str) -> str:
    return f"/v1/profiles/{profile}/matches?top={TOP}"


def _over_a_fresh_connection(server: Server, path: str) -> Row:
    """Ask whichever worker takes it."""
    with closing(_connect(server)) as connection:
        return Caller(connection, server.pid).get(path)


def _connect(server: Server) -> HTTPConnection:
    return HTTPConnection(server.address.removeprefix("http://"), timeout=120)


def _profiles(server: Server, n: int) -> list[str]:
    """Return ids of so many people, or of all."""
    found: list[str] = []
    after: str | None = ""
    while len(found) < n and after is not None:
        page = _over_a_fresh_connection(server, f"/v1/profiles?limit={IN_PART}" + (f"&after={after}" if after else ""))
        found += [profile["id"] for profile in page["profiles"]]
        after = page["next"]
    return found[:n]


def _bodies(caller: Caller, n: int) -> Iterator[Row]:
    """Yield what is known of somebody who has told their skills, and nothing else."""
    random = Random(SEED)
    searches = (caller.get(f"/v1/taxonomy/search?text={letters}&kind=skill&limit=50") for letters in LETTERS)
    uris = sorted({concept["uri"] for search in searches for concept in search["concepts"]})
    for _ in range(n):
        chosen = random.sample(uris, min(random.choice(SKILLS), len(uris)))
        yield {"skills": [{"uri": uri, "source": "stated"} for uri in chosen]}
