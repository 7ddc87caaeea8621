"""A person's own page: their matches and steps, what is written about them, and their data.

Everything works on one small page after the other, without scripts. `/me` is the person's; their caseworker sees how it
looks under `/people/{profile_id}/own`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from api import repository
from api.bodies import Decision, LinkDecision, read_body
from api.changing import change
from api.contests import ContestedMatch, ContestLine, contest
from api.cookies import VISIT, delete_cookie
from api.erasing import erase
from api.interests import be_interested, end_interest
from api.profiles import decide
from api.refusals import refuse_field
from api.rights import export, note_consent, object_to, restrict
from api.rights_bodies import ConsentGiven, Purpose
from api.state import Here
from api.web.forms import Form
from api.web.frame.consents import CURRENT
from api.web.own.answers import add_words, amend
from api.web.own.reading import find_trace, read_data, read_detail, read_front, read_profile
from api.web.own.whose import Mine
from api.web.page import Page
from api.web.speech import LANGUAGES

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Done = Annotated[str, Query(max_length=20)]


# --- matches and steps -----------------------------------------------------------------------


@router.get("/me")
def show_front(mine: Mine, done: Done = "") -> HTMLResponse:
    """Show a person their matches and their steps."""
    return mine.render("own/home.html", done, shown=read_front(mine.world, mine.page, mine.id))


@router.get("/people/{profile_id}/own")
def preview(profile_id: str, world: Here, page: Page, language: str = Query("", max_length=3)) -> HTMLResponse:
    """Show a caseworker the first page of a person as the person sees it, in any language."""
    seen = replace(page, language=language) if language in LANGUAGES else page
    shown = read_front(world, seen, profile_id)
    return seen.render("own/home.html", notice=None, is_preview=True, profile_id=profile_id, shown=shown)


@router.post("/me/answers")
def answer_questions(form: Form, mine: Mine) -> Response:
    """Take up the answers to the questions of the first page; what is left empty stays not known."""
    change(mine.world, mine.id, lambda given: amend(given, form, mine.world.reader))
    return mine.go("/me", "answered")


@router.get("/me/matches/{vacancy_id}")
def show_vacancy(vacancy_id: str, mine: Mine, done: Done = "") -> HTMLResponse:
    """Show one vacancy: what the person has for it, what is missing, and what removes what is in the way."""
    return mine.render("own/match.html", done, detail=read_detail(mine.world, mine.page, mine.id, vacancy_id))


@router.post("/me/matches/{vacancy_id}/contest")
def contest_match(vacancy_id: str, form: Form, mine: Mine) -> Response:
    """Say that a match is not right, in words or without; a caseworker answers."""
    world = mine.world
    words = form.get("words").strip() or mine.page.say("This match is not right for me.").unescape()
    about = {"trace": find_trace(world, mine.id), "vacancy": vacancy_id}
    said = read_body(ContestLine, {"match": read_body(ContestedMatch, about), "words": words})
    with world.database.write() as session:
        contest(session, mine.id, said, world.principal, world.now())
    return mine.go(f"/me/matches/{vacancy_id}", "contested")


@router.post("/me/matches/{vacancy_id}/interest")
def note_interest(vacancy_id: str, form: Form, mine: Mine) -> Response:
    """Be interested in a vacancy, or no more: the caseworker hears of it and decides."""
    world, is_over = mine.world, form.has("end")
    with world.database.write() as session:
        (end_interest if is_over else be_interested)(session, mine.id, vacancy_id, world.now())
    return mine.go(f"/me/matches/{vacancy_id}", "not-interested" if is_over else "interested")


# --- what is written -------------------------------------------------------------------------


@router.get("/me/profile")
def show_profile(mine: Mine, done: Done = "") -> HTMLResponse:
    """Show a person what is written about them."""
    return mine.render("own/profile.html", done, profile=read_profile(mine.world, mine.page, mine.read()))


@router.post("/me/profile/links")
def correct(form: Form, mine: Mine) -> Response:
    """Answer whether what was read is right; a button says "accepted skill URI"."""
    world = mine.world
    decision, _, link = form.get("answer").partition(" ")
    kind, _, uri = link.partition(" ")
    said = read_body(LinkDecision, {"kind": kind, "uri": uri, "decision": decision})
    if said.decision is Decision.NONE and not form.has("answer"):
        raise refuse_field("answer", "is missing")
    with world.database.write() as session:
        decide(session, repository.get_profile(session, mine.id), [said], world.taxonomy, world.now())
    return mine.go("/me/profile", "corrected")


@router.post("/me/profile/words")
def say_more(form: Form, mine: Mine) -> Response:
    """Add to the person's own words, and read all of them again."""
    change(mine.world, mine.id, lambda given: add_words(given, form.get("words")))
    return mine.go("/me/profile", "corrected")


