"""What caseworkers mark in somebody's list: kept on top, hidden, or added. Works in the caller's transaction.

Marks never change a score or an order that was kept: they are laid over the list, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from api import casework_repository as rows
from api import repository
from api.audit import actor_of
from api.bodies import Short, Statement
from api.casework_tables import MarkRow
from api.errors import InvalidInputError, Problem
from api.ordered_ids import make_ordered_id
from api.principals import Principal
from api.session import Session

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class MarkKind(StrEnum):
    """What a caseworker wants with a vacancy."""

    PIN = "pin"  # it stays on top
    HIDE = "hide"  # it is not shown, unless asked for
    ADD = "add"  # it is shown, though the list does not have it


NEED_REASON = frozenset({MarkKind.HIDE, MarkKind.ADD})
"""those that go against the list"""


class MarkLine(Statement):
    """A mark; a reason is needed for what goes against the list."""

    vacancy: Id
    kind: MarkKind
    reason: Short | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A mark; `holds` is whether it is neither undone nor followed by another about the same vacancy."""

    row: MarkRow
    holds: bool


def mark(session: Session, profile_id: str, said: MarkLine, by: Principal, now: datetime) -> MarkRow:
    """Mark a vacancy for a person, in place of what holds; raises NotFoundError and InvalidInputError."""
    repository.get_profile(session, profile_id)
    if said.kind in NEED_REASON and said.reason is None:
        raise InvalidInputError([Problem("reason", f"is needed to {said.kind.value}")])
    repository.get_vacancy(session, said.vacancy)
    row = MarkRow(
        id=make_ordered_id(),
        profile_id=profile_id,
        vacancy_id=said.vacancy,
        kind=said.kind.value,
        reason=said.reason or "",
        actor=actor_of(session, by),
        at=now,
    )
    session.add(row)
    return row


def undo_mark(session: Session, profile_id: str, mark_id: str, now: datetime) -> MarkRow:
    """Undo a mark: none about its vacancy holds then, unless a later one does; raises NotFoundError."""
    row = rows.get_mark(session, profile_id, mark_id)
    row.undone_at = row.undone_at or now
    session.add(row)
    return row


def marks_of(session: Session, profile_id: str) -> list[Marked]:
    """Return all marks in a profile's list, newest first; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    return _with_standing(rows.list_marks(session, profile_id))


def holding_marks(session: Session, profile_id: str) -> dict[str, MarkRow]:
    """Return the mark that holds for each vacancy that has one, by its id."""
    marks = _with_standing(rows.list_marks(session, profile_id))
    return {each.row.vacancy_id: each.row for each in marks if each.holds}


def _with_standing(newest_first: Sequence[MarkRow]) -> list[Marked]:
    newest = {row.vacancy_id: row.id for row in reversed(newest_first)}
    return [Marked(row, newest[row.vacancy_id] == row.id and row.undone_at is None) for row in newest_first]
