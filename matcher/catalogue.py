"""What people write down about steps and regulated work: read once, looked up by ranking, explanation and gaps.

`find_effort` is the one place that says how long a step typically takes. Rows are shipped in `tables/`; an
installation's own files replace rows with the same id and add others. Every row carries its source, and nobody has
verified the shipped ones: an unverified row is shown with that word, and enters no count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from matcher.codec import encode
from matcher.editable import Cells, Evidence, Weeks, effort_of, read_table, replaced
from matcher.layout import REGULATED_FILE, STEPS_FILE
from matcher.licences import normal_licence
from matcher.regulated import PAPERS, RegulatedRow, Work, governing, read_regulated
from matcher.types import Cefr, Effort, RowStatus, StepKind

__all__ = ["EMPTY", "Catalogue", "Form", "StepRow", "open_catalogue", "read_steps"]

TABLES = Path(__file__).parent / "tables"
ID_LENGTH = 12
ANY = "*"
COLUMNS = (
    "id", "kind", "form", "value", "country", "place", "min_weeks", "max_weeks", "cost", "source", "checked",
    "checked_by", "status", "note",
)  # fmt: skip
LEVELS = "|".join(level.name for level in Cefr if level is not Cefr.NONE)
# Steps that a row of the catalogue can be about. How long recognition takes stands in the table of regulated work.
VALUES = {
    StepKind.SKILL: (r"http://data\.europa\.eu/esco/skill/\S+", "the URI of a skill"),
    StepKind.LANGUAGE: (rf"([a-z]{{2,3}}|\*):({LEVELS})", "a language or *, and the level it leads to, like it:B1"),
    StepKind.LICENCE: (r"\S.*", "a driving class like C, or the name of a paper"),
    StepKind.PERMISSION: (r"[A-Z]{2}|\*", "a country code, or *"),
}


class Form(StrEnum):
    """What a person does to take the step."""

    COURSE = "course"
    EXAM = "exam"
    PROCEDURE = "procedure"
    LICENCE = "licence"
    PERMIT = "permit"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step somewhere; `country` and `place` (gazetteer id) are empty where the row holds everywhere.

    For a language, `value` is "it:B1", and the duration is that from the level below it.
    """

    id: str
    kind: StepKind
    form: Form
    value: str
    country: str
    place: str
    weeks: Weeks
    cost: str
    evidence: Evidence
    note: str


