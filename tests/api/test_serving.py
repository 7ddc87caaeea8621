"""A real server process on a real installation, small but complete."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.api.conftest import vacancy_line
from tests.api.servers import running_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the server for the tests of this module."""
    with running_server(tmp_path_factory.mktemp("data")) as running:
        yield running.address


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
    assert not {"authlib", "joserfc", "rich"} & modules  # which take time, and only signing in elsewhere needs them
    assert "faiss" in modules


def test_a_keep_alive_connection_survives_a_refusal(server: str) -> None:
    """After a 4xx with a body read to its end, the same connection serves on."""
    with httpx.Client(base_url=server, headers={"content-type": "application/json"}) as client:
        assert client.post("/v1/matches", content=b"{").status_code == 400
        too_long = client.post("/v1/matches", content=json.dumps({"text": "x" * 2_000_000}))
        assert too_long.status_code == 413
        assert client.get("/livez").status_code == 200
