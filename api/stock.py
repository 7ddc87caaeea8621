"""The vacancies in stock: laid out for ranking, with the version and the owner of each row, as of a change in SQL.

A stock is frozen. The next one follows it by the changes that the outbox names since: their rows are read, nothing
else is. `matcher.segments` says how rows are added to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from api.outbox import StockRow
from api.ownership import Owner, Ownership
from matcher.generations import Content, Generation
from matcher.inputs import vacancy_from_json
from matcher.storing import open_world, store_world
from matcher.vacancies import Column
from matcher.world import World as Ground

VERSION, OWNER = "version", "owner"
TOGETHER = 5_000  # vacancies laid out at once: as values they take fifty times the memory that they do as rows


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """Row i of `ground.vacancies` is in version `versions[i]` (int64), as of the change `seq`.

    `base_seq` is the change at which everything was last laid out at once, as one base without rows behind it.
    """

    ground: Ground
    versions: NDArray[np.int64]
    ownership: Ownership
    seq: int
    base_seq: int

    @classmethod
    def of(cls, rows: Iterable[StockRow], seq: int, like: Ground) -> Stock:
        """Lay out all open vacancies, ids ascending; `like` is any world of the parts to lay out with.

        Holds the values of `TOGETHER` vacancies at a time. Raises ValueError where ids do not ascend.
        """
        parts, versions, owners = [], [_versions([])], [_ownership([])]
        for some in _parts(rows):
            parts.append(like.lay_out([vacancy_from_json(row.ranking) for row in some]))
            versions.append(_versions(some))
            owners.append(_ownership(some))
        owned = Ownership(Column.join([each.owners for each in owners]))
        return cls(like.of_parts(parts), np.concatenate(versions), owned, seq, seq)

    @property
    def n_vacancies(self) -> int:
        """How many vacancies there are, expired ones included."""
        return self.ground.vacancies.n_in_use

    @property
    def n_behind(self) -> int:
        """How many rows are behind the base or out of use: what a new base would save every ranking."""
        by_id = self.ground.vacancies.by_id
        if by_id is None:
            return 0
        return 2 * len(by_id.place) - len(by_id.rows) - self.n_base

    @property
    def n_base(self) -> int:
        """How many rows the base has."""
        return int(self.ground.by_skill.matrix.shape[0])

    def find_version(self, vacancy_id: str) -> int | None:
        """Return the version in which the vacancy is in stock; None where it is not."""
        row = self.ground.vacancies.find_row(vacancy_id)
        return None if row is None else int(self.versions[row])

    def states(self) -> dict[str, int]:
        """Return the version of every vacancy in stock, by id."""
        vacancies = self.ground.vacancies
        rows = vacancies.in_use
        return dict(zip((vacancies.ids[row] for row in rows.tolist()), self.versions[rows].tolist(), strict=True))

    def followed_by(self, changed: Mapping[str, StockRow | None], seq: int) -> Stock:
        """Return the stock after the change `seq`, given all vacancies that changed since; None: no longer open."""
        if not changed:
            return replace(self, seq=seq)
        rows = (self.ground.vacancies.find_row(vacancy_id) for vacancy_id in changed)
        gone = np.array([row for row in rows if row is not None], dtype=np.int64)
        fresh = sorted((row for row in changed.values() if row is not None), key=lambda row: row.id)
        return Stock(
            self.ground.extended([vacancy_from_json(row.ranking) for row in fresh], gone),
            np.concatenate([self.versions, _versions(fresh)]),
            self.ownership.followed_by(_ownership(fresh)),
            seq,
            self.base_seq,
        )

    def compacted(self) -> Stock:
        """Return the same stock as one base, as if laid out at once."""
        rows = self.ground.vacancies.in_use
        return Stock(self.ground.compacted(), self.versions[rows], self.ownership.take(rows), self.seq, self.seq)

    def to_content(self) -> Content:
        """Return what a generation keeps of a stock that is one base; `open_stock` is the way back."""
        stored = store_world(self.ground)
        owners = self.ownership.owners
        arrays: dict[str, NDArray[Any]] = {VERSION: self.versions, OWNER: owners.index}
        return Content({**stored.arrays, **arrays}, {**stored.values, OWNER: [list(owner) for owner in owners.values]})


def open_stock(generation: Generation, seq: int, like: Ground) -> Stock:
    """Return the stock that a generation keeps, arrays mapped. Raises InputError where it is none of this program."""
    arrays, values = generation.content.arrays, generation.content.values
    ground = open_world(generation.content, generation.ids, like)
    owners = Column(arrays[OWNER], tuple(Owner(organisation, shared) for organisation, shared in values[OWNER]))
    return Stock(ground, arrays[VERSION], Ownership(owners), seq, seq)


def _parts(rows: Iterable[StockRow]) -> Iterator[list[StockRow]]:
    waiting = iter(rows)
    while some := list(islice(waiting, TOGETHER)):
        yield some


def _versions(rows: Sequence[StockRow]) -> NDArray[np.int64]:
    return np.array([row.version for row in rows], dtype=np.int64)


def _ownership(rows: Sequence[StockRow]) -> Ownership:
    return Ownership.of([Owner(row.organisation, row.shared) for row in rows])
