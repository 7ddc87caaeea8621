"""Nothing goes to an employer before a caseworker decided, with a reason where they go against the list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.taxonomy.worlds import BAKER

pytestmark = pytest.mark.databases
PERSON = {"occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}], "languages": {"es": "A2"}}
NO_ID = "0" * 32


@dataclass(frozen=True)
class Case:
    """Somebody with a kept list that one of four vacancies is not in."""

    person: str
    trace: str
    listed: tuple[str, ...]
    other: str

    @property
    def path(self) -> str:
        """Where decisions go."""
        return f"/v1/profiles/{self.person}/decisions"


@pytest.fixture
def case(client: TestClient, world: World) -> Case:
    """Rank four vacancies for somebody, and show the best two."""
    lines = [
        vacancy_line(id="chef", occupation=CHEF, skills=[{"uri": COOK}]),
        vacancy_line(id="spanish", occupation=CHEF, languages={"es": "C1"}, text="Chef."),
        vacancy_line(id="baker", title="Baker", occupation=BAKER, text="We need a baker."),
        vacancy_line(id="driver", title="Driver", text="Drives bread.", licences=["C"]),
    ]
    ids = [client.post("/v1/vacancies", json=line).json()["id"] for line in lines]
    world.snapshots.refresh()
    person = client.post("/v1/profiles", json=PERSON).json()["id"]
    answer = client.get(f"/v1/profiles/{person}/matches", params={"top": 2}).json()
    shown = {match["id"] for match in (*answer["matches"], *answer["widen"])}
    listed = tuple(match["id"] for match in answer["matches"])
    other = next(each for each in ids if each not in shown)
    return Case(person, answer["trace"], listed, other)


def say(client: TestClient, case: Case, **said: object) -> Any:  # noqa: ANN401 - a parsed body
    """Decide, and return the answer."""
    return client.post(case.path, json={"trace": case.trace, **said})


def test_decisions_are_kept_with_what_came_of_them(client: TestClient, case: Case, world: World) -> None:
    """Accept the first, override for one outside the list, reject the list; newest first, counted, with follow-ups."""
    accepted = say(client, case, vacancy=case.listed[0], verdict="accept")
    assert (accepted.status_code, accepted.json()["rank"]) == (201, 1)
    overridden = say(client, case, vacancy=case.other, verdict="override", reason="She knows the owner")
    assert (overridden.status_code, overridden.json()["rank"]) == (201, None)
    assert say(client, case, verdict="reject", reason="Moves away").status_code == 201
    path = f"{case.path}/{accepted.json()['id']}/follow-ups"
    for kind, day in (("hired", "2026-11-21"), ("contacted", "2026-11-20")):
        assert client.post(path, json={"kind": kind, "day": day}).status_code == 201
    found = client.get(case.path).json()["decisions"]
    assert sorted((each["verdict"], each["vacancy"]) for each in found) == sorted(
        [("reject", None), ("override", case.other), ("accept", case.listed[0])], key=str
    )
    by_verdict = {each["verdict"]: each for each in found}
    assert [each["kind"] for each in by_verdict["accept"]["follow_ups"]] == ["contacted", "hired"]
    assert by_verdict["override"]["reason"] == "She knows the owner"
    registry = world.measures.registry
    counted = {
        verdict: registry.get_sample_value("immerse_decisions_total", {"verdict": verdict})
        for verdict in ("accept", "override", "reject")
    }
    assert counted == {"accept": 1, "override": 1, "reject": 1}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"verdict": "accept"}, "vacancy: is needed"),
        ({"verdict": "accept", "vacancy": "other"}, "vacancy: is not in this list"),
        ({"verdict": "override", "vacancy": "first"}, "reason: is needed to override"),
        ({"verdict": "reject", "vacancy": "first"}, "reason: is needed to reject"),
        ({"verdict": "reject", "vacancy": "first", "reason": "  "}, "reason"),
        ({"verdict": "perhaps", "vacancy": "first"}, "verdict"),
        ({"verdict": "accept", "vacancy": "first", "by": "somebody else"}, "by: Extra inputs are not permitted"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(
    client: TestClient, case: Case, said: dict[str, str], field: str
) -> None:
    """Each is a 422 that names the field, and nothing is kept."""
    ids = {"first": case.listed[0], "other": case.other}
    named = {key: ids.get(value, value) if key == "vacancy" else value for key, value in said.items()}
    refused = say(client, case, **named)
    assert refused.status_code == 422
    assert field in refused.json()["detail"]
    assert client.get(case.path).json()["decisions"] == []


def test_what_is_not_theirs_is_not_found(client: TestClient, case: Case) -> None:
    """Somebody else's ranking, an unknown vacancy, and another person's decision answer 404."""
    other = client.post("/v1/profiles", json=PERSON).json()["id"]
    body = {"trace": case.trace, "vacancy": case.listed[0], "verdict": "accept"}
    assert client.post(f"/v1/profiles/{other}/decisions", json=body).status_code == 404
    assert say(client, case, trace=NO_ID, vacancy=case.listed[0], verdict="accept").status_code == 404
    assert say(client, case, vacancy=NO_ID, verdict="override", reason="r").status_code == 404
    decided = say(client, case, vacancy=case.listed[0], verdict="accept").json()["id"]
    body = {"kind": "contacted", "day": "2026-11-20"}
    assert client.post(f"/v1/profiles/{other}/decisions/{decided}/follow-ups", json=body).status_code == 404
    assert client.get("/v1/profiles/nobody/decisions").status_code == 404


def test_follow_ups_need_something_to_follow(client: TestClient, case: Case) -> None:
    """Nothing follows a rejection, and nothing has happened tomorrow."""
    rejected = say(client, case, vacancy=case.listed[0], verdict="reject", reason="Too far").json()["id"]
    accepted = say(client, case, vacancy=case.listed[1], verdict="accept").json()["id"]
    today = {"kind": "applied", "day": "2026-11-21"}
    assert client.post(f"{case.path}/{rejected}/follow-ups", json=today).status_code == 409
    tomorrow = client.post(f"{case.path}/{accepted}/follow-ups", json={**today, "day": "2026-11-22"})
    assert (tomorrow.status_code, tomorrow.json()["detail"]) == (422, "day: lies in the future")


def test_only_decided_people_are_put_forward(client: TestClient, case: Case) -> None:
    """The list for an employer is empty before a decision, and follows the last one about each person."""
    vacancy = case.listed[0]

    def forward() -> list[str]:
        referrals = client.get(f"/v1/vacancies/{vacancy}/referrals").json()["referrals"]
        return [each["profile"] for each in referrals]

    assert client.get(f"/v1/vacancies/{vacancy}/matches").json()["matches"]
    assert forward() == []
    say(client, case, vacancy=vacancy, verdict="accept")
    assert forward() == [case.person]
    say(client, case, vacancy=vacancy, verdict="reject", reason="Found something else")
    decisions = client.get(case.path).json()["decisions"]
    assert sorted((each["verdict"], each["holds"]) for each in decisions) == [("accept", False), ("reject", True)]
    assert forward() == []
    assert client.get(f"/v1/vacancies/{NO_ID}/referrals").status_code == 404


def test_decisions_go_with_the_person_and_are_sealed(client: TestClient, case: Case, world: World) -> None:
    """The reason stands in no file in plain, and after erasure nothing of the decision is left."""
    say(client, case, vacancy=case.listed[0], verdict="reject", reason="canary of a reason")
    world.whole.fold()
    stored = [path.read_bytes() for path in world.settings.data.rglob("*") if path.is_file()]
    assert not any(b"canary of a reason" in content for content in stored)
    assert client.delete(f"/v1/profiles/{case.person}").is_success
    referrals = client.get(f"/v1/vacancies/{case.listed[0]}/referrals").json()["referrals"]
    assert referrals == []
    assert client.get(case.path).status_code == 404
