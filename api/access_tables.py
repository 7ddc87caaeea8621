"""The tables of people and permissions: users, who is signed in, keys of programs, invitations, and broken glass.

Whoever could read these tables could not act as anybody: of what is shown to prove something, they hold hashes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlmodel import Field

from api.sealing import Sealed
from api.tables import OrganisationRow, Row, UtcTime


class UserRow(OrganisationRow, table=True):
    """Somebody who signs in. `disabled_at` ends everything they have; long after that the row says no more who it was.

    It is never deleted: from the first administrator on nothing is open any more, whatever becomes of them.
    """

    __tablename__ = "user_account"  # "user" is a word of SQL
    __table_args__ = (UniqueConstraint("name_code"), UniqueConstraint("issuer", "subject"))

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(sa_type=Sealed)
    """what they sign in with, an e-mail address where they come from an identity provider"""
    name_code: str = Field(max_length=32)
    """a keyed code of the name, unique on the installation, as nobody says their organisation to sign in; the id of a
    user who is forgotten"""
    roles: list[str] = Field(sa_type=JSON)
    password: str | None = Field(default=None, max_length=200)
    """an Argon2id hash; None for those who come from an identity provider only"""
    secret: str | None = Field(default=None, sa_type=Sealed)
    """of the second factor, once they have shown that they have it"""
    last_step: int = 0
    """of the last code of the second factor: none is good twice"""
    recovery: list[str] = Field(default_factory=list, sa_type=JSON)
    """hashes of the recovery codes that are left"""
    issuer: str | None = Field(default=None, max_length=500)
    subject: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcTime)


class VisitRow(OrganisationRow, table=True):
    """A browser that is signed in: a user's, or a person's to their own profile."""

    __tablename__ = "visit"
    __table_args__ = (Index(None, "user_id"), Index(None, "profile_id"))

    hash: str = Field(primary_key=True, max_length=64)
    """SHA-256 of what the cookie holds"""
    id: str = Field(max_length=32)
    """under which the user sees it in a list"""
    user_id: str | None = Field(
        default=None, sa_type=String(32), sa_column_args=(ForeignKey("user_account.id", ondelete="CASCADE"),)
    )
    profile_id: str | None = Field(
        default=None, sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),)
    )
    begun_at: datetime = Field(sa_type=UtcTime)
    seen_at: datetime = Field(sa_type=UtcTime)


class ServiceKeyRow(OrganisationRow, table=True):
    """A key of a program."""

    __tablename__ = "service_key"

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=200)
    """what it is for"""
    hash: str = Field(max_length=64)
    """SHA-256 of the secret"""
    scopes: list[str] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """to the minute"""
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class InvitationRow(OrganisationRow, table=True):
    """A code with which a person sees their own profile, until it expires or is taken back."""

    __tablename__ = "invitation"
    __table_args__ = (Index(None, "profile_id"),)

    hash: str = Field(primary_key=True, max_length=64)
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class BrokenGlassRow(OrganisationRow, table=True):
    """An administrator's look at one profile, for a reason and a while."""

    __tablename__ = "broken_glass"
    __table_args__ = (Index(None, "user_id", "profile_id"),)

    id: str = Field(primary_key=True, max_length=32)
    user_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("user_account.id", ondelete="CASCADE"),))
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    reason: str = Field(sa_type=Sealed)
    at: datetime = Field(sa_type=UtcTime)
    until: datetime = Field(sa_type=UtcTime)


class PendingRow(Row, table=True):
    """Something begun, such as signing in, that whoever holds its token goes on with once."""

    __tablename__ = "pending"

    hash: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=20)
    data: dict[str, Any] = Field(sa_type=JSON)
    expires_at: datetime = Field(sa_type=UtcTime)


class AttemptRow(Row, table=True):
    """How often signing in has failed for a name, whether anybody has that name or not."""

    __tablename__ = "attempt"

    hash: str = Field(primary_key=True, max_length=64)
    """a keyed code of the name, or of name and address"""
    n_failed: int
    failed_at: datetime = Field(sa_type=UtcTime)
