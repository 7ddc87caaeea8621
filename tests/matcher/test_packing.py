"""Where the tokens of texts lie, by hand and as a property."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.packing import pack, plan_batches, slots_for


def test_slots_follow_the_arithmetic() -> None:
    """Texts of 2 and 17 tokens: the first fills 2 of 32 slots, empty ones repeat its first token."""
    packing = pack([2, 17])
    assert packing.starts.tolist() == [0, 2]
    assert packing.lengths.tolist() == [2, 17]
    assert packing.places.tolist() == [0, 1, *range(17)]
    assert packing.slots.tolist() == [[0, 1, *[0] * 30], [*range(2, 19), *[2] * 15]]
    assert packing.keys.tolist() == [[0, 1, *[19] * 30], [*range(2, 19), *[20] * 15]]
    assert packing.back.tolist() == [0, 1, *range(32, 49)]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_every_token_comes_back(lengths: list[int]) -> None:
    """The slot that a token is read back from holds that token, and nothing else points there."""
    packing = pack(lengths)
    np.testing.assert_array_equal(packing.slots.reshape(-1)[packing.back], np.arange(sum(lengths)))
    np.testing.assert_array_equal(packing.keys.reshape(-1)[packing.back], np.arange(sum(lengths)))


@given(st.lists(st.integers(1, 40), max_size=40), st.integers(1, 100))
def test_batches_hold_every_text_once_and_only_equally_wide_ones(lengths: list[int], budget: int) -> None:
    """No batch mixes widths or passes the budget, unless it is one text."""
    batches = list(plan_batches(lengths, budget))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        (width,) = {slots_for(lengths[place]) for place in batch}
        assert len(batch) == 1 or len(batch) * width <= budget
