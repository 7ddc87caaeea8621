"""Profiles, vacancies, outbox and traces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    _create_outbox()
    _create_profile()
    _create_trace()
    _create_vacancy()
    _create_profile_link()
    _create_vacancy_alias()


def downgrade() -> None:
    """Go back from it."""
    op.drop_table("vacancy_alias")
    op.drop_table("profile_link")
    op.drop_index(op.f("ix_vacancy_withdrawn_at_expires"), "vacancy")
    op.drop_index(op.f("ix_vacancy_near_text_key_site"), "vacancy")

    op.drop_table("vacancy")
    op.drop_index(op.f("ix_trace_profile_id"), "trace")

    op.drop_table("trace")
    op.drop_table("profile")
    op.drop_table("outbox")


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )


def _create_profile() -> None:
    op.create_table(
        "profile",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("external_id", sa.String(length=500), nullable=True),
        sa.Column("lang", sa.String(length=3), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("unmapped", sa.JSON(), nullable=False),
        sa.Column("unresolved", sa.JSON(), nullable=False),
        sa.Column("read_input", sa.JSON(), nullable=False),
        sa.Column("ranking_input", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_profile_source_external_id")),
    )


def _create_trace() -> None:
    op.create_table(
        "trace",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("profile_id", sa.String(length=32), nullable=False),
        sa.Column("input", sa.JSON(), nullable=True),
        sa.Column("stamp", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace")),
    )
    op.create_index(op.f("ix_trace_profile_id"), "trace", ["profile_id"], unique=False)


def _create_vacancy() -> None:
    op.create_table(
        "vacancy",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("external_id", sa.String(length=500), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=3), nullable=True),
        sa.Column("place", sa.String(length=500), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("ranking", sa.JSON(), nullable=False),
        sa.Column("unresolved", sa.JSON(), nullable=False),
        sa.Column("near_text_key", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_vacancy_source_external_id")),
    )
    op.create_index(op.f("ix_vacancy_near_text_key_site"), "vacancy", ["near_text_key", "site"], unique=False)
    op.create_index(op.f("ix_vacancy_withdrawn_at_expires"), "vacancy", ["withdrawn_at", "expires"], unique=False)


def _create_profile_link() -> None:
    op.create_table(
        "profile_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("uri", sa.String(length=500), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("mention_text", sa.Text(), nullable=False),
        sa.Column("mention_start", sa.Integer(), nullable=False),
        sa.Column("mention_end", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["profile.id"], name=op.f("fk_profile_link_profile_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_link")),
        sa.UniqueConstraint("profile_id", "kind", "uri", name=op.f("uq_profile_link_profile_id_kind_uri")),
    )


def _create_vacancy_alias() -> None:
    op.create_table(
        "vacancy_alias",
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("external_id", sa.String(length=500), nullable=False),
        sa.Column("vacancy_id", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["vacancy_id"], ["vacancy.id"], name=op.f("fk_vacancy_alias_vacancy_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "external_id", name=op.f("pk_vacancy_alias")),
    )
