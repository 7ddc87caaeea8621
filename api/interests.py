"""What people are interested in themselves. Works in the caller's transaction.

An interest is a signal to the caseworker and no decision: it moves nothing in a list, and nothing leaves because of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from api import casework_repository as rows
from api import repository
from api.bodies import Statement
from api.casework_tables import InterestRow
from api.errors import NotFoundError
from api.ordered_ids import make_ordered_id
from api.session import Session

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class InterestLine(Statement):
    """A vacancy that a person is interested in."""

    vacancy: Id


def be_interested(session: Session, profile_id: str, vacancy_id: str, now: datetime) -> InterestRow:
    """Note that a person is interested in a vacancy, once; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    repository.get_vacancy(session, vacancy_id)
    known = _find(session, profile_id, vacancy_id)
    if known is not None:
        return known
    row = InterestRow(id=make_ordered_id(), profile_id=profile_id, vacancy_id=vacancy_id, at=now)
    session.add(row)
    return row


def end_interest(session: Session, profile_id: str, vacancy_id: str, now: datetime) -> InterestRow:
    """Note that a person is interested no more; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    row = _find(session, profile_id, vacancy_id)
    if row is None:
        raise NotFoundError("interest in vacancy", vacancy_id)
    row.ended_at = now
    session.add(row)
    return row


def interests_of(session: Session, profile_id: str) -> Sequence[InterestRow]:
    """Return what a person is interested in now, newest first; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    return rows.list_interests(session, profile_id)


def _find(session: Session, profile_id: str, vacancy_id: str) -> InterestRow | None:
    found = rows.list_interests(session, profile_id)
    return next((row for row in found if row.vacancy_id == vacancy_id), None)
