"""A worker of the kitchen, for tests of what workers do: `python -m tests.api.kitchen_worker LISTENER CHANNEL`.

SIGUSR1 blocks its event loop, as a route that waits in `async def` would.
"""

from __future__ import annotations

import os
import signal
import time

from api.session import Database
from api.settings import Settings
from api.worker import main
from api.world import World
from tests.api.conftest import build_concepts

STALE = "KITCHEN_STALE_S"  # the environment's name for how long a blocked loop is borne
BLOCKED_S = 30.0


def open_kitchen(settings: Settings) -> World:
    """Open the kitchen on the database of the settings."""
    signal.signal(signal.SIGUSR1, lambda _number, _frame: time.sleep(BLOCKED_S))
    return World(settings, Database.installed(settings), build_concepts(settings.data / f"vectors-{os.getpid()}"))


if __name__ == "__main__":
    main(open_kitchen, float(os.environ.get(STALE, "30")))
