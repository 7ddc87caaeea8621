"""SQLite's dialect, such that a statement is compiled once in a process, and not once for each test's database.

A server opens one database and compiles what it asks once. Tests open some two thousand, and without this every fifth
second of theirs goes into compiling the same statements again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

COMPILED: dict[Any, Any] = {}


class OneDialect(SQLiteDialect_pysqlite):
    """Is equal to every other one with the same driver: a statement is kept under its dialect."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        """Say whether both compile alike."""
        return isinstance(other, OneDialect) and self.dbapi is other.dbapi

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self.dbapi)

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let all engines keep what they compile in one place."""
        engine.update_execution_options(compiled_cache=COMPILED)


def share_compiled() -> None:
    """Use this dialect from now on for every address of SQLite."""
    registry.register("sqlite", OneDialect.__module__, OneDialect.__name__)
