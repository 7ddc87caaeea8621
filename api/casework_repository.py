"""Reading and writing the rows of casework; every function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from api.casework_tables import AssignmentRow, ContestRow, HandOverRow, InterestRow, MarkRow
from api.errors import NotFoundError

# --- who looks after whom --------------------------------------------------------------------


def find_assignment(session: Session, profile_id: str) -> AssignmentRow | None:
    """Find who looks after a person."""
    return session.get(AssignmentRow, profile_id)


def map_assignments(session: Session) -> dict[str, str]:
    """Return who looks after whom: users' ids by those of profiles."""
    return {row.profile_id: row.user_id for row in session.exec(select(AssignmentRow))}


def list_hand_overs(session: Session, profile_id: str) -> Sequence[HandOverRow]:
    """List how a person was handed over, newest first."""
    query = select(HandOverRow).where(col(HandOverRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(HandOverRow.at).desc(), col(HandOverRow.id).desc())).all()


# --- marks -----------------------------------------------------------------------------------


def get_mark(session: Session, profile_id: str, mark_id: str) -> MarkRow:
    """Return a mark in this profile's list; raises NotFoundError."""
    row = session.get(MarkRow, mark_id)
    if row is None or row.profile_id != profile_id:
        raise NotFoundError("mark", mark_id)
    return row


def list_marks(session: Session, profile_id: str) -> Sequence[MarkRow]:
    """List the marks in a profile's list, newest first, undone ones too."""
    query = select(MarkRow).where(col(MarkRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(MarkRow.at).desc(), col(MarkRow.id).desc())).all()


# --- contests --------------------------------------------------------------------------------


def get_contest(session: Session, profile_id: str, contest_id: str) -> ContestRow:
    """Return an objection about this profile; raises NotFoundError."""
    row = session.get(ContestRow, contest_id)
    if row is None or row.profile_id != profile_id:
        raise NotFoundError("contest", contest_id)
    return row


def list_contests(session: Session, profile_id: str) -> Sequence[ContestRow]:
    """List the objections about a profile, newest first, answered ones too."""
    query = select(ContestRow).where(col(ContestRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(ContestRow.at).desc(), col(ContestRow.id).desc())).all()


def count_open_contests(session: Session) -> dict[str, int]:
    """Count the objections that nobody has answered, by profile; those without any are left out."""
    query = (
        select(ContestRow.profile_id, func.count())
        .where(col(ContestRow.answered_at).is_(None))
        .group_by(col(ContestRow.profile_id))
    )
    return dict(session.exec(query).all())


# --- interests -------------------------------------------------------------------------------


def list_interests(session: Session, profile_id: str) -> Sequence[InterestRow]:
    """List what a person is interested in now, newest first."""
    query = select(InterestRow).where(col(InterestRow.profile_id) == profile_id, col(InterestRow.ended_at).is_(None))
    return session.exec(query.order_by(col(InterestRow.at).desc(), col(InterestRow.id).desc())).all()


def count_interests(session: Session) -> dict[str, int]:
    """Count the vacancies that people are interested in now, by profile; those without any are left out."""
    query = (
        select(InterestRow.profile_id, func.count())
        .where(col(InterestRow.ended_at).is_(None))
        .group_by(col(InterestRow.profile_id))
    )
    return dict(session.exec(query).all())
