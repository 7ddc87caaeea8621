"""Why nothing is suitable today: what stands in the way of most vacancies, counted over all that are open.

A vacancy counts for everything that stands in its way, so the counts do not add up to the number of vacancies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import REST, Assessment
from matcher.blockers import NOT_MET, STATES, UNKNOWN, Facts
from matcher.conditions import Condition
from matcher.messages import Code, Message, say
from matcher.remedies import requirement
from matcher.standpoint import Standpoint
from matcher.tallies import Tally
from matcher.types import BlockerKind, Obstacle

# Few enough to talk about.
MAX_OBSTACLES = 5
STATE_CODES = ((NOT_MET, Code.OBSTACLE_NOT_MET), (UNKNOWN, Code.OBSTACLE_UNKNOWN))


@dataclass(frozen=True, slots=True, eq=False)
class InTheWay:
    """How many open vacancies (`n`) what keeps away.

    n_unscored   nothing decisive is known about; of the others, `n_lacking` ask for more skills than are covered,
                 and `n_unnamed` name none
    frequency    (conditions,) how many state each condition
    numbers      (states, kinds) how many state a condition of that state and kind
    """

    n: int
    n_unscored: int
    n_lacking: int
    n_unnamed: int
    frequency: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @classmethod
    def of(cls, tally: Tally, kinds: NDArray[np.int8], at: Standpoint, n_enough: int) -> InTheWay:
        """Count for one person, of whom `n_enough` of the open vacancies ask no more than is covered.

        With skills everything is scored that names a requirement or may be about something; with occupations alone
        what may be about something, and then no requirement is covered.
        """
        n_unnamed = tally.n - tally.n_asked
        if at.has_skills:
            n_unscored, n_lacking = tally.n_bare, tally.n_asked - n_enough
            n_unnamed -= tally.n_bare
        else:
            n_unscored, n_lacking = tally.n_idle, tally.n_asked - tally.n_asked_idle
            n_unnamed -= tally.n_idle - tally.n_asked_idle
        return cls(tally.n, n_unscored, n_lacking, n_unnamed, tally.frequency, tally.count(kinds, at.states))


def is_nothing_suitable(assessed: Assessment) -> bool:
    """Whether no vacancy is ready now or one step away."""
    return bool((assessed.group == REST).all())


def obstacles_of(
    found: InTheWay, conditions: Sequence[Condition], kinds: NDArray[np.int8], states: NDArray[np.int8], facts: Facts
) -> tuple[Obstacle, ...]:
    """Return up to `MAX_OBSTACLES`, those of most vacancies first, of a person for whom nothing is suitable.

    `states` are those of the world's distinct conditions, `kinds` what these are of.
    """
    if not found.n:
        return (Obstacle(say(Code.OBSTACLE_NO_VACANCIES), 0),)
    all_ = [
        *(Obstacle(say(code, n=n), n) for code, n in _of_skills(found)),
        *_of_conditions(found, conditions, kinds, states, facts),
    ]
    all_ = [each for each in all_ if each.n_vacancies]
    all_.sort(key=lambda each: (-each.n_vacancies, each.reason.code, str(each.reason.values)))
    return tuple(all_[:MAX_OBSTACLES])


def nothing_suitable(obstacles: tuple[Obstacle, ...]) -> Message | None:
    """Say "nothing suitable today, because …" in one sentence; None where something is."""
    reasons = tuple(each.reason for each in obstacles)
    return say(Code.OBSTACLE_NOTHING, reasons=reasons) if reasons else None


def _of_skills(found: InTheWay) -> Iterator[tuple[Code, int]]:
    yield Code.OBSTACLE_UNSCORED, found.n_unscored
    yield Code.OBSTACLE_SKILLS, found.n_lacking
    yield Code.OBSTACLE_NO_SKILLS_NAMED, found.n_unnamed


def _wording(message: Message) -> tuple[str, str]:
    """Return what orders messages, whatever the order of the conditions behind them."""
    return message.code, str(message.values)


def _of_conditions(
    found: InTheWay, conditions: Sequence[Condition], kinds: NDArray[np.int8], states: NDArray[np.int8], facts: Facts
) -> Iterator[Obstacle]:
    """Count the vacancies that each kind of condition keeps away, and name the most frequent condition of the kind."""
    for state, code in STATE_CODES:
        for i, kind in enumerate(BlockerKind):
            n = int(found.numbers[STATES.index(state), i])
            if n:
                often = found.frequency * ((kinds == i) & (states == STATES.index(state)))
                most = [conditions[at] for at in np.flatnonzero(often == often.max()).tolist()]
                required = min((requirement(each, facts) for each in most), key=_wording)
                yield Obstacle(say(code, kind=kind, n=n, required=required), n)
