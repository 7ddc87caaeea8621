"""An index that holds how a vacancy is, and what it is called: looking it up read its texts on the way."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAME = "ix_vacancy_state"
COLUMNS = ["id", "version", "withdrawn_at", "updated_at", "organisation", "shared", "title"]


def upgrade() -> None:
    """Go to this revision."""
    op.create_index(NAME, "vacancy", COLUMNS)


def downgrade() -> None:
    """Go back from it."""
    op.drop_index(NAME, "vacancy")
