"""Alembic's entry: runs the migrations on the connection that `api.session.migrate` hands over."""

from __future__ import annotations

from alembic import context

import api.accountability_tables  # noqa: F401 - its tables are part of the metadata
from api.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
