"""The tables of people's rights: who somebody is, what they agreed to, and that they were erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlmodel import Field

from api.sealing import Owner, Sealed, Sealing
from api.tables import OrganisationRow, UtcTime


class IdentityRow(OrganisationRow, table=True):
    """Who a person is and how to reach them: apart from the profile, for those who have to know it."""

    __tablename__ = "profile_identity"
    __sealing__ = Sealing(Owner.PROFILE, "id")

    id: str = Field(
        primary_key=True, sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),)
    )
    """the profile's"""
    name: str | None = Field(default=None, sa_type=Sealed)
    contact: str | None = Field(default=None, sa_type=Sealed)
    """a telephone number, an address, whom to ask"""


class ConsentRow(OrganisationRow, table=True):
    """That a person said yes or no to something: a line for each time, never changed; the newest one holds."""

    __tablename__ = "consent"
    __table_args__ = (Index(None, "profile_id"),)

    id: str = Field(primary_key=True, max_length=32)
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    at: datetime = Field(sa_type=UtcTime)
    purpose: str = Field(max_length=40)
    given: bool
    """whether it was given; else it was withdrawn"""
    language: str = Field(max_length=3)
    """in which the person was asked"""
    wording: str = Field(max_length=40)
    """the version of the text that was read"""


class ErasureRow(OrganisationRow, table=True):
    """The receipt for erasing somebody: what, when, how much; nothing of the person."""

    __tablename__ = "erasure"
    __table_args__ = (Index(None, "profile_id"),)

    id: str = Field(primary_key=True, max_length=32)
    profile_id: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcTime)
    reason: str = Field(max_length=20)
    counts: dict[str, Any] = Field(sa_type=JSON)
