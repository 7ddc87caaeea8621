"""Vacancies over HTTP: stored, changed, imported, merged, withdrawn, and matched with people."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.answers import ImportAnswer, VacancyAnswer
from api.match_answers import MatchesAnswer
from api.matches import find_titles
from api.world import World
from matcher.types import StatedKind
from tests.api.conftest import CHEF, LONG, vacancy_line

pytestmark = pytest.mark.databases


def post(client: TestClient, **changes: object) -> dict[str, Any]:
    """Store a vacancy and return it."""
    answer = client.post("/v1/vacancies", json=vacancy_line(**changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_vacancy_is_stored_and_read_back(client: TestClient) -> None:
    """What was given comes back as given; ids are the server's; unknown keys are named and dropped."""
    made = post(client, id="feed-1", source="feed", silver_uri=CHEF)
    assert made["ignored"] == ["silver_uri"]
    read = client.get(f"/v1/vacancies/{made['id']}")
    assert read.json() == {**made, "ignored": []}
    VacancyAnswer.model_validate(read.json())
    assert (made["external_id"], made["source"], made["version"]) == ("feed-1", "feed", 1)
    assert "silver_uri" not in read.text


def test_what_a_text_states_is_shown_with_its_words(client: TestClient) -> None:
    """Facts come with the words they were read from; ranking sees those it needs, never pay or contract."""
    text = "Contrato indefinido. Salario: 1.450 € brutos al mes. Se requiere inglés B1."
    made = post(client, title="Cocinero", text=text, lang="es")
    whole = f"Cocinero\n{text}"
    assert {(fact["kind"], fact["value"], fact["relation"]) for fact in made["stated"]} == {
        ("contract", "permanent", None),
        ("pay", "1450-1450/month/gross", None),
        ("language", "en:B1", "essential"),
    }
    for mention in (fact["mention"] for fact in made["stated"]):
        assert whole[mention["start"] : mention["end"]] == mention["text"]
    assert made["ranking"]["languages"] == [{"language": "en", "level": "B1"}]
    assert not {"pay", "salary", "contract"} & made["ranking"].keys()


def test_lists_show_the_work_in_the_words_of_the_feed_or_the_text(client: TestClient, world: World) -> None:
    """What a feed says of pay and contract comes before what its text says; what is asked for is not listed here."""
    text = "Contrato indefinido. Salario: 1.450 € brutos al mes. Turno de noche, 40 horas semanales. Inglés B1."
    made = post(client, title="Cocinero", text=text, lang="es", salary="según convenio")
    title = find_titles(world.database, [made["id"]])[made["id"]]
    assert title.said == [
        (StatedKind.CONTRACT, "Contrato indefinido"),
        (StatedKind.HOURS, "40 horas semanales"),
        (StatedKind.SHIFT, "Turno de noche"),
        (StatedKind.PAY, "según convenio"),
    ]


def test_the_same_external_id_twice_is_a_conflict(client: TestClient) -> None:
    """A feed's id is unique within its source, not across sources."""
    post(client, id="1", source="a")
    answer = client.post("/v1/vacancies", json=vacancy_line(id="1", source="a"))
    assert (answer.status_code, answer.json()["error"]) == (409, "conflict")
    post(client, id="1", source="b", text="another text")


def test_put_replaces_and_patch_merges(client: TestClient) -> None:
    """PUT puts a whole line in place, PATCH only the keys sent; null removes; versions rise."""
    made = post(client, languages={"es": "B1"}, contract="permanent")
    patched = client.patch(f"/v1/vacancies/{made['id']}", json={"contract": None, "languages": {"en": "A2"}}).json()
    assert patched["vacancy"]["languages"] == {"es": "B1", "en": "A2"}
    assert "contract" not in patched["vacancy"]
    assert patched["version"] == 2
    put = client.put(f"/v1/vacancies/{made['id']}", json=vacancy_line(title="Baker")).json()
    assert (put["title"], put["version"], put["vacancy"].get("languages")) == ("Baker", 3, None)


def test_a_withdrawn_vacancy_stays_readable_and_leaves_lists_and_matches(client: TestClient, world: World) -> None:
    """DELETE withdraws: out of the list and the snapshot, still there for traces."""
    made = post(client)
    world.snapshots.refresh()
    assert client.delete(f"/v1/vacancies/{made['id']}").status_code == 204
    world.snapshots.refresh()
    assert client.get("/v1/vacancies").json()["n_total"] == 0
    assert client.get(f"/v1/vacancies/{made['id']}").json()["withdrawn"] is True
    assert client.post("/v1/matches", json={"text": "I can cook"}).json()["matches"] == []


