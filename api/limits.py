"""A pure ASGI middleware that ends requests whose body is longer than allowed."""

from __future__ import annotations

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.refusals import RefusalResponse, refuse
from api.settings import Settings

IMPORT = ":import"
FILES = ("/v1/profiles:read", "/read", "/vacancies/import", "/people/new/file", "/people/import/file")
TABLES = ("/people/import/columns", "/people/import/rows")  # a form that carries a spreadsheet along
ENVELOPE = 10_000  # what stands around a file in a form


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
            await _refuse(limit)(scope, receive, send)
            return
        guard = _Guard(scope, receive, send, limit)
        try:
            await self._app(scope, guard.receive, guard.send)
        except ClientDisconnect:
            if not guard.is_too_long:
                raise
            await guard.refuse()

    def _limit(self, path: str) -> int:
        if path in FILES:
            return self._settings.max_file_bytes + ENVELOPE
        return (
            self._settings.max_import_bytes
            if path.endswith(IMPORT) or path in TABLES
            else self._settings.max_body_bytes
        )


class _Guard:
    """Counts one request's body. Once it is too long, the answer is a refusal, whatever the application makes of it."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._limit = limit
        self._n_received = 0
        self._refused = False

    async def receive(self) -> Message:
        """Pass a part of the body on; a part too much looks like a client that went away."""
        message = await self._receive()
        self._n_received += len(message.get("body", b""))
        if self.is_too_long:
            return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, or refuse in its place."""
        if self.is_too_long:
            await self.refuse()
        else:
            await self._send(message)

    @property
    def is_too_long(self) -> bool:
        """Whether more than the limit has come."""
        return self._n_received > self._limit

    async def refuse(self) -> None:
        """Answer 413, once."""
        if not self._refused:
            self._refused = True
            await _refuse(self._limit)(self._scope, self._receive, self._send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _refuse(limit: int) -> RefusalResponse:
    # The rest of the body is not read, so the connection cannot serve another request.
    return refuse(413, "too_large", f"the body is longer than {limit} bytes", {"connection": "close"})
