"""Vectors in 8 bits, whose products do not depend on who multiplies them.

Rows are rounded to integers of -127 to 127 with one scale each. Products of two such rows are integers and sum to less
than 2**24 for up to 1,040 dimensions, which float32 holds exactly: the result depends neither on the order of summation
nor on the batch, the number of threads or the library. The rounding moves a cosine by some .0003.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.products import integer_products

__all__ = ["MAX_DIMENSIONS", "Codes", "quantise"]

LARGEST = 127
MAX_DIMENSIONS = 2**24 // LARGEST**2


@dataclass(frozen=True, slots=True)
class Codes:
    """Rows as `values` (int8, (n, dimensions)) times `scales` (float32, (n,))."""

    values: NDArray[np.int8]
    scales: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.scales)

    def __getitem__(self, part: slice | NDArray[np.int64]) -> Codes:
        return Codes(self.values[part], self.scales[part])

    def columns(self) -> NDArray[np.int8]:
        """Return the values as columns (dimensions, n), ready to be multiplied with `products`."""
        return np.ascontiguousarray(self.values.T)

    def products(self, columns: NDArray[np.int8]) -> NDArray[np.float32]:
        """Return inner products with `columns` (dimensions, m): (n, m), still without the columns' scales."""
        sums = integer_products(self.values, columns)
        # The sums fit into float32 (see above), so that converting them rounds nothing.
        products: NDArray[np.float32] = np.multiply(
            sums, self.scales[:, np.newaxis], dtype=np.float32, casting="unsafe"
        )
        return products


def quantise(vectors: NDArray[np.float32]) -> Codes:
    """Round each row of `vectors` (n, dimensions). Raises ValueError above MAX_DIMENSIONS."""
    if vectors.shape[1] > MAX_DIMENSIONS:
        raise ValueError(f"exact products need at most {MAX_DIMENSIONS} dimensions, not {vectors.shape[1]}")
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.where(largest > 0, largest / LARGEST, 1).astype(np.float32)
    return Codes(np.rint(vectors / scales[:, np.newaxis]).astype(np.int8), scales)
