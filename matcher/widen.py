"""Vacancies of adjacent occupations, shown on purpose in a list of their own, with the reason.

People with little local experience find work outside their old occupation more often than in it; a ranking by
closeness alone would never show them where to look. Adjacent is not `Closeness`, which is the same in both directions
and by rare skills: what carries people over are common ones, and how much of the work they cover (docs/ranking.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import UNSCORED, Assessment
from matcher.experience import SURE, rows_of
from matcher.explanation import Explainer
from matcher.messages import Code, Message, say
from matcher.types import Kind, RankingInput, Widened
from matcher.world import World

SORTED_FIRST = 64


@dataclass(frozen=True, slots=True, eq=False)
class Adjacent:
    """Which occupations of a world are adjacent to a person's own, of which there is one at least.

    shared   by row of an own occupation, (occupations,) int32: how many essential skills each has in common with it
    to       by row of an own occupation, (occupations,) bool
    to_any   (occupations + 1,) bool; the last, which index -1 picks, is no occupation
    """

    shared: dict[int, NDArray[np.int32]]
    to: dict[int, NDArray[np.bool_]]
    to_any: NDArray[np.bool_]

    @classmethod
    def of(cls, person: RankingInput, world: World) -> Adjacent | None:
        """Look around what is held or wanted; of the readings of a text, only the surest is held.

        Occupations held, wanted or unwanted are left out. None where nothing is held or wanted.
        """
        uris = [*person.wants.occupations, *(held.uri for held in person.occupations if held.certainty == SURE)]
        own = sorted(set(rows_of(uris, world.taxonomy)))
        if not own:
            return None
        outside = _outside(own, rows_of(person.wants.unwanted_occupations, world.taxonomy), world)
        shared = {row: world.occupations.shared_essentials(row, world.taxonomy) for row in own}
        to = {row: _adjacent(row, shared[row], world) & outside for row in own}
        return cls(shared, to, np.append(np.logical_or.reduce(list(to.values())), False))

    def rows_among(self, rows: NDArray[np.int64], world: World) -> NDArray[np.int64]:
        """Return the positions in `rows` of vacancies of adjacent occupations."""
        return np.flatnonzero(self.to_any[world.vacancies.occupation.index[rows]])

    def best(self, assessed: Assessment, world: World) -> dict[int, int]:
        """Return positions of the best vacancies of `max_widened` different occupations, by their index, best first.

        Vacancies that cannot be scored are left out.
        """
        at = self.rows_among(assessed.rows, world)
        eligible = at[assessed.score[at] != UNSCORED]
        found: dict[int, int] = {}
        for position in best_first(eligible, assessed.key):
            found.setdefault(int(world.vacancies.occupation.index[assessed.rows[position]]), position)
            if len(found) == world.weights.max_widened:
                break
        return found


def widen(
    person: RankingInput,
    world: World,
    assessed: Assessment,
    adjacent: Adjacent | None,
    language: str = "en",
    *,
    is_counted: bool = True,
) -> tuple[Widened, ...]:
    """Return up to `max_widened` vacancies of different adjacent occupations, in the order of the ranking.

    `match.rank` is the place in the whole list, None unless it `is_counted`.
    """
    if adjacent is None:
        return ()
    explainer = Explainer(person, world, assessed, language)
    found: list[Widened] = []
    for index, at in adjacent.best(assessed, world).items():
        match = explainer.match(at, 1 + int(np.count_nonzero(assessed.key < assessed.key[at])) if is_counted else None)
        source = _source(index, adjacent)
        found.append(Widened(match, _reason(source, index, int(adjacent.shared[source][index]), world, language)))
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


def _source(index: int, adjacent: Adjacent) -> int:
    """Return the person's occupation that an adjacent one has most in common with; ties by URI."""
    in_common = {row: int(adjacent.shared[row][index]) for row, is_next in adjacent.to.items() if is_next[index]}
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
