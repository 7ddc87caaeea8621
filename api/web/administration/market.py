"""The page of demand and supply."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.demand import Asked, Whose, read_demand
from api.errors import NotReadyError, RankingStoppedError
from api.state import Here
from api.web.administration.charts import demanded_rows, step_rows
from api.web.page import Page

router = APIRouter()
Part = Annotated[str, Query(max_length=40)]


@router.get("/administration/demand")
def show_demand(
    world: Here, page: Page, whose: Whose = Whose.EVERYBODY, place: Part = "", group: Part = ""
) -> HTMLResponse:
    """Show what vacancies ask for and people lack, and which steps would open most; both as bars and as tables."""
    try:
        answer = read_demand(world, Asked(whose, place, group), page.wording)
    except (NotReadyError, RankingStoppedError) as error:
        return page.render("administration/demand.html", error=error, answer=None)
    rows = demanded_rows(answer)
    return page.render(
        "administration/demand.html",
        answer=answer,
        requirements=[row for row in rows if row.is_near],
        beyond=[row for row in rows if not row.is_near],
        steps=step_rows(answer),
        name=page.wording.name,
    )
