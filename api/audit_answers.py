"""What the API answers about the record of actions."""

from __future__ import annotations

from datetime import datetime

from api.answer import Answer


class AuditEntryAnswer(Answer):
    """One entry of the record; people are pseudonyms."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    object_kind: str
    object: str
    outcome: str
    trace: str | None
    request: str
    mac: str


class AuditAnswer(Answer):
    """A part of the record, newest first."""

    entries: list[AuditEntryAnswer]
    next: int | None
    """send it as `before` for older ones; null at the end"""


class AccessAnswer(Answer):
    """One time at which somebody used a person's file."""

    at: datetime
    who: str
    """a pseudonym: equal for the same user"""
    role: str
    action: str
    outcome: str


class AccessesAnswer(Answer):
    """Who used a person's file, newest first."""

    profile: str
    accesses: list[AccessAnswer]
    next: int | None
