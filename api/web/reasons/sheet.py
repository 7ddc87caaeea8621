"""A match on one printed page, each language in a column of its own. Pure: reasons go in, what fits the page comes out.

What is left out for want of room is counted, so that the page never looks like the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.web.reasons.acting import Decision
from api.web.reasons.view import Need, Note, Obstacle, Offer, Reasons
from api.web.speech import Speech
from matcher.talking import Standing
from matcher.types import Group, Stamp
from taxonomy.types import Label

# Letters that fit half the width of an A4 page beside the rest, in the usual size and in the smaller one; measured in
# Chromium with German, Greek, Ukrainian and Arabic, and held by a test that prints more than there ever is.
ROOMY = 1_300
CLOSE_SET = 1_750
# How many skills, steps and quotes are shown, where that many letters fit, else the next fewer.
AMOUNTS = ((8, 6, 1), (6, 5, 1), (4, 4, 0), (2, 3, 0), (2, 2, 0), (1, 1, 0))
MAX_NOTES = 1
MAX_REASON = 160  # letters of what a caseworker wrote
MAX_HAPPENED = 4
# Of a page with several vacancies: how many, the letters that fit, and what each takes for itself.
MAX_VACANCIES = 5
SEVERAL = 2_600
EACH = 220
MAX_LINE = 160


@dataclass(frozen=True, slots=True)
class Listed:
    """Labels of skills, and how many more there are."""

    labels: tuple[Label, ...]
    n_more: int

    @classmethod
    def of(cls, needs: Sequence[Need], most: int) -> Listed:
        """Return the first labels of some requirements."""
        labels = [label for need in needs for label in need.labels]
        return cls(tuple(labels[:most]), max(len(labels) - most, 0))


NOTHING = Listed((), 0)


@dataclass(frozen=True, slots=True)
class Near:
    """A requirement, and the person's skill that comes close to it."""

    label: Label
    by: Label | None


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
    close: tuple[Near, ...]
    n_more_close: int
    missing: Listed
    open_ones: tuple[Obstacle, ...]
    n_more_open: int
    notes: tuple[Note, ...]
    unlikely: str | None
    below_level: bool
    decision: Decision | None

    @property
    def n_letters(self) -> int:
        """How much there is to read, in letters."""
        skills = [*self.fits.labels, *self.missing.labels]
        skills += [label for near in self.close for label in (near.label, near.by) if label]
        said = [self.line, *self.why, self.unlikely, *(label.text for label in skills)]
        for need in self.quotes:
            said += [need.person_words, need.vacancy_words]
        for each in self.open_ones:
            said += [each.required, each.state_name, each.step, each.cost.time + each.cost.cost if each.cost else None]
        said += [text for note in self.notes for text in (note.text, note.source)]
        if self.decision:
            said += [self.decision.reason, *(each.name for each in self.decision.happened)]
        return sum(len(text) for text in said if text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A vacancy with a column for each language."""

    offer: Offer
    columns: tuple[Column, ...]

    def shortened(self, n_vacancies: int) -> Entry:
        """Return what fits where that many vacancies share the page."""
        return replace(self, columns=tuple(shorten(column, n_vacancies) for column in self.columns))


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

    @property
    def is_close_set(self) -> bool:
        """Whether there is so much to read that it takes the smaller size."""
        return any(column.n_letters > ROOMY for entry in self.entries for column in entry.columns)


def column_of(speech: Speech, reasons: Reasons, decision: Decision | None) -> Column:
    """Return what the reasons, told in this language, come to on a sheet: as much as fits."""
    columns = (_column(speech, reasons, decision, *amounts) for amounts in AMOUNTS)
    column = next(columns)
    while column.n_letters > CLOSE_SET and (fewer := next(columns, None)):
        column = fewer
    return column


def _column(
    speech: Speech, reasons: Reasons, decision: Decision | None, n_skills: int, n_open: int, n_quotes: int
) -> Column:
    line = reasons.sides[0].line if reasons.sides else ""
    open_ones = reasons.open_ones
    has, close, missing = (
        [need for need in reasons.essential if need.standing is standing]
        for standing in (Standing.HAS, Standing.CLOSE, Standing.MISSING)
    )
    near = [Near(label, need.by) for need in close for label in need.labels]
    quoted = [need for need in (*has, *close) if need.person_words and need.vacancy_words]
    return Column(
        side=Side(speech.language, speech),
        group=reasons.group,
        group_name=reasons.group_name,
        confidence=reasons.confidence,
        line=line,
        why=reasons.why,
        fits=Listed.of(has, n_skills),
        quotes=tuple(quoted[:n_quotes]),
        close=tuple(near[: n_skills // 2]),
        n_more_close=max(len(near) - n_skills // 2, 0),
        missing=Listed.of(missing, n_skills),
        open_ones=tuple(open_ones[:n_open]),
        n_more_open=max(len(open_ones) - n_open, 0),
        notes=reasons.notes[:MAX_NOTES],
        unlikely=reasons.unlikely,
        below_level=reasons.below_level,
        decision=None if decision is None else _cut(decision),
    )


def shorten(column: Column, n_vacancies: int) -> Column:
    """Return what is most worth saying where several vacancies share the page: the line, then steps, then cautions."""
    n_open, room = len(column.open_ones) + column.n_more_open, SEVERAL // n_vacancies - EACH
    found = replace(
        column,
        line=_begin(column.line, MAX_LINE),
        why=(),
        fits=NOTHING,
        quotes=(),
        close=(),
        n_more_close=0,
        missing=NOTHING,
        open_ones=(),
        n_more_open=n_open,
        notes=(),
        unlikely=None,
        decision=column.decision and replace(column.decision, reason=_begin(column.decision.reason, 60), happened=()),
    )
    for n in range(1, len(column.open_ones) + 1):
        more = replace(found, open_ones=column.open_ones[:n], n_more_open=n_open - n)
        found = more if more.n_letters <= room else found
    for more in (replace(found, unlikely=column.unlikely), replace(found, notes=column.notes)):
        found = more if more.n_letters <= room else found
    return found


def _cut(decision: Decision) -> Decision:
    """Return a decision with the beginning of a long reason, and the last things that happened."""
    return replace(decision, reason=_begin(decision.reason, MAX_REASON), happened=decision.happened[-MAX_HAPPENED:])


def _begin(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
