"""Tables that people edit: tab-separated text with one header line, read strictly.

Every problem of a file is reported at once, each with its line and column, so that an editor mends the file in one
go. Cells may be quoted as spreadsheets do; empty lines and lines that begin with `#` are left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from matcher.errors import TableError
from matcher.types import Effort, RowStatus

MAX_WEEKS = 520  # ten years: whatever is longer is no step
MAX_CELL = 500


class HasId(Protocol):
    """A row that is told apart by its id."""

    @property
    def id(self) -> str:
        """The id, unique in its table."""


Row = TypeVar("Row", bound=HasId)
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a row comes from, and who compared it with that source and when; `checked` is None for unverified rows."""

    source: str
    checked: date | None
    checked_by: str
    status: RowStatus

    @property
    def is_verified(self) -> bool:
        """Whether somebody has compared the row with its source."""
        return self.status is RowStatus.VERIFIED


@dataclass(frozen=True, slots=True)
class Weeks:
    """A duration in whole weeks, from and to."""

    minimum: int
    maximum: int


class Cells:
    """The cells of one line by column. What is wrong with them is collected, and a line with a problem makes no row."""

    def __init__(self, number: int, cells: Mapping[str, str], problems: list[str]) -> None:
        self._number = number
        self._cells = cells
        self._problems = problems

    def refuse(self, column: str, reason: str) -> None:
        """Note a problem of this line."""
        self._problems.append(f"line {self._number}: {column}: {reason}")

    def text(self, column: str, *, optional: bool = False) -> str:
        """Return the stripped text of a cell."""
        text = self._cells[column].strip()
        if not text and not optional:
            self.refuse(column, "must not be empty")
        if len(text) > MAX_CELL:
            self.refuse(column, f"must not be longer than {MAX_CELL} characters")
        return text

    def matching(self, column: str, pattern: str, what: str, *, optional: bool = False) -> str:
        """Return a cell that `pattern` matches as a whole."""
        text = self.text(column, optional=optional)
        if text and not re.fullmatch(pattern, text):
            self.refuse(column, f"must be {what}, not {text!r}")
        return text

    def choice(self, column: str, choices: Iterable[Choice]) -> Choice | None:
        """Return which of `choices` a cell names."""
        named = {choice.value: choice for choice in choices}
        text = self.text(column)
        if text and text not in named:
            self.refuse(column, f"must be one of {', '.join(named)}, not {text!r}")
        return named.get(text)

    def whole(self, column: str, most: int) -> int | None:
        """Return a whole number from 0 to `most`, or None for an empty cell."""
        text = self.text(column, optional=True)
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > most:
            self.refuse(column, f"must be a whole number from 0 to {most}, not {text!r}")
            return None
        return int(text)

    def day(self, column: str) -> date | None:
        """Return a date, or None for an empty cell."""
        text = self.text(column, optional=True)
        if not text:
            return None
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        self.refuse(column, f"must be a date like 2026-11-21, not {text!r}")
        return None

    def weeks(self, *, needed: bool = False) -> Weeks | None:
        """Return the columns `min_weeks` and `max_weeks`; both may be empty unless they are needed."""
        before = len(self._problems)
        low, high = self.whole("min_weeks", MAX_WEEKS), self.whole("max_weeks", MAX_WEEKS)
        if low is not None and high is not None and low <= high:
            return Weeks(low, high)
        if len(self._problems) == before and (needed or low is not None or high is not None):
            self.refuse("min_weeks", "must come with max_weeks, and not be above it")
        return None

    def evidence(self) -> Evidence:
        """Return source, date checked, who checked and status; verified needs both date and name."""
        checked, checked_by = self.day("checked"), self.text("checked_by", optional=True)
        status = self.choice("status", RowStatus)
        if status is RowStatus.VERIFIED and not (checked and checked_by):
            self.refuse("status", "verified needs the date in checked and the name in checked_by")
        if status is RowStatus.UNVERIFIED and (checked or checked_by):
            self.refuse("status", "unverified, yet checked and checked_by are filled in")
        return Evidence(self.text("source"), checked, checked_by, status or RowStatus.UNVERIFIED)


def read_table(path: Path, columns: Sequence[str], build: Callable[[Cells], Row]) -> tuple[Row, ...]:
    """Read all rows of a file, in order. Raises TableError listing every problem."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(path, [f"cannot be read ({error})"]) from error
    problems: list[str] = []
    rows: list[Row] = []
    lines: dict[str, int] = {}
    for number, cells in _lines(text, columns, problems):
        n_before = len(problems)
        row = build(Cells(number, cells, problems))
        if row.id in lines:
            problems.append(f"line {number}: id: {row.id!r} occurs again, first in line {lines[row.id]}")
        lines.setdefault(row.id, number)
        if len(problems) == n_before:
            rows.append(row)
    if problems:
        raise TableError(path, problems)
    return tuple(rows)


def replaced(shipped: Iterable[Row], own: Iterable[Row]) -> tuple[Row, ...]:
    """Return all rows by id, ascending; a row of `own` stands in for a shipped one with the same id."""
    rows = {row.id: row for row in (*shipped, *own)}
    return tuple(rows[row_id] for row_id in sorted(rows))


def effort_of(weeks: Weeks | None, cost: str, evidence: Evidence) -> Effort | None:
    """Return what a row says of duration and cost; None where it gives no weeks."""
    if weeks is None:
        return None
    return Effort(weeks.minimum, weeks.maximum, cost, evidence.source, evidence.checked, evidence.status)


def _lines(text: str, columns: Sequence[str], problems: list[str]) -> Iterable[tuple[int, dict[str, str]]]:
    """Yield number (from 1) and cells of each line below a header that has exactly `columns`, in any order."""
    reader = csv.reader(io.StringIO(text, newline=""), dialect="excel-tab", strict=True)
    header: list[str] = []
    try:
        for fields in reader:
            if not any(field.strip() for field in fields) or fields[0].startswith("#"):
                continue
            if not header:
                header = [field.strip() for field in fields]
                if sorted(header) != sorted(columns):
                    problems.append(f"line {reader.line_num}: the columns must be {', '.join(columns)}")
                    return
            elif len(fields) != len(header):
                problems.append(f"line {reader.line_num}: has {len(fields)} cells, not {len(header)}")
            else:
                yield reader.line_num, dict(zip(header, fields, strict=True))
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: {error}")
    if not header:
        problems.append(f"line 1: the columns must be {', '.join(columns)}")
