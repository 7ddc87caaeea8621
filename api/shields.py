"""A pure ASGI part that puts the security headers on every answer, those to errors that nobody foresaw too.

The policy of content lets a page load style sheets, scripts and images of its own and nothing else, and nothing inline.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # Nothing goes to other sites. Own pages say where they are, or browsers would hide the origin of their forms, too.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",  # answers are about people
}
TLS_HEADERS = {"strict-transport-security": "max-age=31536000"}  # a year: browsers never again ask in plain


class Shields:
    """Adds HEADERS where the answer does not set them itself, and TLS_HEADERS where it goes out over TLS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                over_tls = TLS_HEADERS if scope["scheme"] == "https" else {}
                for name, value in {**HEADERS, **over_tls}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, add)
