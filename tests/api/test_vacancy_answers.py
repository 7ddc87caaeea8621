"""What officers say about what was read from a vacancy counts at once, and survives reading it again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.relinking import Relinker
from api.world import World
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line

pytestmark = pytest.mark.databases
TEXT = "We need a chef who can cook. Se requiere inglés B1. Turno de noche."


@pytest.fixture
def vacancy(client: TestClient) -> dict[str, Any]:
    """Return a stored vacancy that a feed has sent."""
    line = vacancy_line(id="1", source="feed", text=TEXT, lang="es")
    client.post("/v1/vacancies:import", content=json.dumps(line))
    [entry] = client.get("/v1/vacancies").json()["vacancies"]
    found: dict[str, Any] = client.get(f"/v1/vacancies/{entry['id']}").json()
    return found


def answer(client: TestClient, vacancy: dict[str, Any], *answers: dict[str, Any], **more: object) -> dict[str, Any]:
    """Answer, and return the vacancy."""
    sent = client.post(f"/v1/vacancies/{vacancy['id']}/answers", json={"answers": list(answers), **more})
    assert sent.status_code == 200, sent.text
    found: dict[str, Any] = sent.json()
    return found


def about(what: str, value: str, decision: str, relation: str | None = None) -> dict[str, Any]:
    """Return one answer."""
    return {"about": what, "value": value, "decision": decision, "relation": relation}


def required(vacancy: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return relation and source of each requirement that ranking sees."""
    return {each["uri"]: (each["relation"], each["source"]) for each in vacancy["ranking"]["requirements"]}


def test_a_rejected_skill_is_required_no_more_and_back_when_taken_back(
    client: TestClient, vacancy: dict[str, Any]
) -> None:
    """Rejecting, making it welcome, and taking the answer back: the last gives what was read."""
    assert required(vacancy)[COOK] == ("essential", "stated")
    assert COOK not in required(answer(client, vacancy, about("skill", COOK, "rejected")))
    welcome = answer(client, vacancy, about("skill", COOK, "accepted", "optional"))
    assert required(welcome)[COOK] == ("optional", "stated")
    assert [said["label"] for said in welcome["answers"]] == ["cook"]
    back = answer(client, vacancy, about("skill", COOK, "none"))
    assert (back["ranking"], back["answers"]) == (vacancy["ranking"], [])
    assert back["version"] == vacancy["version"] + 3


def test_facts_are_corrected(client: TestClient, vacancy: dict[str, Any]) -> None:
    """A language that is only welcome stands in nobody's way; a shift that was misread is gone; the words stay."""
    assert vacancy["ranking"]["languages"] == [{"language": "en", "level": "B1"}]
    assert vacancy["ranking"]["shifts"] == ["night"]
    found = answer(
        client, vacancy, about("language", "en:B1", "accepted", "optional"), about("shift", "night", "rejected")
    )
    assert found["ranking"]["optional_languages"] == [{"language": "en", "level": "B1"}]
    assert not {"languages", "shifts"} & found["ranking"].keys()
    assert found["stated"] == vacancy["stated"]


def test_what_comes_with_an_occupation_follows_the_answer(client: TestClient, vacancy: dict[str, Any]) -> None:
    """Without the occupation nothing is inferred from it; with it, what it needs is."""
    none = answer(client, vacancy, about("occupation", CHEF, "rejected"))
    assert none["ranking"].get("occupation") != CHEF
    chef = answer(client, vacancy, about("occupation", CHEF, "accepted"))
    assert chef["ranking"]["occupation"] == CHEF
    assert "likely" not in chef["ranking"]
    assert ("essential", "inferred") in required(chef).values()


def test_answers_survive_the_feed_and_a_change_of_the_text(client: TestClient, vacancy: dict[str, Any]) -> None:
    """The same line again changes nothing; a new text keeps the answers to what it still says, and is not reviewed."""
    answer(client, vacancy, about("skill", COOK, "rejected"), about("shift", "night", "rejected"), reviewed=True)
    line = vacancy_line(id="1", source="feed", text=TEXT, lang="es")
    assert client.post("/v1/vacancies:import", content=json.dumps(line)).json()["n_unchanged"] == 1
    line["text"] = "A chef who can cook. We pay well."
    assert client.post("/v1/vacancies:import", content=json.dumps(line)).json()["n_updated"] == 1
    found = client.get(f"/v1/vacancies/{vacancy['id']}").json()
    assert [(said["about"], said["value"]) for said in found["answers"]] == [("skill", COOK)]
    assert COOK not in required(found)
    assert found["reviewed_at"] is None


def test_answers_survive_reading_again(client: TestClient, world: World, vacancy: dict[str, Any]) -> None:
    """`immerse relink` reads the text anew and applies what was said; nothing else changes."""
    before = answer(client, vacancy, about("skill", COOK, "rejected"), about("language", "en:B1", "rejected"))
    with world.database.write() as session:
        row = repository.get_vacancy(session, vacancy["id"])
        row.reading, row.ranking = "something older", row.read_ranking
        session.add(row)
    Relinker(world.database, world.reader, lambda _: None, lambda: NOW, lambda _: None).run()
    after = client.get(f"/v1/vacancies/{vacancy['id']}").json()
    assert (after["ranking"], after["answers"]) == (before["ranking"], before["answers"])


def test_a_missed_skill_is_added(client: TestClient) -> None:
    """A skill that nothing in the text was linked to can be named; one that nobody knows cannot."""
    made = client.post("/v1/vacancies", json=vacancy_line(title="Helper", text="Carries plates.")).json()
    assert required(made).get(COOK, ("", ""))[1] != "stated"
    assert "no_skill" in made["doubts"]
    found = answer(client, made, about("skill", COOK, "accepted", "optional"))
    assert required(found)[COOK] == ("optional", "stated")
    unknown = about("skill", "http://data.europa.eu/esco/skill/nothing", "accepted")
    assert client.post(f"/v1/vacancies/{made['id']}/answers", json={"answers": [unknown]}).status_code == 404
    unsaid = about("language", "de:C2", "rejected")
    assert client.post(f"/v1/vacancies/{made['id']}/answers", json={"answers": [unsaid]}).status_code == 404
