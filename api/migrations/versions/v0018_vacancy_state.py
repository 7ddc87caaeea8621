"""Indexes that hold how a vacancy is, what it is called, and what rows were read with.

Looking that up read the texts on the way: of each vacancy of a list, and of all for the page of the system's state.
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

VACANCY, PROFILE = "ix_vacancy_state", "ix_profile_organisation_taxonomy_reading"
STATE = ["id", "version", "withdrawn_at", "updated_at", "organisation", "shared", "taxonomy", "reading", "title"]


def upgrade() -> None:
    """Go to this revision."""
    op.create_index(VACANCY, "vacancy", STATE)
    op.create_index(op.f(PROFILE), "profile", ["organisation", "taxonomy", "reading"])


def downgrade() -> None:
    """Go back from it."""
    op.drop_index(op.f(PROFILE), "profile")
    op.drop_index(VACANCY, "vacancy")
