"""Explanations over HTTP: both sides' words, why not, what if; the same for stored and for sent profiles."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.match_answers import GapsAnswer, MatchesAnswer
from api.supposition_answers import WhatIfAnswer, WhyNotAnswer
from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line

WORDS = "My name is Amina Haddad and I can cook for my whole family."
LINE = {"text": WORDS, "lang": "en", "languages": {"es": "A2"}}


@pytest.fixture
def vacancies(client: TestClient, world: World) -> list[str]:
    """Store two vacancies, one of which asks for Spanish, and let matching see them."""
    lines = [
        vacancy_line(id="spanish", text="You cook every day.", languages={"es": "B1"}, skills=[{"uri": COOK}]),
        vacancy_line(id="plain", title="Kitchen", occupation=CHEF),
    ]
    made = [client.post("/v1/vacancies", json=line).json()["id"] for line in lines]
    world.snapshots.refresh()
    return made


def store(client: TestClient) -> str:
    """Store the person, confirmed, and return the id."""
    profile_id: str = client.post("/v1/profiles", json=LINE).json()["id"]
    return profile_id


def get(client: TestClient, path: str, status: int = 200) -> dict[str, Any]:
    """Return the body of an answer."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_both_sides_are_quoted_and_nobody_is_named(client: TestClient, vacancies: list[str]) -> None:
    """The words for a covered requirement are those of the texts, without what identifies the person."""
    found = client.post("/v1/matches?languages=en", json=LINE).json()
    MatchesAnswer.model_validate(found)
    match = next(match for match in found["matches"] if match["id"] == vacancies[0])
    (asked,) = [asked for asked in match["explanation"]["requirements"] if asked["uri"] == COOK]
    assert "cook" in asked["person_words"]
    assert "cook" in asked["vacancy_words"].lower()
    assert "Amina" not in str(found)
    assert found["languages"][0]["labels"][COOK]["language"] == "en"


def test_without_languages_nothing_is_added(client: TestClient, vacancies: list[str]) -> None:
    """A list that nobody wants to read aloud stays short."""
    found = client.post("/v1/matches", json=LINE).json()
    assert "languages" not in found
    assert [set(match) & {"explanation"} for match in found["matches"]] == [set() for _ in vacancies]


def test_a_stored_profile_is_explained_like_one_that_is_sent(client: TestClient, vacancies: list[str]) -> None:
    """Words come from the tables or from the request; the explanation is the same."""
    sent = client.post("/v1/matches?languages=en", json=LINE).json()
    stored = get(client, f"/v1/profiles/{store(client)}/matches?languages=en")
    assert stored["matches"] == sent["matches"]
    assert stored["languages"] == sent["languages"]
    assert {match["id"] for match in sent["matches"]} == set(vacancies)


def test_people_of_a_vacancy_are_explained_too(client: TestClient, vacancies: list[str]) -> None:
    """The other direction says the same about the pair."""
    profile_id = store(client)
    people = get(client, f"/v1/vacancies/{vacancies[0]}/matches?languages=en")
    MatchesAnswer.model_validate(people)
    sent = client.post("/v1/matches?languages=en", json=LINE).json()
    own = next(match for match in sent["matches"] if match["id"] == vacancies[0])
    (one,) = people["matches"]
    assert (one["id"], one["explanation"]) == (profile_id, own["explanation"])


@pytest.mark.parametrize("languages", ["xx", "en,es,it", "en;es"])
def test_other_languages_are_refused(client: TestClient, languages: str) -> None:
    """At most two, and only those that there are words in."""
    answer = client.post(f"/v1/matches?languages={languages}", json=LINE)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert "languages" in answer.json()["detail"]


def test_why_not_says_what_the_list_says(client: TestClient, vacancies: list[str]) -> None:
    """Rank, group, score and blockers are those of the list, stored or sent."""
    listed = client.post("/v1/matches", json=LINE).json()["matches"]
    profile_id = store(client)
    for vacancy_id in vacancies:
        sent = client.post(f"/v1/why-not/{vacancy_id}?languages=en", json=LINE)
        found = sent.json()
        WhyNotAnswer.model_validate(found)
        (match,) = [match for match in listed if match["id"] == vacancy_id]
        assert {"title": found["title"], **found["match"]} == match
        assert (found["is_open"], found["n_open"], found["id"]) == (True, 2, vacancy_id)
        assert found["said"][0]["why"]
        assert client.get(f"/v1/profiles/{profile_id}/why-not/{vacancy_id}?languages=en").content == sent.content
    assert get(client, f"/v1/profiles/{profile_id}/why-not/nobody", 404)["error"] == "not_found"


