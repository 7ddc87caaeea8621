"""Why nothing is suitable today: what stands in the way of most vacancies, counted over all that are open.

A vacancy counts for everything that stands in its way, so the counts do not add up to the number of vacancies.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import REST, UNSCORED, Assessment
from matcher.blockers import NOT_MET, STATES, UNKNOWN
from matcher.messages import Code, Message, say
from matcher.remedies import requirement
from matcher.types import BlockerKind, Obstacle
from matcher.vacancies import VacancySet

# Few enough to talk about.
MAX_OBSTACLES = 5
STATE_CODES = ((NOT_MET, Code.OBSTACLE_NOT_MET), (UNKNOWN, Code.OBSTACLE_UNKNOWN))


def is_nothing_suitable(assessed: Assessment) -> bool:
    """Whether no vacancy is ready now or one step away."""
    return bool((assessed.group == REST).all())


def obstacles_of(assessed: Assessment) -> tuple[Obstacle, ...]:
    """Return up to `MAX_OBSTACLES`, those of most vacancies first; empty where something is suitable."""
    if not is_nothing_suitable(assessed):
        return ()
    if not len(assessed.rows):
        return (Obstacle(say(Code.OBSTACLE_NO_VACANCIES), 0),)
    vacancies = assessed.vacancies
    found = [*_of_skills(assessed, vacancies), *_of_conditions(assessed, vacancies)]
    found = [each for each in found if each.n_vacancies]
    found.sort(key=lambda each: (-each.n_vacancies, each.reason.code, str(each.reason.values)))
    return tuple(found[:MAX_OBSTACLES])


def nothing_suitable(obstacles: tuple[Obstacle, ...]) -> Message | None:
    """Say "nothing suitable today, because …" in one sentence; None where something is."""
    reasons = tuple(each.reason for each in obstacles)
    return say(Code.OBSTACLE_NOTHING, reasons=reasons) if reasons else None


def _of_skills(assessed: Assessment, vacancies: VacancySet) -> Iterator[Obstacle]:
    named, scored = vacancies.essential_total > 0, assessed.score != UNSCORED
    yield _counted(Code.OBSTACLE_UNSCORED, ~scored)
    yield _counted(Code.OBSTACLE_SKILLS, scored & named & (assessed.deficit > 0))
    yield _counted(Code.OBSTACLE_NO_SKILLS_NAMED, scored & ~named)


def _counted(code: Code, which: NDArray[np.bool_]) -> Obstacle:
    n = int(which.sum())
    return Obstacle(say(code, n=n), n)


def _wording(message: Message) -> tuple[str, str]:
    """Return what orders messages, whatever the order of the conditions behind them."""
    return message.code, str(message.values)


def _of_conditions(assessed: Assessment, vacancies: VacancySet) -> Iterator[Obstacle]:
    """Count the vacancies that each kind of condition keeps away, and name the most frequent condition of the kind."""
    stated = vacancies.conditions
    kinds = np.array([condition.kind for condition in vacancies.condition_values], dtype=object)
    frequency = np.bincount(stated.indices, minlength=len(kinds))
    for state, code in STATE_CODES:
        for kind in BlockerKind:
            open_here = (kinds == kind) & (assessed.states == STATES.index(state))
            n = int(np.count_nonzero(stated @ open_here.astype(np.int32))) if open_here.any() else 0
            if n:
                often = frequency * open_here
                most = [vacancies.condition_values[i] for i in np.flatnonzero(often == often.max()).tolist()]
                required = min((requirement(each, assessed.facts) for each in most), key=_wording)
                yield Obstacle(say(code, kind=kind, n=n, required=required), n)
