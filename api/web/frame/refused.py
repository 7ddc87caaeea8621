"""What somebody reads where a request was refused: what is wrong, in a sentence, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from starlette.types import Scope

from api.refusals import RefusalResponse
from api.web.page import View, view_of
from api.web.speech import Speech, mark

# By the stable word of a refusal, else by its status.
ADVICE: Mapping[str | int, tuple[str, str]] = {
    404: (mark("There is nothing here"), mark("It may have been deleted, or the address is not right.")),
    401: (mark("You are not signed in any more"), mark("Sign in again, and then do it once more.")),
    403: (
        mark("This is not open to you"),
        mark("If you think that it should be, go back, load the page again, and try once more."),
    ),
    409: (
        mark("This cannot be done now"),
        mark("Something was changed in the meantime. Go back, load the page again, and look what is different."),
    ),
    "restricted": (
        mark("Vacancies are not ranked for this person"),
        mark("The person has asked for that, or has not agreed to be compared with vacancies."),
    ),
    410: (mark("This is not kept any more"), mark("It was erased, or something that it was made with is gone.")),
    413: (mark("This is too much at once"), mark("Send a shorter text, or a smaller file.")),
    422: (
        mark("Something that was sent is not right"),
        mark("Go back, correct it, and send it again. What you wrote is still there."),
    ),
    429: (mark("That was very often in a short time"), mark("Please wait a moment, and try again.")),
    503: (mark("This does not work at the moment"), mark("Please wait a moment, and try again.")),
    "overloaded": (mark("Very many people are asking at the moment"), mark("Please wait a moment, and try again.")),
    "ranking_stopped": (
        mark("Ranking is stopped"),
        mark("Those responsible have stopped it for now. Vacancies can still be looked at."),
    ),
    "disk_full": (
        mark("Nothing new can be stored at the moment"),
        mark("There is no room left. Reading goes on; please tell those who run this service."),
    ),
}
OTHERWISE = (
    mark("Something went wrong here"),
    mark("It is not your fault. Try again; if it happens again, please tell those who run this service."),
)
EXPLAINED = frozenset({400, 409, 413, 422})
"""statuses of refusals whose own words help whoever sent something"""


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal as a page says it; `again` is the page to try once more, `sign_in` where to sign in, else None."""

    status: int
    title: Markup
    advice: Markup
    wait: Markup | None
    detail: str | None
    again: str | None
    sign_in: str | None


def show_refusal(refusal: RefusalResponse, scope: Scope) -> HTMLResponse | None:
    """Return a refusal as a page in the reader's language; None before there is a world to make pages with."""
    if "world" not in scope.get("state", {}):
        return None
    page = view_of(Request(scope))
    refused = view_refusal(refusal, page, is_read=scope["method"] == "GET")
    # Nothing is asked of a world in which something may be broken.
    answer = page.render("frame/error.html", refused=refused, degraded=None)
    answer.status_code = refusal.status_code
    answer.headers.update(refusal.more or {})
    return answer


def view_refusal(refusal: RefusalResponse, page: View, *, is_read: bool) -> Refused:
    """Say a refusal; a page that was only read can be asked for again."""
    status = refusal.status_code
    title, advice = ADVICE.get(refusal.error) or ADVICE.get(status, OTHERWISE)
    may_repeat = is_read and status in {429, 500, 503}
    return Refused(
        status=status,
        title=page.say(title),
        advice=page.say(advice),
        wait=_wait(page.speech, refusal.headers.get("retry-after", "")),
        detail=refusal.detail if status in EXPLAINED else None,
        again=page.back if may_repeat else None,
        sign_in=f"/sign-in?{urlencode({'next': page.back})}" if status == 401 else None,
    )


def _wait(speech: Speech, seconds: str) -> Markup | None:
    """Say how long to wait, where the refusal knows it."""
    if not seconds.isdigit():
        return None
    return speech.say_n("It works again in %(n)s second.", "It works again in %(n)s seconds.", int(seconds))
