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
from api.outbox import read_states, read_stock
from api.session import KEYS, Database, OrganisationDatabase
from api.settings import Settings
from api.unlocking import settle
from matcher.intake import ReadWith
from tests.api.versions import read_versions

IDS = [f"{i:032x}" for i in range(500)]
READ_WITH = ReadWith("taxonomy", "reading")
PAGES: dict[str, Callable[[Session], Any]] = {
    "vacancies": lambda session: repository.list_vacancies(session, None, 50),
    "vacancies after one": lambda session: repository.list_vacancies(session, "a" * 32, 50),
    "people": lambda session: repository.list_profiles(session, None, 50),
    "vacancies to read again": lambda session: repository.list_stale_vacancies(session, READ_WITH, IDS[0], 50),
}
LOOKS: dict[str, Callable[[Session], Any]] = {
    "versions": read_versions,
    "how much is to be read again": lambda session: repository.count_stale(session, READ_WITH),
    "releases": repository.list_releases,
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


def test_what_is_named_by_its_id_is_found_by_it(database: OrganisationDatabase) -> None:
    """However many are asked for at once, nothing else is looked at: neither all that is open nor all there is.

    How a vacancy is, is known without its texts.
    """
    with database.read() as session, planned() as plans:
        read_stock(session, IDS)
        read_states(session, IDS)
        repository.get_vacancies(session, IDS)
    by_id = "INDEX sqlite_autoindex_vacancy_1 (id=?)"
    assert [plan.partition(" USING ")[2] for plan in plans] == [
        by_id,
        "COVERING INDEX ix_vacancy_state (id=? AND version>?)",
        by_id,
    ]


@pytest.mark.parametrize("name", LOOKS)
def test_what_is_looked_at_of_all_is_read_without_their_texts(database: OrganisationDatabase, name: str) -> None:
    """Of a million vacancies, two processes were busy with that for minutes after each start."""
    with database.read() as session, planned() as plans:
        LOOKS[name](session)
    assert plans
    assert not [plan for plan in plans if "COVERING INDEX" not in plan and "TEMP B-TREE" not in plan]


def test_a_start_reads_no_row_of_those_whose_keys_are_there(whole: Database, settings: Settings) -> None:
    """Whose keys are needed is read from indexes: with 100,000 people, their rows and links were a gigabyte."""
    with planned() as plans:
        settle(whole, settings.data / KEYS)
    large = ("profile", "profile_link", "trace", "decision", "hand_over", "mark", "contest")
    scans = {name: [plan for plan in plans if plan.startswith(f"SCAN {name} ")] for name in large}
    assert all(len(found) == 1 and "USING COVERING INDEX" in found[0] for found in scans.values()), scans
