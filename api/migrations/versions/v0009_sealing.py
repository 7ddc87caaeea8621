"""Everything about people is sealed; identity apart, consent, receipts of erasing, and what stops ranking.

What is stored is sealed with keys that are made here, so rows need the key ring of the installation. Links get ids that
are known before they are written, as what is sealed is bound to its row. On SQLite, which cannot change a column, the
tables are made again with their rows; on PostgreSQL they are altered in place.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import context, op

from api.errors import KeysError
from api.sealing import SEALS, Form, Owner, Seals, name_owner, place_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TOGETHER = 500
TEXT, JSON, BYTES = Form.TEXT, Form.JSON, Form.BYTES
Kind = sa.types.TypeEngine[Any]
# What is sealed: how, its type when it was not, and whether it may be missing then, and now.
SEALED: dict[str, dict[str, tuple[Form, Kind, bool, bool]]] = {
    "profile": {
        "source": (TEXT, sa.String(500), False, False),
        "external_id": (TEXT, sa.String(500), True, True),
        "lang": (TEXT, sa.String(3), True, True),
        "words": (TEXT, sa.Text(), False, False),
        "facts": (JSON, sa.JSON(), False, False),
        "content_hash": (TEXT, sa.String(64), False, False),
        "unmapped": (JSON, sa.JSON(), False, False),
        "unresolved": (JSON, sa.JSON(), False, False),
        "read_input": (JSON, sa.JSON(), False, False),
        "ranking_input": (JSON, sa.JSON(), False, False),
        "former": (JSON, sa.JSON(), False, False),
    },
    "profile_link": {
        "uri": (TEXT, sa.String(500), False, False),
        "label": (TEXT, sa.String(500), False, False),
        "mention_text": (TEXT, sa.Text(), False, False),
    },
    "trace": {
        "packed": (BYTES, sa.LargeBinary(), True, True),
        "digest": (TEXT, sa.String(64), False, True),
        "results": (JSON, sa.JSON(), False, True),
        "widened": (JSON, sa.JSON(), False, True),
    },
}
OWNED_BY = {"profile": "id", "profile_link": "profile_id", "trace": "profile_id"}
ADDED = ("contact_at", "warned_at", "restricted_at", "objected_at", "withdrawn_at")
NEW = "_new"


def upgrade() -> None:
    """Go to this revision."""
    _create_tables()
    with op.batch_alter_table("profile") as batch:
        batch.drop_constraint(op.f("uq_profile_organisation_source_external_id"), type_="unique")
        batch.add_column(sa.Column("external_key", sa.String(32), nullable=True))
        for name in ADDED:
            batch.add_column(sa.Column(name, sa.DateTime(), nullable=True))
    op.execute("UPDATE profile SET contact_at = updated_at")
    with op.batch_alter_table("trace") as batch:
        batch.add_column(sa.Column("profile_version", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("superseded_by", sa.String(32), nullable=True))
    _key_links(sa.String(32))
    for table in SEALED:
        _seal(table)
    with op.batch_alter_table("profile") as batch:
        batch.alter_column("contact_at", existing_type=sa.DateTime(), nullable=False)
        batch.create_unique_constraint(op.f("uq_profile_external_key"), ["external_key"])
    with op.batch_alter_table("trace") as batch:
        batch.alter_column("profile_version", existing_type=sa.Integer(), server_default=None)
    op.create_index(op.f("ix_profile_link_profile_id"), "profile_link", ["profile_id"])


def downgrade() -> None:
    """Go back from it: everything is opened again; what this revision added is dropped, erased traces with it."""
    op.drop_index(op.f("ix_profile_link_profile_id"), "profile_link")
    op.execute("DELETE FROM trace WHERE results IS NULL")
    for table in SEALED:
        _open(table)
    _key_links(sa.Integer())
    with op.batch_alter_table("profile_link") as batch:
        batch.create_unique_constraint(op.f("uq_profile_link_profile_id_kind_uri"), ["profile_id", "kind", "uri"])
    with op.batch_alter_table("trace") as batch:
        batch.drop_column("profile_version")
        batch.drop_column("superseded_by")
    with op.batch_alter_table("profile") as batch:
        batch.drop_constraint(op.f("uq_profile_external_key"), type_="unique")
        for name in ("external_key", *ADDED):
            batch.drop_column(name)
        columns = ["organisation", "source", "external_id"]
        batch.create_unique_constraint(op.f("uq_profile_organisation_source_external_id"), columns)
    for table in ("erasure", "consent", "profile_identity"):
        op.drop_table(table)


def _seal(table: str) -> None:
    """Seal the columns of a table."""
    columns = SEALED[table]
    _add(table, {name: sa.LargeBinary() for name in columns})
    people = set(op.get_bind().scalars(sa.select(sa.table("profile", sa.column("id")).c.id)))
    for row, owner in _iter_rows(table, {name: kind for name, (_, kind, _, _) in columns.items()}):
        seals = _seals()
        erased = (
            row[OWNED_BY[table]] not in people
        )  # a trace whose person is gone: there is no key, and nothing to keep
        if table == "profile":
            seals.store.make([owner])
        values: dict[str, Any] = {
            name + NEW: seals.seal(owner, _place(table, name, row), form.encode(row[name]))
            for name, (form, _, _, _) in columns.items()
            if row[name] is not None and not erased
        }
        if table == "profile" and row["external_id"] is not None:
            named = row["organisation"], row["source"], row["external_id"]
            values["external_key"] = seals.index("profile", "external_key", *named)
        _update(table, row["id"], values)
    _swap(table, {name: (sa.LargeBinary(), nullable) for name, (_, _, _, nullable) in columns.items()})


def _open(table: str) -> None:
    """Open the columns of a table again."""
    columns = SEALED[table]
    _add(table, {name: kind for name, (_, kind, _, _) in columns.items()})
    for row, owner in _iter_rows(table, {name: sa.LargeBinary() for name in columns}):
        opened = {
            name + NEW: form.decode(_seals().open(owner, _place(table, name, row), row[name]))
            for name, (form, _, _, _) in columns.items()
            if row[name] is not None
        }
        _update(table, row["id"], opened, {name + NEW: columns[name][1] for name in columns})
    _swap(table, {name: (kind, nullable) for name, (_, kind, nullable, _) in columns.items()})


def _key_links(kind: Kind) -> None:
    """Give all links new ids: random ones as text, or numbers."""
    op.add_column("profile_link", sa.Column("id" + NEW, kind, nullable=True))
    link = sa.table("profile_link", sa.column("id"), sa.column("id" + NEW))
    ids = op.get_bind().scalars(sa.select(link.c.id).order_by(link.c.id)).all()
    for number, link_id in enumerate(ids, start=1):
        new = number if isinstance(kind, sa.Integer) else uuid.uuid4().hex
        op.execute(link.update().where(link.c.id == link_id).values({"id" + NEW: new}))
    with op.batch_alter_table("profile_link") as batch:
        batch.drop_constraint(op.f("pk_profile_link"), type_="primary")
        batch.drop_column("id")
    with op.batch_alter_table("profile_link") as batch:
        batch.alter_column("id" + NEW, new_column_name="id", existing_type=kind, nullable=False)
    with op.batch_alter_table("profile_link") as batch:
        batch.create_primary_key(op.f("pk_profile_link"), ["id"])
    if isinstance(kind, sa.Integer) and op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE profile_link ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY")
        op.execute(
            "SELECT setval(pg_get_serial_sequence('profile_link', 'id'), (SELECT count(*) + 1 FROM profile_link))"
        )


def _iter_rows(table: str, kinds: dict[str, Kind]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield all rows, those that are sealed or to be sealed, and whose they are; in parts, as they may be many."""
    plain = {"id", "organisation", OWNED_BY[table]}
    columns = [*(sa.column(name) for name in sorted(plain)), *(sa.column(name, kind) for name, kind in kinds.items())]
    rows, after = sa.table(table, *columns), ""
    while True:
        part = sa.select(rows).where(rows.c.id > after).order_by(rows.c.id).limit(TOGETHER)
        found = op.get_bind().execute(part).mappings().all()
        yield from ((dict(row), name_owner(Owner.PROFILE, row[OWNED_BY[table]])) for row in found)
        if not found:
            return
        after = found[-1]["id"]


