"""Whether there is room on the disk.

Where there is little, nothing new is stored, so that what keeps things right still fits: traces, the audit chain,
erasures, sessions. Reading and ranking go on. Once there is room, everything is as before. Where others fill the disk
to the last byte, a file that was kept for that makes room.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from api.rounds import Rounds

FRESH_S = 0.5  # how long an answer of the system holds
LOOK_S = 0.5
FULL = (errno.ENOSPC, errno.EDQUOT)
log = logging.getLogger(__name__)


class Disk:
    """The disk below a folder; `is_low` where less than `floor` bytes are free. Shared by threads."""

    def __init__(self, folder: Path, floor: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._floor = floor
        self._clock = clock
        self._looked = -FRESH_S
        self._is_low = False

    @property
    def is_low(self) -> bool:
        """Whether there is too little room for anything new; asks the system at most twice a second."""
        now = self._clock()
        if now - self._looked >= FRESH_S:
            self._looked, self._is_low = now, self.free < self._floor
        return self._is_low

    def note_full(self) -> None:
        """Note that something did not fit: the answer of the system holds from now on, whatever it was before."""
        self._looked, self._is_low = self._clock(), True

    @property
    def free(self) -> int:
        """How many bytes are free; none where the folder cannot be looked at."""
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return 0


class Reserve(Rounds):
    """A file that keeps room for records: given up when the disk is all but full, taken again when there is room.

    A duty of one worker.
    """

    def __init__(self, path: Path, size: int, floor: int, disk: Disk) -> None:
        super().__init__("reserve")
        self._path = path
        self._size = size
        self._floor = floor
        self._disk = disk

    def look(self) -> None:
        """Give the room up or take it, as the disk says."""
        has = self._path.exists()
        if has and self._disk.free < min(self._size, self._floor) // 2:
            self._path.unlink()
            log.warning("the disk is full; the room kept for records is being used")
        elif not has and self._disk.free >= self._floor + self._size:
            self._take()

    def _take(self) -> None:
        fresh = self._path.with_suffix(".new")
        with fresh.open("wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, self._size)
            else:
                file.write(b"\0" * self._size)
        fresh.rename(self._path)

    def go(self) -> float:
        """Look after the room."""
        try:
            self.look()
        except OSError:
            log.exception("the room for records could not be looked after")
        return LOOK_S


def is_full(error: BaseException | None) -> bool:
    """Say whether an error of the system or of a database driver means that there is no room."""
    if isinstance(error, OSError):
        return error.errno in FULL
    names = (getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None))
    return bool({"SQLITE_FULL", "53100"} & set(names))
