"""The database, whichever it is, and two ways to talk to it.

`read()` gives a session on one consistent view. `write()` waits until nobody else writes, and commits when its block
ends, so what a route answers after the block is on disk. `of()` gives the same for one organisation only: routes hold
no other. What differs between SQLite and PostgreSQL is in `api.sqlite` and `api.postgres`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DatabaseError as DriverError
from sqlmodel import Session

from api.backup_folder import keep_before
from api.engines import Engines
from api.errors import DatabaseError, WallError
from api.key_store import KeyStore
from api.migrating import check_revision, migrate
from api.postgres import open_postgres, read_url
from api.sealing import ORGANISATION, SEALS, Seals
from api.settings import Settings
from api.sqlite import make_engine, open_sqlite
from api.unlocking import open_ring, settle
from api.walls import WRITES, WalledSession

__all__ = ["Database", "OrganisationDatabase", "Session", "make_engine", "migrate", "seals_for"]

KEYS, STORE = "keys", "people.sqlite"  # the folder of keys, and the file of people's in it


class Database:
    """An open database at the newest schema, all organisations of it; `info` is what every session carries.

    For work of the installation, which looks after the rows of all. A new row has to say whose it is.
    """

    def __init__(self, engines: Engines, info: dict[str, Any]) -> None:
        self.info = info
        self._engines = engines

    @classmethod
    def open(cls, path: Path, keys: Path | None = None) -> Database:
        """Open or create the SQLite file at `path`, with the key ring in `keys`, and migrate it, rows backed up before.

        Without `keys`, the ring is in the folder of the same name beside the file; the keys of people always are.
        Raises DatabaseError naming the file, KeysError naming the key that is missing.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        with _kept(open_sqlite(path), str(path)) as engines:
            seals = seals_for(engines.readers, path.parent, keys)
            migrate(engines.readers, seals=seals, before=partial(keep_before, path))
            return cls(engines, {SEALS: seals})._settled(path.parent)

    @classmethod
    def connect(cls, url: URL, data: Path, keys: Path | None = None) -> Database:
        """Connect to a PostgreSQL database that `immerse database init` has made; keys as for `open`, in `data`.

        Raises DatabaseError where server, role, schema or policies are not what they must be, and KeysError.
        """
        with _kept(open_postgres(url), f"the database {url.database}") as engines:
            with engines.readers.connect() as connection:
                check_revision(connection)
            return cls(engines, {SEALS: seals_for(engines.readers, data, keys)})._settled(data)

    @classmethod
    def installed(cls, settings: Settings) -> Database:
        """Open the database of an installation, the one that its settings name; raises as `open` and `connect`."""
        if settings.database_url:
            return cls.connect(read_url(settings.database_url), settings.data, settings.keys)
        return cls.open(settings.database, settings.keys)

    def _settled(self, data: Path) -> Database:
        settle(self, data / KEYS / STORE)
        return self

    def of(self, organisation: str) -> OrganisationDatabase:
        """Return what belongs to one organisation, which must exist to be written for."""
        return OrganisationDatabase(self, organisation)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session on one consistent view; nothing it changes is kept."""
        with self._open(self._engines.readers, writes=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that holds the write lock; committed when the block ends, rolled back if it raises."""
        with self._open(self._engines.writers, writes=True) as session:
            yield session
            session.commit()

    def _open(self, engine: Engine, *, writes: bool) -> Session:
        return Session(engine, info=self.info, expire_on_commit=not writes)

    def ping(self) -> None:
        """Ask one trivial query; raises what the driver raises."""
        with self._engines.readers.connect() as connection:
            connection.execute(text("SELECT 1"))

    def fold(self) -> None:
        """Take what was deleted out of the files, as far as they are this program's."""
        self._engines.fold()

    def close(self) -> None:
        """Give all connections back; the last one of SQLite folds the write-ahead log into the file."""
        self._engines.dispose()
        self.info[SEALS].store.close()


class OrganisationDatabase(Database):
    """What belongs to one organisation, read and written behind the wall of `api.walls`; no way leads out of it."""

    def __init__(self, whole: Database, organisation: str) -> None:
        super().__init__(whole._engines.of(organisation), whole.info)
        self.organisation = organisation

    def of(self, organisation: str) -> OrganisationDatabase:
        """Raise WallError, for any organisation but its own."""
        if organisation != self.organisation:
            raise WallError("the database of one organisation does not lead to that of another")
        return self

    def _open(self, engine: Engine, *, writes: bool) -> Session:
        info = {**self.info, ORGANISATION: self.organisation, WRITES: writes}
        return WalledSession(engine, info=info, expire_on_commit=not writes)


@contextmanager
def _kept(engines: Engines, name: str) -> Iterator[Engines]:
    """Give the engines back if a block fails; errors of the driver become a DatabaseError that names the database."""
    with ExitStack() as undo:
        undo.callback(engines.dispose)
        try:
            yield engines
        except DriverError as error:
            raise DatabaseError(f"{name} cannot be used: {error.orig}") from error
        undo.pop_all()


def seals_for(engine: Engine, data: Path, keys: Path | None) -> Seals:
    """Open the keys of the database that `engine` reaches: the ring in `keys`, and people's keys in the data folder."""
    folder = data / KEYS
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Seals(KeyStore(make_engine(folder / STORE), open_ring(engine, keys or folder)))
