"""What a blocker requires, what removes it, and how long that typically takes, as messages.

What is not known is asked; a row of regulated work brings its authority and its own duration, everything else the
catalogue of steps.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable

from matcher.blockers import Facts
from matcher.catalogue import Catalogue
from matcher.conditions import (
    Condition,
    NeedsEducation,
    NeedsHours,
    NeedsLanguage,
    NeedsLanguageNamed,
    NeedsLicence,
    NeedsPermission,
    NeedsPlace,
    NeedsRecognition,
    NeedsShifts,
    NeedsStart,
    NeedsYears,
)
from matcher.licences import DRIVING, Paper, normal_licence
from matcher.messages import Code, Country, Message, Span, Tongue, Value, say
from matcher.places import Places
from matcher.regulated import RegulatedRow
from matcher.types import Blocker, BlockerKind, BlockerState, Cefr, Effort, RowStatus, Shift, StepKind

ASK = {
    BlockerKind.PERMISSION: say(Code.ASK_PERMISSION),
    BlockerKind.RECOGNITION: say(Code.ASK_RECOGNITION),
    BlockerKind.LICENCE: say(Code.ASK_LICENCE),
    BlockerKind.LANGUAGE: say(Code.ASK_LANGUAGE),
    BlockerKind.EDUCATION: say(Code.ASK_EDUCATION),
    BlockerKind.YEARS: say(Code.ASK_YEARS),
    BlockerKind.HOURS: say(Code.ASK_HOURS),
    BlockerKind.SHIFTS: say(Code.ASK_SHIFTS),
    BlockerKind.PLACE: say(Code.ASK_PLACE),
    BlockerKind.START: say(Code.ASK_START),
}
ASK_WHERE = say(Code.ASK_WHERE)
ASK_COUNTRY = say(Code.ASK_COUNTRY)


def explain(condition: Condition, state: BlockerState, facts: Facts, catalogue: Catalogue) -> Blocker:
    """Say what a judged condition requires, with the step that removes it and how long that takes."""
    required, step = _sayings(condition, facts)
    row = _row_of(condition)
    source = None if row is None else row.evidence.source
    match state:
        case BlockerState.MET:
            return Blocker(condition.kind, state, required, None, source=source)
        case BlockerState.UNKNOWN:
            return Blocker(condition.kind, state, required, _question(condition, facts), source=source)
        case BlockerState.NOT_MET:
            return Blocker(condition.kind, state, required, step, _effort(condition, facts, catalogue), source)


def aspect_of(condition: Condition, state: BlockerState, facts: Facts) -> Hashable | None:
    """Return what, of a person's facts, an explanation of the condition depends on; None where it is the way to work.

    People of one aspect are told the same.
    """
    match condition:
        case NeedsPlace():
            return None
        case NeedsLanguage(language) | NeedsLanguageNamed(language):
            return facts.languages.get(language), facts.whereabouts
        case NeedsLicence() if state is BlockerState.NOT_MET:
            return facts.whereabouts
    return ()


def requirement(condition: Condition, facts: Facts) -> Message:
    """Say what a condition requires."""
    return _sayings(condition, facts)[0]


def effort_message(effort: Effort) -> Message:
    """Say how long a step takes, and that nobody has verified it where that is so."""
    weeks = say(Code.EFFORT_WEEKS, weeks=Span(effort.min_weeks, effort.max_weeks), n=effort.max_weeks)
    return weeks if effort.status is RowStatus.VERIFIED else say(Code.EFFORT_UNVERIFIED, effort=weeks)


def licence_name(licence: str) -> Message:
    """Return what a licence is called: one without a name in every language by its own words."""
    code = normal_licence(licence)
    if code in DRIVING:
        return say(Code.LICENCE_DRIVING, category=code)
    paper = next((paper for paper in Paper if paper.value == code), None)
    words = code if " " in code else code.replace("-", " ").replace("_", " ")  # feeds write "nurse-registration"
    return say(Code.LICENCE_OTHER, name=paper or words)


def shift_names(shifts: Iterable[str]) -> tuple[Value, ...]:
    """Return what times of work are called: those with a name in every language, and others as they were written."""
    named = {shift.value: shift for shift in Shift}
    return tuple(named.get(shift, shift) for shift in shifts)


def _row_of(condition: Condition) -> RegulatedRow | None:
    return condition.row if isinstance(condition, NeedsRecognition | NeedsLicence) else None


def _question(condition: Condition, facts: Facts) -> Message:
    match condition:
        case NeedsPermission(None):
            return ASK_COUNTRY
        case NeedsPlace(place) if facts.home_is_known and math.isnan(facts.km_to(place)):
            return ASK_WHERE
        case NeedsLanguageNamed(language) if language in facts.languages:
            return say(Code.ASK_LEVEL, language=Tongue(language))
    return ASK[condition.kind]


def _effort(condition: Condition, facts: Facts, catalogue: Catalogue) -> Effort | None:
    """Return how long the step that removes an unmet condition takes, where the person lives."""
    country, place = facts.whereabouts
    match condition:
        case NeedsPermission(str(where)):
            return catalogue.find_effort(StepKind.PERMISSION, where, where)
        case NeedsRecognition(row):
            return row.effort
        case NeedsLicence(licence, row):
            known = None if row is None else row.effort
            return known or catalogue.find_effort(StepKind.LICENCE, licence, country, place)
        case NeedsLanguage(language, level):
            held = facts.languages.get(language)
            return catalogue.find_effort(StepKind.LANGUAGE, f"{language}:{level.name}", country, place, held=held)
    return None


def _sayings(condition: Condition, facts: Facts) -> tuple[Message, Message]:  # noqa: C901, PLR0911 - one per kind
    """Return what is required, and the step where it is not met."""
    match condition:
        case NeedsPermission(country):
            return _permission(country)
        case NeedsRecognition(row):
            return _recognition(row)
        case NeedsLicence(code):
            licence = licence_name(code)
            return licence, say(Code.STEP_LICENCE, licence=licence)
        case NeedsLanguage(code, level):
            return _language(Tongue(code), level)
        case NeedsLanguageNamed(code):
            language = Tongue(code)
            return say(Code.REQUIRED_LANGUAGE_NAMED, language=language), say(
                Code.STEP_LANGUAGE_NAMED, language=language
            )
        case NeedsEducation(eqf):
            return say(Code.REQUIRED_EDUCATION, level=eqf), say(Code.STEP_EDUCATION, level=eqf)
        case NeedsYears(years):
            return say(Code.REQUIRED_YEARS, n=years), say(Code.STEP_YEARS, n=years)
        case NeedsHours(hours):
            span, n = Span(hours.minimum, hours.maximum), hours.maximum
            return say(Code.REQUIRED_HOURS, hours=span, n=n), say(Code.STEP_HOURS, hours=span, n=n)
        case NeedsShifts(times):
            shifts = shift_names(times)
            return say(Code.REQUIRED_SHIFTS, shifts=shifts), say(Code.STEP_SHIFTS, shifts=shifts)
        case NeedsPlace(place):
            return _way(place, facts, facts.sites.places)
        case NeedsStart(start):
            return say(Code.REQUIRED_START, day=start), say(Code.STEP_START, day=start)


def _permission(country: str | None) -> tuple[Message, Message]:
    if country is None:
        return say(Code.REQUIRED_PERMISSION_SOMEWHERE), say(Code.STEP_PERMISSION_SOMEWHERE)
    where = Country(country)
    return say(Code.REQUIRED_PERMISSION, country=where), say(Code.STEP_PERMISSION, country=where)


def _recognition(row: RegulatedRow) -> tuple[Message, Message]:
    where = Country(row.country)
    return (
        say(Code.REQUIRED_RECOGNITION, profession=row.profession, country=where),
        say(Code.STEP_RECOGNITION, profession=row.profession, country=where, authority=row.authority),
    )


def _language(language: Tongue, level: Cefr) -> tuple[Message, Message]:
    return (
        say(Code.REQUIRED_LANGUAGE, language=language, level=level),
        say(Code.STEP_LANGUAGE, language=language, level=level),
    )


def _way(place: str, facts: Facts, places: Places) -> tuple[Message, Message]:
    found = places.find_id(place)
    name = place if found is None else found.name
    minutes = facts.minutes_to(place)
    if facts.travel is None or math.isnan(minutes):
        return say(Code.REQUIRED_WAY, place=name), say(Code.STEP_WAY, place=name)
    way, mode = round(minutes), facts.travel.mode
    return (
        say(Code.REQUIRED_WAY_MINUTES, place=name, minutes=way, mode=mode),
        say(Code.STEP_WAY_MINUTES, minutes=way, mode=mode, accepted=facts.travel.minutes),
    )
