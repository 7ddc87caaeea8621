"""The tables of accountability: who did what, what was decided, and when ranking was stopped."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlmodel import Field

from api.sealing import Owner, Sealed, Sealing
from api.tables import OrganisationRow, Row, UtcTime


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


class DecisionRow(OrganisationRow, table=True):
    """What a caseworker decided about a match of a kept ranking; never changed: a later one takes its place."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "profile_id"), Index(None, "vacancy_id"), Index(None, "at"))
    __sealing__ = Sealing(Owner.PROFILE, "profile_id", makes_key=True)

    id: str = Field(primary_key=True, max_length=32)
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    number: int
    """1, 2, 3, … about this profile: of two at the same moment, the later one"""
    trace_id: str = Field(max_length=32)
    """not a foreign key: traces end before decisions do"""
    vacancy_id: str | None = Field(default=None, max_length=32)
    """None where the whole list was rejected"""
    rank: int | None = None
    """where in the list it stood; None where it was not in it"""
    verdict: str = Field(max_length=20)
    reason: str = Field(default="", sa_type=Sealed)
    actor: str = Field(max_length=32)
    """under the pseudonym that the audit chain knows"""
    at: datetime = Field(sa_type=UtcTime)


class FollowUpRow(OrganisationRow, table=True):
    """What happened after a decision, on a day."""

    __tablename__ = "follow_up"
    __table_args__ = (Index(None, "decision_id"),)

    id: str = Field(primary_key=True, max_length=32)
    decision_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("decision.id", ondelete="CASCADE"),))
    kind: str = Field(max_length=20)
    day: date
    actor: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcTime)


class SwitchRow(Row, table=True):
    """A time at which ranking was stopped or started; the newest one of a scope holds."""

    __tablename__ = "ranking_switch"
    __table_args__ = (Index(None, "scope", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(max_length=32)
    """an organisation; empty for the whole installation"""
    stopped: bool
    reason: str = Field(max_length=500)
    at: datetime = Field(sa_type=UtcTime)


class IncidentRow(OrganisationRow, table=True):
    """Something that went wrong and may have to be reported, and by when."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "detected_at"),)
    __sealing__ = Sealing(Owner.ORGANISATION, "organisation", makes_key=True)

    id: str = Field(primary_key=True, max_length=32)
    kind: str = Field(max_length=20)
    what: str = Field(sa_type=Sealed)
    detected_at: datetime = Field(sa_type=UtcTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcTime)
    reported_at: datetime | None = Field(default=None, sa_type=UtcTime)
    actor: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcTime)
