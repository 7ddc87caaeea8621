"""Importing a file: what its columns hold, how far it is, and the rows that have to be corrected."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup

from api import import_repository as stored
from api.errors import FileRefusedError, InvalidInputError
from api.import_tables import RefusedRowRow, VacancyImportRow
from api.routes.uploads import FormFile
from api.session import Session
from api.state import Here
from api.vacancy_imports import (
    Importer,
    State,
    keep_upload,
    read_upload,
    refused_csv,
    rows_of,
    start_import,
    wait_for,
)
from api.web.forms import Form, Sent
from api.web.page import Page, View
from api.web.speech import Speech, mark
from api.web.vacancies.reasons import COLUMNS, say_reason
from api.world import World

SHOWN_REFUSED = 25  # times the columns of a feed, below what a form may send
MAX_CHARACTERS = 100_000  # in a form, where one may take nine bytes
SHOWN_IMPORTS = 10
EXAMPLES = 3
CELL = re.compile(r"cell:(\d{1,9}):(\d{1,3})")
DONE: Mapping[str, str] = {
    "corrected": mark("All of these rows are in now."),
    "refused": mark("Some rows still cannot be taken: see beside them."),
}
PartNumber = Annotated[int, Query(alias="page", ge=1, le=10_000)]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, what it is taken to hold, and the first things in it."""

    number: int
    name: str
    key: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a refused row, with what is wrong with it."""

    name: str
    label: str
    value: str
    reason: Markup | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused row: its cells to be corrected, and what is wrong with none of them in particular."""

    number: int
    cells: tuple[Cell, ...]
    reasons: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is."""

    id: str
    name: str
    source: str
    state: State
    at: datetime
    n_rows: int
    n_done: int
    n_refused: int
    counts: Mapping[str, int]
    merged: Sequence[Mapping[str, object]]


@router.get("/vacancies/import")
def begin_import(world: Here, page: Page) -> HTMLResponse:
    """Ask for a file, and show how far earlier ones are."""
    return _ask(world, page)


@router.post("/vacancies/import")
def upload(file: FormFile, world: Here, page: Page) -> Response:
    """Read a file and keep it until somebody has looked at its columns; no vacancy is stored yet."""
    try:
        found = read_upload(file.name, file.content, world.files)
    except FileRefusedError as error:
        return _ask(world, page, error)
    with world.database.write() as session:
        row = keep_upload(session, file.name, found, world.now())
    return page.go(f"/vacancies/import/{row.id}")


@router.get("/vacancies/import/{import_id}")
def show_import(
    import_id: str, world: Here, page: Page, number: PartNumber = 1, done: Annotated[str, Query(max_length=20)] = ""
) -> HTMLResponse:
    """Show the columns of a file that was not run yet, else what has come of its rows."""
    with world.database.read() as session:
        row = stored.get_import(session, import_id)
        return _show(session, row, page, number, done)


@router.post("/vacancies/import/{import_id}")
def start(import_id: str, form: Form, world: Here, page: Page) -> Response:
    """Run a file with its columns as they were checked, and wait a little for it."""
    try:
        with world.database.write() as session:
            row = stored.get_import(session, import_id)
            columns = [form.get(f"column:{number}") for number in range(len(row.header))]
            start_import(row, columns, form.get("source"), world.now())
            session.add(row)
    except InvalidInputError as error:
        with world.database.read() as session:
            return _show(session, stored.get_import(session, import_id), page, 1, "", error)
    wait_for(world.database, import_id)
    return page.go(f"/vacancies/import/{import_id}")


@router.post("/vacancies/import/{import_id}/rows")
def correct(import_id: str, form: Form, world: Here, page: Page) -> Response:
    """Try refused rows again as they were corrected."""
    n_refused = Importer(world.database, world.reader, world.now).correct(import_id, _corrected(form))
    world.snapshots.wake()
    return page.go(f"/vacancies/import/{import_id}", done="refused" if n_refused else "corrected")


@router.get("/vacancies/import/{import_id}/refused.csv")
def download_refused(import_id: str, world: Here, page: Page) -> Response:
    """Give the rows that were refused as a file, with the reasons, to be corrected and imported again."""
    with world.database.read() as session:
        row = stored.get_import(session, import_id)
        refused = stored.list_refused(session, import_id)
        reasons = ["; ".join(_plain(each, page.speech)) for each in refused]
        content = refused_csv(row, refused, reasons)
    headers = {"content-disposition": 'attachment; filename="refused.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _ask(world: World, page: View, error: FileRefusedError | None = None) -> HTMLResponse:
    with world.database.read() as session:
        earlier = [_progress(session, row) for row in stored.list_imports(session, SHOWN_IMPORTS)]
    return page.render("vacancies/import.html", error=error, earlier=earlier)


def _show(
    session: Session, row: VacancyImportRow, page: View, number: int, done: str, error: InvalidInputError | None = None
) -> HTMLResponse:
    progress = _progress(session, row)
    if progress.state is State.CHECKING:
        found = rows_of(row)
        columns = tuple(
            Column(
                at, name, key, tuple(cells[at] for _, cells in found.rows[:EXAMPLES] if at < len(cells) and cells[at])
            )
            for at, (name, key) in enumerate(zip(row.header, row.columns, strict=True))
        )
        samples = [] if row.header else [cells[0] for _, cells in found.rows[:EXAMPLES]]
        return page.render(
            "vacancies/columns.html", error=error, progress=progress, columns=columns, samples=samples, keys=COLUMNS
        )
    refused = stored.list_refused(session, row.id, (number - 1) * SHOWN_REFUSED, SHOWN_REFUSED)
    return page.render(
        "vacancies/import-done.html",
        progress=progress,
        refused=[_refused(each, row, page.speech) for each in _fitting(refused)],
        number=number,
        n_parts=-(-progress.n_refused // SHOWN_REFUSED),
        done=DONE.get(done),
    )


def _fitting(refused: Sequence[RefusedRowRow]) -> list[RefusedRowRow]:
    """Return as many of the first rows as one form may send back."""
    kept: list[RefusedRowRow] = []
    n_characters = 0
    for row in refused:
        n_characters += sum(map(len, row.cells))
        if kept and n_characters > MAX_CHARACTERS:
            break
        kept.append(row)
    return kept


def _progress(session: Session, row: VacancyImportRow) -> Progress:
    n_refused = stored.count_refused(session, row.id)
    counted = sum(row.counts.values()) + n_refused
    return Progress(
        id=row.id,
        name=row.name,
        source=row.source,
        state=State(row.state),
        at=row.created_at,
        n_rows=row.n_rows,
        n_done=min(counted, row.n_rows),
        n_refused=n_refused,
        counts={name: row.counts.get(name, 0) for name in ("created", "updated", "unchanged", "merged")},
        merged=row.merged,
    )


def _refused(found: RefusedRowRow, row: VacancyImportRow, speech: Speech) -> Refused:
    """Lay out a refused row: each problem beside the cell that it is about, where one is."""
    by_key: dict[str, list[Mapping[str, str]]] = {}
    for problem in found.problems:
        by_key.setdefault(problem["field"].partition(".")[0], []).append(problem)
    cells = []
    for at, name in enumerate(row.header or ["JSON"]):
        key = row.columns[at] if row.columns else ""
        if row.header and not key:
            continue
        problems = by_key.pop("skills" if key == "optional_skills" else key, []) if key else []
        reasons = Markup("; ").join(say_reason("", problem["reason"], speech) for problem in problems)
        value = found.cells[at] if at < len(found.cells) else ""
        cells.append(Cell(f"cell:{found.number}:{at}", name, value, reasons or None))
    rest = (problem for problems in by_key.values() for problem in problems)
    return Refused(
        found.number, tuple(cells), tuple(say_reason(each["field"], each["reason"], speech) for each in rest)
    )


def _plain(found: RefusedRowRow, speech: Speech) -> list[str]:
    return [say_reason(each["field"], each["reason"], speech).striptags() for each in found.problems]


def _corrected(form: Sent) -> dict[int, list[str]]:
    """Return the cells of each row that was sent, in the order of the columns; those not shown are empty."""
    found: dict[int, dict[int, str]] = {}
    for name in form.fields:
        place = CELL.fullmatch(name)
        if place:
            found.setdefault(int(place[1]), {})[int(place[2])] = form.get(name)
    return {number: [cells.get(at, "") for at in range(max(cells) + 1)] for number, cells in found.items()}
