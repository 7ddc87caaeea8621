"""Every system that can be run here finds what an oracle finds, and recall counts ties for whoever found them."""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.metrics import tied_recall
from benchmarks.peers.nearest import INSIDE, Laid, measure

N, PEOPLE, DIMENSIONS, K = 400, 6, 8, 10


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    """Lay out random points, words that say the same as one coordinate of them, and two masks."""
    random = np.random.default_rng(5)
    np.save(tmp_path / "vectors.npy", random.standard_normal((N, DIMENSIONS), dtype=np.float32))
    np.save(tmp_path / "queries.npy", random.standard_normal((PEOPLE, DIMENSIONS), dtype=np.float32))
    words = random.integers(0, 40, (N, 3))
    np.savez(tmp_path / "documents.npz", indptr=np.arange(N + 1) * 3, indices=words.ravel())
    np.savez(tmp_path / "questions.npz", indptr=np.arange(PEOPLE + 1), indices=np.arange(PEOPLE))
    (tmp_path / "masks").mkdir()
    np.save(tmp_path / "masks/open.npy", np.packbits(np.ones(N, dtype=bool))[None])
    np.save(tmp_path / "masks/place.npy", np.packbits(random.random((PEOPLE, N)) < 0.2, axis=1))
    searches = {"open": [(K, "open")], "place": [(K, "place")], "nobody": [(K, "place"), (K, "open")]}
    (tmp_path / "searches.json").write_text(json.dumps(searches), encoding="utf-8")
    return Laid(tmp_path)


def _exact(laid: Laid, person: int, mask: str) -> NDArray[np.int64]:
    bits = laid.mask(mask)
    allowed = np.unpackbits(bits[person if len(bits) > 1 else 0], count=N).astype(bool)
    similarities = laid.vectors("vectors") @ laid.vectors("queries")[person]
    return np.array([row for row in np.argsort(-similarities) if allowed[row]][:K])


@pytest.mark.parametrize("name", ["numpy", "faiss-exact"])
def test_exact_systems_find_the_nearest_that_are_allowed(laid: Laid, name: str) -> None:
    """In order, with and without a filter that is applied inside of the search."""
    told = measure(laid, name)
    assert (told["filters"], told["searches"]["open"]["n"]) == (INSIDE, PEOPLE)
    for search in ("open", "place"):
        rows = np.load(laid.folder / name / f"{search}-rows.npy").reshape(PEOPLE, K)
        for person in range(PEOPLE):
            assert rows[person].tolist() == _exact(laid, person, search).tolist()


def test_several_passes_are_put_together(laid: Laid) -> None:
    """What either pass found, each row once."""
    measure(laid, "numpy")
    rows = np.load(laid.folder / "numpy/nobody-rows.npy")
    counts = np.load(laid.folder / "numpy/nobody-counts.npy")
    expected = np.union1d(_exact(laid, 0, "open"), _exact(laid, 0, "place"))
    assert rows[: counts[0]].tolist() == expected.tolist()


def test_bm25_finds_documents_with_the_word(laid: Laid) -> None:
    """Each question is one word, and everything found has it."""
    measure(laid, "bm25s")
    documents = laid.words("documents")
    rows, counts = (np.load(laid.folder / f"bm25s/place-{part}.npy") for part in ("rows", "counts"))
    ends = np.cumsum([0, *counts])
    for person in range(PEOPLE):
        found = rows[ends[person] : ends[person + 1]].tolist()
        assert all(str(person) in documents[row] for row in found)
        assert found == [] or len(found) <= K


def test_recall_counts_ties_for_whoever_found_them() -> None:
    """Better ones must be found themselves; of those that tie with the last, any; fewer than k are all asked for."""
    worse = np.array([1, 2, 2, 2, 3])
    assert tied_recall(worse, np.array([0, 3]), 2) == 1.0
    assert tied_recall(worse, np.array([1, 2, 3]), 2) == 0.5
    assert tied_recall(worse, np.array([0, 1, 2, 4]), 10) == 0.8
    assert tied_recall(worse[:0], np.array([], dtype=np.int64), 10) == 1.0
