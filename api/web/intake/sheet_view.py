"""A caseload as its pages show it: columns with examples, rows with what is wrong beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.separated import write_records
from api.web.frame.choices import Choice, offer, offer_tongues
from api.web.intake.caseload import Caseload, Found
from api.web.intake.columns import LANGUAGE, TARGETS, name_target
from api.web.intake.view import AlikeView, view_alike
from api.web.page import View
from api.web.speech import mark

EXAMPLES = 3
SHOWN_GOOD = 10
SHOWN_WRONG = 100
LONGEST_SHOWN = 120  # characters of a cell
BAD_LEVEL = mark("“%(cell)s” is not a level from A1 to C2.")
# What a cell must hold, by what its column holds.
EXPECTED = {
    "languages": mark("“%(cell)s” is not written as it:B1; ar:C2."),
    "education": mark("“%(cell)s” is not a level from 1 to 8."),
    "permissions": mark("“%(cell)s” is not written as IT:yes."),
    "permission": mark("“%(cell)s” is neither yes nor no."),
    "travel": mark("“%(cell)s” is not written as transit:45."),
    "hours": mark("“%(cell)s” is not written as 20-30, or one number."),
    "start": mark("“%(cell)s” is not a date like 2026-11-21 or 21/11/2026."),
    "country": mark("“%(cell)s” is no country that is known here."),
    "years": mark("“%(cell)s” is not a number of years."),
    "licences": mark("“%(cell)s” is not a list of licences."),
}
OTHERWISE = mark("“%(cell)s” cannot be read.")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column: where it stands, what it is called, what it probably holds, and the first of its cells."""

    at: int
    name: str
    target: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell; with `field` it can be corrected, as `problem` says what is wrong with it."""

    text: str
    field: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RowView:
    """A row, with who it may be."""

    number: int
    cells: tuple[CellView, ...]
    alike: tuple[AlikeView, ...]
    like_row: int | None
    decision: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """All that the page with the rows shows."""

    columns: tuple[str, ...]
    good: tuple[RowView, ...]
    wrong: tuple[RowView, ...]
    questioned: tuple[RowView, ...]
    n_good: int
    n_updates: int
    n_wrong: int
    n_questioned: int


def view_columns(caseload: Caseload) -> tuple[ColumnView, ...]:
    """Return the columns with what each probably holds."""
    return tuple(
        ColumnView(at, name, target, tuple(_examples(caseload, at)))
        for at, (name, target) in enumerate(zip(caseload.header, caseload.targets, strict=True))
    )


def list_targets(page: View) -> tuple[Choice, ...]:
    """Return what a column may hold, one for each language at the end."""
    languages = (
        Choice(f"{LANGUAGE}{each.value}", page.say("Level of: %(language)s", language=each.name))
        for each in offer_tongues(page.speech)
    )
    return (*offer(page.speech, TARGETS), *languages)


def view_rows(caseload: Caseload, found: Sequence[Found], page: View, decisions: dict[int, str]) -> SheetView:
    """Return the rows as the page shows them: of the good ones the first, of the others as many as can be corrected."""
    shown = [at for at, target in enumerate(caseload.targets) if target]
    wrong = [each for each in found if each.line is None]
    questioned = [each for each in found if each.line is not None and each.is_questioned]
    good = [each for each in found if each.line is not None and not each.is_questioned]

    def rows(part: Sequence[Found], most: int) -> tuple[RowView, ...]:
        return tuple(_row(each, caseload, shown, page, decisions) for each in part[:most])

    return SheetView(
        columns=tuple(name_target(caseload.targets[at], page) for at in shown),
        good=rows(good, SHOWN_GOOD),
        wrong=rows(wrong, SHOWN_WRONG),
        questioned=rows(questioned, SHOWN_WRONG),
        n_good=len(good),
        n_updates=sum(each.is_update for each in good),
        n_wrong=len(wrong),
        n_questioned=len(questioned),
    )


def _examples(caseload: Caseload, at: int) -> Iterator[str]:
    filled = (row.cells[at] for row in caseload.rows if at < len(row.cells) and row.cells[at])
    for _, cell in zip(range(EXAMPLES), filled, strict=False):
        yield _shorten(cell)


def _row(found: Found, caseload: Caseload, shown: Sequence[int], page: View, decisions: dict[int, str]) -> RowView:
    return RowView(
        found.row.number,
        tuple(_cell(found, at, caseload.targets[at], page) for at in shown),
        view_alike(found.alike, page),
        found.like_row,
        decisions.get(found.row.number, ""),
    )


def _cell(found: Found, at: int, target: str, page: View) -> CellView:
    text = found.row.cells[at] if at < len(found.row.cells) else ""
    if at not in found.wrong:
        return CellView(_shorten(text))
    words = BAD_LEVEL if target.startswith(LANGUAGE) else EXPECTED.get(target, OTHERWISE)
    return CellView(text, f"cell-{found.row.number}-{at}", page.say(words, cell=_shorten(text)))


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def write_rows(caseload: Caseload) -> bytes:
    """Write a table as spreadsheets open it."""
    return write_records([caseload.header, *(row.cells for row in caseload.rows)])


def write_template(page: View) -> bytes:
    """Write a table without rows, its columns called as the reader calls them."""
    asked = [words for target, words in TARGETS.items() if target not in ("languages", "permissions", "years")]
    spoken = [page.speech.tongue(code) for code in ("en", page.language) if code]
    names = [*(page.say(words) for words in asked), *dict.fromkeys(spoken)]
    return write_records([names])
