"""What forms offer: the same lists everywhere, and nothing that is stored is lost by sending a form back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.principals import LOCAL
from api.web.frame.choices import CLASSES, COUNTRIES, EDUCATION, LEVELS, TONGUES, offer_countries
from api.web.meeting.facts import FactKey
from api.web.own.answers import view_choices
from api.web.page import View
from api.web.speech import LANGUAGES, speech_in
from api.world import World
from matcher.licences import DRIVING, Paper
from matcher.types import Cefr, Shift
from tests.api.conftest import CHEF

Json = dict[str, Any]
# Each fact is one that no list holds, or is written as no list writes it.
UNUSUAL = {
    "languages": {"mnk": "B1", "en": "B2"},
    "permissions": {"MA": True, "IT": False},
    "place": "Valencia",
    "country": "VE",
    "travel": {"mode": "bicycle", "minutes": 50},
    "education": 8,
    "licences": ["C1", "Food-Handler", "crane up to 30 t"],
    "hours": {"min": 12.5, "max": 30},
    "shifts": ["night", "every other week"],
    "start": "2027-02-28",
    "wants": {
        "occupations": [{"uri": CHEF}, {"label": "cook, vegetarian"}],
        "places": ["Palma, Mallorca", "Bari"],
        "hours": {"min": 20, "max": 20},
    },
}


class Forms(HTMLParser):
    """The forms of a page, each with what a browser would send if nobody touched it, and what its lists offer."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.offered: dict[str, list[str]] = {}
        self._select, self._options = "", list[str]()
        self._chosen: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up a form or one of its fields."""
        found = {name: value or "" for name, value in attrs}
        is_set = {name for name, _ in attrs} & {"checked", "selected"}
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select, self._chosen, self._options = found["name"], None, []
        elif tag == "option" and self._select:
            self._options.append(found["value"])
            self._chosen = found["value"] if is_set else self._chosen
        elif tag == "input" and self.forms and "name" in found:
            is_box = found.get("type") in ("checkbox", "radio")
            if is_set or not is_box:
                self.forms[-1].setdefault(found["name"], []).append(found.get("value", ""))
            if is_box:
                self.offered.setdefault(found["name"], []).append(found["value"])

    def handle_endtag(self, tag: str) -> None:
        """Take up what a select sends: what is chosen, else the first."""
        if tag == "select":
            self.offered[self._select] = self._options
            sent = self._options[0] if self._chosen is None else self._chosen
            self.forms[-1].setdefault(self._select, []).append(sent)
            self._select = ""

    def of_facts(self) -> Iterator[dict[str, list[str]]]:
        """Yield the forms that change a fact of a person."""
        return (form for form in self.forms if "fact" in form)


def test_facts_that_no_list_holds_are_shown_and_kept(client: TestClient) -> None:
    """Every form of the meeting is sent back as it came, and what ranking sees of the person stays the same."""
    person = client.post("/v1/profiles", json=UNUSUAL).json()["id"]
    before = client.get(f"/v1/profiles/{person}").json()
    forms = list(Forms(client.get(f"/people/{person}").text).of_facts())
    assert {form["fact"][0] for form in forms} == set(FactKey)
    after = before
    for form in forms:
        assert client.post(f"/people/{person}/facts", data=form).status_code == 200, form
        after = client.get(f"/v1/profiles/{person}").json()
        assert after["ranking_input"] == before["ranking_input"], form
        assert after["profile"]["country"] == "VE", form
    assert after["profile"]["wants"] == before["profile"]["wants"]
    assert "crane up to 30 t" in after["profile"]["licences"]


def test_facts_that_no_list_holds_can_be_chosen_and_taken_back(client: TestClient) -> None:
    """A country, a language, a licence and a time of work that only this person has stand in this person's lists."""
    person = client.post("/v1/profiles", json=UNUSUAL).json()["id"]
    offered = Forms(client.get(f"/people/{person}").text).offered
    assert "mnk" in offered["language"]
    assert {"MA", *COUNTRIES} <= {*offered["country"], *COUNTRIES}
    assert {"C1", "food_handler", "crane up to 30 t"} <= {*offered["licence"]}
    assert "every other week" in offered["shift"]
    client.post(f"/people/{person}/facts", data={"fact": "permissions", "country": "MA", "granted": ""})
    assert client.get(f"/v1/profiles/{person}").json()["profile"]["permissions"] == {"IT": False}


