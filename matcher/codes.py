"""Vectors in 8 bits, whose products do not depend on who multiplies them.

Rows are rounded to integers of -127 to 127 with one scale each. Products of two such rows sum to less than 2**24 for
up to 1,040 dimensions, so float32 arithmetic on them is exact: the result depends neither on the order of summation nor
on the batch, the number of threads or the library. The rounding moves a cosine by some .0003.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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

    def __getitem__(self, part: slice) -> Codes:
        return Codes(self.values[part], self.scales[part])

    def columns(self) -> NDArray[np.float32]:
        """Return the values as float32 columns (dimensions, n), ready to be multiplied with `products`."""
        return np.ascontiguousarray(self.values.T).astype(np.float32)

    def products(self, columns: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return inner products with integer `columns` (dimensions, m): (n, m), still without the columns' scales."""
        product = self.values.astype(np.float32) @ columns
        product *= self.scales[:, np.newaxis]
        return product


def quantise(vectors: NDArray[np.float32]) -> Codes:
    """Round each row of `vectors` (n, dimensions). Raises ValueError above MAX_DIMENSIONS."""
    if vectors.shape[1] > MAX_DIMENSIONS:
        raise ValueError(f"exact products need at most {MAX_DIMENSIONS} dimensions, not {vectors.shape[1]}")
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.where(largest > 0, largest / LARGEST, 1).astype(np.float32)
    return Codes(np.rint(vectors / scales[:, np.newaxis]).astype(np.int8), scales)
