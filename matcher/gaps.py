"""What one step, or two or three together, would open: counted by ranking again, never estimated.

A vacancy is unlocked by a step when it is not ready now, and is ready now for the person after the step. Candidates
for steps are read off the vacancies that are one to three obstacles away; each one is then counted over all open
vacancies. Readiness depends on blockers and essential coverage alone, so counting needs no points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import MET_CODE
from matcher.coverage import confirmed
from matcher.ground import Ground
from matcher.steps import CONFIRM, Move, apply, label_of
from matcher.types import Bundle, Effort, Gaps, RankingInput, RowStatus, Stamp, Step, StepKind
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
Counted = tuple[Need, int]  # with the number of vacancies that the steps together open


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
    ground = Ground.of(person, world, as_of, MAX_BUNDLE_SIZE)
    needs = _needs(ground)
    alone = ground.unlocked_alone(move for need in needs for move in need)
    bundles: list[Counted] = _bundles(ground, needs, alone)
    sure = confirmed(person)
    if sure != person:
        confirming = _Confirming.of(ground, Ground.of(sure, world, as_of, MAX_BUNDLE_SIZE), max_bundles)
        further = ground.unlocked_alone(move for move in confirming.further if move not in alone)
        alone |= {CONFIRM: confirming.alone} | further
        bundles += confirming.bundles(alone)
    namer = _Namer(world, person, language)
    steps = sorted((namer.step(move, ids) for move, ids in alone.items() if ids), key=_by_count)
    named = [
        Bundle(tuple(sorted((namer.step(move, alone[move]) for move in need), key=_by_count)), n)
        for need, n in sorted(bundles, key=_bundle_order)[:max_bundles]
    ]
    quick = sorted((step for step in steps if step.per_week is not None), key=_by_count_per_week)
    return Gaps(tuple(steps[:max_steps]), tuple(named), stamp, tuple(quick[:max_steps]))


@dataclass(frozen=True, slots=True, eq=False)
class _Confirming:
    """What the person's confirming of every proposal opens: `alone`, and with one `further` step each.

    What is read from a text alone seldom makes anything ready, so for most newcomers the first step is to confirm, and
    the second the one to talk about.
    """

    alone: tuple[str, ...]
    further: Mapping[Move, tuple[str, ...]]

    @classmethod
    def of(cls, ground: Ground, sure: Ground, most: int) -> _Confirming:
        """Compare the person with the `sure` one. Steps only add, so what both open is what opens then, or is open."""
        before = ground.ready()
        after = sure.ready()
        opened = sure.unlocked_alone(move for need in _needs(sure) if len(need) == 1 for move in need)
        best = sorted((move for move in opened if opened[move]), key=lambda move: (-len(opened[move]), move))[:most]
        further = {move: tuple(sorted((after | set(opened[move])) - before)) for move in best}
        return cls(tuple(sorted(after - before)), further)

    def bundles(self, alone: Mapping[Move, tuple[str, ...]]) -> list[Counted]:
        """Return the pairs of confirming and one further step that unlock more than each does alone."""
        pairs = [(frozenset([CONFIRM, move]), len(ids)) for move, ids in self.further.items()]
        return [(pair, n) for pair, n in pairs if n > max(len(alone[move]) for move in pair)]


@dataclass(frozen=True, slots=True, eq=False)
class _Namer:
    """Puts a counted move into words, with what the catalogue of steps knows about the effort."""

    world: World
    person: RankingInput
    language: str

    def step(self, move: Move, ids: tuple[str, ...]) -> Step:
        """Return the step with what it alone unlocks. Courses are looked up where the person lives."""
        effort = self._effort(move)
        counts = effort is not None and effort.status is RowStatus.VERIFIED
        per_week = len(ids) / max(effort.max_weeks, 1) if effort is not None and counts else None
        return Step(move.kind, move.value, label_of(move, self.world, self.language), len(ids), ids, effort, per_week)

    def _effort(self, move: Move) -> Effort | None:
        person = self.person
        home = None if person.home is None else self.world.places.find_id(person.home)
        code = move.value.partition(":")[0] if move.kind is StepKind.LANGUAGE else ""
        held = next((known.level for known in person.languages if known.language == code), None)
        country = None if home is None else home.country
        return self.world.catalogue.find_effort(move.kind, move.value, country, person.home, held=held)


def _bundle_order(pair: Counted) -> tuple[int, int, list[Move]]:
    need, n_unlocked = pair
    return -n_unlocked, len(need), sorted(need)


def unlocked_by(person: RankingInput, moves: Iterable[Move], world: World, as_of: date) -> tuple[str, ...]:
    """Return the ids that `moves` together bring from not ready to ready now, ascending."""
    moves = tuple(moves)
    if CONFIRM in moves:
        after = reduce(lambda before, move: apply(move, before), moves, person)
        before, now = (Ground.of(each, world, as_of, 0).ready() for each in (person, after))
        return tuple(sorted(now - before))
    return Ground.of(person, world, as_of, len(moves), moves).unlocked(moves)


def _by_count(step: Step) -> tuple[int, str, str]:
    return -step.n_unlocked, step.kind, step.value


def _by_count_per_week(step: Step) -> tuple[float, int, str, str]:
    return -(step.per_week or 0), *_by_count(step)


def _needs(ground: Ground) -> Counter[Need]:
    """Count the sets of at most three steps that would make a vacancy ready, over the vacancies that are so near."""
    assessed = ground.assessed
    is_short = assessed.deficit[ground.at] > 0
    near = np.flatnonzero(assessed.n_open[ground.at] + is_short <= MAX_BUNDLE_SIZE)
    skills = _skills(ground, near[is_short[near]])
    common = Counter(move for moves in skills.values() for move in moves)
    stated = ground.closed.conditions
    is_open = (assessed.states != MET_CODE).tolist()
    needs: Counter[Need] = Counter()
    for row in near.tolist():
        if is_short[row] and row not in skills:
            continue
        conditions = stated.indices[stated.indptr[row] : stated.indptr[row + 1]].tolist()
        moves = [ground.moves.get(i) for i in conditions if is_open[i]]
        known = [move for move in moves if move is not None]
        if len(known) == len(moves):
            needs.update(_with_skill(known, skills.get(row) if is_short[row] else None, common))
    return needs


def _skills(ground: Ground, rows: NDArray[np.int64]) -> dict[int, list[Move]]:
    """Return, by row of `closed`, the single essential skills that alone would cover enough."""
    assessed, world, at = ground.assessed, ground.world, ground.at[rows]
    index, skills = world.completion.sufficient(
        world.vacancies.essential, assessed.rows[at], assessed.deficit[at], assessed.coverage
    )
    found: dict[int, list[Move]] = {}
    for row, skill in zip(rows[index].tolist(), skills.tolist(), strict=True):
        found.setdefault(row, []).append(Move(StepKind.SKILL, world.taxonomy.skills.uri(skill)))
    return found


def _with_skill(known: list[Move], skills: list[Move] | None, common: Counter[Move]) -> list[Need]:
    """Return the needs of one vacancy; `skills` is None where coverage is enough already."""
    if skills is None:
        return [frozenset(known)]
    if known:
        skills = sorted(skills, key=lambda move: (-common[move], move))[:SKILLS_PER_NEED]
    return [frozenset([*known, skill]) for skill in skills]


def _bundles(ground: Ground, needs: Counter[Need], alone: Mapping[Move, tuple[str, ...]]) -> list[Counted]:
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


def _grow(ground: Ground, needs: Counter[Need], alone: Mapping[Move, tuple[str, ...]]) -> list[Need]:
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
