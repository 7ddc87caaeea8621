"""Row-level security on PostgreSQL: the wall between organisations, held by the database too.

A transaction says whose rows it may see (`api.postgres`); where it has said nothing, there are none. Policies are
forced, so that they bind the owner of the tables as well. They are made anew after every change of the schema, from the
classes of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from api.engines import EVERYBODY
from api.schema import METADATA, organisation_tables
from api.tables import OrganisationRow, SharedRow

SETTING = "immerse.organisation"
# In brackets it is asked once for a statement, not once for a row.
SAID = f"(SELECT current_setting('{SETTING}', true))"
OWN = f"organisation = {SAID} OR {SAID} = '{EVERYBODY}'"
SHARED = f"shared AND {SAID} <> ''"
APPEND_ONLY = frozenset({"audit_entry"})
VERSION_TABLE = "alembic_version"


def guard(connection: Connection, role: str) -> None:
    """Put policies on all tables of organisations, and give `role` what serving needs; as the owner of the tables."""
    for table in organisation_tables():
        for statement in _policies(table):
            connection.execute(text(statement))
    for statement in _grants(connection.dialect.identifier_preparer.quote(role)):
        connection.execute(text(statement))


def lift(connection: Connection) -> None:
    """Take all policies away until the end of a transaction that changes the schema, which `guard` has to end."""
    found = connection.execute(text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")).all()
    for table, policy in found:
        connection.execute(text(f"DROP POLICY {policy} ON {table}"))
        connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))


def find_unguarded(connection: Connection) -> list[str]:
    """Return the tables of organisations that are there without a forced policy."""
    query = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT ("
        "relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid))"
    )
    bare = set(connection.execute(query).scalars())
    return sorted(bare & {str(table.__tablename__) for table in organisation_tables()})


def _policies(table: type[OrganisationRow]) -> Iterator[str]:
    name = table.__tablename__
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS own ON {name}"
    yield f"CREATE POLICY own ON {name} USING ({OWN}) WITH CHECK ({OWN})"
    if issubclass(table, SharedRow):
        yield f"DROP POLICY IF EXISTS shared ON {name}"
        yield f"CREATE POLICY shared ON {name} FOR SELECT USING ({SHARED})"


def _grants(role: str) -> Iterator[str]:
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield f"GRANT SELECT ON {VERSION_TABLE} TO {role}"
    for name in sorted(METADATA.tables):
        rights = "SELECT, INSERT" if name in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        yield f"REVOKE ALL ON {name} FROM {role}"
        yield f"GRANT {rights} ON {name} TO {role}"
