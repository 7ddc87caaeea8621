"""Obstacles that are no skills: each *met*, *not met* or *unknown*.

A list of driving classes says nothing about a forklift certificate, so a licence that is no driving class is unknown
unless it is listed; only an empty list ("no licences at all") is a stated no. An unlisted language is unknown, one
listed as NONE is not. Experience counts in occupations of the same ISCO minor group; work that nobody has named says
nothing about how long it was done. `matcher.remedies` says what each requires and what removes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    normal_shift,
)
from matcher.licences import DRIVING, implied_licences
from matcher.places import Place, distances_km, travel_minutes_of
from matcher.regulated import recognised
from matcher.sites import Sites
from matcher.types import BlockerKind, BlockerState, Cefr, HeldOccupation, Hours, RankingInput, Recognition, Travel
from taxonomy.taxonomy import Taxonomy

STATES = tuple(BlockerState)
MET, NOT_MET, UNKNOWN = BlockerState.MET, BlockerState.NOT_MET, BlockerState.UNKNOWN

# The longest way to work, in minutes, that is a step to talk about: few people accept more every day. A vacancy
# further off needs a move of home, not a step.
LONGEST_WAY = 90
# CEFR calls B2 the level of an independent user. Where a vacancy names a language and no level, it is taken to be
# enough; below it, only the employer knows.
INDEPENDENT = Cefr.B2


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a person beside skills, looked up once.

    A recognition for an occupation stands in `recognitions` for its unit group too. `experience` are the years in
    occupations of each ISCO minor group ('': in all), and whether all of them are known. `place` is the home where the
    gazetteer has it. `km` and `minutes` (float64) say how far each site is from home, NaN where home, site or mode is
    not known.
    """

    permissions: Mapping[str, bool]
    recognitions: tuple[Recognition, ...]
    licences: frozenset[str] | None
    languages: Mapping[str, Cefr]
    education: int | None
    experience: Mapping[str, tuple[float, bool]]
    hours: Hours | None
    shifts: frozenset[str] | None
    start: date | None
    home: str | None
    place: Place | None
    travel: Travel | None
    sites: Sites
    km: NDArray[np.float64]
    minutes: NDArray[np.float64]

    @property
    def home_is_known(self) -> bool:
        """Whether the person's home is a place of the gazetteer."""
        return self.place is not None

    @property
    def whereabouts(self) -> tuple[str | None, str | None]:
        """Country and gazetteer id of the person's home; None where not known."""
        return (None, None) if self.place is None else (self.place.country, self.place.id)

    def km_to(self, place: str) -> float:
        """Return the distance from home to a place that some vacancy names."""
        return float(self.km[self.sites.index[place]])

    def minutes_to(self, place: str) -> float:
        """Return the estimated way from home to a place that some vacancy names."""
        return float(self.minutes[self.sites.index[place]])


def facts_of(person: RankingInput, sites: Sites, taxonomy: Taxonomy) -> Facts:
    """Look up the person's facts and measure the ways from home to all sites."""
    home = None if person.home is None else sites.places.find_id(person.home)
    unknown = np.full(len(sites.ids), np.nan)
    km = unknown if home is None else distances_km(home, sites.coordinates)
    return Facts(
        permissions={permission.country: permission.granted for permission in person.permissions},
        recognitions=tuple(each for held in person.recognitions for each in _with_group(held, taxonomy)),
        licences=None if person.licences is None else implied_licences(person.licences),
        languages={known.language: known.level for known in person.languages},
        education=person.education,
        experience=_experience(person.occupations, taxonomy),
        hours=person.hours,
        shifts=None if person.shifts is None else frozenset(map(normal_shift, person.shifts)),
        start=person.start,
        home=person.home,
        place=home,
        travel=person.travel,
        sites=sites,
        km=km,
        minutes=unknown if person.travel is None else travel_minutes_of(person.travel.mode, km),
    )


def states_of(
    conditions: Sequence[Condition], facts: Facts, stated: NDArray[np.integer] | None = None
) -> NDArray[np.int8]:
    """Judge all distinct conditions of a set of vacancies, or those in `stated`: indices into `STATES`.

    `conditions` begins with the places, in the order of the sites: there are many, and they are judged at once. What is
    not in `stated` stays unknown.
    """
    n_sites = len(facts.sites.ids)
    states = np.full(len(conditions), _CODE[UNKNOWN], dtype=np.int8)
    states[:n_sites] = _place_states(facts)
    others = range(n_sites, len(conditions)) if stated is None else stated[stated >= n_sites].tolist()
    for i in others:
        condition = conditions[i]
        states[i] = _CODE[_JUDGES[type(condition)](condition, facts)]
    return states


def slow_conditions(conditions: Sequence[Condition]) -> NDArray[np.bool_]:
    """Return which conditions nobody meets by one step: schooling and years of experience."""
    return np.array([isinstance(each, NeedsEducation | NeedsYears) for each in conditions], dtype=bool)


def kinds_of(conditions: Sequence[Condition]) -> NDArray[np.int8]:
    """Return the index into `BlockerKind` of each condition."""
    index = {kind: i for i, kind in enumerate(BlockerKind)}
    return np.array([index[condition.kind] for condition in conditions], dtype=np.int8)


def beyond_a_step(slow: NDArray[np.bool_], states: NDArray[np.int8], facts: Facts) -> NDArray[np.bool_]:
    """Return which conditions are not met and further off than any step reaches: the `slow` ones, and a long way."""
    with np.errstate(invalid="ignore"):  # NaN is no distance
        far = facts.minutes > LONGEST_WAY
    beyond = slow.copy()
    beyond[: len(far)] = far
    beyond &= states == _CODE[NOT_MET]
    return beyond


