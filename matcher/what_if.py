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
        newly_ready=tuple(ids[at] for at in newly),
        n_changed=len(differs),
        changes=tuple(
            Change(ids[at], _position(before, ranks[0], at), _position(after, ranks[1], at)) for at in listed
        ),
        stamp=snapshot.stamp(as_of),
    )


def read_move(kind: str, value: str, taxonomy: Taxonomy) -> Move:  # noqa: PLR0911 - one return per kind of step
    """Return the step that somebody names, such as "language", "it:B2". Raises InputError, saying what is expected."""
    match kind:
        case StepKind.CONFIRM if value == CONFIRM.value:
            return CONFIRM
        case StepKind.SKILL if taxonomy.skills.find_row(value) is not None:
            return Move(StepKind.SKILL, value)
        case StepKind.LANGUAGE if re.fullmatch(f"[a-z]{{2,3}}:({'|'.join(Cefr.__members__)})", value):
            return Move(StepKind.LANGUAGE, value)
        case StepKind.LICENCE if re.fullmatch(r"[\w+ ./-]{1,60}", value.strip()):
            return Move(StepKind.LICENCE, normal_licence(value))
        case StepKind.PERMISSION if re.fullmatch("[A-Z]{2}", value):
            return Move(StepKind.PERMISSION, value)
        case StepKind.HOURS if _is_hours(value):
            return Move(StepKind.HOURS, value)
        case StepKind.PLACE if re.fullmatch(f"({'|'.join(TravelMode)}):[0-9]{{1,3}}", value):
            return Move(StepKind.PLACE, value)
    raise InputError("step", [EXPECTED.get(kind, f"kind must be one of {', '.join(StepKind)}")])


EXPECTED = {
    StepKind.CONFIRM.value: f"a step of kind confirm has the value {CONFIRM.value!r}",
    StepKind.SKILL.value: "a step of kind skill has the URI of a skill of this taxonomy",
    StepKind.LANGUAGE.value: "a step of kind language is written like 'it:B2'",
    StepKind.LICENCE.value: "a step of kind licence is written like 'C' or 'forklift'",
    StepKind.PERMISSION.value: "a step of kind permission is a country, like 'IT'",
    StepKind.HOURS.value: "a step of kind hours is written like '20-40', within 0 to 84",
    StepKind.PLACE.value: "a step of kind place is written like 'car:60', in minutes",
}


def _is_hours(value: str) -> bool:
    found = re.fullmatch(r"([0-9]{1,2}(?:\.[0-9]+)?)-([0-9]{1,2}(?:\.[0-9]+)?)", value)
    if found is None:
        return False
    try:
        Hours(float(found[1]), float(found[2]))
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
