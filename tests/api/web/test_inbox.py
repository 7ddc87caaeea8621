"""The inbox, the list of people and handing over, as caseworkers see them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient

from api.access_repository import get_user
from api.accounts import disable_user
from api.principals import Role
from api.ranking_switch import RankingSwitch
from api.session import Database
from api.settings import Settings
from api.web.inbox.addresses import Wanted, Whose
from api.web.inbox.view import Show, Sort
from api.world import World
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line
from tests.api.people import Caller, add_person, add_user, browser, started
from tests.taxonomy.worlds import BAKER

TAGS = re.compile(r"<[^>]+>")
PAGE = {"Accept": "text/html"}


@dataclass(slots=True)
class Office:
    """Two caseworkers at their browsers; Amal, Bo and Cleo are looked after by the first."""

    client: TestClient
    database: Database
    world: World
    ana: Caller
    ben: Caller
    people: dict[str, str]

    def get(self, path: str, by: Caller | None = None, status: int = 200) -> str:
        """Open a page as Ana, unless said otherwise."""
        answer = self.client.get(path, headers={**(by or self.ana).headers, **PAGE})
        assert answer.status_code == status, (path, answer.status_code, answer.text[:500])
        return answer.text

    def post(self, path: str, data: Mapping[str, object], by: Caller | None = None) -> tuple[int, str]:
        """Send a form; return the status, and the page or where it leads."""
        answer = self.client.post(path, data=data, headers={**(by or self.ana).headers, **PAGE})
        return answer.status_code, answer.headers.get("location", answer.text)


@pytest.fixture
def office(settings: Settings, whole: Database, world: World) -> Iterator[Office]:
    """Open the office: four vacancies, three people, one of whom is ready for two of them."""
    limits = dict.fromkeys(("rate_read", "rate_write", "rate_heavy", "rate_strangers"), 0)
    world.settings = settings.model_copy(update=limits)
    with started(world.settings, world) as app:
        client = browser(app)
        ana = add_user(whole, "default", Role.CASEWORKER, NOW, "ana@ngo.example")
        ben = add_user(whole, "default", Role.CASEWORKER, NOW, "ben@ngo.example")
        officer = add_user(whole, "default", Role.VACANCY_OFFICER, NOW)
        chef = {"occupation": CHEF, "skills": [{"uri": COOK}]}
        for line in (
            vacancy_line(id="1", title="Chef on the beach", place="Valencia", expires="2026-11-24", **chef),
            vacancy_line(id="2", title="Chef in town", languages={"es": "C1"}, permission=True, country="ES", **chef),
            vacancy_line(id="3", title="Baker", occupation=BAKER, date="2026-11-15", text="We need a baker."),
            vacancy_line(id="4", title="Long ago", date="2026-09-01", **chef),
        ):
            assert client.post("/v1/vacancies", json=line, headers=officer.headers).status_code == 201
        world.snapshots.refresh()
        people = {}
        for name, given in (
            ("Amal", {"id": "c-1", "occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}]}),
            ("Bo", {"id": "c-2", "text": "I can cook.", "permissions": {"ES": False}, "languages": {"es": "A1"}}),
            ("Cleo", {"id": "c-3"}),
        ):
            made = client.post("/v1/profiles", json=given, headers=ana.headers).json()["id"]
            if name != "Cleo":
                path = f"/v1/profiles/{made}/identity"
                assert client.put(path, json={"name": f"{name} Example"}, headers=ana.headers).is_success
            people[name] = made
        yield Office(client, whole, world, ana, ben, people)


def words(html: str) -> str:
    """Return what stands on a page, in its order, with single spaces."""
    body = html.split("<main", 1)[-1].split(">", 1)[1].split("</main>", maxsplit=1)[0]
    return " ".join(TAGS.sub(" ", body).replace("&#39;", "'").split())


def order(html: str, *names: str) -> list[str]:
    """Return those names that are on a page, in their order there."""
    return sorted((name for name in names if name in html), key=html.index)


# --- the first screen ------------------------------------------------------------------------


def test_the_first_line_counts_what_the_api_counts(office: Office) -> None:
    """News across one's own people, and what closes; by name where it is kept, else as the organisation calls them."""
    found = office.client.get("/v1/inbox", params={"mine": True}, headers=office.ana.headers).json()
    assert (found["n_people"], found["n_new"] > 1, found["n_closing"]) == (3, True, 1)
    text = words(office.get("/"))
    assert text.startswith(f"{found['n_new']} new matches across your 3 people, 1 closes this week")
    assert order(text, "Amal Example", "Bo Example", "c-3") == ["Amal Example", "Bo Example", "c-3"]
    assert "This is the first time that you are here." in text


