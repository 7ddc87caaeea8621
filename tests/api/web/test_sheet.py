"""The match sheet: one page in two languages, with what it was made from, and never more than fits."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from fastapi.testclient import TestClient

from api.errors import InvalidInputError, NotFoundError, PrintingError
from api.printing import find_browser, print_file
from api.settings import Settings
from api.web.reasons.acting import Decision, Happened
from api.web.reasons.sheet import CLOSE_SET, MAX_VACANCIES, Entry, Made, Sheet, Side, column_of
from api.web.reasons.sheet_files import Order, render, write_sheet
from api.web.reasons.view import Cost, Need, Note, Obstacle, Offer, Reasons
from api.web.reasons.view import Side as Said
from api.web.speech import OWN_NAMES, speech_in
from api.world import World
from matcher.artefacts import Concepts
from matcher.talking import Standing
from matcher.types import BlockerState, Group, Stamp
from taxonomy.types import Label
from tests.api.conftest import CHEF, COOK, vacancy_line

PERSON = {
    "text": "I cook for <b>my</b> family.", "lang": "ar", "external_id": "code-17",
    "occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}], "languages": {"es": "A2"},
}  # fmt: skip
NAME = "Amal <i>Q</i>"
# As long as words get: compounds, and long labels of ESCO as they are translated.
FILLER = {
    "ar": "تقديم الرعاية التمريضية المتخصصة للمرضى في المستشفيات", "el": "παροχή εξειδικευμένης νοσηλευτικής φροντίδας",
    "de": "Krankenhausinformationssysteme verwalten", "uk": "надання спеціалізованої медсестринської допомоги",
}  # fmt: skip
STAMP = Stamp("1.2:c5a1d3ad0dafa5a0", "multilingual-e5-small-esco-5188249fdb11bd7c", "gen-000001", "f13c3a13b08f",
              "214db112cf53", date(2026, 11, 20))  # fmt: skip


@pytest.fixture
def person(client: TestClient, world: World) -> str:
    """Keep six vacancies and somebody whose name is known, apart from their profile."""
    for name in "abcdef":
        line = vacancy_line(id=name, occupation=CHEF, text=f"We need a chef for house {name}.", title=f"House {name}")
        assert client.post("/v1/vacancies", json=line).status_code == 201
    world.snapshots.refresh()
    found = str(client.post("/v1/profiles", json=PERSON).json()["id"])
    assert client.put(f"/v1/profiles/{found}/identity", json={"name": NAME}).status_code == 200
    return found


def listed(client: TestClient, person: str) -> list[str]:
    """Return the vacancies of a person's list."""
    return [match["id"] for match in client.get(f"/v1/profiles/{person}/matches").json()["matches"]]


def decide(client: TestClient, person: str, vacancy: str, verdict: str) -> None:
    """Decide with a reason."""
    trace = client.get(f"/v1/profiles/{person}/matches").json()["trace"]
    said = {"trace": trace, "vacancy": vacancy, "verdict": verdict, "reason": "She <u>asked</u> for it."}
    assert client.post(f"/v1/profiles/{person}/decisions", json=said).status_code == 201


