"""Which steps meet which conditions, for everybody of a crowd at once.

A step that concerns no skill meets conditions of its own kind only, and what it does to a person hangs on one fact of
theirs. So each is tried once for each distinct value of that fact (`matcher.crowd`), with the judges of single people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import MET_CODE
from matcher.blockers import MET, facts_of, state_of
from matcher.conditions import Condition
from matcher.crowd import JUDGED_BY, MODES, NOBODY, Crowd
from matcher.standings import Standings
from matcher.steps import WAYS, Move, apply, move_for
from matcher.types import BlockerKind, RankingInput, StepKind

# Steps that are the same for whoever takes them. How many hours somebody has to add is a step of their own.
KINDS = (
    BlockerKind.PERMISSION, BlockerKind.RECOGNITION, BlockerKind.LICENCE, BlockerKind.LANGUAGE, BlockerKind.SHIFTS,
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What a step opens: positions of vacancies (rows of what is offered) and of people, pair by pair."""

    move: Move
    vacancy: NDArray[np.int64]
    person: NDArray[np.int64]


class Closing:
    """The steps about `conditions` (indices into those of the world) for one crowd, made once for all its vacancies."""

    def __init__(self, crowd: Crowd, values: Sequence[Condition], conditions: NDArray[np.int64]) -> None:
        self._crowd = crowd
        self._kinds = [
            _Kind.of(crowd, values, [i for i in conditions.tolist() if values[i].kind is kind]) for kind in KINDS
        ]

    def opened(self, found: Standings) -> Iterator[Opened]:
        """Yield what each step alone makes ready now; a step may come again with other vacancies."""
        enough = (found.offered.part.essential_total > 0)[:, None] & (found.deficit <= 0)
        vacancy, person = np.nonzero(enough & (found.n_open > 0))
        pairs = _Pairs(found, vacancy, person, found.n_open[vacancy, person])
        for kind in self._kinds:
            yield from kind.opened(pairs)
        yield from _by_ways(self._crowd, pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Vacancies and people that only conditions keep apart, and how many of them."""

    found: Standings
    vacancy: NDArray[np.int64]
    person: NDArray[np.int64]
    n_open: NDArray[np.int32]

    def only(self, at: NDArray[np.integer], is_open: NDArray[np.bool_]) -> _Pairs:
        """Return the pairs that nothing keeps apart but `is_open` (conditions at `at` of those stated, people)."""
        chosen = self._count(at, is_open) == self.n_open
        return _Pairs(self.found, self.vacancy[chosen], self.person[chosen], self.n_open[chosen])

    def met(self, at: NDArray[np.integer], is_met: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return vacancy and person of those that nothing keeps apart once `is_met`."""
        chosen = self._count(at, is_met) == self.n_open
        return self.vacancy[chosen], self.person[chosen]

    def _count(self, at: NDArray[np.integer], which: NDArray[np.bool_]) -> NDArray[np.int32]:
        counted: NDArray[np.int32] = self.found.offered.conditions[:, at] @ which.astype(np.int32)
        return counted[self.vacancy, self.person]


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """The steps about conditions of one kind (`conditions`, ascending); `met` is (conditions, people) for each step."""

    conditions: NDArray[np.int64]
    met: tuple[tuple[Move, NDArray[np.bool_]], ...]

    @classmethod
    def of(cls, crowd: Crowd, values: Sequence[Condition], conditions: list[int]) -> _Kind:
        """Find the steps, and try each on each distinct fact."""
        asked = [values[i] for i in conditions]
        if not asked or not len(crowd):
            return cls(np.array(conditions, dtype=np.int64), ())
        nobody = facts_of(NOBODY, crowd.nowhere, crowd.taxonomy)
        moves = sorted({move for each in asked if (move := move_for(each, NOBODY, nobody)) is not None})
        judged = crowd.judged(asked[0]).index
        _, first, person = np.unique(judged, return_index=True, return_inverse=True)
        bare = [_bare(crowd.people[i], asked[0].kind) for i in first.tolist()]
        states = _judge(crowd, asked)
        before = np.array([states(each) for each in bare])
        after = ((move, np.array([states(apply(move, each)) for each in bare])) for move in moves)
        met = tuple((move, (now & ~before).T[:, person]) for move, now in after)
        return cls(np.array(conditions, dtype=np.int64), met)

    def opened(self, pairs: _Pairs) -> Iterator[Opened]:
        """Yield what each step opens."""
        offered = pairs.found.offered
        own = np.isin(self.conditions, offered.stated)
        at = np.searchsorted(offered.stated, self.conditions[own])
        if not len(at) or not self.met:
            return
        mine = pairs.only(at, pairs.found.states[at] != MET_CODE)
        for move, met in self.met:
            vacancy, person = mine.met(at, met[own])
            if len(vacancy):
                yield Opened(move, vacancy, person)


def _bare(person: RankingInput, kind: BlockerKind) -> RankingInput:
    name = JUDGED_BY[kind]
    return replace(NOBODY, **{name: getattr(person, name)})


def _judge(crowd: Crowd, asked: Sequence[Condition]) -> Callable[[RankingInput], list[bool]]:
    """Return what says which conditions somebody meets."""

    def states(person: RankingInput) -> list[bool]:
        facts = facts_of(person, crowd.nowhere, crowd.taxonomy)
        return [state_of(each, facts) is MET for each in asked]

    return states


def _by_ways(crowd: Crowd, pairs: _Pairs) -> Iterator[Opened]:
    """Yield what longer ways open to those who travel so already."""
    found = pairs.found
    n_sites = len(found.minutes)
    mine = pairs.only(np.arange(n_sites), found.states[:n_sites] != MET_CODE)
    minutes = found.minutes[found.offered.place[mine.vacancy], mine.person]
    mode = crowd.travel.mode[mine.person]
    for number, travel in enumerate(MODES):
        for way in WAYS:
            reached = (mode == number) & (minutes <= way)  # NaN never is
            if reached.any():
                yield Opened(Move(StepKind.PLACE, f"{travel}:{way}"), mine.vacancy[reached], mine.person[reached])
