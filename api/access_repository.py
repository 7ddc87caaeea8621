"""Reading and writing the rows of people and permissions; every function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from api.access_tables import (
    AttemptRow,
    BrokenGlassRow,
    InvitationRow,
    PendingRow,
    ServiceKeyRow,
    UserRow,
    VisitRow,
)
from api.errors import NotFoundError
from api.prepared import Prepared, table_of
from api.principals import Role
from api.sealing import seals_in
from api.tables import ProfileRow, TraceRow
from api.walls import ask


class Visit(NamedTuple):
    """What every request of a visit asks: whose it is, and since when."""

    organisation: str
    user_id: str | None
    profile_id: str | None
    begun_at: datetime
    seen_at: datetime


class Standing(NamedTuple):
    """What a user may do, if anything."""

    id: str
    organisation: str
    roles: list[str]
    disabled_at: datetime | None


class HeldKey(NamedTuple):
    """A key of a program: what it opens, and until when."""

    id: str
    organisation: str
    hash: str
    scopes: list[str]
    revoked_at: datetime | None
    expires_at: datetime
    used_at: datetime | None


VISIT, USER, KEY = table_of(VisitRow), table_of(UserRow), table_of(ServiceKeyRow)
_VISIT = Prepared(select(*(VISIT.c[name] for name in Visit._fields)).where(VISIT.c.hash == bindparam("hashed")))
_STANDING = Prepared(select(*(USER.c[name] for name in Standing._fields)).where(USER.c.id == bindparam("user_id")))
_HELD_KEY = Prepared(select(*(KEY.c[name] for name in HeldKey._fields)).where(KEY.c.id == bindparam("key_id")))
_ROLES = Prepared(select(USER.c.roles))

# --- users -----------------------------------------------------------------------------------


def name_code(session: Session, name: str) -> str:
    """Return the code that a user of this name is found by; upper and lower case are one."""
    return seals_in(session.info).index("user_account", "name_code", "", name.strip().casefold())


def find_user_named(session: Session, name: str) -> UserRow | None:
    """Find the user who signs in under this name."""
    return session.exec(select(UserRow).where(col(UserRow.name_code) == name_code(session, name))).first()


def list_ended(session: Session, before: datetime) -> Sequence[UserRow]:
    """List the users that ended before a time and that are not forgotten."""
    query = select(UserRow).where(col(UserRow.disabled_at) < before, col(UserRow.name_code) != col(UserRow.id))
    return session.exec(query).all()


def forget_user(session: Session, row: UserRow) -> None:
    """Forget who a user was. The row stays, since there must always have been an administrator, once there was one."""
    row.name, row.name_code, row.password, row.secret, row.recovery = "", row.id, None, None, []
    row.issuer = row.subject = None
    session.add(row)


def find_user_of(session: Session, issuer: str, subject: str) -> UserRow | None:
    """Find the user whom an identity provider calls so."""
    query = select(UserRow).where(col(UserRow.issuer) == issuer, col(UserRow.subject) == subject)
    return session.exec(query).first()


def get_user(session: Session, user_id: str) -> UserRow:
    """Return the user; raises NotFoundError."""
    row = session.get(UserRow, user_id)
    if row is None:
        raise NotFoundError("user", user_id)
    return row


def list_users(session: Session) -> Sequence[UserRow]:
    """List users as they came."""
    return session.exec(select(UserRow).order_by(col(UserRow.created_at), col(UserRow.id))).all()


def has_administrator(session: Session) -> bool:
    """Say whether there is, or ever was, an administrator."""
    return any(Role.ADMINISTRATOR.value in roles for roles in ask(session, _ROLES).scalars())


# --- visits ----------------------------------------------------------------------------------


def find_visit(session: Session, hashed: str) -> tuple[Visit, Standing | None] | None:
    """Find a visit by the hash of its token, with its user."""
    found = ask(session, _VISIT, hashed=hashed).first()
    if found is None:
        return None
    visit = Visit(*found)
    user = None if visit.user_id is None else ask(session, _STANDING, user_id=visit.user_id).first()
    return visit, None if user is None else Standing(*user)


def list_visits(session: Session, user_id: str | None, profile_id: str | None) -> Sequence[VisitRow]:
    """List the visits of a user, or of a person, the last seen first."""
    query = select(VisitRow).where(col(VisitRow.user_id) == user_id, col(VisitRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(VisitRow.seen_at).desc(), col(VisitRow.id))).all()


def delete_visits(session: Session, user_id: str) -> None:
    """End all visits of a user."""
    session.exec(delete(VisitRow).where(col(VisitRow.user_id) == user_id))


def delete_visits_before(session: Session, begun: datetime, seen: datetime) -> int:
    """Delete visits that began, or were last seen, before; returns how many."""
    over = (col(VisitRow.begun_at) < begun) | (col(VisitRow.seen_at) < seen)
    return session.exec(delete(VisitRow).where(over)).rowcount


# --- keys of programs ------------------------------------------------------------------------


def find_held_key(session: Session, key_id: str) -> HeldKey | None:
    """Find what is to be known of a key whenever it is used, of expired and revoked ones too."""
    found = ask(session, _HELD_KEY, key_id=key_id).first()
    return None if found is None else HeldKey(*found)


def find_service_key(session: Session, key_id: str) -> ServiceKeyRow | None:
    """Find the key with this id, expired and revoked ones too."""
    return session.get(ServiceKeyRow, key_id)


def list_service_keys(session: Session) -> Sequence[ServiceKeyRow]:
    """List keys as they were made."""
    return session.exec(select(ServiceKeyRow).order_by(col(ServiceKeyRow.created_at), col(ServiceKeyRow.id))).all()


# --- invitations and broken glass ------------------------------------------------------------


def find_invitation(session: Session, hashed: str) -> InvitationRow | None:
    """Find the invitation with this hash, expired or not."""
    return session.get(InvitationRow, hashed)


def delete_invitations(session: Session, profile_id: str) -> None:
    """Take back what a person was invited with, and end their visits."""
    session.exec(delete(InvitationRow).where(col(InvitationRow.profile_id) == profile_id))
    session.exec(delete(VisitRow).where(col(VisitRow.profile_id) == profile_id))


def has_broken_glass(session: Session, user_id: str, profile_id: str, now: datetime) -> bool:
    """Say whether an administrator may look at a profile now."""
    query = select(BrokenGlassRow).where(
        col(BrokenGlassRow.user_id) == user_id,
        col(BrokenGlassRow.profile_id) == profile_id,
        col(BrokenGlassRow.until) > now,
    )
    return session.exec(query).first() is not None


def list_broken_glass(session: Session) -> Sequence[BrokenGlassRow]:
    """List looks at profiles, the newest first."""
    return session.exec(select(BrokenGlassRow).order_by(col(BrokenGlassRow.at).desc())).all()


# --- what is begun, and what failed ----------------------------------------------------------


def take_pending(session: Session, hashed: str, kind: str) -> PendingRow | None:
    """Find what was begun, and delete it: nobody goes on with it twice."""
    row = session.get(PendingRow, hashed)
    if row is None or row.kind != kind:
        return None
    session.delete(row)
    session.flush()
    return row


def find_pending(session: Session, hashed: str, kind: str) -> PendingRow | None:
    """Find what was begun."""
    row = session.get(PendingRow, hashed)
    return row if row is not None and row.kind == kind else None


def delete_pending_of(session: Session, kind: str, user_id: str) -> None:
    """Delete what a user could have gone on with."""
    for row in session.exec(select(PendingRow).where(col(PendingRow.kind) == kind)):
        if row.data.get("user") == user_id:
            session.delete(row)


def delete_pending_before(session: Session, now: datetime) -> None:
    """Delete what nobody went on with in time."""
    session.exec(delete(PendingRow).where(col(PendingRow.expires_at) < now))


def find_attempt(session: Session, hashed: str) -> AttemptRow | None:
    """Find what failed for a name."""
    return session.get(AttemptRow, hashed)


def delete_attempts_before(session: Session, failed: datetime) -> None:
    """Forget what failed before."""
    session.exec(delete(AttemptRow).where(col(AttemptRow.failed_at) < failed))


# --- whose is it -----------------------------------------------------------------------------


def find_trace_owner(session: Session, trace_id: str) -> str | None:
    """Return whose ranking a trace is, None if there is no such trace."""
    return session.exec(select(TraceRow.profile_id).where(col(TraceRow.id) == trace_id)).first()


def has_profile(session: Session, profile_id: str) -> bool:
    """Say whether there is such a profile."""
    return session.exec(select(ProfileRow.id).where(col(ProfileRow.id) == profile_id)).first() is not None
