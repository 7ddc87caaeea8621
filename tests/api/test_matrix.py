"""Every route x every role x two organisations: what the policy's rows say is what happens, and nothing leaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api.policy import POLICY, Own, Rule
from api.principals import LOCAL, Principal, PrincipalKind, Role, Scope
from api.session import Database
from api.settings import Settings
from api.vacancy_imports import Upload, keep_upload
from api.visits import begin_visit
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line
from tests.api.people import (
    Caller,
    add_invitation,
    add_key,
    add_organisation,
    add_person,
    add_user,
    browser,
    started,
)
from tests.api.test_walls import contents

pytestmark = pytest.mark.databases

OURS, THEIRS = "default", "theirs"
USERS = (Role.CASEWORKER, Role.VACANCY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
RULES = sorted((rule for rule in POLICY.values() if not rule.public), key=lambda rule: rule.path == "/sign-out")
IDS = re.compile(r"\{(\w+)\}")
QUERY = {"text": "c", "step": "language:it:B2", "from": "2026-11-01", "to": "2026-11-21"}
RECORDS = {"/v1/audit", "/administration/audit", "/administration/audit/export"}
MOVING = {"AuditEntryRow", "PseudonymRow", "VisitRow", "ServiceKeyRow"}
"""tables that tell of every request"""

# What a route that changes something is sent, so that it gets as far as looking for what the path names.
BODIES: dict[str, Any] = {
    "PATCH /v1/profiles/{profile_id}": {"hours": 20},
    "POST /v1/profiles/{profile_id}/links": {"kind": "skill", "uri": COOK, "decision": "accepted"},
    "POST /v1/profiles/{profile_id}/invitations": {},
    "PUT /v1/profiles/{profile_id}/assignment": {"caseworker": None},
    "POST /v1/profiles/{profile_id}/marks": {"vacancy": "0" * 32, "kind": "pin"},
    "POST /v1/profiles/{profile_id}/interests": {"vacancy": "0" * 32},
    "POST /v1/profiles/{profile_id}/contests": {"link": {"kind": "skill", "uri": COOK}, "words": "not me"},
    "POST /v1/profiles/{profile_id}/contests/{contest_id}/answer": {"answer": "put right"},
    "POST /v1/break-glass/{profile}": {"reason": "somebody asked what is kept"},
    "PATCH /v1/users/{user_id}": {"disabled": True},
    "PUT /v1/vacancies/{vacancy_id}": vacancy_line(),
    "PATCH /v1/vacancies/{vacancy_id}": {"title": "Baker"},
    "POST /v1/why-not/{vacancy_id}": {"text": "I can cook"},
    "POST /v1/profiles": {"text": "I can cook"},
    "POST /v1/vacancies": vacancy_line(),
    "POST /v1/users": {"name": "new@example.org", "roles": ["caseworker"]},
    "POST /v1/keys": {"name": "another", "scopes": ["link"]},
    "POST /v1/link": {"text": "I can cook"},
    "POST /v1/matches": {"text": "I can cook"},
    "POST /v1/gaps": {"text": "I can cook"},
    "POST /v1/what-if": {"text": "I can cook"},
}


@dataclass(frozen=True, slots=True)
class House:
    """An organisation with one caller of each role, and what it has, by the names that paths use."""

    callers: tuple[Caller, ...]
    has: dict[str, str]
    other_profile: str

    def caller(self, role: Role) -> Caller:
        """Return the caller of a role."""
        return next(caller for caller in self.callers if caller.role is role)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings without limits: what is asked here is asked in one breath."""
    return settings.model_copy(update=dict.fromkeys(("rate_read", "rate_write", "rate_heavy", "rate_strangers"), 0))


@pytest.fixture
def app(settings: Settings, whole: Database, concepts: Concepts) -> Iterator[ASGIApp]:
    """Start the application."""
    with started(settings, World(settings, whole, concepts, now=lambda: NOW)) as app:
        yield app


@pytest.fixture
def client(app: ASGIApp) -> TestClient:
    """Return a client from elsewhere."""
    return browser(app)


@pytest.fixture
def ours(client: TestClient, whole: Database) -> House:
    """Furnish the organisation that is asked about."""
    return furnish(client, whole, OURS)