def test_a_row_says_what_stands_in_the_way(office: Office) -> None:
    """The best new match with place and group, blockers in words beside a picture, and what to ask or to confirm."""
    html = office.get("/")
    amal, bo, cleo = (part for part in re.findall(r'<div class="who">.*?</ul>\s*</li>', html, re.DOTALL))
    assert "Chef on the beach" in amal
    assert f'href="/people/{office.people["Amal"]}?vacancy=' in amal
    assert "closes on 24 November 2026" in amal
    assert '<use href="#icon-' in bo
    assert "ask: work permit, languages and home and way to work" in words(f"<main>{amal}")
    assert "nothing new" in cleo
    assert "questions worth asking" in cleo
    assert "<details>" in cleo


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("show=new", {"Amal Example"}),
        ("show=closing", {"Amal Example"}),
        ("show=contested", set()),
        ("show=stale", {"Amal Example", "Bo Example", "c-3"}),
        ("show=questions", {"Amal Example", "Bo Example", "c-3"}),
        ("text=valencia", {"Amal Example"}),
        ("text=CHEF", {"Amal Example", "Bo Example"}),
        ("text=nowhere", set()),
        ("since=2026-11-21", {"Amal Example", "Bo Example", "c-3"}),
        ("since=2026-11-21&show=new", set()),
        ("show=nonsense&since=never&start=-1&sort=x", {"Amal Example", "Bo Example", "c-3"}),
    ],
)
@pytest.mark.slow
def test_people_are_chosen_by_what_is_wanted(office: Office, query: str, shown: set[str]) -> None:
    """Each choice shows those it names and nobody else; where it is nobody, the page says so and leads back."""
    html = office.get(f"/?{query}")
    assert set(order(html, "Amal Example", "Bo Example", "c-3")) == shown
    assert ("Nobody here is like that." in html) == (not shown)


def test_the_order_is_the_one_that_is_asked_for(office: Office) -> None:
    """By name, and by who was without contact longest."""
    office.world.now = lambda: NOW + timedelta(days=50)
    office.client.get(f"/v1/profiles/{office.people['Amal']}/matches", headers=office.ana.headers)
    html = office.get("/?sort=contact")
    assert order(html, "Amal Example", "Bo Example", "c-3")[-1] == "Amal Example"
    assert "no contact for 7 weeks" in html
    assert order(office.get("/?sort=name"), "Amal Example", "Bo Example", "c-3") == [
        "Amal Example",
        "Bo Example",
        "c-3",
    ]


def test_new_is_what_came_since_the_last_visit_on_an_earlier_day(office: Office) -> None:
    """Looking again on the same day changes nothing; the next day counts from then on, as the record knows it."""
    first = words(office.get("/"))
    assert words(office.get("/")) == first
    assert "dated 13 November 2026 or later" in first
    office.world.now = lambda: NOW + timedelta(days=2)
    assert "You were last here on 21 November 2026." in words(office.get("/"))
    assert "dated 19 November 2026 or later" in words(office.get("/"))
    assert "first time" in words(office.get("/", office.ben))


def test_everybody_has_the_people_they_look_after(office: Office) -> None:
    """A colleague begins with nobody, and is told what to do; everybody is one touch away, with their caseworkers."""
    alone = office.get("/", office.ben)
    assert "Nobody is assigned to you yet" in alone
    assert order(alone, "Amal Example", "c-3") == []
    everybody = words(office.get("/?whose=everybody", office.ben))
    assert "across 3 people" in everybody
    assert "looked after by ana@ngo.example" in everybody


