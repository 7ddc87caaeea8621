"""Whether what is stored fits together: what the database itself can tell, and what only this program knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from api import sqlite
from api.copying import count_rows
from api.schema import METADATA
from api.session import Database

# (table, its column that names a row, the table of that row): both have to be of one organisation.
BELONGING = (
    ("profile_link", "profile_id", "profile"),
    ("vacancy_version", "vacancy_id", "vacancy"),
    ("vacancy_alias", "vacancy_id", "vacancy"),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """How many rows there are in each table, and a line for each thing that does not fit."""

    counts: dict[str, int]
    problems: tuple[str, ...]


def check_database(database: Database) -> Checked:
    """Check an open database; its revision, keys and policies were checked when it was opened."""
    with database.read() as session:
        connection = session.connection()
        return Checked(count_rows(connection), tuple(_problems(connection)))


def _problems(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        yield from sqlite.find_damage(connection)
    for table, column, parent in BELONGING:
        if n := _count(connection, _strays(table, column, parent)):
            yield f"{n} rows of {table} belong to another organisation than the {parent} they name"
    if n := _count(connection, _unannounced()):
        yield f"{n} vacancies have a version that the index was never told about"


def _strays(table: str, column: str, parent: str) -> Select[tuple[str]]:
    child, owner = METADATA.tables[table], METADATA.tables[parent]
    same = owner.c.id == child.c[column]
    return select(child.c.organisation).join(owner, same).where(child.c.organisation != owner.c.organisation)


def _unannounced() -> Select[tuple[str]]:
    vacancy, outbox = METADATA.tables["vacancy"], METADATA.tables["outbox"]
    newest = select(outbox.c.vacancy_id, func.max(outbox.c.version).label("version")).group_by(outbox.c.vacancy_id)
    told = newest.subquery()
    fits = (told.c.vacancy_id == vacancy.c.id) & (told.c.version == vacancy.c.version)
    return select(vacancy.c.id).outerjoin(told, fits).where(told.c.vacancy_id.is_(None))


def _count(connection: Connection, query: Select[tuple[str]]) -> int:
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
