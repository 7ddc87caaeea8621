"""Exact ranking of vacancies for a person; `matcher.bulk` ranks many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import Assessment, assess
from matcher.explanation import Explainer
from matcher.types import Match, RankingInput
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
    explainer = Explainer(person, world, assessed, language)
    return tuple(explainer.match(at, i + 1) for i, at in enumerate(assessed.order(top).tolist()))
