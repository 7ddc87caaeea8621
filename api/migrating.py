"""Bringing the schema to where the program needs it, on either database, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from api import postgres, sqlite
from api.errors import DatabaseError
from api.rowlevel import guard, lift
from api.sealing import SEALS, Seals

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(
    engine: Engine,
    revision: str = "head",
    seals: Seals | None = None,
    role: str | None = None,
    *,
    down: bool = False,
    before: Callable[[Connection, str], None] | None = None,
) -> None:
    """Bring the schema to `revision`, with `down` to an earlier one ("base" undoes everything), in one transaction.

    `before` is called in it with the revision that a schema is at which will be left.

    Rows are sealed, and opened again, with `seals`. On PostgreSQL the engine acts as the owner of the tables, and
    `role` is the one that serves. Raises DatabaseError where rows would be left that name rows that are not there.
    """
    config = _config()
    with _changing(engine) as connection:
        config.attributes["connection"] = connection
        config.attributes[SEALS] = seals
        found = find_revision(connection)
        if before is not None and found not in (None, newest_revision()):
            check_known(found)
            before(connection, found)
        if engine.dialect.name == "postgresql":
            lift(connection)  # policies hang on columns
        if down or revision != "head" or found != newest_revision():
            (command.downgrade if down or revision == "base" else command.upgrade)(config, revision)
        after = find_revision(connection)
        if engine.dialect.name == "sqlite" and after != found and (n := sqlite.count_broken(connection)):
            raise DatabaseError(f"{n} rows name rows that are not there; the migration is undone")
        if role is not None and after == newest_revision():
            guard(connection, role)


def find_revision(connection: Connection) -> str | None:
    """Return the revision that the schema is at; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the revision that this program works with."""
    return _scripts().get_current_head()


def check_known(revision: str) -> None:
    """Raise DatabaseError for a revision that this program does not know: a newer one made it."""
    try:
        _scripts().get_revision(revision)
    except CommandError as error:
        raise DatabaseError(f"the schema is at {revision}, which this version of the program does not know") from error


def check_revision(connection: Connection) -> None:
    """Raise DatabaseError for a schema that is not the one that this program works with."""
    found, needed = find_revision(connection), newest_revision()
    if found != needed:
        raise DatabaseError(f"the schema is at {found} and has to be at {needed}; run `immerse database upgrade`")


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    if engine.dialect.name == "sqlite":
        with sqlite.changing_tables(engine) as connection:
            yield connection
    else:
        with postgres.writing(engine).begin() as connection:
            yield connection


@cache
def _scripts() -> ScriptDirectory:
    """Return the migrations of this program; reading them takes longer than opening a database."""
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    return config
