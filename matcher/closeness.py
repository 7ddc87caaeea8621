"""How close occupations are to each other: half by the ISCO group they share, half by the skills they take.

Groups tell apart what skills do not (a nurse and a care assistant), skills what groups do not (a secretary of managers
and one of a surgery).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.ragged import pointers
from matcher.weights import Weights
from taxonomy.taxonomy import Taxonomy

UNKNOWN = -1
# Of vectors of skills: a sum of products of two stays far inside 32 bits.
LENGTH = 1_000
# An optional skill says half as much about an occupation as an essential one: ESCO lists what some employers ask for.
OPTIONAL_SHARE = 50


@dataclass(frozen=True, slots=True, eq=False)
class Closeness:
    """All occupations of a release, in its rows: ISCO unit group as a number (-1: none) and typical skills.

    What has been asked for is remembered, by row and weights: people share their occupations. Three thousand bytes
    each, so a whole release stays below ten megabytes.
    """

    isco: NDArray[np.int32]
    typical: csr_array[np.int32]
    _remembered: dict[tuple[int, int, int, int], NDArray[np.int8]] = field(default_factory=dict)

    @classmethod
    def of(cls, taxonomy: Taxonomy) -> Closeness:
        """Read a release."""
        codes = [taxonomy.isco_of(row) for row in range(len(taxonomy.occupations))]
        isco = np.array([int(code) if code else UNKNOWN for code in codes], dtype=np.int32)
        return cls(isco, typical_skills(taxonomy))

    def to(self, row: int, weights: Weights) -> NDArray[np.int32]:
        """Return (occupations,) how close each is to the one in `row`, in percent; to itself 100."""
        key = (row, weights.same_unit_percent, weights.same_minor_percent, weights.close_by_skills)
        found = self._remembered.get(key)
        if found is None:
            found = self._remembered[key] = self._measure(row, weights).astype(np.int8)
        return found.astype(np.int32)

    def _measure(self, row: int, weights: Weights) -> NDArray[np.int32]:
        code = int(self.isco[row])
        known = (self.isco >= 0) & (code > 0)
        by_group = np.zeros(len(self.isco), dtype=np.int32)
        by_group[known & (self.isco // 10 == code // 10)] = weights.same_minor_percent
        by_group[known & (self.isco == code)] = weights.same_unit_percent
        own = np.zeros(self.typical.shape[1], dtype=np.int32)
        part = slice(int(self.typical.indptr[row]), int(self.typical.indptr[row + 1]))
        own[self.typical.indices[part]] = self.typical.data[part]
        by_skills = np.minimum(np.asarray(self.typical @ own) // (LENGTH * LENGTH // 100), 100)
        share = weights.close_by_skills
        close: NDArray[np.int32] = ((100 - share) * by_group + share * by_skills) // 100
        close[row] = 100
        return close


def typical_skills(taxonomy: Taxonomy) -> csr_array[np.int32]:
    """Return (occupations, skills): what each needs, rare skills weighing more, as vectors of length `LENGTH`.

    An essential skill weighs its inverse document frequency (Sparck Jones, 1972) over all occupations, an optional
    one `OPTIONAL_SHARE` percent of it. Whole numbers, so that products are exact.
    """
    shape = (len(taxonomy.occupations), len(taxonomy.skills))
    parts = [(taxonomy.essential, 100), (taxonomy.optional, OPTIONAL_SHARE)]
    indices = np.concatenate([relation.indices for relation, _ in parts]).astype(np.int32)
    rows = np.concatenate([np.repeat(np.arange(shape[0]), np.diff(relation.indptr)) for relation, _ in parts])
    share = np.concatenate([np.full(len(relation.indices), percent) for relation, percent in parts])
    rarity = np.log(max(shape[0], 1) / np.maximum(np.bincount(indices, minlength=shape[1]), 1))
    weights = share * rarity[indices]
    length = np.sqrt(np.bincount(rows, weights * weights, shape[0]))
    data = np.rint(LENGTH * weights / np.maximum(length[rows], 1e-9)).astype(np.int32)
    order = np.lexsort((indices, rows))
    parts_of_row = np.bincount(rows, minlength=shape[0])
    return csr_array((data[order], indices[order], pointers(parts_of_row).astype(np.int32)), shape=shape)
