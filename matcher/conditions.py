"""What a vacancy states beside skills, as distinct values that many vacancies share.

Thousands of vacancies ask for the same few things ("Italian at B1", "a permit for Spain"), so a person is judged
once per distinct condition, and a sparse matrix carries the answer to every vacancy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from matcher.licences import implied_licences, normal_licence
from matcher.types import BlockerKind, Cefr, Hours, Vacancy


@dataclass(frozen=True, slots=True)
class NeedsPermission:
    """The right to work in `country` (ISO 3166-1 alpha-2; None where the vacancy does not say which)."""

    country: str | None
    kind = BlockerKind.PERMISSION


@dataclass(frozen=True, slots=True)
class NeedsLicence:
    """A driving class ("C") or another licence or certificate ("forklift"), as `normal_licence` writes it."""

    licence: str
    kind = BlockerKind.LICENCE


@dataclass(frozen=True, slots=True)
class NeedsLanguage:
    """A language (ISO 639-1) at a level or above."""

    language: str
    level: Cefr
    kind = BlockerKind.LANGUAGE


@dataclass(frozen=True, slots=True)
class NeedsHours:
    """Hours a week that overlap these."""

    hours: Hours
    kind = BlockerKind.HOURS


@dataclass(frozen=True, slots=True)
class NeedsPlace:
    """Being able to get to a place (gazetteer id)."""

    place: str
    kind = BlockerKind.PLACE


@dataclass(frozen=True, slots=True)
class NeedsStart:
    """Being free on a date."""

    start: date
    kind = BlockerKind.START


Condition = NeedsPermission | NeedsLicence | NeedsLanguage | NeedsHours | NeedsPlace | NeedsStart


def conditions_of(vacancy: Vacancy) -> tuple[Condition, ...]:
    """Return what `vacancy` states, each once, in the order of `BlockerKind`; implied licences are left out."""
    return tuple(dict.fromkeys(_all(vacancy)))


def _all(vacancy: Vacancy) -> Iterator[Condition]:
    if vacancy.permission_required:
        yield NeedsPermission(vacancy.country)
    licences = sorted({normal_licence(licence) for licence in vacancy.licences})
    for licence in licences:
        others = tuple(other for other in licences if other != licence)
        if licence not in implied_licences(others):
            yield NeedsLicence(licence)
    highest: dict[str, Cefr] = {}
    for required in vacancy.languages:
        highest[required.language] = max(required.level, highest.get(required.language, Cefr.NONE))
    for language, level in sorted(highest.items()):
        if level is not Cefr.NONE:
            yield NeedsLanguage(language, level)
    if vacancy.hours is not None:
        yield NeedsHours(vacancy.hours)
    if vacancy.place is not None:
        yield NeedsPlace(vacancy.place)
    if vacancy.start is not None:
        yield NeedsStart(vacancy.start)
