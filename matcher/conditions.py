"""What a vacancy states beside skills, or the law asks for such work, as distinct values that many vacancies share.

Thousands of vacancies ask for the same few things ("Italian at B1", "a permit for Spain"), so a person is judged
once per distinct condition, and a sparse matrix carries the answer to every vacancy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matcher.licences import implied_licences, normal_licence
from matcher.regulated import PAPERS, RegulatedRow
from matcher.types import BlockerKind, Cefr, Hours, Vacancy

# Work by day stands in nobody's way: whoever can come at some hours of it only says so by the hours or the shifts
# (morning, afternoon), which are judged.
ORDINARY = frozenset({"day"})
# What stands between the words of a time of work; the value of a step joins times with plus signs.
APART = str.maketrans("-_+", "   ")


@dataclass(frozen=True, slots=True)
class NeedsPermission:
    """The right to work in `country` (ISO 3166-1 alpha-2; None where the vacancy does not say which)."""

    country: str | None
    kind = BlockerKind.PERMISSION


@dataclass(frozen=True, slots=True)
class NeedsRecognition:
    """A recognised qualification, or a registration, as a verified row of regulated work asks for."""

    row: RegulatedRow
    kind = BlockerKind.RECOGNITION


@dataclass(frozen=True, slots=True)
class NeedsLicence:
    """A driving class ("C") or another licence or certificate ("forklift"), as `normal_licence` writes it.

    `row` is the verified row of regulated work that asks for it, None where the vacancy itself does.
    """

    licence: str
    row: RegulatedRow | None = None
    kind = BlockerKind.LICENCE


@dataclass(frozen=True, slots=True)
class NeedsLanguage:
    """A language (ISO 639-1) at a level or above."""

    language: str
    level: Cefr
    kind = BlockerKind.LANGUAGE


@dataclass(frozen=True, slots=True)
class NeedsLanguageNamed:
    """A language at a level that the vacancy does not say."""

    language: str
    kind = BlockerKind.LANGUAGE


@dataclass(frozen=True, slots=True)
class NeedsEducation:
    """Schooling or training at an EQF level or above."""

    level: int
    kind = BlockerKind.EDUCATION


@dataclass(frozen=True, slots=True)
class NeedsYears:
    """Years of experience in occupations of an ISCO minor group (3 digits; '' where the vacancy's is not known)."""

    years: float
    group: str
    kind = BlockerKind.YEARS


@dataclass(frozen=True, slots=True)
class NeedsHours:
    """Hours a week that overlap these."""

    hours: Hours
    kind = BlockerKind.HOURS


@dataclass(frozen=True, slots=True)
class NeedsShifts:
    """Working at all of these times, as `normal_shift` writes them, in order."""

    shifts: tuple[str, ...]
    kind = BlockerKind.SHIFTS


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


Condition = (
    NeedsPermission
    | NeedsRecognition
    | NeedsLicence
    | NeedsLanguage
    | NeedsLanguageNamed
    | NeedsEducation
    | NeedsYears
    | NeedsHours
    | NeedsShifts
    | NeedsPlace
    | NeedsStart
)


def conditions_of(vacancy: Vacancy, isco: str = "", rows: Sequence[RegulatedRow] = ()) -> tuple[Condition, ...]:
    """Return what `vacancy` states, each once, in the order of `BlockerKind`; implied licences are left out.

    `isco` is the unit group of its occupation, or ''; `rows` are those of regulated work that apply to it, of which
    only verified ones count.
    """
    return tuple(dict.fromkeys(_all(vacancy, isco, [row for row in rows if row.is_verified])))


def normal_shift(shift: str) -> str:
    """Return a time of work lower-cased, with single underscores between its words: "On-call" is "on_call"."""
    return "_".join(shift.lower().translate(APART).split())


def _all(vacancy: Vacancy, isco: str, rows: Sequence[RegulatedRow]) -> Iterator[Condition]:
    if vacancy.permission_required:
        yield NeedsPermission(vacancy.country)
    yield from (NeedsRecognition(row) for row in rows if row.need not in PAPERS)
    yield from _licences(vacancy, [row for row in rows if row.need in PAPERS])
    yield from _languages(vacancy)
    if vacancy.education is not None:
        yield NeedsEducation(vacancy.education)
    if vacancy.years:
        yield NeedsYears(vacancy.years, isco[:3])
    if vacancy.hours is not None:
        yield NeedsHours(vacancy.hours)
    shifts = {normal_shift(shift) for shift in vacancy.shifts} - ORDINARY
    if shifts:
        yield NeedsShifts(tuple(sorted(shifts)))
    if vacancy.place is not None:
        yield NeedsPlace(vacancy.place)
    if vacancy.start is not None:
        yield NeedsStart(vacancy.start)


def _licences(vacancy: Vacancy, papers: Sequence[RegulatedRow]) -> Iterator[NeedsLicence]:
    """Yield each licence that no other one includes; what the vacancy itself names needs no row to ask for it."""
    asked: dict[str, RegulatedRow | None] = {row.value: row for row in papers}
    asked |= dict.fromkeys(map(normal_licence, vacancy.licences))
    for licence in sorted(asked):
        others = tuple(other for other in asked if other != licence)
        if licence not in implied_licences(others):
            yield NeedsLicence(licence, asked[licence])


def _languages(vacancy: Vacancy) -> Iterator[Condition]:
    highest: dict[str, Cefr] = {}
    for required in vacancy.languages:
        highest[required.language] = max(required.level, highest.get(required.language, Cefr.NONE))
    for language, level in sorted(highest.items()):
        if level is not Cefr.NONE:
            yield NeedsLanguage(language, level)
    yield from (NeedsLanguageNamed(language) for language in sorted(set(vacancy.languages_named) - set(highest)))
