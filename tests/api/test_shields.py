"""The security headers are on every answer: of every route, of refusals, and of errors that nobody foresaw."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api.policy import POLICY
from api.settings import Settings
from api.world import World
from tests.api.people import ADDRESS, browser, started

EXPECTED = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}


@pytest.fixture
def app(settings: Settings, world: World) -> Iterator[ASGIApp]:
    """Start the application."""
    with started(settings, world, lay_out=False) as app:
        yield app


def headers_of(client: TestClient, method: str, path: str) -> dict[str, str]:
    """Return those headers of an answer that are expected of all."""
    answer = client.request(method, path.replace("{", "").replace("}", ""), headers={"Sec-Fetch-Site": "same-origin"})
    return {name: value for name, value in answer.headers.items() if name in EXPECTED}


def test_every_route_and_refusal_has_them(app: ASGIApp) -> None:
    """All routes, asked by a stranger over TLS, and paths that are none; only assets may be kept."""
    client = browser(app)
    asked = [*POLICY, ("GET", "/nothing"), ("DELETE", "/livez"), ("POST", "/sign-in/code")]
    for method, path in asked:
        expected = EXPECTED
        assert headers_of(client, method, path) == expected, (method, path)


def test_errors_that_nobody_foresaw_have_them(app: ASGIApp, world: World) -> None:
    """FastAPI answers these outside of its middleware; the words of the error stay inside."""
    world.wordings = None  # type: ignore[assignment]
    world.taxonomy = None  # type: ignore[assignment]
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), raise_server_exceptions=False)
    answer = client.get("/v1/taxonomy")
    assert (answer.status_code, answer.json()["error"]) == (500, "internal")
    assert "NoneType" not in answer.text
    found = {name: value for name, value in answer.headers.items() if name in EXPECTED}
    assert found == {name: value for name, value in EXPECTED.items() if name != "strict-transport-security"}


def test_only_tls_promises_tls(app: ASGIApp) -> None:
    """Over plain http browsers ignore the promise, and would be locked out of a machine that has no TLS."""
    plain = browser(app, "127.0.0.1", "http://127.0.0.1:8000")
    assert "strict-transport-security" not in plain.get("/livez").headers
    assert ADDRESS.startswith("https")
    assert "strict-transport-security" in browser(app).get("/livez").headers
