"""The card of the system, the reference of the API, a text to try, and a file to read; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from api.bodies import LinkRequest, ProfileLine, read_body
from api.errors import InvalidInputError, Problem
from api.explaining import explain_matches
from api.matches import find_titles, ids_of, list_matches
from api.routes.uploads import FormFile
from api.speaking import words_of_read
from api.state import Here
from api.system_card import show_card
from api.web.forms import Form
from api.web.page import Page, View
from api.web.speech import mark
from api.world import World
from matcher.messages import Term
from matcher.results import match_list_to_json
from matcher.types import Kind, LinkStatus
from taxonomy.characters import visible
from taxonomy.types import Label

MAX_TRIED = 20_000  # code points, as the form says
SHOWN_MATCHES = 20
SHOWN_LINKS = 30
KINDS = ((Kind.OCCUPATION, mark("Occupations")), (Kind.SKILL, mark("Skills")))
STATUS = {
    LinkStatus.HELD: mark("has it"),
    LinkStatus.WISHED: mark("wants it"),
    LinkStatus.NEGATED: mark("does not have it"),
    LinkStatus.BOILERPLATE: mark("says nothing about the person"),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """A concept that words of a text were linked to, and what the text says about it."""

    label: Label
    words: str
    status: str


router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/system/card")
def card(world: Here, page: Page) -> HTMLResponse:
    """Show the card as a page."""
    return page.render("about/card.html", card=show_card(world))


@router.post("/try")
def try_text(form: Form, world: Here, page: Page) -> HTMLResponse:
    """Link a text and match it; stores nothing."""
    text = visible(form.get("text", ""))
    if not text.strip() or len(text) > MAX_TRIED:
        raise InvalidInputError([Problem("text", f"must have 1 to {MAX_TRIED} characters")])
    understood = [(page.say(name), _understand(world, page, text, kind)) for kind, name in KINDS]
    [read] = world.reader.read_profiles([read_body(ProfileLine, {"text": text})])
    found = list_matches(world, read.input, SHOWN_MATCHES, None).made
    titles = find_titles(world.database, ids_of(found))
    words, wordings = words_of_read(read, text), [page.wording]
    result = explain_matches(world, match_list_to_json(found), found, read.input, words, wordings)
    return page.render("about/try.html", text=text, understood=understood, result=result, titles=titles)


def _understand(world: World, page: View, text: str, kind: Kind) -> list[Understood]:
    found = world.reader.link(read_body(LinkRequest, {"text": text, "kind": kind.value})).links[:SHOWN_LINKS]
    return [
        Understood(
            label=page.wording.find_label(Term(kind, link.uri, link.label)),
            words=link.mention.text,
            status=page.say(STATUS[link.status]),
        )
        for link in found
    ]


@router.post("/read")
def read_file(file: FormFile, world: Here, page: Page) -> HTMLResponse:
    """Show what a file says, to be checked and corrected before it is tried; stores nothing."""
    read = world.files.read(file.name, file.content)
    return page.render("about/read.html", reading=read.reading, cut=read.reading.text[:MAX_TRIED], n_most=MAX_TRIED)


@router.get("/openapi.json")
def describe(request: Request) -> JSONResponse:
    """Return the description of the API, in a thread: making it takes half a second."""
    return JSONResponse(request.app.openapi())


@router.get("/docs")
def reference(request: Request, page: Page) -> HTMLResponse:
    """List the operations of the API, from its own description."""
    described = request.app.openapi()["paths"]
    paths = [(path, [_operation(*entry) for entry in operations.items()]) for path, operations in described.items()]
    return page.render("about/docs.html", paths=paths)


def _operation(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    schemas = [entry.get("schema", {}).get("$ref", "").rpartition("/")[2] or kind for kind, entry in content.items()]
    return {
        "method": method.upper(),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": operation.get("parameters", []),
        "body": ", ".join(schemas),
        "answers": list(operation["responses"]),
    }
