"""The stop switch: ranking can be stopped at once, for one organisation or for the whole installation, with a reason.

It stands in the database, so it survives a restart and all workers see it; each asks again when what it knows is older
than half a second.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from api import accountability_repository as repository
from api.accountability_tables import SwitchRow
from api.errors import RankingStoppedError
from api.session import Database, Session

FRESH_S = 0.5
EVERYBODY = ""
"""the scope of the whole installation"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Why ranking is stopped, and since when."""

    reason: str
    since: datetime
    everywhere: bool


class RankingSwitch:
    """Says whether an organisation may rank now."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[str, tuple[float, Stop | None]] = {}
        self._guard = threading.Lock()

    def check(self, organisation: str) -> None:
        """Raise RankingStoppedError with the reason where ranking is stopped."""
        stop = self._find(organisation)
        if stop is not None:
            raise RankingStoppedError(f"ranking is stopped: {stop.reason}; vacancies can still be browsed")

    def _find(self, organisation: str) -> Stop | None:
        now = self._clock()
        with self._guard:
            known = self._known.get(organisation)
        if known is not None and now - known[0] < FRESH_S:
            return known[1]
        with self._database.read() as session:
            stop = find_stop(session, organisation)
        with self._guard:
            self._known[organisation] = (now, stop)
        return stop


def find_stop(session: Session, organisation: str) -> Stop | None:
    """Return why an organisation cannot rank, None where it can; a stop of the installation comes first."""
    for scope in (EVERYBODY, organisation):
        row = repository.find_switch(session, scope)
        if row is not None and row.stopped:
            return Stop(row.reason, row.at, scope == EVERYBODY)
    return None


def turn(session: Session, scope: str, *, stopped: bool, reason: str, now: datetime) -> None:
    """Stop or start ranking in a scope, in the caller's transaction."""
    session.add(SwitchRow(scope=scope, stopped=stopped, reason=reason, at=now))
