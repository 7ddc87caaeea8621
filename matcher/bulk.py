"""The whole caseload at once: what is new for everybody, and who fits each of many vacancies.

Every person is assessed once against all vacancies in question, as arrays; only what is shown is explained, since
explaining one match costs as much as assessing thousands. No pair of a person and a vacancy has a step of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import ONE_STEP, READY, Assessment, assess, worse_of
from matcher.errors import DuplicateIdError
from matcher.explanation import explain_match
from matcher.ranking import TOP, Profile
from matcher.types import Match, RankingInput, Vacancy
from matcher.world import World

# Vacancies for which people are ranked at once: with 10,000 people 40 MB of keys.
VACANCIES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Days:
    """From when on a vacancy is new, the day to match for, and by when a vacancy closes soon."""

    since: date
    as_of: date
    closing_by: date


@dataclass(frozen=True, slots=True)
class News:
    """What is worth a talk with a person: ready now or one step away, and new or closing soon.

    `n_ready` are those of the new ones that are ready now; `best` is the first of the new ones in the person's list.
    """

    id: str
    n_new: int
    n_ready: int
    n_closing: int
    best: Match | None


def news(people: Sequence[Profile], world: World, days: Days, *, language: str = "en") -> tuple[News, ...]:
    """Return for each person, in order, what is new since a day or closes soon, among what is open on `as_of`."""
    first, last = world.vacancies.first_day, world.vacancies.last_day
    recent, ending = first >= days.since.toordinal(), last <= days.closing_by.toordinal()
    fresh = world.only(np.flatnonzero(world.vacancies.open_on(days.as_of) & (recent | ending)))
    is_recent = fresh.vacancies.first_day >= days.since.toordinal()
    is_ending = fresh.vacancies.last_day <= days.closing_by.toordinal()
    return tuple(_news(person, fresh, is_recent, is_ending, language) for person in people)


def _news(
    person: Profile, fresh: World, is_recent: NDArray[np.bool_], is_ending: NDArray[np.bool_], language: str
) -> News:
    assessed = assess(person.input, fresh, np.arange(len(fresh.vacancies)))
    near = (assessed.group == READY) | (assessed.group == ONE_STEP)
    new = np.flatnonzero(near & is_recent)
    return News(
        id=person.id,
        n_new=len(new),
        n_ready=int((assessed.group[new] == READY).sum()),
        n_closing=int((near & is_ending).sum()),
        best=_best(person.input, fresh, assessed, new, language),
    )


def _best(
    person: RankingInput, fresh: World, assessed: Assessment, new: NDArray[np.int64], language: str
) -> Match | None:
    if not len(new):
        return None
    return explain_match(person, fresh, assessed, int(new[np.argmin(assessed.key[new])]), 1, language)


def rank_profiles(
    vacancy: Vacancy,
    profiles: Sequence[Profile],
    world: World,
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> tuple[Match, ...]:
    """Return the best `top` people for one vacancy, which need not be in `world`; as `rank_profiles_for_all`."""
    [found] = rank_profiles_for_all([vacancy], profiles, world, as_of, top=top, language=language)
    return found


def rank_profiles_for_all(
    vacancies: Sequence[Vacancy],
    profiles: Sequence[Profile],
    world: World,
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> list[tuple[Match, ...]]:
    """Return the best `top` people (all if None) for each vacancy, in order; each match carries a profile's id.

    By group, score descending, id, those that cannot be scored last. A pair has the score that it has in the other
    direction. Nobody is ranked for a vacancy that is not open on `as_of`. Raises DuplicateIdError.
    """
    repeated = sorted(i for i, n in Counter(profile.id for profile in profiles).items() if n > 1)
    if repeated:
        raise DuplicateIdError(repeated)
    ordered = sorted(profiles, key=lambda profile: profile.id)
    found: dict[str, tuple[Match, ...]] = {}
    for start in range(0, len(vacancies), VACANCIES_AT_ONCE):
        part = world.with_vacancies(vacancies[start : start + VACANCIES_AT_ONCE])
        best = _people_for_all(ordered, part, len(ordered) if top is None else top, language)
        is_open = part.vacancies.open_on(as_of).tolist()
        found |= {
            i: matches if is_shown else ()
            for i, matches, is_shown in zip(part.vacancies.ids, best, is_open, strict=True)
        }
    return [found[vacancy.id] for vacancy in vacancies]


def _people_for_all(ordered: Sequence[Profile], world: World, top: int, language: str) -> list[tuple[Match, ...]]:
    """Rank people, ascending by id, for every vacancy of a world: all assessed first, then the chosen ones again."""
    every = np.arange(len(world.vacancies))
    worse = np.empty((len(ordered), len(every)), dtype=np.int32)
    for i, person in enumerate(ordered):
        assessed = assess(person.input, world, every)
        worse[i] = worse_of(assessed.group, assessed.score)
    best = np.argsort(worse, axis=0, kind="stable")[:top]
    shown: list[list[Match]] = [[] for _ in every]
    for i in np.unique(best).tolist():
        ranks, vacancies = np.nonzero(best == i)
        person = ordered[i]
        assessed = assess(person.input, world, every)
        for rank, vacancy in zip(ranks.tolist(), vacancies.tolist(), strict=True):
            match = explain_match(person.input, world, assessed, vacancy, rank + 1, language)
            shown[vacancy].append(replace(match, id=person.id))
    return [tuple(sorted(matches, key=lambda match: match.rank)) for matches in shown]
