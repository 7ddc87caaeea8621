"""Files of lines: what spreadsheets and feeds really contain, and what is said about bad rows."""

from __future__ import annotations

import pytest

from api.bodies import LinkRequest, ProfileLine, VacancyLine, read_body, unknown_keys
from api.errors import InvalidInputError
from api.rows import iter_rows, read_row
from api.separated import FORMULA, write_records


def test_a_caseload_comes_as_a_spreadsheet() -> None:
    """Semicolons, a byte-order mark, Spanish headers, day-first dates and short forms give the same line as JSON."""
    content = (
        "\ufeffid;Texto;Idiomas;Permisos de trabajo;Competencias;Carnets;Horas;Desplazamiento;Inicio;Eqf;Notas\r\n"
        '="007";"Cociné\nen casa";es:B1; ar:C2;;'.replace("es:B1; ar:C2", '"es:B1; ar:C2"')
        + '"weld;cook";"B;C";20-30;transit:45;21/11/2026;4,0;secret\r\n'
    ).encode()
    [row] = list(iter_rows(content))
    line = read_body(ProfileLine, row.data)
    assert row.line == 2
    assert line.model_dump(mode="json", exclude_defaults=True) == {
        "id": "007",
        "text": "Cociné\nen casa",
        "languages": {"es": "B1", "ar": "C2"},
        "skills": [{"label": "weld"}, {"label": "cook"}],
        "licences": ["B", "C"],
        "hours": {"min": 20.0, "max": 30.0},
        "travel": {"minutes": 45},
        "start": "2026-11-21",
        "education": 4,
    }
    assert unknown_keys(line) == ("notas",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_header_shows_the_delimiter(delimiter: str) -> None:
    """Comma, semicolon and tab are told apart."""
    content = delimiter.join(("id", "title", "country")) + "\n" + delimiter.join(("1", "Cook", "es")) + "\n"
    [row] = list(iter_rows(content.encode()))
    assert row.data == {"id": "1", "title": "Cook", "country": "es"}


def test_excel_may_say_the_delimiter_and_write_utf_16() -> None:
    """`sep=;` is understood, and so is Excel's "Unicode text"; line numbers count that first line."""
    [row] = list(iter_rows("sep=;\nid;title\n1;Köchin\n".encode("utf-16")))
    assert (row.line, row.data) == (3, {"id": "1", "title": "Köchin"})


def test_a_file_in_another_encoding_is_named() -> None:
    """A file that is not UTF-8 gives one problem with the line, and says what to do."""
    [row] = list(iter_rows("id,title\n1,Köchin\n".encode("cp1252")))
    assert row.line == 2
    assert "CSV UTF-8" in str(row.problems[0])


def test_bad_cells_are_all_named_and_the_rest_is_read() -> None:
    """Every bad cell of a row is reported with its field; the rows around it are read."""
    content = "id,languages,hours,date\n1,esB1,lots,2026-13\n2,es:B1,20,2026-11-01\n3,es:B1,20,2026-11-01,extra\n"
    bad, good, long = iter_rows(content.encode())
    assert [problem.field for problem in bad.problems] == ["languages", "hours", "date"]
    assert good.data == {"id": "2", "languages": {"es": "B1"}, "hours": 20.0, "date": "2026-11-01"}
    assert "5 cells" in str(long.problems[0])


def test_optional_skills_and_wants_have_columns_of_their_own() -> None:
    """`optional_skills` and `wants_…` land where a JSON line has them."""
    [row] = list(iter_rows(b"skills,optional skills,wants_places,wants hours\nweld,cook,Turin;Milan,30\n"))
    assert row.data == {
        "skills": ["weld", {"label": "cook", "relation": "optional"}],
        "wants": {"places": ["Turin", "Milan"], "hours": 30.0},
    }


def test_json_lines_report_bad_lines_by_number() -> None:
    """Bad JSON, NaN, bytes that are not UTF-8, deep nesting and arrays are problems of their line only."""
    lines = [
        b'{"id":"1"}',
        b"",
        b"{",
        b'{"a":NaN}',
        b'{"a":"\xff"}',
        b"[" * 100_000,
        b"[]",
        b'{"a":1e999}',
        b'{"id":"9"}',
    ]
    rows = list(iter_rows(b"\n".join(lines)))
    assert [(row.line, bool(row.problems)) for row in rows] == [
        (1, False), (3, True), (4, True), (5, True), (6, True), (7, True), (8, True), (9, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"languages": {"it": "B7"}}, "languages.it"),
        ({"education": 9}, "education"),
        ({"hours": {"min": 30, "max": 20}}, "hours"),
        ({"hours": 100}, "hours.min"),
        ({"start": "21/11/2026"}, "start"),
        ({"start": 1700000000}, "start"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"skills": [{"level": 3}]}, "skills.0"),
        ({"skills": ["a"] * 501}, "skills"),
        ({"permissions": {"Italy": True}}, "permissions.Italy"),
        ({"recognitions": [{"country": "ES"}]}, "recognitions.0.occupation"),
        ({"recognitions": [{"country": "Spain", "occupation": "2221"}]}, "recognitions.0.country"),
        ({"travel": {"mode": "broom", "minutes": 5}}, "travel.mode"),
        ({"wants": {"hours": -1}}, "wants.hours.min"),
    ],
)
def test_bad_values_name_their_field(data: dict[str, object], field: str) -> None:
    """Each refused value is reported under its dotted name, without the value."""
    with pytest.raises(InvalidInputError) as caught:
        read_body(ProfileLine, data)
    assert field in {problem.field for problem in caught.value.problems}


