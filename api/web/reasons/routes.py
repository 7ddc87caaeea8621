"""Why a vacancy fits a person or not, on a page of its own, and what is done about it from there or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from api.bodies import read_body
from api.errors import InvalidInputError
from api.marks import MarkLine
from api.match_decisions import FollowUpLine, MatchDecision
from api.names import KNOW_NAMES
from api.routes import casework, decisions
from api.state import Here
from api.web.forms import Form
from api.web.page import Page, View
from api.web.reasons.acting import REFUSED
from api.web.reasons.asking import Wants, back_to
from api.web.reasons.reading import Whom, rank, read_panel, read_person
from api.web.reasons.sheet import MAX_VACANCIES
from api.web.reasons.sheet_reading import Printed, Printing, find_chosen, read_sheet
from api.world import World

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/people/{profile_id}/matches/{vacancy_id}")
def show_match(profile_id: str, vacancy_id: str, world: Here, page: Page, wanted: Wants) -> HTMLResponse:
    """Show why a vacancy, in the list or not, stands where it stands for a person."""
    whom = read_person(world, profile_id)
    panel = read_panel(world, page, whom, vacancy_id, rank(world, whom), wanted)
    beside = "".join(side.language for side in panel.reasons.sides[1:])
    return page.render("reasons/match.html", panel=panel, beside=beside, name=whom.called_by(world.principal))


@router.get("/people/{profile_id}/sheet/{vacancy_id}")
def show_sheet(profile_id: str, vacancy_id: str, world: Here, page: Page, asked: Printed) -> HTMLResponse:
    """Show a match on one page to print, in one language or two."""
    return _sheet(page, read_person(world, profile_id), [vacancy_id], world, asked)


@router.get("/people/{profile_id}/sheet")
def show_chosen(profile_id: str, world: Here, page: Page, asked: Printed) -> HTMLResponse:
    """Show the vacancies that were put forward or kept on top on one page to print."""
    return _sheet(page, read_person(world, profile_id), find_chosen(world, profile_id), world, asked)


@router.post("/people/{profile_id}/matches/{vacancy_id}/decision")
def decide(profile_id: str, vacancy_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Accept, override or reject this match, and lead back; to the field for the reason where that is missing."""
    back = back_to(form.get("back"), profile_id, vacancy_id)
    said = {
        "trace": form.get("trace"),
        "vacancy": vacancy_id,
        "verdict": form.get("verdict"),
        "reason": form.get("reason").strip() or None,
    }
    try:
        decisions.decide(profile_id, read_body(MatchDecision, said), world)
    except InvalidInputError as error:
        return page.go(back, done=_field_of(error))
    return page.go(back, done=form.get("verdict"))


@router.post("/people/{profile_id}/matches/{vacancy_id}/decisions/{decision_id}/follow-ups")
def note_follow_up(
    profile_id: str, vacancy_id: str, decision_id: str, world: Here, page: Page, form: Form
) -> RedirectResponse:
    """Note what happened after a decision; today where no other day is said."""
    back = back_to(form.get("back"), profile_id, vacancy_id)
    said = {"kind": form.get("kind"), "day": form.get("day") or world.now().date().isoformat()}
    try:
        decisions.note_follow_up(profile_id, decision_id, read_body(FollowUpLine, said), world)
    except InvalidInputError as error:
        return page.go(back, done=_field_of(error))
    return page.go(back, done="noted")


@router.post("/people/{profile_id}/matches/{vacancy_id}/marks")
def mark(profile_id: str, vacancy_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Keep this vacancy on top, hide it, or add it to the list of this person."""
    back = back_to(form.get("back"), profile_id, vacancy_id)
    said = {"vacancy": vacancy_id, "kind": form.get("kind"), "reason": form.get("reason").strip() or None}
    try:
        casework.add_mark(profile_id, read_body(MarkLine, said), world)
    except InvalidInputError as error:
        return page.go(back, done=_field_of(error))
    return page.go(back, done=form.get("kind"))


@router.post("/people/{profile_id}/matches/{vacancy_id}/marks/{mark_id}/undo")
def undo_mark(profile_id: str, vacancy_id: str, mark_id: str, world: Here, page: Page, form: Form) -> RedirectResponse:
    """Take a mark back."""
    casework.take_mark_back(profile_id, mark_id, world)
    return page.go(back_to(form.get("back"), profile_id, vacancy_id), done="unmarked")


def _sheet(page: View, whom: Whom, vacancy_ids: Sequence[str], world: World, asked: Printing) -> HTMLResponse:
    sheet = read_sheet(world, whom, vacancy_ids, asked)
    can_name = page.is_for(*KNOW_NAMES)
    return page.render("reasons/sheet.html", sheet=sheet, profile_id=whom.id, can_name=can_name, most=MAX_VACANCIES)


def _field_of(error: InvalidInputError) -> str:
    """Return the field that somebody has to mend; raises the error where no field of the page is to blame."""
    fields = {problem.field for problem in error.problems}
    if len(fields) != 1 or not fields <= REFUSED.keys():
        raise error
    return fields.pop()
