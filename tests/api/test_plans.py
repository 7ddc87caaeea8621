"""How SQLite answers what is asked for on every page: a part of a list is read, not all of it sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pysqlite3
import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from api import repository
from api.session import OrganisationDatabase

PAGES: dict[str, Callable[[Session], Any]] = {
    "vacancies": lambda session: repository.list_vacancies(session, None, 50),
    "vacancies after one": lambda session: repository.list_vacancies(session, "a" * 32, 50),
    "people": lambda session: repository.list_profiles(session, None, 50),
}


@contextmanager
def planned() -> Iterator[list[str]]:
    """Give the plans of all that is executed in the block."""
    plans: list[str] = []

    def note(_: object, cursor: pysqlite3.Cursor, statement: str, parameters: object, *_more: object) -> None:
        plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_read_in_its_order(database: OrganisationDatabase, name: str) -> None:
    """Nothing is sorted, so a page of a million takes as long as one of a hundred."""
    with database.read() as session, planned() as plans:
        PAGES[name](session)
    assert plans
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]