def filler(language: str, n: int) -> str:
    """Return about `n` letters of a language."""
    words = FILLER.get(language, "provide specialised nursing care in hospitals")
    return (f"{words} " * (n // len(words) + 1))[:n].strip()


def full_reasons(language: str) -> Reasons:
    """Return more reasons than any page holds."""
    label = Label(filler(language, 60), language)
    cost = Cost(filler(language, 40), filler(language, 60), "a register", None, is_verified=False)

    def need(standing: Standing) -> Need:
        return Need((label,) * 6, standing, "", label, "", filler(language, 118), filler(language, 118))

    obstacle = Obstacle(
        BlockerState.NOT_MET, "", filler(language, 15), filler(language, 80), filler(language, 100), cost, None
    )
    note = Note(filler(language, 200), cost, "https://example.org/" + "register/" * 15, is_verified=False)
    return Reasons(
        offer=Offer("v", filler(language, 300), "Αθήνα", "a feed", date(2026, 11, 1), date(2026, 12, 1), 20, 10, ()),
        rank=3, n_open=3200, group=Group.NOT_REACHABLE_NOW, group_name=filler(language, 15),
        confidence=filler(language, 20), score=500, maximum=1000, bars=(),
        essential=tuple(need(standing) for standing in Standing for _ in range(5)), optional=(),
        obstacles=(obstacle,) * 8, notes=(note,) * 3, unlikely=filler(language, 150), below_level=True,
        sides=(Said(language, OWN_NAMES[language], speech_in(language).direction, filler(language, 300), ()),),
        why=(filler(language, 60), filler(language, 150)), steps=(), as_of=date(2026, 11, 20),
    )  # fmt: skip


def full_sheet(languages: tuple[str, ...], n_entries: int) -> Sheet:
    """Return a sheet on which everything is as long as it gets."""
    at = datetime(2026, 11, 21, tzinfo=UTC)

    def entry() -> Entry:
        columns = []
        for language in languages:
            happened = (Happened(filler(language, 25), at.date()),) * 8
            reason = filler(language, 500)
            decided = Decision("d", filler(language, 30), reason, at, True, True, True, happened)  # noqa: FBT003
            columns.append(column_of(speech_in(language), full_reasons(language), decided))
        found = Entry(full_reasons(languages[0]).offer, tuple(columns))
        return found if n_entries == 1 else found.shortened(n_entries)

    sides = tuple(Side(language, speech_in(language)) for language in languages)
    made = Made(at.date(), "2f7fefdf90564c409dfe8a70ae102cb2", STAMP, "0.1.0")
    return Sheet("Amal " * 10, "code", sides, tuple(entry() for _ in range(n_entries)), made)


def test_a_sheet_says_what_it_was_made_from_in_both_languages(client: TestClient, person: str) -> None:
    """Each language in a column with its direction; the ranking named there is kept and names the same versions."""
    vacancy = listed(client, person)[0]
    text = client.get(f"/people/{person}/sheet/{vacancy}").text
    assert '<div lang="en" dir="ltr">' in text
    assert '<div lang="ar" dir="rtl">' in text
    found = re.search(r"ranking ([0-9a-f]{32})", text)
    assert found
    trace = client.get(f"/v1/traces/{found[1]}").json()
    for part in ("taxonomy", "encoder", "index", "weights", "catalogue", "as_of"):
        assert trace["stamp"][part] in text
    assert "A person decides" in text
    assert "Data protection" in text
    chosen = client.get(f"/people/{person}/sheet/{vacancy}", params={"language": ["el", "el"]}).text
    assert chosen.count('<div lang="el" dir="ltr">') == chosen.count("<div lang=") == 3  # head, column, foot


def test_the_name_is_there_only_where_it_is_wanted(client: TestClient, person: str) -> None:
    """Else a code stands for the person; what people wrote is text, never markup."""
    vacancy = listed(client, person)[0]
    decide(client, person, vacancy, "accept")
    text = client.get(f"/people/{person}/sheet/{vacancy}").text
    assert "Amal" not in text
    assert "code-17" in text
    named = client.get(f"/people/{person}/sheet/{vacancy}", params={"named": "true"}).text
    assert "Amal &lt;i&gt;Q&lt;/i&gt;" in named
    assert "She &lt;u&gt;asked&lt;/u&gt; for it." in named
    assert "<b>my</b>" not in named


def test_a_sheet_of_those_chosen_has_no_others(client: TestClient, person: str) -> None:
    """What was put forward comes before what is kept on top; what was refused is left out; five fit."""
    empty = client.get(f"/people/{person}/sheet").text
    assert 'class="sheet' not in empty
    assert "Up to 5 fit one sheet." in empty
    first, second, third, fourth = listed(client, person)[:4]
    for vacancy in (first, second, third):
        said = {"vacancy": vacancy, "kind": "pin"}
        assert client.post(f"/v1/profiles/{person}/marks", json=said).status_code == 201
    decide(client, person, second, "reject")
    decide(client, person, fourth, "accept")
    text = client.get(f"/people/{person}/sheet").text
    titles = {each["id"]: each["title"] for each in client.get("/v1/vacancies").json()["vacancies"]}
    shown = re.findall(r'<h2 dir="auto">([^<]+)</h2>', text)
    assert shown[0] == titles[fourth]
    assert sorted(shown[1:]) == sorted([titles[first], titles[third]])


@pytest.mark.parametrize("language", ["en", "ar", "de"])
def test_what_does_not_fit_is_left_out_and_counted(language: str) -> None:
    """The column stays within what the smaller size holds, and says how much more there is."""
    column = column_of(speech_in(language), full_reasons(language), None)
    assert column.n_letters <= CLOSE_SET
    assert len(column.fits.labels) + column.fits.n_more == 30
    assert len(column.open_ones) + column.n_more_open == 8
    short = replace(full_reasons(language), essential=(), obstacles=(), notes=(), unlikely=None)
    assert column_of(speech_in(language), short, None).n_more_open == 0


def test_a_file_holds_all_it_needs_and_is_for_its_owner(
    settings: Settings, client: TestClient, person: str, concepts: Concepts, tmp_path: Path
) -> None:
    """No address is in it, nobody else may read it, and the record says that it was made."""
    vacancy = listed(client, person)[0]
    output = tmp_path / "sheet.html"
    write_sheet(settings, concepts, Order(person, vacancy, "el,ar", named=True), output)
    text = output.read_text(encoding="utf-8")
    assert '<div lang="el" dir="ltr">' in text
    assert "Amal &lt;i&gt;Q&lt;/i&gt;" in text
    assert not re.search(r'(?:href|src)="', text)
    assert ".sheet {" in text
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    with pytest.raises(NotFoundError):
        write_sheet(settings, concepts, Order(person, None, "", named=False), output)
    with pytest.raises(InvalidInputError, match=r"must end in \.html or \.pdf"):
        write_sheet(settings, concepts, Order(person, vacancy, "", named=False), tmp_path / "sheet.doc")
    actions = [entry["action"] for entry in client.get("/v1/audit", params={"limit": 5}).json()["entries"]]
    assert "profile.sheet" in actions


def test_without_a_browser_there_is_no_pdf(
    settings: Settings,
    client: TestClient,
    person: str,
    concepts: Concepts,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The message says what to do instead."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PrintingError, match=r"apt-get install chromium.*\.html"):
        write_sheet(settings, concepts, Order(person, listed(client, person)[0], "", named=False), tmp_path / "s.pdf")


@pytest.mark.slow
@pytest.mark.skipif(
    find_browser() is None and os.environ.get("CI") != "true",  # CI has one, and must say so where it has not
    reason="Chromium is not installed (apt-get install chromium)",
)
@pytest.mark.parametrize("n_entries", [1, 3, MAX_VACANCIES])
@pytest.mark.parametrize("languages", [("ar", "de"), ("el", "uk"), ("fr", "es"), ("it", "en"), ("ar",)], ids="-".join)
def test_a_sheet_is_one_page_however_much_there_is_to_say(
    languages: tuple[str, ...], n_entries: int, tmp_path: Path
) -> None:
    """Printed by Chromium, everything as long as it gets, one vacancy or five: one page of A4."""
    page = tmp_path / "sheet.html"
    page.write_text(render(full_sheet(languages, n_entries)), encoding="utf-8")
    document = pypdfium2.PdfDocument(print_file(page))
    assert len(document) == 1
    assert [round(each) for each in document[0].get_size()] in ([595, 842], [596, 842])
