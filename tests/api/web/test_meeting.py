"""The meeting screen: what it shows is what the API answers, and what is changed there changes the list at once."""

from __future__ import annotations

import html
import re
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.errors import InvalidInputError
from api.ranking_switch import FRESH_S
from api.web.forms import Sent
from api.web.meeting.facts import patch_of
from api.world import World
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.taxonomy.worlds import BAKE, BAKER

WORDS = "I can cook for my whole family. Zorbing xqzt."
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
Json = dict[str, Any]


@pytest.fixture
def vacancies(client: TestClient, world: World) -> list[str]:
    """Store vacancies of all three groups, and let matching see them."""
    lines = [
        vacancy_line(id="plain", title="Plain chef", occupation=CHEF, skills=[{"uri": COOK}], expires="2026-11-25"),
        vacancy_line(id="spanish", title="Spanish chef", skills=[{"uri": COOK}], languages={"es": "B1"}),
        vacancy_line(id="both", title="Baker", occupation=BAKER, skills=[{"uri": BAKE}], licences=["C"], text="Bread."),
        vacancy_line(id="far", title="Driver", licences=["C"], languages={"es": "C2"}, text="Drives bread."),
    ]
    made = [client.post("/v1/vacancies", json=line).json()["id"] for line in lines]
    world.snapshots.refresh()
    return made


@pytest.fixture
def person(client: TestClient) -> str:
    """Store somebody of whom little is known."""
    line = {"text": WORDS, "lang": "en", "occupations": [{"uri": CHEF, "years": 3}], "languages": {"en": "B2"}}
    return str(client.post("/v1/profiles", json=line).json()["id"])


