"""What is done over HTTP is in the record before it is answered, and people can see who used their file."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.audit_watch import verify_chain
from api.policy import POLICY
from api.principals import LOCAL, Principal, PrincipalKind, Role
from api.routes.audit import read_accesses, read_audit
from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line

PERSON = {"occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}]}


def entries(client: TestClient) -> list[dict[str, Any]]:
    """Return the record, oldest first, without the entries of reading it and of what runs by itself."""
    found = client.get("/v1/audit", params={"limit": 200}).json()["entries"]
    return [entry for entry in reversed(found) if entry["action"] not in ("audit.read", "retention.run")]


def test_a_life_of_a_profile_is_recorded(client: TestClient, world: World) -> None:
    """Made, ranked with its trace, read, looked for in vain, erased; each once, in order, and the chain fits."""
    vacancy = client.post("/v1/vacancies", json=vacancy_line(occupation=CHEF)).json()["id"]
    world.snapshots.refresh()
    person = client.post("/v1/profiles", json=PERSON).json()["id"]
    trace = client.get(f"/v1/profiles/{person}/matches").json()["trace"]
    client.get(f"/v1/profiles/{person}")
    assert client.get("/v1/profiles/nobody").status_code == 404
    assert client.delete(f"/v1/profiles/{person}").is_success
    found = entries(client)
    assert [(entry["action"], entry["outcome"], entry["object_kind"]) for entry in found] == [
        ("vacancy.create", "done", "vacancy"),
        ("profile.create", "done", "profile"),
        ("profile.match", "done", "profile"),
        ("profile.read", "done", "profile"),
        ("profile.read", "refused", "profile"),
        ("profile.erase", "done", "profile"),
    ]
    assert found[0]["object"] == vacancy
    assert found[2]["trace"] == trace
    assert len({entry["object"] for entry in found if entry["object_kind"] == "profile"} - {""}) == 1
    assert person not in client.get("/v1/audit").text
    assert len({entry["actor"] for entry in found}) == 1
    assert verify_chain(world.whole, world.audit_chain, world.settings.audit_anchors).problems == ()


def test_nothing_is_answered_that_cannot_be_recorded(client: TestClient, world: World) -> None:
    """Where the record cannot be written, neither is a profile made nor one shown."""
    person = client.post("/v1/profiles", json=PERSON).json()["id"]
    with world.whole.write() as session:
        session.connection().execute(
            text("CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'full'); END")
        )
    quiet = TestClient(
        client.app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000), raise_server_exceptions=False
    )
    assert quiet.post("/v1/profiles", json={"text": "I cook."}).status_code == 500
    answer = quiet.get(f"/v1/profiles/{person}")
    assert answer.status_code == 500
    assert CHEF not in answer.text
    with world.whole.write() as session:
        session.connection().execute(text("DROP TRIGGER full"))
    assert client.get("/v1/profiles").json()["n_total"] == 1


def test_every_unsafe_route_and_every_file_is_recorded() -> None:
    """The policy names an action for whatever changes something that is kept, and for every use of somebody's file.

    Signing in is apart: nobody is known yet when it begins, so `api.accounts` and `api.invitations` record it.
    """
    kept_nothing = {
        "/v1/link", "/v1/matches", "/v1/gaps", "/v1/what-if", "/v1/why-not/{vacancy_id}", "/try", "/read",
        "/v1/profiles:read", "/people/new/file", "/people/new/text", "/people/new/suggest", "/people/new/pictures",
        "/people/import/file", "/vacancies/new",
    }  # fmt: skip
    bare = {
        f"{method} {path}"
        for (method, path), rule in POLICY.items()
        if rule.action is None
        and not path.startswith("/sign-in")
        and ((rule.csrf and path not in kept_nothing) or "{profile_id}" in path or "{trace_id}" in path)
    }
    assert bare == set()


def test_a_person_sees_who_used_their_file(client: TestClient, world: World) -> None:
    """Newest first and in parts, under pseudonyms, nothing about others."""
    world.snapshots.refresh()
    person, other = (client.post("/v1/profiles", json=PERSON).json()["id"] for _ in range(2))
    client.get(f"/v1/profiles/{other}")
    for _ in range(3):
        client.get(f"/v1/profiles/{person}")
    first = client.get(f"/v1/profiles/{person}/accesses", params={"limit": 2}).json()
    rest = client.get(f"/v1/profiles/{person}/accesses", params={"before": first["next"], "limit": 9}).json()
    assert [each["action"] for each in first["accesses"]] == ["profile.read"] * 2
    assert [each["action"] for each in rest["accesses"]] == ["profile.read", "profile.create"]
    assert rest["next"] is None
    assert client.get("/v1/profiles/nobody/accesses").status_code == 404


def test_others_see_what_they_did_themselves(client: TestClient, world: World) -> None:
    """A caseworker sees their own actions, somebody who did nothing sees nothing, an auditor everything."""
    client.post("/v1/profiles", json=PERSON)
    ana = Principal(PrincipalKind.USER, "ana", "default", frozenset({Role.CASEWORKER}))
    auditor = Principal(PrincipalKind.USER, "otto", "default", frozenset({Role.AUDITOR}))
    assert read_audit(world.for_principal(ana)).entries == []
    assert len(read_audit(world.for_principal(auditor)).entries) == 1
    assert len(read_audit(world.for_principal(LOCAL)).entries) == 1
    person = client.get("/v1/profiles").json()["profiles"][0]["id"]
    assert len(read_accesses(person, world.for_principal(ana)).accesses) == 1


def test_an_answer_leads_to_its_entry(client: TestClient) -> None:
    """Every answer has a number of its own, refusals too, and the record has the same; nobody brings their own."""
    answers = [client.get("/v1/profiles", headers={"x-request-id": "mine"}), client.get("/v1/profiles/nobody")]
    numbers = [answer.headers["x-request-id"] for answer in answers]
    assert [entry["request"] for entry in entries(client)] == numbers
    assert len({*numbers, "mine", client.get("/livez").headers["x-request-id"]}) == 4


@pytest.mark.parametrize("limit", [0, 201])
def test_parts_have_a_size(client: TestClient, limit: int) -> None:
    """A part holds one to two hundred entries."""
    assert client.get("/v1/audit", params={"limit": limit}).status_code == 422
