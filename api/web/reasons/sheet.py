"""A match on one printed page, each language in a column of its own. Pure: reasons go in, what fits the page comes out.

What is left out for want of room is counted, so that the page never looks like the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from api.web.reasons.acting import Decision
from api.web.reasons.view import Need, Note, Obstacle, Offer, Reasons
from api.web.speech import Speech
from matcher.talking import Standing
from matcher.types import BlockerState, Group, Stamp
from taxonomy.types import Label

# How much fits half the width of an A4 page beside the rest; measured with the longest labels of ESCO in Arabic.
MAX_SKILLS = 8
MAX_CLOSE = 4
MAX_OPEN = 6
MAX_QUOTES = 1
MAX_NOTES = 1
# Vacancies on one page together.
MAX_VACANCIES = 5
MAX_STEPS = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """Labels of skills, and how many more there are."""

    labels: tuple[Label, ...]
    n_more: int

    @classmethod
    def of(cls, needs: Sequence[Need], most: int = MAX_SKILLS) -> Listed:
        """Return the first labels of some requirements."""
        labels = [label for need in needs for label in need.labels]
        return cls(tuple(labels[:most]), max(len(labels) - most, 0))


@dataclass(frozen=True, slots=True)
class Side:
    """A language of the sheet, and how it speaks."""

    language: str
    speech: Speech

    @property
    def direction(self) -> str:
        """Return "ltr" or "rtl"."""
        return self.speech.direction


@dataclass(frozen=True, slots=True)
class Column:
    """What the sheet says of a vacancy in one language; `open_ones` is what may stand in the way."""

    side: Side
    group: Group | None
    group_name: str
    confidence: str
    line: str
    why: tuple[str, ...]
    fits: Listed
    quotes: tuple[Need, ...]
    close: tuple[Need, ...]
    missing: Listed
    open_ones: tuple[Obstacle, ...]
    n_more_open: int
    notes: tuple[Note, ...]
    unlikely: str | None
    below_level: bool
    decision: Decision | None

    @property
    def steps(self) -> tuple[Obstacle, ...]:
        """The first of what may stand in the way, for a page with several vacancies."""
        return self.open_ones[:MAX_STEPS]


@dataclass(frozen=True, slots=True)
class Entry:
    """A vacancy with a column for each language."""

    offer: Offer
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """When and from what a sheet was made, so that its ranking can be made again."""

    day: date
    trace: str
    stamp: Stamp
    program: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet about one person; `name` is None where it is not wanted."""

    name: str | None
    code: str
    sides: tuple[Side, ...]
    entries: tuple[Entry, ...]
    made: Made


def column_of(speech: Speech, reasons: Reasons, decision: Decision | None) -> Column:
    """Return what the reasons, told in this language, come to on a sheet."""
    line = reasons.sides[0].line if reasons.sides else ""
    open_ones = [obstacle for obstacle in reasons.obstacles if obstacle.state is not BlockerState.MET]
    by_standing = {standing: list(_standing(reasons.essential, standing)) for standing in Standing}
    has = by_standing[Standing.HAS]
    quoted = [need for need in (*has, *by_standing[Standing.CLOSE]) if need.person_words and need.vacancy_words]
    return Column(
        side=Side(speech.language, speech),
        group=reasons.group,
        group_name=reasons.group_name,
        confidence=reasons.confidence,
        line=line,
        why=reasons.why,
        fits=Listed.of(has),
        quotes=tuple(quoted[:MAX_QUOTES]),
        close=tuple(by_standing[Standing.CLOSE][:MAX_CLOSE]),
        missing=Listed.of(by_standing[Standing.MISSING]),
        open_ones=tuple(open_ones[:MAX_OPEN]),
        n_more_open=max(len(open_ones) - MAX_OPEN, 0),
        notes=reasons.notes[:MAX_NOTES],
        unlikely=reasons.unlikely,
        below_level=reasons.below_level,
        decision=decision,
    )


def _standing(needs: Sequence[Need], standing: Standing) -> Iterator[Need]:
    return (need for need in needs if need.standing is standing)
