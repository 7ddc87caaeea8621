"""Demand and supply over HTTP: what the engine counts, and nothing about fewer than five people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.demand import FEWEST, hide, share_out
from api.principals import Role
from api.settings import Settings
from api.world import World
from matcher.demand import Supply, survey
from matcher.drawing import draw
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line
from tests.api.people import ADDRESS, add_user
from tests.taxonomy.worlds import BAKER

OURS = "default"
ADMINISTRATOR = Role.ADMINISTRATOR

NAMES = ("close", "lacks", "unknown")


def possible(shown: dict[str, int | None], total: int | None, most: int) -> Iterator[tuple[int, ...]]:
    """Yield all numbers that what is shown leaves possible; hidden ones are somebody, and a step may tell the sum."""
    ranges = [range(1, most + 1) if shown[name] is None else [int(shown[name] or 0)] for name in NAMES]
    for numbers in product(*ranges):
        if total is None or sum(numbers) == total:
            yield numbers


def test_hidden_numbers_cannot_be_worked_out() -> None:
    """Whatever the numbers: each hidden one could be several, even where a step tells how many do not have it."""
    most = 8
    for numbers in product(range(most + 1), repeat=3):
        shown = hide(Supply(0, *numbers)).model_dump()
        hidden = [i for i, name in enumerate(NAMES) if shown[name] is None]
        assert all(shown[name] is None or shown[name] == 0 or shown[name] >= FEWEST for name in NAMES)
        total = sum(numbers) if sum(numbers) >= FEWEST else None
        left = list(possible(shown, total, 3 * most))
        for i in hidden:
            assert len({each[i] for each in left}) > 1, (numbers, shown)


def test_numbers_of_five_and_more_are_as_they_are() -> None:
    """Where nothing is small, nothing is hidden."""
    assert hide(Supply(5, 6, 0, 9)).model_dump() == {"has": 5, "close": 6, "lacks": 0, "unknown": 9}
    assert hide(Supply(4, 6, 2, 9)).model_dump() == {"has": None, "close": None, "lacks": None, "unknown": 9}


@pytest.fixture
def filled(client: TestClient, world: World) -> TestClient:
    """Put in seven people who could work as chefs but for the licence, and two who could if they spoke Spanish."""
    vacancies: list[dict[str, object]] = [
        vacancy_line(occupation=CHEF, licences=["B"], skills=[{"uri": COOK}]),
        vacancy_line(title="Cook", occupation=CHEF, languages={"es": "B1"}, skills=[{"uri": COOK}]),
        vacancy_line(title="Baker", text="We bake.", occupation=BAKER, place="Valencia"),
    ]
    for vacancy in vacancies:
        assert client.post("/v1/vacancies", json=vacancy).status_code == 201
    for n in range(9):
        person: dict[str, object] = {
            "text": f"Person {n}.",
            "skills": [{"uri": COOK}],
            "occupations": [{"uri": CHEF, "years": 2}],
        }
        person |= {"home": "Valencia"} if n else {}
        person |= (
            {"licences": [], "languages": {"es": "C1"}} if n < 7 else {"licences": ["B"], "languages": {"es": "A2"}}
        )
        assert client.post("/v1/profiles", json=person).status_code == 201
    world.snapshots.refresh()
    return client


def test_everybody_is_counted_and_small_numbers_are_hidden(filled: TestClient) -> None:
    """Seven lack a licence: shown. Two lack Spanish: hidden, with the step that would teach it."""
    answer = filled.get("/v1/demand").json()
    asked = {each["value"]: (each["n_vacancies"], each["supply"]) for each in answer["requirements"]}
    assert (answer["n_people"], answer["n_vacancies"], answer["n_ready"], answer["n_near"]) == (9, 3, 9, 0)
    assert asked["B"] == (1, {"has": None, "close": 0, "lacks": 7, "unknown": 0})
    assert asked["es:B1"] == (1, {"has": 7, "close": None, "lacks": 0, "unknown": 0})
    steps = {each["value"]: (each["n_people"], each["n_unlocked"], each["n_vacancies"]) for each in answer["steps"]}
    assert steps["B"] == (7, 7, 1)
    assert steps["es:B1"] == (None, None, None)


def test_a_place_or_a_group_is_looked_at_alone(filled: TestClient) -> None:
    """Each part has the vacancies that it says it has."""
    whole = filled.get("/v1/demand").json()
    for name in ("place", "group"):
        for part in whole[f"{name}s"]:
            found = filled.get("/v1/demand", params={name: part["id"]}).json()
            assert (found["n_vacancies"], found[name]) == (part["n_vacancies"], part["id"])
    assert filled.get("/v1/demand", params={"group": "abc"}).status_code == 422


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """Return settings, with as many pairs as a test asks for."""
    pairs = getattr(request, "param", settings.survey_pairs)
    return settings.model_copy(update={"survey_pairs": pairs})


@pytest.mark.parametrize("settings", [18], indirect=True)
def test_of_too_many_a_sample_is_counted_and_said(filled: TestClient, world: World) -> None:
    """Nine people and two of the three vacancies: what the engine counts for these alone."""
    answer = filled.get("/v1/demand").json()
    assert (answer["n_people"], answer["n_vacancies"]) == (9, 3)
    assert (answer["n_people_counted"], answer["n_vacancies_counted"]) == (9, 2)
    with world.database.read() as session:
        ids = [row.id for row in repository.list_rankable(session)]
        people = [ranked.input for ranked in world.rankable.read(session, ids).values()]
    ground = world.current().snapshot.world
    drawn = draw([*ground.vacancies.ids], 2)
    demand = survey(people, ground, drawn)
    assert [each["value"] for each in answer["requirements"]] == [each.value for each in demand.requirements]
    assert [each["n_vacancies"] for each in answer["requirements"]] == [e.n_vacancies for e in demand.requirements]
    assert sum(each["n_vacancies"] for each in answer["places"]) == 1  # of all, as they can be chosen
    notice = "the numbers below are of 9 people and 2 vacancies, drawn evenly"
    assert notice in filled.get("/administration/demand").text


@pytest.mark.parametrize("settings", [27], indirect=True)
def test_where_all_pairs_can_be_counted_they_are(filled: TestClient) -> None:
    """At the limit nothing is drawn, and nothing is said of it."""
    answer = filled.get("/v1/demand").json()
    assert (answer["n_people_counted"], answer["n_vacancies_counted"]) == (9, 3)
    assert "drawn" not in filled.get("/administration/demand").text


def test_of_many_people_some_are_drawn_before_vacancies_are() -> None:
    """Never more pairs than asked for, unless a single vacancy is; a thousand people as long as there are so many."""
    assert share_out(1_000, 10_000, 10_000_000) == (1_000, 10_000)
    assert share_out(10_000, 3_200, 10_000_000) == (3_125, 3_200)
    assert share_out(100_000, 1_000_000, 10_000_000) == (1_000, 10_000)
    assert share_out(200, 1_000_000, 10_000_000) == (200, 50_000)
    assert share_out(50, 10, 1) == (50, 1)
    assert share_out(0, 10, 5) == (0, 5)
    assert share_out(5, 0, 5) == (5, 0)


def test_a_change_is_counted_at_once(filled: TestClient) -> None:
    """What was counted is kept until somebody changes; then it is counted again."""
    first = filled.get("/v1/demand").json()
    assert filled.get("/v1/demand").json() == first
    person = filled.get("/v1/profiles").json()["profiles"][0]["id"]
    assert filled.delete(f"/v1/profiles/{person}").status_code == 200
    assert filled.get("/v1/demand").json()["n_people"] == first["n_people"] - 1


def test_in_the_own_caseload_every_number_is_shown(world: World, filled: TestClient) -> None:
    """A caseworker's four people, with every number. Who is no caseworker has no people of their own."""
    caseworker, administrator = (add_user(world.whole, OURS, role, NOW) for role in (Role.CASEWORKER, ADMINISTRATOR))
    with world.database.read() as session:
        people = [row.id for row in repository.list_rankable(session)]
    for person in people[:4]:
        body = {"caseworker": caseworker.id}
        answer = filled.put(f"{ADDRESS}/v1/profiles/{person}/assignment", json=body, headers=caseworker.headers)
        assert answer.status_code == 200, answer.text
    own = filled.get(f"{ADDRESS}/v1/demand", params={"whose": "own"}, headers=caseworker.headers).json()
    assert (own["whose"], own["n_people"]) == ("own", 4)
    assert all(n is not None for each in own["requirements"] for n in each["supply"].values())
    assert [each["n_people"] for each in own["steps"] if each["value"] == "B"] == [4]
    refused = filled.get(f"{ADDRESS}/v1/demand", params={"whose": "own"}, headers=administrator.headers)
    assert refused.status_code == 403


def test_whoever_sits_at_the_machine_looks_after_everybody(filled: TestClient) -> None:
    """Before there are users nobody has a caseload, so their own people are all people, with every number."""
    own, whole = (filled.get("/v1/demand", params={"whose": whose}).json() for whose in ("own", "everybody"))
    assert (own["whose"], own["n_people"], own["n_ready"]) == ("own", whole["n_people"], 9)
    assert [each["n_people"] for each in own["steps"] if each["value"] == "es:B1"] == [2]
