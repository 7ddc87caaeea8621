"""Why a vacancy fits a person or not, on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.matches import list_matches
from api.state import Here
from api.traces import Asked, keep_trace
from api.web.page import Page
from api.web.reasons.reading import Kept, Wanted, read_panel, read_person
from api.web.reasons.view import MAX_TRIED

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
SHOWN = 20  # as many matches as the meeting screen ranks, so that a vacancy is listed on both or on neither
Steps = Annotated[Sequence[str], Query(alias="if", max_length=MAX_TRIED)]
Beside = Annotated[str, Query(max_length=3)]


@router.get("/people/{profile_id}/matches/{vacancy_id}")
def show_match(
    profile_id: str, vacancy_id: str, world: Here, page: Page, steps: Steps = (), beside: Beside = ""
) -> HTMLResponse:
    """Show why a vacancy, in the list or not, stands where it stands for a person."""
    whom = read_person(world, profile_id)
    listed = list_matches(world, whom.facts, SHOWN, None)
    asked = Asked(SHOWN, tuple(sorted(listed.stale)))
    traced = keep_trace(world, listed.current, profile_id, whom.facts, listed.made, asked)
    wanted = Wanted(beside=beside, steps=tuple(steps))
    panel = read_panel(world, page, whom, vacancy_id, Kept(listed.made, traced.id), wanted)
    return page.render("reasons/match.html", panel=panel, name=whom.name)
