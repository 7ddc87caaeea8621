"""Profiles over HTTP: stored, answered about, matched, traced, erased."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.answers import ImportAnswer, ProfileAnswer, ProfileLinksAnswer
from api.importing import import_profiles
from api.match_answers import GapsAnswer, MatchesAnswer
from api.reading import Reader
from api.rights_answers import ErasureAnswer
from api.rows import RawRow
from api.session import OrganisationDatabase
from api.settings import Settings
from api.trace_answers import TraceAnswer
from api.world import World
from matcher.inputs import ranking_input_from_json
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line

pytestmark = pytest.mark.databases

WORDS = "I can cook for my whole family."


@pytest.fixture
def chef_vacancy(client: TestClient, world: World) -> str:
    """Store a vacancy that needs cooking and hygiene, and let matching see it."""
    line = vacancy_line(occupation=CHEF, languages={"es": "B1"}, skills=[{"uri": COOK}])
    made = client.post("/v1/vacancies", json=line).json()
    world.snapshots.refresh()
    vacancy_id: str = made["id"]
    return vacancy_id


def post(client: TestClient, **line: object) -> dict[str, Any]:
    """Store a profile and return it."""
    answer = client.post("/v1/profiles", json=line)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_profile_is_stored_linked_and_read_back(client: TestClient) -> None:
    """Own words are kept and linked; what ranking sees holds no words."""
    made = post(client, id="7", text=WORDS, lang="en", zodiac="leo")
    ProfileAnswer.model_validate(made)
    assert made["profile"]["text"] == WORDS
    assert COOK in {link["uri"] for link in made["links"]}
    assert made["ignored"] == ["zodiac"]
    assert "family" not in json.dumps(made["ranking_input"])
    assert client.get(f"/v1/profiles/{made['id']}").json() == {**made, "ignored": []}


def test_rejecting_and_accepting_a_link_changes_what_ranking_sees_at_once(client: TestClient) -> None:
    """A rejected skill is gone and stays rejected, an accepted one counts as stated; the answer can be taken back."""
    made = post(client, text=WORDS)
    path = f"/v1/profiles/{made['id']}/links"

    def answer(decision: str) -> dict[str, Any]:
        found = client.post(path, json={"uri": COOK, "kind": "skill", "decision": decision})
        assert found.status_code == 200
        ProfileLinksAnswer.model_validate(found.json())
        profile: dict[str, Any] = client.get(f"/v1/profiles/{made['id']}").json()
        seen: dict[str, Any] = profile["ranking_input"]
        return seen

    before = made["ranking_input"]
    rejected = ranking_input_from_json(answer("rejected"))
    assert COOK not in {skill.uri for skill in rejected.skills}
    assert rejected.rejected_skills == (COOK,)
    accepted = ranking_input_from_json(answer("accepted"))
    assert {skill.uri: skill.source for skill in accepted.skills}[COOK] == "stated"
    assert answer("none") == before


def test_answers_stay_when_the_profile_changes(client: TestClient) -> None:
    """A patch reads the words again and keeps what a person said about links that are still there."""
    made = post(client, text=WORDS, languages={"es": "A2"})
    client.post(f"/v1/profiles/{made['id']}/links", json={"uri": COOK, "decision": "rejected"})
    changed = client.patch(f"/v1/profiles/{made['id']}", json={"languages": {"es": "B1"}, "education": 3}).json()
    assert changed["profile"]["languages"] == {"es": "B1"}
    assert {link["uri"]: link["decision"] for link in changed["links"]}[COOK] == "rejected"
    assert COOK in changed["ranking_input"]["rejected_skills"]


def test_a_match_is_explained_and_its_points_add_up(client: TestClient, chef_vacancy: str) -> None:
    """The list has the keys of the reference, and the contributions sum to the score."""
    made = post(client, skills=[{"uri": COOK}], languages={"es": "A2"})
    answer = client.get(f"/v1/profiles/{made['id']}/matches")
    found = answer.json()
    MatchesAnswer.model_validate(found)
    [match] = found["matches"]
    assert match["id"] == chef_vacancy
    assert match["title"] == "Chef"
    assert sum(part["points"] for part in match["contributions"]) == match["score"]
    assert {"kind": "language", "state": "not_met"}.items() <= match["blockers"][0].items()
    assert found["stamp"]["as_of"] == "2026-11-20"


def test_a_trace_keeps_the_ranking_until_the_person_is_erased(
    client: TestClient, chef_vacancy: str, settings: Settings
) -> None:
    """The trace holds input, stamp and versions; erasure takes the words out of the file and answers 410."""
    made = post(client, text=WORDS + " Xylophonist", skills=[{"uri": COOK}])
    trace = client.get(f"/v1/profiles/{made['id']}/matches").json()["trace"]
    kept = client.get(f"/v1/traces/{trace}").json()
    TraceAnswer.model_validate(kept)
    assert kept["input"] == made["ranking_input"]
    assert [(entry["id"], entry["version"]) for entry in kept["results"]] == [(chef_vacancy, 1)]
    receipt = client.delete(f"/v1/profiles/{made['id']}").json()
    ErasureAnswer.model_validate(receipt)
    assert {"profile": 1, "profile_link": len(made["links"]), "trace": 1}.items() <= receipt["counts"].items()
    erased = client.get(f"/v1/traces/{trace}")
    assert (erased.status_code, erased.json()["error"]) == (410, "erased")
    assert client.get(f"/v1/profiles/{made['id']}").status_code == 404
    files = [path.read_bytes() for path in settings.database.parent.glob("immerse.sqlite*")]
    assert not any(b"Xylophonist" in content for content in files)


def test_gaps_of_a_profile(client: TestClient, chef_vacancy: str) -> None:
    """The missing language level is a step that opens the one vacancy."""
    made = post(client, occupations=[{"uri": CHEF}], skills=[{"uri": COOK}], languages={"es": "A2"})
    found = client.get(f"/v1/profiles/{made['id']}/gaps").json()
    GapsAnswer.model_validate(found)
    steps = {step.get("value"): step["vacancy_ids"] for step in found["steps"]}
    assert steps == {"es:B1": [chef_vacancy]}


def test_an_ad_hoc_match_equals_the_stored_one_and_stores_nothing(client: TestClient, chef_vacancy: str) -> None:
    """The same line gives the same list, and no profile is left behind."""
    line = {"skills": [{"uri": COOK}], "languages": {"es": "A2"}}
    ad_hoc = client.post("/v1/matches", json=line)
    again = client.post("/v1/matches", json=line)
    assert ad_hoc.content == again.content
    assert client.get("/v1/profiles").json()["n_total"] == 0
    made = post(client, **line)
    stored = client.get(f"/v1/profiles/{made['id']}/matches").json()
    assert stored["matches"] == ad_hoc.json()["matches"]
    assert stored["matches"][0]["id"] == chef_vacancy
    steps = client.post("/v1/gaps", json=line).json()
    assert steps["steps"] == client.get(f"/v1/profiles/{made['id']}/gaps").json()["steps"]


def test_an_empty_profile_gets_questions_and_no_score(client: TestClient, chef_vacancy: str) -> None:
    """Where nothing is known there is no number, only what to ask."""
    found = client.post("/v1/matches", json={}).json()
    assert found["questions"]
    assert [(match["id"], match["score"]) for match in found["matches"]] == [(chef_vacancy, None)]


def test_a_caseload_is_imported_and_updated(client: TestClient) -> None:
    """The second import of a changed row updates it; rows without an id are new people each time."""
    header = "id,texto,idiomas,educación\n"
    first = client.post("/v1/profiles:import?source=ngo", content=(header + "1,Cocino,es:B1,3\n,Limpio,,\n").encode())
    ImportAnswer.model_validate(first.json())
    assert first.json()["n_created"] == 2
    second = client.post("/v1/profiles:import?source=ngo", content=(header + "1,Cocino,es:B2,3\n2,x,es,9\n").encode())
    assert (second.json()["n_updated"], second.json()["n_refused"]) == (1, 1)
    assert second.json()["problems"] == [{"line": 3, "field": "languages", "reason": "'es' is not of the form es:B1"}]
    assert client.get("/v1/profiles").json()["n_total"] == 2


def test_the_inbox_counts_what_is_new_and_ready(client: TestClient, world: World) -> None:
    """New is published since the day given; closing is what expires within a week; people with news come first."""
    line = vacancy_line(occupation=CHEF, skills=[{"uri": COOK}], expires="2026-11-25")
    vacancy = client.post("/v1/vacancies", json=line).json()["id"]
    world.snapshots.refresh()
    post(client, education=3)
    ready = post(client, occupations=[{"uri": CHEF, "years": 4}], skills=[{"uri": COOK}])
    inbox = client.get("/v1/inbox").json()
    assert (inbox["n_people"], inbox["n_new"], inbox["n_closing"]) == (2, 1, 1)
    assert (inbox["people"][0]["profile"], inbox["people"][0]["best"]["id"]) == (ready["id"], vacancy)
    assert inbox["people"][0]["best"]["title"] == "Chef"
    assert client.get("/v1/inbox", params={"since": "2026-11-21"}).json()["n_new"] == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {}),
        ("DELETE", "", None),
        ("GET", "/links", None),
        ("POST", "/links", {"uri": COOK, "decision": "accepted"}),
        ("GET", "/matches", None),
        ("GET", "/gaps", None),
    ],
)
def test_unknown_ids_answer_404(client: TestClient, method: str, path: str, body: object) -> None:
    """Every route with an id says so when there is no such profile."""
    answer = client.request(method, f"/v1/profiles/nobody{path}", json=body)
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_a_concept_is_named_without_a_text(client: TestClient) -> None:
    """It is held as what a person said, stays when the profile changes, and is gone when that is taken back."""
    made = post(client, education=3)
    path = f"/v1/profiles/{made['id']}"

    def say(decision: str, uri: str = COOK) -> int:
        return client.post(f"{path}/links", json={"uri": uri, "kind": "skill", "decision": decision}).status_code

    assert say("none") == say("accepted", f"{COOK}-unknown") == 404
    assert say("accepted") == 200
    named = client.patch(path, json={"education": 4}).json()
    assert [(link["uri"], link["method"], link["decision"]) for link in named["links"]] == [(COOK, "given", "accepted")]
    assert named["ranking_input"]["skills"] == [{"uri": COOK, "source": "stated"}]
    exported = client.get(f"{path}/export").json()
    again = client.post("/v1/profiles:restore", json=exported).json()
    assert again["ranking_input"] == named["ranking_input"]
    assert say("rejected") == 200
    assert client.get(path).json()["ranking_input"]["rejected_skills"] == [COOK]
    assert say("none") == 200
    assert client.get(path).json()["links"] == []
    assert client.get(path).json()["ranking_input"] == {"education": 4}


@pytest.mark.parametrize(
    ("body", "field"),
    [({"education": 9}, "education"), ({"languages": {"es": "Z"}}, "languages.es"), ({"skills": [{}]}, "skills.0")],
)
def test_bad_fields_are_named(client: TestClient, body: dict[str, object], field: str) -> None:
    """Storing and matching refuse the same things with the same words."""
    stored = client.post("/v1/profiles", json=body)
    matched = client.post("/v1/matches", json=body)
    assert stored.status_code == matched.status_code == 422
    assert stored.json() == matched.json()
    assert field in stored.json()["detail"]


def test_people_are_listed_as_they_came(client: TestClient, database: OrganisationDatabase, reader: Reader) -> None:
    """Of one import as in its file, earlier imports first; in parts it is the same list, and nobody is left out.

    The page, on which people are looked for, has them by name.
    """
    for source, day in (("later", 2), ("first", 1)):
        lines = (RawRow(n, {"id": f"{source}-{n:02}", "text": "I can cook"}) for n in (3, 1, 2))
        import_profiles(lines, database, reader, NOW + timedelta(days=day), source)
    for n in (1, 2):
        import_profiles(iter([RawRow(n, {"text": f"I can cook {n}"})]), database, reader, NOW + timedelta(days=3))
    whole = client.get("/v1/profiles").json()["profiles"]
    names = [f"{source}-{n:02}" for source in ("first", "later") for n in (3, 1, 2)]
    assert [row["external_id"] for row in whole] == [*names, None, None]
    parts: list[dict[str, Any]] = []
    after = None
    while not parts or after:
        part = client.get("/v1/profiles", params={"limit": 3, **({"after": after} if after else {})}).json()
        parts, after = [*parts, *part["profiles"]], part["next"]
    assert parts == whole
    page = client.get("/people").text
    assert [page.index(name) for name in sorted(names)] == sorted(page.index(name) for name in names)
    assert client.get("/v1/profiles", params={"after": "nobody"}).status_code == 404
