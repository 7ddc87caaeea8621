"""The wall between organisations: a session of one of them sees and writes its own rows, and nothing else.

Every ORM statement of such a session, a load by primary key included, is given the condition that the row is its
organisation's; a statement that could not be given one, wholly or in a part of it, is refused.
While reading, rows that others share are seen too; a session that writes sees its own rows only, so nothing that it has
found can be somebody else's. New rows are stamped when they are flushed, and a row of another organisation is refused.
Prepared statements carry the same condition from the start. On PostgreSQL the database holds the line once more
(`api.rowlevel`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NoReturn, cast

from sqlalchemy import (
    Alias,
    ColumnClause,
    ColumnElement,
    CursorResult,
    Select,
    Table,
    TextClause,
    Update,
    event,
    inspect,
    or_,
)
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm.interfaces import ORMOption
from sqlalchemy.sql.visitors import ExternallyTraversible
from sqlmodel import Session, col

from api.errors import WallError
from api.prepared import HELD_TO, Prepared
from api.schema import organisation_tables
from api.sealing import ORGANISATION
from api.tables import OrganisationRow, SharedRow

__all__ = ["WRITES", "WalledSession", "ask"]

ENTITY = "parententity"  # what SQLAlchemy marks the parts of a statement with that belong to a table's class
PAST = "rows of an organisation are written one by one, through its session"
WRITES = "writes"  # in a session's `info`, beside its organisation


class WalledSession(Session):
    """A session of one organisation. Ways past its rows and statements are closed."""

    def ask(self, prepared: Prepared, values: Mapping[str, object]) -> CursorResult[*tuple[Any, ...]]:
        """Execute a prepared statement, held to the rows of the organisation; raises WallError for another's."""
        info = self.info
        own, connection = info[ORGANISATION], super().connection()
        if prepared.inserts:
            if prepared.belongs and values.get(ORGANISATION, own) != own:
                raise WallError(f"a row of {prepared.table.name} belongs to another organisation")
            return connection.execute(prepared.statement, {**values, ORGANISATION: own} if prepared.belongs else values)
        statement = prepared.own if info[WRITES] else prepared.seen
        return connection.execute(statement, {**values, HELD_TO: own})

    def connection(self, *_arguments: object, **_names: object) -> NoReturn:
        """Raise WallError: what a bare connection is told cannot be held."""
        raise WallError("a session of an organisation gives no connection away")

    def bulk_save_objects(self, *_arguments: object, **_names: object) -> NoReturn:
        """Raise WallError: rows would pass by the session."""
        raise WallError(PAST)

    def bulk_insert_mappings(self, *_arguments: object, **_names: object) -> NoReturn:
        """Raise WallError: rows would pass by the session."""
        raise WallError(PAST)

    def bulk_update_mappings(self, *_arguments: object, **_names: object) -> NoReturn:
        """Raise WallError: rows would pass by the session."""
        raise WallError(PAST)


def ask(session: Session, prepared: Prepared, **values: object) -> CursorResult[*tuple[Any, ...]]:
    """Execute a prepared statement in a session of either kind, after what was changed in it so far is written."""
    if session.new or session.deleted or session.dirty:
        session.flush()
    if isinstance(session, WalledSession):
        return session.ask(prepared, values)
    return session.connection().execute(prepared.statement, values)


@event.listens_for(WalledSession, "do_orm_execute")
def _see_own_rows(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or not (state.is_select or state.is_update or state.is_delete):
        raise WallError("a session of an organisation takes selects, updates and deletes of tables' classes only")
    if state.is_executemany:
        raise WallError(PAST)
    info = state.session.info
    sees_shared = state.is_select and not info[WRITES]
    asked = _list_tables(cast("ExternallyTraversible", state.statement))
    conditions = _conditions(info[ORGANISATION], sees_shared=sees_shared)
    state.statement = state.statement.options(*(conditions[name] for name in sorted(asked & conditions.keys())))


def _list_tables(statement: ExternallyTraversible) -> set[str]:
    """Return which tables a statement asks for, all by their classes; raises WallError where it could reach past these.

    Conditions go to tables' classes. A bare table beside them gets none; in a text, an "or" would undo the others'.
    """
    asked: set[str] = set()
    for parts in _iter_scopes(statement):
        if any(isinstance(part, TextClause) or _is_text(part) for part in parts):
            raise WallError("a session of an organisation takes no text in its statements")
        tables = [
            (table.name, ENTITY in part._annotations) for part in parts if (table := _find_table(part)) is not None
        ]
        held = {name for name, is_held in tables if is_held}
        if bare := {name for name, _ in tables} - held:
            raise WallError(f"{', '.join(sorted(bare))}: asked for past the class of its rows")
        aliases = [part for part in parts if isinstance(part, Alias) and ENTITY not in part._annotations]
        if any(isinstance(alias.element, Table) for alias in aliases):
            raise WallError("another name for a table is asked for past the class of its rows")
        asked |= held
    if isinstance(statement, Update) and ORGANISATION in map(_key, statement._values or ()):
        raise WallError("a row stays with its organisation")
    return asked


def _iter_scopes(statement: ExternallyTraversible) -> Iterator[list[ExternallyTraversible]]:
    """Yield the parts of a statement, and of each select within it, apart."""
    parts, within, left = [], [], [statement]
    while left:
        part = left.pop()
        if isinstance(part, Select) and part is not statement:
            within.append(part)
        else:
            parts.append(part)
            left.extend(part.get_children())
    yield parts
    for each in within:
        yield from _iter_scopes(each)


def _is_text(part: object) -> bool:
    return isinstance(part, ColumnClause) and part.is_literal and part.name != "*"


def _key(column: object) -> str:
    return str(getattr(column, "key", column))


def _find_table(part: object) -> Table | None:
    """Return the table that a part of a statement is, renames or has a column of; None for all others."""
    if isinstance(part, ColumnClause):
        part = part.table
    elif isinstance(part, Alias):
        part = part.element
    return part if isinstance(part, Table) else None


@event.listens_for(WalledSession, "before_flush")
def _write_own_rows(session: AnySession, _context: UOWTransaction, _instances: object) -> None:
    organisation = session.info[ORGANISATION]
    for row in session.new:
        if isinstance(row, OrganisationRow):
            row.organisation = row.organisation or organisation
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, OrganisationRow) and _owners(row) != {organisation}:
            raise WallError(f"a row of {row.__tablename__} belongs to another organisation")


def _owners(row: OrganisationRow) -> set[str]:
    """Return whose the row is, and whose it was before an unsaved change."""
    history = inspect(row).attrs["organisation"].history
    return {*(history.added or ()), *(history.unchanged or ()), *(history.deleted or ())}


@lru_cache(maxsize=1024)
def _conditions(organisation: str, *, sees_shared: bool) -> Mapping[str, ORMOption]:
    """Return the condition of each table, by its name: only those of tables that are asked for cost anything."""
    return {
        str(table.__tablename__): with_loader_criteria(
            table, _condition(table, organisation, sees_shared=sees_shared), include_aliases=True
        )
        for table in organisation_tables()
    }


def _condition(table: type[OrganisationRow], organisation: str, *, sees_shared: bool) -> ColumnElement[bool]:
    own = col(table.organisation) == organisation
    return or_(own, col(table.shared)) if sees_shared and issubclass(table, SharedRow) else own
