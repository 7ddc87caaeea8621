"""Where many people stand with many vacancies: the same whole numbers that `assess` gives for each pair, as arrays.

All arrays are (vacancies, people), so that what belongs to one vacancy lies together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import (
    MET_CODE,
    N_DECISIVE,
    ONE_STEP,
    READY,
    REST,
    UNSCORED,
    Assessment,
    Components,
    Part,
    keys_of,
    neutral_points,
    worse_of,
)
from matcher.blockers import LONGEST_WAY, NOT_MET, STATES, facts_of, place_states, slow_conditions, state_of
from matcher.blockers import UNKNOWN as UNKNOWN_STATE
from matcher.coverage import cover, skills_of
from matcher.crowd import MODES, Crowd, CrowdOccupations
from matcher.experience import FULL, UNKNOWN
from matcher.offered import Offered
from matcher.places import distances_between, travel_minutes_of
from matcher.ragged import lengths, positions
from matcher.wishes import hours_points, way_points

# Pairs of a vacancy and a person looked at together for a single skill that would be enough: some 30 MB of work space.
PAIRS = 20_000
NOT_MET_CODE, UNKNOWN_CODE = STATES.index(NOT_MET), STATES.index(UNKNOWN_STATE)

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """Everybody of a crowd (columns) and every vacancy offered (rows).

    Fields mean what they mean in `Assessment`; `points` are the parts of all scores, `states` those of what is stated.
    `strength` is (skills asked for, people) the percent covered, `minutes` (places, people) the way, NaN: unknown.
    """

    crowd: Crowd
    offered: Offered
    points: tuple[Ints, ...]
    score: Ints
    n_open: Ints
    deficit: Ints
    deficit_confirmed: Ints
    group: NDArray[np.int8]
    states: NDArray[np.int8]
    strength: Ints
    minutes: NDArray[np.float64]

    @property
    def worse(self) -> Ints:
        """Return a number that grows with the place in a list, as `worse_of`."""
        return worse_of(self.group, self.score)

    @property
    def key(self) -> NDArray[np.int64]:
        """Return what orders the list of each person."""
        vacancies = self.offered.world.vacancies
        return keys_of(self.group, self.score, vacancies.places(self.offered.rows)[:, None], len(vacancies))

    def assessment(self, i: int) -> Assessment:
        """Return what `assess` returns for person `i` and these vacancies; what none of these states is unknown."""
        offered, world, person = self.offered, self.offered.world, self.crowd.people[i]
        states = np.full(len(world.vacancies.condition_values), UNKNOWN_CODE, dtype=np.int8)
        states[offered.stated] = self.states[:, i]
        group, score = self.group[:, i], self.score[:, i]
        return Assessment(
            rows=offered.rows,
            laid_out=offered.part,
            at=np.arange(len(offered)),
            components=Components(tuple(Part(points[:, i]) for points in self.points), neutral_points(world.weights)),
            score=score,
            n_open=self.n_open[:, i],
            deficit=self.deficit[:, i],
            deficit_confirmed=self.deficit_confirmed[:, i],
            group=group,
            coverage=cover(skills_of(person, world.taxonomy, world.weights), world.near),
            facts=facts_of(person, world.sites, world.taxonomy),
            states=states,
            key=keys_of(group, score, world.vacancies.places(offered.rows), len(world.vacancies)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """From every home to every site: kilometres, minutes (NaN: unknown), and whether it is that very place."""

    km: NDArray[np.float64]
    minutes: NDArray[np.float64]
    is_home: NDArray[np.bool_]


def stand(crowd: Crowd, offered: Offered) -> Standings:
    """Assess everybody against every vacancy. Work space grows with people times vacancies and skills asked for."""
    strength, sure = _strengths(crowd, offered)
    ways = _ways(crowd, offered)
    covered: Ints = np.asarray(offered.essential @ strength)
    ready = offered.part.essential_total[:, None] * offered.world.weights.ready_coverage
    deficit, deficit_confirmed = ready - covered, ready - offered.essential @ sure
    points = _points(crowd, offered, ways, covered, strength)
    score = _scores(points, offered)
    states = _states(crowd, offered, ways)
    n_open = offered.conditions @ (states != MET_CODE).astype(np.int32)
    group = _groups(offered, n_open, deficit, deficit_confirmed, strength)
    beyond = offered.conditions @ _beyond(offered, states, ways).astype(np.int32) > 0
    group[(score == UNSCORED) | (beyond & (group == ONE_STEP))] = REST
    deficits = deficit, deficit_confirmed
    return Standings(crowd, offered, points, score, n_open, *deficits, group, states, strength, ways.minutes)


def _strengths(crowd: Crowd, offered: Offered) -> tuple[Ints, Ints]:
    """Return (skills asked for, people): percent covered as known, and once every proposal is confirmed."""
    asked, skills, n = offered.stand_ins, crowd.skills, len(crowd)
    entries = positions(skills.indptr, asked.skill)
    n_each = lengths(skills.indptr, asked.skill)
    cell = np.repeat(asked.at * n, n_each) + skills.owner[entries]
    percent = np.repeat(asked.percent, n_each)
    found = []
    for counts in (skills.percent, skills.sure):
        strength = np.zeros(len(offered.skills) * n, dtype=np.int32)
        np.maximum.at(strength, cell, counts[entries] * percent // 100)
        found.append(strength.reshape(len(offered.skills), n))
    return found[0], found[1]


# --- points -----------------------------------------------------------------------------------


def _scores(points: tuple[Ints, ...], offered: Offered) -> Ints:
    """Return the sums of all parts, UNSCORED where nothing decisive is known."""
    total = np.zeros_like(points[0])
    for part, neutral in zip(points, neutral_points(offered.world.weights), strict=True):
        total += np.where(part == UNKNOWN, np.int32(neutral), part)
    total[np.logical_and.reduce([part == UNKNOWN for part in points[:N_DECISIVE]])] = UNSCORED
    return total


def _points(crowd: Crowd, offered: Offered, ways: _Ways, covered: Ints, strength: Ints) -> tuple[Ints, ...]:
    """Return the parts of all scores in the order of `ContributionName`, as `assess` computes each."""
    part, weights = offered.part, offered.world.weights
    some = crowd.skills.some
    fit = 100 * (offered.typical @ strength) // np.maximum(offered.typical_total, 1)[:, None]
    fit[:, ~some] = UNKNOWN
    typical = _expected(offered, fit, 100 * weights.typical_weight)
    essential = _share(covered, part.essential_total[:, None], weights.essential_points)
    welcome = offered.optional @ strength + np.maximum(typical, 0)
    welcome_total = part.optional_total[:, None] + np.int32(weights.typical_weight) * (typical != UNKNOWN)
    optional = _share(welcome, welcome_total, weights.optional_points)
    essential[:, ~some] = optional[:, ~some] = UNKNOWN
    experience = _expected(offered, _fit(crowd.held, offered), weights.experience_points)
    wanted = _expected(offered, _fit(crowd.wanted, offered), weights.wanted_points)
    wanted[_refused(crowd.unwanted, offered)] = 0
    return essential, optional, experience, wanted, _hours(crowd, offered), _places(crowd, offered, ways)


def _share(covered: Ints, total: Ints, maximum: int) -> Ints:
    """Return `maximum` times the weighted share covered, rounded down; UNKNOWN where nothing is asked for."""
    points: Ints = maximum * covered // (100 * np.maximum(total, 1))
    return np.where(total == 0, np.int32(UNKNOWN), points)


def _expected(offered: Offered, fit: Ints, maximum: int) -> Ints:
    """Return `maximum` times the mean fit (occupations, people) of what each vacancy is likely about, rounded down."""
    total = offered.part.likely_total
    sums = offered.likely @ np.maximum(fit, 0)
    whole = FULL * np.maximum(total, 1).astype(np.float64)
    points: Ints = (sums * float(maximum) / whole[:, None]).astype(np.int32)
    points[total == 0] = UNKNOWN
    # A fit is known of all occupations or of none; without any occupation no vacancy is likely about anything.
    points[:, (fit == UNKNOWN).any(axis=0)] = UNKNOWN
    return points


def _fit(named: CrowdOccupations, offered: Offered) -> Ints:
    """Return (occupations, people) how far each is covered, 0 to `FULL`, as `experience_fit`; UNKNOWN where by none.

    Everybody's first occupation at once, then the second of those who name two: few name more.
    """
    n_each = np.diff(named.indptr)
    said = np.full((len(offered.occupations), len(n_each)), UNKNOWN, dtype=np.int32)
    read, certainty = np.zeros_like(said), np.zeros(len(n_each), dtype=np.int32)
    for nth in range(int(n_each.max(initial=0))):
        who = np.flatnonzero(n_each > nth)
        at = named.indptr[who] + nth
        worth, sure = offered.close[:, named.row[at]] * named.worth[at], named.certainty[at]
        said[:, who] = np.maximum(said[:, who], np.where(sure > 0, 0, worth))
        read[:, who] += worth * sure
        certainty[who] += sure
    some = np.flatnonzero(certainty)
    said[:, some] = np.maximum(said[:, some], read[:, some] // certainty[some])
    return said


def _refused(unwanted: CrowdOccupations, offered: Offered) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (vacancy, person) of every pair in which the work is what the person does not want."""
    rows = np.append(offered.world.occupations.rows, UNKNOWN)[offered.part.occupation.index]
    vacancy, entry = np.nonzero(rows[:, None] == unwanted.row)
    owner = np.repeat(np.arange(len(unwanted.indptr) - 1), np.diff(unwanted.indptr))
    return vacancy, owner[entry]


