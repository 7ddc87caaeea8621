"""The table of word vectors: quantised, memory-mapped, read row by row.

Two .npy files, so that a process keeps only the pages of words it has met: `CODES`, either 4-bit
(uint8, two columns a byte, laid out as `container.Blocks4`) or 8-bit (int8, one column a byte), and
`SCALES` (float16, one for each 32 columns). For 250,037 words and 384 columns that is 54 MB in 4 bits,
102 MB in 8, 384 MB as float32.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.container import BLOCK, Blocks4, Floats
from matcher.errors import MalformedError
from taxonomy.columns import save_array

CODES = "embeddings.codes.npy"
SCALES = "embeddings.scales.npy"
TOP = 127


@dataclass(frozen=True, slots=True)
class Blocks8:
    """A matrix of 8-bit weights: `codes` (rows, columns) int8, `scales` (rows, columns / 32) float16."""

    codes: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float16]

    def dequantise(self) -> Floats:
        """Return the weights as float32, shape (rows, columns)."""
        blocks = self.codes.reshape(*self.scales.shape, BLOCK).astype(np.float32)
        scaled: Floats = blocks * self.scales.astype(np.float32)[:, :, None]
        return scaled.reshape(self.codes.shape)

    def take(self, rows: npt.NDArray[np.int64]) -> Floats:
        """Return some rows as float32: the shape of `rows` plus (columns,)."""
        found = Blocks8(self.codes[rows.reshape(-1)], self.scales[rows.reshape(-1)]).dequantise()
        return found.reshape(*rows.shape, -1)


def quantise_table(weights: Floats) -> Blocks8:
    """Quantise a float32 matrix (rows, columns), columns a multiple of 32, to 8 bits in blocks of 32."""
    blocks = weights.reshape(weights.shape[0], -1, BLOCK)
    scales = (np.abs(blocks).max(axis=2) / TOP).astype(np.float16)
    steps = scales.astype(np.float32)
    steps[steps == 0] = 1
    codes = np.clip(np.rint(blocks / steps[:, :, None]), -TOP, TOP).astype(np.int8)
    return Blocks8(codes.reshape(weights.shape), scales)


def write_table(folder: Path, table: Blocks4 | Blocks8) -> None:
    """Write both files of `table` into `folder`."""
    save_array(table.codes, folder / CODES)
    save_array(table.scales, folder / SCALES)


class EmbeddingTable:
    """A table on disk, opened as a memory map."""

    def __init__(self, folder: Path) -> None:
        """Open the files in `folder`. Raises `MalformedError` when they do not belong together."""
        codes = np.load(folder / CODES, mmap_mode="r", allow_pickle=False)
        scales = np.load(folder / SCALES, mmap_mode="r", allow_pickle=False)
        self._table = Blocks4(codes, scales) if codes.dtype == np.uint8 else Blocks8(codes, scales)
        self.rows: int = codes.shape[0]
        self.columns: int = codes.shape[1] * (2 if codes.dtype == np.uint8 else 1)
        if scales.shape != (self.rows, self.columns // BLOCK):
            raise MalformedError(f"{folder}: {CODES} and {SCALES} do not belong together")

    def gather(self, ids: npt.NDArray[np.int64]) -> Floats:
        """Return the vectors of `ids` as float32: the shape of `ids` plus (columns,)."""
        return self._table.take(ids)