def test_lists_come_in_parts(client: TestClient) -> None:
    """`next` leads through all entries, each once, in order of id."""
    ids = sorted(post(client, id=str(n), text=f"text {n}")["id"] for n in range(5))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = client.get("/v1/vacancies", params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [entry["id"] for entry in page["vacancies"]]
        after = page["next"]
        if after is None:
            break
    assert (seen, page["n_total"]) == (ids, 5)


def test_an_import_names_bad_rows_and_loses_none(client: TestClient) -> None:
    """Created, updated, unchanged, merged and refused add up to the rows."""
    lines = [
        vacancy_line(id="1", text=LONG, place="Valencia"),
        vacancy_line(id="2", text="short"),
        {"id": "3", "languages": {"es": "B9"}},
        vacancy_line(id="4", text=LONG.upper(), place="Valencia", silver_uri="x"),
    ]
    body = "\n".join(json.dumps(line) for line in lines) + "\nnot json\n"
    first = client.post("/v1/vacancies:import?source=feed", content=body).json()
    ImportAnswer.model_validate(first)
    assert [first[f"n_{name}"] for name in ("rows", "created", "merged", "refused")] == [5, 2, 1, 2]
    assert {(p["line"], p["field"]) for p in first["problems"]} == {(3, "title"), (3, "languages.es"), (5, "")}
    assert first["ignored"] == ["silver_uri"]
    assert first["merged"][0]["line"] == 4
    again = client.post("/v1/vacancies:import?source=feed", content=body).json()
    assert (again["n_unchanged"], again["n_created"], again["n_merged"]) == (3, 0, 0)
    changed = body.replace('"short"', '"short but changed"')
    assert client.post("/v1/vacancies:import?source=feed", content=changed).json()["n_updated"] == 1


def test_nearly_equal_texts_at_another_place_are_two_vacancies(client: TestClient) -> None:
    """The same words in another town are another vacancy."""
    body = "\n".join(
        json.dumps(vacancy_line(id=str(n), text=LONG, place=place)) for n, place in enumerate(("Valencia", "Madrid"))
    )
    assert client.post("/v1/vacancies:import", content=body).json()["n_created"] == 2


def test_a_spreadsheet_is_imported(client: TestClient) -> None:
    """CSV with semicolons, a mark and Spanish headers gives the same vacancies."""
    body = "\ufefftítulo;texto;idiomas;ciudad;fecha\r\nCocinera;Cocinar;es:B1;Valencia;20/11/2026\r\n".encode()
    assert client.post("/v1/vacancies:import", content=body).json()["n_created"] == 1
    [vacancy] = client.get("/v1/vacancies").json()["vacancies"]
    assert (vacancy["title"], vacancy["place"], vacancy["published"]) == ("Cocinera", "Valencia", "2026-11-20")


def test_people_for_a_vacancy(client: TestClient, world: World) -> None:
    """The other direction ranks profiles; the match carries the profile's id."""
    vacancy = post(client, occupation=CHEF)
    cook = client.post("/v1/profiles", json={"occupations": [{"uri": CHEF, "years": 3}]}).json()
    client.post("/v1/profiles", json={"education": 3})
    world.snapshots.refresh()
    found = client.get(f"/v1/vacancies/{vacancy['id']}/matches").json()
    MatchesAnswer.model_validate(found)
    assert found["matches"][0]["id"] == cook["id"]
    assert len(found["matches"]) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/matches")],
)
def test_unknown_ids_answer_404(client: TestClient, method: str, path: str) -> None:
    """Every route with an id says so when there is no such vacancy."""
    answer = client.request(method, f"/v1/vacancies/nobody{path}", json=vacancy_line())
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_bad_fields_are_named(client: TestClient) -> None:
    """A 422 names every field and reason, in the one shape, without the value."""
    answer = client.post("/v1/vacancies", json={"title": "", "hours": {"min": 5, "max": 1}, "date": "soon"})
    assert answer.status_code == 422
    assert answer.json()["error"] == "invalid_input"
    for part in ("title:", "hours: min must not be above max", "date: must be a date like"):
        assert part in answer.json()["detail"]
    assert "soon" not in answer.text
