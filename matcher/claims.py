"""Profiles and vacancies as they are handed in, by a form, a file or a feed: names and facts, not yet understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from matcher.types import Hours, LanguageLevel, Permission, Relation, SkillSource, Travel

__all__ = [
    "OccupationClaim",
    "ProfileFacts",
    "RecognitionClaim",
    "RequirementClaim",
    "SkillClaim",
    "VacancyFacts",
    "WantsFacts",
]


@dataclass(frozen=True, slots=True)
class SkillClaim:
    """A skill somebody named, by `uri` or by `label` (the URI wins). `level` is 1 to 8; None is unknown."""

    uri: str | None = None
    label: str | None = None
    level: int | None = None
    source: SkillSource = SkillSource.STATED
    years_since_use: int | None = None


@dataclass(frozen=True, slots=True)
class RequirementClaim:
    """A skill a vacancy names, by `uri` or by `label`."""

    uri: str | None = None
    label: str | None = None
    relation: Relation = Relation.ESSENTIAL


@dataclass(frozen=True, slots=True)
class OccupationClaim:
    """An occupation somebody named, by `uri` or by `label`; `years` of experience where known."""

    uri: str | None = None
    label: str | None = None
    years: float | None = None


@dataclass(frozen=True, slots=True)
class RecognitionClaim:
    """Whether somebody's qualification for an occupation, or an ISCO group whose code is the label, is recognised."""

    country: str
    occupation: OccupationClaim
    granted: bool = True


@dataclass(frozen=True, slots=True)
class WantsFacts:
    """What a person asked for; places by name or gazetteer id."""

    occupations: tuple[OccupationClaim, ...] = ()
    places: tuple[str, ...] = ()
    hours: Hours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFacts:
    """A profile as handed in; None and empty mean that nothing was given. `place` is a name or a gazetteer id."""

    text: str = ""
    lang: str | None = None
    skills: tuple[SkillClaim, ...] = ()
    occupations: tuple[OccupationClaim, ...] = ()
    languages: tuple[LanguageLevel, ...] = ()
    education: int | None = None
    licences: tuple[str, ...] | None = None
    permissions: tuple[Permission, ...] = ()
    recognitions: tuple[RecognitionClaim, ...] = ()
    place: str | None = None
    country: str | None = None
    travel: Travel | None = None
    hours: Hours | None = None
    shifts: tuple[str, ...] | None = None
    start: date | None = None
    wants: WantsFacts = field(default_factory=WantsFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyFacts:
    """A vacancy as handed in. `contract` and `salary` are for people to read; ranking does not see them."""

    id: str
    title: str = ""
    text: str = ""
    lang: str | None = None
    skills: tuple[RequirementClaim, ...] = ()
    occupation: OccupationClaim | None = None
    languages: tuple[LanguageLevel, ...] = ()
    licences: tuple[str, ...] | None = None
    permission: bool | None = None
    place: str | None = None
    province: str | None = None
    country: str | None = None
    hours: Hours | None = None
    shifts: tuple[str, ...] = ()
    contract: str | None = None
    salary: str | None = None
    start: date | None = None
    years: float | None = None
    education: int | None = None
    published: date | None = None
    expires: date | None = None
    source: str | None = None
    external_id: str | None = None
