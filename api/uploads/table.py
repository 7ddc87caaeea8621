"""What has been read from a spreadsheet: a header, and rows with the numbers that the spreadsheet shows beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MAX_ROWS = 20_000  # the largest caseload asked for is some hundred, the largest feed in one file some thousand
MAX_COLUMNS = 200
MAX_CHARACTERS = 8_000_000  # 4,000 vacancies of 2,000 characters


class TableRow(NamedTuple):
    """One row: its number, counted from 1, and as many cells as the header has, or more."""

    number: int
    cells: tuple[str, ...]


class BrokenRow(NamedTuple):
    """A row of a text file that is none, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text.

    Dates are written 2026-11-21, moments 2026-11-21 14:30, numbers 3 or 3.5, yes and no as "yes" and "no". Of formulas
    there is what they gave when the file was saved. Rows without anything are left out.
    """

    header: tuple[str, ...]
    rows: tuple[TableRow, ...]
    broken: tuple[BrokenRow, ...] = ()
    encoding: str = ""
    """of a text file: utf-8 or utf-16, else one that was guessed, such as windows-1252"""
    sheet: str = ""
    """name of the sheet that was read; the others that hold something, hidden ones too, are `unread`"""
    unread: tuple[str, ...] = ()
    n_above: int = 0
    """rows with something above the header, such as a title, left out"""
