"""What the API answers about people's rights."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from api.answer import Answer


class ErasureAnswer(Answer):
    """The receipt for erasing a person: nothing of the person, so it can be kept and shown."""

    id: str
    profile: str
    at: datetime
    reason: str
    counts: dict[str, int]
    """rows that were deleted, by table; of `trace`, rankings whose content was"""


class ConsentAnswer(Answer):
    """A line of the record of consent."""

    at: datetime
    purpose: str
    given: bool
    language: str
    wording: str


class RightsAnswer(Answer):
    """How things stand with a person's rights; ranking has stopped where one of the times is set."""

    profile: str
    restricted_at: datetime | None
    objected_at: datetime | None
    withdrawn_at: datetime | None
    """since when consent to being ranked is withdrawn"""
    consents: list[ConsentAnswer]
    """the whole record, oldest first; the newest line of a purpose holds"""


class IdentityAnswer(Answer):
    """Who a person is, and how to reach them."""

    profile: str
    name: str | None
    contact: str | None


class ExportAnswer(Answer):
    """Everything that is kept about a person. Each row is told as it is kept; see docs/privacy.md."""

    format: str
    exported_at: datetime
    profile: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    """of every other table"""


class DueAnswer(Answer):
    """Somebody nobody has worked with for long."""

    profile: str
    contact_at: datetime
    erased_on: date
    """when the profile is erased, if nobody works with the person before"""


class RetentionAnswer(Answer):
    """Who is erased soon, next one first; whoever is worked with again is taken off this list."""

    profiles: list[DueAnswer]
