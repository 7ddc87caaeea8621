"""What comes in about people's rights."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.bodies import MAX_ENTRIES, Decision, LanguageCode, Line, Short, Text
from taxonomy.types import Kind

SCHEMA = "immerse-profile/1"


class Purpose(StrEnum):
    """What a person may agree to."""

    RANKING = "ranking"  # being compared with vacancies; withdrawing it stops that at once
    CONTACT = "contact"  # being called or written to about vacancies
    STATISTICS = "statistics"  # being counted in reports about fairness


class Stopped(Line):
    """Whether ranking is to stop for this person."""

    stopped: bool


class ConsentGiven(Line):
    """That a person said yes, or took it back."""

    purpose: Purpose
    given: bool
    language: LanguageCode
    """in which the person was asked"""
    wording: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9.-]{0,19}$")]
    """the version of the text that was read, such as 2026-10 or 1.2: digits, so that nothing else is kept in it"""


class IdentityGiven(Line):
    """Who a person is, and how to reach them."""

    name: Short | None = None
    contact: Short | None = None


class ExportedProfile(Line):
    """What a person gave: the line as it was."""

    source: str = ""
    external_id: Short | None = None
    words: Text = ""
    facts: Annotated[dict[str, Any], Field(default_factory=dict)]


class ExportedLink(Line):
    """What a person said about a concept."""

    kind: Kind
    uri: Short
    decision: Decision = Decision.NONE


class ExportedConsent(ConsentGiven):
    """A line of the record of consent."""

    at: datetime


class ExportedRows(Line):
    """What of the other tables is taken up again."""

    profile_identity: Annotated[list[IdentityGiven], Field(max_length=1, default_factory=list)]
    profile_link: Annotated[list[ExportedLink], Field(max_length=4 * MAX_ENTRIES, default_factory=list)]
    consent: Annotated[list[ExportedConsent], Field(max_length=MAX_ENTRIES, default_factory=list)]


class Export(Line):
    """An export, as far as it is taken up again; everything else in it is left aside."""

    format: Literal["immerse-profile/1"]
    profile: ExportedProfile
    rows: ExportedRows
