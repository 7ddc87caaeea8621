"""The two cookies: who is signed in, and what somebody is in the middle of while signing in.

Over TLS their names begin with `__Host-`, so that browsers take them only from this host, for all of it, over TLS, and
no other host of the domain can plant one. Over plain http there are none, but between programs of the same machine,
where nothing is on a wire; browsers differ in whether they take `Secure` cookies there, so these go without it and
under other names, which are never read over TLS.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

from api.errors import ForbiddenError
from api.origins import is_at_the_machine

VISIT = "immerse"
STEP = "immerse-step"
STEP_S = 600  # to finish signing in


def read_cookie(scope: Scope, name: str) -> str | None:
    """Return what a cookie holds; None where it is absent, or may not be there."""
    prefix = _find_prefix(scope)
    if prefix is None:
        return None
    cookies = SimpleCookie()
    try:
        cookies.load("; ".join(Headers(scope=scope).getlist("cookie")))
    except CookieError:
        return None
    morsel = cookies.get(prefix + name)
    return morsel.value if morsel else None


def set_cookie(response: Response, scope: Scope, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie; raises ForbiddenError over plain http from elsewhere."""
    prefix = _find_prefix(scope)
    if prefix is None:
        raise ForbiddenError("signing in needs TLS; see docs/security.md")
    response.set_cookie(
        prefix + name, value, max_age=max_age, path="/", secure=bool(prefix), httponly=True, samesite="lax"
    )


def delete_cookie(response: Response, scope: Scope, name: str) -> None:
    """Let the browser forget a cookie."""
    prefix = _find_prefix(scope)
    if prefix is not None:
        response.delete_cookie(prefix + name, path="/", secure=bool(prefix), httponly=True, samesite="lax")


def _find_prefix(scope: Scope) -> str | None:
    if scope["scheme"] == "https":
        return "__Host-"
    return "" if is_at_the_machine(scope) else None
