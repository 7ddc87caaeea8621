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


def hidden(text: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', text)
    assert found
    return found[1]


def buttons(text: str) -> set[str]:
    """Return what the buttons of a page would say is to be done."""
    return set(re.findall(r'<button[^>]* name="(?:verdict|kind)" value="(\w+)"', text))


def send(client: TestClient, path: str, **fields: str) -> str:
    """Send a form, and return where it leads."""
    answer = client.post(path, data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_decision_is_recorded_with_the_ranking_that_was_shown(client: TestClient, case: Case) -> None:
    """Accepting keeps trace and rank, leads back with a notice, and offers what may happen next."""
    path = case.path("chef")
    text = client.get(path).text
    assert "accept" in buttons(text)
    back = f"/people/{case.person}?vacancy={case.vacancies['chef']}"
    trace = hidden(text, "trace")
    assert send(client, f"{path}/decision", trace=trace, back=back, verdict="accept") == f"{back}&done=accept"
    [decision] = client.get(f"/v1/profiles/{case.person}/decisions").json()["decisions"]
    found = decision["trace"], decision["vacancy"], decision["verdict"], decision["rank"]
    assert found == (trace, case.vacancies["chef"], "accept", 1)
    after = client.get(path, params={"done": "accept"}).text
    assert "Has been put forward" in after
    assert 'class="notice done"' in after
    assert buttons(after) >= {"contacted", "applied", "interview", "hired", "still_there", "ended", "reject"}
    assert not buttons(after) & {"accept", "override"}


def test_what_goes_against_the_list_needs_a_reason(client: TestClient, case: Case) -> None:
    """Without one nothing is kept, and the field says so; with one it is, and is shown as it was written."""
    path = case.path("baker")
    trace = hidden(client.get(path).text, "trace")
    for verdict in ("override", "reject"):
        assert send(client, f"{path}/decision", trace=trace, verdict=verdict, reason="  ") == f"{path}?done=reason"
    assert client.get(f"/v1/profiles/{case.person}/decisions").json()["decisions"] == []
    text = client.get(path, params={"done": "reason"}).text
    assert 'aria-invalid="true" aria-describedby="reason-problem"' in text
    assert '<p class="error" id="reason-problem" role="alert">' in text
    where = send(client, f"{path}/decision", trace=trace, verdict="override", reason="She <b>bakes</b> at home.")
    assert "She &lt;b&gt;bakes&lt;/b&gt; at home." in client.get(where).text
    assert send(client, f"{path}/decision", trace=trace, verdict="reject", reason="r" * 501) == f"{path}?done=reason"


def test_only_ready_or_nearly_ready_matches_are_accepted_without_a_reason(client: TestClient, case: Case) -> None:
    """Following a list that says "not now" is going against it, on this page."""
    for match in client.get(f"/v1/profiles/{case.person}/matches").json()["matches"]:
        found = buttons(client.get(f"/people/{case.person}/matches/{match['id']}").text)
        assert ("accept" in found) == (match["group"] != "not_reachable_now")
        assert ("override" in found) == (match["group"] == "not_reachable_now")


def test_what_happened_next_is_noted_in_one_click(client: TestClient, case: Case) -> None:
    """On the day of today where no other is said; never on one to come."""
    path = case.path("chef")
    trace = hidden(client.get(path).text, "trace")
    send(client, f"{path}/decision", trace=trace, verdict="accept")
    [decision] = client.get(f"/v1/profiles/{case.person}/decisions").json()["decisions"]
    where = f"{path}/decisions/{decision['id']}/follow-ups"
    assert send(client, where, kind="contacted") == f"{path}?done=noted"
    assert send(client, where, kind="applied", day="2026-11-20") == f"{path}?done=noted"
    assert send(client, where, kind="hired", day="2026-12-24") == f"{path}?done=day"
    [decision] = client.get(f"/v1/profiles/{case.person}/decisions").json()["decisions"]
    noted = [(each["kind"], each["day"]) for each in decision["follow_ups"]]
    assert noted == [("applied", "2026-11-20"), ("contacted", "2026-11-21")]
    assert '<p class="error" id="day-problem" role="alert">' in client.get(f"{path}?done=day").text


def test_vacancies_are_marked_and_marks_taken_back(client: TestClient, case: Case) -> None:
    """Keeping on top needs no reason, hiding does; a mark that holds is shown with the way back."""
    path = case.path("chef")
    assert send(client, f"{path}/marks", kind="hide", reason="") == f"{path}?done=reason"
    assert send(client, f"{path}/marks", kind="hide", reason="Not now") == f"{path}?done=hide"
    assert send(client, f"{path}/marks", kind="pin") == f"{path}?done=pin"
    text = client.get(path).text
    assert "Kept on top of the list" in text
    undo = re.search(r'action="([^"]+/undo)"', text)
    assert undo
    assert send(client, undo[1]) == f"{path}?done=unmarked"
    assert "Kept on top of the list" not in client.get(path).text
    marks = client.get(f"/v1/profiles/{case.person}/marks").json()["marks"]
    assert [each["holds"] for each in marks] == [False, False]


def test_forms_lead_back_within_this_service_only(client: TestClient, case: Case) -> None:
    """An address from elsewhere leads to the first page instead."""
    where = send(client, f"{case.path('chef')}/marks", kind="pin", back="https://elsewhere.example/")
    assert where == "/?done=pin"


def test_what_if_is_answered_for_this_vacancy(client: TestClient, case: Case) -> None:
    """The page says what the API says of this vacancy after the step; its forms lead back to the page without it."""
    step = "language:es:C1"
    asked = {"step": step, "languages": "en"}
    answer = client.get(f"/v1/profiles/{case.person}/what-if", params=asked).json()
    [at] = [i for i, change in enumerate(answer["changes"]) if change["id"] == case.vacancies["spanish"]]
    text = client.get(case.path("spanish"), params={"if": step, "beside": "de"}).text
    assert answer["said"][0]["changes"][at] in text
    assert answer["said"][0]["line"] in text
    assert hidden(text, "back") == f"{case.path('spanish')}?beside=de#reasons"
    assert client.get(case.path("spanish"), params={"if": "fly:high"}).status_code == 422


def test_a_vacancy_that_is_closed_says_so(client: TestClient, world: World, case: Case) -> None:
    """It has no score and no reasons, and nobody is put forward by following a list that does not have it."""
    body = client.post("/v1/vacancies", json=vacancy_line(id="past", expires="2026-11-19", date="2026-11-01")).json()
    world.snapshots.refresh()
    text = client.get(f"/people/{case.person}/matches/{body['id']}").text
    assert "This vacancy was open until 19 November 2026." in text
    assert "accept" not in buttons(text)
    assert Numbers(text).rows == []


def test_both_sides_speak_their_language(client: TestClient, case: Case) -> None:
    """The page's language and the person's stand side by side, each with its direction."""
    text = client.get(case.path("chef")).text
    assert '<div lang="en" dir="ltr">' in text
    assert '<div lang="ar" dir="rtl">' in text
    said = client.get(f"/v1/profiles/{case.person}/matches", params={"languages": "en,ar"}).json()["matches"][0]
    for side in said["explanation"]["said"]:
        assert side["line"].replace("'", "&#39;") in text
