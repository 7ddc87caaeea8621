"""What the API answers about the taxonomy in use, and about changes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.answer import Answer
from taxonomy.types import Relation


class ConceptAnswer(Answer):
    """A concept in a list."""

    uri: str
    label: str
    language: str


class ConceptsAnswer(Answer):
    """Concepts that a typed text begins or means, best first."""

    concepts: list[ConceptAnswer]


class RelatedSkill(ConceptAnswer):
    """A skill of an occupation."""

    relation: Relation


class SkillAnswer(ConceptAnswer):
    """A skill."""

    description: str
    alternatives: list[str]


class OccupationAnswer(SkillAnswer):
    """An occupation with its ISCO unit group and its skills."""

    isco: str
    skills: list[RelatedSkill]


class ChangeAnswer(Answer):
    """What became of the concepts of people, or of vacancies, from one release (by its id) to another."""

    before: str
    after: str
    noun: str
    counts: dict[str, int]
    concepts: list[dict[str, Any]]
    updated_at: datetime


class ChangesAnswer(Answer):
    """All changes, newest first, and how many people and open vacancies `immerse relink` would read again."""

    to_relink: dict[str, int]
    changes: list[ChangeAnswer]


class TaxonomyAnswer(Answer):
    """The release in use."""

    release: dict[str, Any]
    languages: list[str]
    counts: dict[str, Any]
    is_starter: bool
    fuller: str | None
    """what fetching the full release adds; null where it is in use"""
