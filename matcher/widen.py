"""Vacancies of adjacent occupations, shown on purpose in a list of their own, with the reason.

People with little local experience find work outside their old occupation more often than in it; a ranking by
closeness alone would never show them where to look.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import UNSCORED, Assessment
from matcher.experience import rows_of
from matcher.explanation import explain_match
from matcher.types import Kind, RankingInput, Widened
from matcher.world import World


def widen(person: RankingInput, world: World, assessed: Assessment, language: str = "en") -> tuple[Widened, ...]:
    """Return up to `max_widened` vacancies of different occupations adjacent to those held or wanted.

    In the order of the ranking; `match.rank` is the place in the whole list. Occupations held, wanted or unwanted
    are left out, and so are vacancies that cannot be scored.
    """
    uris = [*person.wants.occupations, *(held.uri for held in person.occupations)]
    own = list(dict.fromkeys(rows_of(uris, world.taxonomy)))
    if not own:
        return ()
    outside = _outside(own, rows_of(person.wants.unwanted_occupations, world.taxonomy), world)
    adjacent = {row: _adjacent(row, world) & outside for row in own}
    any_adjacent = np.append(np.logical_or.reduce(list(adjacent.values())), False)  # index -1: no occupation
    occupation = assessed.vacancies.occupation.index
    found: list[Widened] = []
    used: set[int] = set()
    eligible = any_adjacent[occupation] & (assessed.score != UNSCORED)
    order = assessed.order(None)
    for place in np.flatnonzero(eligible[order]).tolist():
        at = int(order[place])
        index = int(occupation[at])
        if index in used:
            continue
        used.add(index)
        source = next(row for row in own if adjacent[row][index])
        match = explain_match(person, world, assessed, at, place + 1, language)
        found.append(Widened(match, _reason(source, index, world, language)))
        if len(found) == world.weights.max_widened:
            break
    return tuple(found)


def _outside(own: list[int], unwanted: list[int], world: World) -> NDArray[np.bool_]:
    return ~np.isin(world.occupations.rows, [*own, *unwanted])


def _adjacent(row: int, world: World) -> NDArray[np.bool_]:
    """Return which occupations share the ISCO minor group of `row`, or enough of their essential skills with it."""
    facts, code = world.occupations, world.taxonomy.isco_of(row)
    same_group = (facts.isco >= 0) & (facts.isco // 10 == (int(code) // 10 if code else -1))
    shared = facts.shared_essentials(row, world.taxonomy)
    adjacent: NDArray[np.bool_] = shared * 100 >= world.weights.adjacent_percent * facts.n_essentials
    adjacent &= shared > 0
    adjacent |= same_group
    return adjacent


def _reason(source: int, index: int, world: World, language: str) -> str:
    facts = world.occupations
    known = world.label(Kind.OCCUPATION, source, language)
    new = world.label(Kind.OCCUPATION, int(facts.rows[index]), language)
    n_shared = int(facts.shared_essentials(source, world.taxonomy)[index])
    n_needed = int(facts.n_essentials[index])
    if n_shared:
        return f"{new} is close to {known}: {n_shared} of its {n_needed} essential skills are the same"
    return f"{new} is close to {known}: both belong to the same group of occupations"
