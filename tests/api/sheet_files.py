"""Ordinary spreadsheets, made by the libraries that programs make them with, and some that were made to do harm."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from odfdo import Document, Table
from openpyxl import Workbook

from tests.api.hostile import EXTERNAL, LAUGHS, NO_PARTS, Hostile, Parts, flagged, lying, packed
from tests.api.papers import docx, odt, pdf

Cell = str | int | float | bool | date | None
Rows = Sequence[Sequence[Cell]]
PEOPLE: Rows = (
    ("Name", "Lingua", "Années", "Έναρξη", "Працює"),
    ("Олена", "it:B1", 3, date(2026, 12, 1), True),
    ("أحمد", "it:A2", 3.5, None, False),
)
AS_TEXT = (
    ("Олена", "it:B1", "3", "2026-12-01", "yes"),
    ("أحمد", "it:A2", "3.5", "", "no"),
)


def xlsx(rows: Rows = PEOPLE, change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    """Make an Excel file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(rows: Rows = PEOPLE) -> bytes:
    """Make an OpenDocument spreadsheet."""
    document = Document("spreadsheet")
    document.body.clear()
    table = Table("People")
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value is not None:
                table.set_value((x, y), value)
    document.body.append(table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
HEADED = ROW.format(1, "Name") + ROW.format(2, "Anna")


def workbook(sheet: str, parts: Parts = NO_PARTS) -> bytes:
    """Make an Excel file with one sheet as it is given, and whatever else."""
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r0" '
            f'Type="{_KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{_KINDS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_KINDS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **parts,
        }
    )


OPEN_DOCUMENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="S">%s</table:table></office:spreadsheet></office:body></office:document-content>'
)
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def open_workbook(rows: str, manifest: str = "") -> bytes:
    """Make an OpenDocument spreadsheet with one table as it is given."""
    kept = {"META-INF/manifest.xml": manifest} if manifest else {}
    return packed({"mimetype": MIMETYPE, "content.xml": OPEN_DOCUMENT % rows, **kept})


def _cell(text: str, repeated: str = "") -> str:
    return (
        f'<table:table-row {repeated}><table:table-cell office:value-type="string"{repeated}>'
        f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
    )


def hostile_sheets() -> Iterator[Hostile]:
    """Yield what is refused for a reason, or read."""

    def file(name: str, make: Callable[[], bytes], outcome: str | None, filename: str = "people.xlsx") -> Hostile:
        return Hostile(name, filename, make, outcome)

    ordinary = workbook(SHEET % HEADED)
    bomb, large = {"xl/media/a": bytes(80_000_000)}, {"xl/media/a": bytes(9_000_000)}
    yield file("ordinary", lambda: ordinary, None)
    yield file("zip bomb, flat", lambda: workbook(SHEET % HEADED, bomb), "would unpack to more than")
    yield file("zip bomb, by ratio", lambda: workbook(SHEET % HEADED, large), "100 times its size")
    yield file(
        "zip bomb that lies", lambda: lying(workbook(SHEET % HEADED, {"xl/a": bytes(9_000_000)}), 999), "damaged"
    )
    yield file("billion laughs", lambda: workbook(LAUGHS + "]>" + SHEET % ROW.format(1, "&i;")), "document type")
    yield file("external entity", lambda: workbook(EXTERNAL + SHEET % ROW.format(1, "&x;")), "document type")
    yield file("macros", lambda: workbook(SHEET % HEADED, {"xl/vbaProject.bin": "x"}), "macros")
    yield file("another file in it", lambda: workbook(SHEET % HEADED, {"xl/embeddings/a.docx": "x"}), "another file")
    yield file("encrypted entries", lambda: flagged(ordinary, 1), "password")
    yield file("truncated", lambda: ordinary[:-200], "damaged")
    yield file("no XML", lambda: workbook("<worksheet><sheetData><row>"), "")
    yield file("a cell at the far end", lambda: workbook(SHEET % (HEADED + _far("XFD1048576"))), "")
    yield file("a cell far below", lambda: workbook(SHEET % (HEADED + _far("B1048576"))), "far below")
    yield file("a cell far to the right", lambda: workbook(SHEET % (HEADED + _far("ZZ3"))), "columns")
    yield file("a cell beyond the end", lambda: workbook(SHEET % (HEADED + _far("ZZZZ99999999"))), "")
    yield file("numbers of rows without end", lambda: workbook(SHEET % ROW.format(9**30, "a")), "")
    yield file("nothing in it", lambda: workbook(SHEET % ""), "no cells")
    yield file("a zip and no workbook", lambda: packed({"a": b"a"}), "no spreadsheet")
    yield file("Word called Excel", lambda: docx("I cook."), "no spreadsheet")
    yield file("a text called a spreadsheet", lambda: odt("I cook."), "no spreadsheet", "people.ods")
    yield file("a PDF called Excel", lambda: pdf("I cook."), "is not an Excel file")
    yield file("old Excel", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Word or Excel")
    yield file("Excel called CSV", lambda: ordinary, "is not text", "people.csv")
    rows = ' table:number-rows-repeated="1048576"'
    columns = ' table:number-columns-repeated="16384"'
    yield file("a row a million times", lambda: open_workbook(_cell("a", rows)), "", "people.ods")
    yield file("a cell 16,384 times", lambda: open_workbook(_cell("a", columns)), "", "people.ods")
    both = f'<table:table-row{rows}><table:table-cell{columns} office:value-type="string"><text:p>a</text:p>'
    both += "</table:table-cell></table:table-row>"
    yield file("both", lambda: open_workbook(both), "", "people.ods")
    minus = ' table:number-rows-repeated="-1"'
    yield file("a row less than once", lambda: open_workbook(_cell("a", minus)), "", "people.ods")
    locked = '<m><encryption-data a="b"/></m>'
    yield file("encrypted", lambda: open_workbook(_cell("a"), locked), "password", "people.ods")
    yield file("bytes that are no text", lambda: bytes(range(256)) * 9, "", "people.csv")
    yield file("more rows than are read", lambda: b"a;b\n" * 20_002, "more than 20,000 rows", "people.csv")
    yield file("more columns than are read", lambda: b"a;" * 300 + b"a\n", "columns", "people.csv")
    yield file("called .exe", lambda: b"a;b\nc;d\n", "must be a spreadsheet", "people.exe")
    yield file("called .pdf", lambda: pdf("I cook."), "must be a spreadsheet", "people.pdf")


def _far(at: str) -> str:
    row = "".join(filter(str.isdigit, at))
    return f'<row r="{row}"><c r="{at}" t="inlineStr"><is><t>far</t></is></c></row>'
