"""A real server process on the kitchen world, as `immerse run` would start it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.api.ports import free_port

PATIENCE_S = 120  # other tests run beside it

# Runs the application with uvicorn, and says what it has imported.
SERVER = """
import sys
import uvicorn
from api.app import create_app
from api.session import Database
from api.settings import Settings
from api.world import World
from tests.api.conftest import build_concepts
from starlette.responses import JSONResponse

settings = Settings()
world = World(settings, Database.installed(settings), build_concepts(settings.data / "vectors"))
app = create_app(settings, world)
async def with_modules(scope, receive, send):
    asked = scope["type"] == "http" and scope["path"] == "/modules"
    await (JSONResponse(sorted(sys.modules)) if asked else app)(scope, receive, send)
uvicorn.run(with_modules, host=settings.host, port=settings.port, log_level="warning", access_log=False)
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that is ready."""

    address: str
    pid: int


@contextmanager
def running_server(data: Path, **environment: str) -> Iterator[Running]:
    """Start the server on a data folder, wait until it is ready, and stop it by signal."""
    port = free_port()
    whole = {**os.environ, **environment, "IMMERSE_DATA": str(data), "IMMERSE_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-c", SERVER], env=whole)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield Running(address, process.pid)
    finally:
        process.terminate()
        assert process.wait(10) in (0, -15)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_S
    with httpx.Client(base_url=address) as client:  # making one reads all certificates there are
        while time.monotonic() < until:
            assert process.poll() is None, "the server ended"
            with suppress(httpx.TransportError):
                if client.get("/readyz").status_code == 200:
                    return
            time.sleep(0.1)
    pytest.fail("the server was not ready in time")
