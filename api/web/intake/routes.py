"""Taking up a person: from a CV, with a form, or by pictures; all three lead into one form."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api.alike import Alike, Likeness, Newcomer, find_alike
from api.errors import BusyError, FileRefusedError, InvalidInputError
from api.routes.uploads import FormFile
from api.state import Here
from api.taking_up import take_up
from api.web.forms import Form
from api.web.intake.curriculum import fill_from
from api.web.intake.form import EXPECTED, Filled, Said, question_names, read_form
from api.web.intake.refusals import say_refusal
from api.web.intake.suggesting import suggest
from api.web.intake.view import view_alike, view_form
from api.web.page import Page, View
from api.world import World

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/people/new")
def choose_way(page: Page) -> HTMLResponse:
    """Offer the three ways."""
    return page.render("intake/ways.html", read=None, text="", problem=None)


@router.post("/people/new/file")
def read_cv(file: FormFile, world: Here, page: Page) -> HTMLResponse:
    """Show the text of a CV, to be checked before it is read; neither is kept."""
    try:
        read = world.files.read(file.name, file.content)
    except (FileRefusedError, BusyError) as error:
        return page.render("intake/ways.html", error=error, read=None, text="", problem=say_refusal(error, page))
    return page.render("intake/ways.html", read=read, text=read.reading.text, problem=None)


@router.get("/people/new/form")
def show_form(page: Page) -> HTMLResponse:
    """Show the form, empty."""
    return _show(page, Filled())


@router.post("/people/new/text")
def read_words(sent: Form, world: Here, page: Page) -> HTMLResponse:
    """Fill the form with what a text says."""
    form = Filled.of(sent)
    try:
        return _show(page, fill_from(form, world.reader))
    except InvalidInputError as error:
        return _show(page, form.with_errors({"text": EXPECTED["text"]}), error=error)


@router.post("/people/new/form")
def take_up_person(sent: Form, world: Here, page: Page) -> Response:
    """Take the person up, or show the form again: with more rows, with what is wrong, or with who it may be already."""
    form = Filled.of(sent)
    if form.get("add"):
        return _show(page, form)
    said = read_form(form)
    if isinstance(said, Filled):
        return _show(page, said, error=InvalidInputError([]))
    # Names alone, without the words, are looked up at once.
    [named] = world.reader.read_profiles([said.line.model_copy(update={"text": None})])
    if questioned := question_names(form, said.line, named.unresolved):
        return _show(page, questioned, error=InvalidInputError([]))
    alike = _find_alike(world, said)
    if alike and (form.get("anyway") != "1" or any(each.likeness is Likeness.NUMBER for each in alike)):
        return _show(page, form, alike=alike)
    taken = take_up(world, said.line, said.identity, said.consents)
    return page.go(f"/people/{taken.row.id}")


@router.post("/people/new/suggest")
def suggest_names(sent: Form, world: Here, page: Page) -> HTMLResponse:
    """Offer names of occupations or places that begin as something typed; what was typed is in no address."""
    offered = suggest(world, page.language, sent.get("kind"), sent.get("text"))
    return page.render("intake/suggestions.html", offered=offered)


def _find_alike(world: World, said: Said) -> tuple[Alike, ...]:
    line, identity = said.line, said.identity
    who = Newcomer(identity.name, identity.contact, line.text or "", line.source or "", line.external_id)
    with world.database.read() as session:
        [found] = find_alike(session, [who])
    return found


def _show(
    page: View, form: Filled, *, alike: tuple[Alike, ...] = (), error: InvalidInputError | None = None
) -> HTMLResponse:
    return page.render(
        "intake/form.html",
        form=form,
        view=view_form(form, page),
        alike=view_alike(alike, page),
        error=error,
        problem=None,
    )
