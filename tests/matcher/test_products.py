"""Products of 8-bit integers against 64-bit arithmetic, with either graph."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.graph import build_products
from matcher.products import GRAPHS, MOST, Signs, integer_products, is_exact, open_products

OPENED = {signs: open_products(signs) for signs in Signs}


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(1, 70), st.integers(1, 400), st.integers(1, 40))
def test_sums_are_those_of_64_bits(seed: int, n: int, k: int, m: int) -> None:
    """Both graphs give every sum exactly, the extremes too, where they are exact on this processor."""
    random = np.random.default_rng(seed)
    rows = random.choice(np.array([-MOST, -1, 0, 5, MOST], dtype=np.int8), (n, k))
    columns = random.integers(-MOST, MOST + 1, (k, m), dtype=np.int8)
    expected = rows.astype(np.int64) @ columns.astype(np.int64)
    assert np.array_equal(OPENED[Signs.MOVED](rows, columns), expected)
    assert np.array_equal(integer_products(rows, columns), expected)
    if is_exact(OPENED[Signs.KEPT]):
        assert np.array_equal(OPENED[Signs.KEPT](rows, columns), expected)


def _in_16_bits(rows: NDArray[np.int8], columns: NDArray[np.int8]) -> NDArray[np.int32]:
    """Multiply as x86-64 does without VNNI: pairs of products, rows without sign, are cut off at 16 bits."""
    moved = rows.astype(np.int32) + 128
    pairs = moved.reshape(len(rows), -1, 2, 1) * columns.astype(np.int32).reshape(1, -1, 2, columns.shape[1])
    cut = np.clip(pairs.sum(axis=2), -(2**15), 2**15 - 1).sum(axis=1)
    sums: NDArray[np.int32] = (cut - 128 * columns.astype(np.int32).sum(axis=0)).astype(np.int32)
    return sums


def test_a_processor_that_cuts_sums_off_is_noticed() -> None:
    """What such a processor gives is right for small numbers and wrong for the largest."""
    small = np.ones((4, 8), dtype=np.int8)
    assert np.array_equal(_in_16_bits(small, small.T.copy()), np.full((4, 4), 8))
    assert not is_exact(_in_16_bits)
    assert is_exact(OPENED[Signs.MOVED])


@pytest.mark.parametrize("signs", Signs)
def test_the_graphs_are_those_that_are_written(signs: Signs) -> None:
    """The files in the package are what `matcher.graph` makes."""
    assert GRAPHS[signs].read_bytes() == build_products(signed=signs is Signs.KEPT)
