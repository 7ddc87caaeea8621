"""Incidents have a due date, and the monitoring report counts what was done, by hand-made numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line

pytestmark = pytest.mark.databases
PERSON = {"text": "I can cook. I was a chef.", "lang": "en", "occupations": [{"uri": CHEF}], "skills": [{"uri": COOK}]}


@pytest.mark.parametrize(
    ("incident", "due"),
    [
        ("data_breach", datetime(2026, 11, 4, 8, tzinfo=UTC)),
        ("serious", datetime(2026, 11, 16, 8, tzinfo=UTC)),
        ("death", datetime(2026, 11, 11, 8, tzinfo=UTC)),
        ("widespread", datetime(2026, 11, 3, 8, tzinfo=UTC)),
        ("other", None),
    ],
)
def test_an_incident_is_due_when_the_law_says(client: TestClient, incident: str, due: datetime | None) -> None:
    """72 hours, 15, 10 and 2 days after somebody became aware of it, in whatever zone they say it; else never."""
    line = {"kind": incident, "what": "somebody's list was printed", "detected_at": "2026-11-01T09:00:00+01:00"}
    made = client.post("/v1/incidents", json=line)
    assert made.status_code == 201
    shown = made.json()
    assert shown["due_at"] == (None if due is None else due.isoformat().replace("+00:00", "Z"))
    assert shown["overdue"] is (due is not None)  # it is the 21st
    if due is not None:
        assert client.post(f"/v1/incidents/{shown['id']}/report").json()["overdue"] is False
        assert client.post(f"/v1/incidents/{shown['id']}/report").status_code == 409
    assert [each["what"] for each in client.get("/v1/incidents").json()["incidents"]] == ["somebody's list was printed"]


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ({"kind": "other", "what": "x", "detected_at": "2026-11-01T09:00:00"}, "detected_at: needs a zone"),
        ({"kind": "other", "what": "x", "detected_at": "2026-11-22T09:00:00Z"}, "detected_at: lies in the future"),
        ({"kind": "other", "what": " "}, "what"),
        ({"kind": "small", "what": "x"}, "kind"),
    ],
)
def test_an_incident_that_cannot_be_is_refused(client: TestClient, line: dict[str, str], detail: str) -> None:
    """Each is a 422 that names the field."""
    refused = client.post("/v1/incidents", json=line)
    assert (refused.status_code, refused.json()["detail"].startswith(detail)) == (422, True)


def test_an_incident_can_stop_ranking(client: TestClient, world: World) -> None:
    """One request writes it down and stops; its text is in no file in plain."""
    client.post("/v1/incidents", json={"kind": "serious", "what": "canary of an incident", "stop": True})
    assert client.get("/v1/admin/ranking").json()["stopped"] is True
    world.whole.fold()
    stored = [path.read_bytes() for path in world.settings.data.rglob("*") if path.is_file()]
    assert not any(b"canary of an incident" in content for content in stored)


def report(client: TestClient, first: str, last: str) -> dict[str, Any]:
    """Return the report from one day to another."""
    answer = client.get("/v1/monitoring/report", params={"from": first, "to": last})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_report_counts_what_was_done(client: TestClient, world: World) -> None:
    """Three lists, four decisions, a refusal, a follow-up, an incident: each where it belongs, and rates of them."""
    vacancies = [
        client.post("/v1/vacancies", json=vacancy_line(id=f"v{n}", occupation=CHEF, text=f"Chef {n}.")).json()["id"]
        for n in range(3)
    ]
    world.snapshots.refresh()
    person = client.post("/v1/profiles", json=PERSON).json()["id"]
    lists = [client.get(f"/v1/profiles/{person}/matches").json() for _ in range(3)]
    assert client.get("/v1/profiles/nobody").status_code == 404
    ranked = [match["id"] for match in lists[0]["matches"]]
    assert sorted(ranked) == sorted(vacancies)
    said: list[dict[str, str]] = [
        {"verdict": "accept", "vacancy": ranked[0]}, {"verdict": "accept", "vacancy": ranked[1]},
        {"verdict": "override", "vacancy": ranked[2], "reason": "r"}, {"verdict": "reject", "reason": "r"},
    ]  # fmt: skip
    path = f"/v1/profiles/{person}/decisions"
    decided = [client.post(path, json={"trace": lists[0]["trace"], **each}).json()["id"] for each in said]
    client.post(f"{path}/{decided[0]}/follow-ups", json={"kind": "hired", "day": "2026-11-21"})
    client.post("/v1/incidents", json={"kind": "other", "what": "x"})
    found = report(client, "2026-11-21", "2026-11-21")
    assert found["decisions"] == {
        "n": 4, "accepted": 2, "overridden": 1, "rejected": 1,
        "override_rate": 0.25, "rejection_rate": 0.25, "accepted_first": 0.5,
    }  # fmt: skip
    assert (found["follow_ups"]["hired"], found["follow_ups"]["applied"]) == (1, 0)
    actions = {each["action"]: (each["done"], each["refused"], each["failed"]) for each in found["actions"]}
    assert actions["vacancy.create"] == (3, 0, 0)
    assert actions["profile.match"] == (3, 0, 0)
    assert actions["profile.read"] == (0, 1, 0)
    assert found["refusal_rate"] == pytest.approx(1 / found["n_actions"])
    best = max(match["score"] for match in lists[0]["matches"])
    assert (found["lists"]["n"], found["lists"]["best_score"], found["lists"]["empty"]) == (3, best, 0.0)
    assert len(found["lists"]["made_with"]) == 1
    assert found["lists_before"]["n"] == 0
    assert found["flips"] == {"n": 1, "same_input": 1.0, "same_list": 1.0}
    assert found["incidents"] == {"n": 1, "overdue": 0}
    assert person not in str(found)


def test_the_time_before_is_what_drift_is_measured_against(client: TestClient, world: World) -> None:
    """Lists of today are those before the report of tomorrow; a time without anything has no rates."""
    world.snapshots.refresh()
    person = client.post("/v1/profiles", json=PERSON).json()["id"]
    client.get(f"/v1/profiles/{person}/matches")
    tomorrow = report(client, "2026-11-22", "2026-11-22")
    assert (tomorrow["lists"]["n"], tomorrow["lists_before"]["n"]) == (0, 1)
    assert tomorrow["lists_before"]["empty"] == 1.0
    assert (tomorrow["decisions"]["override_rate"], tomorrow["refusal_rate"]) == (None, None)


@pytest.mark.parametrize(("first", "last"), [("2026-11-22", "2026-11-21"), ("2024-01-01", "2026-01-01")])
def test_a_time_that_is_none_is_refused(client: TestClient, first: str, last: str) -> None:
    """Backwards or longer than a year is a 422."""
    assert client.get("/v1/monitoring/report", params={"from": first, "to": last}).status_code == 422
