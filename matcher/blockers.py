"""Obstacles that are no skills: each *met*, *not met* or *unknown*, and the step that removes it.

A list of driving classes says nothing about a forklift certificate, so a licence that is no driving class is unknown
unless it is listed; only an empty list ("no licences at all") is a stated no. An unlisted language is unknown, one
listed as NONE is not. Words are short, stable English phrases; other languages are put in their place elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
from matcher.sites import Sites
from matcher.types import Blocker, BlockerKind, BlockerState, Cefr, Hours, RankingInput, Travel

STATES = tuple(BlockerState)
MET, NOT_MET, UNKNOWN = BlockerState.MET, BlockerState.NOT_MET, BlockerState.UNKNOWN

ASK = {
    BlockerKind.PERMISSION: "ask: in which countries may the person work?",
    BlockerKind.LICENCE: "ask: which licences and certificates?",
    BlockerKind.LANGUAGE: "ask: which languages, at what level?",
    BlockerKind.HOURS: "ask: how many hours a week?",
    BlockerKind.PLACE: "ask: where does the person live, and how far can they travel?",
    BlockerKind.START: "ask: from which date is the person free?",
}
# The longest way to work, in minutes, that is a step to talk about: few people accept more every day. A vacancy
# further off needs a move of home, not a step.
LONGEST_WAY = 90
ASK_WHERE = "ask the employer: where is the work?"
ASK_COUNTRY = "ask the employer: in which country is the work?"


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


def _question(condition: Condition, facts: Facts) -> str:
    if isinstance(condition, NeedsPermission) and condition.country is None:
        return ASK_COUNTRY
    if isinstance(condition, NeedsPlace) and facts.home_is_known and math.isnan(facts.km_to(condition.place)):
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
    minutes = facts.minutes_to(place)
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
