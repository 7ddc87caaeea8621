"""Signing in at a real identity provider on loopback, and everything that must not sign anybody in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from starlette.types import ASGIApp

from api import access_repository
from api.accounts import create_user, disable_user
from api.principals import Role
from api.session import Database
from api.settings import Settings
from api.world import World, read_clock
from matcher.artefacts import Concepts
from tests.api.identity_provider import CLIENT, IdentityProvider, serve
from tests.api.people import ADDRESS, browser, started

NAME = "ana@ngo.example"


@pytest.fixture(scope="module")
def served() -> Iterator[IdentityProvider]:
    """Serve a provider."""
    with serve() as provider:
        yield provider


@pytest.fixture
def provider(served: IdentityProvider) -> Iterator[IdentityProvider]:
    """Return the provider, which a test may change, and change it back."""
    names = ("subject", "email", "verified", "audience", "nonce", "lifetime_s")
    before = {name: getattr(served, name) for name in names}
    yield served
    for name, value in {**before, "signing_key": None}.items():
        setattr(served, name, value)


@pytest.fixture
def app(settings: Settings, whole: Database, concepts: Concepts, provider: IdentityProvider) -> Iterator[ASGIApp]:
    """Start an application that knows the provider, with one user who has no password."""
    given = {"oidc_issuer": provider.issuer, "oidc_client": CLIENT, "public_address": ADDRESS}
    settings = settings.model_copy(update=given)
    with whole.write() as session:
        create_user(session, "default", NAME, {Role.ADMINISTRATOR}, read_clock(), has_password=False)
    with started(settings, World(settings, whole, concepts), lay_out=False) as app:
        yield app


def visit_provider(client: TestClient) -> str:
    """Go to the provider, sign in there, and return the address that it leads back to."""
    led = client.get("/sign-in/provider", params={"next": "/docs"})
    assert led.status_code == 303, led.text
    asked = parse_qs(urlsplit(led.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    back = httpx.get(led.headers["location"]).headers["location"]
    return back.removeprefix(ADDRESS)


def test_a_user_comes_in(app: ASGIApp, provider: IdentityProvider, whole: Database) -> None:
    """By the verified address the first time, afterwards by the provider's id, whatever the address then is."""
    client = browser(app)
    back = visit_provider(client)
    answer = client.get(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    assert client.get("/v1/me").json()["roles"] == ["administrator"]
    provider.email = "married@ngo.example"
    again = browser(app)
    assert again.get(visit_provider(again)).status_code == 303
    with whole.read() as session:
        user = access_repository.find_user_named(session, NAME)
        assert user is not None
        assert (user.issuer, user.subject) == (provider.issuer, "subject-1")


def test_nothing_is_taken_twice(app: ASGIApp, provider: IdentityProvider) -> None:
    """The address that the provider led back to works once, and in no other browser."""
    client = browser(app)
    back = visit_provider(client)
    before = provider.n_tokens
    assert browser(app).get(back).status_code == 401, "another browser has no cookie for it"
    assert provider.n_tokens == before, "nor is the provider asked"
    assert client.get(back).status_code == 303
    assert client.get(back).status_code == 401
    fresh = browser(app)
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(visit_provider(fresh)).query)["state"][0]
    assert fresh.get("/sign-in/callback", params={"code": code, "state": state}).status_code == 401, "a used code"


def test_a_wrong_state_is_no_answer_to_a_question(app: ASGIApp, provider: IdentityProvider) -> None:
    """What somebody else's page leads to is not taken up."""
    client = browser(app)
    code = parse_qs(urlsplit(visit_provider(client)).query)["code"][0]
    before = provider.n_tokens
    assert client.get("/sign-in/callback", params={"code": code, "state": "wrong"}).status_code == 401
    assert provider.n_tokens == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "somebody-elses"},
        {"audience": "another-client"},
        {"lifetime_s": -1.0},
        {"verified": False},
        {"email": "stranger@ngo.example"},
        {"signing_key": RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_the_provider_must_say(app: ASGIApp, provider: IdentityProvider, wrong: dict[str, object]) -> None:
    """Nonce, audience, an unexpired code, a verified address of a user, its own key: one wrong, and nobody is in."""
    for name, value in wrong.items():
        setattr(provider, name, value)
    client = browser(app)
    assert client.get(visit_provider(client)).status_code == 401
    assert client.get("/v1/me").status_code == 401


def test_the_disabled_stay_out(app: ASGIApp, whole: Database) -> None:
    """Whoever was disabled here stays out, whatever the provider thinks of them."""
    with whole.write() as session:
        user = access_repository.find_user_named(session, NAME)
        assert user is not None
        disable_user(session, user, read_clock())
    client = browser(app)
    assert client.get(visit_provider(client)).status_code == 401


def test_another_person_with_the_address_stays_out(app: ASGIApp, provider: IdentityProvider) -> None:
    """An address that the provider has given to somebody else does not open the account of the first."""
    client = browser(app)
    assert client.get(visit_provider(client)).status_code == 303
    provider.subject = "subject-2"
    other = browser(app)
    assert other.get(visit_provider(other)).status_code == 401