def test_what_was_handed_over_and_objected_to_is_seen_at_once(office: Office) -> None:
    """The colleague sees on the next day who is new to them, and an objection until it is answered."""
    office.get("/", office.ben)
    amal = office.people["Amal"]
    status, led = office.post(f"/people/{amal}/hand-over", {"caseworker": office.ben.id, "note": "Likes mornings"})
    assert (status, led) == (303, "/people?done=handed")
    link = {"kind": "skill", "uri": COOK}
    bo = f"/v1/profiles/{office.people['Bo']}/contests"
    contest = office.client.post(bo, json={"link": link, "words": "No"}, headers=office.ana.headers)
    assert contest.status_code == 201
    office.world.now = lambda: NOW + timedelta(days=1)
    assert "handed over to you" in office.get("/", office.ben)
    assert "1 objection" in words(office.get("/"))
    answer = f"{bo}/{contest.json()['id']}/answer"
    office.client.post(answer, json={"answer": "Put right"}, headers=office.ana.headers)
    assert "1 objection" not in words(office.get("/"))


def test_pages_that_have_nothing_say_why(settings: Settings, whole: Database, world: World) -> None:
    """No people, no vacancies, ranking stopped: each with what to do."""
    with started(settings, world) as app:
        client = browser(app)
        ana = add_user(whole, "default", Role.CASEWORKER, NOW)
        admin = add_user(whole, "default", Role.ADMINISTRATOR, NOW)
        empty = client.get("/", params={"whose": "everybody"}, headers={**ana.headers, **PAGE}).text
        assert "There is nobody here yet" in empty
        assert 'href="/people/import"' in empty
        assert "There are no vacancies yet" in empty
        client.post("/v1/admin/ranking:stop", json={"reason": "We look into something"}, headers=admin.headers)
        world.switch = RankingSwitch(whole)  # as half a second later
        stopped = client.get("/", headers={**ana.headers, **PAGE})
        assert stopped.status_code == 200
        assert "We look into something" in stopped.text
        assert 'href="/people"' in stopped.text


def test_whoever_has_other_work_is_led_to_it(office: Office) -> None:
    """A person to their page, officers to vacancies, administrators and auditors to theirs."""
    person = add_person(office.database, "default", office.people["Amal"], NOW)
    leads = {Role.VACANCY_OFFICER: "/vacancies", Role.ADMINISTRATOR: "/administration", Role.AUDITOR: "/administration"}
    callers = {person.headers["Cookie"]: "/me"}
    for role, path in leads.items():
        callers[add_user(office.database, "default", role, NOW, f"{role}@x.example").headers["Cookie"]] = path
    for cookie, path in callers.items():
        assert office.client.get("/", headers={"Cookie": cookie}).headers["location"] == path


# --- the list of people ----------------------------------------------------------------------


def test_people_are_found_by_name_without_a_name_in_an_address(office: Office) -> None:
    """By part of the name or case number, in any case; what is typed is sent in the body, and the page says if none."""
    assert order(office.get("/people"), "Amal Example", "Bo Example", "c-3") == ["Amal Example", "Bo Example", "c-3"]
    for text, found in (("AMAL", ["Amal Example"]), ("c-2", ["Bo Example"]), ("zz", [])):
        status, page = office.post("/people/search", {"text": text})
        assert (status, order(page, "Amal Example", "Bo Example", ">c-3<")) == (200, found), text
    assert 'method="post"' in re.findall(r"<form[^>]*people/search[^>]*>", office.get("/people"))[0]
    assert order(office.get("/people", office.ben), "Amal Example") == []
    assert order(office.get("/people?whose=everybody", office.ben), "Amal Example") == ["Amal Example"]


