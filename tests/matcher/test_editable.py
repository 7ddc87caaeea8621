"""Tables that people edit: read strictly, with every problem of a file named by line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.catalogue import COLUMNS, read_steps
from matcher.editable import Evidence, Weeks, replaced
from matcher.errors import TableError
from matcher.regulated import Field, read_regulated
from matcher.types import RowStatus
from tests.matcher.tables import regulated_row, step_row, write_regulated, write_steps


def problems(path: Path) -> tuple[str, ...]:
    """Return what reading a catalogue of steps says."""
    with pytest.raises(TableError) as raised:
        read_steps(path)
    return raised.value.problems


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    """Each has its line, counted from 1 with the header, and its column; a good row among bad ones changes nothing."""
    path = write_steps(
        tmp_path,
        step_row(),
        step_row(id="b", kind="holiday", min_weeks="9", max_weeks="3"),
        step_row(id="Straße", value="italian", checked="2026-02-30", country="Italy"),
        step_row(min_weeks="1.5", max_weeks="521", source=""),
        step_row(id="e", min_weeks="", max_weeks=""),
    )
    assert problems(path) == (
        "line 3: kind: must be one of skill, language, licence, permission, not 'holiday'",
        "line 3: min_weeks: must come with max_weeks, and not be above it",
        "line 4: value: must be a language or *, and the level it leads to, like it:B1, not 'italian'",
        "line 4: id: must be lower-case letters, digits and hyphens, not 'Straße'",
        "line 4: country: must be a country code like IT, or empty, not 'Italy'",
        "line 4: checked: must be a date like 2026-11-21, not '2026-02-30'",
        "line 5: min_weeks: must be a whole number from 0 to 520, not '1.5'",
        "line 5: max_weeks: must be a whole number from 0 to 520, not '521'",
        "line 5: source: must not be empty",
        "line 5: id: 'a' occurs again, first in line 2",
        "line 6: min_weeks: must come with max_weeks, and not be above it",
    )


def test_who_verified_and_when(tmp_path: Path) -> None:
    """Verified needs a date and a name; a date or a name without the word is refused too."""
    path = write_steps(
        tmp_path,
        step_row(id="a", status="verified"),
        step_row(id="b", status="verified", checked="2026-11-01"),
        step_row(id="c", checked="2026-11-01", checked_by="M. Rossi"),
        step_row(id="d", status="sure"),
    )
    needs = "status: verified needs the date in checked and the name in checked_by"
    assert problems(path) == (
        f"line 2: {needs}",
        f"line 3: {needs}",
        "line 4: status: unverified, yet checked and checked_by are filled in",
        "line 5: status: must be one of verified, unverified, not 'sure'",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", f"line 1: the columns must be {', '.join(COLUMNS)}"),
        ("id\tkind\n", f"line 1: the columns must be {', '.join(COLUMNS)}"),
        ("\t".join(COLUMNS) + "\na\tb\n", f"line 2: has 2 cells, not {len(COLUMNS)}"),
        ("\t".join(COLUMNS) + '\n"a" b\n', "line 2: '\t' expected after '\"'"),
    ],
)
def test_no_table(tmp_path: Path, text: str, problem: str) -> None:
    """A missing column, a short line and a broken quote are problems with a line too."""
    path = tmp_path / "steps.tsv"
    path.write_text(text, encoding="utf-8")
    assert problems(path) == (problem,)


def test_files_as_spreadsheets_write_them(tmp_path: Path) -> None:
    """A byte order mark, CRLF, quotes, empty lines, comments and another order of the columns change nothing."""
    row = step_row(cost="30 EUR, or less")
    header = tuple(reversed(COLUMNS))
    lines = ["# ours", "\t".join(header), "", "\t".join(f'"{row[name]}"' for name in header)]
    path = tmp_path / "steps.tsv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert read_steps(path) == read_steps(write_steps(tmp_path, row))


def test_unreadable(tmp_path: Path) -> None:
    """A file that is not there, or not UTF-8, is refused with its name."""
    with pytest.raises(TableError, match=r"steps\.tsv: cannot be read"):
        read_steps(tmp_path / "steps.tsv")
    (tmp_path / "latin.tsv").write_bytes("Verkäufer".encode("latin-1"))
    with pytest.raises(TableError, match=r"latin\.tsv: cannot be read"):
        read_steps(tmp_path / "latin.tsv")


def test_own_rows_replace_shipped_ones(tmp_path: Path) -> None:
    """A row with the same id stands in for the shipped one, any other is added; the order is that of the ids."""
    shipped = read_steps(write_steps(tmp_path, step_row(id="b"), step_row(id="c")))
    own = read_steps(write_steps(tmp_path, step_row(id="c", min_weeks="2"), step_row(id="a")))
    assert [(row.id, row.weeks.minimum) for row in replaced(shipped, own)] == [("a", 4), ("b", 4), ("c", 2)]


def test_regulated_rows(tmp_path: Path) -> None:
    """A paper has a name, a recognition has none; scopes are ISCO codes or occupations."""
    path = write_regulated(
        tmp_path,
        regulated_row(scope="22 nurse", need="licence"),
        regulated_row(id="b", value="CQC", field="sea"),
    )
    with pytest.raises(TableError) as raised:
        read_regulated(path)
    assert raised.value.problems == (
        "line 2: scope: must be ISCO codes or ESCO occupation URIs with spaces between, not 'nurse'",
        "line 2: value: must name the paper for a licence or certificate, and be empty otherwise",
        "line 3: value: must name the paper for a licence or certificate, and be empty otherwise",
        f"line 3: field: must be one of {', '.join(Field)}, not 'sea'",
    )


def test_a_whole_row(tmp_path: Path) -> None:
    """Every cell is read; weeks may be left out, and a paper gets its one spelling."""
    path = write_regulated(
        tmp_path,
        regulated_row(
            need="certificate", value="c + e", scope="8332 8331", min_weeks="", max_weeks="", status="verified",
            checked="2026-11-01", checked_by="M. Rossi",
        ),
    )  # fmt: skip
    (row,) = read_regulated(path)
    assert (row.value, row.scope, row.weeks, row.effort) == ("CE", ("8332", "8331"), None, None)
    assert row.evidence.checked_by == "M. Rossi"
    assert row.is_verified
    (other,) = read_regulated(write_regulated(tmp_path, regulated_row()))
    assert other.weeks == Weeks(13, 26)
    assert other.evidence == Evidence("the law", None, "", RowStatus.UNVERIFIED)
