"""The record of actions, the monitoring report, and the fairness report with its sample."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.accountability_repository import list_decisions_between
from api.errors import InvalidInputError, Problem
from api.monitoring import Span, monitor
from api.routes import audit
from api.routes.audit import Before
from api.state import Here
from api.status import read_status
from api.web.page import Page

router = APIRouter()
SHOWN = 100
EXPORTED = 10_000
WEEK = timedelta(days=7)
Word = Annotated[str, Query(max_length=64)]

Field = Annotated[str, Query(max_length=10)]


@router.get("/administration/audit")
def show_record(
    world: Here,
    page: Page,
    actor: Word = "",
    action: Word = "",
    about: Word = "",
    day: Field = "",
    before: Before = None,
) -> HTMLResponse:
    """Search the record, newest first, and say whether it was found whole."""
    asked = {"actor": actor, "action": action, "about": about, "day": day}
    answer = audit.read_audit(world, before, SHOWN, actor or None, action or None, about or None, _day(day))
    return page.render("administration/audit.html", answer=answer, asked=asked, chain=read_status(world).chain)


@router.get("/administration/audit/export")
def export_record(world: Here, actor: Word = "", action: Word = "", about: Word = "", day: Field = "") -> Response:
    """Answer the entries that a search finds, as JSON lines, newest first; at most ten thousand."""
    answer = audit.read_audit(world, None, EXPORTED, actor or None, action or None, about or None, _day(day))
    lines = "".join(entry.model_dump_json() + "\n" for entry in answer.entries)
    headers = {"content-disposition": 'attachment; filename="audit.jsonl"'}
    return Response(lines, media_type="application/x-ndjson", headers=headers)


@router.get("/administration/monitoring")
def show_monitoring(
    world: Here,
    page: Page,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> HTMLResponse:
    """Show what was done, decided and refused in a time, a week if nobody says; and what reasons were given."""
    end = last or world.now().date()
    start = first or end - WEEK + timedelta(days=1)
    answer = monitor(world, start, end)
    span = Span.of(start, end)
    with world.database.read() as session:
        n_reasons = sum(bool(row.reason) for row in list_decisions_between(session, span.start, span.end))
    return page.render("administration/monitoring.html", report=answer, n_reasons=n_reasons)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidInputError([Problem("day", "must be a date like 2026-11-21")]) from error
