"""Spreadsheets that people hand in: what they say comes out right, and hostile ones do no harm."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from api.errors import FileRefusedError
from api.rows import iter_table
from api.uploads.child import load_reader
from api.uploads.kinds import FileKind, Purpose, kind_of
from api.uploads.reading import MAX_WALL_S, FileReader, check_table
from api.uploads.table import MAX_COLUMNS, BrokenRow, Table, TableRow
from tests.api.hostile import Hostile
from tests.api.sheet_files import AS_TEXT, PEOPLE, hostile_sheets, ods, xlsx

HOSTILE = list(hostile_sheets())
# What may end the process that reads it.
ENDLESS = {"a cell at the far end", "a cell beyond the end", "numbers of rows without end", "both"}
LIGHT = [each for each in HOSTILE if each.name not in ENDLESS and not each.is_heavy]


@pytest.fixture(scope="module")
def files() -> FileReader:
    """Return who reads files in confined children."""
    return FileReader(10_000_000)


def read(name: str, content: bytes) -> Table:
    """Read in this process, as the child does."""
    return load_reader(Purpose.TABLE, kind_of(name, content, Purpose.TABLE))(content)


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", xlsx()), ("a.ods", ods())], ids=["xlsx", "ods"])
def test_a_workbook_says_what_was_filled_in(name: str, content: bytes, files: FileReader) -> None:
    """Letters of all scripts, whole and broken numbers, dates, yes and no, each with the number of its row."""
    table = files.read_table(name, content)
    assert table.header == PEOPLE[0]
    assert table.rows == (TableRow(2, AS_TEXT[0]), TableRow(3, AS_TEXT[1]))
    assert (table.encoding, table.unread, table.n_above, table.broken) == ("", (), 0, ())
    assert table.sheet in ("Sheet", "People")


TEXT = "Όνομα;Имя;Nom\nΜαρία;Олена;Zoé\n"


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (TEXT, "utf-8", "utf-8"),
        (TEXT, "utf-8-sig", "utf-8"),
        (TEXT.replace(";", "\t"), "utf-16", "utf-16"),
        ("Nom,Métier\nZoé,Aide ménagère\n", "cp1252", "windows-1252"),
        ("Name;Ort\nAnna;“Köln” – €5\n", "cp1252", "windows-1252"),
        ("Όνομα;Εργασία\nΜαρία;Μαγείρισσα για πέντε χρόνια\n", "cp1253", "windows-1253"),
        ("Ім'я|Робота\nОлена|Кухарка п'ять років\n", "cp1251", "windows-1251"),
        ("الاسم;العمل\nأحمد;طباخ لمدة خمس سنوات\n", "cp1256", "windows-1256"),
    ],
)
def test_text_files_are_read_whatever_wrote_them(text: str, encoding: str, said: str) -> None:
    """Every separator, UTF-8 and UTF-16, and the pages that Excel writes in the west, in Greek, Cyrillic and Arabic."""
    table = read("people.csv", text.encode(encoding))
    expected = [line.replace("|", ";").replace("\t", ";").replace(",", ";").split(";") for line in text.splitlines()]
    assert [list(table.header), *(list(row.cells) for row in table.rows)] == expected
    assert table.encoding == said


def test_a_title_above_the_header_is_passed_over() -> None:
    """Numbers of rows stay those of the spreadsheet; rows without anything are no rows."""
    content = xlsx([("Caseload of November",), (), ("Name", "Place"), (), ("Anna", "Lyon"), ("Bo",)])
    table = read("a.xlsx", content)
    assert (table.header, table.n_above) == (("Name", "Place"), 1)
    assert table.rows == (TableRow(5, ("Anna", "Lyon")), TableRow(6, ("Bo", "")))


def test_a_table_may_stand_anywhere() -> None:
    """Numbers of rows are those that the spreadsheet shows, whatever is free above and to the left."""
    for make in (xlsx, ods):
        table = read(
            f"a.{make.__name__}", make([(), (), (None, None, "Name", "Place"), (), (None, None, "Anna", "Lyon")])
        )
        assert (table.header, table.rows) == (("Name", "Place"), (TableRow(5, ("Anna", "Lyon")),))


def test_the_first_sheet_that_shows_something_is_read() -> None:
    """Hidden and empty sheets are passed over; what else holds something is named."""

    def change(book: Workbook) -> None:
        assert book.active is not None
        book.active.sheet_state = "hidden"
        book.create_sheet("Nothing")
        for name in ("People", "Notes"):
            book.create_sheet(name).append(["Name", name])

    table = read("a.xlsx", xlsx(change=change))
    assert (table.sheet, table.header, table.unread) == ("People", ("Name", "People"), ("Sheet", "Notes"))


def test_formulas_and_links_are_what_they_gave() -> None:
    """Nothing is computed or fetched: of a formula what the file says it gave, here nothing."""
    formulas = (
        "=1+1",
        '=HYPERLINK("http://127.0.0.1:1/x","y")',
        "='[http://127.0.0.1:1/x.xlsx]S'!A1",
        "=WEBSERVICE(1)",
    )
    table = read("a.xlsx", xlsx([("Name", "a", "b", "c", "d"), ("Anna", *formulas)]))
    assert table.rows == (TableRow(2, ("Anna", "", "", "", "")),)


def test_what_nobody_sees_is_left_out() -> None:
    """Direction and tag characters, in header and cells; Excel's errors are read as what they show."""
    table = read("a.csv", "N\u202eame;Place\nAn\u200bna\U000e0041;L\u2066yon\n".encode())
    assert (table.header, table.rows) == (("Name", "Place"), (TableRow(2, ("Anna", "Lyon")),))


