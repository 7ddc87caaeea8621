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
def held(world: World, part: str = "reader") -> Iterator[None]:
    """Let whoever needs a part of the world (reads texts, if none is named) begin only when the block has ended."""
    own, is_over = getattr(world, part), threading.Event()

    class Held:
        """The part, a little later."""

        def __getattr__(self, name: str) -> object:
            """Wait, then be the part."""
            is_over.wait(PATIENCE_S)
            return getattr(own, name)

    setattr(world, part, Held())
    try:
        yield
    finally:
        setattr(world, part, own)
        is_over.set()


def wait_until_full(client: TestClient, lane: Lane, n_waiting: int) -> None:
    """Wait until so many requests wait in a lane, as the measures tell."""
    deadline = time.monotonic() + PATIENCE_S
    while f'immerse_waiting{{lane="{lane}"}} {n_waiting:.1f}' not in client.get("/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.01)
