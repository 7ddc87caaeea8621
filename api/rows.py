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
from api.linked_data import iter_postings, looks_like
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
    """Read JSON Lines, linked data, or CSV with a header: how it begins decides.

    Linked data, and a list in JSON, have no lines: their entries are counted instead.
    """
    if looks_like(content):
        return iter_linked(content)
    start = content[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return iter_json_lines(content) if start in (b"{", b"[", b"") else iter_csv(content)


def iter_linked(content: bytes) -> Iterator[RawRow]:
    """One row per posting in JSON-LD, or in a page."""
    try:
        found = list(iter_postings(content))
    except ValueError as error:
        yield _bad(1, f"is no linked data ({error})")
        return
    if not found:
        yield _bad(1, "holds no posting: nothing in it is a JobPosting of schema.org")
    for number, line in enumerate(found, start=1):
        yield RawRow(number, line)


# --- JSON Lines ------------------------------------------------------------------------------


def iter_json_lines(content: bytes) -> Iterator[RawRow]:
    """One row per line that is not blank, or per entry of a list."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        yield from _iter_list(content)
        return
    for number, line in enumerate(io.BytesIO(content.removeprefix(b"\xef\xbb\xbf")), start=1):
        if line.strip():
            yield _read_json(number, line)


def _iter_list(content: bytes) -> Iterator[RawRow]:
    try:
        found = _load(content.removeprefix(b"\xef\xbb\xbf"))
    except UnicodeDecodeError as error:
        yield _bad(1, f"not UTF-8 (byte {error.start + 1} of the file)")
    except RecursionError:
        yield _bad(1, "nested too deeply")
    except ValueError as error:
        yield _bad(1, f"not JSON ({error})")
    else:
        for number, value in enumerate(found if isinstance(found, list) else [found], start=1):
            yield RawRow(number, value) if isinstance(value, dict) else _bad(number, "must be a JSON object")


def _load(content: bytes) -> Any:  # noqa: ANN401 - JSON
    return json.loads(
        content.decode("utf-8"), parse_constant=_refuse, parse_float=_finite, parse_int=_whole, object_pairs_hook=_once
    )


def _read_json(number: int, line: bytes) -> RawRow:
    try:
        value = _load(line)
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