def test_rows_that_are_none_are_named() -> None:
    """A quotation mark that never ends is one broken row, and what came before it is read."""
    table = read("a.csv", b'Name;Place\nAnna;Lyon\nBo;"Paris\nCy;Rome\n')
    assert table.rows == (TableRow(2, ("Anna", "Lyon")),)
    assert table.broken == (BrokenRow(3, "a quotation mark opens a cell that never ends"),)


def test_a_table_becomes_lines() -> None:
    """What the columns are called decides, as in an import of CSV; row numbers stay."""
    table = read("a.xlsx", xlsx([("id", "languages", "hours"), ("7", "it:B1", "20-30"), ("8", "it", 30)]))
    good, bad = iter_table(table.header, table.rows)
    assert (good.line, good.data) == (2, {"id": "7", "languages": {"it": "B1"}, "hours": {"min": 20, "max": 30}})
    assert (bad.line, [problem.field for problem in bad.problems]) == (3, ["languages"])


@pytest.mark.parametrize("hostile", LIGHT, ids=lambda each: each.name)
def test_hostile_spreadsheets_are_refused_or_survived(hostile: Hostile) -> None:
    """In this process: refused with a reason, or read."""
    assert_outcome(hostile, lambda content: read(hostile.filename, content))


@pytest.mark.parametrize("hostile", [each for each in HOSTILE if each.name in ENDLESS], ids=lambda each: each.name)
def test_spreadsheets_without_end_are_given_up(hostile: Hostile, files: FileReader) -> None:
    """In confined children, which are ended: a sentence for whoever sent it, and nothing else happens."""
    assert_outcome(hostile, lambda content: files.read_table(hostile.filename, content))


@pytest.mark.slow
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.name)
def test_hostile_spreadsheets_in_confined_children(hostile: Hostile, files: FileReader) -> None:
    """The whole way, and within the time that a file may take."""
    started = time.monotonic()
    assert_outcome(hostile, lambda content: files.read_table(hostile.filename, content))
    assert time.monotonic() - started < MAX_WALL_S


def assert_outcome(hostile: Hostile, read_it: Callable[[bytes], Table]) -> None:
    """Hold what becomes of a file against what must."""
    refused = None
    try:
        read_it(hostile.make())
    except FileRefusedError as error:
        refused = error.reason
    assert hostile.fits(refused), refused


@pytest.mark.parametrize(
    "said",
    [
        {"header": []},
        {"header": "Name"},
        {"header": ["a"] * (MAX_COLUMNS + 1)},
        {"header": ["a"], "rows": [["2", ["b"]]]},
        {"header": ["a"], "rows": [[0, ["b"]]]},
        {"header": ["a"], "rows": [[2, ["b"], "more"]]},
        {"header": ["a"], "more": 1},
        {"refused": "no"},
    ],
)
def test_a_child_is_not_believed(said: object) -> None:
    """Whatever it says of a table is looked through: lengths, types, numbers, keys, characters."""
    with pytest.raises(FileRefusedError):
        check_table(0, json.dumps(said).encode())
    believed = check_table(0, b'{"header":["Na\\u200bme"],"rows":[[2,["An\\u202ena"]]]}')
    assert (believed.header, believed.rows) == (("Name",), (TableRow(2, ("Anna",)),))


def test_encodings_are_told_apart_in_a_confined_child(files: FileReader) -> None:
    """What that needs is there before the child may open nothing any more."""
    assert files.read_table("people.csv", "Ім'я|Робота\nОлена|Кухарка\n".encode("cp1251")).encoding == "windows-1251"


def test_a_text_file_is_what_it_is_wanted_for(files: FileReader) -> None:
    """The same bytes are a CV or a table; a spreadsheet is no CV and a CV no spreadsheet."""
    assert files.read("a.txt", b"Name\tPlace").reading.text == "Name\tPlace"
    assert files.read_table("a.txt", b"Name\tPlace").header == ("Name", "Place")
    with pytest.raises(FileRefusedError, match="must be a PDF"):
        files.read("a.xlsx", xlsx())
    assert kind_of("a.tsv", b"a\tb", Purpose.TABLE) is FileKind.TSV
