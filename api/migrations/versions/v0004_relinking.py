"""What was read with which release, concepts that are only words by now, and what relinking came to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("profile", "vacancy")


def upgrade() -> None:
    """Go to this revision."""
    for table in TABLES:
        op.add_column(table, sa.Column("taxonomy", sa.String(length=32), nullable=False, server_default=""))
        op.add_column(table, sa.Column("reading", sa.String(length=100), nullable=False, server_default=""))
        op.add_column(table, sa.Column("former", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "relinked",
        sa.Column("before", sa.String(length=32), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=False),
        sa.Column("noun", sa.String(length=20), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("concepts", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", "noun", name=op.f("pk_relinked")),
    )


def downgrade() -> None:
    """Go back from it."""
    op.drop_table("relinked")
    for table in TABLES:
        for name in ("former", "reading", "taxonomy"):
            op.drop_column(table, name)
