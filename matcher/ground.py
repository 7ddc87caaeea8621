"""Where counting starts: one person, the vacancies that a few steps may open, and what any steps would open of them.

A vacancy is open to a person (*ready now*) when no condition is open and coverage is enough, so counting needs no
points. Steps only ever add. Hence a vacancy that all steps together leave closed is never looked at again, and neither
is one whose coverage is further away than the best skills for it reach; what remains of 100,000 is a few thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.assessment import MET_CODE, READY, Assessment, assess, deficit_of, n_open_of
from matcher.blockers import facts_of, states_of
from matcher.coverage import learn
from matcher.ranking import open_rows
from matcher.steps import Move, apply, move_for
from matcher.types import RankingInput, StepKind
from matcher.vacancies import VacancySet
from matcher.world import World

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A person, and the vacancies that steps may open: `at` (int64) are their positions in the assessment.

    A step about skills can only open `short` (no open condition), any other step only `blocked` (coverage is enough),
    both together anything in `closed`; each a set of vacancies in the order of `at`. `moves` is, for each condition
    that is open somewhere in `closed`, the step that removes it.
    """

    person: RankingInput
    world: World
    assessed: Assessment
    at: NDArray[np.int64]
    closed: VacancySet
    short: VacancySet
    blocked: VacancySet
    moves: dict[int, Move]

    @classmethod
    def of(
        cls, person: RankingInput, world: World, as_of: date, most_skills: int, steps: Iterable[Move] | None = None
    ) -> Ground:
        """Assess everything open on `as_of`, and set apart what at most `most_skills` skills and `steps` may open.

        Without `steps`: what the steps that remove single conditions may open.
        """
        assessed = assess(person, world, open_rows(world, as_of))
        asked = world.vacancies.essential_total[assessed.rows] > 0
        reach = world.completion.reach[assessed.rows] * most_skills
        at = np.flatnonzero(asked & (assessed.group != READY) & (assessed.deficit <= reach))
        stated = world.vacancies.conditions[assessed.rows[at]]
        moves = _moves(person, world, assessed, np.unique(stated.indices))
        reachable = np.flatnonzero(stated @ _beyond(person, world, moves.values() if steps is None else steps) == 0)
        at = at[reachable]
        part = world.vacancies.take(assessed.rows[at])
        no_condition, enough = assessed.n_open[at] == 0, assessed.deficit[at] <= 0
        short, blocked = part.take(np.flatnonzero(no_condition)), part.take(np.flatnonzero(enough))
        return cls(person, world, assessed, at, part, short, blocked, moves)

    def ready(self) -> frozenset[str]:
        """Return the ids that are ready now."""
        ready = self.assessed.rows[self.assessed.group == READY]
        return frozenset(self.world.vacancies.ids[row] for row in ready.tolist())

    def unlocked(self, moves: Iterable[Move]) -> Ids:
        """Return the ids that `moves` together bring to ready now, ascending; exact. None of them is to confirm."""
        moves = tuple(moves)
        skills = [move for move in moves if move.kind is StepKind.SKILL]
        others = [move for move in moves if move.kind is not StepKind.SKILL]
        part = self.closed if skills and others else self.short if skills else self.blocked
        ready = np.ones(len(part), dtype=bool)
        if others:
            ready &= self._nothing_open(part, others)
        if skills:
            ready &= self._covered(part, skills)
        return _ids(part, np.flatnonzero(ready))

    def unlocked_alone(self, moves: Iterable[Move]) -> dict[Move, Ids]:
        """Return what `unlocked` says of each of `moves` alone."""
        moves = sorted(set(moves))
        found = self._by_skills([move for move in moves if move.kind is StepKind.SKILL])
        return {move: found[move] if move in found else self.unlocked([move]) for move in moves}

    def _by_skills(self, moves: Sequence[Move]) -> dict[Move, Ids]:
        """Return what each skill alone opens: one product of the requirements with what each skill adds to coverage."""
        world, part = self.world, self.short
        rows = np.array([world.taxonomy.skills.row(move.value) for move in moves], dtype=np.int64)
        who, what, percent = world.near.expand(rows)
        gain = world.weights.skill_stated * percent // 100 - self.assessed.coverage.strength[what]
        more = gain > 0
        shape = (len(world.near), len(moves))
        gains = csr_array((gain[more].astype(np.int32), (what[more], who[more])), shape=shape)
        deficit = _deficit(part, self.assessed.coverage.strength, world)
        added = (part.essential @ gains).tocoo()
        enough = added.data >= deficit[added.row]
        opened: dict[int, list[int]] = {}
        for row, move in sorted(zip(added.row[enough].tolist(), added.col[enough].tolist(), strict=True)):
            opened.setdefault(move, []).append(row)
        return {move: tuple(sorted(part.ids[row] for row in opened.get(i, ()))) for i, move in enumerate(moves)}

    def _nothing_open(self, part: VacancySet, moves: Sequence[Move]) -> NDArray[np.bool_]:
        nothing_open: NDArray[np.bool_] = n_open_of(part, _states_after(self.person, self.world, moves)) == 0
        return nothing_open

    def _covered(self, part: VacancySet, skills: Sequence[Move]) -> NDArray[np.bool_]:
        world = self.world
        rows = np.array([world.taxonomy.skills.row(move.value) for move in skills], dtype=np.int64)
        strength = learn(self.assessed.coverage, rows, world.near, world.weights)
        enough: NDArray[np.bool_] = _deficit(part, strength, world) <= 0
        return enough


def _moves(
    person: RankingInput, world: World, assessed: Assessment, conditions: NDArray[np.integer]
) -> dict[int, Move]:
    """Return the step that removes each open condition for which there is one."""
    still = conditions[assessed.states[conditions] != MET_CODE].tolist()
    found = ((i, move_for(world.vacancies.condition_values[i], person, assessed.facts)) for i in still)
    return {i: move for i, move in found if move is not None}


def _beyond(person: RankingInput, world: World, moves: Iterable[Move]) -> NDArray[np.int32]:
    """Mark the conditions that stay open even if all steps are taken."""
    still_open = _states_after(person, world, sorted(set(moves))) != MET_CODE
    return np.asarray(still_open, dtype=np.int32)


def _deficit(part: VacancySet, strength: NDArray[np.int32], world: World) -> NDArray[np.int32]:
    covered = np.asarray(part.essential @ strength, dtype=np.int32)
    return deficit_of(part, covered, world.weights)


def _states_after(person: RankingInput, world: World, moves: Sequence[Move]) -> NDArray[np.int8]:
    after = reduce(lambda before, move: apply(move, before), moves, person)
    return states_of(world.vacancies.condition_values, facts_of(after, world.sites, world.taxonomy))


def _ids(part: VacancySet, rows: NDArray[np.int64]) -> Ids:
    return tuple(sorted(part.ids[row] for row in rows.tolist()))