def state_of(condition: Condition, facts: Facts) -> BlockerState:
    """Judge one condition; unknown is neither yes nor no."""
    return _JUDGES[type(condition)](condition, facts)


def _permission(condition: NeedsPermission, facts: Facts) -> BlockerState:
    return UNKNOWN if condition.country is None else _judge(facts.permissions.get(condition.country))


def _recognition(condition: NeedsRecognition, facts: Facts) -> BlockerState:
    return _judge(recognised(condition.row.country, condition.row.scope, facts.recognitions))


def _licence(condition: NeedsLicence, facts: Facts) -> BlockerState:
    licence, held = condition.licence, facts.licences
    if held is None:
        return UNKNOWN
    if licence in held:
        return MET
    return NOT_MET if licence in DRIVING or not held else UNKNOWN


def _language(condition: NeedsLanguage, facts: Facts) -> BlockerState:
    held = facts.languages.get(condition.language)
    return _judge(None if held is None else held >= condition.level)


def _language_named(condition: NeedsLanguageNamed, facts: Facts) -> BlockerState:
    """Judge a language whose level the vacancy does not say."""
    held = facts.languages.get(condition.language)
    if held is Cefr.NONE:
        return NOT_MET
    return MET if held is not None and held >= INDEPENDENT else UNKNOWN


def _education(condition: NeedsEducation, facts: Facts) -> BlockerState:
    return _judge(None if facts.education is None else facts.education >= condition.level)


def _years(condition: NeedsYears, facts: Facts) -> BlockerState:
    """Judge years of work; unknown where some of them are not known and the others are too few."""
    years, all_known = facts.experience.get(condition.group, (0.0, False))
    return MET if years >= condition.years else NOT_MET if all_known else UNKNOWN


def _hours(condition: NeedsHours, facts: Facts) -> BlockerState:
    own, hours = facts.hours, condition.hours
    return _judge(None if own is None else own.minimum <= hours.maximum and hours.minimum <= own.maximum)


def _shifts(condition: NeedsShifts, facts: Facts) -> BlockerState:
    return _judge(None if facts.shifts is None else facts.shifts.issuperset(condition.shifts))


def _place(condition: NeedsPlace, facts: Facts) -> BlockerState:
    return STATES[int(_place_states(facts)[facts.sites.index[condition.place]])]


def _start(condition: NeedsStart, facts: Facts) -> BlockerState:
    return _judge(None if facts.start is None else facts.start <= condition.start)


_CODE: Mapping[BlockerState, int] = {state: code for code, state in enumerate(STATES)}
# By kind, as there are hundreds of distinct conditions to judge for every person.
_JUDGES: Mapping[type[Condition], Callable[[Any, Facts], BlockerState]] = {
    NeedsPermission: _permission,
    NeedsRecognition: _recognition,
    NeedsLicence: _licence,
    NeedsLanguage: _language,
    NeedsLanguageNamed: _language_named,
    NeedsEducation: _education,
    NeedsYears: _years,
    NeedsHours: _hours,
    NeedsShifts: _shifts,
    NeedsPlace: _place,
    NeedsStart: _start,
}


def _judge(fact: bool | None) -> BlockerState:  # noqa: FBT001 - the fact is the whole argument
    if fact is None:
        return UNKNOWN
    return MET if fact else NOT_MET


def _with_group(held: Recognition, taxonomy: Taxonomy) -> Iterator[Recognition]:
    """Yield a recognition, and the same for the unit group of its occupation: rows mostly name groups."""
    yield held
    row = taxonomy.occupations.find_row(held.occupation)
    if row is not None and taxonomy.isco_of(row):
        yield replace(held, occupation=taxonomy.isco_of(row))


def _experience(held: Sequence[HeldOccupation], taxonomy: Taxonomy) -> dict[str, tuple[float, bool]]:
    """Add the years in occupations up, by ISCO minor group and in all; nothing is said of groups nobody named."""
    found: dict[str, tuple[float, bool]] = {}
    for occupation in held:
        row = taxonomy.occupations.find_row(occupation.uri)
        for group in {"", "" if row is None else taxonomy.isco_of(row)[:3]}:
            years, all_known = found.get(group, (0.0, True))
            found[group] = years + (occupation.years or 0), all_known and occupation.years is not None
    return found


def _place_states(facts: Facts) -> NDArray[np.int8]:
    is_home = np.zeros(len(facts.sites.ids), dtype=bool)
    if facts.home is not None and facts.home in facts.sites.index:
        is_home[facts.sites.index[facts.home]] = True
    minutes = 0 if facts.travel is None else facts.travel.minutes
    return place_states(facts.km, facts.minutes, np.array(minutes, dtype=np.int32), is_home)


def place_states(
    km: NDArray[np.float64], minutes: NDArray[np.float64], accepted: NDArray[np.int32], is_home: NDArray[np.bool_]
) -> NDArray[np.int8]:
    """Judge ways of so many kilometres and minutes (NaN: unknown), where so many minutes are accepted.

    Who lives in a place gets to it, whatever is known of ways.
    """
    states = np.full(minutes.shape, STATES.index(UNKNOWN), dtype=np.int8)
    states[~np.isnan(minutes)] = STATES.index(NOT_MET)
    states[(minutes <= accepted) | (km == 0) | is_home] = STATES.index(MET)
    return states
