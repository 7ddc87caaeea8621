"""A supervisor with workers of the kitchen, as a process of its own, and what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.api.ports import free_port

COMMAND = """
import sys
from api.settings import Settings
from api.supervising import supervise
supervise(Settings(), (sys.executable, "-m", "tests.api.kitchen_worker"))
"""
PATIENCE_S = 180.0


@dataclass(slots=True)
class Served:
    """A running supervisor: where it listens, and the file that it and its workers write to."""

    process: subprocess.Popen[bytes]
    address: str
    log: Path
    data: Path

    def said(self) -> str:
        """Return everything written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, pattern: str, n: int = 1) -> None:
        """Wait until a line like this has been written `n` times."""
        deadline = time.monotonic() + PATIENCE_S
        while len(re.findall(pattern, self.said())) < n:
            assert time.monotonic() < deadline, f"{pattern!r} was not said:\n{self.said()}"
            time.sleep(0.02)

    def workers(self) -> list[psutil.Process]:
        """Return the workers that live, the one that stands by included, oldest first."""
        children = psutil.Process(self.process.pid).children()
        return sorted(children, key=lambda child: child.create_time())


@contextmanager
def supervised(data: Path, n_workers: int = 1, more: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve the kitchen from `data` until the block ends; yields once it answers."""
    port = free_port()
    environment = {
        **os.environ,
        "IMMERSE_DATA": str(data),
        "IMMERSE_PORT": str(port),
        "IMMERSE_WORKERS": str(n_workers),
        "IMMERSE_RESERVE_BYTES": "0",
        **{f"IMMERSE_RATE_{name}": "0" for name in ("READ", "WRITE", "HEAVY", "STRANGERS")},
        **(more or {}),
    }
    data.mkdir(parents=True, exist_ok=True)
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-c", COMMAND], env=environment, stderr=output, stdout=output)
    served = Served(process, f"http://127.0.0.1:{port}", log, data)
    try:
        served.wait_for("serving at")
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(10)
        finally:
            process.kill()
