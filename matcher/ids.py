"""Ids of vacancies, row by row, made into text when somebody asks for one.

A million of them as strings take a hundred megabytes of every process and most of a second of its start, and an answer
names forty. So those of a generation stay in its file, which processes share; some rows of a set are a view of them;
and rows that were put behind the others since are kept beside them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from taxonomy.columns import StringColumn

__all__ = ["Ids", "StoredIds", "find_all_ascending", "find_ascending", "put_behind", "take_ids"]


class Ids(Protocol):
    """One id for each row; a tuple of strings is one, too."""

    def __len__(self) -> int: ...

    def __getitem__(self, row: int, /) -> str: ...

    def __iter__(self) -> Iterator[str]: ...


class StoredIds:
    """Distinct ids in ascending order, as a column keeps them."""

    __slots__ = ("_column", "_same_width")

    def __init__(self, column: StringColumn) -> None:
        self._column = column
        self._same_width = _of_same_width(column)

    def __len__(self) -> int:
        return len(self._column)

    def __getitem__(self, row: int, /) -> str:
        if self._same_width is None:
            return self._column[row]
        return str(self._same_width[row], "utf-8")

    def __iter__(self) -> Iterator[str]:
        return iter(self._column)

    def find_all(self, wanted: Sequence[str]) -> NDArray[np.int64]:
        """Return the row of each id (int64), -1 where it is not here."""
        keys = [each.encode() for each in wanted]
        known = self._same_width
        if known is None or any(len(key) != known.itemsize or not key[-1] for key in keys):
            return _one_by_one(self, wanted)
        asked = np.array(keys, dtype=known.dtype)
        at = np.minimum(np.searchsorted(known, asked), len(self) - 1)
        return np.where(known[at] == asked, at, -1).astype(np.int64)

    def find(self, wanted: str) -> int | None:
        """Find the row of an id."""
        if self._same_width is None:
            return _bisect(self, wanted)
        key = wanted.encode()
        if len(key) != self._same_width.itemsize or not key[-1]:
            return None
        at = int(np.searchsorted(self._same_width, np.bytes_(key)))
        return at if at < len(self) and self._same_width[at] == key else None


class _Some:
    """The ids of some rows of a set."""

    __slots__ = ("ids", "rows")

    def __init__(self, ids: Ids, rows: NDArray[np.integer]) -> None:
        self.ids = ids
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int, /) -> str:
        return self.ids[self.rows[row]]

    def __iter__(self) -> Iterator[str]:
        return map(self.ids.__getitem__, self.rows.tolist())


class _Followed:
    """The ids of a set, and of the rows that were put behind it since."""

    __slots__ = ("behind", "ids")

    def __init__(self, ids: Ids, behind: tuple[str, ...]) -> None:
        self.ids = ids
        self.behind = behind

    def __len__(self) -> int:
        return len(self.ids) + len(self.behind)

    def __getitem__(self, row: int, /) -> str:
        n = len(self.ids)
        return self.ids[row] if row < n else self.behind[row - n]

    def __iter__(self) -> Iterator[str]:
        return chain(self.ids, self.behind)


def take_ids(ids: Ids, rows: NDArray[np.integer]) -> Ids:
    """Return the ids of some rows, none of which is made into text yet."""
    return _Some(ids.ids, ids.rows[rows]) if isinstance(ids, _Some) else _Some(ids, rows)


def put_behind(parts: Sequence[Ids]) -> Ids:
    """Return the ids of all parts, one part after the other; those of the first are left where they are."""
    first, behind = parts[0], tuple(chain.from_iterable(parts[1:]))
    if isinstance(first, tuple):
        return first + behind
    return _Followed(first.ids, first.behind + behind) if isinstance(first, _Followed) else _Followed(first, behind)


def find_ascending(ids: Ids, wanted: str) -> int | None:
    """Find the row of an id, where ids ascend; of a set with rows behind it, among the others."""
    if isinstance(ids, _Followed):
        return find_ascending(ids.ids, wanted)
    return ids.find(wanted) if isinstance(ids, StoredIds) else _bisect(ids, wanted)


def find_all_ascending(ids: Ids, wanted: Sequence[str]) -> NDArray[np.int64]:
    """Return the row of each id (int64), -1 where it is not here, as `find_ascending` finds one."""
    if isinstance(ids, _Followed):
        return find_all_ascending(ids.ids, wanted)
    return ids.find_all(wanted) if isinstance(ids, StoredIds) else _one_by_one(ids, wanted)


def _one_by_one(ids: Ids, wanted: Sequence[str]) -> NDArray[np.int64]:
    found = [find_ascending(ids, each) for each in wanted]
    return np.array([-1 if row is None else row for row in found], dtype=np.int64)


def _bisect(ids: Ids, wanted: str) -> int | None:
    at = bisect_left(ids, wanted)
    return at if at < len(ids) and ids[at] == wanted else None


def _of_same_width(column: StringColumn) -> NDArray[np.bytes_] | None:
    """Return the strings as an array of bytes, without copying them; None where they differ in length.

    numpy takes zeros at the end of bytes for filling, so a column that holds any zero is left as it is.
    """
    offsets = column.offsets
    width = int(offsets[1] - offsets[0]) if len(column) else 0
    if not width or (np.diff(offsets) != width).any():
        return None
    data = np.ascontiguousarray(column.blob[offsets[0] : offsets[-1]])
    return data.view(f"S{width}") if data.all() else None
