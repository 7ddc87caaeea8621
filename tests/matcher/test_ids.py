"""Ids that are made into text when somebody asks: the same as a tuple of strings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.ids import Ids, StoredIds, find_all_ascending, find_ascending, put_behind, take_ids
from taxonomy.columns import StringColumn

letters = st.characters(exclude_categories=["Cs"])
any_width = st.sets(st.text(letters, max_size=4), max_size=8)
same_width = st.sets(st.text("\x000aé", min_size=3, max_size=3), max_size=8)


def stored(ids: list[str]) -> StoredIds:
    """Keep ids as a generation does."""
    return StoredIds(StringColumn.from_strings(ids))


@given(any_width | same_width, st.text(letters, max_size=4), st.data())
def test_all_kinds_of_ids_equal_a_tuple(known: set[str], asked: str, data: st.DataObject) -> None:
    """Reading, finding, taking some of some, and putting others behind, of ids of one length and of several."""
    plain = tuple(sorted(known))
    ids = stored(list(plain))
    assert_same(ids, plain)
    wanted = [*plain[::-1], asked, asked + "\x00", *(each + "\x00" for each in plain)]
    found = [plain.index(each) if each in plain else None for each in wanted]
    assert [find_ascending(ids, each) for each in wanted] == found
    for part in (slice(len(plain)), slice(None)):  # those that are there, and the others, too
        rows_found = find_all_ascending(ids, wanted[part])
        assert rows_found.tolist() == [-1 if row is None else row for row in found[part]]
    rows = sorted(data.draw(st.sets(st.integers(0, max(0, len(plain) - 1))))) if plain else []
    some = take_ids(ids, np.array(rows, dtype=np.int64))
    assert_same(some, tuple(plain[row] for row in rows))
    assert_same(take_ids(some, np.arange(len(rows))[::-1]), tuple(plain[row] for row in reversed(rows)))
    once = put_behind([ids, ("b", "a")])
    assert_same(once, (*plain, "b", "a"))
    assert_same(put_behind([once, ("c",), ids]), (*plain, "b", "a", "c", *plain))
    assert all(find_ascending(once, each) == plain.index(each) for each in plain)
    assert put_behind([plain, ("b",)]) == (*plain, "b")


def assert_same(ids: Ids, plain: tuple[str, ...]) -> None:
    """Read them one by one and in a row."""
    assert len(ids) == len(plain)
    assert [*ids] == [*plain] == [ids[row] for row in range(len(plain))]


def test_ids_of_one_length_are_not_copied() -> None:
    """They are found in the bytes that are mapped; where there is a zero, which numpy would cut off, they are not."""
    column = StringColumn.from_strings(["aa", "ab"])
    kept = StoredIds(column)._same_width
    assert kept is not None
    assert np.shares_memory(kept, column.blob)
    assert stored(["a\x00", "ab"])._same_width is None
    assert stored(["a", "ab"])._same_width is None


@pytest.mark.parametrize("ids", [["v1", "v2"], ["v1", "v22"]])
def test_a_row_that_is_not_there_is_refused(ids: list[str]) -> None:
    """Behind the last one there is nothing."""
    with pytest.raises(IndexError):
        stored(ids)[2]
