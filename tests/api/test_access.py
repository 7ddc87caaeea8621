"""What administrators keep, and what ends at once: users, keys, invitations, broken glass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api.principals import Role, Scope
from api.session import Database
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import NOW, vacancy_line
from tests.api.people import SAME_ORIGIN, Caller, add_key, add_person, add_user, browser, count_visits, started

pytestmark = pytest.mark.databases


class Clock:
    """A clock that a test turns."""

    now = NOW

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still."""
    return Clock()


@pytest.fixture
def app(settings: Settings, whole: Database, concepts: Concepts, clock: Clock) -> Iterator[ASGIApp]:
    """Start the application."""
    with started(settings, World(settings, whole, concepts, now=clock)) as app:
        yield app


@pytest.fixture
def client(app: ASGIApp) -> TestClient:
    """Return a client from elsewhere, over TLS."""
    return browser(app)


@pytest.fixture
def boss(whole: Database) -> Caller:
    """Make an administrator."""
    return add_user(whole, "default", Role.ADMINISTRATOR, NOW, "boss@ngo.example")


def test_users_are_kept(client: TestClient, whole: Database, boss: Caller) -> None:
    """Made with a token, given other roles, disabled with all they have; nobody does that to themselves."""
    asked = {"name": "ana@ngo.example", "roles": ["caseworker"]}
    made = client.post("/v1/users", json=asked, headers=boss.headers)
    assert made.status_code == 201
    assert set(made.json()) == {
        "id", "name", "roles", "has_password", "has_second_factor", "created_at", "disabled_at",
        "locked_until", "token",
    }  # fmt: skip
    for changes, status in (({"name": " ANA@ngo.example"}, 409), ({"roles": ["person"]}, 422), ({"admin": True}, 422)):
        wrong = {**asked, "name": "b", **changes}
        assert client.post("/v1/users", json=wrong, headers=boss.headers).status_code == status
    ana = add_user(whole, "default", Role.CASEWORKER, NOW, "second@ngo.example")
    assert client.get("/v1/profiles", headers=ana.headers).status_code == 200
    path = f"/v1/users/{ana.id}"
    assert client.patch(path, json={"roles": ["vacancy_officer"]}, headers=boss.headers).status_code == 200
    assert client.get("/v1/profiles", headers=ana.headers).status_code == 403, "at once, in the same visit"
    assert client.patch(path, json={"disabled": True}, headers=boss.headers).json()["disabled_at"]
    assert client.get("/v1/me", headers=ana.headers).status_code == 401
    assert count_visits(whole, ana.id) == 0
    assert client.patch(f"/v1/users/{boss.id}", json={"roles": ["caseworker"]}, headers=boss.headers).status_code == 409
    assert client.post(f"/v1/users/{boss.id}/reset", headers=boss.headers).status_code == 409


def test_keys_are_good_for_their_scopes_and_their_time(client: TestClient, boss: Caller, clock: Clock) -> None:
    """Over HTTP made, used, listed without the secret, revoked at once; expired ones and wrong secrets are refused."""
    asked = {"name": "feed", "scopes": ["vacancies:write"], "days": 2}
    made = client.post("/v1/keys", json=asked, headers=boss.headers).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert client.post("/v1/vacancies", json=vacancy_line(), headers=headers).status_code == 201
    assert client.get("/v1/vacancies", headers=headers).status_code == 403, "another scope"
    [listed] = client.get("/v1/keys", headers=boss.headers).json()["keys"]
    assert "key" not in listed
    assert listed["used_at"] is not None
    prefix, key_id, secret = made["key"].split("_")
    for wrong in (f"{prefix}_{key_id}_{secret[:-1]}0" if secret[-1] != "0" else f"{prefix}_{key_id}_{secret[:-1]}1",
                  f"xx_{key_id}_{secret}", f"{prefix}_{boss.id}_{secret}", "", key_id):  # fmt: skip
        assert client.get("/v1/me", headers={"Authorization": f"Bearer {wrong}"}).status_code == 401
    assert client.get("/v1/me", headers={"Authorization": f"Basic {made['key']}"}).status_code == 401
    plain = browser(client.app, address="http://match.example.org")
    assert plain.get("/v1/me", headers=headers).status_code == 401, "over plain http it was read along"
    clock.now += timedelta(days=2)
    assert client.post("/v1/vacancies", json=vacancy_line(), headers=headers).status_code == 401
    clock.now = NOW
    assert client.delete(f"/v1/keys/{made['id']}", headers=boss.headers).json()["revoked_at"]
    assert client.post("/v1/vacancies", json=vacancy_line(), headers=headers).status_code == 401