def _hours(crowd: Crowd, offered: Offered) -> Ints:
    hours, weights = offered.part.hours, offered.world.weights
    table = np.full((len(hours.values) + 1, len(crowd.hours.values) + 1), UNKNOWN, dtype=np.int32)
    for i, wanted in enumerate(crowd.hours.values):
        table[:-1, i] = hours_points(wanted, hours.values, weights)
    return table[hours.index[:, None], crowd.hours.index]


def _places(crowd: Crowd, offered: Offered, ways: _Ways) -> Ints:
    sites, weights = offered.sites, offered.world.weights
    points = way_points(ways.minutes, crowd.travel.minutes, weights)
    wanted, unwanted = crowd.wanted_places, crowd.unwanted_places
    chosen = np.flatnonzero(wanted.index >= 0)
    if len(chosen):
        near = np.array([sites.near(places, weights.same_place_km) for places in wanted.values])
        points[:, chosen] = near[wanted.index[chosen]].T * np.int32(weights.place_points)
    chosen = np.flatnonzero(unwanted.index >= 0)
    if len(chosen):
        near = np.array([sites.near(places, 0) for places in unwanted.values])
        points[:, chosen] = np.where(near[unwanted.index[chosen]].T, 0, points[:, chosen])
    nowhere = np.full((1, len(crowd)), UNKNOWN, dtype=np.int32)
    return np.concatenate([points, nowhere])[offered.place]


