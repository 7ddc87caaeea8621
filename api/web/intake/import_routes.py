"""A whole caseload from a spreadsheet: the file, what its columns are, its rows, and then the people."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.errors import BusyError, FileRefusedError
from api.importing import By, ImportReport, import_profiles
from api.routes.uploads import FormFile
from api.state import Here
from api.uploads.table import Table
from api.web.forms import Form, Sent
from api.web.frame.choices import offer_countries
from api.web.intake.caseload import Caseload, Found, read_caseload
from api.web.intake.columns import LANGUAGE, TARGETS, recognise
from api.web.intake.refusals import say_refusal
from api.web.intake.sheet_view import (
    list_targets,
    view_columns,
    view_rows,
    write_rows,
    write_template,
)
from api.web.page import Page, View
from api.world import World

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CSV = "text/csv; charset=utf-8"
Count = Annotated[int, Query(ge=0, le=1_000_000)]


@router.get("/people/import")
def choose_file(page: Page, created: Count = 0, updated: Count = 0, unchanged: Count = 0) -> HTMLResponse:
    """Ask for the file; after an import, say what became of the last one."""
    counts = (created, updated, unchanged) if created or updated or unchanged else None
    return page.render("intake/import.html", counts=counts, problem=None)


@router.get("/people/import/template")
def download_template(page: Page) -> Response:
    """Give a table to be filled in."""
    return _download(write_template(page), "people.csv")


@router.post("/people/import/file")
def read_file(file: FormFile, world: Here, page: Page) -> HTMLResponse:
    """Show what the columns of a file probably are, to be checked; the file is not kept."""
    try:
        table = world.files.read_table(file.name, file.content)
    except (FileRefusedError, BusyError) as error:
        return page.render("intake/import.html", error=error, counts=None, problem=say_refusal(error, page))
    caseload = Caseload.of(table)
    return _ask(page, caseload.with_columns(recognise(caseload.header), ""), table)


@router.post("/people/import/columns")
def check_columns(sent: Form, world: Here, page: Page) -> HTMLResponse:
    """Show the rows with what is wrong beside them; nothing is stored yet."""
    caseload = _take(sent)
    if caseload.lacks_country:
        return _ask(page, caseload, None)
    return _show(page, caseload, _read(world, caseload), {})


@router.post("/people/import/rows")
def import_rows(sent: Form, world: Here, page: Page) -> Response:
    """Take up corrections; then show the rows again, give the remaining ones as a file, or import the good ones."""
    caseload = _take(sent)
    decisions = {row.number: sent.get(f"decide-{row.number}") for row in caseload.rows}
    found = _read(world, caseload)
    ready = [each for each in found if each.line and (not each.is_questioned or decisions[each.row.number] == "add")]
    left_out = {n for n, decision in decisions.items() if decision == "leave"}
    done = {each.row.number for each in ready} | left_out
    rest = caseload.only(frozenset(each.row.number for each in found if each.row.number not in done))
    if sent.get("do") == "download":
        return _download(write_rows(rest), "people-left.csv")
    if sent.get("do") != "import":
        return _show(page, caseload, found, decisions)
    report = _import(world, ready)
    if not rest.rows:
        counts = f"created={report.n_created}&updated={report.n_updated}&unchanged={report.n_unchanged}"
        return page.go(f"/people/import?{counts}")
    return _show(page, rest, _read(world, rest), decisions, report)


def _take(sent: Sent) -> Caseload:
    """Take up a table with what its columns hold and what was corrected; raises InvalidInputError."""
    caseload = Caseload.unpack(sent.get("table"))
    asked = [sent.get(f"column-{at}") for at in range(len(caseload.header))]
    targets = [each if each in TARGETS or each.startswith(LANGUAGE) else "" for each in asked]
    cells = {
        (int(row), int(at)): values[0]
        for name, values in sent.fields.items()
        for head, _, place in [name.partition("-")]
        for row, _, at in [place.partition("-")]
        if head == "cell" and row.isdigit() and at.isdigit()
    }
    return caseload.with_columns(targets, sent.get("country")).with_cells(cells)


def _read(world: World, caseload: Caseload) -> list[Found]:
    with world.database.read() as session:
        return read_caseload(caseload, session)


def _import(world: World, ready: list[Found]) -> ImportReport:
    identities = {each.row.number: each.identity for each in ready if each.identity.name or each.identity.contact}
    by = By(world.principal, identities)
    rows = (each.raw for each in ready)
    return import_profiles(rows, world.database, world.reader, world.now(), by=by)


def _ask(page: View, caseload: Caseload, table: Table | None) -> HTMLResponse:
    """Ask what the columns hold; where nothing was just read, because the country is not known."""
    return page.render(
        "intake/columns.html",
        table=table,
        carried=caseload.pack(),
        columns=view_columns(caseload),
        targets=list_targets(page),
        countries=offer_countries(page.speech),
    )


def _show(
    page: View, caseload: Caseload, found: list[Found], decisions: dict[int, str], report: ImportReport | None = None
) -> HTMLResponse:
    sheet = view_rows(caseload, found, page, decisions)
    columns = [(at, target) for at, target in enumerate(caseload.targets) if target]
    return page.render(
        "intake/rows.html",
        sheet=sheet, carried=caseload.pack(), columns=columns, country=caseload.country, report=report,
    )  # fmt: skip


def _download(content: bytes, name: str) -> Response:
    return Response(content, media_type=CSV, headers={"Content-Disposition": f'attachment; filename="{name}"'})
