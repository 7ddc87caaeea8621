"""What a vacancy asks for beside skills, for ranking and blockers: what was given wins over what its text states.

What is only welcome stands in nobody's way, so of several levels or years that are stated the least counts, and a
certificate without a name is only shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from matcher.claims import VacancyFacts
from matcher.licences import DRIVING as CLASSES
from matcher.licences import implied_licences, normal_licence
from matcher.types import Cefr, Hours, LanguageLevel, Relation, StatedFact, StatedKind

__all__ = ["EQF", "Terms", "terms_of"]

# Where no class is said, a driving licence is that for cars.
ASSUMED_CLASS = "B"
# EQF levels of schooling, as the referencing reports of most countries have them; "vocational" is 3 to 5, its middle 4.
EQF = {"compulsory": 2, "upper_secondary": 4, "vocational": 4, "bachelor": 6, "master": 7, "doctorate": 8}
# Classes with one of these between them are alternatives: "C o C+E".
_OR = re.compile(r"/|(?<!\w)(?:or|o|ó|oder|ou|ή|lub|або|или|أو)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """The fields of `matcher.types.Vacancy` of the same names."""

    languages: tuple[LanguageLevel, ...]
    languages_named: tuple[str, ...]
    optional_languages: tuple[LanguageLevel, ...]
    licences: tuple[str, ...]
    optional_licences: tuple[str, ...]
    permission_required: bool
    hours: Hours | None
    shifts: tuple[str, ...]
    start: date | None
    years: float | None
    education: int | None

    def as_fields(self) -> dict[str, Any]:
        """Return them by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def terms_of(given: VacancyFacts, stated: Sequence[StatedFact]) -> Terms:
    """Join what was given and what the text states."""
    needed = [fact for fact in stated if fact.relation is Relation.ESSENTIAL]
    welcome = [fact for fact in stated if fact.relation is Relation.OPTIONAL]
    languages = _languages(given.languages, needed)
    asked = {level.language for level in languages}
    licences = tuple(_licences(needed)) if given.licences is None else given.licences
    optional = (licence for licence in _licences(welcome) if licence not in implied_licences(licences))
    return Terms(
        languages=tuple(level for level in languages if level.level is not Cefr.NONE),
        languages_named=tuple(sorted(set(_values(needed, StatedKind.LANGUAGE, r"[a-z]+")) - asked)),
        optional_languages=tuple(level for level in _languages((), welcome) if level.language not in asked),
        licences=licences,
        optional_licences=() if given.licences is not None else tuple(optional),
        permission_required=_permission(given, needed),
        hours=given.hours or _hours(stated),
        shifts=given.shifts or tuple(sorted(set(_values(stated, StatedKind.SHIFT)))),
        start=given.start or _start(given, stated),
        years=_least(given.years, map(float, _values(needed, StatedKind.YEARS, r"[\d.]+"))),
        education=_least(given.education, (EQF[v] for v in _values(needed, StatedKind.EDUCATION) if v in EQF)),
    )


def _values(facts: Iterable[StatedFact], kind: StatedKind, pattern: str = ".*") -> Iterator[str]:
    return (fact.value for fact in facts if fact.kind is kind and re.fullmatch(pattern, fact.value))


Number = TypeVar("Number", int, float)


def _least(given: Number | None, stated: Iterable[Number]) -> Number | None:
    return min(stated, default=None) if given is None else given


def _languages(given: tuple[LanguageLevel, ...], facts: Sequence[StatedFact]) -> tuple[LanguageLevel, ...]:
    """Return each language once, the lowest of its stated levels: "B1 or B2"."""
    known = {level.language for level in given}
    found: dict[str, Cefr] = {}
    for value in _values(facts, StatedKind.LANGUAGE, r"[a-z]+:\w+"):
        language, _, level = value.partition(":")
        if language not in known:
            found[language] = min(Cefr[level], found.get(language, Cefr[level]))
    return (*given, *(LanguageLevel(language, level) for language, level in found.items()))


def _licences(facts: Sequence[StatedFact]) -> Iterator[str]:
    """Yield licences and certificates as people list them, each once; of alternatives only the least."""
    stated = [fact for fact in facts if fact.kind is StatedKind.LICENCE and fact.value != "certificate"]
    values = dict.fromkeys(fact.value for fact in stated if not _has_easier(fact, stated))
    for value in values:
        if value != "driving":
            yield normal_licence(value)
        elif not any(other in CLASSES for other in values):
            yield ASSUMED_CLASS


def _has_easier(fact: StatedFact, stated: Iterable[StatedFact]) -> bool:
    """Whether the same words offer a lower class instead of this one."""
    if _OR.search(fact.mention.text) is None:
        return False
    others = {other.value for other in stated if other.mention == fact.mention and other.value != fact.value}
    return bool(others & implied_licences((fact.value,)))


def _permission(given: VacancyFacts, needed: Sequence[StatedFact]) -> bool:
    if given.permission is not None:
        return given.permission
    return any(fact.kind is StatedKind.PERMISSION and fact.value == "required" for fact in needed)


def _hours(stated: Sequence[StatedFact]) -> Hours | None:
    """Return the hours a week, from the fewest to the most that are stated."""
    bounds = [float(bound) for value in _values(stated, StatedKind.HOURS) for bound in value.split("-")]
    return Hours(min(bounds), max(bounds)) if bounds else None


def _start(given: VacancyFacts, stated: Sequence[StatedFact]) -> date | None:
    """Return the first day of work that is stated, unless the vacancy was still open after it."""
    days = (date.fromisoformat(value) for value in _values(stated, StatedKind.START, r"\d{4}-.*"))
    return min((day for day in days if given.published is None or day >= given.published), default=None)
