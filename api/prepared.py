"""Statements that are built, and held to the wall, once: for the few that every match and every record ask.

An ORM statement is built, given the wall's conditions, and turned into a key by which its text is found again, each
time it is asked: three to ten times the work of the database itself. A prepared one is all of that once, at import.

It is about the columns of one table, so that one condition holds it. What it reads and writes are values, not rows:
those of sealed columns go through `open_column` and `sealed_columns` of `api.sealing`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, Table, TextClause, Update, bindparam, or_
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import FromClause, SelectBase
from sqlalchemy.sql.visitors import iterate

from api.errors import WallError
from api.schema import METADATA, organisation_tables
from api.sealing import ORGANISATION
from api.tables import Row, SharedRow

HELD_TO = "held_to"  # the parameter that says whose rows a statement may reach
WITHIN = SelectBase, TextClause, FromClause
Statement = Select[Any] | Insert | Update


class Prepared:
    """A statement about one table, for sessions of organisations and of the installation alike.

    Without a condition it is for the installation; `own` reaches the rows of one organisation, `seen` also those that
    others share with it.
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.table = _only_table(statement)

    @property
    def inserts(self) -> bool:
        """Whether it makes rows: these are given their organisation instead of being looked for by it."""
        return isinstance(self.statement, Insert)

    @cached_property
    def belongs(self) -> bool:
        """Whether the rows of its table belong to organisations."""
        return self.table.name in {each.__tablename__ for each in organisation_tables()}

    @cached_property
    def own(self) -> Statement:
        """For the rows of one organisation."""
        return self._where(self.table.c[ORGANISATION] == bindparam(HELD_TO)) if self.belongs else self.statement

    @cached_property
    def seen(self) -> Statement:
        """For the rows that one organisation sees."""
        if self.table.name not in {each.__tablename__ for each in SharedRow.__subclasses__()}:
            return self.own
        return self._where(or_(self.table.c[ORGANISATION] == bindparam(HELD_TO), self.table.c.shared))

    def _where(self, condition: ColumnElement[bool]) -> Statement:
        return self.statement if isinstance(self.statement, Insert) else self.statement.where(condition)


def table_of(row: type[Row]) -> Table:
    """Return the table of a class of rows, for statements about its columns."""
    return METADATA.tables[str(row.__tablename__)]


def _only_table(statement: Statement) -> Table:
    """Return the table; raises WallError where there is another, or anything that a condition would not hold."""
    found: set[Table] = set()
    for part in iterate(statement):
        if isinstance(part, Table):
            found.add(part)
        elif part is not statement and isinstance(part, WITHIN) and not isinstance(part, FunctionElement):
            raise WallError("a prepared statement is about the columns of one table, and nothing within it")
        elif getattr(part, "is_literal", False):
            raise WallError("a prepared statement takes no text")
        elif isinstance(table := getattr(part, "table", None), Table):
            found.add(table)
    if len(found) != 1:
        raise WallError(f"a prepared statement is about one table, not {sorted(table.name for table in found)}")
    if isinstance(statement, Update) and ORGANISATION in {getattr(key, "key", key) for key in statement._values or ()}:
        raise WallError("a row stays with its organisation")
    return found.pop()
