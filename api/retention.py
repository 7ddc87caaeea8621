"""What is over is deleted: traces after the days that the settings say, and what only they needed.

Once a day while serving, and by `immerse retention`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from api import repository
from api.session import Database

EVERY_S = 24 * 3600.0
# A version of a vacancy may be ranked for a while after it was replaced, until the snapshot has caught up.
LAG = timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many traces, and how many versions of vacancies that no remaining trace can have used."""

    n_traces: int
    n_versions: int


def delete_over(database: Database, now: datetime, trace_days: int) -> Deleted:
    """Delete what is older than `trace_days` before `now`."""
    before = now - timedelta(days=trace_days)
    with database.write() as session:
        deleted = Deleted(repository.delete_traces(session, before), repository.delete_versions(session, before - LAG))
    if deleted.n_traces:
        database.fold()  # else what was deleted is still in the write-ahead log
    return deleted


class Retention:
    """Deletes once a day in a thread."""

    def __init__(self, database: Database, trace_days: int, now: Callable[[], datetime]) -> None:
        self._database = database
        self._trace_days = trace_days
        self._now = now
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)

    def start(self) -> None:
        """Delete now, and from now on every day."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                delete_over(self._database, self._now(), self._trace_days)
            except SQLAlchemyError:
                log.exception("what is over could not be deleted; tried again tomorrow")
            if self._stopped.wait(EVERY_S):
                return
