"""The one way in: a pure ASGI part that knows every route, and lets a request through only as its row says.

It runs before anything of a request's body is read. What it cannot find among the routes, it answers itself, so that
nothing reaches a handler without a row. What it admits, it marks with the principal and the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from api.callers import Callers
from api.errors import ForbiddenError, ImmerseError, NotSignedInError, PolicyError
from api.origins import is_own_page
from api.paces import Limits
from api.policy import Rate, Rule
from api.principals import Principal, PrincipalKind
from api.refusals import answer_error, refuse

N_THREADS = 8  # to look up who asks; apart from those that rank, which may all be busy
SIGN_IN = "/sign-in"
ELSEWHERE = "a page from elsewhere asked for this"


@dataclass(frozen=True, slots=True)
class Place:
    """A route for one method, and its row."""

    method: str
    pattern: re.Pattern[str]
    route: RouteContext
    rule: Rule


def lay_out(routes: Iterable[BaseRoute], policy: Mapping[tuple[str, str], Rule]) -> tuple[Place, ...]:
    """Join routes with their rows, in the order of the routes; raises PolicyError naming all that lack the other."""
    places, bare = [], []
    for route in iter_route_contexts(list(routes)):
        path, methods = route.path or "", sorted((route.methods or {"ANY"}) - {"HEAD"})
        for method in methods:
            rule = policy.get((method, path))
            if rule is None:
                bare.append(f"{method} {path}")
            else:
                places.append(Place(method, compile_path(path)[0], route, rule))
    idle = sorted({f"{rule.method} {rule.path}" for rule in policy.values()} - {_name(place.rule) for place in places})
    if bare or idle:
        raise PolicyError(f"routes without a row in api.policy: {bare}; rows without a route: {idle}")
    return tuple(places)


class Gate:
    """Admits requests or answers them itself."""

    def __init__(self, app: ASGIApp, places: tuple[Place, ...], callers: Callers, limits: Limits) -> None:
        self._app = app
        self._places = places
        self._callers = callers
        self._limits = limits
        self._limiter = CapacityLimiter(N_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, marked, or refuse it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            raise PolicyError(f"no row allows {scope['type']}")
        refusal = await self._answer(scope)
        await (refusal or self._app)(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response | None:
        """Mark the request as admitted, or return its refusal."""
        matches = [(place, match) for place in self._places if (match := place.pattern.match(scope["path"]))]
        if not matches:
            return refuse(404, "not_found", "Not Found")
        scope["route"] = matches[0][0].route  # refusals are counted by route too
        found = next(((place, match) for place, match in matches if place.method == scope["method"]), None)
        if found is None:
            allowed = ", ".join(place.method for place, _ in matches)
            return refuse(405, "method_not_allowed", "Method Not Allowed", {"Allow": allowed})
        rule, params = found[0].rule, found[1].groupdict()
        try:
            principal = await self._admit(scope, rule, params)
        except NotSignedInError as error:
            return _lead_to_sign_in(scope) if rule.is_page else answer_error(error)
        except ImmerseError as error:
            return answer_error(error)
        scope.setdefault("state", {}).update(principal=principal, rule=rule, params=params)
        return None

    async def _admit(self, scope: Scope, rule: Rule, params: Mapping[str, str]) -> Principal | None:
        """Return who is admitted, None where anybody is; raises ImmerseError."""
        if rule.public:
            if rule.rate is not Rate.FREE:
                self._limits.count_stranger(scope)
            if rule.csrf and not is_own_page(scope, absent=False):
                raise ForbiddenError(ELSEWHERE)
            return None
        return await to_thread.run_sync(self._check, scope, rule, params, limiter=self._limiter)

    def _check(self, scope: Scope, rule: Rule, params: Mapping[str, str]) -> Principal:
        try:
            principal = self._callers.identify(scope)
        except NotSignedInError:
            self._limits.count_stranger(scope)
            raise
        scope.setdefault("state", {})["principal"] = principal  # a page that refuses says it to whoever asks
        self._limits.count(rule, principal)
        if rule.csrf and not is_genuine(scope, principal):
            raise ForbiddenError(ELSEWHERE)
        if not rule.allows(principal):
            self._callers.note_refusal(rule, principal)
            raise ForbiddenError("your roles do not allow this")
        self._callers.check(rule, principal, params)
        return principal


def is_genuine(scope: Scope, principal: Principal) -> bool:
    """Say whether no other site's page can have made a browser send this; browsers never send keys by themselves."""
    if principal.kind is PrincipalKind.KEY:
        return True
    # Before there are users, programs of this machine need no credentials, and say nothing of their origin.
    return is_own_page(scope, absent=principal.kind is PrincipalKind.LOCAL)


def _lead_to_sign_in(scope: Scope) -> Response:
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': scope['path']})}", status_code=303)


def _name(rule: Rule) -> str:
    return f"{rule.method} {rule.path}"
