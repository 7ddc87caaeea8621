"""How often somebody may ask, counted together by all workers of a machine.

One file of numbers in the data folder, mapped by every worker. Each counter is one number: the time at which all that
was asked so far would have been due at the allowed pace (the generic cell rate algorithm of ITU-T I.371). So nothing
grows, nothing is swept, and a check is one number read and written under a lock. Libraries were looked at first: what
keeps counts in files keeps a row for each request, in a table for each caller, and over the SQLite of the system, which
two processes that write at once can corrupt.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

N_COUNTERS = 1 << 18
"""two callers share a counter with a chance of 1 in this; 2 MiB"""
NUMBER = struct.Struct("<d")


@dataclass(frozen=True, slots=True)
class Pace:
    """How many a minute in the long run, and how many at once; 0 a minute means as many as they like."""

    per_minute: float
    at_once: int


class Rates:
    """Counters in a file."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        _take_room(self._descriptor, N_COUNTERS * NUMBER.size)
        self._numbers = mmap.mmap(self._descriptor, N_COUNTERS * NUMBER.size)
        self._threads = Lock()  # locks of the system are between processes only
        self._now = now

    def take(self, key: str, pace: Pace) -> float:
        """Count one more for `key`; returns 0 where it is allowed, else the seconds until it would be, uncounted."""
        if not pace.per_minute:
            return 0.0
        interval, now = 60 / pace.per_minute, self._now()
        offset = self._find(key)
        with self._locked(offset):
            due = max(NUMBER.unpack_from(self._numbers, offset)[0], now)
            wait = due - now - interval * (pace.at_once - 1)
            if wait > 1e-6:
                return float(wait)
            NUMBER.pack_into(self._numbers, offset, due + interval)
        return 0.0

    def close(self) -> None:
        """Unmap the file."""
        self._numbers.close()
        os.close(self._descriptor)

    def _find(self, key: str) -> int:
        digest = hashlib.blake2b(key.encode(), digest_size=8).digest()
        return int.from_bytes(digest, "little") % N_COUNTERS * NUMBER.size

    @contextmanager
    def _locked(self, offset: int) -> Iterator[None]:
        with self._threads:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX, NUMBER.size, offset)
            try:
                yield
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN, NUMBER.size, offset)


def _take_room(descriptor: int, size: int) -> None:
    """Make a file this long, with room for all of it: a mapped page without room kills the process on a full disk."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.ftruncate(descriptor, size)
