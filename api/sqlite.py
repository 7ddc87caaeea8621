"""SQLite, as it has to be set for nothing to be lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pysqlite3
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from api.engines import Engines
from api.errors import DatabaseError

SQLITE_FLOOR = (3, 51, 3)  # before it, two connections that checkpoint at once can corrupt a WAL database
BUSY_TIMEOUT_MS = 5000
POOL_SIZE = 21
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "secure_delete = ON",  # else a deleted text stays readable in the file
    "temp_store = MEMORY",  # else what a query sorts, people's words too, is written to files elsewhere
    "mmap_size = 0",  # a mapped page that cannot be read kills the process instead of raising
)


def check_sqlite(version: tuple[int, ...]) -> None:
    """Raise DatabaseError for a SQLite that can lose data."""
    if version < SQLITE_FLOOR:
        found, floor = (".".join(map(str, numbers)) for numbers in (version, SQLITE_FLOOR))
        raise DatabaseError(f"SQLite {found} is older than {floor}, which fixed a corruption of WAL databases")


def open_sqlite(path: Path) -> Engines:
    """Reach the SQLite file at `path`; raises DatabaseError for a SQLite that can lose data.

    A writer takes the write lock at once: a plain BEGIN under write load fails with "locked" instead of waiting.
    """
    check_sqlite(pysqlite3.sqlite_version_info)
    engine = make_engine(path)

    def fold() -> None:
        """Fold the write-ahead log into the file; waits for readers only briefly."""
        with engine.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    return Engines(engine, writing(engine), fold)


def writing(engine: Engine) -> Engine:
    """Return the engine whose transactions take the write lock at once."""
    return engine.execution_options(begin="BEGIN IMMEDIATE")


def make_engine(path: Path) -> Engine:
    """Make an engine on the SQLite file at `path`, with every connection set up, and no schema yet."""
    engine = create_engine(
        f"sqlite:///{path}",
        module=pysqlite3,
        pool_size=POOL_SIZE,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # else errors, and so logs, would quote what people wrote
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def changing_tables(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction in which tables are changed.

    SQLite changes a table by dropping it, which with foreign keys would delete what names its rows. So they are off
    meanwhile; whoever changes tables asks `count_broken` before the end.
    """
    with writing(engine).connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF").close()
        try:
            with connection.begin():
                yield connection
        finally:
            connection.connection.cursor().execute("PRAGMA foreign_keys = ON").close()


def copy_file(path: Path, target: Path) -> None:
    """Copy the database in the file at `path`, as it is at this moment, to a new file; others may be writing."""
    with closing(pysqlite3.connect(path)) as source, closing(pysqlite3.connect(target)) as copy:
        source.backup(copy)


def find_damage(connection: Connection) -> Iterator[str]:
    """Yield what SQLite itself finds wrong with its file."""
    found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    yield from (str(line) for line in found if line != "ok")
    if n := count_broken(connection):
        yield f"{n} rows name rows that are not there"


def count_broken(connection: Connection) -> int:
    """Return how many rows name rows that are not there."""
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin in `_begin` only
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")  # first, as the change to WAL may have to wait
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
