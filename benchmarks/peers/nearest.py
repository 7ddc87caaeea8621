"""Candidates by other software: one system a process, one thread, one query a call.

    python -m benchmarks.peers.nearest FOLDER SYSTEM

FOLDER is what `benchmarks.comparison` laid out (`Laid`); the rows that were found and the times go back into it. Runs
in the environment of the peers too, so it imports numpy and the library that is asked for, and of ours only what has
no other needs. Every system is used as its manual says, at its defaults where nothing else is written here. Where a
library cannot leave rows out while it searches, more are asked for and what is not allowed is dropped (`filters`).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.peers.yardstick import Yardstick, clocked

Rows = NDArray[np.int64]
Allowed = NDArray[np.bool_]
INSIDE, AFTER = "inside", "after"
# Asked for beyond what the share of allowed rows makes necessary, where they are dropped afterwards.
SPARE = 1.2
N_WARM = 3


@dataclass(frozen=True, slots=True)
class Pass:
    """The nearest `k` of those that a mask allows."""

    k: int
    mask: str


@dataclass(frozen=True, slots=True)
class Laid:
    """What is searched in, in a folder.

    vectors.npy (n, d) and queries.npy (people, d) float32, inner product is the similarity; documents.npz and
    questions.npz, the same as rows of words (`indptr`, `indices`); masks/NAME.npy, packed bits, one row or one for each
    query; searches.json, the passes of each search by name.
    """

    folder: Path

    def vectors(self, name: str) -> NDArray[np.float32]:
        """Return vectors or queries, in memory."""
        found: NDArray[np.float32] = np.load(self.folder / f"{name}.npy")
        return found

    def words(self, name: str) -> list[list[str]]:
        """Return documents or questions, as lists of words; equal words are one object."""
        with np.load(self.folder / f"{name}.npz") as packed:
            indptr, indices = packed["indptr"].tolist(), packed["indices"]
        words = [str(i) for i in range(indices.max(initial=0) + 1)]
        return [[words[i] for i in indices[begin:end].tolist()] for begin, end in pairwise(indptr)]

    def searches(self) -> Mapping[str, Sequence[Pass]]:
        """Return the passes of each search."""
        found = json.loads((self.folder / "searches.json").read_text(encoding="utf-8"))
        return {name: [Pass(*each) for each in passes] for name, passes in found.items()}

    def mask(self, name: str) -> NDArray[np.uint8]:
        """Return the packed bits of a mask."""
        found: NDArray[np.uint8] = np.load(self.folder / "masks" / f"{name}.npy")
        return found


class System(Protocol):
    """Finds the rows that are nearest to a query."""

    library: str
    filters: str
    n_bytes: int

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Return up to `k` allowed rows for a query, best first."""
        ...


class Vectors:
    """Base of what searches vectors."""

    library = "numpy"
    filters = INSIDE

    def __init__(self, laid: Laid) -> None:
        self.queries = laid.vectors("queries")
        self.points = laid.vectors("vectors")
        self.n_bytes = self.points.nbytes


class BruteForce(Vectors):
    """All inner products, by numpy."""

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Multiply, leave out what is not allowed, take the best."""
        return brute_force(self.points, self.queries[query], k, allowed)


class SemanticSearch(Vectors):
    """`sentence_transformers.util.semantic_search` with its `dot_score`."""

    library = "sentence-transformers"
    filters = AFTER

    def __init__(self, laid: Laid) -> None:
        super().__init__(laid)
        from sentence_transformers import util  # noqa: PLC0415 - only where it is installed

        self._util = util

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Ask for more, and drop what is not allowed."""

        def search(n: int) -> Rows:
            point = self.queries[query : query + 1]
            [hits] = self._util.semantic_search(point, self.points, top_k=n, score_function=self._util.dot_score)
            return np.array([hit["corpus_id"] for hit in hits], dtype=np.int64)

        return _dropping(search, k, allowed)


class Hnswlib(Vectors):
    """HNSW, M 16 and ef_construction 200 (its defaults), inner product; ef is the least that gives `k` rows."""

    library = "hnswlib"

    def __init__(self, laid: Laid) -> None:
        super().__init__(laid)
        import hnswlib  # noqa: PLC0415

        self._index = hnswlib.Index(space="ip", dim=self.points.shape[1])
        self._index.init_index(max_elements=len(self.points))
        self._index.set_num_threads(1)
        self._index.add_items(self.points, num_threads=1)
        self.n_bytes = int(self._index.index_file_size())
        self._n = len(self.points)
        del self.points

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Ask with a function that says what is allowed, if anything is not.

        It refuses to answer with fewer than `k`, and is then asked to look at more; where that is all, for fewer.
        """
        n_allowed = int(np.count_nonzero(allowed))
        k, is_allowed = min(k, n_allowed), None if n_allowed == self._n else allowed.item
        ef = k
        while True:
            self._index.set_ef(ef)
            try:
                rows, _ = self._index.knn_query(self.queries[query], k=k, num_threads=1, filter=is_allowed)
            except RuntimeError:
                if ef < self._n:
                    ef = min(2 * ef, self._n)
                elif not (k := k // 2):
                    return np.empty(0, dtype=np.int64)
            else:
                return np.asarray(rows[0], dtype=np.int64)


class Usearch(Vectors):
    """HNSW at its defaults (connectivity 16, expansions 128 and 64), float32, inner product."""

    library = "usearch"
    filters = AFTER  # its filters are not in the Python interface

    def __init__(self, laid: Laid) -> None:
        super().__init__(laid)
        from usearch.index import Index  # noqa: PLC0415

        self._index = Index(ndim=self.points.shape[1], metric="ip", dtype="f32")
        self._index.add(np.arange(len(self.points)), self.points, threads=1)
        self.n_bytes = int(self._index.serialized_length)
        del self.points

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Ask for more, and drop what is not allowed."""

        def search(n: int) -> Rows:
            return np.asarray(self._index.search(self.queries[query], n, threads=1).keys, dtype=np.int64)

        return _dropping(search, k, allowed)


