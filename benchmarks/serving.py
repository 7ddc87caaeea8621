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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_DEADLINE_S = 600.0
# What a measured server does not need of a data folder: other measurements' artefacts, downloads.
LEFT_OUT = ("benchmarks", "downloads")


class ServerError(Exception):
    """The server did not become ready; the message ends with its last words."""


@contextmanager
def served_copy(data: Path) -> Iterator[str]:
    """Serve a copy of `data` (which need not exist) on a free port until the block ends; yield its address."""
    with tempfile.TemporaryDirectory(prefix="immerse-measured-") as folder:
        copy = Path(folder) / "data"
        if data.is_dir():
            shutil.copytree(data, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        with served(copy, Path(folder) / "server.log") as address:
            yield address


@contextmanager
def served(data: Path, log: Path) -> Iterator[str]:
    """Serve `data` on a free port of 127.0.0.1 until the block ends; yield the address once it is ready."""
    port = _free_port()
    environment = {**os.environ, "IMMERSE_DATA": str(data), "IMMERSE_PORT": str(port), "IMMERSE_HOST": "127.0.0.1"}
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "api", "run"], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_ready(port, server, log)
            yield f"http://127.0.0.1:{port}"
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
