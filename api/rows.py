"""Files of lines: JSON Lines and CSV turned into one mapping per row, bad rows into problems.

Nothing stops at a bad row. Line numbers count from 1 and name the line on which a row begins.
"""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from api.bodies import read_body
from api.cells import read_cells
from api.errors import InvalidInputError, Problem

BOM_16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";,\t"
# A cell past the limit of `csv` ends its record in the middle of the cell, and what stands on its next lines would be
# read as rows. So no cell is too long here; what is too long for a field is refused with the field.
csv.field_size_limit(sys.maxsize)

MAX_DIGITS = 100  # no float has more before its point than 309, and nothing that is counted here more than three

Body = TypeVar("Body", bound=BaseModel)


class Lines(Protocol):
    """A `csv.reader`, whose own type has no public name."""

    line_num: int

    def __next__(self) -> list[str]:
        """Read the next record."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row: what it holds, or the problems that keep it from being read."""

    line: int
    data: dict[str, Any]
    problems: tuple[Problem, ...] = ()


def read_row(row: RawRow, model: type[Body]) -> Body:
    """Validate one row; raises InvalidInputError with every problem."""
    if row.problems:
        raise InvalidInputError(row.problems)
    return read_body(model, row.data)


def iter_rows(content: bytes) -> Iterator[RawRow]:
    """Read JSON Lines, or CSV with a header: the first character that is no space decides."""
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return iter_json_lines(content) if start in (b"{", b"[", b"") else iter_csv(content)


# --- JSON Lines ------------------------------------------------------------------------------


def iter_json_lines(content: bytes) -> Iterator[RawRow]:
    """One row per line that is not blank."""
    for number, line in enumerate(io.BytesIO(content.removeprefix(b"\xef\xbb\xbf")), start=1):
        if line.strip():
            yield _read_json(number, line)


def _read_json(number: int, line: bytes) -> RawRow:
    try:
        value = json.loads(
            line.decode("utf-8"), parse_constant=_refuse, parse_float=_finite, parse_int=_whole, object_pairs_hook=_once
        )
    except UnicodeDecodeError as error:
        return _bad(number, f"not UTF-8 (byte {error.start + 1} of the line)")
    except RecursionError:
        return _bad(number, "nested too deeply")
    except ValueError as error:
        return _bad(number, f"not JSON ({error})")
    if not isinstance(value, dict):
        return _bad(number, "must be a JSON object")
    return RawRow(number, value)


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError("a number is too large")
    return int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def _bad(number: int, reason: str, field: str = "") -> RawRow:
    return RawRow(number, {}, (Problem(field, reason),))


# --- CSV -------------------------------------------------------------------------------------


def iter_csv(content: bytes) -> Iterator[RawRow]:
    """One row per record below the header; comma, semicolon or tab, as the header shows.

    A file that is not UTF-8 (or UTF-16 with a mark, as Excel's "Unicode text") is one bad row, the header.
    """
    try:
        text = content.decode("utf-16" if content[:2] in BOM_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        yield _bad(content[: error.start].count(b"\n") + 1, "not UTF-8; in Excel choose “CSV UTF-8” when saving")
        return
    first, delimiter, text = _find_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: list[str] | None = None
    records = _iter_records(reader, first)
    # Quotation marks come in pairs; without its second one the last cell holds all that follows.
    for number, record in _refuse_open(records) if text.count('"') % 2 else records:
        if isinstance(record, str):
            yield _bad(number, record)
        elif header is None:
            header = record
        elif any(cell.strip() for cell in record):
            yield _read_record(number, header, record)


def _find_delimiter(text: str) -> tuple[int, str, str]:
    """Say (number of the first line of the table, its delimiter, the table); Excel may write `sep=;` above it."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return 2, first.strip()[4], rest
    return 1, max(DELIMITERS, key=lambda delimiter: _n_cells(first, delimiter)), text


def _n_cells(line: str, delimiter: str) -> int:
    return len(next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), []))


Record = tuple[int, list[str] | str]


def _refuse_open(records: Iterator[Record]) -> Iterator[Record]:
    """Yield all records, but the last as what is wrong with it where one of its cells goes over line ends."""
    last = next(records, None)
    for record in records:
        yield last or record
        last = record
    if last:
        number, cells = last
        is_open = any("\n" in cell or "\r" in cell for cell in cells)
        yield (number, "a quotation mark opens a cell that never ends") if is_open else last


def _iter_records(reader: Lines, first: int) -> Iterator[Record]:
    """Yield (line number, record), or (line number, what is wrong with it)."""
    while True:
        number = reader.line_num + first
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"not CSV ({error})"


def _read_record(number: int, header: list[str], record: list[str]) -> RawRow:
    if any(cell.strip() for cell in record[len(header) :]):
        return _bad(number, f"has {len(record)} cells where the header has {len(header)}")
    try:
        return RawRow(number, read_cells(zip(header, record, strict=False)))
    except InvalidInputError as error:
        return RawRow(number, {}, error.problems)
