"""Index generations of a stock: published once by one worker, opened and mapped by all.

What a generation was made with is in its manifest. One that was made with other parts is not used: it is made anew
from SQL. What is missing is rebuilt, never taken for empty.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from api.stock import Stock, open_stock
from matcher.artefacts import Concepts
from matcher.bounds import Bounds
from matcher.candidates import Candidates
from matcher.catalogue import Catalogue
from matcher.errors import ArtefactMismatchError, IndexMissingError, InputError
from matcher.generations import (
    Content,
    Generation,
    open_current,
    open_generation,
    publish_generation,
    publishing,
    read_current,
    verify_current,
)
from matcher.index import EXACT_MAX
from matcher.matching import COUNTED_MAX, Snapshot
from matcher.near import NearTable
from matcher.places import Places
from matcher.projection import Basis, pool_vectors, requirement_rows, svd_basis
from matcher.types import Vacancy
from matcher.weights import DEFAULT, Weights
from matcher.world import World as Ground
from taxonomy.errors import ArtefactError
from taxonomy.taxonomy import Taxonomy

DIMENSIONS = 384  # of the vacancy vectors above EXACT_MAX; below it ranking is exact, and vectors only have to exist
BASIS = "basis"
UNPUBLISHED = "unpublished"  # what the stamp says of an index that could not be written to disk
log = logging.getLogger(__name__)


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


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """A stock without rows behind it, the name of its generation, and what finds the best in it where it is large."""

    stock: Stock
    name: str
    candidates: Candidates | None
    bounds: Bounds | None = None

    def snapshot(self, stock: Stock, encoder: str, exact_max: int = EXACT_MAX) -> Snapshot:
        """Return what ranks `stock`, which follows this base; its stamp says by how many changes."""
        n_changes = stock.seq - self.stock.seq
        candidates = self.candidates
        if candidates is not None:
            candidates = candidates.followed_by(np.arange(self.stock.n_base, len(stock.ground.vacancies)))
        index = f"{self.name}+{n_changes}" if n_changes else self.name
        if candidates is None:  # however many have come since, ranking them all is exact, if slow
            exact_max = len(stock.ground.vacancies)
        return Snapshot(stock.ground, encoder, candidates, exact_max, index=index, bounds=self.bounds)


class Shelf:
    """The folder of generations of one installation."""

    def __init__(self, root: Path, parts: Parts, exact_max: int = EXACT_MAX, weights: Weights = DEFAULT) -> None:
        self._root = root
        self._parts = parts
        self.exact_max = exact_max
        self.encoder = parts.encoder
        self.like = parts.lay_out([], weights)

    def verify(self) -> None:
        """Read every byte of the generation in use again; sets it aside and raises ArtefactError if damaged."""
        verify_current(self._root)

    def name(self) -> str | None:
        """Return the name of the generation that CURRENT points to."""
        return read_current(self._root)

    def publishing(self) -> AbstractContextManager[None]:
        """Wait until no other process publishes here, and keep them from it."""
        return publishing(self._root)

    def open(self) -> Base | None:
        """Open the newest whole generation; None, and why in the log, where none can be used with these parts."""
        try:
            return self._base(open_current(self._root))
        except IndexMissingError as error:
            log.info("there is no index to use: %s", error)
            return None

    def open_named(self, name: str) -> Base | None:
        """Open one generation; None, and why in the log, where it cannot be used."""
        try:
            return self._base(open_generation(self._root, name))
        except (ArtefactError, ArtefactMismatchError, OSError) as error:
            log.warning("the index generation %s cannot be opened: %s", name, error)
            return None

    def publish(self, stock: Stock) -> Base:
        """Publish a stock that is one base, and open it from disk. The caller holds `publishing`.

        Raises OSError or IndexMissingError where it could not be written, or not be read again.
        """
        ground, content = stock.ground, stock.to_content()
        basis = basis_of(ground, self.exact_max)
        if self._needs_bounds(ground):
            content = Content({**content.arrays, **Bounds.of(ground).to_arrays()}, content.values)
        if basis is not None:
            content = Content({**content.arrays, BASIS: basis}, content.values)
        vectors = vectors_of(ground, basis)
        fields = {**self._made_with(), "seq": stock.seq}
        publish_generation(
            self._root, ground.vacancies.ids, vectors, fields=fields, exact_max=self.exact_max, content=content
        )
        base = self.open()
        if base is None or base.stock.seq != stock.seq:
            raise IndexMissingError(self._root, ["what was just published cannot be used"])
        return base

    def _base(self, generation: Generation) -> Base | None:
        differing = [name for name, value in self._made_with().items() if generation.fields.get(name) != value]
        seq = generation.fields.get("seq")
        if differing or not isinstance(seq, int):
            log.info("index generation %s was made with another %s", generation.name, ", ".join(differing) or "program")
            return None
        try:
            stock = open_stock(generation, seq, self.like)
        except (InputError, KeyError) as error:
            log.warning("index generation %s is of another version of the program (%s)", generation.name, error)
            return None
        candidates = _candidates(generation, len(stock.ground.vacancies))
        bounds = Bounds.from_arrays(generation.content.arrays, stock.ground.vacancies)
        if bounds is None and self._needs_bounds(stock.ground):  # published before bounds were kept
            bounds = Bounds.of(stock.ground)
        return Base(stock, generation.name, candidates, bounds)

    def _needs_bounds(self, ground: Ground) -> bool:
        return len(ground.vacancies) > min(COUNTED_MAX, self.exact_max)

    def _made_with(self) -> Mapping[str, object]:
        return {
            "taxonomy": self._parts.taxonomy.release.id,
            "encoder": self._parts.encoder,
            "near": self._parts.near.id,
            "weights": self.like.weights.id,
            "catalogue": self._parts.catalogue.id,
        }


def _candidates(generation: Generation, n: int) -> Candidates | None:
    """Return what finds candidates: generation and world have the same rows; None where no vectors were made."""
    basis = generation.content.arrays.get(BASIS)
    return None if basis is None else Candidates(generation, basis, np.arange(n), np.empty(0, dtype=np.int64))


def vectors_of(ground: Ground, basis: Basis | None) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return the vectors of all vacancies (n, dimensions); zeros where nobody will search with them."""
    if basis is None:
        return np.zeros((len(ground.vacancies), 1), dtype=np.float32)
    rows = requirement_rows(ground.vacancies, ground.occupations, ground.weights)
    return pool_vectors(rows, basis)


def basis_of(ground: Ground, exact_max: int = EXACT_MAX) -> Basis | None:
    """Return a basis (skills, dimensions) for candidates; None where everything is ranked anyway."""
    if len(ground.vacancies) > exact_max:
        rows = requirement_rows(ground.vacancies, ground.occupations, ground.weights)
        if rows.nnz:
            return svd_basis(rows, DIMENSIONS)
    return None
