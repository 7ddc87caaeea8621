"""The database keeps its promises: settings, write lock, migrations that agree with the tables."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError
from sqlmodel import func, select

from api import repository
from api.errors import DatabaseError
from api.session import Database, make_engine, migrate
from api.sqlite import check_sqlite
from api.tables import KeptPartRow, OutboxRow, Row
from api.traces import open_trace
from matcher.inputs import to_json
from matcher.types import RankingInput


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("mmap_size", 0),
    ],
)
def test_every_connection_is_set_up(whole: Database, pragma: str, value: object) -> None:
    """The settings that keep data safe hold on a connection taken from the pool."""
    with whole.read() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_an_old_sqlite_is_refused() -> None:
    """A version with the WAL bug raises and names both versions."""
    with pytest.raises(DatabaseError, match=r"3\.40\.1 is older than 3\.51\.3"):
        check_sqlite((3, 40, 1))


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """Opening rubbish raises a DatabaseError with the path."""
    path = tmp_path / "immerse.sqlite"
    path.write_bytes(b"this is not a database, not even nearly" * 50)
    with pytest.raises(DatabaseError, match=r"immerse\.sqlite cannot be used"):
        Database.open(path)


def test_models_and_migrations_agree(tmp_path: Path) -> None:
    """After all migrations, autogenerate finds nothing to do; down and up again gives the same."""
    engine = make_engine(tmp_path / "a.sqlite")
    migrate(engine)
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []
        for name, table in Row.metadata.tables.items():  # autogenerate does not compare primary keys
            key = inspect(connection).get_pk_constraint(name)["constrained_columns"]
            assert (name, sorted(key)) == (name, sorted(column.name for column in table.primary_key))
    engine.dispose()


def test_traces_of_the_first_schema_keep_their_input(tmp_path: Path) -> None:
    """What a trace kept before replay existed is still there, in the form of today."""
    facts = RankingInput(education=3, home="2509954")
    engine = make_engine(tmp_path / "a.sqlite")
    migrate(engine, "0001")
    row = {"id": "t", "at": "2026-11-01 00:00:00", "profile": "p", "input": json.dumps(to_json(facts))}
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO profile "
                "VALUES (:profile, '', NULL, NULL, '', '{}', '', '[]', '[]', '{}', '{}', 1, :at, :at)"
            ),
            row,
        )
        connection.execute(
            text(
                "INSERT INTO trace (id, at, profile_id, input, stamp, results) "
                "VALUES (:id, :at, :profile, :input, '{}', '[]')"
            ),
            row,
        )
    engine.dispose()
    database = Database.open(tmp_path / "a.sqlite")
    with database.read() as session:
        kept = repository.get_trace(session, "t")
        assert (open_trace(kept).facts, kept.seq) == (facts, None)
    database.close()


@pytest.mark.databases(always=True)
def test_writers_wait_for_each_other(database: Database) -> None:
    """Eight threads that read, change and write lose nothing and see no lock error."""

    def add(_: int) -> None:
        with database.write() as session:
            n = session.exec(select(func.count()).select_from(OutboxRow)).one()
            session.add(OutboxRow(vacancy_id="v", version=n))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(80)))
    with database.read() as session:
        assert sorted(session.exec(select(OutboxRow.version)).all()) == list(range(80))


@pytest.mark.databases(always=True)
def test_changes_become_visible_in_the_order_of_their_numbers(database: Database) -> None:
    """Whoever has seen a number of the outbox will see no lower one later: the indexer would have passed it."""
    seen: list[list[int]] = []

    def write(_: int) -> None:
        with database.write() as session:
            session.add(OutboxRow(vacancy_id="v", version=1))

    def look(_: int) -> None:
        with database.read() as session:
            seen.append(sorted(row.seq or 0 for row in session.exec(select(OutboxRow))))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: (look if n % 2 else write)(n), range(120)))
    assert max(map(len, seen)) > 10
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)


@pytest.mark.databases(always=True)
def test_a_reader_has_one_view(database: Database) -> None:
    """What is committed while somebody reads is not half seen."""
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(OutboxRow)).one() == 0
        with database.write() as writing:
            writing.add(OutboxRow(vacancy_id="v", version=1))
        assert session.exec(select(func.count()).select_from(OutboxRow)).one() == 0


def test_a_full_disk_fails_one_write_and_no_more(whole: Database) -> None:
    """SQLite has rolled back by itself then; the next one to write finds everything as it was before."""
    with whole.read() as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()

    def write(name: str, most: int) -> None:
        with whole.write() as session:
            session.execute(text(f"PRAGMA max_page_count = {most}"))
            session.add_all([KeptPartRow(name=name, id=str(n), content={"text": "x" * 4000}) for n in range(50)])

    with pytest.raises(OperationalError, match="full"):
        write("x", pages)
    write("y", 1_000_000)
    with whole.read() as session:
        assert set(session.exec(select(KeptPartRow.name))) == {"y"}
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


@pytest.mark.databases(always=True)
def test_a_failed_block_writes_nothing(database: Database) -> None:
    """What a block wrote before it raised is rolled back."""

    def fail() -> None:
        with database.write() as session:
            session.add(OutboxRow(vacancy_id="v", version=1))
            session.flush()
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    with database.read() as session:
        assert session.exec(select(OutboxRow)).all() == []


@pytest.mark.databases(always=True)
def test_sessions_carry_what_the_database_is_told(database: Database) -> None:
    """Keys and the like reach whatever works in a transaction, reading or writing, without going through arguments."""
    database.info["key"] = "k"
    with database.read() as reading:
        assert reading.info["key"] == "k"
    with database.write() as writing:
        assert writing.info["key"] == "k"
