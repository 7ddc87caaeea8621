"""Requests that wait for each other: what holds those that read texts, and when a queue of them is full."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient

from api.lanes import Lane
from api.world import World

PATIENCE_S = 20


@contextmanager
def held(world: World) -> Iterator[None]:
    """Let whoever reads texts begin only when the block has ended."""
    reader, is_over = world.reader, threading.Event()

    class Held:
        """The reader of the world, a little later."""

        def __getattr__(self, name: str) -> object:
            """Wait, then be the reader."""
            is_over.wait(PATIENCE_S)
            return getattr(reader, name)

    world.reader = Held()  # type: ignore[assignment]
    try:
        yield
    finally:
        world.reader = reader
        is_over.set()


def wait_until_full(client: TestClient, lane: Lane, n_waiting: int) -> None:
    """Wait until so many requests wait in a lane, as the measures tell."""
    deadline = time.monotonic() + PATIENCE_S
    while f'immerse_waiting{{lane="{lane}"}} {n_waiting:.1f}' not in client.get("/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.01)
