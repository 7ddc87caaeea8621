"""What the texts of vacancies state. Those stored before have nothing until they are read again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.add_column("vacancy", sa.Column("stated", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Go back from it."""
    op.drop_column("vacancy", "stated")
