"""The picture route: what somebody has done, how often, and what of it they can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api import repository
from api.changing import change
from api.state import Here
from api.web.forms import Form
from api.web.intake import pictures
from api.web.intake.form import Filled
from api.web.intake.pictures import Answered, occupations_of, read_answers, skills_of
from api.web.intake.view import view_form
from api.web.page import Page, View

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
NEW = "/people/new/pictures"


@router.get(NEW)
def show_pictures(page: Page) -> HTMLResponse:
    """Show the pictures for somebody new."""
    return _show_all(page, NEW)


@router.post(NEW)
def answer_pictures(sent: Form, page: Page) -> HTMLResponse:
    """Ask about the work that was pointed at, then fill the form with what was said."""
    answers = read_answers(sent)
    if not answers:
        return _show_all(page, NEW, is_empty=True)
    if not sent.has("asked"):
        return _ask(page, NEW, answers)
    held = [f"{uri} {years}".strip() for uri, years in occupations_of(answers)]
    form = Filled({"held": held, "skill": skills_of(answers)})
    return page.render("intake/form.html", form=form, view=view_form(form, page), alike=())


@router.get("/people/{profile_id}/pictures")
def show_pictures_to(profile_id: str, world: Here, page: Page) -> HTMLResponse:
    """Show the pictures to somebody who is here already."""
    with world.database.read() as session:
        repository.get_profile(session, profile_id)
    return _show_all(page, f"/people/{profile_id}/pictures")


@router.post("/people/{profile_id}/pictures")
def answer_pictures_of(profile_id: str, sent: Form, world: Here, page: Page) -> Response:
    """Ask about the work that was pointed at, then add what was said to the profile."""
    answers, path = read_answers(sent), f"/people/{profile_id}/pictures"
    if not answers:
        return _show_all(page, path, is_empty=True)
    if not sent.has("asked"):
        return _ask(page, path, answers)
    change(world, profile_id, lambda line: add_answers(line, answers))
    return page.go(f"/people/{profile_id}", done="changed")


def add_answers(line: Mapping[str, Any], answers: tuple[Answered, ...]) -> dict[str, Any]:
    """Return a profile line with what pictures say; of an occupation that is there already, only missing years."""
    held: list[dict[str, Any]] = [dict(each) for each in line.get("occupations", ())]
    known = {each.get("uri"): each for each in held}
    for uri, years in occupations_of(answers):
        if uri not in known:
            held.append({"uri": uri})
        entry = known.get(uri, held[-1])
        if years and entry.get("years") is None:
            entry["years"] = float(years)
    stated = list(line.get("skills", ()))
    has = {each.get("uri") for each in stated}
    stated += [{"uri": uri} for uri in skills_of(answers) if uri not in has]
    return {**line, "occupations": held, "skills": stated}


def _show_all(page: View, path: str, *, is_empty: bool = False) -> HTMLResponse:
    shown = pictures.list_pictures()
    return page.render("intake/pictures.html", pictures=shown, often=pictures.OFTEN, path=path, is_empty=is_empty)


def _ask(page: View, path: str, answers: tuple[Answered, ...]) -> HTMLResponse:
    return page.render("intake/abilities.html", answers=answers, years=pictures.YEARS, path=path)