def test_a_form_that_comes_back_keeps_what_no_list_holds(client: TestClient) -> None:
    """Taking somebody up, and a vacancy: a choice from elsewhere is still chosen when the form is shown again."""
    typed: dict[str, list[str]] = {
        "language-0": ["mnk"], "level-0": ["B1"], "permission-0": ["MA"], "permitted-0": ["yes"], "country": ["VE"],
        "licence": ["B", "C1", "crane"],
    }  # fmt: skip
    page = client.post("/people/new/form", data={**typed, "add": ["work"]}).text
    [form] = [each for each in Forms(page).forms if "licence" in each]
    assert {name: form[name] for name in typed} == typed
    draft = {"title": "Cook", "text": "We need a cook.", "source": "x", "country": "MA"}
    [vacancy] = [each for each in Forms(client.post("/vacancies/new", data=draft).text).forms if "source" in each]
    assert vacancy["country"] == ["MA"]


def test_what_a_cv_says_is_ticked_even_where_it_is_rare(client: TestClient) -> None:
    """A class of licence that few people have is offered to whoever's CV names it."""
    page = client.post("/people/new/text", data={"text": "Driving licence C1. Languages: Indonesian B2."}).text
    [form] = [each for each in Forms(page).forms if "language-0" in each]
    assert form["licence"] == ["C1"]
    assert form["language-0"] == ["id"]


def test_the_same_is_offered_everywhere(client: TestClient, world: World) -> None:
    """One list of countries, of languages, of levels, wherever somebody chooses."""
    person = client.post("/v1/profiles", json={}).json()["id"]
    meeting, intake = Forms(client.get(f"/people/{person}").text), Forms(client.get("/people/new/form").text)
    vacancy = Forms(client.get("/vacancies/new").text)
    own = view_choices(View(world, LOCAL, "en", "/me", "/"))
    countries = [
        meeting.offered["country"], intake.offered["permission-0"], intake.offered["country"],
        vacancy.offered["country"], ["", *(each.value for each in own.countries)],
    ]  # fmt: skip
    assert all(each == countries[0] for each in countries)
    assert set(countries[0]) == {"", *COUNTRIES}
    tongues = [meeting.offered["language"], intake.offered["language-0"], ["", *(each.value for each in own.tongues)]]
    assert all(each == tongues[0] for each in tongues)
    assert set(tongues[0]) == {"", *TONGUES}
    levels = ["", *(level.name for level in LEVELS)]
    assert intake.offered["level-0"] == ["", *(each.value for each in own.levels)] == levels
    assert meeting.offered["licence"] == intake.offered["licence"] == [*CLASSES, *(paper.value for paper in Paper)]


def test_lists_are_whole() -> None:
    """Every level has its words, every class exists, and nothing stands in a list twice."""
    assert list(LEVELS) == list(Cefr)
    assert list(EDUCATION) == list(range(1, 9))
    assert set(CLASSES) <= DRIVING
    for codes in (COUNTRIES, TONGUES, CLASSES, tuple(Shift)):
        assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_and_language_has_a_name(language: str) -> None:
    """CLDR knows all of them, and no two countries are called the same."""
    speech = speech_in(language)
    assert [code for code in COUNTRIES if speech.country(code) == code] == []
    assert [code for code in TONGUES if speech.tongue(code) == code] == []
    assert len({choice.name for choice in offer_countries(speech)}) == len(COUNTRIES)


def test_an_accent_makes_no_difference_to_the_order() -> None:
    """Österreich stands between Norwegen and Polen, not behind Zypern."""
    names = [choice.name for choice in offer_countries(speech_in("de"))]
    assert names.index("Norwegen") < names.index("Österreich") < names.index("Polen") < names.index("Zypern")
