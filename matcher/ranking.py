"""Exact ranking in both directions: vacancies for a person, people for a vacancy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import GROUPS, Assessment, assess
from matcher.errors import DuplicateIdError
from matcher.explanation import explain_match
from matcher.types import Match, RankingInput, Vacancy
from matcher.world import World

TOP = 20


@dataclass(frozen=True, slots=True)
class Profile:
    """A person to be ranked for a vacancy; `id` orders ties."""

    id: str
    input: RankingInput


def rank(
    person: RankingInput,
    world: World,
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
    candidates: NDArray[np.int64] | None = None,
) -> tuple[Match, ...]:
    """Return the best `top` vacancies (all if None) open on `as_of`, explained.

    Ordered by group, score descending, id; those that cannot be scored come last. `candidates` limits the ranking
    to some rows of the world's vacancies; a vacancy's score does not depend on which others are ranked with it.
    """
    assessed = assess(person, world, open_rows(world, as_of, candidates))
    return explain_best(person, world, assessed, top, language)


def open_rows(world: World, as_of: date, candidates: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return the rows open on `as_of`, among `candidates` if given, ascending."""
    is_open = world.vacancies.open_on(as_of)
    if candidates is None:
        return np.flatnonzero(is_open)
    chosen = np.unique(candidates)
    return chosen[is_open[chosen]]


def explain_best(
    person: RankingInput, world: World, assessed: Assessment, top: int | None, language: str
) -> tuple[Match, ...]:
    """Explain the best `top` vacancies of an assessment, in order."""
    order = assessed.order(top).tolist()
    return tuple(explain_match(person, world, assessed, at, i + 1, language) for i, at in enumerate(order))


def rank_profiles(
    vacancy: Vacancy,
    profiles: Sequence[Profile],
    world: World,
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> tuple[Match, ...]:
    """Return the best `top` people for one vacancy; each match carries a profile's id.

    The same assessment as in `rank`, one person at a time, so a pair gets the same score in both directions. Nobody
    is ranked for a vacancy that is not open on `as_of`. The vacancy need not be in `world`. Raises DuplicateIdError.
    """
    repeated = sorted(i for i, n in Counter(profile.id for profile in profiles).items() if n > 1)
    if repeated:
        raise DuplicateIdError(repeated)
    alone = world.alone(vacancy)
    matches = [(profile.id, rank(profile.input, alone, as_of, language=language)) for profile in profiles]
    found = [replace(match, id=profile_id) for profile_id, ranked in matches for match in ranked]
    found.sort(key=_order)
    return tuple(replace(match, rank=i + 1) for i, match in enumerate(found[:top]))


def _order(match: Match) -> tuple[bool, int, int, str]:
    score = match.score
    return score is None, GROUPS.index(match.group), -(score or 0), match.id
