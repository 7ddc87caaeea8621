"""What an administrator does with the database of an installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from api import postgres, sqlite
from api.backup_folder import SEALED, list_kept, name_backup
from api.backups import back_up
from api.errors import DatabaseError
from api.installing import init_database, upgrade_schema
from api.migrating import find_revision, newest_revision
from api.postgres import read_url
from api.session import Database
from api.settings import Settings
from api.soundness import Checked, check_database


def set_up(settings: Settings, admin_url: str) -> str:
    """Make the database that the settings name; returns a line that says what is there. Raises DatabaseError."""
    if not settings.database_url:
        raise DatabaseError(
            "set IMMERSE_DATABASE to the address the service will use; without it, nothing is to be made"
        )
    url = read_url(settings.database_url)
    init_database(read_url(admin_url), url, settings.data, settings.keys)
    return (
        f"database {url.database} is at {newest_revision()}; the service signs in as {url.username}, who owns nothing"
    )


def check_installed(settings: Settings) -> Checked:
    """Check the database of an installation."""
    with closing(Database.installed(settings)) as database:
        return check_database(database)


def upgrade(settings: Settings, admin_url: str, folder: Path | None) -> Iterator[str]:
    """Back up, migrate and check; says each when it is done. Raises DatabaseError where something does not fit."""
    before, after = _revision(settings), newest_revision()
    if before not in (None, after):
        yield f"backed up to {_back_up(settings, str(before), folder)}"
    if settings.database_url:
        if not admin_url:
            raise DatabaseError("tables are changed as their owner: give --admin-url, or set IMMERSE_ADMIN_DATABASE")
        upgrade_schema(read_url(admin_url), read_url(settings.database_url), settings.data, settings.keys)
    checked = check_installed(settings)
    if checked.problems:
        raise DatabaseError("; ".join(checked.problems))
    yield f"the schema was at {before} and is at {after}; {sum(checked.counts.values())} rows fit together"


def _back_up(settings: Settings, revision: str, folder: Path | None) -> Path:
    """Back up to `folder`, else into the data folder, where opening a file of sealed rows makes one by itself."""
    if folder is None and not settings.database_url and revision >= SEALED:
        Database.installed(settings).close()
        return next(iter(list_kept(settings.data)), settings.data)
    target = folder or name_backup(settings.data, revision)
    back_up(settings, target)
    return target


def _revision(settings: Settings) -> str | None:
    """Return the revision of the database as it is."""
    if not settings.has_database:
        return None
    where = settings.database_url
    engine = postgres.make_engine(read_url(where)) if where else sqlite.make_engine(settings.database)
    try:
        with engine.connect() as connection:
            return find_revision(connection)
    finally:
        engine.dispose()
