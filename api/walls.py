"""The wall between organisations: a session of one of them sees and writes its own rows, and nothing else.

Every ORM statement of such a session, a load by primary key included, is given the condition that the row is its
organisation's; a statement that could not be given one is refused. While reading, rows that others share are seen too;
a session that writes sees its own rows only, so nothing that it has found can be somebody else's. New rows are stamped
when they are flushed, and a row of another organisation is refused. On PostgreSQL the database holds the same line
once more (`api.rowlevel`).
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import ColumnElement, event, inspect, or_
from sqlalchemy.orm import ORMExecuteState, UOWTransaction, with_loader_criteria
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm.interfaces import ORMOption
from sqlmodel import Session, col

from api.errors import WallError
from api.schema import organisation_tables
from api.sealing import ORGANISATION
from api.tables import OrganisationRow, SharedRow

__all__ = ["WRITES", "WalledSession"]

WRITES = "writes"  # in a session's `info`, beside its organisation


class WalledSession(Session):
    """A session of one organisation."""


@event.listens_for(WalledSession, "do_orm_execute")
def _see_own_rows(state: ORMExecuteState) -> None:
    if not state.is_orm_statement or not (state.is_select or state.is_update or state.is_delete):
        raise WallError("a session of an organisation takes selects, updates and deletes of tables' classes only")
    info = state.session.info
    sees_shared = state.is_select and not info[WRITES]
    state.statement = state.statement.options(*_conditions(info[ORGANISATION], sees_shared=sees_shared))


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
def _conditions(organisation: str, *, sees_shared: bool) -> tuple[ORMOption, ...]:
    return tuple(
        with_loader_criteria(table, _condition(table, organisation, sees_shared=sees_shared), include_aliases=True)
        for table in organisation_tables()
    )


def _condition(table: type[OrganisationRow], organisation: str, *, sees_shared: bool) -> ColumnElement[bool]:
    own = col(table.organisation) == organisation
    return or_(own, col(table.shared)) if sees_shared and issubclass(table, SharedRow) else own
