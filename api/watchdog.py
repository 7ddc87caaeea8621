"""Ends a process whose event loop is blocked, so that its supervisor starts another one.

Nothing else would notice: a blocked loop answers nobody, its own health check included. What is written is where each
thread stands (files, lines, names of functions), never a value.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time

STALE_S = 10.0
BLOCKED = 70  # the exit code, EX_SOFTWARE of sysexits.h
LOOKS_PER_STALE = 10


class Watchdog:
    """Waits for beats from the event loop. From the first one on, `stale_s` without any end the process."""

    def __init__(self, stale_s: float = STALE_S) -> None:
        self._stale_s = stale_s
        self._last = 0.0
        self._armed_at = 0.0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def beat(self) -> None:
        """Say that the loop runs."""
        self._last = now = time.monotonic()
        # Where something holds the interpreter's lock, the thread below cannot look either; this one needs no lock.
        if now - self._armed_at > self._stale_s / LOOKS_PER_STALE:
            self._armed_at = now
            faulthandler.dump_traceback_later(2 * self._stale_s, exit=True)
        if not self._thread.is_alive() and not self._stopped.is_set():
            self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        faulthandler.cancel_dump_traceback_later()

    def _watch(self) -> None:
        step = self._stale_s / LOOKS_PER_STALE
        looked = time.monotonic()
        while not self._stopped.wait(step):
            now = time.monotonic()
            if now - looked > self._stale_s / 2:
                self._last = now  # the whole process was held up, as by a debugger or a machine out of memory
            looked = now
            if now - self._last > self._stale_s and not self._stopped.is_set():
                sys.stderr.write(f"immerse: the event loop has been blocked for {self._stale_s:g} s; its threads:\n")
                sys.stderr.flush()
                faulthandler.dump_traceback(all_threads=True)
                os._exit(BLOCKED)
