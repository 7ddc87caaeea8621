"""Exact ranking of vacancies for a person; `matcher.bulk` ranks many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import GROUPS, Assessment, assess
from matcher.explanation import Explainer
from matcher.types import Group, Match, RankingInput
from matcher.world import World

TOP = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: the best `each` of every group, or of `group` alone, and `also` those of some ids.

    Order and ranks stay those of the whole list.
    """

    each: int
    group: Group | None = None
    also: tuple[str, ...] = ()


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


def explain_part(
    person: RankingInput, world: World, assessed: Assessment, part: Part, language: str
) -> tuple[Match, ...]:
    """Explain a part of the list, in its order."""
    explainer = Explainer(person, world, assessed, language)
    order = assessed.order(None)
    groups = assessed.group[order]
    wanted = [at for at, group in enumerate(GROUPS) if part.group in (None, group)]
    rows = [row for each in part.also if (row := world.vacancies.find_row(each)) is not None]
    also = np.flatnonzero(np.isin(assessed.rows[order], rows))
    places = np.concatenate([also, *(np.flatnonzero(groups == at)[: part.each] for at in wanted)])
    return tuple(explainer.match(int(order[place]), place + 1) for place in np.unique(places).tolist())


def size_groups(assessed: Assessment) -> dict[Group, int]:
    """Count the vacancies of each group."""
    sizes = np.bincount(assessed.group, minlength=len(GROUPS)).tolist()
    return dict(zip(GROUPS, sizes, strict=True))
