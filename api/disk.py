"""Whether there is room on the disk.

Where there is little, nothing new is stored, so that what keeps things right still fits: traces, the audit chain,
erasures, sessions. Reading and ranking go on. Once there is room, everything is as before.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

FRESH_S = 0.5  # how long an answer of the system holds


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

    @property
    def free(self) -> int:
        """How many bytes are free; none where the folder cannot be looked at."""
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return 0
