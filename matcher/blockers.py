"""Obstacles that are no skills: each *met*, *not met* or *unknown*, and the step that removes it.

A list of driving classes says nothing about a forklift certificate, so a licence that is no driving class is unknown
unless it is listed; only an empty list ("no licences at all") is a stated no. An unlisted language is unknown, one
listed as NONE is not. What is required, and the step, are messages; `matcher.wording` puts them into a language.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.conditions import (
    Condition,
    NeedsHours,
    NeedsLanguage,
    NeedsLicence,
    NeedsPermission,
    NeedsPlace,
    NeedsStart,
)
from matcher.licences import DRIVING, implied_licences
from matcher.messages import Code, Country, Message, Span, Tongue, Value, say
from matcher.places import Places, distances_km, travel_minutes_of
from matcher.sites import Sites
from matcher.types import Blocker, BlockerKind, BlockerState, Cefr, Hours, RankingInput, Shift, Travel

STATES = tuple(BlockerState)
MET, NOT_MET, UNKNOWN = BlockerState.MET, BlockerState.NOT_MET, BlockerState.UNKNOWN

ASK = {
    BlockerKind.PERMISSION: say(Code.ASK_PERMISSION),
    BlockerKind.LICENCE: say(Code.ASK_LICENCE),
    BlockerKind.LANGUAGE: say(Code.ASK_LANGUAGE),
    BlockerKind.HOURS: say(Code.ASK_HOURS),
    BlockerKind.PLACE: say(Code.ASK_PLACE),
    BlockerKind.START: say(Code.ASK_START),
}
# The longest way to work, in minutes, that is a step to talk about: few people accept more every day. A vacancy
# further off needs a move of home, not a step.
LONGEST_WAY = 90
ASK_WHERE = say(Code.ASK_WHERE)
ASK_COUNTRY = say(Code.ASK_COUNTRY)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a person beside skills, looked up once.

    `km` and `minutes` (float64) say how far each site is from home, NaN where home, site or mode is not known.
    """

    permissions: Mapping[str, bool]
    licences: frozenset[str] | None
    languages: Mapping[str, Cefr]
    hours: Hours | None
    start: date | None
    home: str | None
    travel: Travel | None
    sites: Sites
    km: NDArray[np.float64]
    minutes: NDArray[np.float64]

    @property
    def home_is_known(self) -> bool:
        """Whether the person's home is a place of the gazetteer."""
        return self.home is not None and self.sites.places.find_id(self.home) is not None

    def km_to(self, place: str) -> float:
        """Return the distance from home to a place that some vacancy names."""
        return float(self.km[self.sites.index[place]])

    def minutes_to(self, place: str) -> float:
        """Return the estimated way from home to a place that some vacancy names."""
        return float(self.minutes[self.sites.index[place]])


def facts_of(person: RankingInput, sites: Sites) -> Facts:
    """Look up the person's facts and measure the ways from home to all sites."""
    home = None if person.home is None else sites.places.find_id(person.home)
    unknown = np.full(len(sites.ids), np.nan)
    km = unknown if home is None else distances_km(home, sites.coordinates)
    return Facts(
        permissions={permission.country: permission.granted for permission in person.permissions},
        licences=None if person.licences is None else implied_licences(person.licences),
        languages={known.language: known.level for known in person.languages},
        hours=person.hours,
        start=person.start,
        home=person.home,
        travel=person.travel,
        sites=sites,
        km=km,
        minutes=unknown if person.travel is None else travel_minutes_of(person.travel.mode, km),
    )


def states_of(conditions: Sequence[Condition], facts: Facts) -> NDArray[np.int8]:
    """Judge all distinct conditions of a set of vacancies: indices into `STATES`.

    `conditions` begins with the places, in the order of the sites: there are many, and they are judged at once.
    """
    n_sites = len(facts.sites.ids)
    others = [STATES.index(state_of(condition, facts)) for condition in conditions[n_sites:]]
    return np.concatenate([_place_states(facts), np.array(others, dtype=np.int8)])


def too_far(facts: Facts) -> NDArray[np.bool_]:
    """Return for each site whether it is not met and further off than any step reaches."""
    not_met = _place_states(facts) == STATES.index(NOT_MET)
    with np.errstate(invalid="ignore"):  # NaN is no distance
        far: NDArray[np.bool_] = not_met & (facts.minutes > LONGEST_WAY)
    return far


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
            return STATES[int(_place_states(facts)[facts.sites.index[place]])]
        case NeedsStart(start):
            return _judge(None if facts.start is None else facts.start <= start)


def explain(condition: Condition, state: BlockerState, facts: Facts, places: Places) -> Blocker:
    """Say what a judged condition requires, with the step that removes it."""
    required, step = _sayings(condition, facts, places)
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


def _place_states(facts: Facts) -> NDArray[np.int8]:
    states = np.full(len(facts.sites.ids), STATES.index(UNKNOWN), dtype=np.int8)
    if facts.travel is not None:
        known = ~np.isnan(facts.minutes)
        states[known] = STATES.index(NOT_MET)
        states[known & (facts.minutes <= facts.travel.minutes)] = STATES.index(MET)
    states[facts.km == 0] = STATES.index(MET)
    if facts.home is not None and facts.home in facts.sites.index:
        states[facts.sites.index[facts.home]] = STATES.index(MET)
    return states


def _question(condition: Condition, facts: Facts) -> Message:
    if isinstance(condition, NeedsPermission) and condition.country is None:
        return ASK_COUNTRY
    if isinstance(condition, NeedsPlace) and facts.home_is_known and math.isnan(facts.km_to(condition.place)):
        return ASK_WHERE
    return ASK[condition.kind]


def _sayings(condition: Condition, facts: Facts, places: Places) -> tuple[Message, Message]:
    """Return what is required, and the step where it is not met."""
    match condition:
        case NeedsPermission(country):
            return _permission(country)
        case NeedsLicence(code):
            licence = licence_name(code)
            return licence, say(Code.STEP_LICENCE, licence=licence)
        case NeedsLanguage(code, level):
            language = Tongue(code)
            return (
                say(Code.REQUIRED_LANGUAGE, language=language, level=level),
                say(Code.STEP_LANGUAGE, language=language, level=level),
            )
        case NeedsHours(hours):
            span, n = Span(hours.minimum, hours.maximum), hours.maximum
            return say(Code.REQUIRED_HOURS, hours=span, n=n), say(Code.STEP_HOURS, hours=span, n=n)
        case NeedsPlace(place):
            return _way(place, facts, places)
        case NeedsStart(start):
            return say(Code.REQUIRED_START, day=start), say(Code.STEP_START, day=start)


def _permission(country: str | None) -> tuple[Message, Message]:
    if country is None:
        return say(Code.REQUIRED_PERMISSION_SOMEWHERE), say(Code.STEP_PERMISSION_SOMEWHERE)
    where = Country(country)
    return say(Code.REQUIRED_PERMISSION, country=where), say(Code.STEP_PERMISSION, country=where)


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


def shift_names(shifts: Iterable[str]) -> tuple[Value, ...]:
    """Return what times of work are called: those with a name in every language, and others as they were written."""
    named = {shift.value: shift for shift in Shift}
    return tuple(named.get(shift, shift) for shift in shifts)


def licence_name(licence: str) -> Message:
    """Return what a licence in normal form is called."""
    if licence in DRIVING:
        return say(Code.LICENCE_DRIVING, category=licence)
    return say(Code.LICENCE_OTHER, name=licence)
