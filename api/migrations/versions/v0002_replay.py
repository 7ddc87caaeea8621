"""What replaying a ranking needs: versions of vacancies, weights, catalogues, and more about each trace."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = ("asked", "seq", "near", "program", "digest", "widened", "packed")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "vacancy_version",
        sa.Column("vacancy_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("vacancy_id", "version", name=op.f("pk_vacancy_version")),
    )
    op.create_index(op.f("ix_vacancy_version_replaced_at"), "vacancy_version", ["replaced_at"], unique=False)
    op.create_table(
        "kept_part",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", "id", name=op.f("pk_kept_part")),
    )
    for column in _added():
        op.add_column("trace", column)
    packed = _by_database("CAST('1' || input AS BLOB)", "convert_to('1' || input::text, 'UTF8')")
    op.execute(f"UPDATE trace SET packed = {packed} WHERE input IS NOT NULL")  # noqa: S608 - expressions from here
    op.drop_column("trace", "input")
    op.create_index(op.f("ix_trace_at"), "trace", ["at"], unique=False)


def downgrade() -> None:
    """Go back from it; traces keep their inputs."""
    op.drop_index(op.f("ix_trace_at"), "trace")
    op.add_column("trace", sa.Column("input", sa.JSON(), nullable=True))
    kept = _by_database("substr(CAST(packed AS TEXT), 2)", "substr(convert_from(packed, 'UTF8'), 2)::json")
    op.execute(f"UPDATE trace SET input = {kept} WHERE packed IS NOT NULL")  # noqa: S608 - expressions from here
    for name in ADDED:
        op.drop_column("trace", name)
    op.drop_table("kept_part")
    op.drop_index(op.f("ix_vacancy_version_replaced_at"), "vacancy_version")
    op.drop_table("vacancy_version")


def _by_database(sqlite: str, postgresql: str) -> str:
    return sqlite if op.get_bind().dialect.name == "sqlite" else postgresql


def _added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("asked", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("near", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("program", sa.String(length=32), nullable=False, server_default=""),
        sa.Column("digest", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("widened", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("packed", sa.LargeBinary(), nullable=True),
    )
