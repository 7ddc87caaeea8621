"""What work costs in processor time: of a process of ours, and of the worker of a server that answers requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any

import psutil

from benchmarks.serving import Server, ServerError

EMPTY = "/livez"  # answers a constant: what a request costs that asks for nothing
N_LOOKING = 200  # requests that show which process answers
Ask = Callable[[], object]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """One connection that is kept, and the process at its other end."""

    connection: HTTPConnection
    worker: psutil.Process

    def get(self, path: str) -> Row:
        """Return the JSON at a path; raises ServerError where the answer is another one."""
        return _get(self.connection, path)


@contextmanager
def calling(server: Server) -> Iterator[Caller]:
    """Connect to a server with one worker, and find the process that answers.

    Beside it, one looks after it, and another stands by.
    """
    with closing(HTTPConnection(server.address.removeprefix("http://"), timeout=60)) as connection:
        family = psutil.Process(server.pid).children(recursive=True)
        before = [cpu_s(process) for process in family]
        for _ in range(N_LOOKING):
            _get(connection, EMPTY)
        spent = [cpu_s(process) - already for process, already in zip(family, before, strict=True)]
        yield Caller(connection, family[spent.index(max(spent))])


def cpu_ms(asks: Sequence[Ask], process: psutil.Process) -> float:
    """Return the processor time that a process needs for each, in ms; its other threads are counted, too."""
    began = cpu_s(process)
    for ask in asks:
        ask()
    return round(1000 * (cpu_s(process) - began) / len(asks), 2)


def cpu_s(process: psutil.Process) -> float:
    """Return the processor time that a process has used, in s; the system counts in hundredths."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _get(connection: HTTPConnection, path: str) -> Row:
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != HTTPStatus.OK:
        raise ServerError(f"{path}: {answer.status} {content[:200]!r}")
    found: Row = json.loads(content)
    return found