class Faiss(Vectors):
    """`matcher.index`, exact: a selector of faiss says what is allowed."""

    library = "faiss-cpu"
    exact = True

    def __init__(self, laid: Laid) -> None:
        super().__init__(laid)
        from matcher.index import VacancyIndex  # noqa: PLC0415 - not in the environment of the peers

        self._index = VacancyIndex.build(self.points, exact_max=len(self.points) if self.exact else 0)
        self.n_bytes = self._index.to_bytes().nbytes
        del self.points

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Ask with a selector."""
        return self._index.search(self.queries[query], k, allowed)[0]


class FaissLists(Faiss):
    """`matcher.index`, an inverted file of 8-bit codes."""

    exact = False


class Bm25:
    """BM25 over concepts as words, the library's defaults; what is not allowed weighs nothing."""

    library = "bm25s"
    filters = INSIDE

    def __init__(self, laid: Laid) -> None:
        import bm25s  # noqa: PLC0415

        self._questions = laid.words("questions")
        self._retriever = bm25s.BM25()
        self._retriever.index(laid.words("documents"), show_progress=False)
        self._known = set(self._retriever.vocab_dict)
        scores = self._retriever.scores
        self.n_bytes = sum(scores[name].nbytes for name in ("data", "indices", "indptr"))

    def search(self, query: int, k: int, allowed: Allowed) -> Rows:
        """Score all, take the best."""
        words = [word for word in self._questions[query] if word in self._known]
        scores = self._retriever.get_scores(words, weight_mask=allowed.astype(np.float32))
        return _best(scores, min(k, int(np.count_nonzero(scores > 0))))


SYSTEMS: Mapping[str, Callable[[Laid], System]] = {
    "numpy": BruteForce,
    "semantic_search": SemanticSearch,
    "hnswlib": Hnswlib,
    "usearch": Usearch,
    "faiss-exact": Faiss,
    "faiss-ivf": FaissLists,
    "bm25s": Bm25,
}


def measure(laid: Laid, name: str) -> dict[str, Any]:
    """Build a system, search for everybody, keep the rows in a folder of its name, and return sizes and times."""
    system, cpu_ms, wall_ms = clocked(partial(SYSTEMS[name], laid))
    n, people = len(np.load(laid.folder / "vectors.npy", mmap_mode="r")), len(laid.vectors("queries"))
    yardstick, told = Yardstick(), {}
    found: dict[str, NDArray[np.int64]] = {}
    for search, passes in laid.searches().items():
        masks = {each.mask: laid.mask(each.mask) for each in passes}
        ask = partial(_ask, system, passes, masks, n)
        for person in range(min(N_WARM, people)):
            ask(person)()
        rows, times = yardstick.time(ask(person) for person in range(people))
        found |= {f"{search}-rows": np.concatenate(rows), f"{search}-counts": np.array([len(each) for each in rows])}
        told[search] = times.told()
    (laid.folder / name).mkdir()
    for part, array in found.items():
        np.save(laid.folder / name / f"{part}.npy", array)
    built = {"build_cpu_s": round(cpu_ms / 1000, 1), "build_wall_s": round(wall_ms / 1000, 1)}
    what = {"library": system.library, "version": version(system.library), "filters": system.filters}
    return {**what, **built, "index_mb": round(system.n_bytes / 1e6, 1), "searches": told}


def _ask(
    system: System, passes: Sequence[Pass], masks: Mapping[str, NDArray[np.uint8]], n: int, person: int
) -> Callable[[], Rows]:
    """Return a person's search; masks are unpacked before, as whoever asks has them at hand."""
    allowed = {name: _unpack(bits, person, n) for name, bits in masks.items()}

    def ask() -> Rows:
        found = [system.search(person, each.k, allowed[each.mask]) for each in passes]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))

    return ask


def _unpack(bits: NDArray[np.uint8], person: int, n: int) -> Allowed:
    row = bits[person if len(bits) > 1 else 0]
    return np.unpackbits(row, count=n).astype(bool)


def brute_force(points: NDArray[np.float32], query: NDArray[np.float32], k: int, allowed: Allowed) -> Rows:
    """Return the `k` allowed rows of `points` with the largest inner products, largest first."""
    similarities = points @ query
    similarities[~allowed] = -np.inf
    return _best(similarities, min(k, int(np.count_nonzero(allowed))))


def _best(scores: NDArray[np.floating], k: int) -> Rows:
    """Return the rows of the `k` best scores, best first."""
    if not k:
        return np.empty(0, dtype=np.int64)
    best = np.argpartition(-scores, k - 1)[:k]
    return best[np.argsort(-scores[best], kind="stable")]


def _dropping(search: Callable[[int], Rows], k: int, allowed: Allowed) -> Rows:
    """Return up to `k` allowed rows of a search that cannot leave any out."""
    n_allowed = int(np.count_nonzero(allowed))
    if not n_allowed:
        return np.empty(0, dtype=np.int64)
    wanted = k if n_allowed == len(allowed) else math.ceil(k * len(allowed) / n_allowed * SPARE)
    rows = search(min(wanted, len(allowed)))
    return rows[allowed[rows]][:k]


if __name__ == "__main__":
    print(json.dumps(measure(Laid(Path(sys.argv[1])), sys.argv[2])))  # noqa: T201 - the answer to whoever started it
