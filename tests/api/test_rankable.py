"""People are read for ranking once in each version, and nobody stays who may not be ranked."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api import profiles, rankable, repository
from api.rankable import Rankable
from api.rights import restrict
from api.rights_repository import delete_person
from api.session import Database, OrganisationDatabase
from api.tables import ProfileRow
from tests.api.conftest import CHEF, COOK, NOW
from tests.api.people import add_organisation

GIVEN = ({"skills": [{"uri": COOK}]}, {"occupations": [{"uri": CHEF, "years": 3}]}, {"languages": {"es": "B1"}})


@pytest.fixture
def people(client: TestClient) -> list[str]:
    """Store three people; returns their ids, ascending."""
    return sorted(client.post("/v1/profiles", json=line).json()["id"] for line in GIVEN)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note whose file is opened."""
    seen: list[str] = []
    real = profiles.ranked_by

    def noting(row: ProfileRow) -> object:
        seen.append(row.id)
        return real(row)

    monkeypatch.setattr(rankable, "ranked_by", noting)
    return seen


@pytest.mark.databases
def test_files_are_opened_once_in_each_version(
    client: TestClient, database: OrganisationDatabase, people: list[str], opened: list[str]
) -> None:
    """All of them first, then only whose file was changed; everybody is as their row says, in the order of ids."""
    known = Rankable()
    with database.read() as session:
        first = known.read(session)
    assert (list(first), opened) == (people, people)
    changed = client.patch(f"/v1/profiles/{people[1]}", json={"hours": 20})
    assert changed.status_code == 200, changed.text
    with database.read() as session:
        second = known.read(session)
        rows = {row.id: row for row in repository.list_rankable(session)}
        assert {i: each.input for i, each in second.items()} == {i: profiles.ranked_by(row) for i, row in rows.items()}
    assert opened[3:4] == [people[1]]
    assert second[people[1]].version > first[people[1]].version
    assert second[people[0]] is first[people[0]]


def test_some_are_asked_for(database: OrganisationDatabase, people: list[str], opened: list[str]) -> None:
    """Only they are opened, and nobody is made up."""
    with database.read() as session:
        assert list(Rankable().read(session, [people[2], people[0], "nobody"])) == [people[0], people[2]]
    assert sorted(opened) == [people[0], people[2]]


def test_who_may_not_be_ranked_is_forgotten(database: OrganisationDatabase, people: list[str]) -> None:
    """Stopped or erased, they are neither given nor kept."""
    known = Rankable()
    with database.read() as session:
        known.read(session)
    with database.write() as session:
        restrict(repository.get_profile(session, people[0]), NOW, stopped=True)
        delete_person(session, people[1], NOW, "asked")
    with database.read() as session:
        assert list(known.read(session)) == [people[2]]
    assert len(known) == 1


def test_no_more_are_kept_than_there_is_room_for(
    database: OrganisationDatabase, whole: Database, people: list[str], opened: list[str]
) -> None:
    """Whose organisation was asked about longest ago go first; of one that is too large some are read each time."""
    known = Rankable(most=2)
    with database.read() as session:
        assert list(known.read(session)) == people
        assert len(known) == 2
        assert list(known.read(session)) == people
    assert len(opened) == 4
    add_organisation(whole, "other", NOW)
    with whole.of("other").write() as session:
        session.add_all(repository.new_profile("", str(n), NOW) for n in range(2))
    with whole.of("other").read() as session:
        assert len(known.read(session)) == 2
    assert len(known) == 2
    with database.read() as session:
        known.read(session)
    assert len(opened) == 4 + 2 + 3
