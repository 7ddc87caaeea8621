"""Which vacancies are worth ranking exactly, when there are too many to rank them all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import n_open_of
from matcher.blockers import facts_of, states_of
from matcher.generations import Generation
from matcher.projection import Basis, query_vector
from matcher.types import RankingInput
from matcher.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """A generation tied to the rows of a world.

    `row_of` (int64) gives the world's row of each generation row, -1 where the vacancy is gone; `fresh` are the
    world's rows that the generation does not have yet and that are therefore always candidates.
    """

    generation: Generation
    basis: Basis
    row_of: NDArray[np.int64]
    fresh: NDArray[np.int64]

    @classmethod
    def of(cls, world: World, generation: Generation, basis: Basis) -> Candidates:
        """Match ids of both sides. `basis` is the one that the generation's vectors were pooled with."""
        rows = {world.vacancies.ids[row]: row for row in world.vacancies.in_use.tolist()}
        row_of = np.array([rows.get(vacancy_id, -1) for vacancy_id in generation.ids], dtype=np.int64)
        fresh = np.setdiff1d(world.vacancies.in_use, row_of)
        return cls(generation, basis, row_of, fresh)

    def followed_by(self, more: NDArray[np.int64]) -> Candidates:
        """Return the same for the world with the rows `more` behind; rows that went out of use are open on no day."""
        return replace(self, fresh=np.concatenate([self.fresh, more]))

    def rows(self, person: RankingInput, world: World, as_of: date, k: int) -> NDArray[np.int64]:
        """Return the nearest `k` open vacancies, the nearest `k` without an open condition, and the fresh ones.

        Vacancies without an open condition come first in a list, so they are looked for on their own. Ascending
        rows of the world; at most 2 k and the fresh ones.
        """
        query = query_vector(person, world, self.basis)
        is_open = world.vacancies.open_on(as_of)
        unblocked = is_open & (_n_open(person, world) == 0)
        found = [self._search(query, k, is_open), self._search(query, k, unblocked), self.fresh]
        return np.unique(np.concatenate(found))

    def _search(self, query: NDArray[np.float32], k: int, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
        mask = (self.row_of >= 0) & allowed[self.row_of]
        rows, _ = self.generation.index.search(query, k, mask)
        return self.row_of[rows]


def _n_open(person: RankingInput, world: World) -> NDArray[np.int32]:
    facts = facts_of(person, world.sites, world.taxonomy)
    return n_open_of(world.vacancies, states_of(world.vacancies.condition_values, facts))
