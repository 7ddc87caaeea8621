"""Setting up a PostgreSQL database: its roles, the schema, and what the role of the service may do.

Two roles: the owner of the tables, as whom nobody can sign in, and the one of the service, which owns nothing and which
no right lifts over the policies. An administrator of the server acts as the owner, here and for upgrades.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, text

from api.errors import DatabaseError
from api.migrating import migrate
from api.postgres import check_server, make_engine
from api.rowlevel import VERSION_TABLE
from api.session import Database, seals_for


def owner_of(url: URL) -> str:
    """Return the role that owns the tables of a database."""
    return f"{url.database}_owner"


def init_database(admin: URL, url: URL, data: Path, keys: Path | None = None) -> None:
    """Make roles and database as `url` names them where they are missing, migrate, and check that it can be served.

    `admin` is any database of the same server, as somebody who may make roles and databases.
    """
    server = create_engine(admin, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        with server.connect() as connection:
            check_server(connection)
            _make_roles(connection, url)
            _make_database(connection, url)
    finally:
        server.dispose()
    upgrade_schema(admin, url, data, keys)


def upgrade_schema(admin: URL, url: URL, data: Path, keys: Path | None = None) -> None:
    """Bring schema, policies and rights to where this program needs them, as the owner of the tables."""
    owner = owner_engine(admin, url)
    try:
        seals = seals_for(owner, data, keys)
        migrate(owner, seals=seals, role=_name(url))
        seals.store.close()
    finally:
        owner.dispose()
    Database.connect(url, data, keys).close()


def owner_engine(admin: URL, url: URL) -> Engine:
    """Connect to the database as whoever owns its tables, or is to own them."""
    there = admin.set(database=url.database)
    looking = create_engine(there, hide_parameters=True)
    query = text("SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = :name")
    try:
        with looking.connect() as connection:
            found = connection.execute(query, {"name": VERSION_TABLE}).scalar()
    finally:
        looking.dispose()
    return make_engine(there, role=found or owner_of(url))


def _make_roles(connection: Connection, url: URL) -> None:
    quote = connection.dialect.identifier_preparer.quote
    owner, name = quote(owner_of(url)), quote(_name(url))
    powerless = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
    if not _exists(connection, "pg_roles", "rolname", owner_of(url)):
        connection.exec_driver_sql(f"CREATE ROLE {owner} NOLOGIN {powerless}")
        connection.exec_driver_sql(f"GRANT {owner} TO CURRENT_USER")
    if not _exists(connection, "pg_roles", "rolname", _name(url)):
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN {powerless}{_password(connection, url)}")


def _password(connection: Connection, url: URL) -> str:
    """Return how a role's password is said: as a verifier, so that no log of the server can hold the password."""
    if url.password is None:
        return ""
    driver = connection.connection.driver_connection
    if driver is None:
        raise DatabaseError("the connection to the server was lost")
    said = driver.pgconn.encrypt_password(str(url.password).encode(), _name(url).encode(), b"scram-sha-256")
    return f" PASSWORD '{said.decode()}'"


def _make_database(connection: Connection, url: URL) -> None:
    quote = connection.dialect.identifier_preparer.quote
    name, owner = quote(str(url.database)), quote(owner_of(url))
    if not _exists(connection, "pg_database", "datname", str(url.database)):
        # Order by code points, as on SQLite: no update of the system's locales can upset an index.
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        )
    connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {name} TO {quote(_name(url))}")


def _exists(connection: Connection, table: str, column: str, name: str) -> bool:
    query = text(f"SELECT 1 FROM {table} WHERE {column} = :name")  # noqa: S608 - names of the catalogue, from here
    return connection.execute(query, {"name": name}).first() is not None


def _name(url: URL) -> str:
    """Return the role of the service."""
    return str(url.username)
