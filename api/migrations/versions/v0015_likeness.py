"""Codes of names and contacts, by which somebody who is here already is noticed.

Rows from before get theirs when the identity is next written.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CODES = ("name_code", "contact_code")


def upgrade() -> None:
    """Go to this revision."""
    for name in CODES:
        op.add_column("profile_identity", sa.Column(name, sa.String(length=32), nullable=True))
        op.create_index(op.f(f"ix_profile_identity_{name}"), "profile_identity", [name])


def downgrade() -> None:
    """Go back from it."""
    for name in CODES:
        op.drop_index(op.f(f"ix_profile_identity_{name}"), "profile_identity")
        op.drop_column("profile_identity", name)
