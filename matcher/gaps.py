"""What one step, or two or three together, would open: counted by ranking again, never estimated.

A vacancy is unlocked by a step when it is not ready now, and is ready now for the person after the step. Candidates
for steps are read off the vacancies that are one to three obstacles away; each one is then counted over all open
vacancies. Readiness depends on blockers and essential coverage alone, so counting needs no points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import MET_CODE, READY, Assessment, assess, deficit_of, n_open_of
from matcher.blockers import facts_of, states_of
from matcher.coverage import confirmed, learn
from matcher.ranking import open_rows
from matcher.steps import CONFIRM, Move, apply, label_of, move_for
from matcher.types import Bundle, Gaps, RankingInput, Stamp, Step, StepKind
from matcher.vacancies import VacancySet
from matcher.world import World

MAX_STEPS = 20
MAX_BUNDLES = 5
MAX_BUNDLE_SIZE = 3
# Sets of steps counted as bundles: the most frequent among vacancies two or three obstacles away.
BUNDLE_CANDIDATES = 40
# Steps tried beside the best ones while a bundle grows.
GREEDY_WIDTH = 10
# Skills tried per vacancy that has other obstacles too: those that most vacancies would need.
SKILLS_PER_NEED = 3

Need = frozenset[Move]


@dataclass(frozen=True, slots=True, eq=False)
class _Ground:
    """Where counting starts: the person and the vacancies that are not ready yet.

    A step about skills can only open `short` (no open condition), any other step only `blocked` (coverage is enough),
    both together anything in `closed`.
    """

    person: RankingInput
    world: World
    assessed: Assessment
    vacancies: VacancySet
    closed: VacancySet
    short: VacancySet
    blocked: VacancySet

    @classmethod
    def of(cls, person: RankingInput, world: World, as_of: date) -> _Ground:
        """Assess everything open on `as_of`, and set apart what is not ready."""
        assessed = assess(person, world, open_rows(world, as_of))
        whole = len(assessed.rows) == len(world.vacancies)
        vacancies = world.vacancies if whole else world.vacancies.take(assessed.rows)
        closed = (assessed.group != READY) & (vacancies.essential_total > 0)
        return cls(
            person,
            world,
            assessed,
            vacancies,
            vacancies.take(np.flatnonzero(closed)),
            vacancies.take(np.flatnonzero(closed & (assessed.n_open == 0))),
            vacancies.take(np.flatnonzero(closed & (assessed.deficit <= 0))),
        )

    def unlocked(self, moves: Iterable[Move]) -> tuple[str, ...]:
        """Return the ids that `moves` together bring to ready now, ascending; exact."""
        moves = tuple(moves)
        if any(move.kind is StepKind.CONFIRM for move in moves):
            return self._unlocked_at_all(moves)
        skills = [move.value for move in moves if move.kind is StepKind.SKILL]
        others = [move for move in moves if move.kind is not StepKind.SKILL]
        part = self.closed if skills and others else self.short if skills else self.blocked
        ready = np.ones(len(part), dtype=bool)
        if others:
            ready &= self._nothing_open(part, others)
        if skills:
            ready &= self._covered(part, skills)
        return tuple(part.ids[row] for row in np.flatnonzero(ready).tolist())

    def ready(self) -> frozenset[str]:
        """Return the ids that are ready now."""
        return frozenset(self._ids(self.assessed))

    def _unlocked_at_all(self, moves: Iterable[Move]) -> tuple[str, ...]:
        """Assess everything again: confirming changes what every skill and occupation counts."""
        person = reduce(lambda before, move: apply(move, before), moves, self.person)
        again = assess(person, self.world, self.assessed.rows)
        return tuple(sorted(set(self._ids(again)) - self.ready()))

    def _ids(self, assessed: Assessment) -> Iterator[str]:
        return (self.vacancies.ids[row] for row in np.flatnonzero(assessed.group == READY).tolist())

    def _nothing_open(self, part: VacancySet, moves: list[Move]) -> NDArray[np.bool_]:
        person = reduce(lambda before, move: apply(move, before), moves, self.person)
        states = states_of(part.condition_values, facts_of(person, self.world.sites, self.world.taxonomy))
        nothing_open: NDArray[np.bool_] = n_open_of(part, states) == 0
        return nothing_open

    def _covered(self, part: VacancySet, skills: list[str]) -> NDArray[np.bool_]:
        world = self.world
        rows = np.array([world.taxonomy.skills.row(uri) for uri in skills], dtype=np.int64)
        strength = learn(self.assessed.coverage, rows, world.near, world.weights)
        covered = np.asarray(part.essential @ strength, dtype=np.int32)
        enough: NDArray[np.bool_] = deficit_of(part, covered, world.weights) <= 0
        return enough


def gaps(
    person: RankingInput,
    world: World,
    as_of: date,
    stamp: Stamp,
    *,
    max_steps: int | None = MAX_STEPS,
    max_bundles: int = MAX_BUNDLES,
    language: str = "en",
) -> Gaps:
    """Return steps and bundles by number of vacancies unlocked, descending, then kind and value.

    Steps that unlock nothing are not listed; a bundle is listed only where it unlocks more than any of its parts
    does alone. Each step of a bundle carries what it unlocks alone, which may be nothing.
    """
    ground = _Ground.of(person, world, as_of)
    needs = _needs(ground)
    alone = {move: ground.unlocked([move]) for move in sorted({move for need in needs for move in need})}
    after_confirming = _after_confirming(ground, as_of, max_bundles)
    if after_confirming:
        alone[CONFIRM] = ground.unlocked([CONFIRM])
        alone |= {move: ground.unlocked([move]) for move in sorted(after_confirming) if move not in alone}
    steps = sorted((_step(world, move, ids, language) for move, ids in alone.items() if ids), key=_by_count)
    bundles = [*_bundles(ground, needs, alone), *_with_confirming(ground, after_confirming, alone)]
    bundles = sorted(bundles, key=_bundle_order)[:max_bundles]
    named = [
        Bundle(tuple(sorted((_step(world, move, alone[move], language) for move in need), key=_by_count)), n)
        for need, n in bundles
    ]
    return Gaps(tuple(steps[:max_steps]), tuple(named), stamp)


def _after_confirming(ground: _Ground, as_of: date, most: int) -> dict[Move, int]:
    """Return the single steps that open most once the person has confirmed every proposal; CONFIRM is among them.

    Empty where nothing waits for an answer. What is read from a text alone seldom makes anything ready, so for most
    newcomers the first step is to confirm, and the second the one to talk about.
    """
    person = confirmed(ground.person)
    if person == ground.person:
        return {}
    sure = _Ground.of(person, ground.world, as_of)
    moves = sorted({move for need in _needs(sure) if len(need) == 1 for move in need})
    counts = {move: len(sure.unlocked([move])) for move in moves}
    best = sorted((move for move in moves if counts[move]), key=lambda move: (-counts[move], move))[:most]
    return {CONFIRM: 0} | {move: counts[move] for move in best}


def _with_confirming(
    ground: _Ground, further: dict[Move, int], alone: dict[Move, tuple[str, ...]]
) -> list[tuple[Need, int]]:
    """Return the pairs of confirming and one further step that unlock more than each does alone."""
    pairs = [frozenset([CONFIRM, move]) for move in further if move != CONFIRM]
    counted = [(pair, len(ground.unlocked(sorted(pair)))) for pair in pairs]
    return [(pair, n) for pair, n in counted if n > max(len(alone[move]) for move in pair)]


def _bundle_order(pair: tuple[Need, int]) -> tuple[int, int, list[Move]]:
    need, n_unlocked = pair
    return -n_unlocked, len(need), sorted(need)


def unlocked_by(person: RankingInput, moves: Iterable[Move], world: World, as_of: date) -> tuple[str, ...]:
    """Return the ids that `moves` together bring from not ready to ready now, ascending."""
    return _Ground.of(person, world, as_of).unlocked(moves)


def _step(world: World, move: Move, ids: tuple[str, ...], language: str) -> Step:
    return Step(move.kind, move.value, label_of(move, world, language), len(ids), ids)


def _by_count(step: Step) -> tuple[int, str, str]:
    return -step.n_unlocked, step.kind, step.value


def _needs(ground: _Ground) -> Counter[Need]:
    """Count the sets of at most three steps that would make a vacancy ready, over the vacancies that are so near."""
    assessed = ground.assessed
    short = assessed.deficit > 0
    distance = assessed.n_open + short
    near = np.flatnonzero((distance > 0) & (distance <= MAX_BUNDLE_SIZE) & (ground.vacancies.essential_total > 0))
    skills = _skills(ground, near[short[near]])
    common = Counter(move for moves in skills.values() for move in moves)
    moves = [move_for(condition, ground.person, assessed.facts) for condition in ground.vacancies.condition_values]
    is_open = (assessed.states != MET_CODE).tolist()
    matrix = ground.vacancies.conditions
    needs: Counter[Need] = Counter()
    for at in near.tolist():
        stated = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]].tolist()
        others = [moves[i] for i in stated if is_open[i]]
        known = [move for move in others if move is not None]
        if len(known) == len(others):
            needs.update(_with_skill(known, skills.get(at, []) if short[at] else None, common))
    return needs


def _skills(ground: _Ground, positions: NDArray[np.int64]) -> dict[int, list[Move]]:
    """Return, by position, the single essential skills that alone would cover enough."""
    assessed, world = ground.assessed, ground.world
    reachable = positions[assessed.deficit[positions] <= world.completion.reach[assessed.rows[positions]]]
    index, skills = world.completion.sufficient(
        world.vacancies.essential, assessed.rows[reachable], assessed.deficit[reachable], assessed.coverage
    )
    found: dict[int, list[Move]] = {}
    for at, skill in zip(reachable[index].tolist(), skills.tolist(), strict=True):
        found.setdefault(at, []).append(Move(StepKind.SKILL, world.taxonomy.skills.uri(skill)))
    return found


def _with_skill(known: list[Move], skills: list[Move] | None, common: Counter[Move]) -> list[Need]:
    """Return the needs of one vacancy; `skills` is None where coverage is enough already."""
    if skills is None:
        return [frozenset(known)]
    if known:
        skills = sorted(skills, key=lambda move: (-common[move], move))[:SKILLS_PER_NEED]
    return [frozenset([*known, skill]) for skill in skills]


def _bundles(ground: _Ground, needs: Counter[Need], alone: dict[Move, tuple[str, ...]]) -> list[tuple[Need, int]]:
    """Return sets of two or three steps that unlock more than any smaller set among them, most first."""
    frequent = sorted((need for need in needs if len(need) > 1), key=lambda need: (-needs[need], sorted(need)))
    counted = {frozenset([move]): len(ids) for move, ids in alone.items()}
    grown = _grow(ground, needs, alone)
    for need in [*frequent[:BUNDLE_CANDIDATES], *grown]:
        counted.setdefault(need, len(ground.unlocked(need)))
    worth = [
        (need, n)
        for need, n in counted.items()
        if len(need) > 1 and n > max((m for other, m in counted.items() if other < need), default=0)
    ]
    return sorted(worth, key=_bundle_order)


def _grow(ground: _Ground, needs: Counter[Need], alone: dict[Move, tuple[str, ...]]) -> list[Need]:
    """Return the bundles that greedy choice makes: the best step, then the one that adds most, then once more."""
    if not alone:
        return []
    best = sorted(alone, key=lambda move: (-len(alone[move]), move))
    bundle: Need = frozenset(best[:1])
    grown: list[Need] = []
    while len(bundle) < MAX_BUNDLE_SIZE:
        partners = Counter({move: n for need, n in needs.items() if bundle < need for move in need - bundle})
        likely = sorted(partners, key=lambda move: (-partners[move], move))[:GREEDY_WIDTH]
        tried = {bundle | {move} for move in [*best[:GREEDY_WIDTH], *likely]} - {bundle}
        if not tried:
            break
        bundle = min(tried, key=lambda need: (-len(ground.unlocked(need)), sorted(need)))
        grown.append(bundle)
    return grown
