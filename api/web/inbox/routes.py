"""What is new for the people somebody looks after, and the list of all of them."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import repository
from api.fuller import say_fuller
from api.principals import Role
from api.state import After, Here
from api.tables import ProfileRow
from api.web.page import Page

SHOWN_PEOPLE = 12

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/")
def landing(world: Here, page: Page) -> Response:
    """Say what this is, what is loaded, and let people look around; a person is led to their own page."""
    if world.principal.profile is not None:
        return RedirectResponse(f"/people/{world.principal.profile}", status_code=303)
    sees_people = world.principal.is_any(Role.CASEWORKER)
    with world.database.read() as session:
        part = repository.list_profiles(session, None, SHOWN_PEOPLE if sees_people else 0)
        people = [_person(row) for row in part.rows]
    snapshot = world.find_current()
    return page.render(
        "inbox/inbox.html",
        sees_people=sees_people,
        n_people=part.n_total,
        n_vacancies=snapshot.n_vacancies if snapshot else 0,
        as_of=snapshot.as_of if snapshot else None,
        counts=world.taxonomy.counts,
        fuller=say_fuller(world.taxonomy),
        people=people,
    )


@router.get("/people")
def people(world: Here, page: Page, after: After = None) -> HTMLResponse:
    """List people in parts."""
    with world.database.read() as session:
        part = repository.list_profiles(session, after, 100)
        return page.render("inbox/people.html", people=[_person(row) for row in part.rows], next=part.next)


def _person(row: ProfileRow) -> dict[str, str]:
    summary = row.words if len(row.words) <= 120 else row.words[:119].rsplit(" ", 1)[0] + "…"
    return {"id": row.id, "name": row.external_id or row.id[:8], "summary": summary}
