"""Where domain errors become HTTP: one shape, `{"error", "detail"}`, for every answer that is no success.

A browser that asks for a page is shown a page instead, with the same status and the same headers.
"""

from __future__ import annotations

import logging
import math
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from api.degraded import Mode
from api.disk import is_full
from api.errors import (
    BusyError,
    ConflictError,
    DiskFullError,
    ErasedError,
    ForbiddenError,
    GoneError,
    ImmerseError,
    InvalidInputError,
    NotFoundError,
    NotReadyError,
    NotSignedInError,
    Problem,
    RankingStoppedError,
    TooLargeError,
    TooManyError,
    problems,
)
from api.policy import is_for_people
from matcher.errors import MatcherError
from taxonomy.errors import UnknownConceptError

log = logging.getLogger(__name__)
STATUS: dict[type[ImmerseError], int] = {
    NotSignedInError: 401,
    ForbiddenError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    ErasedError: 410,
    GoneError: 410,
    TooLargeError: 413,
    InvalidInputError: 422,
    BusyError: 503,
    TooManyError: 429,
    NotReadyError: 503,
    DiskFullError: 507,
    RankingStoppedError: 503,
}
HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "5"}, 503: {"Retry-After": "5"}}
WORDS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large", 422: "invalid_input"}


class Refusal(BaseModel):
    """What is wrong: a stable word, and a sentence that names field and reason."""

    error: str
    detail: str


REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": description}
    for status, description in {
        400: "The body is not JSON",
        401: "Nobody known asks",
        403: "Not for this role or scope, or a page from elsewhere asked",
        404: "No such thing, or not yours",
        413: "The body is too long",
        429: "More often than allowed; `Retry-After` says when",
        422: "A field is refused; `detail` names it and the reason",
        503: "Busy, or still starting: try again after the seconds in `Retry-After`",
        507: "The disk is full; nothing new is stored until there is room",
    }.items()
}


class RefusalResponse(JSONResponse):
    """An answer that is no success, in the one shape; `error` and `detail` are what it says.

    How a page says it is known to the pages, which know refusals: `api.app` puts `show_refusal` into the application's
    state, which returns what to answer with instead, or None where there is nothing yet to make a page with.
    """

    def __init__(self, status: int, error: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__({"error": error, "detail": detail}, status_code=status, headers=headers)
        self.error = error
        self.detail = detail
        self.more = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with a page where the request is a browser's for one."""
        show = getattr(scope["app"].state, "show_refusal", None) if _wants_page(scope) else None
        page = None if show is None else show(self, scope)
        await (super().__call__ if page is None else page)(scope, receive, send)


def _wants_page(scope: Scope) -> bool:
    return is_for_people(scope["path"]) and "text/html" in Headers(scope=scope).get("accept", "")


def refuse(status: int, error: str, detail: str, headers: dict[str, str] | None = None) -> RefusalResponse:
    """Answer in the one error shape."""
    return RefusalResponse(status, error, detail, headers)


def add_refusals(app: FastAPI) -> None:
    """Turn every error that may reach the edge into the one shape."""
    app.add_exception_handler(ImmerseError, _domain)
    app.add_exception_handler(UnknownConceptError, _unknown_concept)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(MatcherError, _unranked)
    app.add_exception_handler(DBAPIError, _no_room)
    app.add_exception_handler(OSError, _no_room)
    app.add_exception_handler(Exception, _unexpected)


def status_of(error: ImmerseError) -> int:
    """Return the status that a domain error is answered with."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def answer_error(error: ImmerseError) -> RefusalResponse:
    """Answer a domain error with its status."""
    return refuse(status_of(error), error.code, str(error), headers_of(error))


def headers_of(error: ImmerseError) -> dict[str, str] | None:
    """Return the headers that go with a domain error."""
    if isinstance(error, TooManyError):
        return {"Retry-After": str(math.ceil(error.wait_s))}
    return HEADERS.get(status_of(error))


def _domain(_request: Request, error: Exception) -> RefusalResponse:
    if not isinstance(error, ImmerseError):
        raise error
    return answer_error(error)


def _unknown_concept(_request: Request, error: Exception) -> RefusalResponse:
    return refuse(404, "not_found", str(error))


def _validation(_request: Request, error: Exception) -> RefusalResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    if any(found["type"] == "json_invalid" for found in error.errors()):
        return refuse(400, "bad_request", "the body is not JSON")
    return refuse(422, InvalidInputError.code, str(InvalidInputError(problems(error.errors()))))


def _http(_request: Request, error: Exception) -> RefusalResponse:
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers) if error.headers else None
    return refuse(error.status_code, WORDS.get(error.status_code, "refused"), str(error.detail), headers)


def _unranked(_request: Request, error: Exception) -> RefusalResponse:
    log.error("a list could not be made", exc_info=error)
    detail = "vacancies cannot be ranked now, and why has been logged; they can still be browsed"
    return refuse(503, Mode.UNRANKED, detail, HEADERS[503])


def _no_room(request: Request, error: Exception) -> RefusalResponse:
    if is_full(error.orig if isinstance(error, DBAPIError) else error):
        # Else, until the next look at the disk, what is new would take the room that the reserve gives up.
        request.state.world.disk.note_full()
        return answer_error(DiskFullError())
    raise error


def _unexpected(_request: Request, _error: Exception) -> RefusalResponse:
    # The server logs the traceback; the answer says nothing that could hold a person's words.
    return refuse(500, "internal", "an unexpected error; it has been logged")


def refuse_field(field: str, reason: str) -> InvalidInputError:
    """Make the error for one bad field."""
    return InvalidInputError([Problem(field, reason)])
