"""What would change for a person after some steps: both lists are ranked in full, and compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import GROUPS, READY, UNSCORED, Assessment, assess
from matcher.errors import InputError
from matcher.inputs import canonical
from matcher.licences import normal_licence
from matcher.matching import Snapshot
from matcher.ranking import TOP, open_rows
from matcher.steps import CONFIRM, Move, apply
from matcher.types import Cefr, Group, Hours, RankingInput, Stamp, StepKind, TravelMode
from taxonomy.taxonomy import Taxonomy

__all__ = ["Change", "Position", "WhatIf", "read_move", "what_if"]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a vacancy stands in a whole list."""

    score: int | None
    group: Group
    rank: int


@dataclass(frozen=True, slots=True)
class Change:
    """A vacancy whose score or group is another after the steps."""

    id: str
    before: Position
    after: Position


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What `steps` together change: all vacancies newly ready now, by id, and changes, by rank after the steps.

    `n_changed` counts the changes; `changes` holds as many as were asked for.
    """

    steps: tuple[Move, ...]
    n_ready_before: int
    n_ready_after: int
    newly_ready: tuple[str, ...]
    n_changed: int
    changes: tuple[Change, ...]
    stamp: Stamp


def what_if(
    snapshot: Snapshot, person: RankingInput, steps: Sequence[Move], as_of: date, *, top: int | None = TOP
) -> WhatIf:
    """Rank everything that is open for the person as they are and after `steps`; at most `top` changes (None: all)."""
    world = snapshot.world
    rows = open_rows(world, as_of)
    changed = canonical(reduce(lambda before, move: apply(move, before), steps, person))
    before, after = assess(person, world, rows), assess(changed, world, rows)
    ids = before.vacancies.ids
    differs = np.flatnonzero((before.score != after.score) | (before.group != after.group))
    ranks = _ranks(before), _ranks(after)
    listed = differs[np.argsort(after.key[differs])][:top].tolist()
    newly = np.flatnonzero((after.group == READY) & (before.group != READY)).tolist()
    return WhatIf(
        steps=tuple(steps),
        n_ready_before=int((before.group == READY).sum()),
        n_ready_after=int((after.group == READY).sum()),
        newly_ready=tuple(sorted(ids[at] for at in newly)),
        n_changed=len(differs),
        changes=tuple(
            Change(ids[at], _position(before, ranks[0], at), _position(after, ranks[1], at)) for at in listed
        ),
        stamp=snapshot.stamp(as_of),
    )


def read_move(kind: str, value: str, taxonomy: Taxonomy) -> Move:
    """Return the step that somebody names, such as "language", "it:B2". Raises InputError, saying what is expected."""
    if kind not in WRITTEN:
        raise InputError("step", [f"kind must be one of {', '.join(WRITTEN)}"])
    pattern, example = WRITTEN[StepKind(kind)]
    is_good = re.fullmatch(pattern, value) is not None
    if kind == StepKind.SKILL:
        is_good = taxonomy.skills.find_row(value) is not None
    if not is_good or (kind == StepKind.HOURS and not _is_hours(value)):
        raise InputError("step", [f"a step of kind {kind} is written like {example}"])
    return Move(StepKind(kind), normal_licence(value) if kind == StepKind.LICENCE else value)


# How the value of each kind is written, and an example; skills are looked up, hours have to be those of a week.
_NUMBER = r"[0-9]{1,2}(?:\.[0-9]+)?"
WRITTEN: dict[StepKind, tuple[str, str]] = {
    StepKind.CONFIRM: (CONFIRM.value, repr(CONFIRM.value)),
    StepKind.SKILL: ("", "the URI of a skill of this taxonomy"),
    StepKind.LANGUAGE: (f"[a-z]{{2,3}}:({'|'.join(Cefr.__members__)})", "'it:B2'"),
    StepKind.LICENCE: (r"[\w+ ./-]{1,60}", "'C' or 'forklift'"),
    StepKind.PERMISSION: ("[A-Z]{2}", "'IT'"),
    StepKind.RECOGNITION: (r"[A-Z]{2}:\S{1,500}", "'IT:' and the URI of an occupation, or an ISCO group"),
    StepKind.HOURS: (f"{_NUMBER}-{_NUMBER}", "'20-40', within 0 to 84"),
    StepKind.SHIFTS: (r"\w{1,60}(?:\+\w{1,60}){0,8}", "'evening+weekend'"),
    StepKind.PLACE: (f"({'|'.join(TravelMode)}):[0-9]{{1,3}}", "'car:60', in minutes"),
}


def _is_hours(value: str) -> bool:
    minimum, _, maximum = value.partition("-")
    try:
        Hours(float(minimum), float(maximum))
    except ValueError:
        return False
    return True


def _ranks(assessed: Assessment) -> NDArray[np.int64]:
    ranks = np.empty(len(assessed.key), dtype=np.int64)
    ranks[assessed.order(None)] = np.arange(1, len(assessed.key) + 1)
    return ranks


def _position(assessed: Assessment, ranks: NDArray[np.int64], at: int) -> Position:
    score = int(assessed.score[at])
    return Position(None if score == UNSCORED else score, GROUPS[assessed.group[at]], int(ranks[at]))
