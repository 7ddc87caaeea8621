"""What people are interested in themselves, and how an organisation is reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "interest",
        *(
            sa.Column(name, sa.String(length=32), nullable=False)
            for name in ("organisation", "id", "profile_id", "vacancy_id")
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_interest_organisation")),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_interest_profile_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_interest_profile_id"), "interest", ["profile_id"])
    op.add_column("organisation", sa.Column("contact", sa.String(length=500), server_default="", nullable=False))


def downgrade() -> None:
    """Go back from it."""
    op.drop_column("organisation", "contact")
    op.drop_table("interest")
