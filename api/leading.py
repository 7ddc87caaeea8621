"""Which of several workers does what only one may do: a lock on a file, held as long as its process lives.

The system lets go of the lock when the process ends, however it ends, so no work is left without a worker, and none is
done twice. It reaches as far as the data folder does: workers on other machines have a data folder of their own.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from pathlib import Path
from typing import Protocol

LOCK = "leading.lock"
POLL_S = 0.5  # how soon another worker takes over
log = logging.getLogger(__name__)


class Leading:
    """The lock of one data folder; `is_held` says whether this process leads. Shared by threads."""

    def __init__(self, data: Path) -> None:
        self._path = data / LOCK
        self._descriptor: int | None = None
        self._guard = threading.Lock()

    @property
    def is_held(self) -> bool:
        """Whether this process leads."""
        return self._descriptor is not None

    def take(self) -> bool:
        """Take the lead if nobody has it; says whether this process leads now. Returns at once."""
        with self._guard:
            if self._descriptor is None:
                self._descriptor = _lock(self._path)
            return self._descriptor is not None

    def release(self) -> None:
        """Let another process take the lead."""
        with self._guard:
            if self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None


class Duty(Protocol):
    """What only the leading worker does, in threads or children of its own; `stop` ends them."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, after what is being done."""


class Duties:
    """Starts duties as soon as this process leads, and ends them with it."""

    def __init__(self, leading: Leading) -> None:
        self._leading = leading
        self._duties: list[Duty] = []
        self._n_started = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._wait, name="duties", daemon=True)

    def add(self, duty: Duty) -> None:
        """Take on a duty, before `start`."""
        self._duties.append(duty)

    def start(self) -> None:
        """Begin at once where nobody else leads, else as soon as the other process has ended."""
        self._thread.start()

    def stop(self) -> None:
        """End what was begun, and let another process take the lead."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        for duty in reversed(self._duties[: self._n_started]):
            duty.stop()
        self._leading.release()

    def _wait(self) -> None:
        while not self._try():
            if self._stopped.wait(POLL_S):
                return
        for duty in self._duties:
            duty.start()
            self._n_started += 1

    def _try(self) -> bool:
        try:
            return self._leading.take()
        except OSError:  # such as no room for the file
            log.exception("cannot tell whether another worker leads; asked again")
            return False


def _lock(path: Path) -> int | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)  # not inherited by children
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
