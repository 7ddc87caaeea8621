"""Signing in with a password: two factors, one-time tokens, waits, and cookies that hold."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api import access_repository
from api.accounts import Accounts, change_password, create_user
from api.attempts import Attempt
from api.audit import attach
from api.errors import NotSignedInError
from api.passwords.hashing import Passwords
from api.principals import Role
from api.second_factor import hash_code
from api.session import Database
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import NOW
from tests.api.people import CHEAP, PASSWORD, SAME_ORIGIN, browser, by_cookie, count_visits, started

pytestmark = pytest.mark.databases

NAME = "anna@ngo.example"
SHORT, WRONG = "short", "wrong horse entirely"
STEP = timedelta(seconds=30)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def turn(self, **parts: float) -> None:
        """Let time pass."""
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def world(settings: Settings, whole: Database, concepts: Concepts, clock: Clock) -> World:
    """Return a world with cheap passwords and that clock."""
    made = World(settings, whole, concepts, now=clock)
    made.accounts = Accounts(whole, CHEAP, needs_second=True)
    return made


@pytest.fixture
def app(settings: Settings, world: World) -> Iterator[ASGIApp]:
    """Start the application."""
    with started(settings, world, lay_out=False) as app:
        yield app


@pytest.fixture
def token(whole: Database) -> str:
    """Make the first administrator, and return the one-time token."""
    with whole.write() as session:
        token = create_user(session, "default", NAME, {Role.ADMINISTRATOR}, NOW)[1]
    assert token is not None
    return token


@pytest.fixture
def anna(whole: Database, token: str) -> str:
    """Give the administrator a password and a second factor; return its secret."""
    assert token
    secret = pyotp.random_base32(32)
    with whole.write() as session:
        user = access_repository.find_user_named(session, NAME)
        assert user is not None
        change_password(session, user, CHEAP.make(PASSWORD))
        user.secret = secret
    return secret


def post(client: TestClient, path: str, **fields: str) -> tuple[int, str]:
    """Send a form from the service's own page; return status and text."""
    answer = client.post(path, data=fields, headers=SAME_ORIGIN)
    return answer.status_code, answer.text


def find(pattern: str, text: str) -> str:
    """Return the first group of a pattern that must be there."""
    found = re.search(pattern, text)
    assert found, text
    return found[1]


def test_the_first_administrator(app: ASGIApp, token: str, clock: Clock) -> None:
    """From the one-time token over a password and a second factor to a page; the token is good once."""
    client = browser(app)
    assert client.get("/sign-in/first").status_code == 200
    status, text = post(client, "/sign-in/first", token=token, password=SHORT, again=SHORT)
    assert (status, "at least 12 characters" in text) == (422, True)
    assert post(client, "/sign-in/first", token=token, password=PASSWORD, again="another one")[0] == 422
    status, text = post(client, "/sign-in/first", token=token, password=PASSWORD, again=PASSWORD)
    assert status == 200
    secret = find(r'name="secret" value="([A-Z2-7]{32})"', text)
    assert "<svg" in text
    assert f"secret={secret}" in text
    assert client.get("/v1/me").status_code == 401, "nobody is signed in before the second factor"
    assert post(client, "/sign-in/enrol", secret=secret, name=NAME, code="000000")[0] == 422
    code = pyotp.TOTP(secret).at(clock.now)
    status, text = post(client, "/sign-in/enrol", secret=secret, name=NAME, code=code)
    assert (status, len(set(re.findall(r"<code[^>]*>([A-Z0-9-]{19})</code>", text)))) == (200, 10)
    assert client.get("/v1/me").json()["roles"] == ["administrator"]
    assert post(browser(app), "/sign-in/first", token=token, password=PASSWORD, again=PASSWORD)[0] == 401


