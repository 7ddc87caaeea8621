"""Nearest vacancies to a query vector: exact up to a size, an inverted file of 8-bit codes above. Owner of faiss.

faiss is kept to one thread and one query at a time: sums in another order change the last bits of a similarity, so
similarities are rounded to `DECIMALS` before they are compared, and equal ones are ordered by row. Rows are in the
order of ids, so ties are by id. Serialising goes through bytes: `faiss.write_index` neither syncs nor reports a full
disk (`matcher.generations` writes the files).
"""

from __future__ import annotations

import math
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

faiss.omp_set_num_threads(1)  # answers must not depend on how a sum was split between threads

# Exact search of 100,000 vectors of 384 dimensions takes 6 ms on one thread; at twice that, IVF is ten times faster.
# Up to here everything is ranked exactly too (about 10 ms at 100,000), which cannot miss anything.
EXACT_MAX = 200_000
# Lists per square root of the size, and lists looked at: the usual 4 sqrt(n), and 1 in 30 to 60 of them; measured
# recall@200 of .99 at a million vectors.
LISTS_FACTOR = 4
PROBES = 64
# Training points per list: faiss wants at least 39 and ignores more than 256.
MIN_PER_LIST = 39
TRAIN_PER_LIST = 64
SEED = 20261121
# Similarities of unit vectors in float32 are good to about 2e-7.
DECIMALS = 5
# Fetched beyond k, so that equal similarities at the cut are ordered by row and not by chance.
SLACK = 32

Found = tuple[NDArray[np.int64], NDArray[np.float32]]


class VacancyIndex:
    """Immutable; safe to search from several threads."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32], *, exact_max: int = EXACT_MAX) -> VacancyIndex:
        """Index `vectors` (n, dimensions), float32; inner product is the similarity. Deterministic."""
        n, dimensions = vectors.shape
        points = np.ascontiguousarray(vectors, dtype=np.float32)
        index: faiss.Index = faiss.IndexFlatIP(dimensions)
        if n > exact_max:
            n_lists = max(1, min(int(LISTS_FACTOR * math.sqrt(n)), n // MIN_PER_LIST))
            index = faiss.index_factory(dimensions, f"IVF{n_lists},SQ8", faiss.METRIC_INNER_PRODUCT)
            sample = np.random.default_rng(SEED).permutation(n)[: n_lists * TRAIN_PER_LIST]
            index.train(points[np.sort(sample)])
        index.add(points)
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> VacancyIndex:
        """Map a file of the bytes that `to_bytes` gave, so that processes share them.

        They must have been verified, as faiss does not notice flipped bits, and never be written over in place.
        """
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))

    def to_bytes(self) -> NDArray[np.uint8]:
        """Return the whole index as bytes."""
        data: NDArray[np.uint8] = faiss.serialize_index(self._index)
        return data

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def is_exact(self) -> bool:
        """Whether a search looks at every vector in full precision."""
        return isinstance(self._index, faiss.IndexFlat)

    def search(self, vector: NDArray[np.float32], k: int, mask: NDArray[np.bool_] | None = None) -> Found:
        """Return up to `k` rows (int64) and their similarities (float32, rounded), best first, ties by row.

        `mask` (n) says which rows may be found; fewer than `k` come back where fewer are allowed or looked at.
        Among more than `SLACK` equal similarities at the cut, which rows are kept is faiss's choice.
        """
        if not len(self) or k <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        parameters = faiss.SearchParameters()
        if not self.is_exact:
            parameters = faiss.SearchParametersIVF()
            parameters.nprobe = min(PROBES, faiss.extract_index_ivf(self._index).nlist)
        if mask is not None:
            # faiss keeps bare pointers: both names keep their memory alive until the search is over.
            bits = np.packbits(mask, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            parameters.sel = selector
        similarities, rows = self._index.search(query, min(k + SLACK, len(self)), params=parameters)
        found = rows[0] >= 0
        kept, rounded = rows[0][found], np.round(similarities[0][found], DECIMALS)
        order = np.lexsort((kept, -rounded))[:k]
        return kept[order].astype(np.int64), rounded[order].astype(np.float32)
