"""The encoder without weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.encoding import Encoder, Role
from matcher.hashing import HashingEncoder


def test_it_is_an_encoder() -> None:
    """It fits the protocol, and says what it is."""
    encoder: Encoder = HashingEncoder(64)
    assert (encoder.id, encoder.dimensions) == ("hashing-64-v1", 64)


@given(st.lists(st.text(max_size=30), max_size=5))
def test_rows_are_unit_and_depend_on_their_text_only(texts: list[str]) -> None:
    """Every row has length 1, and equals the row of its text alone."""
    encoder = HashingEncoder()
    rows = encoder.encode(texts, Role.QUERY)
    assert rows.shape == (len(texts), 384)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), np.ones(len(texts)), atol=1e-6)
    for row, text in zip(rows, texts, strict=True):
        np.testing.assert_array_equal(row, encoder.encode([text], Role.PASSAGE)[0])


def test_rows_do_not_change_between_runs() -> None:
    """A row is pinned: "a" has the word (weight 2) and the 3-gram "<a>", so 2 / sqrt(5) and 1 / sqrt(5)."""
    row = HashingEncoder().encode(["a"], Role.QUERY)[0]
    found = {int(place): float(row[place]) for place in np.flatnonzero(row)}
    assert found == pytest.approx({160: -2 / 5**0.5, 8: -1 / 5**0.5})


def test_shared_spelling_is_near() -> None:
    """A plural is nearer than another word, and capitals do not matter."""
    nurse, nurses, upper, cook = HashingEncoder().encode(["nurse", "nurses", "NURSE", "cook"], Role.QUERY)
    assert nurse @ nurses > 0.4
    assert abs(nurse @ cook) < 0.2
    np.testing.assert_array_equal(nurse, upper)


def test_impossible_dimensions_are_refused() -> None:
    """At least one."""
    with pytest.raises(ValueError, match="positive"):
        HashingEncoder(0)
