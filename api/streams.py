"""Rows read a part at a time, so that neither a long answer is held whole nor a statement grows without end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Result
from sqlalchemy.orm import Session

TOGETHER = 1000  # rows fetched at once
ASKED_FOR = 500  # ids named in a statement; SQLite allows many more parameters


@contextmanager
def streamed(source: Session | Connection, query: Executable) -> Iterator[Result[*tuple[Any, ...]]]:
    """Give the rows of a query, `TOGETHER` at a time; after the block none can be read any more.

    PostgreSQL keeps a cursor for them. It is closed here, however the block ends: a generator that somebody stops
    reading would hold it until it is collected, when the connection serves somebody else.
    """
    with source.execute(query, execution_options={"yield_per": TOGETHER}) as rows:
        yield rows


def in_parts(ids: Iterable[str]) -> Iterator[Sequence[str]]:
    """Yield ids, each once and sorted, in parts that one statement asks for.

    >>> [list(part) for part in in_parts(["b", "a", "b"])]
    [['a', 'b']]
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), ASKED_FOR):
        yield wanted[start : start + ASKED_FOR]
