"""A server of our own on loopback, started for a measurement and stopped after it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_DEADLINE_S = 600.0
# What a measured server does not need of a data folder: other measurements' artefacts, downloads.
LEFT_OUT = ("benchmarks", "downloads", "reserve")
# One caller stands for many here, and is not held to what one may ask.
UNLIMITED = {f"IMMERSE_RATE_{name}": "0" for name in ("READ", "WRITE", "HEAVY", "STRANGERS")}


class ServerError(Exception):
    """The server did not become ready; the message ends with its last words."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that was started here: where it answers, the process that looks after its workers, what they say."""

    address: str
    pid: int
    log: Path


@contextmanager
def served_copy(data: Path, n_workers: int = 1) -> Iterator[Server]:
    """Serve a copy of `data` (which need not exist) on a free port until the block ends."""
    with tempfile.TemporaryDirectory(prefix="immerse-measured-") as folder:
        copy = Path(folder) / "data"
        if data.is_dir():
            shutil.copytree(data, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        with served(copy, Path(folder) / "server.log", n_workers) as server:
            yield server


@contextmanager
def served(
    data: Path, log: Path, n_workers: int = 1, words: Sequence[str] = (), more: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve `data` on a free port of 127.0.0.1 until the block ends; yields once it is ready.

    `words` are added to the command, and `more` to its settings.
    """
    port = _free_port()
    address = {"IMMERSE_DATA": str(data), "IMMERSE_PORT": str(port), "IMMERSE_HOST": "127.0.0.1"}
    environment = {**os.environ, **address, "IMMERSE_WORKERS": str(n_workers), **UNLIMITED, **(more or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # some images set it; `make run` does not compile anew either
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "api", "run", *words], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_ready(port, server, log)
            yield Server(f"http://127.0.0.1:{port}", server.pid, log)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_DEADLINE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ServerError(f"the server did not become ready:\n{log.read_text(encoding='utf-8')[-3000:]}")
