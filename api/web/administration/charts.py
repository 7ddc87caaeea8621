"""Bars of demand and supply: lengths for numbers, and nothing where a number is hidden. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.demand import DemandAnswer, DemandedAnswer, OpeningAnswer

WIDTH = 240
"""of a picture, in its own units"""
KINDS = ("has", "close", "lacks", "unknown")
CLASSES = {"has": "ready", "close": "step", "lacks": "lacks", "unknown": "rest"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar."""

    x: int
    width: int
    kind: str


@dataclass(frozen=True, slots=True)
class DemandedRow:
    """A requirement with its bar."""

    asked: DemandedAnswer
    bar: tuple[Segment, ...]
    is_near: bool
    """whether anybody is near a vacancy that asks for it"""


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step with the length of its bar; None where its number is hidden."""

    step: OpeningAnswer
    width: int | None


def demanded_rows(answer: DemandAnswer) -> list[DemandedRow]:
    """Lay out the bars of all requirements on one scale."""
    supplies = [_numbers(each) for each in answer.requirements]
    most = max((sum(n or 0 for n in each) for each in supplies), default=0)
    return [
        DemandedRow(each, _bar(numbers, most), any(n != 0 for n in numbers))
        for each, numbers in zip(answer.requirements, supplies, strict=True)
    ]


def step_rows(answer: DemandAnswer) -> list[StepRow]:
    """Lay out the bars of all steps on one scale."""
    most = max((step.n_unlocked or 0 for step in answer.steps), default=0)
    return [StepRow(step, None if step.n_unlocked is None else _length(step.n_unlocked, most)) for step in answer.steps]


def _numbers(each: DemandedAnswer) -> tuple[int | None, ...]:
    supply = each.supply
    return supply.has, supply.close, supply.lacks, supply.unknown


def _bar(numbers: Sequence[int | None], most: int) -> tuple[Segment, ...]:
    segments, before = [], 0
    for kind, n in zip(KINDS, numbers, strict=True):
        start, end = _length(before, most), _length(before + (n or 0), most)
        if end > start:
            segments.append(Segment(start, end - start, CLASSES[kind]))
        before += n or 0
    return tuple(segments)


def _length(n: int, most: int) -> int:
    return round(WIDTH * n / most) if most else 0
