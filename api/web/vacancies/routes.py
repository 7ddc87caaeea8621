"""The list of vacancies, one vacancy with what was read from it, and what officers do with both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import TypeAdapter, ValidationError

from api import accountability_repository, repository
from api import vacancy_queries as queries
from api.audit import About as AuditedAbout
from api.audit import find_actor, tell
from api.bodies import Day
from api.errors import ConflictError, InvalidInputError, Problem
from api.importing import identify
from api.origins import own_path
from api.principals import Role
from api.reading import ReadVacancy
from api.session import Session
from api.state import Here
from api.tables import VacancyRow
from api.vacancies import (
    answer_vacancy,
    date_vacancy,
    draft_vacancy,
    list_alike,
    share_vacancy,
    withdraw_vacancy,
    write_vacancy,
)
from api.vacancy_answers import About, Said
from api.vacancy_queries import Filters, Show
from api.web.forms import Form, Sent
from api.web.frame.choices import offer_countries
from api.web.page import Page, View
from api.web.speech import mark
from api.web.vacancies import imports, people
from api.web.vacancies.drafts import NEEDED, Draft, find_added
from api.web.vacancies.listing import NAMES, ON_A_PAGE, Listing, list_entries, show_entry
from api.web.vacancies.review import CHOICES, Proposal, read_choice, review
from api.web.vacancies.story import tell_story
from api.world import World
from matcher.types import Relation

MOST_AT_ONCE = 200
STILL_OPEN = timedelta(days=30)  # for how long an expired vacancy is open again when somebody says that it is
DONE: Mapping[str, str] = {
    "confirmed": mark("Confirmed as open today."),
    "dated": mark("The day until which it is open was set."),
    "withdrawn": mark("Withdrawn. It is shown to nobody any more, and can be opened again."),
    "stored": mark("Stored. People are compared with it from now on."),
    "shared": mark("Sharing was changed."),
    "nothing": mark("Nothing was ticked."),
    "unknown": mark("Nothing in ESCO is called so. Try another word, or the name in another language."),
}
DAY = TypeAdapter(Day)
Words = Annotated[str, Query(max_length=200)]


async def _filters(show: Show = Show.OPEN, words: Words = "", source: Words = "", country: Words = "") -> Filters:
    return Filters(show, words, source, country)


Asked = Annotated[Filters, Depends(_filters)]
router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


# --- the list --------------------------------------------------------------------------------


@router.get("/vacancies")
def list_vacancies(
    world: Here,
    page: Page,
    filters: Asked,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    done: Words = "",
) -> HTMLResponse:
    """List vacancies with their age and source, and how fresh all of them are."""
    today = world.now().date()
    with world.database.read() as session:
        found = queries.find_listed(session, filters, today, (number - 1) * ON_A_PAGE, ON_A_PAGE)
        listing = Listing(
            entries=list_entries(found, world.database.organisation, today),
            filters=filters,
            counts=queries.count_shown(session, today),
            sources=tuple(queries.list_sources(session)),
            countries=tuple(queries.list_countries(session)),
            number=number,
            n_found=found.n_found,
        )
    return page.render(
        "vacancies/list.html", listing=listing, names=NAMES, may_change=_may_change(page), done=DONE.get(done)
    )


@router.post("/vacancies/confirm")
def confirm(form: Form, world: Here, page: Page) -> Response:
    """Say that vacancies are still open today; those that had expired are open for STILL_OPEN again."""
    today = world.now().date()

    def change(session: Session, row: VacancyRow) -> None:
        is_over = row.expires is not None and row.expires < today
        date_vacancy(session, row, world.now(), published=today, expires=today + STILL_OPEN if is_over else None)

    return _change_all(form, world, page, change, "confirmed")


@router.post("/vacancies/expiry")
def set_expiry(form: Form, world: Here, page: Page) -> Response:
    """Say until when vacancies are open."""
    try:
        day = DAY.validate_python(form.get("expires"))
    except ValidationError as error:
        raise InvalidInputError([Problem("expires", "must be a date like 2026-11-21")]) from error

    def change(session: Session, row: VacancyRow) -> None:
        date_vacancy(session, row, world.now(), expires=day)

    return _change_all(form, world, page, change, "dated")


@router.post("/vacancies/withdraw")
def withdraw(form: Form, world: Here, page: Page) -> Response:
    """Take vacancies out of matching."""

    def change(session: Session, row: VacancyRow) -> None:
        withdraw_vacancy(session, row, world.now())

    return _change_all(form, world, page, change, "withdrawn")


def _change_all(
    form: Sent, world: World, page: View, change: Callable[[Session, VacancyRow], None], done: str
) -> Response:
    """Change each vacancy that was ticked, each in a transaction and with an entry in the record of its own."""
    ids = list(dict.fromkeys(form.all("id")))[:MOST_AT_ONCE]
    for vacancy_id in ids:
        with world.database.write() as session:
            row = repository.get_vacancy(session, vacancy_id)
            tell(session, about=AuditedAbout("vacancy", vacancy_id))
            change(session, row)
    world.snapshots.wake()
    return page.go(own_path(form.get("back", "/vacancies")), done=done if ids else "nothing")


# --- a new one -------------------------------------------------------------------------------


@router.get("/vacancies/new")
def begin_vacancy(world: Here, page: Page) -> HTMLResponse:
    """Ask for the text of a vacancy."""
    return _show_draft(world, page, Draft.empty(world.now().date()))


@router.post("/vacancies/new")
def read_draft(form: Form, world: Here, page: Page) -> HTMLResponse:
    """Show what a text is read as, to be checked; nothing is stored."""
    draft, missed = _drafted(form, world)
    return _show_draft(world, page, draft, read=True, missed=missed)


@router.post("/vacancies")
def store_draft(form: Form, world: Here, page: Page) -> Response:
    """Store a vacancy as it was checked."""
    draft, missed = _drafted(form, world)
    if missed or any(not draft.fields[name] for name in NEEDED):
        return _show_draft(world, page, draft, read=True, missed=missed)
    line, now = draft.line(), world.now()
    source, external_id = identify(line)
    vacancy_id = repository.make_id("vacancy", world.database.organisation, source, external_id)
    [read] = world.reader.read_vacancies([line], [vacancy_id])
    with world.database.write() as session:
        if repository.find_vacancy(session, vacancy_id):
            raise ConflictError(f"external_id: {external_id!r} exists in source {source!r} as {vacancy_id}")
        row = repository.new_vacancy(vacancy_id, source, external_id, now)
        write_vacancy(session, row, line, read, now, world.taxonomy)
        session.flush()
        answer_vacancy(session, row, draft.answers, now, world.taxonomy, reviewed=True)
        tell(session, about=AuditedAbout("vacancy", vacancy_id))
    world.snapshots.wake()
    return page.go(f"/vacancies/{vacancy_id}", done="stored")


def _drafted(form: Sent, world: World) -> tuple[Draft, str]:
    """Return the draft with what was added by name, and the name of what nothing is called by."""
    draft = Draft.of(form)
    name = form.get("add").strip()
    if not name:
        return draft, ""
    said = _added(world, name, form.get("add_as"))
    return (draft, name) if said is None else (Draft(draft.fields, (*draft.answers, said)), "")


def _added(world: World, name: str, kind: str) -> Said | None:
    if kind == About.OCCUPATION:
        return find_added(world, About.OCCUPATION, name, None)
    relation = Relation.OPTIONAL if kind == Relation.OPTIONAL else Relation.ESSENTIAL
    return find_added(world, About.SKILL, name, relation)


def _show_draft(world: World, page: View, draft: Draft, *, read: bool = False, missed: str = "") -> HTMLResponse:
    missing = [name for name in NEEDED if not draft.fields[name]] if read else []
    found, alike, error = None, [], None
    if read and not {"title", "text"} & set(missing):
        try:
            line = draft.line()
        except InvalidInputError as refused:
            error = refused
        else:
            [understood] = world.reader.read_vacancies([line], ["0" * 32])
            row = _laid_out(world, draft, understood)
            found = review(row, page.wording, page.speech)
            with world.database.read() as session:
                alike = [(each.id, each.title, each.source) for each in list_alike(session, row, world.reader.places)]
    with world.database.read() as session:
        sources = [name for name, _ in queries.list_sources(session)]
    return page.render(
        "vacancies/new.html",
        error=error,
        draft=draft,
        missing=missing,
        missed=missed,
        review=found,
        alike=alike,
        sources=sources,
        countries=offer_countries(page.speech, chosen=draft.fields["country"]),
        choices=CHOICES,
    )


def _laid_out(world: World, draft: Draft, understood: ReadVacancy) -> VacancyRow:
    return draft_vacancy(draft.line(), understood, draft.answers, world.now(), world.taxonomy)


# --- one vacancy -----------------------------------------------------------------------------

# Before the address of one vacancy, which would take theirs for an id.
router.include_router(imports.router)
router.include_router(people.router)


@router.get("/vacancies/{vacancy_id}")
def show_vacancy(vacancy_id: str, world: Here, page: Page, done: Words = "") -> HTMLResponse:
    """Show a vacancy: its text, what was read from it, what is like it, and what happened to it."""
    organisation, today = world.database.organisation, world.now().date()
    with world.database.read() as session:
        row = repository.get_vacancy(session, vacancy_id)
        sightings = queries.list_sightings(session, vacancy_id)
        entry = show_entry(row, organisation, today, len(sightings))
        actor = find_actor(session, world.principal) or ""
        entries = accountability_repository.list_entries(
            session, organisation, accountability_repository.Wanted(about=vacancy_id)
        )
        story = tell_story(row, entries, queries.list_replaced(session, vacancy_id), actor)
        alike = [(each.id, each.title, each.source) for each in list_alike(session, row, world.reader.places)]
        return page.render(
            "vacancies/vacancy.html",
            entry=entry,
            facts=row.facts,
            lang=row.lang,
            reviewed_at=row.reviewed_at,
            review=review(row, page.wording, page.speech),
            sightings=sightings,
            alike=alike,
            story=story if entry.is_ours else (),
            may_change=_may_change(page) and entry.is_ours,
            choices=CHOICES,
            done=DONE.get(done),
        )


@router.post("/vacancies/{vacancy_id}/answers")
def answer(vacancy_id: str, form: Form, world: Here, page: Page) -> Response:
    """Note an answer to one thing that was read, add what was missed, or say that all of it is right."""
    done, answers = None, []
    name = form.get("add").strip()
    if name:
        said = _added(world, name, form.get("add_as"))
        done, answers = ("unknown", []) if said is None else (None, [said])
    elif form.has("proposal"):
        found = read_choice(form.get("proposal"), form.get("choice"))
        answers = [] if found is None else [found]
    with world.database.write() as session:
        row = repository.get_vacancy(session, vacancy_id)
        reviewed = form.has("all")
        if reviewed:
            answers = [said for each in _proposed(row, page) if (said := read_choice(each.field, str(each.now)))]
        answer_vacancy(session, row, answers, world.now(), world.taxonomy, reviewed=reviewed)
    world.snapshots.wake()
    return page.go(f"/vacancies/{vacancy_id}#review", done=done)


def _proposed(row: VacancyRow, page: View) -> tuple[Proposal, ...]:
    """Return what counts now, which is what "all of this is right" is about."""
    found = review(row, page.wording, page.speech)
    return tuple(each for each in (*found.occupations, *found.skills, *found.facts) if each.now is not None)


@router.post("/vacancies/{vacancy_id}/sharing")
def share(vacancy_id: str, form: Form, world: Here, page: Page) -> Response:
    """Let all organisations see a vacancy, or only its own."""
    with world.database.write() as session:
        row = repository.get_vacancy(session, vacancy_id)
        share_vacancy(session, row, world.now(), shared=form.get("shared") == "yes")
    world.snapshots.wake()
    return page.go(f"/vacancies/{vacancy_id}", done="shared")


def _may_change(page: View) -> bool:
    return page.is_for(Role.VACANCY_OFFICER)
