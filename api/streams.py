"""Rows of a query read a part at a time, so that a long answer is never held whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Result
from sqlalchemy.orm import Session

TOGETHER = 1000  # rows fetched at once


@contextmanager
def streamed(source: Session | Connection, query: Executable) -> Iterator[Result[*tuple[Any, ...]]]:
    """Give the rows of a query, `TOGETHER` at a time; after the block none can be read any more.

    PostgreSQL keeps a cursor for them. It is closed here, however the block ends: a generator that somebody stops
    reading would hold it until it is collected, when the connection serves somebody else.
    """
    with source.execute(query, execution_options={"yield_per": TOGETHER}) as rows:
        yield rows
