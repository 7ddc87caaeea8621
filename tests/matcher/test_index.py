"""The index against numpy: values and order, exact and inverted, with and without a mask."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matcher.index import DECIMALS, VacancyIndex


def unit(n: int, dimensions: int = 32, seed: int = 1) -> NDArray[np.float32]:
    """Return random vectors of unit length, clustered as real ones are."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((40, dimensions))
    points = centres[random.integers(0, 40, n)] + 0.3 * random.standard_normal((n, dimensions))
    unit_points: NDArray[np.float32] = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    return unit_points


def by_numpy(vectors: NDArray[np.float32], query: NDArray[np.float32], k: int) -> tuple[list[int], NDArray[np.float64]]:
    """Return what exact search should find: rounded similarity descending, then row."""
    similarities = np.round((vectors.astype(np.float64) @ query.astype(np.float64)), DECIMALS)
    order = np.lexsort((np.arange(len(vectors)), -similarities))[:k]
    return order.tolist(), similarities[order]


@pytest.mark.parametrize("k", [1, 10, 100, 600])
def test_exact_search_equals_numpy(k: int) -> None:
    """Rows and similarities are numpy's, in its order."""
    vectors = unit(500)
    index = VacancyIndex.build(vectors)
    assert index.is_exact
    for query in unit(5, seed=2):
        rows, similarities = index.search(query, k)
        expected, values = by_numpy(vectors, query, k)
        assert np.abs(values - similarities).max() <= 2 * 10**-DECIMALS
        assert expected == rows.tolist()


def test_a_mask_hides_rows() -> None:
    """Only allowed rows come back, as if the others did not exist; a mask of nothing finds nothing."""
    vectors = unit(300)
    index = VacancyIndex.build(vectors)
    mask = np.random.default_rng(3).random(300) < 0.3
    (query,) = unit(1, seed=4)
    rows, _ = index.search(query, 20, mask)
    expected, _ = by_numpy(vectors[mask], query, 20)
    assert np.flatnonzero(mask)[expected].tolist() == rows.tolist()
    assert len(index.search(query, 20, np.zeros(300, dtype=bool))[0]) == 0


def test_ties_are_ordered_by_row() -> None:
    """Equal vectors come back in row order."""
    vectors = np.repeat(unit(10), 3, axis=0)
    rows, _ = VacancyIndex.build(vectors).search(vectors[4], 6)
    assert rows[:3].tolist() == [3, 4, 5]
    assert all(a < b for a, b in zip(rows[3:5].tolist(), rows[4:6].tolist(), strict=True) if a // 3 == b // 3)


def test_inverted_file_finds_nearly_everything() -> None:
    """Above the size limit recall of the exact top 50 stays above .95 and similarities within 8-bit error."""
    vectors = unit(6000)
    inverted = VacancyIndex.build(vectors, exact_max=1000)
    assert not inverted.is_exact
    found = 0
    for query in unit(20, seed=5):
        rows, similarities = inverted.search(query, 50)
        found += len({*by_numpy(vectors, query, 50)[0]} & {*rows.tolist()})
        assert np.abs(vectors[rows] @ query - similarities).max() < 0.02
    assert found / 1000 > 0.95


def test_inverted_file_respects_a_mask() -> None:
    """Masked rows never come back from the inverted file either."""
    vectors = unit(3000)
    inverted = VacancyIndex.build(vectors, exact_max=1000)
    mask = np.arange(3000) % 7 == 0
    rows, _ = inverted.search(vectors[0], 100, mask)
    assert len(rows) == 100
    assert mask[rows].all()


@pytest.mark.parametrize("exact_max", [10, 1000])
def test_bytes_and_back(tmp_path: Path, exact_max: int) -> None:
    """An index mapped from its bytes answers the same; building twice gives the same bytes."""
    vectors = unit(400)
    index = VacancyIndex.build(vectors, exact_max=exact_max)
    (tmp_path / "index").write_bytes(index.to_bytes().data)
    again = VacancyIndex.open(tmp_path / "index")
    assert len(index) == len(again) == 400
    assert index.is_exact is again.is_exact
    for query in unit(5, seed=6):
        rows, similarities = index.search(query, 30)
        assert rows.tolist() == again.search(query, 30)[0].tolist()
        assert similarities.tolist() == again.search(query, 30)[1].tolist()
    assert index.to_bytes().tobytes() == VacancyIndex.build(vectors, exact_max=exact_max).to_bytes().tobytes()


def test_an_empty_index_finds_nothing() -> None:
    """No vacancies is a valid answer, where somebody published it."""
    index = VacancyIndex.build(np.empty((0, 8), dtype=np.float32))
    assert len(index.search(np.ones(8, dtype=np.float32), 5)[0]) == 0
