"""The tables of people's rights: who somebody is, what they agreed to, and that they were erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlmodel import Field

from api.likeness import contact_form, name_form
from api.sealing import Owner, Sealed, Sealing
from api.tables import OrganisationRow, UtcTime


class IdentityRow(OrganisationRow, table=True):
    """Who a person is and how to reach them: apart from the profile, for those who have to know it."""

    __tablename__ = "profile_identity"
    __table_args__ = (Index(None, "name_code"), Index(None, "contact_code"))
    __sealing__ = Sealing(Owner.PROFILE, "id", lookups={"name_code": ("name_form",), "contact_code": ("contact_form",)})

    id: str = Field(
        primary_key=True, sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),)
    )
    """the profile's"""
    name: str | None = Field(default=None, sa_type=Sealed)
    contact: str | None = Field(default=None, sa_type=Sealed)
    """a telephone number, an address, whom to ask"""
    name_code: str | None = Field(default=None, max_length=32)
    """blind index of the name, however it is spelt; several people may share it"""
    contact_code: str | None = Field(default=None, max_length=32)
    """blind index of the address or number"""

    @property
    def name_form(self) -> str | None:
        """What is compared of the name."""
        return name_form(self.name)

    @property
    def contact_form(self) -> str | None:
        """What is compared of the address or number."""
        return contact_form(self.contact)


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
