"""What goes out about a match in words, as the OpenAPI reference names it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.answer import Answer
from matcher.talking import Extent, Standing
from matcher.types import Relation, SkillSource


class AskedAnswer(Answer):
    """A requirement: the person's skill `by` which it is covered, where that is known from, and both sides' words."""

    uri: str
    relation: Relation
    how: Standing
    by: str | None
    source: SkillSource | None
    extent: Extent | None
    person_words: str | None
    vacancy_words: str | None


class SaidBlocker(Answer):
    """A blocker in words."""

    required: str
    step: str | None


class SaidAnswer(Answer):
    """What to say about a match in one language: a line for the person, points for the caseworker."""

    language: str
    line: str
    points: list[str]
    blockers: list[SaidBlocker]
    """in the order of the match's blockers"""


class ExplanationAnswer(Answer):
    """How each requirement stands, and what to say."""

    requirements: list[AskedAnswer]
    said: list[SaidAnswer]


class LabelAnswer(Answer):
    """The label of a concept; `language` is another one where the taxonomy has none in the one asked for."""

    label: str
    language: str


class LanguageAnswer(Answer):
    """What all matches of a list share in one language."""

    language: str
    direction: Literal["ltr", "rtl"]
    words: dict[str, dict[str, str]]
    """names of contributions, groups, states and so on, by kind and value"""
    labels: dict[str, LabelAnswer]
    """of all concepts that the explanations name, by URI"""
    questions: list[str] = Field(default_factory=list)
    reasons: list[str] = Field(default_factory=list)
    """why each of the wider matches is shown"""
    nothing_suitable: str | None = None
