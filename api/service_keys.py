"""Keys of programs: `mk_<id>_<secret>`, shown once, and stored as a hash. 256 random bits need no slow one."""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from api import access_repository as repository
from api.access_tables import ServiceKeyRow
from api.errors import NotFoundError
from api.principals import Principal, PrincipalKind, Role, Scope
from api.session import Session
from api.visits import hash_token

PREFIX = "mk"
DAYS = 365


def create_service_key(
    session: Session, organisation: str, name: str, scopes: Collection[Scope], days: int, now: datetime
) -> tuple[ServiceKeyRow, str]:
    """Make a key for `days`; returns its row and the key itself, which nobody can read again."""
    key_id, secret = uuid.uuid4().hex, secrets.token_hex(32)
    row = ServiceKeyRow(
        id=key_id, organisation=organisation, name=name, hash=hash_token(secret),
        scopes=sorted(scope.value for scope in scopes), created_at=now, expires_at=now + timedelta(days=days),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, f"{PREFIX}_{key_id}_{secret}"


def find_holder(session: Session, key: str, now: datetime) -> tuple[Principal, datetime | None] | None:
    """Find whom a key acts for, and when it was last used; None where it is unknown, expired or revoked."""
    prefix, _, rest = key.partition("_")
    key_id, _, secret = rest.partition("_")
    row = repository.find_held_key(session, key_id) if prefix == PREFIX else None
    if row is None or not hmac.compare_digest(row.hash, hash_token(secret)):
        return None
    if row.revoked_at is not None or row.expires_at <= now:
        return None
    scopes = frozenset(map(Scope, row.scopes))
    principal = Principal(PrincipalKind.KEY, row.id, row.organisation, frozenset({Role.SERVICE}), scopes=scopes)
    return principal, row.used_at


def note_used(session: Session, key_id: str, now: datetime) -> None:
    """Note that a key is in use."""
    row = repository.find_service_key(session, key_id)
    if row is not None:
        row.used_at = now
        session.add(row)


def revoke_service_key(session: Session, key_id: str, now: datetime) -> ServiceKeyRow:
    """Revoke a key from now on; raises NotFoundError."""
    row = repository.find_service_key(session, key_id)
    if row is None:
        raise NotFoundError("key", key_id)
    row.revoked_at = row.revoked_at or now
    session.add(row)
    return row
