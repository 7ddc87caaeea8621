"""What the API answers about kept rankings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.answer import Answer
from api.match_answers import StampAnswer
from matcher.types import Group


class TraceEntry(Answer):
    """One line of a kept ranking."""

    id: str
    title: str = ""
    version: int
    score: int | None
    group: Group


class TraceAnswer(Answer):
    """A ranking of a stored profile, with all that a replay needs."""

    id: str
    at: datetime
    profile: str
    input: dict[str, Any]
    asked: dict[str, Any]
    stamp: StampAnswer
    superseded_by: str | None
    """the first ranking after the profile was changed; this one stays as it was"""
    program: str
    digest: str
    """sha256 of the answer as it went out; a replay gives the same bytes"""
    results: list[TraceEntry]
    widened: list[TraceEntry]


class SaidAccount(Answer):
    """What a person is told about a kept ranking, in one language: whole sentences, section by section."""

    language: str
    direction: str
    """"ltr" or "rtl", as HTML's `dir` takes it"""
    made: list[str]
    used: list[str]
    not_used: list[str]
    decided: list[str]
    rights: list[str]


class AccountAnswer(Answer):
    """The account of a kept ranking, in the languages asked for."""

    trace: str
    accounts: list[SaidAccount]
