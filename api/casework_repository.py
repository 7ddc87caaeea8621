"""Reading and writing the rows of casework; every function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import load_only
from sqlmodel import Session, col, func, or_, select

from api.casework_tables import AssignmentRow, ContestRow, HandOverRow, InterestRow, MarkRow
from api.errors import NotFoundError
from api.repository import STOP_COLUMNS
from api.rights_tables import IdentityRow
from api.streams import in_parts
from api.tables import ProfileRow
from matcher.intake import ReadWith

# --- whose files there are -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody's file stands, without anything of what is in it."""

    id: str
    version: int
    updated_at: datetime
    contact_at: datetime
    read_with: ReadWith
    is_stopped: bool
    """whether the person is not ranked: restricted, objected to, or consent withdrawn"""


def list_standings(session: Session) -> list[Standing]:
    """List everybody as they came."""
    is_stopped = or_(*(stop.is_not(None) for stop in STOP_COLUMNS))
    told = ("id", "version", "updated_at", "contact_at", "taxonomy", "reading")
    columns = [getattr(ProfileRow, name) for name in told]
    order = col(ProfileRow.created_at), col(ProfileRow.id)
    query = select(*columns, is_stopped).order_by(*order)  # type: ignore[call-overload]  # declared for four columns
    return [
        Standing(profile_id, version, updated, contact, ReadWith(taxonomy, reading), bool(stopped))
        for profile_id, version, updated, contact, taxonomy, reading, stopped in session.exec(query)
    ]


def map_external_ids(session: Session, ids: Sequence[str]) -> dict[str, str | None]:
    """Return what an organisation calls people, by id; only that is opened of their files."""
    needed = load_only(ProfileRow.organisation, ProfileRow.external_id)  # type: ignore[arg-type]
    found: dict[str, str | None] = {}
    for part in in_parts(ids):
        query = select(ProfileRow).where(col(ProfileRow.id).in_(part))
        found |= {row.id: row.external_id for row in session.exec(query.options(needed))}
    return found


def map_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of those people whose name is kept, by id."""
    needed = load_only(IdentityRow.organisation, IdentityRow.name)  # type: ignore[arg-type]
    found: dict[str, str] = {}
    for part in in_parts(ids):
        query = select(IdentityRow).where(col(IdentityRow.id).in_(part))
        found |= {row.id: row.name for row in session.exec(query.options(needed)) if row.name}
    return found


# --- who looks after whom --------------------------------------------------------------------


def find_assignment(session: Session, profile_id: str) -> AssignmentRow | None:
    """Find who looks after a person."""
    return session.get(AssignmentRow, profile_id)


def map_assignments(session: Session) -> dict[str, str]:
    """Return who looks after whom: users' ids by those of profiles."""
    return {row.profile_id: row.user_id for row in session.exec(select(AssignmentRow))}


def list_caseload(session: Session, user_id: str) -> set[str]:
    """Return whom a user looks after, by profile id."""
    return set(session.exec(select(AssignmentRow.profile_id).where(col(AssignmentRow.user_id) == user_id)))


def list_handed_to(session: Session, user_id: str, since: datetime) -> set[str]:
    """Return who was handed over to a user since a moment, by profile id."""
    query = select(HandOverRow.profile_id).where(col(HandOverRow.to_user_id) == user_id, col(HandOverRow.at) >= since)
    return set(session.exec(query))


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
