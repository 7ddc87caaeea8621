"""The words of ESCO that other packages share: kinds, relations, labels, counts, violations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ENGLISH = "en"


class Kind(StrEnum):
    """Which of the two pillars a concept belongs to; each pillar has its own rows."""

    SKILL = "skill"
    OCCUPATION = "occupation"


class Relation(StrEnum):
    """How a skill belongs to an occupation (or to another skill)."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"


class SkillType(StrEnum):
    """ESCO's `skillType`; UNKNOWN where the release leaves it empty or uses another word."""

    UNKNOWN = ""
    KNOWLEDGE = "knowledge"
    SKILL = "skill/competence"
    ATTITUDE = "attitude"
    LANGUAGE = "language"


class ReuseLevel(StrEnum):
    """How widely a skill is used, ESCO's `reuseLevel`; UNKNOWN where the release does not say."""

    UNKNOWN = ""
    TRANSVERSAL = "transversal"
    CROSS_SECTOR = "cross-sector"
    SECTOR_SPECIFIC = "sector-specific"
    OCCUPATION_SPECIFIC = "occupation-specific"


@dataclass(frozen=True, slots=True)
class Label:
    """One name of a concept. `official` is false for translations that are not the Commission's.

    `language` is a lower-case ISO 639-1 code; it is empty where a concept has
    no label at all and its URI (or code) stands in.
    """

    text: str
    language: str
    preferred: bool = True
    official: bool = True


@dataclass(frozen=True, slots=True)
class Release:
    """Which ESCO this is. `id` names the exact content, overlays included (16 hex digits)."""

    version: str
    languages: tuple[str, ...]
    is_starter: bool
    source: str
    id: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of one table: how often, with the first few offenders."""

    table: str
    rule: str
    n: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Rows as the release has them, dangling relations included; `labels` per language, both pillars."""

    skills: int = 0
    occupations: int = 0
    isco_groups: int = 0
    skill_groups: int = 0
    occupation_skill_relations: int = 0
    skill_skill_relations: int = 0
    broader_skill_relations: int = 0
    broader_occupation_relations: int = 0
    labels: Mapping[str, int]
