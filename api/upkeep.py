"""What keeps an index fit beside following changes: new bases, and reconciling with SQL.

Ranking gets slower with every row behind the base, and replay needs a base that is not too old. So one worker at a time
lays everything out as one new base and publishes it; all workers go over to it. Every worker compares what it has with
SQL soon after its start and every hour: exact ids and versions, a sample of contents, and the bytes on disk.
Differences are counted, logged by number and repaired through the outbox alone, so that every worker and every trace
knows of them.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from api.measures import IndexMeasures
from api.outbox import StockRow, Versions, announce, read_stock, streamed_versions
from api.rounds import Rounds
from api.session import Database
from api.shelf import Shelf
from api.snapshots import TROUBLE, Snapshots
from api.stock import Stock
from matcher.inputs import vacancy_from_json
from matcher.segments import compact
from matcher.vacancies import VacancySet
from taxonomy.errors import ArtefactError

POLL_S = 1.0
RECONCILE_S = 3600.0
FIRST_S = 30.0  # after a start, which has just verified every byte, and needs the processor for itself
RETRY_S = 60.0  # after a publication that failed, such as on a full disk
# A new base is worth its seconds where a tenth of the rows are behind or out of use; a thousand cost nothing.
MIN_BEHIND = 1_000
SHARE_BEHIND = 10
SAMPLE = 50  # vacancies laid out anew and compared row by row
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Differences:
    """How a snapshot differs from SQL: ids it lacks, ids it has beyond, ids in another version or with other rows."""

    missing: frozenset[str]
    beyond: frozenset[str]
    outdated: frozenset[str]
    altered: frozenset[str] = frozenset()

    @property
    def ids(self) -> frozenset[str]:
        """All of them."""
        return self.missing | self.beyond | self.outdated | self.altered


class Upkeep(Rounds):
    """Looks after one worker's snapshots in a thread."""

    def __init__(self, database: Database, shelf: Shelf, snapshots: Snapshots, measures: IndexMeasures) -> None:
        super().__init__("upkeep")
        self._left = FIRST_S  # seconds until the next thorough look
        self._database = database
        self._shelf = shelf
        self._snapshots = snapshots
        self._measures = measures

    def publish_if_due(self, *, at_least: int | None = None) -> bool:
        """Publish a new base if this worker's is due for one and nobody has published another; says whether it did.

        `at_least` replaces the number of rows behind from which on it is due.
        """
        stock, name = self._snapshots.current().stock, self._snapshots.generation
        limit = max(MIN_BEHIND, stock.n_vacancies // SHARE_BEHIND) if at_least is None else at_least
        if self._snapshots.is_published and stock.n_behind < limit:
            return False
        with self._shelf.publishing():
            if self._snapshots.is_published and self._shelf.name() != name:
                return False
            self._shelf.publish(stock.compacted())
        self._measures.published.labels("done").inc()
        self._snapshots.wake()
        return True

    def look_over(self) -> None:
        """Reconcile, read every byte on disk again, and publish a new base where anything is behind the old one.

        What is damaged on disk may be so in memory, which is mapped from there: only SQL can be trusted then.
        """
        self.reconcile()
        try:
            self._shelf.verify()
        except ArtefactError:
            log.exception("the index on disk is damaged: it is made anew")
            self._measures.differences.labels("damaged").inc()
            self._snapshots.rebuild()
        self.publish_if_due(at_least=1)

    def reconcile(self) -> Differences:
        """Compare the snapshot with SQL in one view of it, and announce what differs; returns the differences."""
        with self._database.read() as session:
            stock = self._snapshots.refresh_in(session).stock
            with streamed_versions(session) as versions:
                found = compare(stock, versions)
            stored = read_stock(session, _sample(stock))
        found = replace(found, altered=frozenset(_altered(stock, stored)) - found.ids)
        for kind in ("missing", "beyond", "outdated", "altered"):
            ids = getattr(found, kind)
            if ids:
                log.error("the index differs from the database: %d vacancies %s", len(ids), kind)
                self._measures.differences.labels(kind).inc(len(ids))
        if found.ids:
            self._repair(found)
        return found

    def _repair(self, found: Differences) -> None:
        with self._database.write() as session:
            n_known = announce(session, found.ids)
        if n_known < len(found.ids):
            log.error(
                "%d vacancies in the index are unknown to the database: it is made anew", len(found.ids) - n_known
            )
            self._snapshots.rebuild()
        self._snapshots.wake()

    def go(self) -> float:
        """Reconcile every hour, and publish a new base whenever one is due."""
        wait = POLL_S
        try:
            if self._left <= 0:
                self._left = RECONCILE_S
                self.look_over()
            self.publish_if_due()
        except TROUBLE:
            log.exception("the index could not be looked after; tried again soon")
            self._measures.published.labels("failed").inc()
            wait = RETRY_S
        self._left -= wait
        return wait


def compare(stock: Stock, versions: Iterable[Versions]) -> Differences:
    """Return how the ids and versions of a stock differ from those of SQL, which come in any order, some at a time.

    Nothing is kept of those that are the same: of a million, two dictionaries were a quarter of what a worker takes.
    """
    vacancies = stock.ground.vacancies
    is_found = np.zeros(len(vacancies), dtype=bool)
    missing, outdated = list[str](), list[str]()
    for ids, numbers in versions:
        rows = vacancies.find_rows(ids)
        is_known = rows >= 0
        is_found[rows[is_known]] = True
        differs = is_known & (stock.versions[rows] != numbers)
        missing += [ids[at] for at in np.flatnonzero(~is_known).tolist()]
        outdated += [ids[at] for at in np.flatnonzero(differs).tolist()]
    beyond = [vacancies.ids[row] for row in vacancies.in_use.tolist() if not is_found[row]]
    return Differences(frozenset(missing), frozenset(beyond), frozenset(outdated))


def _sample(stock: Stock) -> list[str]:
    """Return the ids of some vacancies in stock."""
    vacancies = stock.ground.vacancies
    return [vacancies.ids[row] for row in random.sample(vacancies.in_use.tolist(), min(SAMPLE, stock.n_vacancies))]


def _altered(stock: Stock, stored: Mapping[str, StockRow]) -> Iterator[str]:
    """Yield the vacancies that have other rows in stock than they get when laid out anew, or another owner."""
    ground, owners = stock.ground, stock.ownership.owners
    vacancies = [vacancy_from_json(row.ranking) for row in stored.values()]
    anew = VacancySet.build(vacancies, ground.taxonomy, ground.weights, ground.catalogue)
    for at, vacancy_id in enumerate(anew.ids):
        row, found = ground.vacancies.find_row(vacancy_id), stored[vacancy_id]
        if (
            row is None
            or owners.values[owners.index[row]] != (found.organisation, found.shared)
            or _plain(ground.vacancies, row) != _plain(anew, at)
        ):
            yield vacancy_id


def _plain(laid_out: VacancySet, row: int) -> list[Any]:
    """Return everything that is laid out of one vacancy, so that it can be compared."""
    one = compact(laid_out.take(np.array([row])))
    matrices = one.essential, one.optional, one.likely, one.conditions
    columns = one.occupation, one.hours, one.place, one.regulated
    return [
        *((m.indices.tolist(), m.data.tolist()) for m in matrices),
        *((column.index.tolist(), column.values) for column in columns),
        *(one.condition_values, one.first_day.tolist(), one.last_day.tolist()),
    ]
