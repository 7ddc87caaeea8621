"""Waiting for a queue of requests to be full."""

from __future__ import annotations

import time

from fastapi.testclient import TestClient

from api.lanes import Lane

PATIENCE_S = 10


def until_full(client: TestClient, lane: Lane, n_waiting: int) -> None:
    """Wait until so many requests wait in a lane, as the measures tell."""
    deadline = time.monotonic() + PATIENCE_S
    while f'immerse_waiting{{lane="{lane}"}} {n_waiting:.1f}' not in client.get("/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.01)
