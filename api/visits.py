"""Who is signed in: a visit begins with signing in, and ends by itself after half an hour without a request.

A browser holds a token of 256 bits in a cookie, the database a hash of it. Every signing in begins a new visit with a
new token; disabling a user, or a new password, ends all of theirs at once.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from api import access_repository as repository
from api.access_tables import UserRow, VisitRow
from api.errors import NotFoundError
from api.principals import Principal, PrincipalKind, Role
from api.session import Session

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTED = timedelta(minutes=1)  # how exactly it is kept when somebody was seen; each note is a write


def make_token() -> str:
    """Return 256 random bits, for a cookie or an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Hash a token; nothing slower is needed, as nobody can guess one."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin_visit(
    session: Session, organisation: str, now: datetime, *, user_id: str | None = None, profile_id: str | None = None
) -> str:
    """Begin a visit of a user, or of a person to their profile; returns the token."""
    token = make_token()
    session.add(
        VisitRow(
            hash=hash_token(token), id=uuid.uuid4().hex, organisation=organisation,
            user_id=user_id, profile_id=profile_id, begun_at=now, seen_at=now,
        )
    )  # fmt: skip
    return token


def end_visit(session: Session, token: str) -> None:
    """End the visit of this token, if it is one."""
    row = session.get(VisitRow, hash_token(token))
    if row is not None:
        session.delete(row)


def end_own_visit(session: Session, principal: Principal, visit_id: str) -> None:
    """End one of somebody's own visits; raises NotFoundError."""
    for row in repository.list_visits(session, *principal.visitor):
        if row.id == visit_id:
            session.delete(row)
            return
    raise NotFoundError("visit", visit_id)


def find_visitor(session: Session, token: str, now: datetime) -> tuple[Principal, datetime] | None:
    """Find who is signed in with this token, and when they were last seen; None where the visit is over."""
    found = repository.find_visit(session, hash_token(token))
    if found is None:
        return None
    visit, user = found
    if now - visit.seen_at > IDLE or now - visit.begun_at > LONGEST:
        return None
    principal = _person(visit) if user is None else principal_of(user)
    return None if principal is None else (principal, visit.seen_at)


def note_seen(session: Session, token: str, now: datetime) -> None:
    """Note that the visit goes on."""
    row = session.get(VisitRow, hash_token(token))
    if row is not None:
        row.seen_at = now
        session.add(row)


def principal_of(user: UserRow | repository.Standing) -> Principal | None:
    """Return whom a user acts as, None where they are disabled."""
    if user.disabled_at is not None:
        return None
    return Principal(PrincipalKind.USER, user.id, user.organisation, frozenset(map(Role, user.roles)))


def _person(visit: repository.Visit) -> Principal | None:
    if visit.profile_id is None:
        return None
    return person_of(visit.organisation, visit.profile_id)


def person_of(organisation: str, profile_id: str) -> Principal:
    """Return whom a person with an invitation acts as."""
    return Principal(PrincipalKind.PERSON, profile_id, organisation, frozenset({Role.PERSON}), profile=profile_id)