def _update(table: str, row_id: str, values: dict[str, Any], kinds: dict[str, Kind] | None = None) -> None:
    columns = [sa.column(name, (kinds or {}).get(name, sa.LargeBinary())) for name in values if name.endswith(NEW)]
    rows = sa.table(table, sa.column("id"), sa.column("external_key"), *columns)
    if values:
        op.get_bind().execute(rows.update().where(rows.c.id == row_id).values(values))


def _add(table: str, kinds: dict[str, Kind]) -> None:
    for name, kind in kinds.items():
        op.add_column(table, sa.Column(name + NEW, kind, nullable=True))


def _swap(table: str, kinds: dict[str, tuple[Kind, bool]]) -> None:
    """Put the new columns in place of the old ones."""
    with op.batch_alter_table(table) as batch:
        for name in kinds:
            batch.drop_column(name)
    with op.batch_alter_table(table) as batch:
        for name, (kind, nullable) in kinds.items():
            batch.alter_column(name + NEW, new_column_name=name, existing_type=kind, nullable=nullable)


def _place(table: str, name: str, row: dict[str, Any]) -> bytes:
    return place_of(table, name, row["organisation"], row["id"])


def _seals() -> Seals:
    seals = context.config.attributes.get(SEALS)
    if not isinstance(seals, Seals):
        raise KeysError("there are people in this database; only a migration with the key ring can seal them")
    return seals


def _create_tables() -> None:
    profile = sa.ForeignKeyConstraint
    op.create_table(
        "profile_identity",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        _organisation("profile_identity"),
        profile(["id"], ["profile.id"], name=op.f("fk_profile_identity_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_identity")),
    )
    op.create_table(
        "consent",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("profile_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("wording", sa.String(length=40), nullable=False),
        _organisation("consent"),
        profile(["profile_id"], ["profile.id"], name=op.f("fk_consent_profile_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_profile_id"), "consent", ["profile_id"])
    op.create_table(
        "erasure",
        sa.Column("organisation", sa.String(length=32), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("profile_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        _organisation("erasure"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_profile_id"), "erasure", ["profile_id"])


def _organisation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=op.f(f"fk_{table}_organisation"))
