"""The way in before there are users: open to programs of the same machine, closed to everybody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api.errors import PolicyError
from api.gate import lay_out
from api.policy import POLICY, Rule
from api.settings import Settings
from api.world import World
from tests.api.people import started

ADDRESS = ("127.0.0.1", 50000)


@pytest.fixture
def app(settings: Settings, world: World) -> Iterator[ASGIApp]:
    """Start the application with nothing to match: nothing here gets as far as a handler that needs more."""
    with started(settings, world, lay_out=False) as app:
        yield app


def ask(app: ASGIApp, path: str = "/v1/taxonomy", *, peer: str = "127.0.0.1", host: str = "127.0.0.1") -> int:
    """Return the status of a plain GET from `peer` under the name `host`."""
    return TestClient(app, client=(peer, 50000), base_url=f"http://{host}").get(path).status_code


@pytest.mark.parametrize(
    ("peer", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", 200),
        ("127.0.0.1", "localhost:8000", 200),
        ("::1", "[::1]:8000", 200),
        ("::ffff:127.0.0.1", "localhost", 200),
        ("192.0.2.7", "127.0.0.1", 401),
        ("::ffff:192.0.2.7", "localhost", 401),
        ("testclient", "localhost", 401),
        ("127.0.0.1", "evil.example", 401),  # a name that was made to lead here
        ("127.0.0.1", "127.0.0.1.evil.example", 401),
    ],
)
def test_only_the_same_machine_may_ask(app: ASGIApp, peer: str, host: str, status: int) -> None:
    """Both ends of the connection and the name it was asked under have to be this machine's."""
    assert ask(app, peer=peer, host=host) == status


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Proto"])
def test_what_a_proxy_passes_on_is_not_from_here(app: ASGIApp, name: str) -> None:
    """A proxy on the same machine asks from a loopback address for the whole world."""
    with TestClient(app, base_url="http://127.0.0.1", client=ADDRESS) as client:
        assert client.get("/v1/taxonomy", headers={name: "127.0.0.1"}).status_code == 401
        assert client.get("/livez", headers={name: "127.0.0.1"}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 422),
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Origin": "http://127.0.0.1"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_pages_from_elsewhere_change_nothing(app: ASGIApp, headers: Mapping[str, str], status: int) -> None:
    """A browser on the same machine also shows pages of others, which may make it send forms here."""
    with TestClient(app, base_url="http://127.0.0.1", client=ADDRESS) as client:
        assert client.post("/try", data={"text": " "}, headers=headers).status_code == status


def test_those_not_let_in_are_led_to_the_page_for_that(app: ASGIApp) -> None:
    """A page leads on; the API says what is missing."""
    with TestClient(app, follow_redirects=False) as client:
        led = client.get("/people?after=1")
        assert (led.status_code, led.headers["location"]) == (303, "/sign-in?next=%2Fpeople")
        told = client.get("/v1/profiles")
        assert (told.status_code, told.headers["www-authenticate"]) == (401, "Bearer")
        assert told.json()["error"] == "not_signed_in"


def test_other_methods_are_named(app: ASGIApp) -> None:
    """405 says what is there instead, and no path leads past the gate."""
    with TestClient(app, base_url="http://127.0.0.1", client=ADDRESS, follow_redirects=False) as client:
        assert client.delete("/v1/profiles").headers["allow"] == "POST, GET"
        for path in ("/v1/profiles/", "//v1/profiles", "/V1/profiles", "/v1/nothing"):
            assert client.get(path).status_code == 404


def test_an_application_with_a_route_without_a_row_does_not_start() -> None:
    """Everything that is missing is named at once, and so is a row that protects nothing."""
    router = APIRouter(prefix="/v1")
    router.get("/open")(lambda: "everything")
    router.api_route("/both", methods=["GET", "DELETE"])(lambda: "everything")
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router)
    app.add_api_websocket_route("/socket", lambda: None)
    some = [rule for rule in POLICY.values() if rule.path == "/livez"]
    both = Rule("GET", "/v1/both", frozenset(), None, some[0].rate, None)
    with pytest.raises(PolicyError) as raised:
        lay_out(app.routes, {(rule.method, rule.path): rule for rule in [*some, both]})
    message = str(raised.value)
    for missing in ("GET /v1/open", "DELETE /v1/both", "ANY /socket", "GET /livez"):
        assert missing in message
    assert "GET /v1/both" not in message
