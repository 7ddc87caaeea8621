"""A system in a process of its own, asked by JSON lines: so that no two compete for cores while one is timed.

Both sides import only the standard library from here: a peer runs in its own virtual environment, without ours. The
clock runs in the child, around the call alone; starting, loading and talking are not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

ROOT = Path(__file__).resolve().parents[2]
# Whatever library multiplies or tokenises reads its number of threads from one of these.
THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
Lists = list[list[str]]


class PeerError(Exception):
    """A system did not start, or stopped before it answered; the message ends with its last words."""


class System(Protocol):
    """Software that finds skills in sentences. URIs in, none out: every answer is a list of URIs a sentence."""

    def facts(self) -> Mapping[str, object]:
        """Return versions and sizes, for the record."""
        ...

    def links(self, texts: Sequence[str]) -> Lists:
        """Return the skills that it would show, at its own default threshold."""
        ...

    def rank(self, texts: Sequence[str], how: str) -> Lists:
        """Return the ten best skills whatever their score; `how` is a way of ranking that the system has."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What a system answered, and how long that took it, in seconds."""

    lists: Lists
    seconds: float


def serve(make: type[System]) -> None:
    """Answer requests on standard input until it ends; what libraries print goes to standard error."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    system = make()
    _say(channel, {"facts": dict(system.facts())})
    for line in sys.stdin:
        request = json.loads(line)
        texts: list[str] = request["texts"]
        began = time.perf_counter()
        if request["ask"] == "links":
            parts = [texts] if request["together"] else [[text] for text in texts]
            lists = [found for part in parts for found in system.links(part)]
        else:
            lists = system.rank(texts, request["ask"])
        _say(channel, {"seconds": time.perf_counter() - began, "lists": lists})


def _say(channel: IO[str], message: Mapping[str, object]) -> None:
    channel.write(json.dumps(message) + "\n")
    channel.flush()


class Worker:
    """The other side of `serve`."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log
        self.facts: dict[str, Any] = self._hear()["facts"]

    def links(self, texts: Sequence[str], *, together: bool = True) -> Answer:
        """Ask for links, in one call or in one call a sentence."""
        return self._ask({"ask": "links", "texts": list(texts), "together": together})

    def rank(self, texts: Sequence[str], how: str = "rank") -> Answer:
        """Ask for the ten best."""
        return self._ask({"ask": how, "texts": list(texts)})

    def _ask(self, request: Mapping[str, object]) -> Answer:
        if self._process.stdin is None:
            raise PeerError("no way to talk to the process")
        _say(self._process.stdin, request)
        answer = self._hear()
        return Answer(answer["lists"], answer["seconds"])

    def _hear(self) -> dict[str, Any]:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise PeerError(f"no answer; its last words:\n{self._log.read_text(encoding='utf-8')[-2000:]}")
        message: dict[str, Any] = json.loads(line)
        return message


@contextmanager
def working(python: Path | str, module: Sequence[str], threads: int, log: Path) -> Iterator[Worker]:
    """Start `python -m module...` on `threads` threads, without network, until the block ends."""
    environment = {**os.environ, **dict.fromkeys(THREAD_VARIABLES, str(threads)), "HF_HUB_OFFLINE": "1"}
    environment.pop("PYTHONPATH", None)
    with log.open("w", encoding="utf-8") as words:
        process = subprocess.Popen(
            [str(python), "-m", *module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            encoding="utf-8",
            cwd=ROOT,
            env=environment,
        )
        with process:
            try:
                yield Worker(process, log)
            finally:
                process.kill()