def test_gaps_are_named_in_the_languages_asked_for(client: TestClient, vacancies: list[str]) -> None:
    """Stored or sent, the steps are those without languages, with their names beside them."""
    sent = client.post("/v1/gaps?languages=es,uk", json=LINE).json()
    GapsAnswer.model_validate(sent)
    assert [said["language"] for said in sent["steps"][0]["said"]] == ["es", "uk"]
    assert {vacancy_id for step in sent["steps"] for vacancy_id in step["vacancy_ids"]} <= set(vacancies)
    stored = get(client, f"/v1/profiles/{store(client)}/gaps?languages=es,uk")
    assert {**stored, "id": None} == sent
    plain = client.post("/v1/gaps", json=LINE).json()
    assert [{**step, "said": None} for step in sent["steps"]] == [{**step, "said": None} for step in plain["steps"]]
    assert client.post("/v1/gaps?languages=xx", json=LINE).status_code == 422


def test_a_closed_vacancy_says_until_when(client: TestClient, world: World) -> None:
    """What is not open has no rank, and says the day."""
    line = vacancy_line(id="old", expires="2026-11-20")
    vacancy_id = client.post("/v1/vacancies", json=line).json()["id"]
    world.snapshots.refresh()
    found = client.post(f"/v1/why-not/{vacancy_id}?languages=en&as_of=2026-11-22", json=LINE).json()
    assert (found["is_open"], found["match"], found["takes"]) == (False, None, None)
    assert found["said"][0]["why"] == ["This vacancy was open until 20 November 2026."]


def test_what_if_ranks_again(client: TestClient, vacancies: list[str]) -> None:
    """The list after the step is the list of a person who has taken it."""
    found = client.post("/v1/what-if?step=language:es:B1&languages=en", json=LINE).json()
    WhatIfAnswer.model_validate(found)
    after = client.post("/v1/matches", json={**LINE, "languages": {"es": "B1"}}).json()["matches"]
    expected = {match["id"]: (match["score"], match["group"], match["rank"]) for match in after}
    changed = {each["id"]: tuple(each["after"][key] for key in ("score", "group", "rank")) for each in found["changes"]}
    assert vacancies[0] in changed
    assert changed.items() <= expected.items()
    stored = client.get(f"/v1/profiles/{store(client)}/what-if?step=language:es:B1&languages=en")
    assert stored.json() == found


@pytest.mark.parametrize(
    "step", ["language:B1", "skill:cooking", "hours:90-99", "wisdom:much", "place:car:far", "hours"]
)
def test_a_step_that_nobody_can_take_is_refused(client: TestClient, step: str) -> None:
    """The answer says how the step is written."""
    answer = client.post("/v1/what-if", params={"step": step}, json=LINE)
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")
    assert answer.json()["detail"].startswith("step")


def test_the_page_says_it_in_two_languages_side_by_side(client: TestClient, vacancies: list[str]) -> None:
    """The page's language and the one that was chosen beside it, each with its name and direction."""
    path = f"/people/{store(client)}?vacancy={vacancies[0]}"
    page = client.get(f"{path}&beside=ar").text
    assert page.count('<div lang="en" dir="ltr">') == page.count('<div lang="ar" dir="rtl">') == 1
    assert '<option value="ar" lang="ar" selected>العربية</option>' in page
    assert client.get(path).text.count('<div lang="en" dir="ltr">') == 1
    assert '<div lang="en" dir="ltr">' in client.post("/try", data={"text": WORDS}).text


@pytest.mark.parametrize("languages", ["es,ar", "it,el", "fr,de", "uk,en"])
def test_every_language_answers(client: TestClient, vacancies: list[str], languages: str) -> None:
    """In the order asked for, the same bytes every time, each with its own direction."""
    answers = {client.post(f"/v1/matches?languages={languages}", json=LINE).content for _ in range(2)}
    (answer,) = map(json.loads, answers)
    assert [each["language"] for each in answer["languages"]] == languages.split(",")
    assert [each["direction"] for each in answer["languages"]] == [
        "rtl" if language == "ar" else "ltr" for language in languages.split(",")
    ]
    for match in answer["matches"]:
        assert [said["language"] for said in match["explanation"]["said"]] == languages.split(",")
        assert len({said["line"] for said in match["explanation"]["said"]}) == 2
        assert sum(part["points"] for part in match["contributions"]) == match["score"]
    assert len(answer["matches"]) == len(vacancies)


def test_who_people_are_changes_no_byte(client: TestClient, vacancies: list[str]) -> None:
    """Two people who differ in name, origin and age, and in nothing that ranking sees, are told the same."""
    texts = (
        "My name is Amina Haddad, I am Syrian, I am 34 years old. I can cook for my whole family.",
        "My name is John Smith, I am British, I am 58 years old. I can cook for my whole family.",
    )
    answers = {client.post("/v1/matches?languages=en,uk", json={"text": text, "lang": "en"}).content for text in texts}
    assert len(answers) == 1
    assert len(json.loads(answers.pop())["matches"]) == len(vacancies)
