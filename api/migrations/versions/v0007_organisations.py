"""Organisations: whose each row is, what is shared with all, and ids of feeds that are unique within one.

What was stored before belongs to "default". SQLite cannot change the constraints of a table, so its tables are made
again with their rows; `api.session.migrate` sees to it that no foreign key acts meanwhile.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DEFAULT = "default"
OWN = ("profile", "profile_link", "vacancy", "vacancy_version", "vacancy_alias", "relinked", "trace")
SHARED = ("vacancy", "vacancy_version")
UNIQUE = {"profile": ["source", "external_id"], "vacancy": ["source", "external_id"]}
KEYS = {"vacancy_alias": ["source", "external_id"], "relinked": ["before", "after", "noun"]}


def upgrade() -> None:
    """Go to this revision."""
    organisation = op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    op.bulk_insert(organisation, [{"id": DEFAULT, "name": DEFAULT, "created_at": now}])
    for table in OWN:
        _add(table)


def downgrade() -> None:
    """Go back from it; rows of several organisations are put together, which fails where their feeds share ids."""
    for table in reversed(OWN):
        _drop(table)
    op.drop_table("organisation")


def _add(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.add_column(_column("organisation", sa.String(length=32), DEFAULT))
        if table in SHARED:
            batch.add_column(_column("shared", sa.Boolean(), sa.false()))
    with op.batch_alter_table(table) as batch:
        batch.alter_column("organisation", server_default=None)
        if table in SHARED:
            batch.alter_column("shared", server_default=None)
        batch.create_foreign_key(op.f(f"fk_{table}_organisation"), "organisation", ["organisation"], ["id"])
        _swap(batch, table, UNIQUE.get(table, []), KEYS.get(table, []), before=[], after=["organisation"])


def _drop(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        _swap(batch, table, UNIQUE.get(table, []), KEYS.get(table, []), before=["organisation"], after=[])
        batch.drop_constraint(op.f(f"fk_{table}_organisation"), type_="foreignkey")
    with op.batch_alter_table(table) as batch:
        batch.drop_column("organisation")
        if table in SHARED:
            batch.drop_column("shared")


def _swap(
    batch: Any,  # noqa: ANN401 - alembic's batch operations have no public name
    table: str,
    unique: list[str],
    keys: list[str],
    *,
    before: list[str],
    after: list[str],
) -> None:
    """Put constraints with the columns `after` in front of theirs in place of those with `before`."""
    if unique:
        batch.drop_constraint(op.f("_".join(["uq", table, *before, *unique])), type_="unique")
        batch.create_unique_constraint(op.f("_".join(["uq", table, *after, *unique])), [*after, *unique])
    if keys:
        batch.drop_constraint(op.f(f"pk_{table}"), type_="primary")
        batch.create_primary_key(op.f(f"pk_{table}"), [*after, *keys])


def _column(name: str, kind: sa.types.TypeEngine[Any], default: object) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)  # type: ignore[arg-type]