def test_hostile_json_lines_are_problems_of_their_line() -> None:
    """A key that occurs twice, numbers without end, NUL, halves of surrogates and piles of marks are named by line."""
    lines = [
        '{"title":"a","title":"b"}',
        '{"title":"a","years":' + "9" * 5000 + "}",
        '{"title":"a","education":' + "9" * 99 + "}",
        '{"title":"a\\u0000"}',
        '{"title":"\\ud800"}',
        '{"title":"a' + "\u0301" * 99 + '"}',
        '{"title":"<b></b>"}',
        '{"title":"a","text":"' + "&lt;b>" * 3001 + '"}',
        '{"title":"a","text":"' + "x" * 200_000 + '"}',
    ]
    rows = list(iter_rows("\n".join([*lines, '{"title":"Cook"}']).encode()))
    assert [row.line for row in rows] == list(range(1, 11))
    for row in rows[:-1]:
        with pytest.raises(InvalidInputError):
            read_row(row, VacancyLine)
    assert read_row(rows[-1], VacancyLine).title == "Cook"


def test_a_cell_cannot_become_rows() -> None:
    """A cell longer than `csv` takes by default is one bad cell: the lines in it are never read as rows."""
    content = 'title,text\nA,"' + "x" * 140_000 + '\nowned,row"\nB,y\n'
    first, second = iter_rows(content.encode())
    assert (first.line, first.data["title"], len(first.data["text"])) == (2, "A", 140_010)
    assert (second.line, second.data) == (4, {"title": "B", "text": "y"})


def test_lines_may_end_as_old_spreadsheets_end_them() -> None:
    """A carriage return alone ends a line too, in the header as elsewhere."""
    [row] = list(iter_rows(b"id;title\r1;Cook\r"))
    assert (row.line, row.data) == (2, {"id": "1", "title": "Cook"})


def test_an_open_quotation_mark_swallows_nothing_silently() -> None:
    """Where a cell never ends, the row that it begins in is a problem, and no row with the rest of the file in it."""
    good, bad = iter_rows(b'title,text\nA,x\nB,"never\nC,y\nD,z\n')
    assert good.data == {"title": "A", "text": "x"}
    assert (bad.line, str(bad.problems[0])) == (3, "a quotation mark opens a cell that never ends")
    inches, _ = iter_rows(b'title,text\nA 5" pipe,x\nB,y\n')
    assert inches.data == {"title": 'A 5" pipe', "text": "x"}


def test_two_columns_for_one_key_may_not_differ() -> None:
    """`text` and `description` are one key: where both say something else, nothing is silently dropped."""
    same, differ, one = iter_rows(b"title,text,description\nA,x,x\nB,x,y\nC,,z\n")
    assert same.data == {"title": "A", "text": "x"}
    assert differ.problems[0].field == "text"
    assert one.data == {"title": "C", "text": "z"}


def test_words_are_cleaned_before_anything_counts_their_characters() -> None:
    """Profiles lose what nobody can see, vacancies also their markup; ids and texts to link stay as they were sent."""
    profile = read_body(
        ProfileLine, {"id": "a\u200b", "text": "I co\u200bok\r\nwell<b>\u202e", "place": "Nicos\u200bia"}
    )
    assert (profile.id, profile.text, profile.place) == ("a\u200b", "I cook\nwell<b>", "Nicosia")
    vacancy = read_body(VacancyLine, {"title": "<b>Cook</b> &amp; more", "text": "<p>a</p><script>b</script>c"})
    assert (vacancy.title, vacancy.text) == ("Cook & more", "a\nc")
    assert read_body(VacancyLine, vacancy.model_dump(mode="json")) == vacancy
    assert read_body(LinkRequest, {"text": "co\u200bok<b>"}).text == "co\u200bok<b>"


def test_unknown_keys_are_ignored_and_never_written_out() -> None:
    """A label that may not be ranked by is listed once and dropped."""
    line = read_body(VacancyLine, {"title": "Cook", "description": "Cooks", "silver_uri": "u", "contract": None})
    assert unknown_keys(line) == ("silver_uri",)
    assert "silver_uri" not in line.model_dump()
    assert line.text == "Cooks"


@pytest.mark.parametrize("start", FORMULA)
def test_what_is_written_for_a_spreadsheet_computes_nothing_and_is_read_as_it_was(start: str) -> None:
    """A cell that a spreadsheet would compute is guarded by an apostrophe, which comes off again."""
    cell = f'{start}HYPERLINK("x"); "y"'
    written = write_records([("text", "title"), (cell, "7")])
    assert written.decode("utf-8-sig").splitlines()[1].startswith(f"\"'{start}" if start != "\r" else "\"'")
    [row] = iter_rows(written)
    assert row.data == {"text": cell.strip(), "title": "7"}
