"""Work that comes back: done at once, and again after a while, in a thread of its own."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod


class Rounds(ABC):
    """A duty of a worker (`api.leading.Duty`) that goes its rounds until it is stopped."""

    def __init__(self, name: str) -> None:
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def go(self) -> float:
        """Go one round; return after how many seconds the next one is due. What may go wrong is logged, not raised."""

    def start(self) -> None:
        """Go the first round now, and the others when they are due."""
        self._thread.start()

    def stop(self) -> None:
        """Go no more rounds; waits for the one in progress."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._stopped.wait(self.go())
