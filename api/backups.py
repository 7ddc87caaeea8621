"""Backups: a folder with everything that is stored as one SQLite file, and a manifest with the hash of it.

It is the same whichever database it comes from, so it can be restored into the other one as well. It is one consistent
view, taken while the service runs. It holds no keys: what identifies people is sealed with keys that are kept apart, so
that destroying a key erases its owner from all backups too. Keep a copy of the folder of keys, elsewhere than backups.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from api import postgres, sqlite
from api.backup_folder import FILE, Backup, close_file, reached, verify_backup, write_backup
from api.copying import copy_rows, count_rows
from api.errors import DatabaseError
from api.migrating import check_known, find_revision, migrate
from api.postgres import read_url
from api.session import Database
from api.settings import Settings


def back_up(settings: Settings, target: Path) -> Backup:
    """Write a backup to the folder `target`, whole or not at all; raises DatabaseError where something is there."""
    if not settings.has_database:
        raise DatabaseError("there is no database to back up")

    def fill(file: Path) -> None:
        if settings.database_url:
            _take_rows(settings, file)
        else:
            sqlite.copy_file(settings.database, file)

    return write_backup(target, fill, settings.data)


def restore(settings: Settings, source: Path) -> Backup:
    """Put a verified backup in place of an empty database, and bring it to the schema of this program.

    People who were erased since are erased again, so there may be fewer rows than the backup holds.
    Raises DatabaseError where the database holds anything, or the backup is damaged or newer than this program; and
    KeysError where keys are missing, which have to be put back first.
    """
    backup = verify_backup(source)
    check_known(backup.revision)
    put = _give_rows if settings.database_url else _put_file
    counts = put(settings, source / FILE, backup.counts)
    shutil.rmtree(settings.index, ignore_errors=True)  # made from another state; it is built again
    return Backup(backup.made_at, backup.revision, counts, backup.artefacts)


def _take_rows(settings: Settings, file: Path) -> None:
    """Copy all rows of a PostgreSQL database, in one view, into a new SQLite file of the same revision."""
    with ExitStack() as stack:
        reader = stack.enter_context(reached(postgres.make_engine(read_url(settings.database_url))))
        source = stack.enter_context(reader.connect().execution_options(isolation_level="REPEATABLE READ"))
        writer = stack.enter_context(reached(sqlite.make_engine(file)))
        revision = find_revision(source)
        if revision is None:
            raise DatabaseError("the database has no schema yet; run `immerse database init`")
        migrate(writer, revision)
        copy_rows(source, stack.enter_context(sqlite.writing(writer).begin()))


def _give_rows(settings: Settings, file: Path, backed_up: Mapping[str, int]) -> Mapping[str, int]:
    """Copy the rows of a backup into a PostgreSQL database."""
    beside = settings.data / f".restoring-{FILE}"  # opened beside the keys, which belong to it
    beside.parent.mkdir(parents=True, exist_ok=True)
    beside.unlink(missing_ok=True)
    try:
        shutil.copy(file, beside)
        with reached(sqlite.make_engine(beside)) as engine, engine.connect() as connection:
            _check_whole(backed_up, count_rows(connection))
        Database.open(beside, settings.keys).close()  # brings an older one to the newest schema
        with ExitStack() as stack:
            reader = stack.enter_context(reached(sqlite.make_engine(beside)))
            writer = stack.enter_context(reached(postgres.make_engine(read_url(settings.database_url))))
            source = stack.enter_context(reader.connect())
            expected = count_rows(source)
            counts = copy_rows(source, stack.enter_context(postgres.writing(writer).begin()))
    finally:
        for path in beside.parent.glob(f"{beside.name}*"):
            path.unlink()
    _check_whole(expected, counts)
    Database.installed(settings).close()
    return counts


def _check_whole(expected: Mapping[str, int], counts: Mapping[str, int]) -> None:
    lost = {name: n for name, n in expected.items() if counts.get(name, 0) < n}
    if lost:
        raise DatabaseError(f"rows are missing after restoring: {lost}")


def _put_file(settings: Settings, file: Path, expected: Mapping[str, int]) -> Mapping[str, int]:
    """Put the file in place, in one step, and open it."""
    target = settings.database
    if target.exists():
        raise DatabaseError(f"{target} is there already")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.restoring")
    sqlite.copy_file(file, partial)
    with reached(sqlite.make_engine(partial)) as engine, engine.connect() as connection:
        _check_whole(expected, count_rows(connection))
    close_file(partial)
    partial.replace(target)
    Database.installed(settings).close()
    with reached(sqlite.make_engine(target)) as engine, engine.connect() as connection:
        return count_rows(connection)
