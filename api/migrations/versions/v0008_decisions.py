"""Decisions about matches and what came of them, the stop switch, and incidents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("incident", "ranking_switch", "follow_up", "decision")


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "decision",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("profile_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("trace_id", sa.String(length=32), nullable=False),
        sa.Column("vacancy_id", sa.String(length=32), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _organisation("decision"),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_decision_profile_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_table(
        "follow_up",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("decision_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _organisation("follow_up"),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_follow_up_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    _oversight()
    for table, columns in (
        ("decision", ["profile_id"]), ("decision", ["vacancy_id"]), ("decision", ["at"]),
        ("follow_up", ["decision_id"]), ("ranking_switch", ["scope", "id"]), ("incident", ["detected_at"]),
    ):  # fmt: skip
        op.create_index(op.f("_".join(["ix", table, *columns])), table, columns)


def downgrade() -> None:
    """Go back from it."""
    for table in TABLES:
        op.drop_table(table)


def _organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f(f"fk_{table}_organisation"))


def _oversight() -> None:
    op.create_table(
        "ranking_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_switch")),
    )
    op.create_table(
        "incident",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("detected_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _organisation("incident"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
