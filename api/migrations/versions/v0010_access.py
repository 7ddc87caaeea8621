"""Users, visits, keys of programs, invitations, broken glass, and what is begun or has failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("user_account", "visit", "service_key", "invitation", "broken_glass", "pending", "attempt")


def upgrade() -> None:
    """Go to this revision."""
    _make_users()
    _make_visits()
    _make_keys()
    _make_looks()
    _make_steps()


def downgrade() -> None:
    """Go back from it."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _make_users() -> None:
    _make(
        "user_account",
        _text("id", 32, key=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        _text("name_code", 32),
        sa.Column("roles", sa.JSON(), nullable=False),
        _text("password", 200, nullable=True),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.JSON(), nullable=False),
        _text("issuer", 500, nullable=True),
        _text("subject", 500, nullable=True),
        _time("created_at"),
        _time("disabled_at", nullable=True),
        sa.UniqueConstraint("name_code", name=op.f("uq_user_account_name_code")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_user_account_issuer_subject")),
    )


def _make_visits() -> None:
    _make(
        "visit",
        _text("hash", 64, key=True),
        _text("id", 32),
        _text("user_id", 32, nullable=True),
        _text("profile_id", 32, nullable=True),
        _time("begun_at"),
        _time("seen_at"),
        _cascade("visit", "user_id", "user_account"),
        _cascade("visit", "profile_id", "profile"),
        indexes=(("user_id",), ("profile_id",)),
    )


def _make_keys() -> None:
    _make(
        "service_key",
        _text("id", 32, key=True),
        _text("name", 200),
        _text("hash", 64),
        sa.Column("scopes", sa.JSON(), nullable=False),
        _time("created_at"),
        _time("expires_at"),
        _time("used_at", nullable=True),
        _time("revoked_at", nullable=True),
    )


def _make_looks() -> None:
    _make(
        "invitation",
        _text("hash", 64, key=True),
        _text("profile_id", 32),
        _time("created_at"),
        _time("expires_at"),
        _cascade("invitation", "profile_id", "profile"),
        indexes=(("profile_id",),),
    )
    _make(
        "broken_glass",
        _text("id", 32, key=True),
        _text("user_id", 32),
        _text("profile_id", 32),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        _time("at"),
        _time("until"),
        _cascade("broken_glass", "user_id", "user_account"),
        _cascade("broken_glass", "profile_id", "profile"),
        indexes=(("user_id", "profile_id"),),
    )


def _make_steps() -> None:
    op.create_table(
        "pending",
        _text("hash", 64),
        _text("kind", 20),
        sa.Column("data", sa.JSON(), nullable=False),
        _time("expires_at"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_pending")),
    )
    op.create_table(
        "attempt",
        _text("hash", 64),
        sa.Column("n_failed", sa.Integer(), nullable=False),
        _time("failed_at"),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_attempt")),
    )


def _make(table: str, *items: sa.schema.SchemaItem, indexes: tuple[tuple[str, ...], ...] = ()) -> None:
    """Create a table whose rows belong to an organisation; its first column is the key."""
    [key] = [item.name for item in items if isinstance(item, sa.Column) and item.info.get("key")]
    op.create_table(
        table,
        _text("organisation", 32),
        *items,
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f(f"fk_{table}_organisation")),
    )
    for columns in indexes:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _text(name: str, length: int, *, nullable: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=nullable, info={"key": key})


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(), nullable=nullable)


def _cascade(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{parent}.id"], name=name, ondelete="CASCADE")
