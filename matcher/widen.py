"""Vacancies of adjacent occupations, shown on purpose in a list of their own, with the reason.

People with little local experience find work outside their old occupation more often than in it; a ranking by
closeness alone would never show them where to look. Adjacent is not `Closeness`, which is the same in both directions
and by rare skills: what carries people over are common ones, and how much of the work they cover (docs/ranking.md).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import UNSCORED, Assessment
from matcher.experience import SURE, rows_of
from matcher.explanation import Explainer
from matcher.messages import Code, Message, say
from matcher.types import Kind, RankingInput, Widened
from matcher.world import World

SORTED_FIRST = 64


def widen(person: RankingInput, world: World, assessed: Assessment, language: str = "en") -> tuple[Widened, ...]:
    """Return up to `max_widened` vacancies of different occupations adjacent to those held or wanted.

    In the order of the ranking; `match.rank` is the place in the whole list. Occupations held, wanted or unwanted
    are left out, and so are vacancies that cannot be scored. Of the readings of a text only the surest is held.
    """
    uris = [*person.wants.occupations, *(held.uri for held in person.occupations if held.certainty == SURE)]
    own = sorted(set(rows_of(uris, world.taxonomy)))
    if not own:
        return ()
    outside = _outside(own, rows_of(person.wants.unwanted_occupations, world.taxonomy), world)
    shared = {row: world.occupations.shared_essentials(row, world.taxonomy) for row in own}
    adjacent = {row: _adjacent(row, shared[row], world) & outside for row in own}
    any_adjacent = np.append(np.logical_or.reduce(list(adjacent.values())), False)  # index -1: no occupation
    occupation = world.vacancies.occupation.index[assessed.rows]
    found: list[Widened] = []
    used: set[int] = set()
    eligible = np.flatnonzero(any_adjacent[occupation] & (assessed.score != UNSCORED))
    explainer = Explainer(person, world, assessed, language)
    for at in best_first(eligible, assessed.key):
        index = int(occupation[at])
        if index in used:
            continue
        used.add(index)
        source = _source(index, adjacent, shared)
        match = explainer.match(at, 1 + int(np.count_nonzero(assessed.key < assessed.key[at])))
        found.append(Widened(match, _reason(source, index, int(shared[source][index]), world, language)))
        if len(found) == world.weights.max_widened:
            break
    return tuple(found)


def best_first(at: NDArray[np.int64], key: NDArray[np.int64]) -> Iterator[int]:
    """Yield positions by their distinct keys; only as many are sorted as are asked for, in growing parts."""
    rest, n = at, SORTED_FIRST
    while len(rest) > n:
        order = np.argpartition(key[rest], n)
        best, rest = rest[order[:n]], rest[order[n:]]
        yield from best[np.argsort(key[best])].tolist()
        n *= n
    yield from rest[np.argsort(key[rest])].tolist()


def _source(index: int, adjacent: dict[int, NDArray[np.bool_]], shared: dict[int, NDArray[np.int32]]) -> int:
    """Return the person's occupation that an adjacent one has most in common with; ties by URI."""
    in_common = {row: int(shared[row][index]) for row in adjacent if adjacent[row][index]}
    return min(in_common, key=lambda row: (-in_common[row], row))


def _outside(own: list[int], unwanted: list[int], world: World) -> NDArray[np.bool_]:
    return ~np.isin(world.occupations.rows, [*own, *unwanted])


def _adjacent(row: int, shared: NDArray[np.int32], world: World) -> NDArray[np.bool_]:
    """Return which occupations share the ISCO minor group of `row`, or enough of their essential skills with it."""
    facts, code = world.occupations, world.taxonomy.isco_of(row)
    same_group = (facts.isco >= 0) & (facts.isco // 10 == (int(code) // 10 if code else -1))
    adjacent: NDArray[np.bool_] = shared * 100 >= world.weights.adjacent_percent * facts.n_essentials
    adjacent &= shared > 0
    adjacent |= same_group
    return adjacent


def _reason(source: int, index: int, n_shared: int, world: World, language: str) -> Message:
    facts = world.occupations
    known = world.term(Kind.OCCUPATION, source, language)
    new = world.term(Kind.OCCUPATION, int(facts.rows[index]), language)
    if n_shared:
        needed = int(facts.n_essentials[index])
        return say(Code.REASON_SHARED_SKILLS, new=new, known=known, shared=n_shared, needed=needed)
    return say(Code.REASON_SAME_GROUP, new=new, known=known)