def test_password_and_code(app: ASGIApp, anna: str, clock: Clock) -> None:
    """Both are needed, a code is good once, and its neighbours are for clocks that are off."""
    client = browser(app)
    status, text = post(client, "/sign-in", name=NAME.upper(), password=PASSWORD, next="/people")
    assert (status, 'action="/sign-in/code"' in text) == (200, True)
    assert client.get("/v1/me").status_code == 401
    totp = pyotp.TOTP(anna)
    assert post(client, "/sign-in/code", code=totp.at(clock.now + 2 * STEP), next="/people")[0] == 401
    answer = client.post(
        "/sign-in/code", data={"code": totp.at(clock.now + STEP), "next": "/people"}, headers=SAME_ORIGIN
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/people")
    assert client.get("/v1/me").json()["kind"] == "user"
    other = browser(app)
    post(other, "/sign-in", name=NAME, password=PASSWORD)
    assert post(other, "/sign-in/code", code=totp.at(clock.now + STEP))[0] == 401, "used before"
    assert post(other, "/sign-in/code", code=totp.at(clock.now))[0] == 401, "older than one used"
    clock.turn(seconds=60)
    assert post(other, "/sign-in/code", code=totp.at(clock.now))[0] == 303


def test_recovery_codes_are_good_once(app: ASGIApp, whole: Database, anna: str) -> None:
    """A code on paper stands in for the phone, and is crossed out."""
    assert anna
    with whole.write() as session:
        user = access_repository.find_user_named(session, NAME)
        assert user is not None
        user.recovery = [hash_code("ABCD-EFGH-JKLM-NPQR")]
    for expected in (303, 401):
        client = browser(app)
        post(client, "/sign-in", name=NAME, password=PASSWORD)
        assert post(client, "/sign-in/code", code="abcd efgh jklm npqr")[0] == expected


@pytest.mark.parametrize("name", [NAME, "nobody@ngo.example"])
def test_waits_grow_alike_for_everybody_and_nobody(app: ASGIApp, anna: str, clock: Clock, name: str) -> None:
    """The sixth failure waits, the seventh twice as long; from elsewhere the owner still gets in."""
    assert anna
    client, seen = browser(app), []
    for _ in range(5):
        status, text = post(client, "/sign-in", name=name, password=WRONG)
        seen.append((status, find(r'role="alert"[^>]*>([^<]+)<', text)))
    assert set(seen) == {(401, "Name or password is wrong.")}
    for wait in (15, 30, 60):
        answer = client.post("/sign-in", data={"name": name, "password": PASSWORD}, headers=SAME_ORIGIN)
        assert (answer.status_code, answer.headers["retry-after"]) == (429, str(wait))
        clock.turn(seconds=wait)
        assert post(client, "/sign-in", name=name, password=WRONG)[0] == 401
    expected = 200 if name == NAME else 401
    assert post(browser(app, "198.51.100.7"), "/sign-in", name=name, password=PASSWORD)[0] == expected


def test_guessing_codes_waits_too(app: ASGIApp, anna: str) -> None:
    """Whoever has stolen a password has five tries at the second factor, however often they begin again."""
    assert anna
    client = browser(app)
    statuses = []
    for _ in range(6):
        post(client, "/sign-in", name=NAME, password=PASSWORD)
        statuses.append(post(client, "/sign-in/code", code="000000")[0])
    assert statuses == [401] * 5 + [429]


@pytest.mark.slow
def test_time_does_not_tell_who_has_an_account(whole: Database, token: str) -> None:
    """At full cost, a wrong password and an unknown name take the same time: medians within a tenth."""
    assert token
    attach(whole, lambda: NOW)
    passwords = Passwords()
    with whole.write() as session:
        user = access_repository.find_user_named(session, NAME)
        assert user is not None
        change_password(session, user, passwords.make(PASSWORD))
    accounts = Accounts(whole, passwords, needs_second=True)
    times: dict[str, list[float]] = {NAME: [], "nobody@ngo.example": []}
    for turn in range(40):
        for name, taken in times.items():
            start = time.perf_counter()
            with pytest.raises(NotSignedInError):
                accounts.try_password(Attempt(name, f"192.0.2.{turn}"), WRONG, NOW + timedelta(days=2 * turn))
            taken.append(time.perf_counter() - start)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert 0.9 < known / unknown < 1.1


def sign_in(app: ASGIApp, secret: str, clock: Clock) -> TestClient:
    """Return a browser that is signed in."""
    clock.turn(seconds=60)  # a code that was not used yet
    client = browser(app)
    post(client, "/sign-in", name=NAME, password=PASSWORD)
    assert post(client, "/sign-in/code", code=pyotp.TOTP(secret).at(clock.now))[0] == 303
    return client


def test_cookies_hold_fast(app: ASGIApp, anna: str, clock: Clock) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite; a new token at each sign-in, and the old one is over."""
    client = browser(app)
    planted = "a" * 43
    client.cookies.set("__Host-immerse", planted, domain="match.example.org")
    post(client, "/sign-in", name=NAME, password=PASSWORD)
    first, attributes = finish(client, anna, clock)
    assert first != planted
    assert attributes == {"httponly", "path=/", "samesite=lax", "secure"}
    assert client.get("/v1/me").status_code == 200
    post(client, "/sign-in", name=NAME, password=PASSWORD)
    second, _attributes = finish(client, anna, clock)
    assert second != first
    assert browser(app).get("/v1/me", headers=by_cookie(first)).status_code == 401
    assert browser(app).get("/v1/me", headers=by_cookie(second)).status_code == 200


def finish(client: TestClient, secret: str, clock: Clock) -> tuple[str, set[str]]:
    """Give a code that was not used yet; return the token of the visit and the attributes of its cookie."""
    clock.turn(seconds=60)
    answer = client.post("/sign-in/code", data={"code": pyotp.TOTP(secret).at(clock.now)}, headers=SAME_ORIGIN)
    [given] = [value for value in answer.headers.get_list("set-cookie") if value.startswith("__Host-immerse=")]
    return find(r"=([^;]+);", given), {part.strip().lower() for part in given.split(";")[1:]}


def test_visits_end(app: ASGIApp, whole: Database, anna: str, clock: Clock) -> None:
    """After half an hour without a request, after twelve hours with, and at once on the user's word."""
    client = sign_in(app, anna, clock)
    clock.turn(minutes=29)
    assert client.get("/v1/me").status_code == 200
    clock.turn(minutes=29)
    assert client.get("/v1/me").status_code == 200
    clock.turn(minutes=31)
    assert client.get("/v1/me").status_code == 401
    client = sign_in(app, anna, clock)
    statuses = []
    for _ in range(29):
        clock.turn(minutes=25)
        statuses.append(client.get("/v1/me").status_code)
    assert statuses == [200] * 28 + [401], "12 hours are over"
    one, two = sign_in(app, anna, clock), sign_in(app, anna, clock)
    visits = one.get("/v1/visits").json()["visits"]
    assert len(visits) == 2 == one.get("/visits").text.count("Sign out there")
    assert one.delete(f"/v1/visits/{visits[0]['id']}", headers=SAME_ORIGIN).status_code == 204
    assert sorted(client.get("/v1/me").status_code for client in (one, two)) == [200, 401]
    left = one if one.get("/v1/me").status_code == 200 else two
    assert left.post("/sign-out", headers=SAME_ORIGIN).headers["location"] == "/sign-in"
    user_id = find_id(whole)
    assert count_visits(whole, user_id) == 0


def find_id(whole: Database) -> str:
    """Return the administrator's id."""
    with whole.read() as session:
        user = access_repository.find_user_named(session, NAME)
        assert user is not None
        return user.id


def test_plain_http_from_elsewhere_signs_nobody_in(app: ASGIApp, anna: str) -> None:
    """Neither with a password nor with a cookie that was stolen from TLS; on the same machine both work."""
    assert anna
    plain = browser(app, address="http://match.example.org")
    assert post(plain, "/sign-in", name=NAME, password=PASSWORD)[0] == 403
    assert plain.get("/v1/me", headers=by_cookie("a" * 43)).status_code == 401
    local = browser(app, "127.0.0.1", "http://127.0.0.1:8000")
    answer = local.post("/sign-in", data={"name": NAME, "password": PASSWORD}, headers=SAME_ORIGIN)
    assert answer.status_code == 200
    assert answer.headers["set-cookie"].startswith("immerse-step=")
    assert "Secure" not in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "x"]
)
def test_signing_in_leads_nowhere_else(app: ASGIApp, target: str) -> None:
    """Where to go on is a path of this service."""
    text = browser(app).get("/sign-in", params={"next": target}).text
    assert 'name="next" value="/"' in text


def test_forms_of_other_sites_sign_nobody_in(app: ASGIApp, anna: str) -> None:
    """Signing somebody in as somebody else, from elsewhere, is refused like any other change."""
    assert anna
    fields = {"name": NAME, "password": PASSWORD}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert browser(app).post("/sign-in", data=fields, headers=headers).status_code == 403
