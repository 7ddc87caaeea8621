"""The record of consent only grows: no line of it is ever changed; it goes when the person does."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REFUSAL = "lines of the record of consent are never changed"
SQLITE = f"CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
POSTGRESQL = (
    f"""CREATE FUNCTION refuse_consent_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent
        FOR EACH ROW EXECUTE FUNCTION refuse_consent_change()""",
)


def upgrade() -> None:
    """Go to this revision."""
    for statement in POSTGRESQL if op.get_context().dialect.name == "postgresql" else (SQLITE,):
        op.execute(statement)


def downgrade() -> None:
    """Go back from it."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TRIGGER consent_no_update ON consent")
        op.execute("DROP FUNCTION refuse_consent_change")
    else:
        op.execute("DROP TRIGGER consent_no_update")
