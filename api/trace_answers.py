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
    program: str
    digest: str
    """sha256 of the answer as it went out; a replay gives the same bytes"""
    results: list[TraceEntry]
    widened: list[TraceEntry]
