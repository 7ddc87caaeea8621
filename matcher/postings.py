"""A matrix of requirements read by skill, as a search engine reads documents by word.

A person's skills and what they stand in for are about one in a hundred of a release, and touch about one in forty
requirements; going through those alone takes a quarter of the time of the whole product (100,000 vacancies).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.ragged import lengths, positions

# Where more than one in so many requirements is touched, the whole product is as fast: it reads them in order.
FEW = 6


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Which rows of `matrix` have an entry in each column: `rows[indptr[j]:indptr[j + 1]]`, with its `weight`.

    `more` are those of the rows behind them: a few new rows need not turn all others round again.
    """

    matrix: csr_array[np.int32]
    indptr: NDArray[np.int64]
    rows: NDArray[np.int64]
    weight: NDArray[np.int32]
    more: Postings | None = None

    @classmethod
    def of(cls, matrix: csr_array[np.int32]) -> Postings:
        """Turn the matrix round; about as large again."""
        by_column = matrix.tocsc()
        return cls(matrix, by_column.indptr.astype(np.int64), by_column.indices.astype(np.int64), by_column.data)

    def followed_by(self, matrix: csr_array[np.int32]) -> Postings:
        """Return the postings of a `matrix` that begins with the rows of this one."""
        return replace(self, more=Postings.of(matrix[self.matrix.shape[0] :]))

    def __matmul__(self, vector: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the product of the whole matrix and `vector` (rows,), exactly."""
        own = self._times(vector)
        return own if self.more is None else np.concatenate([own, self.more @ vector])

    def _times(self, vector: NDArray[np.int32]) -> NDArray[np.int32]:
        columns = np.flatnonzero(vector != 0)
        counts = lengths(self.indptr, columns)
        if int(counts.sum()) * FEW > len(self.rows):
            return np.asarray(self.matrix @ vector, dtype=np.int32)
        at = positions(self.indptr, columns)
        products = self.weight[at] * np.repeat(vector[columns], counts)
        # Sums of whole numbers far below 2 ** 53 are exact in float64, in any order.
        return np.bincount(self.rows[at], products, self.matrix.shape[0]).astype(np.int32)