# --- data and rights -------------------------------------------------------------------------


@router.get("/me/data")
def show_data(mine: Mine, done: Done = "") -> HTMLResponse:
    """Show a person what they agreed to, who looked, how their last list was made, and what they can do."""
    return mine.render("own/data.html", done, data=read_data(mine.world, mine.page, mine.id))


@router.get("/me/data/file")
def download(mine: Mine) -> Response:
    """Give a person everything that is kept about them, as the API does."""
    with mine.world.database.read() as session:
        answer = export(session, repository.get_profile(session, mine.id), mine.world.now())
    body = json.dumps(answer.model_dump(mode="json"), ensure_ascii=False, indent=1)
    name = f"my-data-{answer.exported_at:%Y-%m-%d}.json"
    return Response(
        body, media_type="application/json", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


@router.post("/me/data/ranking")
def stop_ranking(form: Form, mine: Mine) -> Response:
    """Object to being ranked, or take that back."""
    stopped = form.get("stopped") == "yes"
    with mine.world.database.write() as session:
        object_to(repository.get_profile(session, mine.id), mine.world.now(), stopped=stopped)
    return mine.go("/me/data", "stopped" if stopped else "allowed")


@router.post("/me/data/restriction")
def stop_using(form: Form, mine: Mine) -> Response:
    """Let the data be kept and nothing else be done with it, or end that."""
    stopped = form.get("stopped") == "yes"
    with mine.world.database.write() as session:
        restrict(repository.get_profile(session, mine.id), mine.world.now(), stopped=stopped)
    return mine.go("/me/data", "kept-only" if stopped else "allowed")


@router.post("/me/data/consents")
def agree(form: Form, mine: Mine) -> Response:
    """Add to the record that the person agreed to the text that they were shown, or does so no more."""
    is_given = form.get("given") == "yes"
    read = {
        "purpose": form.get("purpose"),
        "given": is_given,
        "language": mine.page.language,
        "wording": CURRENT,
    }
    said = read_body(ConsentGiven, read)
    with mine.world.database.write() as session:
        note_consent(session, repository.get_profile(session, mine.id), said, mine.world.now())
    return mine.go(f"/me/data#{Purpose(said.purpose).value}", "agreed" if is_given else "withdrawn")


@router.get("/me/data/erase")
def ask_before_erasing(mine: Mine) -> HTMLResponse:
    """Say exactly what erasing does, before it is done."""
    return mine.render("own/erase.html")


@router.post("/me/data/erase")
def erase_me(form: Form, request: Request, mine: Mine) -> Response:
    """Erase the person everywhere; the answer is the receipt, and the end of the visit."""
    if form.get("sure") != "yes":
        raise refuse_field("sure", "has to be ticked")
    receipt = erase(mine.world.database, mine.id, mine.world.now())
    answer = replace(mine.page, principal=None, path="/").render("own/erased.html", receipt=receipt)
    delete_cookie(answer, request.scope, VISIT)
    return answer
