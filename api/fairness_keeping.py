"""Samples for fairness reports end by themselves: once a day, whatever is over or about nobody any more is deleted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from api import repository
from api.errors import ImmerseError
from api.fairness_sample import SampleStore
from api.rounds import Rounds
from api.sealing import seals_in
from api.session import Database

EVERY_S = 24 * 3600.0
log = logging.getLogger(__name__)


class SampleKeeping(Rounds):
    """A duty of the leading worker: deletes once a day in a thread."""

    def __init__(self, database: Database, data: Path, now: Callable[[], datetime]) -> None:
        super().__init__("fairness-samples")
        self._database = database
        self._store = SampleStore(data, seals_in(database.info))
        self._now = now

    def keep(self) -> None:
        """Delete samples whose time is over, and in the others everybody who is in no profile any more."""
        self._store.delete_over(self._now())
        for organisation in self._store.list_organisations():
            with self._database.of(organisation).read() as session:
                profiles = {row.id for row in repository.list_everybody(session)}
            self._store.keep_only(organisation, profiles, self._now())

    def go(self) -> float:
        """Look through the samples, once a day."""
        try:
            self.keep()
        except (SQLAlchemyError, ImmerseError, OSError):
            log.exception("a sample could not be looked through; tried again tomorrow")
        return EVERY_S
