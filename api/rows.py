"""Files of lines: JSON Lines, CSV and other tables turned into one mapping per row, bad rows into problems.

Nothing stops at a bad row. Line numbers count from 1 and name the line on which a row begins.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel

from api.bodies import read_body
from api.cells import read_cells
from api.errors import InvalidInputError, Problem
from api.separated import BOM_16, iter_records

MAX_DIGITS = 100  # no float has more before its point than 309, and nothing that is counted here more than three

Body = TypeVar("Body", bound=BaseModel)


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


# --- tables ----------------------------------------------------------------------------------


def iter_csv(content: bytes) -> Iterator[RawRow]:
    """One row per record below the header; comma, semicolon, tab or bar, as the header shows.

    A file that is not UTF-8 (or UTF-16 with a mark, as Excel's "Unicode text") is one bad row, the header.
    """
    try:
        text = content.decode("utf-16" if content[:2] in BOM_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        yield _bad(content[: error.start].count(b"\n") + 1, "not UTF-8; in Excel choose “CSV UTF-8” when saving")
        return
    header: list[str] | None = None
    for number, record in iter_records(text):
        if isinstance(record, str):
            yield _bad(number, record)
        elif header is None:
            header = record
        else:
            yield from iter_table(header, [(number, record)])


def iter_table(header: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[RawRow]:
    """One row per (number, cells) that is not blank; `header` names the columns as `api.cells` knows them."""
    for number, cells in rows:
        if any(cell.strip() for cell in cells):
            yield _read_record(number, header, cells)


def _read_record(number: int, header: Sequence[str], record: Sequence[str]) -> RawRow:
    if any(cell.strip() for cell in record[len(header) :]):
        return _bad(number, f"has {len(record)} cells where the header has {len(header)}")
    try:
        return RawRow(number, read_cells(zip(header, record, strict=False)))
    except InvalidInputError as error:
        return RawRow(number, {}, error.problems)
