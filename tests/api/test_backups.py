"""What was backed up comes back row by row, on either database, and nothing that is damaged or not empty is touched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from api import repository
from api.administering import check_installed, upgrade
from api.backup_folder import FILE
from api.backups import back_up, restore
from api.cli import app
from api.demo_world import DEMO
from api.errors import DatabaseError, KeysError
from api.importing import import_profiles, import_vacancies
from api.installing import init_database
from api.migrating import find_revision, migrate, newest_revision
from api.outbox import read_end
from api.reading import Reader
from api.rows import RawRow, iter_rows
from api.schema import METADATA
from api.session import KEYS, Database
from api.settings import Settings
from api.sqlite import make_engine
from api.vacancies import share_vacancy
from tests.api.conftest import NOW, vacancy_line
from tests.api.starts import POSTGRESQL, SQLITE, Fill, Starts

OTHER = "other"
Empty = Callable[[str], Settings]


@pytest.fixture(scope="module")
def fill(reader: Reader) -> Fill:
    """Put in the people and some vacancies of the demo, and a shared vacancy of another organisation."""

    def put(whole: Database) -> None:
        own = whole.of("default")
        city = sorted(DEMO.glob("vacancies-*.jsonl"))[0].read_bytes()
        import_vacancies(islice(iter_rows(city), 20), own, reader, NOW, "demo")
        import_profiles(iter_rows((DEMO / "profiles.jsonl").read_bytes()), own, reader, NOW, "demo")
        with whole.write() as session:
            repository.new_organisation(session, OTHER, "The other one", NOW)
        import_vacancies(iter([RawRow(1, vacancy_line(id="x"))]), whole.of(OTHER), reader, NOW)
        with whole.of(OTHER).write() as session:
            share_vacancy(session, repository.list_open(session)[0], NOW, shared=True)

    return put


@pytest.fixture
def empty(settings: Settings, starts: Starts, tmp_path: Path) -> Empty:
    """Make an installation without anything but the keys of the first one."""

    def make(kind: str) -> Settings:
        data = tmp_path / f"empty-{kind}"
        shutil.copytree(settings.data / KEYS, data / KEYS)
        if kind == SQLITE:
            return Settings(data=data)
        url = starts.server.url()
        init_database(starts.server.admin, url, data)
        said = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return Settings(data=data, database_url=said.replace(" ", "%20"))

    return make


def contents(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, as the tables' classes read them."""
    with database.read() as session:
        return {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in METADATA.tables.items()
        }


@pytest.mark.databases
@pytest.mark.parametrize("target", [SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.slow)])
def test_a_backup_brings_everything_back(
    settings: Settings, whole: Database, reader: Reader, empty: Empty, tmp_path: Path, target: str
) -> None:
    """Onto either kind of database: every row of every table, and what is stored next goes on from it."""
    made = back_up(settings, tmp_path / "backup")
    before = contents(whole)
    assert {name: len(rows) for name, rows in before.items()} == made.counts
    assert (made.counts["profile"], made.counts["vacancy"]) == (30, 21)
    there = empty(target)
    restored = restore(there, tmp_path / "backup")
    assert {name: restored.counts[name] for name in before} == {name: len(rows) for name, rows in before.items()}
    database = Database.installed(there)
    assert contents(database) == before
    assert check_installed(there).problems == ()
    import_vacancies(iter([RawRow(1, vacancy_line(id="next"))]), database.of("default"), reader, NOW)
    with database.read() as session:
        assert read_end(session) > len(before["outbox"])
    database.close()


@pytest.mark.databases
def test_a_backup_holds_no_words_and_no_keys(settings: Settings, whole: Database, tmp_path: Path) -> None:
    """What people said is ciphertext in it, and what opens it is elsewhere; without the keys it cannot be opened."""
    with whole.of("default").read() as session:
        words = [row.words.encode() for row in repository.list_everybody(session) if row.words]
    back_up(settings, tmp_path / "backup")
    held = b"".join(path.read_bytes() for path in (tmp_path / "backup").iterdir())
    assert len(words) > 20
    assert not [each for each in words if each[:20] in held]
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [FILE, "manifest.json"]
    with pytest.raises(KeysError):
        restore(Settings(data=tmp_path / "elsewhere"), tmp_path / "backup")


@pytest.mark.databases
def test_what_is_not_empty_is_left_alone(settings: Settings, whole: Database, tmp_path: Path) -> None:
    """Neither a database with rows nor a folder with a backup is written over."""
    back_up(settings, tmp_path / "backup")
    before = contents(whole)
    with pytest.raises(DatabaseError, match=r"is there already|is not empty"):
        restore(settings, tmp_path / "backup")
    with pytest.raises(DatabaseError, match="is there already"):
        back_up(settings, tmp_path / "backup")
    assert contents(whole) == before


