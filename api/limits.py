"""A pure ASGI middleware that ends requests whose body is longer than allowed."""

from __future__ import annotations

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.settings import Settings

IMPORT = ":import"


class _TooLongError(Exception):
    """Raised through the application when the body passes the limit."""


class BodyLimit:
    """Answers 413 as soon as a body is known to be too long, whatever `Content-Length` claims."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it sends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        if _declared(scope) > limit:
            await _refuse(send, limit)
            return
        n_received = 0
        started = False

        async def count() -> Message:
            nonlocal n_received
            message = await receive()
            n_received += len(message.get("body", b""))
            if n_received > limit:
                raise _TooLongError
            return message

        async def note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, count, note)
        except _TooLongError:
            if started:
                raise
            await _refuse(send, limit)

    def _limit(self, path: str) -> int:
        return self._settings.max_import_bytes if path.endswith(IMPORT) else self._settings.max_body_bytes


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _refuse(send: Send, limit: int) -> None:
    body = json.dumps({"error": "too_large", "detail": f"the body is longer than {limit} bytes"}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    # The rest of the body is not read, so the connection cannot serve another request.
    await send({"type": "http.response.start", "status": 413, "headers": [*headers, (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
