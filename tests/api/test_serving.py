"""A real server process on a real installation, small but complete."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.api.conftest import vacancy_line
from tests.api.ports import free_port

# Runs the application with uvicorn as `immerse run` does, on the kitchen world, and says what it has imported.
SERVER = """
import sys
import uvicorn
from api.app import create_app
from api.session import Database
from api.settings import Settings
from api.world import World
from tests.api.ports import free_port
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


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the server, wait until it is ready, and stop it by signal."""
    port = free_port()
    environment = {**os.environ, "IMMERSE_DATA": str(tmp_path_factory.mktemp("data")), "IMMERSE_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-c", SERVER], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        assert process.wait(10) in (0, -15)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server was not ready in time")


def test_a_real_server_matches_what_was_just_stored(server: str) -> None:
    """A stored vacancy is matched within seconds, and the process has imported nothing that it must not."""
    with httpx.Client(base_url=server) as client:
        assert client.post("/v1/vacancies", json=vacancy_line()).status_code == 201
        deadline = time.monotonic() + 10
        while not (found := client.post("/v1/matches", json={"text": "I can cook"}).json()["matches"]):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert found[0]["title"] == "Chef"
        modules = set(client.get("/modules").json())
    assert not {"torch", "polars", "sentence_transformers", "onnx", "pypdfium2", "defusedxml"} & modules
    assert "faiss" in modules


def test_a_keep_alive_connection_survives_a_refusal(server: str) -> None:
    """After a 4xx with a body read to its end, the same connection serves on."""
    with httpx.Client(base_url=server, headers={"content-type": "application/json"}) as client:
        assert client.post("/v1/matches", content=b"{").status_code == 400
        too_long = client.post("/v1/matches", content=json.dumps({"text": "x" * 2_000_000}))
        assert too_long.status_code == 413
        assert client.get("/livez").status_code == 200
