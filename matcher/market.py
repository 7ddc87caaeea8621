"""Which parts the vacancies of a world fall into: by place, and by group of occupations."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.world import World

DIGITS = 2
"""of ISCO-08: 43 sub-major groups, such as 51, personal service workers"""


@dataclass(frozen=True, slots=True)
class Market:
    """Some vacancies (`rows`, ascending) with place (a gazetteer id, '': none) and group of each ('': none)."""

    rows: NDArray[np.int64]
    places: NDArray[np.str_]
    groups: NDArray[np.str_]

    @classmethod
    def of(cls, world: World, rows: NDArray[np.int64]) -> Market:
        """Look the vacancies in `rows` up. What one is most likely about says its group; of equals, the first URI."""
        vacancies, taxonomy = world.vacancies, world.taxonomy
        places = np.array([*vacancies.place.values, ""], dtype=np.str_)
        codes = [taxonomy.isco_of(row)[:DIGITS] for row in vacancies.occupation.values]
        groups = np.array([*codes, ""], dtype=np.str_)
        return cls(rows, places[vacancies.place.index[rows]], groups[_most_likely(world, rows)])

    def only(self, place: str = "", group: str = "") -> NDArray[np.int64]:
        """Return the rows at a place and in a group; empty means any."""
        chosen = np.ones(len(self.rows), dtype=bool)
        if place:
            chosen &= self.places == place
        if group:
            chosen &= self.groups == group
        return self.rows[chosen]

    def count_places(self) -> list[tuple[str, int]]:
        """Return places with the number of vacancies there, most first."""
        return _count(self.places)

    def count_groups(self) -> list[tuple[str, int]]:
        """Return groups with their number of vacancies, most first."""
        return _count(self.groups)


def _most_likely(world: World, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the likeliest occupation among those that vacancies are about, -1 for none."""
    likely = world.vacancies.likely[rows].tocoo()
    best = np.full(len(rows), -1, dtype=np.int64)
    order = np.lexsort((likely.col, -likely.data, likely.row))
    vacancy, first = np.unique(likely.row[order], return_index=True)
    best[vacancy] = likely.col[order][first]
    return best


def _count(values: NDArray[np.str_]) -> list[tuple[str, int]]:
    counts = Counter(value for value in values.tolist() if value)
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
