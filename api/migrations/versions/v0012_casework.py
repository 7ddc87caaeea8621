"""Who looks after whom, marks of caseworkers in people's lists, and objections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("assignment", "hand_over", "mark", "contest")


def upgrade() -> None:
    """Go to this revision."""
    _make(
        "assignment",
        _text("profile_id", key=True),
        _text("user_id"),
        _time("since"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_assignment_user_id"), ondelete="CASCADE"
        ),
        index="user_id",
    )
    _make(
        "hand_over",
        _text("id", key=True),
        _text("profile_id"),
        _text("from_user_id", nullable=True),
        _text("to_user_id", nullable=True),
        _sealed("note"),
        _text("actor"),
        _time("at"),
        index="profile_id",
    )
    _make(
        "mark",
        _text("id", key=True),
        _text("profile_id"),
        _text("vacancy_id"),
        _text("kind", 20),
        _sealed("reason"),
        _text("actor"),
        _time("at"),
        _time("undone_at", nullable=True),
        index="profile_id",
    )
    _make_contests()


def downgrade() -> None:
    """Go back from it."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_contests() -> None:
    _make(
        "contest",
        _text("id", key=True),
        _text("profile_id"),
        _text("trace_id", nullable=True),
        _text("vacancy_id", nullable=True),
        _text("kind", 20, nullable=True),
        _sealed("uri", nullable=True),
        _sealed("words"),
        sa.Column("by_person", sa.Boolean(), nullable=False),
        _text("actor"),
        _time("at"),
        _sealed("answer", nullable=True),
        _text("answered_by", nullable=True),
        _time("answered_at", nullable=True),
        index="profile_id",
    )
    op.create_index(op.f("ix_contest_answered_at"), "contest", ["answered_at"])


def _make(table: str, *items: sa.schema.SchemaItem, index: str) -> None:
    """Create a table whose rows belong to an organisation and go with a profile."""
    [key] = [item.name for item in items if isinstance(item, sa.Column) and item.info.get("key")]
    op.create_table(
        table,
        _text("organisation"),
        *items,
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f(f"fk_{table}_organisation")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f(f"fk_{table}_profile_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f(f"ix_{table}_{index}"), table, [index])


def _text(name: str, length: int = 32, *, nullable: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable, info={"key": key})


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _sealed(name: str, *, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)
