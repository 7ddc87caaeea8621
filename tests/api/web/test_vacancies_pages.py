"""The pages about vacancies: the list, one that is typed and checked, a file with bad rows, the people for one."""

from __future__ import annotations

import html
import json
import re
import time
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.principals import Role
from api.session import Database
from api.vacancy_imports import Importer, State, keep_upload, read_upload, start_import
from api.web.speech import speech_in
from api.web.vacancies.reasons import say_reason
from api.world import World
from tests.api.conftest import CHEF, COOK, LONG, NOW, vacancy_line
from tests.api.people import add_user, browser, started

TEXT = "We need a chef who can cook. Se requiere inglés B1."
BAD = (
    "Titel;Beschreibung;Ort;Läuft ab;Nr\n"
    "Chef;Cooks.;Valencia;20.12.2026;1\n"
    ";No title here.;Valencia;;2\n"
    "Baker;Bakes.;Valencia;31.02.2026;3\n"
    "Waiter;Serves.;Valencia;soon;4\n"
    "Driver;Drives.;Madrid;2026-12-24;5\n"
)


def fields(text: str) -> dict[str, str]:
    """Return what the fields of a page's forms hold, as a browser would send them back untouched."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", text):
        attributes = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        kind = attributes.get("type", "text")
        if "name" in attributes and (kind not in ("radio", "checkbox") or re.search(r"\schecked\b", tag)):
            found[attributes["name"]] = attributes.get("value", "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        found[name] = html.unescape(value).removeprefix("\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)"[^>]*selected', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def listed(client: TestClient) -> list[dict[str, Any]]:
    """Return the stored vacancies."""
    found: list[dict[str, Any]] = client.get("/v1/vacancies").json()["vacancies"]
    return found


def upload(client: TestClient, content: str, name: str = "feed.csv") -> tuple[str, str]:
    """Upload a file; return the address of its page, and the page."""
    answer = client.post("/vacancies/import", files={"file": (name, content.encode())})
    assert answer.status_code == 200, answer.text
    return answer.url.path, answer.text


def finish(client: TestClient, address: str, data: dict[str, str]) -> str:
    """Run a file, and return its page when it is done, which it is by itself."""
    page = client.post(address, data=data).text
    until = time.monotonic() + 30
    while "data-waiting" in page and time.monotonic() < until:
        page = client.get(address).text
    return page


def test_bad_rows_are_named_beside_the_rows_and_the_others_are_in(client: TestClient) -> None:
    """Three of five rows are bad: two stored, three shown with their content, corrected in place, and sent again."""
    address, page = upload(client, BAD)
    columns = {name: value for name, value in fields(page).items() if name.startswith("column:")}
    assert list(columns.values()) == ["title", "text", "place", "expires", "external_id"]
    assert listed(client) == []
    done = finish(client, address, {**columns, "source": "feed"})
    assert {entry["title"] for entry in listed(client)} == {"Chef", "Driver"}
    rows = re.findall(r'<fieldset class="rows"><legend>(.*?)</legend>(.*?)</fieldset>', done, re.DOTALL)
    assert [name.strip() for name, _ in rows] == ["Row 3", "Row 4", "Row 5"]
    assert "This is needed" in rows[0][1]
    assert "No title here." in rows[0][1]
    assert "<bdi>&#39;31.02.2026&#39;</bdi> is no day of the calendar" in rows[1][1]
    assert "<bdi>&#39;soon&#39;</bdi> is no date" in rows[2][1]
    again = fields(done) | {"cell:3:0": "Cleaner", "cell:4:3": "28.02.2027", "cell:5:3": "later"}
    left = client.post(f"{address}/rows", data=again).text
    assert {entry["title"] for entry in listed(client)} == {"Chef", "Driver", "Cleaner", "Baker"}
    assert re.findall(r"<legend>(Row \d)</legend>", left) == ["Row 5"]
    final = client.post(f"{address}/rows", data=fields(left) | {"cell:5:3": ""}).text
    assert "Every row is in." in final
    assert "<strong>5</strong> new" in final


def test_refused_rows_are_given_back_as_a_file(client: TestClient) -> None:
    """Each with its number and reason; what a spreadsheet would compute is guarded, and comes back as it was."""
    address, page = upload(client, 'title,text,expires\n"=1+1",Cooks.,never\n')
    finish(client, address, fields(page))
    answer = client.get(f"{address}/refused.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="refused.csv"'
    content = answer.content.decode("utf-8-sig")
    assert content.splitlines()[0] == "row,reason,title,text,expires"
    assert content.splitlines()[1].startswith("2,")
    assert ",'=1+1,Cooks.,never" in content
    address, page = upload(client, content.replace("never", "2026-12-24"))
    finish(client, address, fields(page))
    assert [entry["title"] for entry in listed(client)] == ["=1+1"]


def test_columns_are_remembered(client: TestClient) -> None:
    """What somebody chose for these columns is chosen the next time, the source too."""
    content = "wat;waar;tekst\nKok;Valencia;Cooks.\n"
    address, page = upload(client, content)
    assert "not known" in page
    assert client.post(address, data=fields(page)).status_code == 422
    chosen = {"column:0": "title", "column:1": "place", "column:2": "text", "source": "our feed"}
    finish(client, address, chosen)
    _, again = upload(client, content)
    assert {**fields(again), **chosen} == fields(again)
    [entry] = listed(client)
    assert (entry["title"], entry["place"], entry["source"]) == ("Kok", "Valencia", "our feed")


def test_postings_of_portals_are_imported(client: TestClient) -> None:
    """JSON-LD in a page: dates, place, pay and free words end up where a vacancy has them."""
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": "Chef",
        "description": "<p>We need a chef.</p>",
        "datePosted": "2026-11-20T08:00:00+01:00",
        "validThrough": "2026-12-24",
        "employmentType": ["FULL_TIME", "TEMPORARY"],
        "hiringOrganization": {"@type": "Organization", "name": "Acme"},
        "jobLocation": {"@type": "Place", "address": {"addressLocality": "Valencia", "addressCountry": "ES"}},
        "baseSalary": {"currency": "EUR", "value": {"minValue": 1500, "maxValue": 1800, "unitText": "MONTH"}},
        "qualifications": "Can bake.",
        "skills": [{"@type": "DefinedTerm", "url": COOK}, "patience"],
        "educationRequirements": {"credentialCategory": "bachelor degree"},
        "experienceRequirements": {"monthsOfExperience": 24},
        "identifier": {"@type": "PropertyValue", "value": "A-1"},
    }
    page = f'<html><script type="application/ld+json">{json.dumps({"@graph": [posting]})}</script><p>x</p></html>'
    address, checked = upload(client, page, "page.html")
    finish(client, address, fields(checked))
    [entry] = listed(client)
    found = client.get(f"/v1/vacancies/{entry['id']}").json()
    assert (entry["external_id"], entry["place"], entry["country"]) == ("A-1", "Valencia", "ES")
    assert (entry["published"], entry["expires"]) == ("2026-11-20", "2026-12-24")
    given = found["vacancy"]
    assert given["text"] == "We need a chef.\nCan bake.\npatience\nAcme" or "Can bake." in given["text"]
    assert "<p>" not in given["text"]
    assert (given["salary"], given["contract"]) == ("1500–1800 EUR MONTH", "full time, temporary")
    assert (found["ranking"]["years"], found["ranking"]["education"]) == (2.0, 6)
    assert {"uri": COOK, "relation": "essential", "source": "stated"} in found["ranking"]["requirements"]


def test_a_run_that_is_cut_short_goes_on_where_it_was(world: World) -> None:
    """What a batch did and how far the file is are one transaction; nothing is done twice, nothing is left out."""
    n, n_first = 100, 70  # in the second transaction; one takes 64
    content = "title;text;nr\n" + "".join(f"Chef {i};Cooks {i}.;{i}\n" for i in range(n)) + ";bad;x\n"
    with world.database.write() as session:
        row = keep_upload(session, "feed.csv", read_upload("feed.csv", content.encode(), world.files), NOW)
        start_import(row, ["title", "text", "external_id"], "feed", NOW)
        import_id = row.id
    importer = Importer(world.database, world.reader, lambda: NOW)
    asked = iter(range(10_000))
    importer.run(import_id, lambda: next(asked) >= n_first)
    with world.database.read() as session:
        half = session.get(type(row), import_id)
        assert half is not None
        assert half.state == State.RUNNING
        assert half.counts["created"] == half.done - 1 == n_first
    importer.run(import_id)
    with world.database.read() as session:
        whole = session.get(type(row), import_id)
        assert whole is not None
        assert (whole.state, whole.waiting) == (State.DONE, b"")
        assert whole.counts == {"created": n, "updated": 0, "unchanged": 0, "merged": 0}


def test_nothing_is_stored_before_the_reading_is_confirmed(client: TestClient) -> None:
    """A text is shown as it is read, with its words; what the officer says about it is stored with it."""
    typed = {**fields(client.get("/vacancies/new").text), "title": "Chef", "text": TEXT, "source": "by phone"}
    read = client.post("/vacancies/new", data=typed).text
    assert listed(client) == []
    sent = fields(read)
    assert (sent[f"skill:{COOK}"], sent["language:en:B1"], sent[f"occupation:{CHEF}"]) == (
        "essential",
        "essential",
        "accepted",
    )
    assert '<q class="words" dir="auto">inglés B1</q>' in read
    sent |= {f"skill:{COOK}": "optional", "language:en:B1": "rejected"}
    stored = client.post("/vacancies", data=sent)
    [entry] = listed(client)
    assert stored.url.path == f"/vacancies/{entry['id']}"
    found = client.get(f"/v1/vacancies/{entry['id']}").json()
    relations = {each["uri"]: each["relation"] for each in found["ranking"]["requirements"]}
    assert relations[COOK] == "optional"
    assert "languages" not in found["ranking"]
    assert found["reviewed_at"] is not None
    missing = client.post("/vacancies", data={**sent, "source": ""})
    assert "Please fill in what is marked." in missing.text
    assert len(listed(client)) == 1


def test_one_click_answers(client: TestClient) -> None:
    """Each proposal has its buttons; an answer is kept, and taken as what counts now."""
    made = client.post("/v1/vacancies", json=vacancy_line(text=TEXT, lang="es")).json()
    address = f"/vacancies/{made['id']}"
    assert f'value="skill:{COOK}"' in client.get(address).text
    client.post(f"{address}/answers", data={"proposal": f"skill:{COOK}", "choice": "rejected"})
    found = client.get(f"/v1{address}").json()
    assert COOK not in {each["uri"] for each in found["ranking"]["requirements"]}
    client.post(f"{address}/answers", data={"add": "cook", "add_as": "optional"})
    found = client.get(f"/v1{address}").json()
    assert {each["uri"]: each["relation"] for each in found["ranking"]["requirements"]}[COOK] == "optional"
    unknown = client.post(f"{address}/answers", data={"add": "xyzzy", "add_as": "essential"})
    assert "Nothing in ESCO is called so" in unknown.text
    client.post(f"{address}/answers", data={"all": "yes"})
    assert client.get(f"/v1{address}").json()["reviewed_at"] is not None
    assert "What was read was answered" in client.get(address).text


def test_the_list_is_searched_filtered_and_kept_fresh(client: TestClient) -> None:
    """Counts by sort, words without accents, and ticked vacancies confirmed, dated and withdrawn."""
    for line in (
        vacancy_line(id="1", source="a", title="Camarero", place="Málaga", date="2026-11-20", country="ES"),
        vacancy_line(id="2", source="b", title="Baker", date="2026-09-01", expires="2026-11-25"),
        vacancy_line(id="3", source="b", title="Driver", expires="2026-11-01"),
    ):
        client.post("/v1/vacancies", json=line)
    counts = dict(re.findall(r"show=(\w+)[^>]*><strong>(\d+)</strong>", client.get("/vacancies").text))
    assert counts | {"closing": "1", "stale": "1", "expired": "1", "withdrawn": "0"} == counts
    assert "Camarero" in client.get("/vacancies", params={"words": "MALAGA cama"}).text
    stale = client.get("/vacancies", params={"show": "stale"}).text
    assert ("Baker" in stale, "Camarero" in stale) == (True, False)
    by_source = client.get("/vacancies", params={"source": "a"}).text
    assert ("Baker" in by_source, "Camarero" in by_source) == (False, True)
    ids = {entry["title"]: entry["id"] for entry in listed(client)}
    client.post("/vacancies/confirm", data={"id": [ids["Baker"], ids["Driver"]]})
    client.post("/vacancies/expiry", data={"id": ids["Camarero"], "expires": "2026-12-31"})
    found = {entry["title"]: (entry["published"], entry["expires"]) for entry in listed(client)}
    assert found == {
        "Baker": ("2026-11-21", "2026-11-25"),
        "Driver": ("2026-11-21", "2026-12-21"),
        "Camarero": ("2026-11-20", "2026-12-31"),
    }
    client.post("/vacancies/withdraw", data={"id": ids["Baker"]})
    assert {entry["title"] for entry in listed(client)} == {"Driver", "Camarero"}
    assert "Baker" in client.get("/vacancies", params={"show": "withdrawn"}).text
    assert client.post("/vacancies/expiry", data={"id": ids["Driver"], "expires": "soon"}).status_code == 422


def test_what_feeds_write_is_inert(client: TestClient) -> None:
    """Whatever a vacancy says, no page of it holds an element or an attribute that it wrote."""
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'
    line = vacancy_line(id='1"><b>', source="s'\"><script>x</script>", title="Chef <svg onload=x>", place='"><i>')
    made = client.post("/v1/vacancies", json={**line, "text": f"cook {html.escape(html.escape(hostile))}"}).json()
    typed = {"title": hostile, "text": hostile, "source": hostile, "place": hostile, "add": hostile}
    pages = [
        client.get("/vacancies").text,
        client.get(f"/vacancies/{made['id']}").text,
        client.get(f"/vacancies/{made['id']}/people").text,
        client.post("/vacancies/new", data=typed).text,
        upload(client, "title;<script>x</script><img src=x onerror=y>\nx;<script>z</script>\n")[1],
    ]
    address, page = upload(client, "title;expires\n" + '"<script>x</script>";"<img src=x onerror=y>"\n')
    pages.append(finish(client, address, fields(page)))
    assert "{{ 7*7 }}" in pages[3]
    for text in pages:
        assert not re.findall(r"<(?:script(?! src=\"/assets/)|img|svg|b|i)[ >]", text), text
        assert not re.findall(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', text))


def test_people_are_those_of_the_api(client: TestClient, world: World) -> None:
    """The page lists the same people in the same order with the same points as `/v1/vacancies/{id}/matches`."""
    vacancy = client.post("/v1/vacancies", json=vacancy_line(occupation=CHEF, text=LONG)).json()
    people: tuple[dict[str, Any], ...] = (
        {"occupations": [{"uri": CHEF, "years": 3}]},
        {"education": 3},
        {"text": "I can cook"},
    )
    for n, facts in enumerate(people):
        client.post("/v1/profiles", json={"id": f"person-{n}", **facts})
    world.snapshots.refresh()
    expected = client.get(f"/v1/vacancies/{vacancy['id']}/matches").json()["matches"]
    page = client.get(f"/vacancies/{vacancy['id']}/people").text
    shown = re.findall(rf'/people/(\w+)/matches/{vacancy["id"]}"', page)
    assert shown == [match["id"] for match in expected]
    points = re.findall(r'<td class="n">\s*([\d,]+|not scored)', page)
    assert points == ["not scored" if match["score"] is None else f"{match['score']:,}" for match in expected]
    mine = client.get(f"/vacancies/{vacancy['id']}/people", params={"mine": True}).text
    assert re.findall(rf'/people/(\w+)/matches/{vacancy["id"]}"', mine) == shown, "nobody has a caseload yet"
    assert "My people" not in mine


def test_my_people_are_those_i_look_after(world: World, whole: Database) -> None:
    """A caseworker chooses between their own people, marked among all, and everybody."""
    with started(world.settings, world) as app:
        client = browser(app)
        officer, mine, nobody = (
            add_user(whole, "default", role, NOW, name).headers
            for role, name in ((Role.VACANCY_OFFICER, "o"), (Role.CASEWORKER, "m"), (Role.CASEWORKER, "n"))
        )
        vacancy = client.post("/v1/vacancies", json=vacancy_line(occupation=CHEF), headers=officer).json()["id"]
        cook = {"occupations": [{"uri": CHEF, "years": 3}]}
        client.post("/v1/profiles", json={"id": "somebody", **cook}, headers=nobody)
        client.post("/v1/profiles", json={"id": "mine", **cook}, headers=mine)
        somebody = client.get("/v1/profiles", headers=nobody).json()["profiles"][0]["id"]
        assert client.put(f"/v1/profiles/{somebody}/assignment", json={"caseworker": None}, headers=nobody).is_success
        address = f"/vacancies/{vacancy}/people"
        all_of_them = client.get(address, headers=mine).text
        assert all_of_them.count("/matches/") == 2
        assert all_of_them.count("one of mine") == 1
        own = client.get(address, params={"mine": True}, headers=mine).text
        assert own.count("/matches/") == 1
        assert "<bdi>mine</bdi>" in own
        assert "You look after nobody" in client.get(address, params={"mine": True}, headers=nobody).text


def test_officers_never_see_people_and_caseworkers_change_nothing(world: World, whole: Database) -> None:
    """Who may do what, as the policy says; the buttons are there for those who may press them."""
    with started(world.settings, world) as app:
        client = browser(app)
        officer, caseworker, administrator = (
            add_user(whole, "default", role, NOW).headers
            for role in (Role.VACANCY_OFFICER, Role.CASEWORKER, Role.ADMINISTRATOR)
        )
        typed = {"title": "Chef", "text": TEXT, "source": "by phone"}
        address = client.post("/vacancies", data=typed, headers=officer).headers["location"].partition("?")[0]
        assert client.get(f"{address}/people", headers=officer).status_code == 403
        assert client.get(f"{address}/people", headers=caseworker).status_code == 200
        assert "/people" not in client.get(address, headers=officer).text
        seen = client.get(address, headers=caseworker).text
        assert f"{address}/people" in seen
        assert f"{address}/answers" not in seen
        assert client.post("/vacancies/withdraw", data={"id": "x"}, headers=caseworker).status_code == 403
        assert client.get("/vacancies/import", headers=caseworker).status_code == 403
        assert f"{address}/sharing" in client.get(address, headers=administrator).text
        assert client.post(f"{address}/sharing", data={"shared": "yes"}, headers=officer).status_code == 403
        shared = client.post(f"{address}/sharing", data={"shared": "yes"}, headers=administrator)
        assert shared.headers["location"] == f"{address}?done=shared"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("'31.02.2026' is no day of the calendar", "<bdi>&#39;31.02.2026&#39;</bdi> is no day of the calendar"),
        ("Field required", "This is needed"),
        ("something nobody foresaw", '<span lang="en" dir="ltr">something nobody foresaw</span>'),
    ],
)
def test_reasons_are_said_in_the_language_of_the_page(reason: str, said: str) -> None:
    """Those that are known; the others stay in English, and are marked so."""
    assert say_reason("", reason, speech_in("en")) == said
    known = not said.startswith("<span")
    assert (say_reason("", reason, speech_in("de")) != said) is known