def test_a_person_comes_in_with_a_code(client: TestClient, whole: Database, clock: Clock) -> None:
    """From a caseworker's code to the own page and no other, until it is over or taken back."""
    worker = add_user(whole, "default", Role.CASEWORKER, NOW)
    mine, other = (
        client.post("/v1/profiles", json={"text": f"I can cook {n}"}, headers=worker.headers).json()["id"] for n in "ab"
    )
    path = f"/v1/profiles/{mine}/invitations"
    code = client.post(path, json={"days": 3}, headers=worker.headers).json()["code"]
    phone = browser(client.app)
    answer = phone.post("/sign-in/invitation", data={"code": code.lower().replace("-", " ")}, headers=SAME_ORIGIN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert phone.get(f"/people/{mine}").status_code == 200
    assert phone.get("/").headers["location"] == "/me"
    assert phone.get("/v1/me").json()["profile"] == mine
    for forbidden, status in ((f"/people/{other}", 404), (f"/v1/profiles/{other}", 404), ("/v1/profiles", 403)):
        assert phone.get(forbidden).status_code == status
    assert client.delete(path, headers=worker.headers).status_code == 204
    assert phone.get(f"/people/{mine}").status_code == 303
    late = client.post(path, json={"days": 3}, headers=worker.headers).json()["code"]
    clock.now += timedelta(days=3)
    stranger = browser(client.app)
    codes = (code, late, "", "AAAA-BBBB-CCCC", "x", "x", "x")
    answers = [stranger.post("/sign-in/invitation", data={"code": each}, headers=SAME_ORIGIN) for each in codes]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 2, "codes cannot be guessed at"


def test_administrators_see_a_profile_for_a_reason_and_a_while(
    client: TestClient, whole: Database, boss: Caller, clock: Clock
) -> None:
    """404, then with a reason half an hour, which auditors read; of nobody else's profile, and of no list."""
    worker, auditor = (add_user(whole, "default", role, NOW) for role in (Role.CASEWORKER, Role.AUDITOR))
    one, two = (
        client.post("/v1/profiles", json={"text": f"I can cook {n}"}, headers=worker.headers).json()["id"] for n in "ab"
    )
    assert client.get(f"/v1/profiles/{one}", headers=boss.headers).status_code == 404
    assert client.post(f"/v1/break-glass/{one}", json={"reason": "no"}, headers=boss.headers).status_code == 422
    reason = {"reason": "the person asked for a copy"}
    assert client.post(f"/v1/break-glass/{one}", json=reason, headers=boss.headers).status_code == 201
    assert client.get(f"/v1/profiles/{one}", headers=boss.headers).status_code == 200
    assert client.get(f"/v1/profiles/{two}", headers=boss.headers).status_code == 404
    assert client.get("/v1/profiles", headers=boss.headers).status_code == 403
    clock.now += timedelta(minutes=31)
    boss = add_user(whole, "default", Role.ADMINISTRATOR, clock.now, "boss2@ngo.example")
    assert client.get(f"/v1/profiles/{one}", headers=boss.headers).status_code == 404
    clock.now = NOW
    [look] = client.get("/v1/break-glass", headers=auditor.headers).json()["looks"]
    assert (look["profile"], look["reason"]) == (one, reason["reason"])


def test_auditors_read_rankings_under_a_pseudonym(client: TestClient, whole: Database) -> None:
    """Enough to tell whether two rankings are of one person, and not of whom."""
    key, auditor = add_key(whole, "default", NOW), add_user(whole, "default", Role.AUDITOR, NOW)
    worker = add_user(whole, "default", Role.CASEWORKER, NOW)
    person = client.post("/v1/profiles", json={"text": "I can cook"}, headers=key.headers).json()["id"]
    traces = [client.get(f"/v1/profiles/{person}/matches", headers=worker.headers).json()["trace"] for _ in range(2)]
    seen = [client.get(f"/v1/traces/{trace}", headers=auditor.headers) for trace in traces]
    assert len({answer.json()["profile"] for answer in seen}) == 1
    assert not any(person in answer.text for answer in seen)
    assert client.get(f"/v1/traces/{traces[0]}", headers=worker.headers).json()["profile"] == person
    assert client.get(f"/v1/traces/{traces[0]}/replay", headers=auditor.headers).status_code == 403


def test_erasing_a_person_ends_their_visits(client: TestClient, whole: Database) -> None:
    """With the profile go invitations and visits."""
    key = add_key(whole, "default", NOW, Scope.PROFILES_WRITE)
    person = client.post("/v1/profiles", json={"text": "I can cook"}, headers=key.headers).json()["id"]
    visitor = add_person(whole, "default", person, NOW)
    add_user(whole, "default", Role.ADMINISTRATOR, NOW)
    assert client.get("/v1/me", headers=visitor.headers).status_code == 200
    assert client.delete(f"/v1/profiles/{person}", headers=key.headers).status_code in (200, 204)
    assert client.get("/v1/me", headers=visitor.headers).status_code == 401
