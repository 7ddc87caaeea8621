"""A sample hangs on ids alone, and is even."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.drawing import draw

IDS = [f"vacancy-{i}" for i in range(20_000)]
# Two words with one checksum, as any search of some thousand million finds.
SAME = ("plumless", "buckeroo")


@given(st.lists(st.text(), unique=True, max_size=30), st.integers(0, 40), st.randoms())
def test_who_is_drawn_does_not_hang_on_the_order(ids: list[str], n: int, random: object) -> None:
    """As many as asked for, ascending, the same ids in whatever order they come."""
    places = draw(ids, n)
    assert len(places) == min(n, len(ids))
    assert (np.diff(places) > 0).all()
    shuffled = [*ids]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert {shuffled[place] for place in draw(shuffled, n)} == {ids[place] for place in places}


@pytest.mark.parametrize("part", [1_000, 5_000])
def test_a_sample_is_even(part: int) -> None:
    """Of each tenth of all ids about a tenth is drawn: within four standard deviations."""
    counts = np.bincount(draw(IDS, part) // (len(IDS) // 10), minlength=10)
    spread = (part * 0.1 * 0.9 * (1 - part / len(IDS))) ** 0.5
    assert (abs(counts - part / 10) < 4 * spread).all()


def test_most_stay_drawn_while_others_come() -> None:
    """Whoever is still drawn among more was drawn before, or is new."""
    before = {IDS[place] for place in draw(IDS[:15_000], 1_000)}
    after = {IDS[place] for place in draw(IDS, 1_000)}
    assert after & set(IDS[:15_000]) <= before


def test_equal_checksums_do_not_let_the_order_in() -> None:
    """Of two with one checksum, the first by name."""
    assert zlib.crc32(SAME[0].encode()) == zlib.crc32(SAME[1].encode())
    for ids in (SAME, SAME[::-1]):
        assert [ids[place] for place in draw(ids, 1)] == ["buckeroo"]
