"""Samples for fairness reports end by themselves: once a day, whatever is over or about nobody any more is deleted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from api import repository
from api.errors import ImmerseError
from api.fairness_sample import SampleStore
from api.sealing import seals_in
from api.session import Database

EVERY_S = 24 * 3600.0
log = logging.getLogger(__name__)


class SampleKeeping:
    """A duty of the leading worker: deletes once a day in a thread."""

    def __init__(self, database: Database, data: Path, now: Callable[[], datetime]) -> None:
        self._database = database
        self._store = SampleStore(data, seals_in(database.info))
        self._now = now
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fairness-samples", daemon=True)

    def start(self) -> None:
        """Delete now, and from now on every day."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def keep(self) -> None:
        """Delete samples whose time is over, and in the others everybody who is in no profile any more."""
        self._store.delete_over(self._now())
        for organisation in self._store.list_organisations():
            with self._database.of(organisation).read() as session:
                profiles = {row.id for row in repository.list_everybody(session)}
            self._store.keep_only(organisation, profiles, self._now())

    def _run(self) -> None:
        while True:
            try:
                self.keep()
            except (SQLAlchemyError, ImmerseError, OSError):
                log.exception("a sample could not be looked through; tried again tomorrow")
            if self._stopped.wait(EVERY_S):
                return
