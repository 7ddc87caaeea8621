"""The tables of accountability: who did what, and under which names the record knows people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from api.tables import OrganisationRow, UtcTime


class AuditEntryRow(OrganisationRow, table=True):
    """One action, chained to the one before it in its organisation; see `api.audit`. Never changed, never deleted.

    Triggers of the database refuse both. People are named by pseudonyms only.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "organisation", "object"), Index(None, "organisation", "actor"))

    organisation: str = Field(primary_key=True, max_length=100)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """1, 2, 3, … without a gap"""
    at: datetime = Field(sa_type=UtcTime)
    actor: str = Field(max_length=32)
    role: str = Field(max_length=200)
    action: str = Field(max_length=100)
    object_kind: str = Field(max_length=40)
    object: str = Field(max_length=100)
    """a pseudonym where it is a person, else an id"""
    outcome: str = Field(max_length=20)
    trace: str | None = Field(default=None, max_length=32)
    request: str = Field(default="", max_length=64)
    mac: str = Field(max_length=64)
    """HMAC-SHA256 over the mac before it and every other field"""


class PseudonymRow(OrganisationRow, table=True):
    """Whom a pseudonym of the audit chain stands for; deleting the row leaves the chain whole."""

    __tablename__ = "pseudonym"
    __table_args__ = (UniqueConstraint("pseudonym"),)

    organisation: str = Field(primary_key=True, max_length=100)
    kind: str = Field(primary_key=True, max_length=40)
    subject: str = Field(primary_key=True, max_length=100)
    pseudonym: str = Field(max_length=32)
    """random: it follows from nothing"""
