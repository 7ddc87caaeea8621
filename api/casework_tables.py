"""The tables of casework: who looks after whom, what caseworkers mark, what people object to and are interested in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlmodel import Field

from api.sealing import Owner, Sealed, Sealing
from api.tables import OrganisationRow, UtcTime


class AssignmentRow(OrganisationRow, table=True):
    """Who looks after a person now; where there is no row, nobody in particular does."""

    __tablename__ = "assignment"
    __table_args__ = (Index(None, "user_id"),)

    profile_id: str = Field(
        primary_key=True, sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),)
    )
    user_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("user_account.id", ondelete="CASCADE"),))
    since: datetime = Field(sa_type=UtcTime)


class HandOverRow(OrganisationRow, table=True):
    """That a person was handed over to another caseworker; never changed."""

    __tablename__ = "hand_over"
    __table_args__ = (Index(None, "profile_id"),)
    __sealing__ = Sealing(Owner.PROFILE, "profile_id")

    id: str = Field(primary_key=True, max_length=32)
    """later ones sort after earlier ones"""
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    from_user_id: str | None = Field(default=None, max_length=32)
    """who looked after them; None where nobody did"""
    to_user_id: str | None = Field(default=None, max_length=32)
    """who does from then on; None where nobody is to"""
    note: str = Field(default="", sa_type=Sealed)
    actor: str = Field(max_length=32)
    """who handed over, under the pseudonym that the audit chain knows"""
    at: datetime = Field(sa_type=UtcTime)


class MarkRow(OrganisationRow, table=True):
    """What a caseworker wants with a vacancy in somebody's list; the newest about it holds until it is undone."""

    __tablename__ = "mark"
    __table_args__ = (Index(None, "profile_id"),)
    __sealing__ = Sealing(Owner.PROFILE, "profile_id")

    id: str = Field(primary_key=True, max_length=32)
    """later ones sort after earlier ones"""
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    vacancy_id: str = Field(max_length=32)
    kind: str = Field(max_length=20)
    reason: str = Field(default="", sa_type=Sealed)
    actor: str = Field(max_length=32)
    """under the pseudonym that the audit chain knows"""
    at: datetime = Field(sa_type=UtcTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)


class ContestRow(OrganisationRow, table=True):
    """An objection to a match, or to what was understood of a person, and what was answered."""

    __tablename__ = "contest"
    __table_args__ = (Index(None, "profile_id"), Index(None, "answered_at"))
    __sealing__ = Sealing(Owner.PROFILE, "profile_id")

    id: str = Field(primary_key=True, max_length=32)
    """later ones sort after earlier ones"""
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    trace_id: str | None = Field(default=None, max_length=32)
    vacancy_id: str | None = Field(default=None, max_length=32)
    """of a match: the kept ranking and the vacancy; not foreign keys, as they may end before the objection does"""
    kind: str | None = Field(default=None, max_length=20)
    uri: str | None = Field(default=None, sa_type=Sealed)
    """of a link"""
    words: str = Field(sa_type=Sealed)
    by_person: bool
    """whether the person wrote it, else a caseworker did for them"""
    actor: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcTime)
    answer: str | None = Field(default=None, sa_type=Sealed)
    answered_by: str | None = Field(default=None, max_length=32)
    answered_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """None as long as it is open"""


class InterestRow(OrganisationRow, table=True):
    """That a person is interested in a vacancy: told to their caseworker, who decides what comes of it."""

    __tablename__ = "interest"
    __table_args__ = (Index(None, "profile_id"),)

    id: str = Field(primary_key=True, max_length=32)
    """later ones sort after earlier ones"""
    profile_id: str = Field(sa_type=String(32), sa_column_args=(ForeignKey("profile.id", ondelete="CASCADE"),))
    vacancy_id: str = Field(max_length=32)
    at: datetime = Field(sa_type=UtcTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcTime)
    """since when they are not any more"""