# --- what stands in the way -------------------------------------------------------------------


def _ways(crowd: Crowd, offered: Offered) -> _Ways:
    """Measure from each distinct home by each mode, and spread that over the people."""
    travel, sites = crowd.travel, offered.sites
    homes = offered.world.places.coordinates(travel.home.values)
    km = distances_between(sites.coordinates, np.concatenate([homes, np.full((1, 3), np.nan)]))
    minutes = np.concatenate([*(travel_minutes_of(mode, km) for mode in MODES), np.full_like(km, np.nan)], axis=1)
    n_homes = km.shape[1]
    home = travel.home.index % n_homes  # -1: the last, which is nowhere
    mode = travel.mode % (len(MODES) + 1)
    own = np.array([*(sites.index.get(place, -1) for place in travel.home.values), -1], dtype=np.int64)
    is_home = np.arange(len(sites.ids))[:, None] == own[home]
    return _Ways(km[:, home], minutes[:, mode * n_homes + home], is_home)


def _states(crowd: Crowd, offered: Offered, ways: _Ways) -> NDArray[np.int8]:
    """Judge everybody by every condition: indices into `STATES`."""
    places = place_states(ways.km, ways.minutes, crowd.travel.minutes, ways.is_home)
    states = [places]
    for condition in offered.condition_values[len(places) :]:
        judged = crowd.judged(condition)
        codes = [STATES.index(state_of(condition, facts)) for facts in judged.facts]
        states.append(np.array([*codes, UNKNOWN_CODE], dtype=np.int8)[None, judged.index])
    return np.concatenate(states)


def _beyond(offered: Offered, states: NDArray[np.int8], ways: _Ways) -> NDArray[np.bool_]:
    """Return which conditions are not met and further off than any step reaches, as `beyond_a_step`."""
    slow = slow_conditions(offered.condition_values[len(ways.minutes) :])
    reach = np.concatenate([ways.minutes > LONGEST_WAY, np.broadcast_to(slow[:, None], (len(slow), states.shape[1]))])
    beyond: NDArray[np.bool_] = (states == NOT_MET_CODE) & reach
    return beyond


def _groups(offered: Offered, n_open: Ints, deficit: Ints, deficit_confirmed: Ints, strength: Ints) -> NDArray[np.int8]:
    """Return READY, ONE_STEP or REST of every pair, by the rules of `assess`."""
    world, total = offered.world, offered.part.essential_total[:, None]
    asked, free = total > 0, n_open == 0
    enough = asked & (deficit <= 0)
    group = np.full(n_open.shape, REST, dtype=np.int8)
    group[(enough & (n_open == 1)) | (free & ~asked) | (free & asked & (deficit_confirmed <= 0))] = ONE_STEP
    begun = deficit <= total * (world.weights.ready_coverage - world.weights.one_step_coverage)
    own_reach = world.completion.own_reach[offered.rows][:, None]
    vacancies, people = np.nonzero(free & asked & begun & (deficit > 0) & (deficit <= own_reach) & (group != ONE_STEP))
    for first in range(0, len(vacancies), PAIRS):
        some = slice(first, first + PAIRS)
        one = _one_skill_away(offered, vacancies[some], people[some], deficit, strength)
        group[vacancies[some][one], people[some][one]] = ONE_STEP
    group[enough & free] = READY
    return group


def _one_skill_away(
    offered: Offered, vacancies: NDArray[np.int64], people: NDArray[np.int64], deficit: Ints, strength: Ints
) -> NDArray[np.int64]:
    """Return which of the pairs lack one skill of those asked for, and nothing else."""
    world = offered.world

    def known(skills: Ints, pair: NDArray[np.int64]) -> Ints:
        return strength[offered.column[skills], people[pair]]

    lacking = deficit[vacancies, people]
    found, _ = world.completion.sufficient_for(world.vacancies.essential, offered.rows[vacancies], lacking, known)
    return np.unique(found)
