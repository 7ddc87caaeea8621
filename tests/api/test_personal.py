"""The registry of columns: complete, sealed where it says personal, and ranking sees `RankingInput` only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Column as TableColumn
from sqlalchemy import LargeBinary, MetaData, Table
from typer.testing import CliRunner

from api import repository
from api.cli import app
from api.keeping import unpack_input
from api.personal import REGISTRY, Basis, Column, Entry, Protection, Term
from api.schema import METADATA
from api.sealing import Sealed
from api.session import Database
from matcher.inputs import ranking_input_from_json, to_json
from tests.api.conftest import COOK, vacancy_line


def problems(metadata: MetaData, registry: Mapping[str, Entry]) -> Iterator[str]:
    """Say of every column what is wrong with it."""
    for name, table in metadata.tables.items():
        known = registry[name].columns if name in registry else {}
        yield from (f"{name}.{column.name} is not registered" for column in table.columns if column.name not in known)
        yield from (f"{name}.{column} is registered and not there" for column in known if column not in table.columns)
        for column in table.columns:
            what = known.get(column.name)
            if what is None:
                continue
            sealed = isinstance(column.type, Sealed)
            if sealed != (what.protection is Protection.SEALED):
                yield f"{name}.{column.name} is {'' if sealed else 'not '}sealed"
            if what.personal and what.protection is Protection.PLAIN:
                yield f"{name}.{column.name} is personal and kept in plain"
            if what.may_rank and not what.personal:
                yield f"{name}.{column.name} may rank and is said not to be personal"
    yield from (f"{name} is registered and not there" for name in registry if name not in metadata.tables)


def test_every_column_is_registered_and_every_personal_one_is_sealed() -> None:
    """A new column says what it is for before it is landed: add it to `api/personal.py`."""
    assert list(problems(METADATA, REGISTRY)) == []


def test_what_is_wrong_is_seen() -> None:
    """The check is seen red: nothing registered, too much registered, sealed and plain the wrong way round."""
    metadata = MetaData()
    Table("t", metadata, TableColumn("new", LargeBinary), TableColumn("plain", LargeBinary), TableColumn("s", Sealed))
    columns = {"plain": Column("x", personal=True), "s": Column("x"), "gone": Column("x")}
    registry = {"t": Entry("people", "x", Basis.HELP, Term.PERSON, columns), "lost": REGISTRY["profile"]}
    assert list(problems(metadata, registry)) == [
        "t.new is not registered",
        "t.gone is registered and not there",
        "t.plain is personal and kept in plain",
        "t.s is sealed",
        "lost is registered and not there",
    ]


def test_ranking_sees_nothing_but_ranking_input(client: TestClient, database: Database) -> None:
    """Whatever may rank holds exactly a `RankingInput`: closed, without words, whatever else was given."""
    client.post("/v1/vacancies", json=vacancy_line())
    given = {"text": "I am Zuleika and can cook.", "skills": [{"uri": COOK}], "name": "Zuleika", "gender": "f"}
    person = client.post("/v1/profiles", json=given).json()["id"]
    trace = client.get(f"/v1/profiles/{person}/matches").json()["trace"]
    ranking = {
        (name, column) for name, entry in REGISTRY.items() for column in entry.columns if entry.columns[column].may_rank
    }
    assert ranking == {("profile", "ranking_input"), ("trace", "packed")}
    with database.read() as session:
        seen = repository.get_profile(session, person).ranking_input
        packed = repository.get_trace(session, trace).packed
    assert to_json(ranking_input_from_json(seen)) == seen
    assert packed
    assert to_json(unpack_input(packed)) == seen
    assert "Zuleika" not in str(seen)


@pytest.mark.parametrize("table", REGISTRY)
def test_personal_data_has_a_purpose_a_basis_and_an_end(table: str) -> None:
    """Whatever is personal says why it is kept and for how long; only what is not goes without a basis."""
    entry = REGISTRY[table]
    assert all(column.purpose for column in entry.columns.values())
    assert entry.purpose
    if any(column.personal for column in entry.columns.values()):
        assert entry.basis is not Basis.NONE


def test_the_record_of_processing_names_every_column() -> None:
    """`immerse privacy record` prints each table with purpose, basis and term, and each column with its protection."""
    printed = CliRunner().invoke(app, ["privacy", "record"]).stdout
    for name, entry in REGISTRY.items():
        section = printed.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert entry.purpose in section
        assert entry.term.value in section
        for column, what in entry.columns.items():
            assert f"| {column} | {what.purpose} |" in section
            assert what.protection.value in section
