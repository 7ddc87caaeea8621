"""The vacancies that matching sees: one frozen value, swapped whole after a change in SQL.

A thread follows the outbox. It reads the vacancies that changed, adds them to the stock, asks golden requests, and only
then swaps the reference; requests take the reference once and never see half a change. Now and then everything is laid
out as one new base (`api.upkeep`), which this thread takes up like one that another worker published.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.exc import SQLAlchemyError

from api.errors import GoldenError, ImmerseError, NotReadyError
from api.golden import ask, check_golden, golden_people
from api.measures import IndexMeasures
from api.outbox import read_changes, read_end, read_stock, streamed_stock
from api.session import Database, Session
from api.shelf import UNPUBLISHED, Base, Shelf
from api.stock import Stock
from matcher.errors import MatcherError
from matcher.matching import Snapshot
from taxonomy.errors import TaxonomyError

POLL_S = 1.0  # how soon changes by other processes are seen
SETTLE_S = 0.2  # an import commits every few seconds; waiting a moment saves work for each commit of a burst
MOST_SETTLE_S = 1.0  # with POLL_S and the work itself well inside the three seconds that are promised
SHARE = 4  # while changes pour in, following them rests this many times as long as it works
log = logging.getLogger(__name__)

# What may go wrong with a disk, a database or a generation; the snapshot in use stays, and it is tried again.
TROUBLE = (SQLAlchemyError, ImmerseError, MatcherError, TaxonomyError, OSError)


@dataclass(frozen=True, slots=True, eq=False)
class Current:
    """A snapshot and the stock that it ranks; `as_of` is the newest date in the data.

    `built_on` is the day it was made, for data without any date; `n_vacancies` counts expired ones too. `views` are
    those of organisations, as they are asked for.
    """

    snapshot: Snapshot
    stock: Stock
    as_of: date
    built_on: date
    n_vacancies: int
    views: dict[str, Current] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: Snapshot, stock: Stock, today: date) -> Current:
        """Take a snapshot as it is made on a day."""
        newest = snapshot.world.vacancies.newest_day or today
        return cls(snapshot, stock, newest, today, snapshot.world.vacancies.n_in_use)

    @property
    def seq(self) -> int:
        """The number of the last change that it knows."""
        return self.stock.seq

    def for_organisation(self, organisation: str) -> Current:
        """Return what an organisation sees: its own vacancies and shared ones; the same where that is everything."""
        found = self.views.get(organisation)
        if found is None:
            hidden = self.stock.ownership.hidden_from(organisation)
            found = self.views[organisation] = self._without(hidden) if hidden.any() else self
        return found

    def _without(self, hidden: NDArray[np.bool_]) -> Current:
        return Current.of(replace(self.snapshot, world=self.snapshot.world.hide(hidden)), self.stock, self.built_on)


class Snapshots:
    """Holds the current snapshot and keeps up with SQL."""

    def __init__(
        self, database: Database, shelf: Shelf, encoder: str, now: Callable[[], datetime], measures: IndexMeasures
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._encoder = encoder
        self._now = now
        self._measures = measures
        self._people = golden_people(shelf.like.taxonomy)
        self._turns = count()
        self._base: Base | None = None
        self._current: Current | None = None
        self.behind_since: datetime | None = None
        """since when changes could not be followed; None while they are"""
        self._changed = threading.Event()
        self._stopped = threading.Event()
        self._refreshing = threading.Lock()
        self._thread: threading.Thread | None = None

    def current(self) -> Current:
        """Return the snapshot in use; raises NotReadyError before the first one."""
        if self._current is None:
            raise NotReadyError("the vacancies are still being laid out; try again in a moment")
        return self._current

    def find(self) -> Current | None:
        """Return the snapshot in use, or None before the first one."""
        return self._current

    @property
    def is_ready(self) -> bool:
        """Whether there is a snapshot."""
        return self._current is not None

    @property
    def generation(self) -> str | None:
        """The name of the index generation in use."""
        return None if self._base is None else self._base.name

    @property
    def is_published(self) -> bool:
        """Whether the index in use is on disk, not in memory alone."""
        return self._base is not None and self._base.name != UNPUBLISHED

    def start(self) -> None:
        """Build the first snapshot, then follow changes in a thread."""
        self.refresh()
        self._thread = threading.Thread(target=self._follow, name="snapshots", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after the work in progress if there is any."""
        self._stopped.set()
        self._changed.set()
        if self._thread:
            self._thread.join()

    def wake(self) -> None:
        """Say that something was committed; returns at once."""
        self._changed.set()

    def refresh(self) -> bool:
        """Catch up with SQL and with the newest generation now; says whether anything had changed."""
        with self._refreshing:
            base = self._newer_base()
            with self._database.read() as session:
                return self._catch_up(session, base)

    def try_refresh(self) -> None:
        """Catch up if that is possible; what prevents it is logged, and the snapshot in use stays."""
        try:
            self.refresh()
        except TROUBLE:
            self.behind_since = self.behind_since or self._now()
            log.exception("the snapshot could not be brought up to date; the old one stays in use")
        else:
            self.behind_since = None

    def refresh_in(self, session: Session) -> Current:
        """Catch up with what one view of SQL shows, and return the snapshot of exactly that."""
        with self._refreshing:
            self._catch_up(session, None)
            return self.current()

    def rebuild(self) -> None:
        """Lay everything out anew from SQL, whatever there is."""
        with self._refreshing, self._database.read() as session:
            end = read_end(session)
            self._use(session, self._laid_out(session, end, anew=True), end)

    def _newer_base(self) -> Base | None:
        """Return the generation to go over to, or None: at first the best there is, later one that CURRENT names."""
        if self._base is None:
            return self._shelf.open()
        name = self._shelf.name()
        return None if name in (None, self._base.name) else self._shelf.open_named(str(name))

    def _catch_up(self, session: Session, base: Base | None) -> bool:
        end = read_end(session)
        if base is not None and base.stock.seq > end:
            if self._current is not None:
                return False  # published by a worker that has seen more than this view shows; next time
            log.error("the index knows changes that the database has not: it is made anew")
            base = None
        if base is None and self._current is not None and self._current.seq == end:
            return False
        if base is None and (self._current is None or self._current.seq > end):
            base = self._laid_out(session, end)
        try:
            self._use(session, base, end)
        except GoldenError:
            log.exception("a snapshot does not answer as it must; everything is laid out anew")
            self._measures.refused.inc()
            self._use(session, self._laid_out(session, end, anew=True), end)
        return True

    def _use(self, session: Session, base: Base | None, end: int) -> None:
        """Swap to `base`, or to the one in use, and what has changed since, once it has answered golden requests."""
        start = time.perf_counter()
        used = base or self._base
        stock = base.stock if base else self.current().stock
        if used is None:
            raise NotReadyError("there is no base yet")
        stock = stock.followed_by(read_changes(session, stock.seq, end), end)
        current = Current.of(used.snapshot(stock, self._encoder), stock, self._now().date())
        self._ask(session, current, everybody=base is not None)
        self._base, self._current = used, current
        self._measures.note(current.n_vacancies, stock.n_behind, time.perf_counter() - start)

    def _ask(self, session: Session, current: Current, *, everybody: bool) -> None:
        """Ask the golden requests: all of a new base, after a change one, in turn."""
        people = self._people if everybody else (self._people[next(self._turns) % len(self._people)],)
        answers = ask(current.snapshot, people, current.as_of)
        stored = read_stock(session, (each.id for answer in answers for each in answer.matches))
        check_golden(current.stock, current.snapshot, people, answers, stored, current.as_of)

    def _laid_out(self, session: Session, end: int, *, anew: bool = False) -> Base:
        """Lay everything out from SQL and publish it; what another worker has published meanwhile is used instead.

        Not where it has to be `anew`. An index that cannot be written is used all the same, from memory.
        """
        try:
            with self._shelf.publishing():
                if self._base is None and not anew and (found := self._shelf.open()) and found.stock.seq <= end:
                    return found
                return self._shelf.publish(self._read(session, end))
        except (MatcherError, OSError):
            log.exception("the index cannot be published; it is used from memory")
            return Base(self._read(session, end), UNPUBLISHED, None)

    def _read(self, session: Session, end: int) -> Stock:
        with streamed_stock(session) as rows:
            return Stock.of(rows, end, self._shelf.like)

    def _follow(self) -> None:
        rest = SETTLE_S
        while not self._stopped.is_set():
            if self._changed.wait(POLL_S):
                self._stopped.wait(rest)
                self._changed.clear()
            if self._stopped.is_set():
                return
            start = time.perf_counter()
            self.try_refresh()
            rest = min(max(SETTLE_S, SHARE * (time.perf_counter() - start)), MOST_SETTLE_S)
