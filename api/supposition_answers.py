"""What goes out about why a vacancy stands where it stands, and about what steps would change."""

from __future__ import annotations

from api.answer import Answer
from api.degraded import DegradedAnswer
from api.explanation_answers import ExplanationAnswer, LanguageAnswer
from api.match_answers import CoveredAnswer, MatchAnswer, StampAnswer
from matcher.types import Group, StepKind


class MoveAnswer(Answer):
    """A step that somebody could take."""

    kind: StepKind
    value: str
    label: str


class SaidWhyAnswer(Answer):
    """In one language, where the vacancy stands and what it would take."""

    language: str
    why: list[str]


class WhyNotAnswer(Answer):
    """Why a vacancy stands where it stands among the `n_open` that are open that day."""

    id: str
    title: str
    is_open: bool
    n_open: int
    match: MatchAnswer | None
    """null where it is not open"""
    takes: list[MoveAnswer] | None
    """steps that together would make it ready now; empty where it is, null where none are known"""
    close: list[CoveredAnswer]
    """all skills that come close to a requirement which the person does not have itself, the closest first"""
    explanation: ExplanationAnswer | None
    said: list[SaidWhyAnswer]
    languages: list[LanguageAnswer]
    stamp: StampAnswer
    degraded: DegradedAnswer | None = None
    """in what weaker way this was made; missing where it was made in full"""


class PositionAnswer(Answer):
    """Where a vacancy stands in a whole list."""

    score: int | None
    group: Group
    rank: int


class ChangeAnswer(Answer):
    """A vacancy whose score or group is another after the steps."""

    id: str
    title: str
    before: PositionAnswer
    after: PositionAnswer


class SaidIfAnswer(Answer):
    """In one language, the steps and what they change."""

    language: str
    steps: list[str]
    line: str
    changes: list[str]


class WhatIfAnswer(Answer):
    """What steps together change; `changes` by rank after them, `n_changed` counts all."""

    steps: list[MoveAnswer]
    n_ready_before: int
    n_ready_after: int
    newly_ready: list[str]
    n_changed: int
    changes: list[ChangeAnswer]
    said: list[SaidIfAnswer]
    stamp: StampAnswer
    degraded: DegradedAnswer | None = None
    """in what weaker way this was made; missing where it was made in full"""