def test_lists_show_who_is_left_alone_or_not_ranked(office: Office) -> None:
    """Nobody's are those without a caseworker who can sign in; those who are not ranked are a list of their own."""
    assert "Everybody here has a caseworker." in words(office.get("/people?whose=nobody"))
    with office.database.write() as session:
        disable_user(session, get_user(session, office.ben.id), NOW)
    status, page = office.post(f"/people/{office.people['Amal']}/hand-over", {"caseworker": office.ben.id})
    assert (status, "must be a caseworker" in page) == (422, True)
    assert office.post(f"/people/{office.people['Bo']}/hand-over", {"caseworker": "nobody"})[0] == 303
    assert order(office.get("/people?whose=nobody"), "Amal Example", "Bo Example") == ["Bo Example"]
    path = f"/v1/profiles/{office.people['Amal']}/restriction"
    office.client.put(path, json={"stopped": True}, headers=office.ana.headers)
    assert order(office.get("/people?show=stopped"), "Amal Example", "c-3") == ["Amal Example"]
    assert "1 more person is not ranked" in words(office.get("/"))
    assert order(office.get("/people?show=stale"), "Amal Example", "c-3") == ["c-3"]


# --- handing over ----------------------------------------------------------------------------


def test_several_people_are_handed_over_together(office: Office) -> None:
    """First the page asks to whom; then all go, with one note, and the record has an entry for each."""
    chosen = [office.people["Amal"], office.people["Bo"]]
    status, page = office.post("/people/hand-over", {"person": chosen})
    assert (status, "Hand 2 people over" in page, office.ben.id in page) == (200, True, True)
    said = {"person": chosen, "caseworker": office.ben.id, "note": "I am on leave"}
    assert office.post("/people/hand-over", said) == (303, "/people?done=handed")
    assert "Handed over." in words(office.get("/people?done=handed"))
    assert order(office.get("/people", office.ben), "Amal Example", "Bo Example", ">c-3<") == [
        "Amal Example",
        "Bo Example",
    ]
    page = words(office.get(f"/people/{chosen[0]}/hand-over", office.ben))
    assert "I am on leave" in page
    assert "ana@ngo.example ben@ngo.example" in page
    entries = office.client.get("/v1/audit", headers=office.ana.headers).json()["entries"]
    handed = [entry for entry in entries if entry["action"] == "profile.hand-over" and entry["outcome"] == "done"]
    assert len({entry["object"] for entry in handed}) == 2


def test_a_hand_over_that_cannot_be_is_refused_whole(office: Office) -> None:
    """An unknown colleague, an unknown person or no choice at all changes nothing, and what was written stays."""
    chosen = [office.people["Amal"], office.people["Bo"]]
    for said in ({"caseworker": "0" * 32}, {"caseworker": ""}, {"caseworker": "x"}):
        status, page = office.post("/people/hand-over", {"person": chosen, "note": "kept words", **said})
        assert (status, "kept words" in page) == (422, True), said
    unknown = {"person": [chosen[0], "nobody"], "caseworker": office.ben.id}
    assert office.post("/people/hand-over", unknown)[0] == 404
    assert office.post("/people/hand-over", {}) == (303, "/people?done=stopped")
    assert order(office.get("/people"), "Amal Example", "Bo Example") == ["Amal Example", "Bo Example"]
    assert office.get(f"/people/{'0' * 32}/hand-over", status=404)


# --- addresses -------------------------------------------------------------------------------


def test_addresses_say_what_is_not_usual() -> None:
    """Read again, each says the same; another choice begins at the first row; what is broken is left out."""
    wanted = Wanted(Whose.EVERYBODY, Show.READY, Sort.NAME, NOW.date(), "Chef & baker", 50)
    query = wanted.to(start=50)
    assert query == "?whose=everybody&show=ready&sort=name&since=2026-11-21&text=Chef+%26+baker&start=50"
    assert Wanted.read(dict(parse_qsl(query[1:]))) == wanted
    assert Wanted().to() == "?"
    assert wanted.to(show=Show.ALL, text="", since=None, whose=Whose.MINE, sort=Sort.NEWS) == "?"
    assert wanted.hidden("text", "since") == {"whose": "everybody", "show": "ready", "sort": "name"}
    assert Wanted.read({"start": "9999999999", "since": "2026-13-01", "show": "?"}) == Wanted()
