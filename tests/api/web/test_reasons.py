"""The reasons of a match on a page: the numbers of the API, sums that add up, words that are quoted and escaped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.taxonomy.worlds import BAKER

PERSON = {
    "text": "I cook for <b>my</b> family.", "lang": "ar",
    "occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}], "languages": {"es": "A2"},
}  # fmt: skip
HOSTILE = 'Chef <script>alert("1")</script> & "co"'


@dataclass(frozen=True)
class Case:
    """Somebody, and vacancies by what they are for."""

    person: str
    vacancies: dict[str, str]

    def path(self, name: str) -> str:
        """Return where the reasons of a vacancy are."""
        return f"/people/{self.person}/matches/{self.vacancies[name]}"


class Numbers(HTMLParser):
    """The bars of a page: their geometry, and the numbers beside them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []
        self._is_inside = self._is_number = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect rectangles and cells of numbers of the table of bars."""
        found = dict(attrs)
        if tag == "table":
            self._is_inside = found.get("class") == "bars"
        elif self._is_inside and tag == "tr":
            self.rows.append({"bars": [], "numbers": []})
        elif self._is_inside and tag == "rect" and found.get("class") != "rest":
            self.rows[-1]["bars"].append((int(found["x"] or ""), int(found["width"] or "")))
        elif self._is_inside and tag == "td":
            self._is_number = found.get("class") == "n"

    def handle_data(self, data: str) -> None:
        """Collect the numbers of a row."""
        if self._is_number and data.strip():
            self.rows[-1]["numbers"].append(int(re.sub(r"\D", "", data)))

    def handle_endtag(self, tag: str) -> None:
        """Leave a cell or the table."""
        self._is_number = self._is_number and tag != "td"
        self._is_inside = self._is_inside and tag != "table"


@pytest.fixture
def case(client: TestClient, world: World) -> Case:
    """Keep four vacancies and somebody who has been a chef."""
    lines = [
        vacancy_line(id="chef", occupation=CHEF, skills=[{"uri": COOK}], date="2026-11-18", expires="2026-11-25"),
        vacancy_line(id="spanish", occupation=CHEF, languages={"es": "C1"}, text="Chef."),
        vacancy_line(id="baker", title="Baker", occupation=BAKER, text="We need a baker."),
        vacancy_line(id="hostile", title=HOSTILE, place=HOSTILE, text="We need a chef to cook & bake. " + HOSTILE),
    ]
    ids = {str(line["id"]): client.post("/v1/vacancies", json=line).json()["id"] for line in lines}
    world.snapshots.refresh()
    return Case(client.post("/v1/profiles", json=PERSON).json()["id"], ids)


def test_the_bars_add_up_to_the_score_of_the_api(client: TestClient, case: Case) -> None:
    """Each bar begins where the one before ends, the last row repeats them, and all numbers are the API's."""
    matches = client.get(f"/v1/profiles/{case.person}/matches").json()["matches"]
    for match in matches:
        rows = Numbers(client.get(f"/people/{case.person}/matches/{match['id']}").text).rows[1:]
        *parts, total = rows
        assert [row["numbers"] for row in parts] == [[p["points"], p["maximum"]] for p in match["contributions"]]
        assert total["numbers"] == [match["score"], sum(part["maximum"] for part in match["contributions"])]
        ends = [0]
        for row in parts:
            [(start, points)] = row["bars"]
            assert start == ends[-1]
            ends.append(start + points)
        assert ends[-1] == match["score"]
        assert total["bars"] == [bar for row in parts for bar in row["bars"]]


def test_what_somebody_wrote_is_escaped(client: TestClient, case: Case) -> None:
    """Titles, places and quoted words are text, never markup."""
    text = client.get(case.path("hostile")).text
    assert "<script>alert" not in text
    assert "<b>my</b>" not in text
