"""What work costs in processor time: of a process of ours, and of the worker of a server that answers requests."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil

from benchmarks.serving import LEFT_OUT, Server, ServerError, served

EMPTY = "/livez"  # answers a constant: what a request costs that asks for nothing
N_LOOKING = 200  # requests that show which process answers
BESIDE = 0.2  # of what it uses, all others may use meanwhile
PATIENCE = 60  # times that this is looked at, a second apart
Ask = Callable[[], object]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """One connection that is kept, and the id of the process at its other end."""

    connection: HTTPConnection
    worker: int

    def get(self, path: str) -> Row:
        """Return the JSON at a path; raises ServerError where the answer is another one."""
        return _read(self.connection, "GET", path)

    def post(self, path: str, body: Row) -> Row:
        """Return the JSON that answers a body; raises ServerError where the answer is another one."""
        return _read(self.connection, "POST", path, body)


@contextmanager
def calling(server: Server) -> Iterator[Caller]:
    """Connect to a server with one worker, and find the process that answers.

    Beside it, one looks after it, and another stands by. Raises ServerError where none of them stands out.
    """
    with closing(HTTPConnection(server.address.removeprefix("http://"), timeout=60)) as connection:
        for _ in range(PATIENCE):
            worker = _find_worker(server, connection)
            if worker is not None:
                yield Caller(connection, worker)
                return
            time.sleep(1)
    raise ServerError("several processes of the server are busy, so what an answer costs cannot be told")


def _find_worker(server: Server, connection: HTTPConnection) -> int | None:
    """Return the process that answers; None where another one works as well, such as one that is still starting."""
    family = [process.pid for process in psutil.Process(server.pid).children(recursive=True)]
    before = [cpu_s(pid) for pid in family]
    for _ in range(N_LOOKING):
        _read(connection, "GET", EMPTY)
    spent = sorted((cpu_s(pid) - already, pid) for pid, already in zip(family, before, strict=True))
    most, worker = spent[-1]
    return worker if sum(others for others, _ in spent[:-1]) < BESIDE * most else None


@contextmanager
def calling_copy(data: Path, sources: Mapping[str, str], left_out: Sequence[str] = ()) -> Iterator[Caller]:
    """Serve a copy of an installation, without the files that match `left_out`, by one worker, and call it.

    `sources` are the settings that name the release which it was made with.
    """
    with tempfile.TemporaryDirectory(prefix="immerse-called-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, ignore=shutil.ignore_patterns(*LEFT_OUT, *left_out))
        with (
            served(copy, Path(folder) / "log", words=("--no-demo",), more=sources) as server,
            calling(server) as caller,
        ):
            yield caller


def calling_empty(data: Path, sources: Mapping[str, str]) -> AbstractContextManager[Caller]:
    """Serve the artefacts in `data` without vacancies and people."""
    return calling_copy(data, sources, ("*.sqlite*", "index"))


def cpu_ms(asks: Sequence[Ask], pid: int) -> float:
    """Return the processor time that a process needs for each, in ms; its other threads are counted, too."""
    began = cpu_s(pid)
    for ask in asks:
        ask()
    return round(1000 * (cpu_s(pid) - began) / len(asks), 3)


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has used, in s, by its own clock where the system has one.

    On Linux that counts nanoseconds, and its number is made as clock_getcpuclockid(3) makes it; elsewhere hundredths.
    """
    if sys.platform == "linux":
        return time.clock_gettime(~pid << 3 | 2)
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _read(connection: HTTPConnection, method: str, path: str, body: Row | None = None) -> Row:
    try:
        status, content = _ask(connection, method, path, body)
    except ConnectionError:  # the server closes what was idle for some seconds, as on a machine that is very busy
        connection.close()
        status, content = _ask(connection, method, path, body)
    if status != HTTPStatus.OK:
        raise ServerError(f"{path}: {status} {content[:200]!r}")
    found: Row = json.loads(content)
    return found


def _ask(connection: HTTPConnection, method: str, path: str, body: Row | None) -> tuple[int, bytes]:
    if body is None:
        connection.request(method, path)
    else:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, answer.read()
