"""What officers say about what was read from vacancies, and what lists of vacancies are filtered and searched by.

Words that were not understood are noted from the next reading on.
"""

from __future__ import annotations

import json
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

FOUND_BY, PLACE_SHARE = 120, 40
TOGETHER = 500
LISTED = (
    "organisation", "shared", "withdrawn_at", "published", "expires", "created_at", "country", "source", "to_review",
    "found_by", "id",
)  # fmt: skip


def upgrade() -> None:
    """Go to this revision."""
    for name, kind, default in (
        ("unmapped", sa.JSON(), "[]"),
        ("answers", sa.JSON(), "[]"),
        ("read_ranking", sa.JSON(), "{}"),
        ("to_review", sa.Boolean(), sa.false()),
        ("found_by", sa.String(length=FOUND_BY), ""),
    ):
        op.add_column("vacancy", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("vacancy", sa.Column("reviewed_at", sa.DateTime(), nullable=True))
    _fill(op.get_bind())
    op.create_index("ix_vacancy_listing", "vacancy", list(LISTED))


def downgrade() -> None:
    """Go back from it."""
    op.drop_index("ix_vacancy_listing", "vacancy")
    with op.batch_alter_table("vacancy") as batch:
        for name in ("reviewed_at", "found_by", "to_review", "read_ranking", "answers", "unmapped"):
            batch.drop_column(name)


def _fill(connection: sa.Connection) -> None:
    """Say of every vacancy what it is found by, and whether what was read should be looked at."""
    columns = "id, title, place, ranking, unresolved, former"
    after = ""
    while True:
        query = sa.text(f"SELECT {columns} FROM vacancy WHERE id > :after ORDER BY id LIMIT {TOGETHER}")  # noqa: S608
        rows = connection.execute(query, {"after": after}).all()
        if not rows:
            return
        values = [
            {
                "id": row.id,
                "found_by": f"{_fold(row.title)[: FOUND_BY - PLACE_SHARE]} {_fold(row.place or '')}"[:FOUND_BY],
                "to_review": _is_doubtful(*map(_loaded, (row.ranking, row.unresolved, row.former))),
            }
            for row in rows
        ]
        update = "UPDATE vacancy SET found_by = :found_by, to_review = :to_review WHERE id = :id"
        connection.execute(sa.text(update), values)
        after = rows[-1].id


def _is_doubtful(ranking: object, unresolved: object, former: object) -> bool:
    if unresolved or former or not isinstance(ranking, dict) or not ranking.get("occupation"):
        return True
    return not any(each["source"] == "stated" for each in ranking.get("requirements", ()))


def _loaded(value: object) -> object:
    """Return JSON as it is in memory; PostgreSQL's driver has loaded it already."""
    return json.loads(value) if isinstance(value, str) else value


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))
    return " ".join(bare.lower().split())
