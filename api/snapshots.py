"""The vacancies that matching sees: one frozen value, swapped whole after a change in SQL.

A thread follows the outbox. It reads all open vacancies in one consistent view, lays them out, publishes an index
generation and only then swaps the reference; requests take the reference once and never see half a change.
At start a generation that was made from exactly this state is verified and used again, anything else is made anew
from SQL. What is missing is rebuilt, never taken for empty.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from prometheus_client import Gauge
from sqlalchemy.exc import SQLAlchemyError

from api import repository
from api.errors import NotReadyError
from api.ownership import Owner, hidden_from
from api.session import Database
from api.vacancies import ranked_vacancy
from matcher.artefacts import Concepts
from matcher.candidates import Candidates
from matcher.catalogue import Catalogue
from matcher.errors import IndexMissingError, MatcherError
from matcher.generations import Generation, open_current, publish_generation
from matcher.index import EXACT_MAX
from matcher.matching import Snapshot
from matcher.near import NearTable
from matcher.places import Places
from matcher.projection import Basis, pool_vectors, requirement_rows, svd_basis
from matcher.types import Vacancy
from matcher.weights import DEFAULT, Weights
from matcher.world import World as Ground
from taxonomy.taxonomy import Taxonomy

POLL_S = 1.0  # how soon changes by other processes are seen
SETTLE_S = 0.2  # an import commits every few seconds; waiting a moment saves building for each commit of a burst
DIMENSIONS = 384  # of the vacancy vectors above EXACT_MAX; below it ranking is exact, and vectors only have to exist
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Current:
    """A snapshot and what it was made from; `versions` by vacancy id, `as_of` the newest date in the data.

    `built_on` is the day it was made, for data without any date; `n_vacancies` counts expired ones too. `views` are
    those of organisations, as they are asked for.
    """

    snapshot: Snapshot
    seq: int
    as_of: date
    versions: Mapping[str, int]
    n_vacancies: int
    built_on: date
    owners: Mapping[str, Owner]
    views: dict[str, Current] = field(default_factory=dict)

    def for_organisation(self, organisation: str) -> Current:
        """Return what an organisation sees: its own vacancies and shared ones; the same where that is everything."""
        found = self.views.get(organisation)
        if found is None:
            hidden = hidden_from(organisation, self.snapshot.world.vacancies.ids, self.owners)
            found = self.views[organisation] = self._without(hidden) if hidden.any() else self
        return found

    def _without(self, hidden: NDArray[np.bool_]) -> Current:
        world = self.snapshot.world.hide(hidden)
        snapshot = replace(self.snapshot, world=world)
        newest = world.vacancies.newest_day or self.built_on
        return replace(self, snapshot=snapshot, as_of=newest, n_vacancies=world.vacancies.n_in_use, views={})


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a snapshot is built with, beside the vacancies; `encoder` names the one that near skills came from."""

    taxonomy: Taxonomy
    near: NearTable
    places: Places
    catalogue: Catalogue
    encoder: str

    @classmethod
    def of(cls, concepts: Concepts) -> Parts:
        """Take from an installation's artefacts what ranking needs."""
        return cls(concepts.taxonomy, concepts.near, concepts.places, concepts.catalogue, concepts.encoder.id)

    def lay_out(self, vacancies: Sequence[Vacancy], weights: Weights = DEFAULT) -> Ground:
        """Lay vacancies out for ranking."""
        return Ground.build(vacancies, self.taxonomy, self.near, self.places, weights, catalogue=self.catalogue)


class Snapshots:
    """Holds the current snapshot and keeps up with SQL."""

    def __init__(self, database: Database, root: Path, parts: Parts, now: Callable[[], datetime], gauge: Gauge) -> None:
        self._database = database
        self._root = root
        self._parts = parts
        self._now = now
        self._gauge = gauge
        self._current: Current | None = None
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
        candidates = None if self._current is None else self._current.snapshot.candidates
        return None if candidates is None else candidates.generation.name

    def start(self) -> None:
        """Build the first snapshot, then follow changes in a thread."""
        self.refresh()
        self._thread = threading.Thread(target=self._follow, name="snapshots", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after the build in progress if there is one."""
        self._stopped.set()
        self._changed.set()
        if self._thread:
            self._thread.join()

    def wake(self) -> None:
        """Say that something was committed; returns at once."""
        self._changed.set()

    def refresh(self) -> bool:
        """Catch up with SQL now; says whether anything had changed."""
        with self._refreshing:
            with self._database.read() as session:
                seq = repository.read_outbox_end(session)
                if self._current is not None and self._current.seq == seq:
                    return False
                rows = repository.list_open(session)
                vacancies = [ranked_vacancy(row) for row in rows]
                versions = {row.id: row.version for row in rows}
                owners = {row.id: Owner(row.organisation, row.shared) for row in rows}
            self._current = self._build(seq, vacancies, versions, owners)
            self._gauge.set(len(vacancies))
            return True

    def _build(
        self, seq: int, vacancies: list[Vacancy], versions: Mapping[str, int], owners: Mapping[str, Owner]
    ) -> Current:
        ground = self._parts.lay_out(vacancies)
        basis = basis_of(ground)
        generation = self._find_generation(seq, ground) or self._publish(seq, ground, basis)
        snapshot = Snapshot(ground, self._parts.encoder, Candidates.of(ground, generation, basis))
        today = self._now().date()
        newest = ground.vacancies.newest_day or today
        return Current(snapshot, seq, newest, versions, len(vacancies), today, owners)

    def _find_generation(self, seq: int, ground: Ground) -> Generation | None:
        """Return the published generation if it was made from exactly this; else None, and it is made anew."""
        try:
            found = open_current(self._root)
        except IndexMissingError as error:
            log.info("building the index: %s", error)
            return None
        expected = {**self._source(ground), "seq": seq}
        same = all(found.fields.get(name) == value for name, value in expected.items())
        return found if same and found.ids == ground.vacancies.ids else None

    def _publish(self, seq: int, ground: Ground, basis: Basis) -> Generation:
        return publish(self._root, ground, basis, {**self._source(ground), "seq": seq})

    def _source(self, ground: Ground) -> dict[str, object]:
        return {
            "taxonomy": ground.taxonomy.release.id,
            "encoder": self._parts.encoder,
            "weights": ground.weights.id,
        }

    def _follow(self) -> None:
        while not self._stopped.is_set():
            if self._changed.wait(POLL_S):
                self._changed.clear()
                time.sleep(SETTLE_S)
            if self._stopped.is_set():
                return
            try:
                self.refresh()
            except (SQLAlchemyError, MatcherError, OSError):
                log.exception("the snapshot could not be brought up to date; the old one stays in use")


def publish(
    root: Path, ground: Ground, basis: Basis, fields: Mapping[str, object], exact_max: int = EXACT_MAX
) -> Generation:
    """Publish the vacancies of `ground` as a generation under `root`, and open it."""
    rows = requirement_rows(ground.vacancies, ground.occupations, ground.weights)
    publish_generation(root, ground.vacancies.ids, pool_vectors(rows, basis), fields=fields, exact_max=exact_max)
    return open_current(root)


def basis_of(ground: Ground, exact_max: int = EXACT_MAX) -> Basis:
    """Return a basis (skills, dimensions); one of zeros, at no cost, where nobody will search with it."""
    if len(ground.vacancies) > exact_max:
        rows = requirement_rows(ground.vacancies, ground.occupations, ground.weights)
        if rows.nnz:
            return svd_basis(rows, DIMENSIONS)
    return np.zeros((len(ground.taxonomy.skills), 1), dtype=np.float32)
