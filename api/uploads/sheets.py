"""Spreadsheets: the first visible sheet of a workbook (XLSX, ODS) that holds something, or a text file of cells.

Workbooks are read by calamine, which looks at values only: formulas are not computed, links to other files not
followed, macros not read. Its parts are looked through first, as those of a document are (`archive`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from api.errors import FileRefusedError
from api.separated import BOM_16, iter_records
from api.uploads.archive import Archive
from api.uploads.table import MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, BrokenRow, Table, TableRow
from taxonomy.characters import visible

MAX_UNPACKED = 60_000_000  # bytes: a table of MAX_CHARACTERS with its marks
MAX_ABOVE = 10
MAX_BOTTOM = 5 * MAX_ROWS  # with blank rows between
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ENCRYPTED = b"encryption-data"
WORKBOOKS = ("xl/workbook.xml", "content.xml")
# How Excel writes CSV where nobody chooses otherwise: in the west of Europe, in Greece, in Ukraine, in Arabic.
PAGES = {"cp1252": "windows-1252", "cp1253": "windows-1253", "cp1251": "windows-1251", "cp1256": "windows-1256"}
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
_MIDNIGHT = time()
Value = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(content: bytes) -> Table:
    """Read an XLSX or ODS file; raises FileRefusedError."""
    _check_parts(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            return _read_sheets(workbook)
    except CalamineError as error:
        raise FileRefusedError("is damaged: it cannot be opened as a spreadsheet") from error


def read_separated(content: bytes) -> Table:
    """Read CSV and its kin: comma, semicolon, tab or bar, in UTF-8, UTF-16 or one of PAGES; raises FileRefusedError."""
    encoding, text = _decode(content)
    if _BINARY.search(text):
        raise FileRefusedError("is no text: it holds control characters")
    rows: list[tuple[int, Sequence[str]]] = []
    broken: list[BrokenRow] = []
    for number, record in iter_records(text):
        if isinstance(record, str):
            broken.append(BrokenRow(number, record))
        else:
            rows.append((number, record))
        if len(broken) > MAX_ROWS:
            raise FileRefusedError("is no table: its rows cannot be told apart")
    return replace(_table(rows), broken=tuple(broken), encoding=encoding)


def _check_parts(content: bytes) -> None:
    """Refuse what is packed to do harm, and what is no workbook or protected."""
    archive = Archive(content, max_unpacked=MAX_UNPACKED)
    if archive.names.isdisjoint(WORKBOOKS):
        raise FileRefusedError("is no spreadsheet: it has no part with sheets")
    if "mimetype" in archive.names and not archive.read("mimetype").strip().startswith(ODS):
        raise FileRefusedError("is no spreadsheet, but another OpenDocument file")
    if "META-INF/manifest.xml" in archive.names and ENCRYPTED in archive.read("META-INF/manifest.xml"):
        raise FileRefusedError("is protected by a password; save it without one")


def _read_sheets(workbook: CalamineWorkbook) -> Table:
    told = [each for each in workbook.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    sheets = [(each, workbook.get_sheet_by_name(each.name)) for each in told]
    filled = [(each, sheet) for each, sheet in sheets if sheet.start is not None]
    shown = [(each, sheet) for each, sheet in filled if each.visible is SheetVisibleEnum.Visible]
    if not shown:
        raise FileRefusedError("holds no cells that are filled in and shown")
    chosen, sheet = shown[0]
    unread = tuple(_clean(each.name) for each, _ in filled if each is not chosen)
    return replace(_table(_iter_sheet(sheet)), sheet=_clean(chosen.name), unread=unread)


def _iter_sheet(sheet: CalamineSheet) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield (number of the row, its cells from the first column that holds anything)."""
    bottom, _ = sheet.end or (0, 0)
    if sheet.width > MAX_COLUMNS:
        raise FileRefusedError(f"has {sheet.width:,} columns; a table has at most {MAX_COLUMNS}")
    if bottom > MAX_BOTTOM:
        raise FileRefusedError(f"has a cell in row {bottom + 1:,}; delete what stands far below the table")
    for number, row in enumerate(sheet.iter_rows(), start=1):
        yield number, [_text(value) for value in row]


def _table(rows: Iterable[tuple[int, Sequence[str]]]) -> Table:
    """Find the header, and clean what is below it; raises FileRefusedError where there is too much or nothing."""
    found: list[TableRow] = []
    n_characters = 0
    for number, cells in rows:
        row = TableRow(number, _shorten([_clean(cell) for cell in cells]))
        if not row.cells:
            continue
        found.append(row)
        n_characters += sum(map(len, row.cells))
        if len(found) > MAX_ROWS + 1 or n_characters > MAX_CHARACTERS:
            raise FileRefusedError(
                f"has more than {MAX_ROWS:,} rows or {MAX_CHARACTERS:,} characters; part it into several files"
            )
        if len(row.cells) > MAX_COLUMNS:
            raise FileRefusedError(f"has {len(row.cells):,} columns; a table has at most {MAX_COLUMNS}")
    if not found:
        raise FileRefusedError("holds no cells that are filled in")
    at = _find_header(found)
    header = found[at].cells
    below = tuple(TableRow(row.number, _fill(row.cells, len(header))) for row in found[at + 1 :])
    return Table(header, below, n_above=at)


def _find_header(rows: Sequence[TableRow]) -> int:
    """Return where the header is: a title above it fills one cell where the table has several."""
    several = (at for at, row in enumerate(rows[:MAX_ABOVE]) if sum(map(bool, row.cells)) > 1)
    return next(several, 0)


def _shorten(cells: list[str]) -> tuple[str, ...]:
    """Leave out empty cells at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _fill(cells: tuple[str, ...], n: int) -> tuple[str, ...]:
    return cells + ("",) * (n - len(cells))


def _clean(cell: str) -> str:
    return visible(cell).strip()


def _text(value: Value) -> str:
    """Write a value as whoever filled it in would."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(" ", "minutes")
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def _decode(content: bytes) -> tuple[str, str]:
    """Say (encoding, text): UTF-8 or UTF-16 where it is, else which of Windows' own pages gives words."""
    unicode = "utf-16" if content.startswith(BOM_16) else "utf-8"
    try:
        return unicode, content.decode("utf-16" if unicode == "utf-16" else "utf-8-sig")
    except UnicodeDecodeError as error:
        best = None if unicode == "utf-16" else from_bytes(content, cp_isolation=[*PAGES]).best()
        if best is None:
            raise FileRefusedError("is no text in UTF-8; choose “CSV UTF-8” when saving") from error
        return PAGES[best.encoding], str(best)