def text_of(page: str) -> str:
    """Return what a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def rows_of(page: str) -> list[tuple[str, str, int]]:
    """Return vacancy, group and points of each match of the list, in order; those shown beside it are left out."""
    listing = page.partition('<section id="listing"')[2].partition("</section>")[0].partition("Worth a look")[0]
    found = re.findall(r'<li class="match (\w+)"><a href="[^"]*vacancy=(\w+)[^>]*>.*?([\d,]+) points', listing, re.S)
    return [(vacancy, group, int(points.replace(",", ""))) for group, vacancy, points in found]


def seen(client: TestClient, person: str) -> Json:
    """Return what ranking sees of a person."""
    found: Json = client.get(f"/v1/profiles/{person}").json()["ranking_input"]
    return found


def say(client: TestClient, person: str, decision: str, uri: str, kind: str = "skill") -> str:
    """Answer about a concept as the buttons do; return the page that comes back."""
    answer = client.post(f"/people/{person}/links", data={"said": f"{decision}|{kind}|{uri}"})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_the_list_is_the_one_of_the_api(client: TestClient, person: str, vacancies: list[str]) -> None:
    """Groups with their sizes, every match with its points in the same order, and the best one with its reasons."""
    page = client.get(f"/people/{person}").text
    found = client.get(f"/v1/profiles/{person}/matches", params={"each": 8, "languages": "en"}).json()
    assert rows_of(page) == [(each["id"], each["group"], each["score"]) for each in found["matches"]]
    assert len(found["matches"]) == len(vacancies)
    for group, size in found["sizes"].items():
        shown = re.search(rf'<a class="{group}"[^>]*>[^<]*<strong>(\d+)</strong>', page)
        assert shown is not None
        assert int(shown[1]) == size
    assert f"{len(vacancies)} open vacancies were ranked, as of 20 November 2026." in text_of(page)
    first = found["matches"][0]
    assert f"{first['score']} points of 1,000" in text_of(page)
    assert first["explanation"]["said"][0]["line"] in text_of(page)
    for each in found["matches"]:
        blockers = [blocker["required"] for blocker in each["blockers"] if blocker["state"] != "met"]
        assert not blockers or any(required in text_of(page) for required in blockers)


def test_one_group_and_one_vacancy_are_chosen_by_their_address(
    client: TestClient, person: str, vacancies: list[str]
) -> None:
    """Ranks and points stay those of the whole list; what is not there any more shows the list alone."""
    whole = rows_of(client.get(f"/people/{person}").text)
    for group in ("ready_now", "one_step_away", "not_reachable_now"):
        page = client.get(f"/people/{person}", params={"group": group}).text
        assert rows_of(page) == [row for row in whole if row[1] == group]
    chosen = client.get(f"/people/{person}", params={"vacancy": vacancies[-1]}).text
    assert re.search(r'<h2 id="reasons-title"[^>]*><a [^>]*><bdi>Driver</bdi>', chosen)
    gone = client.get(f"/people/{person}", params={"vacancy": "f" * 32})
    assert (gone.status_code, rows_of(gone.text)) == (200, whole)
    assert "Choose a vacancy to see the reasons." in gone.text


def test_rejecting_a_link_changes_the_list_and_is_undone(client: TestClient, person: str, vacancies: list[str]) -> None:
    """Accepted, rejected and taken back; the list is always the one of the API, and in the end as it was."""
    assert vacancies
    before, facts = rows_of(client.get(f"/people/{person}").text), seen(client, person)
    rejected = say(client, person, "rejected", COOK)
    assert rows_of(rejected) != before
    assert COOK in seen(client, person)["rejected_skills"]
    assert "Rejected, and no longer counted." in text_of(rejected)
    assert re.search(r'<details class="bundle" open><summary>Rejected: not counted', rejected)
    assert f'value="none|skill|{COOK}"' in rejected
    taken_back = say(client, person, "none", COOK)
    assert (rows_of(taken_back), seen(client, person)) == (before, facts)
    accepted = say(client, person, "accepted", COOK)
    found = client.get(f"/v1/profiles/{person}/matches", params={"each": 8}).json()
    assert rows_of(accepted) == [(each["id"], each["group"], each["score"]) for each in found["matches"]]
    assert rows_of(accepted) != before


def test_all_proposals_are_confirmed_at_once(client: TestClient, person: str) -> None:
    """The question is answered where it is asked, and is asked no more."""
    page = client.get(f"/people/{person}").text
    assert "Is what was read from the text right?" in text_of(page)
    after = client.post(f"/people/{person}/confirmation").text
    assert "Is what was read from the text right?" not in text_of(after)
    assert {skill["source"] for skill in seen(client, person)["skills"]} == {"stated"}


def test_concepts_are_added_without_scripts(client: TestClient, person: str, vacancies: list[str]) -> None:
    """A search by its form shows buttons; each adds what it names, which counts as what the person said."""
    assert vacancies
    found = client.post(f"/people/{person}/concepts", data={"kind": "occupation", "text": "bak"}).text
    assert f'value="accepted|occupation|{BAKER}"' in found
    added = say(client, person, "accepted", BAKER, "occupation")
    assert BAKER in {held["uri"] for held in seen(client, person)["occupations"]}
    assert "baker" in text_of(added)
    nothing = client.post(f"/people/{person}/concepts", data={"kind": "skill", "text": "xqzt"}).text
    assert "Nothing is called that." in text_of(nothing)
    assert client.post(f"/people/{person}/links", data={"said": "accepted|skill|nothing"}).status_code == 404
    assert client.post(f"/people/{person}/links", data={"said": "perhaps"}).status_code == 422


def test_level_years_and_last_use_are_noted(client: TestClient, person: str) -> None:
    """Each stays one entry of the profile, however often it is changed."""
    path = f"/people/{person}/concept"
    skill = {"kind": "skill", "uri": COOK, "level": "4", "years_since_use": "6", "verified": "yes"}
    assert "last used 6 years ago" in text_of(client.post(path, data=skill).text)
    assert {"uri": COOK, "source": "verified", "level": 4, "years_since_use": 6} in seen(client, person)["skills"]
    client.post(path, data={"kind": "skill", "uri": COOK, "level": "5"})
    page = client.post(path, data={"kind": "occupation", "uri": CHEF, "years": "7,5"}).text
    assert "7.5 years" in text_of(page)
    given = client.get(f"/v1/profiles/{person}").json()["profile"]
    assert [(each["uri"], each.get("level")) for each in given["skills"]] == [(COOK, 5)]
    assert given["occupations"] == [{"uri": CHEF, "years": 7.5}]
    assert client.post(path, data={**skill, "uri": "nothing"}).status_code == 422
    assert client.post(path, data={**skill, "level": "9"}).status_code == 422


def test_unknown_stays_unknown_until_somebody_notes_it(client: TestClient, person: str) -> None:
    """Nothing is asked twice; nothing chosen is not a no, and a no is not unknown."""

    def unknown(page: str) -> set[str]:
        asked = page.partition('<section class="ask"')[2].partition("</section>")[0]
        return set(re.findall(r'<li id="fact-(\w+)"', asked))

    def note(**fields: str | list[str]) -> str:
        return client.post(f"/people/{person}/facts", data=fields).text

    first = unknown(client.get(f"/people/{person}").text)
    assert first == {"permissions", "place", "travel", "education", "licences", "hours", "shifts", "start", "wants"}
    assert unknown(note(fact="licences")) == first
    assert seen(client, person).get("licences") is None
    assert unknown(note(fact="licences", none="yes")) == first - {"licences"}
    assert seen(client, person)["licences"] == []
    note(fact="languages", language="es", level="none")
    note(fact="permissions", country="IT", granted="no")
    note(fact="travel", mode="car", minutes="45")
    assert unknown(note(fact="place", place="Valencia")) == first - {"licences", "permissions", "travel", "place"}
    facts = seen(client, person)
    assert {"language": "es", "level": "NONE"} in facts["languages"]
    assert facts["permissions"] == [{"country": "IT", "granted": False}]
    assert facts["travel"] == {"mode": "car", "minutes": 45}
    page = text_of(client.get(f"/people/{person}").text)
    for said in ("no Spanish", "not in Italy", "by car, up to 45 min", "Valencia, Spain"):
        assert said in page
    assert unknown(note(fact="permissions", country="IT", granted="")) >= {"permissions"}


@pytest.mark.parametrize(
    ("key", "fields", "expected"),
    [
        ("languages", {"language": ["it"], "level": ["B1"]}, {"languages": {"it": "B1"}}),
        ("languages", {"language": ["it"], "level": [""]}, {"languages": {"it": None}}),
        ("languages", {"level": ["B1"]}, {}),
        ("permissions", {"country": ["DE"], "granted": ["yes"]}, {"permissions": {"DE": True}}),
        ("licences", {"licence": ["B", "forklift"], "other": ["x; y"]}, {"licences": ["B", "forklift", "x", "y"]}),
        ("licences", {}, {"licences": None}),
        ("hours", {"min": ["20"], "max": [""]}, {"hours": {"min": 20.0, "max": 20.0}}),
        ("hours", {"min": [""], "max": [""]}, {"hours": None}),
        ("shifts", {"shift": ["night", "weekend"]}, {"shifts": ["night", "weekend"]}),
        ("travel", {"mode": ["walk"], "minutes": [""]}, {"travel": None}),
        ("education", {"level": ["6"]}, {"education": 6}),
        ("start", {"start": ["2026-12-01"]}, {"start": "2026-12-01"}),
        ("place", {"place": [" Bari "]}, {"place": "Bari", "country": None}),
        (
            "wants",
            {"occupations": ["cook، baker"], "places": ["Bari, Lecce"], "min": ["20"], "max": ["30"]},
            {
                "wants": {
                    "occupations": ["cook", "baker"],
                    "places": ["Bari", "Lecce"],
                    "hours": {"min": 20.0, "max": 30.0},
                }
            },
        ),
    ],
)
def test_forms_become_patches(key: str, fields: dict[str, list[str]], expected: Json) -> None:
    """Each form changes its own fact and nothing else."""
    assert patch_of(key, Sent(fields)) == expected


def test_forms_that_make_no_sense_are_refused() -> None:
    """A fact that there is none of, and a number that is none."""
    with pytest.raises(InvalidInputError, match="fact"):
        patch_of("religion", Sent({}))
    with pytest.raises(InvalidInputError, match="minutes"):
        patch_of("travel", Sent({"minutes": ["long"]}))


def test_what_people_and_feeds_write_is_never_markup(client: TestClient, world: World) -> None:
    """In words, names, places, titles, sources, marks and objections."""
    made = client.post(
        "/v1/vacancies", json=vacancy_line(title="Chef <b>x</b>&", occupation=CHEF, source="<i>feed")
    ).json()
    world.snapshots.refresh()
    line = {"text": f"I can cook. {HOSTILE}", "place": HOSTILE, "id": HOSTILE[:40], "licences": ["x<b>"[:1]]}
    person = client.post("/v1/profiles", json=line).json()["id"]
    mark = {"vacancy": made["id"], "kind": "add", "reason": HOSTILE}
    assert client.post(f"/v1/profiles/{person}/marks", json=mark).status_code == 201
    contest = {"link": {"kind": "skill", "uri": COOK}, "words": HOSTILE}
    assert client.post(f"/v1/profiles/{person}/contests", json=contest).status_code == 201
    client.put(f"/v1/profiles/{person}/identity", json={"name": HOSTILE, "contact": HOSTILE})
    for path in ("", "/rights", "/identity", "/steps"):
        page = client.get(f"/people/{person}{path}")
        assert page.status_code == 200, path
        assert "<script>" not in page.text
        assert "<img" not in page.text
        assert "<b>" not in page.text
    found = client.post(f"/people/{person}/concepts", data={"kind": "skill", "text": HOSTILE}).text
    assert "<script>" not in found


def test_marks_lift_and_fold_and_nothing_else(client: TestClient, person: str, vacancies: list[str]) -> None:
    """A pinned vacancy stands on top, a hidden one is folded with its reason; the others keep their order."""
    before = rows_of(client.get(f"/people/{person}").text)
    last, first = before[-1][0], before[0][0]
    client.post(f"/v1/profiles/{person}/marks", json={"vacancy": last, "kind": "pin"})
    hide = {"vacancy": first, "kind": "hide", "reason": "they were unkind"}
    client.post(f"/v1/profiles/{person}/marks", json=hide)
    page = client.get(f"/people/{person}").text
    rest = [row for row in before if row[0] not in (first, last)]
    assert rows_of(page) == [before[-1], *rest, before[0]]
    assert "1 hidden" in text_of(page)
    assert "they were unkind" in text_of(page)
    assert "Kept on top" in text_of(page)
    assert f"{len(vacancies)} open vacancies were ranked" in text_of(page)
    trace = page.partition("/v1/traces/")[2][:32]
    assert client.get(f"/v1/traces/{trace}/replay").status_code == 200


def test_steps_are_those_that_the_api_counts(client: TestClient, person: str, vacancies: list[str]) -> None:
    """Every count of the chart, and every number of what a step would change."""
    assert vacancies
    client.post(f"/people/{person}/confirmation")
    page = client.get(f"/people/{person}/steps").text
    gaps = client.get(f"/v1/profiles/{person}/gaps").json()
    shown = re.findall(r'<tr><th scope="row">(.*?)</th>\s*<td class="n">(\d+)</td>', page, re.S)
    said = [(text_of(label), int(n)) for label, n in shown]
    assert [n for _, n in said] == [step["n_unlocked"] for step in gaps["steps"]]
    assert all(label.startswith(step["label"]) for (label, _), step in zip(said, gaps["steps"], strict=True))
    assert gaps["steps"]
    tried = client.get(f"/people/{person}/steps", params={"language": "es", "level": "B1"}).text
    supposed = client.get(f"/v1/profiles/{person}/what-if", params={"step": "language:es:B1"}).json()
    n, after = len(supposed["newly_ready"]), supposed["n_ready_after"]
    assert n == 1
    assert f"With this, {n} more vacancy would be ready now, {after} in all." in text_of(tried)
    assert {vacancy for vacancy in supposed["newly_ready"] if f"vacancy={vacancy}" in tried} == {
        *supposed["newly_ready"]
    }
    assert client.get(f"/people/{person}/steps", params={"if": "wisdom:much"}).status_code == 422


def test_while_ranking_is_stopped_the_person_is_there(client: TestClient, person: str, vacancies: list[str]) -> None:
    """Vacancies as they come, and why; what is known can still be changed."""
    assert vacancies
    client.post("/v1/admin/ranking:stop", json={"reason": "the list looks wrong"})
    time.sleep(FRESH_S)
    page = client.get(f"/people/{person}")
    assert page.status_code == 200
    assert "the list looks wrong" in page.text
    assert "Plain chef" in page.text
    assert rows_of(page.text) == []
    assert "Rejected, and no longer counted." in text_of(say(client, person, "rejected", COOK))
    client.post("/v1/admin/ranking:start", json={"reason": "mended"})


def test_a_person_whose_data_is_restricted_is_not_ranked(client: TestClient, person: str, vacancies: list[str]) -> None:
    """The page says so and since when, shows what is kept, and no vacancy; it goes on when they want."""
    assert vacancies
    noted = client.post(f"/people/{person}/restriction", data={"stopped": "yes"})
    assert "Ranking has stopped for this person." in text_of(noted.text)
    page = client.get(f"/people/{person}")
    assert page.status_code == 409
    assert "may only be stored, since 21 November 2026." in text_of(page.text)
    assert "Plain chef" not in page.text
    assert WORDS.split(".", maxsplit=1)[0] in text_of(page.text)
    client.post(f"/people/{person}/restriction", data={"stopped": "no"})
    client.post(f"/people/{person}/objection", data={"stopped": "yes"})
    assert client.get(f"/people/{person}").status_code == 409
    client.post(f"/people/{person}/objection", data={"stopped": "no"})
    assert client.get(f"/people/{person}").status_code == 200


def test_forms_lead_back_to_what_was_chosen(client: TestClient, person: str, vacancies: list[str]) -> None:
    """By the page they were sent from, if it is one of this person, and never elsewhere."""
    said = {"said": f"accepted|skill|{COOK}"}

    def back(referer: str) -> str:
        headers = {"Referer": referer}
        answer = client.post(f"/people/{person}/links", data=said, headers=headers, follow_redirects=False)
        assert answer.status_code == 303
        return answer.headers["location"]

    here = f"http://127.0.0.1/people/{person}"
    chosen = f"vacancy={vacancies[1]}&group=ready_now"
    assert back(f"{here}?{chosen}&done=changed&if=x") == f"/people/{person}?{chosen}&done=accepted#skills"
    for other in ("", "https://elsewhere.example/", f"{here}/rights?x=y"):
        assert back(other) == f"/people/{person}?done=accepted#skills"


def test_rights_are_seen_to_on_one_page(client: TestClient, person: str) -> None:
    """Consent is recorded, an objection answered, and the page says who used the file."""
    given = {"purpose": "ranking", "given": "yes", "language": "ar", "wording": "2026-10"}
    page = text_of(client.post(f"/people/{person}/consents", data=given).text)
    assert "being compared with vacancies yes Arabic 2026-10" in page
    contest = {"link": {"kind": "skill", "uri": COOK}, "words": "I never did that"}
    made = client.post(f"/v1/profiles/{person}/contests", json=contest).json()["id"]
    assert "1 objection to answer" in text_of(client.get(f"/people/{person}").text)
    answered = client.post(f"/people/{person}/contests/{made}/answer", data={"answer": "It is taken out."}).text
    assert "Answered: It is taken out." in text_of(answered).replace("“", "").replace("”", "")
    assert "objection to answer" not in text_of(client.get(f"/people/{person}").text)
    accesses = client.get(f"/v1/profiles/{person}/accesses").json()["accesses"]
    uses = re.findall(r"<tr><td>[^<]*</td><td><code>(\w+)</code></td>", client.get(f"/people/{person}/rights").text)
    assert len(uses) == len(accesses) + 1  # reading that list is a use too


def test_erasing_needs_more_than_a_click(client: TestClient, person: str) -> None:
    """Without the tick nothing happens; with it there is a receipt, and nobody any more."""
    assert client.post(f"/people/{person}/erasure", data={}).status_code == 422
    assert client.get(f"/people/{person}").status_code == 200
    receipt = client.post(f"/people/{person}/erasure", data={"sure": "yes"})
    assert (receipt.status_code, "Keep the number of the receipt" in receipt.text) == (200, True)
    assert client.get(f"/people/{person}").status_code == 404


def test_a_code_is_shown_once_and_opens_the_persons_page(client: TestClient, person: str) -> None:
    """The page that makes it shows it; no other does, and taken back it opens nothing."""
    page = client.post(f"/people/{person}/invite", data={"days": "7"}).text
    code = re.search(r'<p class="code" dir="ltr">([^<]+)</p>', page)
    assert code is not None
    assert "It works until 28 November 2026." in text_of(page)
    assert code[1] not in client.get(f"/people/{person}/invite").text
    assert "All codes are taken back" in client.post(f"/people/{person}/invite/end").text
    browser = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/sign-in/invitation", data={"code": code[1]}, headers=browser).status_code == 401
    assert client.post(f"/people/{person}/invite", data={"days": "900"}).status_code == 422
    assert client.get("/people/nobody/invite").status_code == 404


def test_who_it_is_stands_on_a_page_of_its_own(client: TestClient, person: str) -> None:
    """Noted and shown there, recorded as looked at; elsewhere caseworkers see the name, as in their inbox, alone."""
    noted = client.post(f"/people/{person}/identity", data={"name": "Ana Sol", "contact": "600 123"}).text
    assert 'value="Ana Sol"' in noted
    assert client.get(f"/v1/profiles/{person}/identity").json()["contact"] == "600 123"
    for path in ("", "/rights", "/invite", "/steps"):
        assert "600 123" not in client.get(f"/people/{person}{path}").text
    assert "Ana Sol" in client.get(f"/people/{person}").text
    actions = [each["action"] for each in client.get(f"/v1/profiles/{person}/accesses").json()["accesses"]]
    assert "profile.identify" in actions


def test_the_header_counts_what_is_new_since_the_last_day(
    client: TestClient, world: World, person: str, vacancies: list[str]
) -> None:
    """Of what is ready now or one step away, as the inbox counts it; on the first day nothing is said."""
    assert vacancies
    assert "First meeting" in text_of(client.get(f"/people/{person}").text)
    now = world.now()
    world.now = lambda: now.replace(day=now.day + 1)
    page = text_of(client.get(f"/people/{person}").text)
    inbox = client.get("/v1/inbox", params={"since": "2026-11-21"}).json()["people"][0]
    assert f"Since 21 November 2026: {inbox['n_new']} new that are" in page
    assert ("close within a week" in page or "closes within a week" in page) == bool(inbox["n_closing"])
