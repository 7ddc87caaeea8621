"""Rows of one database into another, table by table, whichever the two are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, MetaData, Select, Table, func, select, text

from api.errors import DatabaseError
from api.rowlevel import VERSION_TABLE
from api.streams import streamed

# Filled by migrations and by opening a database, so no sign that anything is stored.
SEEDED = frozenset({"organisation", "ring_key"})


def copy_rows(source: Connection, target: Connection) -> dict[str, int]:
    """Copy all rows into an empty database of the same revision; returns how many there are in each table.

    Raises DatabaseError where the target holds anything.
    """
    known = _tables(target)
    if filled := [name for name, table in known.items() if name not in SEEDED and _count(target, table)]:
        raise DatabaseError(f"the database is not empty: there are rows in {', '.join(sorted(filled))}")
    for name in SEEDED & set(known):
        target.execute(known[name].delete())
    tables = _tables(source)
    for name, table in known.items():
        with streamed(source, _in_order(tables[name])) as rows:
            for part in rows.mappings().partitions():
                target.execute(table.insert(), [dict(row) for row in part])
    if target.dialect.name == "postgresql":
        _go_on_counting(target, known)
    return count_rows(target)


def count_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows there are in each table."""
    return {name: _count(connection, table) for name, table in sorted(_tables(connection).items())}


def _tables(connection: Connection) -> Mapping[str, Table]:
    """Return the tables as they are, those first that others name."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if table.name not in (VERSION_TABLE, "sqlite_sequence")}


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _in_order(table: Table) -> Select[Any]:
    """Return all rows in the order of keys: entries of the record are chained, and a backup should hold them so."""
    return select(table).order_by(*table.primary_key.columns)


def _go_on_counting(connection: Connection, tables: Mapping[str, Table]) -> None:
    """Let numbers that the database gives go on after those that were copied."""
    for table in tables.values():
        for column in table.primary_key.columns:
            place = {"table": table.name, "column": column.name}
            counter = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), place).scalar()
            newest = connection.execute(select(func.max(column))).scalar() if counter else None
            if newest is not None:
                connection.execute(text("SELECT setval(:counter, :newest)"), {"counter": counter, "newest": newest})
