"""Text whose cells are parted by a character (CSV and its kin): read into records, and written for spreadsheets.

Reading stops at no bad record. Line numbers count from 1 and name the line on which a record begins.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Iterator
from typing import Protocol

BOM_16 = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ";,\t|"
# With these, spreadsheets begin to compute what somebody else wrote (OWASP, CSV injection). An apostrophe before them
# keeps it text, and `api.cells` takes it off again.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
# A cell past the limit of `csv` ends its record in the middle of the cell, and what stands on its next lines would be
# read as rows. So no cell is too long here; what is too long for a field is refused with the field.
csv.field_size_limit(sys.maxsize)

Record = tuple[int, list[str] | str]


class Lines(Protocol):
    """A `csv.reader`, whose own type has no public name."""

    line_num: int

    def __next__(self) -> list[str]:
        """Read the next record."""


def write_records(records: Iterable[Iterable[str]], delimiter: str = ";") -> bytes:
    """Write a table as spreadsheets open it: UTF-8 with a mark, and nothing in it to be computed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerows([_guarded(cell) for cell in record] for record in records)
    return stream.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    return f"{GUARD}{cell}" if cell.startswith(FORMULA) else cell


def iter_records(text: str) -> Iterator[Record]:
    """Yield (line number, cells), or (line number, what is wrong); the first line shows what parts the cells.

    Excel may write `sep=;` above the table, which counts as a line and is no record.
    """
    first, delimiter, text = _find_delimiter(text)
    records = _iter_records(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), first)
    # Quotation marks come in pairs; without its second one the last cell holds all that follows.
    return _refuse_open(records) if text.count('"') % 2 else records


def _find_delimiter(text: str) -> tuple[int, str, str]:
    """Say (number of the first line of the table, its delimiter, the table)."""
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return 2, first.strip()[4], rest
    return 1, max(DELIMITERS, key=lambda delimiter: _n_cells(first, delimiter)), text


def _n_cells(line: str, delimiter: str) -> int:
    return len(next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), []))


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
    while True:
        number = reader.line_num + first
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, f"not CSV ({error})"
