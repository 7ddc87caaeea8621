"""The database: SQLite as it has to be set for nothing to be lost, and two ways to talk to it.

`read()` gives a session on one consistent view. `write()` takes the write lock at once (a plain BEGIN
under write load fails with "locked" instead of waiting) and commits when its block ends, so what a
route answers after the block is on disk. `of()` gives the same for one organisation only: routes hold no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pysqlite3
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError as DriverError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from api.errors import DatabaseError, WallError
from api.key_store import KeyStore
from api.sealing import ORGANISATION, SEALS, Seals
from api.unlocking import open_ring, settle
from api.walls import WRITES, WalledSession

__all__ = ["Database", "OrganisationDatabase", "Session", "check_sqlite", "make_engine", "migrate"]

SQLITE_FLOOR = (3, 51, 3)  # before it, two connections that checkpoint at once can corrupt a WAL database
BUSY_TIMEOUT_MS = 5000
POOL_SIZE = 20
KEYS, STORE = "keys", "people.sqlite"  # beside the database: the folder of keys, and the file of people's in it
MIGRATIONS = Path(__file__).parent / "migrations"
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "secure_delete = ON",  # else a deleted text stays readable in the file
    "mmap_size = 0",  # a mapped page that cannot be read kills the process instead of raising
)


def check_sqlite(version: tuple[int, ...]) -> None:
    """Raise DatabaseError for a SQLite that can lose data."""
    if version < SQLITE_FLOOR:
        found, floor = (".".join(map(str, numbers)) for numbers in (version, SQLITE_FLOOR))
        raise DatabaseError(f"SQLite {found} is older than {floor}, which fixed a corruption of WAL databases")


class Database:
    """An open database at the newest schema, all organisations of it; `info` is what every session carries.

    For work of the installation, which looks after the rows of all. A new row has to say whose it is.
    """

    def __init__(self, engine: Engine, info: dict[str, Any]) -> None:
        self.info = info
        self._readers = engine
        self._writers = engine.execution_options(begin="BEGIN IMMEDIATE")

    @classmethod
    def open(cls, path: Path, keys: Path | None = None) -> Database:
        """Open or create the SQLite file at `path`, with the key ring in `keys`, and migrate it.

        Without `keys`, the ring is in the folder of the same name beside the file; the keys of people always are.
        Raises DatabaseError naming the file, KeysError naming the key that is missing.
        """
        check_sqlite(pysqlite3.sqlite_version_info)
        store = path.parent / KEYS / STORE
        store.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        engine = make_engine(path)
        try:
            seals = Seals(KeyStore(make_engine(store), open_ring(engine, keys or store.parent)))
            migrate(engine, seals=seals)
            database = cls(engine, {SEALS: seals})
            settle(database, store)
        except DriverError as error:
            engine.dispose()
            raise DatabaseError(f"{path} cannot be used: {error.orig}") from error
        return database

    def of(self, organisation: str) -> OrganisationDatabase:
        """Return what belongs to one organisation, which must exist to be written for."""
        return OrganisationDatabase(self, organisation)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session on one consistent view; nothing it changes is kept."""
        with self._open(self._readers, writes=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that holds the write lock; committed when the block ends, rolled back if it raises."""
        with self._open(self._writers, writes=True) as session:
            yield session
            session.commit()

    def _open(self, engine: Engine, *, writes: bool) -> Session:
        return Session(engine, info=self.info, expire_on_commit=not writes)

    def ping(self) -> None:
        """Ask one trivial query; raises what the driver raises."""
        with self._readers.connect() as connection:
            connection.execute(text("SELECT 1"))

    def fold(self) -> None:
        """Fold the write-ahead log into the file, so that erased text is in neither. Waits for readers only briefly."""
        with self._readers.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Give all connections back; the last one folds the write-ahead log into the file."""
        self._readers.dispose()
        self.info[SEALS].store.close()


class OrganisationDatabase(Database):
    """What belongs to one organisation, read and written behind the wall of `api.walls`; no way leads out of it."""

    def __init__(self, whole: Database, organisation: str) -> None:
        self.organisation = organisation
        self.info = whole.info
        self._readers = whole._readers
        self._writers = whole._writers

    def of(self, organisation: str) -> OrganisationDatabase:
        """Raise WallError, for any organisation but its own."""
        if organisation != self.organisation:
            raise WallError("the database of one organisation does not lead to that of another")
        return self

    def _open(self, engine: Engine, *, writes: bool) -> Session:
        info = {**self.info, ORGANISATION: self.organisation, WRITES: writes}
        return WalledSession(engine, info=info, expire_on_commit=not writes)


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


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin in `_begin` only
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")  # first, as the change to WAL may have to wait
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def migrate(engine: Engine, revision: str = "head", seals: Seals | None = None, *, down: bool = False) -> None:
    """Bring the schema to `revision`, with `down` to an earlier one ("base" undoes everything), in one transaction.

    Rows are sealed, and opened again, with `seals`.
    """
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    writers = engine.execution_options(begin="BEGIN IMMEDIATE")
    with _without_foreign_keys(writers) as connection, connection.begin():
        config.attributes["connection"] = connection
        config.attributes[SEALS] = seals
        before = _revision(connection)
        (command.downgrade if down or revision == "base" else command.upgrade)(config, revision)
        if _revision(connection) != before and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise DatabaseError(f"{len(broken)} rows name rows that are not there; the migration is undone")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Connect with foreign keys off: SQLite changes a table by dropping it, which would delete what names its rows."""
    with engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF").close()
        try:
            yield connection
        finally:
            connection.connection.cursor().execute("PRAGMA foreign_keys = ON").close()
