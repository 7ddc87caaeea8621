"""An installation with the demo world, a server on a copy of it, and a browser."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser

from tests.api.ports import free_port
from tests.browser.chromium import chromium, find_chromium

PATIENCE_S = 600
READY = "/readyz"
BUILT = "IMMERSE_TEST_INSTALLATION"  # names a folder that has an installation with the demo world, to save building it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip where there is no browser; CI has one, and must say so where it has not."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.slow)
            if find_chromium() is None and os.environ.get("CI") != "true":
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed (apt-get install chromium)"))


@dataclass(frozen=True, slots=True)
class Site:
    """A running server."""

    address: str
    data: Path


@contextmanager
def serving(data: Path, **more: str) -> Iterator[Site]:
    """Run `immerse run` on a data folder, as a user would, until the block ends."""
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("IMMERSE_")},
        "IMMERSE_DATA": str(data),
        "IMMERSE_PORT": str(port),
        "IMMERSE_WORKERS": "1",
        **{f"IMMERSE_RATE_{name}": "0" for name in ("READ", "WRITE", "HEAVY", "STRANGERS")},
        **more,
    }
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "run"], env=environment, stdout=output, stderr=output, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, log)
        yield Site(address, data)
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-3_000:]
        try:
            ready = httpx.get(address + READY, timeout=2)
            # The demo world is loaded before the first request is taken.
            if ready.status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    pytest.fail(f"the server was not ready in time: {log.read_text(encoding='utf-8', errors='replace')[-3_000:]}")


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with everything built and the demo world in it; never served from, only copied.

    Built once for all processes of a test run, as building takes minutes.
    """
    if built := os.environ.get(BUILT):
        return Path(built)
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    folder, mark = shared / "installation", shared / "installation.done"
    with (shared / "installation.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            with serving(folder):
                pass
            mark.touch()
    return folder


def copy_of(installation: Path, where: Path) -> Path:
    """Return a copy of an installation that a test may change."""
    shutil.copytree(installation, where, ignore=shutil.ignore_patterns("*.lock", "*.sock", "backups"))
    return where


@pytest.fixture(scope="module")
def site(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the demo world as it is before there are users: open to whoever sits at the machine."""
    with serving(copy_of(installation, tmp_path_factory.mktemp("site") / "data")) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one browser for the whole run; each visit has a profile of its own."""
    with chromium() as found:
        yield found
