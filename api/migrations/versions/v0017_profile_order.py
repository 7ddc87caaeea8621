"""An index of profiles in the order in which lists show them: each page sorted everybody's file."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NAME, COLUMNS = "ix_profile_organisation_created_at_id", ["organisation", "created_at", "id"]


def upgrade() -> None:
    """Go to this revision."""
    op.create_index(op.f(NAME), "profile", COLUMNS)


def downgrade() -> None:
    """Go back from it."""
    op.drop_index(op.f(NAME), "profile")
