"""Obstacles that are no skills: each *met*, *not met* or *unknown*, and the step that removes it.

A list of driving classes says nothing about a forklift certificate, so a licence that is no driving class is unknown
unless it is listed; only an empty list ("no licences at all") is a stated no. An unlisted language is unknown, one
listed as NONE is not. Words are short, stable English phrases; other languages are put in their place elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.conditions import (
    DRIVING,
    Condition,
    NeedsHours,
    NeedsLanguage,
    NeedsLicence,
    NeedsPermission,
    NeedsPlace,
    NeedsStart,
    implied_licences,
)
from matcher.language_names import language_name
from matcher.places import Places, distances_km, travel_minutes_of
from matcher.types import Blocker, BlockerKind, BlockerState, Cefr, Hours, RankingInput, Travel

MET, NOT_MET, UNKNOWN = BlockerState.MET, BlockerState.NOT_MET, BlockerState.UNKNOWN

ASK = {
    BlockerKind.PERMISSION: "ask: in which countries may the person work?",
    BlockerKind.LICENCE: "ask: which licences and certificates?",
    BlockerKind.LANGUAGE: "ask: which languages, at what level?",
    BlockerKind.HOURS: "ask: how many hours a week?",
    BlockerKind.PLACE: "ask: where does the person live, and how far can they travel?",
    BlockerKind.START: "ask: from which date is the person free?",
}
ASK_WHERE = "ask the employer: where is the work?"
ASK_COUNTRY = "ask the employer: in which country is the work?"


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a person beside skills, looked up once. `km` is by place id, NaN for unknown places."""

    permissions: Mapping[str, bool]
    licences: frozenset[str] | None
    languages: Mapping[str, Cefr]
    hours: Hours | None
    start: date | None
    home: str | None
    travel: Travel | None
    minutes: Mapping[str, float]
    km: Mapping[str, float]


def facts_of(person: RankingInput, places: Places, wanted: tuple[str, ...], coordinates: NDArray[np.float64]) -> Facts:
    """Look up the person's facts; distances are measured to the places `wanted`, at `coordinates` (n, 3)."""
    home = None if person.home is None else places.find_id(person.home)
    km: dict[str, float] = {}
    minutes: dict[str, float] = {}
    if home is not None:
        distances = distances_km(home, coordinates)
        km = dict(zip(wanted, distances.tolist(), strict=True))
        if person.travel is not None:
            minutes = dict(zip(wanted, travel_minutes_of(person.travel.mode, distances).tolist(), strict=True))
    return Facts(
        permissions={permission.country: permission.granted for permission in person.permissions},
        licences=None if person.licences is None else implied_licences(person.licences),
        languages={known.language: known.level for known in person.languages},
        hours=person.hours,
        start=person.start,
        home=person.home,
        travel=person.travel,
        minutes=minutes,
        km=km,
    )


def state_of(condition: Condition, facts: Facts) -> BlockerState:
    """Judge one condition; unknown is neither yes nor no."""
    match condition:
        case NeedsPermission(country):
            return _judge(None if country is None else facts.permissions.get(country))
        case NeedsLicence(licence):
            return _licence(licence, facts.licences)
        case NeedsLanguage(language, level):
            held = facts.languages.get(language)
            return _judge(None if held is None else held >= level)
        case NeedsHours(hours):
            own = facts.hours
            return _judge(None if own is None else own.minimum <= hours.maximum and hours.minimum <= own.maximum)
        case NeedsPlace(place):
            return _place(place, facts)
        case NeedsStart(start):
            return _judge(None if facts.start is None else facts.start <= start)


def explain(condition: Condition, state: BlockerState, facts: Facts, places: Places) -> Blocker:
    """Put a judged condition into words, with the step that removes it."""
    required, step = _words(condition, facts, places)
    if state is MET:
        return Blocker(condition.kind, state, required, None)
    return Blocker(condition.kind, state, required, step if state is NOT_MET else _question(condition, facts))


def _judge(fact: bool | None) -> BlockerState:  # noqa: FBT001 - the fact is the whole argument
    if fact is None:
        return UNKNOWN
    return MET if fact else NOT_MET


def _licence(licence: str, held: frozenset[str] | None) -> BlockerState:
    if held is None:
        return UNKNOWN
    if licence in held:
        return MET
    return NOT_MET if licence in DRIVING or not held else UNKNOWN


def _place(place: str, facts: Facts) -> BlockerState:
    if facts.home == place or facts.km.get(place) == 0:
        return MET
    minutes = facts.minutes.get(place)
    if facts.travel is None or minutes is None or math.isnan(minutes):
        return UNKNOWN
    return MET if minutes <= facts.travel.minutes else NOT_MET


def _question(condition: Condition, facts: Facts) -> str:
    if isinstance(condition, NeedsPermission) and condition.country is None:
        return ASK_COUNTRY
    if isinstance(condition, NeedsPlace) and math.isnan(facts.km.get(condition.place, 0.0)):
        return ASK_WHERE
    return ASK[condition.kind]


def _words(condition: Condition, facts: Facts, places: Places) -> tuple[str, str]:
    """Return what is required, and the step where it is not met."""
    match condition:
        case NeedsPermission(country):
            where = places.country_name(country) if country else "the country of the work"
            return f"permission to work in {where}", f"get permission to work in {where}"
        case NeedsLicence(licence):
            name = f"driving licence {licence}" if licence in DRIVING else licence
            return name, f"get: {name}"
        case NeedsLanguage(language, level):
            name = language_name(language)
            return f"{name} at {level.name}", f"reach {level.name} in {name}"
        case NeedsHours(hours):
            span = hours_words(hours)
            return f"{span} hours a week", f"offer {span} hours a week"
        case NeedsPlace(place):
            return _way(place, facts, places)
        case NeedsStart(start):
            return f"start on {start.isoformat()}", f"be free from {start.isoformat()}"


def _way(place: str, facts: Facts, places: Places) -> tuple[str, str]:
    found = places.find_id(place)
    name = place if found is None else found.name
    minutes = facts.minutes.get(place, math.nan)
    if facts.travel is None or math.isnan(minutes):
        return f"way to {name}", f"travel to {name}"
    estimate = f"about {minutes:.0f} min by {facts.travel.mode} (estimate)"
    return (
        f"way to {name}: {estimate}",
        f"travel {minutes:.0f} min by {facts.travel.mode} instead of {facts.travel.minutes}",
    )


def hours_words(hours: Hours) -> str:
    """Return "20" or "20 to 30"."""
    if hours.minimum == hours.maximum:
        return f"{hours.minimum:g}"
    return f"{hours.minimum:g} to {hours.maximum:g}"
