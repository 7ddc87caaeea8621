"""Assets, and the language that somebody reads in."""

from __future__ import annotations

import mimetypes
from datetime import timedelta
from functools import cache

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.cookies import set_cookie
from api.errors import NotFoundError
from api.origins import own_path
from api.web.page import ASSETS, LANGUAGE_COOKIE
from api.web.speech import LANGUAGES

router = APIRouter(include_in_schema=False)
FOREVER = "public, max-age=31536000, immutable"  # the address changes with the bytes
KEPT = timedelta(days=365)


@router.get("/assets/{section}/{name}")
async def read_asset(section: str, name: str) -> Response:
    """Answer a style sheet, a script or a picture of this service."""
    if (section, name) not in ASSETS:
        raise NotFoundError("asset", name)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(_read(section, name), media_type=kind, headers={"cache-control": FOREVER})


@router.get("/language/{code}")
def choose_language(code: str, request: Request, next: str = Query("/", max_length=500)) -> Response:  # noqa: A002
    """Speak another language from now on, and lead back."""
    if code not in LANGUAGES:
        raise NotFoundError("language", code)
    answer = RedirectResponse(own_path(next), status_code=303)
    set_cookie(answer, request.scope, LANGUAGE_COOKIE, code, int(KEPT.total_seconds()))
    return answer


@cache
def _read(section: str, name: str) -> bytes:
    """Return the bytes of an asset, read once: a page asks for several before anything of it is to be seen."""
    return ASSETS[section, name].read_bytes()
