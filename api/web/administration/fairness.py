"""The fairness report with its sample: the one page that may know groups of people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from api.bodies import read_body
from api.errors import GoneError, InvalidInputError, NotFoundError, NotReadyError, Problem
from api.fairness_running import SampleKind, SampleLine
from api.routes import fairness
from api.routes.uploads import FormFile
from api.state import Here
from api.web.administration.words import DONE, Done
from api.web.forms import Form
from api.web.page import Page
from api.web.speech import mark

router = APIRouter()
Kind = Annotated[SampleKind | None, Query(alias="sample")]
SAMPLES: Mapping[SampleKind, str] = {
    SampleKind.GENERATED: mark("Stored texts, told by made-up people"),
    SampleKind.COLLECTED: mark("Groups that people named"),
}


@router.get("/administration/fairness")
def show_fairness(world: Here, page: Page, kind: Kind = None, done: Done = "") -> HTMLResponse:
    """Show who gets how good a list, by group; made when a sample is chosen, as it ranks everybody several times."""
    report, missing = None, ""
    try:
        report = None if kind is None else fairness.read_report(world, kind)
    except (NotFoundError, GoneError, NotReadyError) as error:
        missing = type(error).__name__
    return page.render(
        "administration/fairness.html",
        report=report,
        missing=missing,
        kind=kind,
        kinds=SAMPLES,
        done=done,
        notices=DONE,
    )


@router.post("/administration/fairness/sample")
def keep_sample(world: Here, page: Page, file: FormFile) -> Response:
    """Keep a sample from a file: the JSON that the API takes."""
    try:
        said = json.loads(file.content)
    except ValueError as error:
        raise InvalidInputError([Problem("file", "is no JSON")]) from error
    fairness.put_sample(read_body(SampleLine, said), world)
    return page.go("/administration/fairness?sample=collected", done="collected")


@router.post("/administration/fairness/sample/delete")
def delete_sample(world: Here, page: Page, form: Form) -> Response:
    """Delete the sample, once it was asked again whether that is meant."""
    if not form.has("sure"):
        return page.render(
            "administration/confirm.html",
            title=page.say("Delete the sample?"),
            text=page.say("Reports about groups that people named need it. It cannot be brought back."),
            action="/administration/fairness/sample/delete",
            button=page.say("Delete"),
            fields=[],
            back="/administration/fairness?sample=collected",
        )
    fairness.delete_sample(world)
    return page.go("/administration/fairness", done="deleted")