@pytest.fixture
def theirs(client: TestClient, whole: Database, ours: House) -> House:
    """Furnish the one that asks from outside."""
    assert ours.callers
    add_organisation(whole, THEIRS, NOW)
    return furnish(client, whole, THEIRS)


def furnish(client: TestClient, whole: Database, organisation: str) -> House:
    """Put people, a vacancy, a ranking, users, a key, an invitation and visits in, through the front door."""
    users = [add_user(whole, organisation, role, NOW) for role in USERS]
    key, other_key = (add_key(whole, organisation, NOW) for _ in range(2))
    spare = add_user(whole, organisation, Role.CASEWORKER, NOW, f"spare@{organisation}.example")

    def post(path: str, /, *by: Caller, **body: object) -> str:
        answer = client.post(path, json=body, headers=(*by, key)[0].headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    vacancy = post("/v1/vacancies", **vacancy_line(title=f"Chef at {organisation}", occupation=CHEF))
    profile, other = (post("/v1/profiles", text=f"I can cook. {organisation} {n}") for n in range(2))
    trace = client.get(f"/v1/profiles/{profile}/matches", headers=key.headers).json()["trace"]
    mark = post(f"/v1/profiles/{profile}/marks", users[0], vacancy=vacancy, kind="pin")
    about = {"trace": trace, "vacancy": vacancy}
    contest = post(f"/v1/profiles/{profile}/contests", users[0], match=about, words="too far")
    with whole.of(organisation).write() as session:
        feed = keep_upload(session, "feed.csv", Upload(("title",), ((2, (f"Chef at {organisation}",)),)), NOW).id
    person = add_person(whole, organisation, profile, NOW)
    add_invitation(whole, organisation, profile, NOW)
    [own] = client.get("/v1/visits", headers=users[0].headers).json()["visits"]
    with whole.write() as session:
        begin_visit(session, organisation, NOW, user_id=users[0].id)
    visits = client.get("/v1/visits", headers=users[0].headers).json()["visits"]
    [visit] = [each["id"] for each in visits if each["id"] != own["id"]]
    has = {
        "profile_id": profile, "profile": profile, "vacancy_id": vacancy, "trace_id": trace, "user_id": spare.id,
        "key_id": other_key.id, "visit_id": visit, "decision_id": "d" * 32, "incident_id": "1" * 32,
        "import_id": feed,
        "mark_id": mark, "contest_id": contest,
    }  # fmt: skip
    return House((*users, person, key), has, other)


def ask(client: TestClient, rule: Rule, caller: Caller, has: dict[str, str]) -> tuple[int, str]:
    """Call a route about what somebody has; return status and body."""
    path = IDS.sub(lambda found: has[found[1]], rule.path)
    body = BODIES.get(f"{rule.method} {rule.path}", {})
    content = None if rule.method in ("GET", "DELETE") else json.dumps(body)
    headers = {**caller.headers, "Content-Type": "application/json"}
    uri = COOK if path.endswith("skills") else CHEF
    answer = client.request(rule.method, path, params={**QUERY, "uri": uri}, content=content, headers=headers)
    return answer.status_code, answer.text


def principal_of(caller: Caller) -> Principal:
    """Return whom a caller acts as."""
    kinds = {Role.PERSON: PrincipalKind.PERSON, Role.SERVICE: PrincipalKind.KEY}
    kind, scopes = kinds.get(caller.role, PrincipalKind.USER), frozenset(Scope)
    profile = caller.id if caller.role is Role.PERSON else None
    return Principal(kind, caller.id, caller.organisation, frozenset({caller.role}), profile, scopes)


def ids_in(found: dict[str, list[dict[str, Any]]]) -> set[str]:
    """Return all ids that an organisation's rows have."""
    values = (value for rows in found.values() for row in rows for name, value in row.items() if name.endswith("id"))
    return {value for value in values if isinstance(value, str) and len(value) >= 32}


def settled(found: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Leave out the tables that tell of every request."""
    return {table: rows for table, rows in found.items() if table not in MOVING}


@pytest.mark.slow
def test_another_organisation_sees_and_changes_nothing(
    client: TestClient, whole: Database, ours: House, theirs: House
) -> None:
    """404 for every id, no id of ours in any answer but the one that was asked with, and every row as it was."""
    before = contents(whole.of(OURS))
    secrets = ids_in(before)
    assert set(ours.has.values()) - {"d" * 32, "1" * 32} <= secrets
    for rule in RULES:
        for caller in theirs.callers:
            status, body = ask(client, rule, caller, ours.has)
            where = f"{rule.method} {rule.path} as {caller.role}: {status} {body[:300]}"
            if not rule.allows(principal_of(caller)):
                assert status == 403, where
            elif IDS.search(rule.path):
                assert status == 404 or (status == 422 and not BODIES.get(f"{rule.method} {rule.path}")), where
            assert status < 500, where
            asked = {ours.has[name] for name in IDS.findall(rule.path)}
            if rule.path in RECORDS:  # their own record says what they asked for
                asked = set(ours.has.values())
            assert not {secret for secret in secrets - asked if secret in body}, where
            assert f"at {OURS}" not in body, where
    assert contents(whole.of(OURS)) == before


@pytest.mark.slow
def test_roles_without_a_row_change_nothing(client: TestClient, whole: Database, ours: House) -> None:
    """403 for everything that is not for a role, 401 for nobody, and every row as it was."""
    before = settled(contents(whole.of(OURS)))
    nobody = Caller(OURS, Role.PERSON, "", {"Sec-Fetch-Site": "same-origin"})
    for rule in RULES:
        for caller in ours.callers:
            if not rule.allows(principal_of(caller)):
                status, body = ask(client, rule, caller, ours.has)
                assert status == 403, f"{rule.method} {rule.path} as {caller.role}: {status} {body[:300]}"
        status, body = ask(client, rule, nobody, ours.has)
        assert status == (303 if rule.is_page else 401), f"{rule.method} {rule.path} as nobody: {status} {body[:300]}"
    assert settled(contents(whole.of(OURS))) == before


# Parts of the paths of routes that end what others need, in the order in which they can still be asked: ranking stops,
# a person is no longer there, somebody is signed out.
ENDING = (
    "/ranking:",
    "/administration/ranking",
    "/erase",
    "/erasure",
    "/visits",
    "/sign-out",
)
# What takes a person's visits away is asked about somebody else.
LOSING = ("/invite/end", "/erasure")


def ends(rule: Rule) -> int:
    """Say how late a route has to be asked: 0 where it ends nothing."""
    if not rule.csrf:
        return 0
    return next((at for at, part in enumerate(ENDING, 1) if part in rule.path), 0)


@pytest.mark.slow
def test_roles_with_a_row_get_through(client: TestClient, ours: House) -> None:
    """What a row allows works; a person sees only their own profile, an administrator none without a reason."""
    for rule in sorted(RULES, key=lambda each: (each.csrf, ends(each))):
        for caller in ours.callers:
            if not rule.allows(principal_of(caller)):
                continue
            loses = rule.method == "DELETE" or rule.path.endswith(LOSING)
            gone = {"profile_id": ours.other_profile} if loses else {}
            status, body = ask(client, rule, caller, {**ours.has, **gone})
            where = f"{rule.method} {rule.path} as {caller.role}: {status} {body[:300]}"
            if rule.own and caller.role is Role.ADMINISTRATOR:
                assert status == 404, where
            elif rule.csrf:
                assert status not in (401, 403), where
            else:
                assert status in (200, 303), where
            assert status < 500 or "ranking" in body, where
            if rule.own is Own.PROFILE and caller.role is Role.PERSON:
                status, body = ask(client, rule, caller, {**ours.has, "profile_id": ours.other_profile})
                assert status == 404, where


def test_whoever_is_open_to_may_do_everything() -> None:
    """Before there are users, no row may be closed to whoever sits at the machine."""
    assert all(rule.allows(LOCAL) for rule in POLICY.values())


def test_every_row_names_who_may() -> None:
    """A row without roles would be closed to all; keys alone come without a cookie, so they need a scope."""
    assert all(rule.roles for rule in RULES)
    assert not [rule.path for rule in RULES if Role.SERVICE in rule.roles]
    assert [rule.path for rule in POLICY.values() if rule.public and not rule.path.startswith("/sign-in")] == [
        "/livez",
        "/readyz",
        "/startupz",
        "/assets/{section}/{name}",
        "/language/{code}",
    ]
