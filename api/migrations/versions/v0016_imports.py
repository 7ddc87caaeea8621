"""Files of vacancies that are being imported, and the rows of them that were refused; one index for lists.

SQLite chose the narrow index on what is open, and then read every text; the new one begins like it and holds the rest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = (
    "organisation", "shared", "withdrawn_at", "published", "expires", "created_at", "country", "source", "to_review",
    "found_by", "id",
)  # fmt: skip
AFTER = (
    "withdrawn_at", "expires", "published", "created_at", "organisation", "shared", "country", "source", "to_review",
    "found_by", "id",
)  # fmt: skip


def upgrade() -> None:
    """Go to this revision."""
    op.drop_index("ix_vacancy_listing", "vacancy")
    op.drop_index(op.f("ix_vacancy_withdrawn_at_expires"), "vacancy")
    op.create_index("ix_vacancy_listing", "vacancy", list(AFTER))
    op.create_table(
        "vacancy_import",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("header_hash", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("waiting", sa.LargeBinary(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("merged", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_vacancy_import_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy_import")),
    )
    op.create_index(op.f("ix_vacancy_import_header_hash"), "vacancy_import", ["header_hash"])
    op.create_index(op.f("ix_vacancy_import_state"), "vacancy_import", ["state"])
    op.create_table(
        "refused_row",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f("fk_refused_row_organisation")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["vacancy_import.id"], name=op.f("fk_refused_row_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_refused_row")),
    )


def downgrade() -> None:
    """Go back from it."""
    op.drop_table("refused_row")
    op.drop_table("vacancy_import")
    op.drop_index("ix_vacancy_listing", "vacancy")
    op.create_index(op.f("ix_vacancy_withdrawn_at_expires"), "vacancy", ["withdrawn_at", "expires"])
    op.create_index("ix_vacancy_listing", "vacancy", list(BEFORE))