@dataclass(frozen=True)
class Catalogue:
    """Both tables, in the order of their ids; `id` is a hash over all they say."""

    steps: tuple[StepRow, ...] = ()
    regulated: tuple[RegulatedRow, ...] = ()

    @cached_property
    def id(self) -> str:
        """Return 12 hex digits; equal rows, equal id."""
        rows: list[Any] = [encode(row) for row in (*self.steps, *self.regulated)]
        canonical = json.dumps(rows, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:ID_LENGTH]

    def find_effort(
        self,
        kind: StepKind,
        value: str,
        country: str | None = None,
        place: str | None = None,
        *,
        held: Cefr | None = None,
    ) -> Effort | None:
        """Return how long the step `kind`, `value` (as in `Step`) typically takes; None where no row knows.

        `country` is that of the work, `place` a gazetteer id. A row for the place is taken before one for the
        country, and that before one for everywhere. A language level takes the sum of the levels above `held`; it is
        None where `held` is None, since nobody knows how far the way is. A sum of rows is verified where all are.
        """
        if kind is StepKind.RECOGNITION:
            regulated = self.find_regulated(*value.split(":", 1))
            return None if regulated is None else regulated.effort
        if kind is StepKind.LANGUAGE:
            return self._language(value, country, place, held)
        row = self._find(kind, value, country, place)
        return None if row is None else effort_of(row.weeks, row.cost, row.evidence)

    def find_regulated(self, country: str, scope: str) -> RegulatedRow | None:
        """Return the row whose scope begins with `scope`, as the value of a recognition step names it, or None."""
        rows = self._by_country.get(country, ())
        return next((row for row in rows if row.scope[0] == scope and row.need not in PAPERS), None)

    def governing(self, work: Work) -> tuple[RegulatedRow, ...]:
        """Return the rows of regulated work that apply."""
        return governing(work, self._by_country.get(work.country, ()))

    @cached_property
    def _by_country(self) -> dict[str, list[RegulatedRow]]:
        found: dict[str, list[RegulatedRow]] = {}
        for row in self.regulated:
            found.setdefault(row.country, []).append(row)
        return found

    def _language(self, value: str, country: str | None, place: str | None, held: Cefr | None) -> Effort | None:
        language, _, name = value.partition(":")
        if held is None or held >= Cefr[name]:
            return None
        efforts = []
        for level in range(held + 1, Cefr[name] + 1):
            row = self._find(StepKind.LANGUAGE, f"{language}:{Cefr(level).name}", country, place)
            effort = None if row is None else effort_of(row.weeks, row.cost, row.evidence)
            if effort is None:
                return None
            efforts.append(effort)
        return _sum(efforts)

    @cached_property
    def _by_value(self) -> dict[tuple[StepKind, str], list[StepRow]]:
        found: dict[tuple[StepKind, str], list[StepRow]] = {}
        for row in self.steps:
            found.setdefault((row.kind, row.value), []).append(row)
        return found

    def _find(self, kind: StepKind, value: str, country: str | None, place: str | None) -> StepRow | None:
        """Return the row that says most closely what is asked; of equals the one with the lowest id."""
        _, _, level = value.partition(":")
        anything = f"{ANY}:{level}" if kind is StepKind.LANGUAGE else ANY
        named = [row for key in (value, anything) for row in self._by_value.get((kind, key), ())]
        found = [row for row in named if row.country in {"", country} and row.place in {"", place}]
        return min(found, key=lambda row: (not row.place, not row.country, row.value != value, row.id), default=None)


EMPTY = Catalogue()


def open_catalogue(steps: Path | None = None, regulated: Path | None = None) -> Catalogue:
    """Read the shipped tables, and an installation's own over them. Raises TableError listing every problem of one."""
    own_steps = () if steps is None else read_steps(steps)
    own_regulated = () if regulated is None else read_regulated(regulated)
    return Catalogue(
        steps=replaced(read_steps(TABLES / STEPS_FILE), own_steps),
        regulated=replaced(read_regulated(TABLES / REGULATED_FILE), own_regulated),
    )


def read_steps(path: Path) -> tuple[StepRow, ...]:
    """Read a catalogue of steps. Raises TableError listing every problem."""
    return read_table(path, COLUMNS, _row)


def _row(cells: Cells) -> StepRow:
    kind = cells.choice("kind", VALUES)
    pattern, what = VALUES[kind] if kind else (".*", "a step")
    value = cells.matching("value", pattern, what)
    return StepRow(
        id=cells.matching("id", r"[a-z0-9-]+", "lower-case letters, digits and hyphens"),
        kind=kind or StepKind.SKILL,
        form=cells.choice("form", Form) or Form.COURSE,
        value=normal_licence(value) if kind is StepKind.LICENCE else value,
        country=cells.matching("country", r"[A-Z]{2}", "a country code like IT, or empty", optional=True),
        place=cells.text("place", optional=True),
        weeks=cells.weeks(needed=True) or Weeks(0, 0),
        cost=cells.text("cost", optional=True),
        evidence=cells.evidence(),
        note=cells.text("note", optional=True),
    )


def _sum(efforts: Sequence[Effort]) -> Effort:
    """Return steps taken one after the other: weeks add up, the oldest check and the weakest status hold."""
    days = [effort.checked for effort in efforts]
    verified = all(effort.status is RowStatus.VERIFIED for effort in efforts)
    return Effort(
        min_weeks=sum(effort.min_weeks for effort in efforts),
        max_weeks=sum(effort.max_weeks for effort in efforts),
        cost="; ".join(dict.fromkeys(effort.cost for effort in efforts if effort.cost)),
        source="; ".join(dict.fromkeys(effort.source for effort in efforts)),
        checked=min((day for day in days if day), default=None) if verified else None,
        status=RowStatus.VERIFIED if verified else RowStatus.UNVERIFIED,
    )
