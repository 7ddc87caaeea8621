"""Whose the vacancies of a snapshot are: what one organisation may rank, and what is hidden from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.vacancies import Column


class Owner(NamedTuple):
    """Whose a vacancy is, and whether all organisations see it."""

    organisation: str
    shared: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ownership:
    """The owner of each row of a set of vacancies, in its order."""

    owners: Column[Owner]

    @classmethod
    def of(cls, owners: Sequence[Owner]) -> Ownership:
        """Take the owners row by row."""
        return cls(Column.of(owners))

    def followed_by(self, more: Ownership) -> Ownership:
        """Return the owners of these rows and of `more` behind them."""
        return Ownership(Column.join([self.owners, more.owners]))

    def take(self, rows: NDArray[np.int64]) -> Ownership:
        """Return the owners of some rows."""
        return Ownership(self.owners.take(rows))

    def hidden_from(self, organisation: str) -> NDArray[np.bool_]:
        """Return which rows an organisation may not see: those that are neither its own nor shared."""
        hidden = [not owner.shared and owner.organisation != organisation for owner in self.owners.values]
        return self.owners.spread(np.array(hidden, dtype=bool), unknown=1) > 0
