"""What people are called: one rule on every page, and one reading however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event

from api.bodies import ProfileLine
from api.names import read_names
from api.principals import LOCAL
from api.rights_bodies import IdentityGiven
from api.session import OrganisationDatabase
from api.taking_up import take_up
from api.world import World
from tests.api.conftest import CHEF, vacancy_line

MANY = 40_000  # more than the values that SQLite takes in one statement


@contextmanager
def counting() -> Iterator[list[str]]:
    """Give the statements that are run while the block lasts."""
    run: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        run.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.databases
def test_by_name_else_by_mark_else_by_id(world: World, database: OrganisationDatabase) -> None:
    """A code never tells the name. Whoever is not there is called by the start of the id."""
    local = world.for_principal(LOCAL)
    named = take_up(local, ProfileLine(id="case 7"), IdentityGiven(name="Ana Sol")).row.id
    marked = take_up(local, ProfileLine(id="case 8"), IdentityGiven(contact="600 123 456")).row.id
    neither = take_up(local, ProfileLine()).row.id
    ids = [named, marked, neither, *(f"{n:032x}" for n in range(MANY))]
    with database.read() as session, counting() as run:
        names = read_names(session, ids)
        n_statements = len(run)
    assert [names.of(each) for each in ids[:4]] == ["Ana Sol", "case 8", neither[:8], "0" * 8]
    assert [names.code(each) for each in ids[:3]] == ["case 7", "case 8", neither[:8]]
    assert n_statements < MANY / 200


def test_a_page_with_more_people_asks_no_more(client: TestClient) -> None:
    """The people for a vacancy, two and then eight of them, take as many statements about people."""
    vacancy = client.post("/v1/vacancies", json=vacancy_line(occupation=CHEF)).json()["id"]
    counts = []
    for n_more in (2, 6):
        for _ in range(n_more):
            client.post("/v1/profiles", json={"occupations": [{"uri": CHEF, "years": 3}]})
        with counting() as run:
            shown = client.get(f"/vacancies/{vacancy}/people").text
        counts.append((shown.count("/matches/"), sum("FROM profile" in each for each in run)))
    assert [n for n, _ in counts] == [2, 8]
    assert counts[0][1] == counts[1][1]