@pytest.mark.parametrize("damage", ["flip", "truncate", "manifest"])
@pytest.mark.usefixtures("whole")
def test_a_damaged_backup_is_refused(settings: Settings, empty: Empty, tmp_path: Path, damage: str) -> None:
    """Every byte is checked before anything is restored."""
    back_up(settings, tmp_path / "backup")
    victim = tmp_path / "backup" / ("manifest.json" if damage == "manifest" else FILE)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content[:-1] if damage == "truncate" else content)
    there = empty(SQLITE)
    with pytest.raises(DatabaseError, match="cannot be restored"):
        restore(there, tmp_path / "backup")
    assert not there.database.exists()


def test_a_backup_of_a_newer_program_is_refused(
    settings: Settings, whole: Database, empty: Empty, tmp_path: Path
) -> None:
    """Its schema is unknown here."""
    with whole.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    back_up(settings, tmp_path / "backup")
    with pytest.raises(DatabaseError, match="9999, which this version of the program does not know"):
        restore(empty(SQLITE), tmp_path / "backup")


def test_upgrading_backs_up_first(tmp_path: Path) -> None:
    """A database of an earlier program is backed up as it is, then migrated and checked."""
    settings = Settings(data=tmp_path / "old")
    settings.data.mkdir()
    engine = make_engine(settings.database)
    migrate(engine, "0004")
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO vacancy (id, source, title, text, facts, content_hash, links, ranking, unresolved, "
                "near_text_key, site, version, created_at, updated_at) VALUES ('v', '', 'Chef', '', '{}', '', '[]', "
                "'{}', '[]', 0, '', 1, '2026-11-01 00:00:00', '2026-11-01 00:00:00')"
            )
        )
        connection.execute(text("INSERT INTO outbox (vacancy_id, version) VALUES ('v', 1)"))
    engine.dispose()
    first, second = upgrade(settings, "", tmp_path / "backup")
    assert (first, second.partition("; ")[0]) == (
        f"backed up to {tmp_path / 'backup'}",
        f"the schema was at 0004 and is at {newest_revision()}",
    )
    kept = make_engine(tmp_path / "backup" / FILE)
    with kept.connect() as connection:
        assert find_revision(connection) == "0004"
        assert connection.execute(text("SELECT title FROM vacancy")).scalars().all() == ["Chef"]
    kept.dispose()
    database = Database.installed(settings)
    with database.of("default").read() as session:
        assert [row.title for row in repository.list_open(session)] == ["Chef"]
    database.close()
    [again] = upgrade(settings, "", None)
    assert again.startswith("the schema was at")


@pytest.mark.databases
def test_checking_finds_what_does_not_fit(settings: Settings, whole: Database) -> None:
    """A link of another organisation than its person, and a version that the index was never told about."""
    assert check_installed(settings).problems == ()
    with whole.write() as session:
        connection = session.connection()
        first = connection.execute(text("SELECT id FROM profile ORDER BY id LIMIT 1")).scalar_one()
        moved = connection.execute(
            text("UPDATE profile_link SET organisation = 'other' WHERE profile_id = :id"), {"id": first}
        ).rowcount
        connection.execute(text("UPDATE vacancy SET version = 7 WHERE organisation = 'other'"))
    assert moved
    assert check_installed(settings).problems == (
        f"{moved} rows of profile_link belong to another organisation than the profile they name",
        "1 vacancies have a version that the index was never told about",
    )


@pytest.mark.usefixtures("whole")
def test_the_commands(settings: Settings, empty: Empty, tmp_path: Path) -> None:
    """Counts are said; problems end with exit code 1."""
    environment = {"IMMERSE_DATA": str(settings.data)}
    done = CliRunner().invoke(app, ["database", "backup", str(tmp_path / "backup")], env=environment)
    assert (done.exit_code, "profile 30," in done.output, "keep a copy" in done.output) == (0, True, True)
    there = {"IMMERSE_DATA": str(empty(SQLITE).data)}
    done = CliRunner().invoke(app, ["database", "restore", str(tmp_path / "backup")], env=there)
    assert (done.exit_code, "profile 30," in done.output) == (0, True)
    done = CliRunner().invoke(app, ["database", "check"], env=there)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "0 problems")
    assert isinstance(CliRunner().invoke(app, ["database", "init", "--admin-url", "x"]).exception, DatabaseError)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [POSTGRESQL])
def test_upgrading_postgresql_backs_up_first(
    settings: Settings, whole: Database, starts: Starts, tmp_path: Path
) -> None:
    """As the owner: back to an earlier schema, and forward again with everything that was there."""
    whole.close()
    said = starts.server.admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with pytest.raises(DatabaseError, match="give --admin-url"):
        list(upgrade(settings, "", None))
    lines = list(upgrade(settings, said, tmp_path / "backup"))
    assert lines[-1].startswith("the schema was at")
