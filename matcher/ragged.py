"""Rows of different lengths in flat arrays: picking some rows out of a CSR structure without a loop."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def lengths(indptr: NDArray[np.integer], rows: NDArray[np.integer]) -> Ints:
    """Return how many entries each of `rows` has."""
    counts: Ints = (indptr[rows + 1] - indptr[rows]).astype(np.int64)
    return counts


def positions(indptr: NDArray[np.integer], rows: NDArray[np.integer]) -> Ints:
    """Return the positions of all entries of `rows`, row after row, in the flat arrays behind `indptr`."""
    counts = lengths(indptr, rows)
    starts = indptr[rows].astype(np.int64)
    before = np.cumsum(counts) - counts
    return np.repeat(starts - before, counts) + np.arange(int(counts.sum()), dtype=np.int64)


def pointers(counts: NDArray[np.integer]) -> Ints:
    """Return the row pointers (n + 1) of rows with `counts` entries."""
    indptr = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=indptr[1:])
    return indptr
