"""PostgreSQL holds the wall too, refuses to serve what would not, and is set so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from api import postgres, repository
from api.errors import DatabaseError
from api.installing import init_database, owner_engine, owner_of
from api.migrating import migrate
from api.postgres import check_server, read_url
from api.rowlevel import guard
from api.schema import METADATA, organisation_tables
from api.session import Database
from api.settings import Settings
from api.tables import KeptPartRow
from tests.api.conftest import NOW
from tests.api.postgres import Server
from tests.api.starts import POSTGRESQL, Starts

OTHER = "other"


@pytest.fixture
def kind() -> str:
    """Run these on PostgreSQL."""
    return POSTGRESQL


@pytest.fixture
def server(starts: Starts) -> Server:
    """Return the server."""
    return starts.server


@pytest.fixture
def plain(settings: Settings, whole: Database) -> Iterator[Connection]:
    """Connect as the service does, but say nothing about whose rows; two organisations have a profile each."""
    with whole.write() as session:
        repository.new_organisation(session, OTHER, "The other one", NOW)
    for name in ("default", OTHER):
        with whole.of(name).write() as session:
            session.add(repository.new_profile("", None, NOW))
    engine = create_engine(read_url(settings.database_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def count(connection: Connection) -> int:
    """Count profiles."""
    return int(connection.execute(text("SELECT count(*) FROM profile")).scalar_one())


def say(connection: Connection, organisation: str) -> None:
    """Say whose rows this transaction may see."""
    connection.execute(text("SELECT set_config('immerse.organisation', :who, true)"), {"who": organisation})


def test_who_says_nothing_sees_nothing(plain: Connection) -> None:
    """Rows appear for the organisation that the transaction names, and are gone again with the transaction."""
    assert count(plain) == 0
    for organisation, n in (("default", 1), (OTHER, 1), ("nobody", 0), ("*", 2), ("", 0)):
        say(plain, organisation)
        assert count(plain) == n
    say(plain, "*")
    plain.commit()
    assert count(plain) == 0


def test_nobody_writes_for_others(plain: Connection) -> None:
    """What a statement without any condition changes is the organisation's own; giving a row away is refused."""
    say(plain, OTHER)
    assert plain.execute(text("UPDATE profile SET version = 9")).rowcount == 1
    assert plain.execute(text("DELETE FROM profile WHERE organisation = 'default'")).rowcount == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        plain.execute(text("UPDATE profile SET organisation = 'default'"))


def test_every_table_of_organisations_has_a_forced_policy(server: Server, settings: Settings, whole: Database) -> None:
    """The catalogue says so of each; and the role of the service may neither change policies nor the record."""
    engine = server.owner(read_url(settings.database_url))
    with engine.connect() as connection:
        query = text(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'own'"
        )
        found = set(connection.execute(query).scalars())
    engine.dispose()
    assert found == {str(table.__tablename__) for table in organisation_tables()}
    refused = ("ALTER TABLE profile NO FORCE ROW LEVEL SECURITY", "DELETE FROM audit_entry", "SET ROLE postgres")
    for statement in refused:
        with pytest.raises(DBAPIError), whole.write() as session:
            session.execute(text(statement))


def test_connections_are_set_up(whole: Database) -> None:
    """What was acknowledged is on disk; nobody waits, or keeps others waiting, for ever; readers cannot write."""
    with whole.write() as session:
        assert session.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        assert session.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
        assert session.execute(text("SHOW statement_timeout")).scalar_one() == "1min"
        assert session.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one() == "1min"
    with whole.read() as session:
        assert session.execute(text("SHOW transaction_isolation")).scalar_one() == "repeatable read"
        assert session.execute(text("SHOW transaction_read_only")).scalar_one() == "on"


def test_errors_quote_no_rows(whole: Database) -> None:
    """The server's message would name the value that is there twice."""

    def write() -> None:
        with whole.of("default").write() as session:
            session.add(KeptPartRow(name="Olha Shevchenko", id="1", content={}))

    write()
    with pytest.raises(IntegrityError) as refused:
        write()
    error = refused.value
    assert "pk_kept_part" in str(error)
    assert "Shevchenko" not in f"{error} {error.orig} {error!r} {error.orig!r}"


def test_who_may_not_serve(server: Server, settings: Settings, whole: Database) -> None:
    """A superuser, a role that bypasses policies or may become one that does, and the owner of tables are refused."""
    url, data = read_url(settings.database_url), settings.data
    with pytest.raises(DatabaseError, match="SUPERUSER or BYPASSRLS"):
        Database.connect(server.admin.set(database=url.database), data)
    whole.close()
    owner = owner_of(starts_from(server, url.username))
    for change, undo, reason in (
        ("ALTER ROLE {role} BYPASSRLS", "ALTER ROLE {role} NOBYPASSRLS", "SUPERUSER or BYPASSRLS"),
        ("GRANT {owner} TO {role}", "REVOKE {owner} FROM {role}", "owns tables"),
    ):
        server.run(change.format(role=url.username, owner=owner))
        with pytest.raises(DatabaseError, match=reason):
            Database.connect(url, data)
        server.run(undo.format(role=url.username, owner=owner))
    engine = server.owner(url)
    with engine.connect() as connection:
        connection.execute(text("ALTER TABLE trace NO FORCE ROW LEVEL SECURITY"))
    with pytest.raises(DatabaseError, match="no row-level security on trace"):
        Database.connect(url, data)
    with engine.connect() as connection:
        guard(connection, str(url.username))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    engine.dispose()
    with pytest.raises(DatabaseError, match="the schema is at 0004 and has to be at"):
        Database.connect(url, data)


def test_an_old_server_is_refused(whole: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The floor is checked against what the server says of itself."""
    with whole.read() as session:
        check_server(session.connection())
        monkeypatch.setattr(postgres, "FLOOR", 99)
        with pytest.raises(DatabaseError, match=r"PostgreSQL \d+ is older than 99"):
            check_server(session.connection())


@pytest.mark.parametrize(
    "said", ["nonsense", "postgresql://host/db", "mysql://a:secret@h/d", "postgresql://a:secret@h"]
)
def test_a_bad_address_is_refused_without_quoting_it(said: str) -> None:
    """It may hold a password."""
    with pytest.raises(DatabaseError, match="must look like") as refused:
        read_url(said)
    assert "secret" not in str(refused.value)


@pytest.mark.slow
def test_models_and_migrations_agree(server: Server, tmp_path: Path) -> None:
    """After all migrations there is nothing to do; down and up again gives the same; a second init changes nothing."""
    url = server.url()
    init_database(server.admin, url, tmp_path)
    init_database(server.admin, url, tmp_path)
    engine = owner_engine(server.admin, url)
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine, role=url.username)
    assert differences(engine) == []
    engine.dispose()
    Database.connect(url, tmp_path).close()


def differences(engine: Engine) -> list[object]:
    """Return what autogenerate would do."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), METADATA))


def starts_from(server: Server, role: str | None) -> URL:
    """Return the address of the template that a role was made for."""
    return server.admin.set(database=str(role).removesuffix("_app"))
