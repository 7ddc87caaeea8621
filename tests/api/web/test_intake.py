"""Taking up a person: three ways into one form, pictures, a caseload, and nobody twice by mistake."""

from __future__ import annotations

import base64
import csv
import html
import json
import re
import zlib
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.assignments import show_assigned
from api.bodies import ProfileLine
from api.errors import InvalidInputError
from api.principals import LOCAL, Role
from api.profiles import line_of
from api.rights import show_identity, show_rights
from api.rights_bodies import IdentityGiven
from api.session import OrganisationDatabase
from api.taking_up import take_up
from api.web.forms import Sent
from api.web.intake.caseload import Caseload, Row
from api.web.intake.columns import find_country, find_target, recognise
from api.web.intake.form import Filled, Said, read_form
from api.web.intake.picture_routes import add_answers
from api.web.intake.pictures import list_pictures, read_answers
from api.web.intake.sheet_view import write_rows
from api.web.speech import LANGUAGES
from api.world import World
from tests.api.conftest import COOK
from tests.api.papers import docx, pdf
from tests.api.people import add_user, browser, started
from tests.api.sheet_files import ods, xlsx

LABEL = "chef"
NAMES = Path(__file__).with_name("column_names.tsv")


def form_of(**fields: str) -> Filled:
    """Make a form with some fields filled."""
    return Filled({name.replace("__", "-"): [value] for name, value in fields.items()})


def said_by(**fields: str) -> Said:
    """Read a form that is right."""
    said = read_form(form_of(**fields))
    assert isinstance(said, Said), said.errors
    return said


def stored(database: OrganisationDatabase) -> list[dict[str, object]]:
    """Return the lines of everybody who is stored."""
    with database.read() as session:
        return [line_of(row) for row in repository.list_everybody(session)]


# --- the form --------------------------------------------------------------------------------


def test_what_is_empty_is_not_known() -> None:
    """No default says anything about a person: an empty form is an empty line."""
    said = said_by()
    assert said.line == ProfileLine()
    assert (said.identity, said.consents) == (IdentityGiven(), ())


def test_a_form_becomes_a_line() -> None:
    """Every field lands where the line has it, words in the order in which they are told."""
    said = said_by(
        did="I cooked at home.", can="I bake.", text="CV", work__0="cook", years__0="3,5", work__2="driver",
        language__0="it", level__0="B1", permission__0="IT", permitted__0="no", education="4", place="León, ES",
        mode="transit", minutes="45", hours__min="20", start="2026-12-01", wish__1="baker", number="7", name="Ana",
        licence="B", licence__other="ADR, crane", consent="ranking", consent__language="ar",
    )  # fmt: skip
    expected = {
        "external_id": "7",
        "text": "I cooked at home.\n\nI bake.\n\nCV",
        "occupations": [{"label": "cook", "years": 3.5}, {"label": "driver"}],
        "languages": {"it": "B1"},
        "education": 4,
        "licences": ["B", "ADR", "crane"],
        "permissions": {"IT": False},
        "place": "León",
        "country": "ES",
        "travel": {"mode": "transit", "minutes": 45},
        "hours": {"min": 20, "max": 20},
        "start": "2026-12-01",
        "wants": {"occupations": [{"label": "baker"}]},
    }
    assert said.line == ProfileLine.model_validate(expected)
    assert said.identity == IdentityGiven(name="Ana")
    [consent] = said.consents
    assert (consent.purpose, consent.given, consent.language) == ("ranking", True, "ar")
    assert re.fullmatch(r"\d{4}-\d\d", consent.wording)


@pytest.mark.parametrize(
    ("answer", "permissions"), [("yes", {"IT": True}), ("no", {"IT": False}), ("", {}), ("maybe", {})]
)
def test_permission_has_three_states(answer: str, permissions: dict[str, bool]) -> None:
    """Yes, no, and not known, which is what stays where nobody answered."""
    assert said_by(permission__0="IT", permitted__0=answer).line.permissions == permissions
    assert said_by(permission__0="IT").line.permissions == {}


def test_licences_have_three_states() -> None:
    """Some, none of them, and not asked."""
    assert said_by(licence="B").line.licences == ["B"]
    assert said_by(licences="none").line.licences == []
    assert said_by().line.licences is None


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"years__1": "many", "work__0": "cook", "work__1": "driver"}, "years-1"),
        ({"years__0": "99", "work__0": "cook"}, "years-0"),
        ({"level__0": "B1"}, "language-0"),
        ({"language__2": "it"}, "level-2"),
        ({"language__0": "it", "level__0": "A1", "language__1": "it", "level__1": "B1"}, "language-1"),
        ({"language__0": "it", "level__0": "good"}, "level-0"),
        ({"permitted__0": "yes"}, "permission-0"),
        ({"minutes": "45"}, "mode"),
        ({"minutes": "soon", "mode": "car"}, "minutes"),
        ({"hours__min": "40", "hours__max": "20"}, "hours"),
        ({"start": "tomorrow"}, "start"),
        ({"licence__other": "x" * 99}, "licence-other"),
        ({"place": "x" * 501}, "place"),
        ({"wish__0": "x" * 501}, "wish-0"),
        ({"work__0": "x" * 501}, "work-0"),
        ({"name": "x" * 501}, "name"),
        ({"number": "x" * 501}, "number"),
        ({"did": "a\x00b"}, "text"),
        ({"consent": "ranking"}, "consent-language"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(fields: dict[str, str], where: str) -> None:
    """One message, at one field, and everything that was typed is still there."""
    found = read_form(form_of(**fields))
    assert isinstance(found, Filled)
    assert list(found.errors) == [where]
    assert found.fields == form_of(**fields).fields


def test_a_person_is_taken_up_and_looked_after(world: World) -> None:
    """A caseworker fills the form; the person is theirs, with identity and consent, and is shown next."""
    now = world.now()
    caseworker = add_user(world.whole, "default", Role.CASEWORKER, now)
    add_user(world.whole, "default", Role.ADMINISTRATOR, now)
    sent = {
        "name": "Ana Sol", "contact": "600 123 456", "did": "I cook for my family every day.", "work-0": LABEL,
        "years-0": "2", "consent": ["ranking", "contact"], "consent-language": "es",
    }  # fmt: skip
    with started(world.settings, world) as app:
        client = browser(app)
        assert client.get("/people/new", headers=caseworker.headers).status_code == 200
        answer = client.post("/people/new/form", data=sent, headers=caseworker.headers)
    assert answer.status_code == 303
    found = re.fullmatch(r"/people/([0-9a-f]{32})", answer.headers["location"])
    assert found
    with world.database.read() as session:
        row = repository.get_profile(session, found[1])
        assert row.facts["occupations"] == [{"label": LABEL, "years": 2.0}]
        assert show_identity(session, row).name == "Ana Sol"
        assert {each.purpose for each in show_rights(session, row).consents} == {"ranking", "contact"}
        assigned = show_assigned(session, row.id).row
        assert assigned is not None
        assert assigned.user_id == caseworker.id


def test_nothing_typed_is_lost(client: TestClient) -> None:
    """A refusal shows the form with all that was typed, marked where it is wrong, and stores nothing."""
    sent = {
        "name": "Ana <Sol>",
        "did": "أطبخ كل يوم",
        "years-0": "abc",
        "work-0": LABEL,
        "permitted-0": "no",
        "permission-0": "IT",
    }
    answer = client.post("/people/new/form", data=sent)
    assert answer.status_code == 422
    text = answer.text
    assert 'value="Ana &lt;Sol&gt;"' in text
    assert "أطبخ كل يوم" in text
    assert 'aria-describedby=" years-0-error"' in text or 'aria-describedby="years-0-error"' in text
    assert 'id="years-0-error"' in text
    assert re.search(r'name="permitted-0" value="no" checked', text)
    assert client.get("/v1/profiles").json()["n_total"] == 0


def test_rows_are_added_without_scripts(client: TestClient) -> None:
    """A button asks for more rows; what stands in the others stays."""
    text = client.post("/people/new/form", data={"add": "language", "language-3": "it", "level-3": "B1"}).text
    assert 'id="language-5"' in text
    assert re.search(r'id="language-3".*?<option value="it" selected', text, re.DOTALL)


def test_strange_names_are_asked_about_once(client: TestClient) -> None:
    """A work or town that nothing is called by is questioned; sent again, it is meant."""
    sent = {"work-0": "florbler", "place": "Nowhere-upon-Sea"}
    first = client.post("/people/new/form", data=sent)
    assert first.status_code == 422
    assert {'id="work-0-error"', 'id="place-error"'} <= set(re.findall(r'id="[\w-]+-error"', first.text))
    kept = re.findall(r'name="kept" value="([^"]*)"', first.text)
    assert sorted(kept) == ["Nowhere-upon-Sea", "florbler"]
    again = client.post("/people/new/form", data={**sent, "kept": kept}, follow_redirects=False)
    assert again.status_code == 303


def test_a_cv_fills_the_form_and_is_marked(client: TestClient) -> None:
    """The text of a file is shown to be checked, then read: languages and licences filled, work only offered."""
    words = "I worked as a chef for six years. English B1. Driving licence B."
    shown = client.post("/people/new/file", files={"file": ("cv.docx", docx(words))})
    assert words in html.unescape(shown.text)
    text = client.post("/people/new/text", data={"text": words}).text
    assert re.search(r'id="language-0".*?value="en" selected', text, re.DOTALL)
    assert re.search(r'name="licence" value="B" checked', text)
    assert text.count("From the CV: check") == 2
    assert re.search(r'name="held" value="[^"]+">', text)
    assert not re.search(r'name="held" value="[^"]+" checked', text)
    assert client.get("/v1/profiles").json()["n_total"] == 0


def test_what_stands_in_the_form_wins_over_the_cv(client: TestClient) -> None:
    """Reading again fills what is empty, and changes nothing that somebody wrote."""
    sent = {"text": "English B1 and Italian A2.", "language-0": "en", "level-0": "C1", "name": "Ana"}
    text = client.post("/people/new/text", data=sent).text
    assert re.search(r'id="level-0".*?value="C1" selected', text, re.DOTALL)
    assert re.search(r'id="language-1".*?value="it" selected', text, re.DOTALL)
    assert 'value="Ana"' in text


@pytest.mark.parametrize(("name", "content"), [("cv.exe", b"MZ"), ("cv.pdf", pdf("x")[:50]), ("cv.txt", b"\xff")])
def test_files_that_are_not_read_are_refused_in_the_readers_words(
    client: TestClient, name: str, content: bytes
) -> None:
    """A page with what to do, in German here, and the way to choose again."""
    answer = client.post("/people/new/file", files={"file": (name, content)}, headers={"Accept-Language": "de"})
    assert answer.status_code == 422
    assert re.search(r'role="alert"[^>]*>[^<]*Datei', answer.text)
    assert 'id="file"' in answer.text


def test_names_are_offered_while_typing(client: TestClient) -> None:
    """Occupations and places, by their beginning; what is typed stands in no address."""

    def offered(kind: str, text: str) -> list[str]:
        answer = client.post("/people/new/suggest", data={"kind": kind, "text": text})
        return re.findall(r'<option value="([^"]+)">', answer.text)

    assert "chef" in offered("occupation", "che")
    assert offered("place", "vAL")[0] == "Valencia, ES"
    assert offered("place", " ") == []


# --- nobody twice ----------------------------------------------------------------------------


def test_somebody_who_is_here_is_shown_first(client: TestClient, world: World) -> None:
    """Open, or add anyway; nothing is stored before, and nobody is merged."""
    here = world.for_principal(LOCAL)
    known = take_up(here, ProfileLine(id="7"), IdentityGiven(name="Ana Sol", contact="+34 600 123 456")).row.id
    sent = {"name": "SOL Ana", "contact": "600123456"}
    asked = client.post("/people/new/form", data=sent)
    assert asked.status_code == 200
    assert f'href="/people/{known}"' in asked.text
    assert client.get("/v1/profiles").json()["n_total"] == 1
    added = client.post("/people/new/form", data={**sent, "anyway": "1"}, follow_redirects=False)
    assert added.status_code == 303
    assert client.get("/v1/profiles").json()["n_total"] == 2
    taken = client.post("/people/new/form", data={"number": "7", "anyway": "1"})
    assert taken.status_code == 200
    assert 'name="anyway"' not in taken.text
    assert client.get("/v1/profiles").json()["n_total"] == 2


# --- pictures --------------------------------------------------------------------------------


def test_pictures_stand_for_what_esco_has() -> None:
    """Each occupation is in the starter set, each skill one of its own, and each has words and a drawing."""
    lines = (files("taxonomy") / "starter/occupations.jsonl").read_text(encoding="utf-8").splitlines()
    occupations = {each["uri"]: each for each in map(json.loads, lines)}
    shown = list_pictures()
    assert len(shown) >= 30
    drawn = (files("api.web.intake") / "assets/pictures.svg").read_text(encoding="utf-8")
    for picture in shown:
        known = occupations[picture.uri]
        assert {asked.uri for asked in picture.asked} <= {*known["essential"], *known["optional"]}, picture.key
        assert 3 <= len(picture.asked) <= 5
        assert f'<symbol id="{picture.key}" viewBox="0 0 96 96">' in drawn
    assert drawn.count("<symbol") == len(shown) == len({picture.uri for picture in shown})
    assert not re.search(r"href|<image|<script|style=", drawn)


def test_only_work_is_an_occupation_held() -> None:
    """Sometimes and often claim the skills that were ticked, and nothing else; years are the fewest possible."""
    sent = Sent({
        "often-cook": ["work"], "years-cook": ["3"], "can-cook": ["vegetables"],
        "often-tailor": ["often"], "years-tailor": ["10"], "can-tailor": ["sew", "nonsense"],
        "often-driver": ["work"], "often-van": ["sometimes"], "often-baker": ["never"], "can-baker": ["bread"],
        "often-mason": ["work"], "years-mason": ["99"],
    })  # fmt: skip
    answers = read_answers(sent)
    by_key = {picture.key: picture for picture in list_pictures()}
    line = add_answers({"skills": [{"label": "juggling"}]}, answers)
    assert line["occupations"] == [{"uri": by_key["cook"].uri, "years": 3.0}, {"uri": by_key["mason"].uri}]
    uris = {asked.key: asked.uri for picture in by_key.values() for asked in picture.asked}
    assert line["skills"] == [{"label": "juggling"}, {"uri": uris["vegetables"]}, {"uri": uris["sew"]}]


def test_answers_add_to_what_is_known() -> None:
    """Years that are known stay, missing ones are filled in, nothing is claimed twice."""
    cook = next(picture for picture in list_pictures() if picture.key == "cook")
    answers = read_answers(Sent({"often-cook": ["work"], "years-cook": ["5"], "can-cook": ["meat"]}))
    once = add_answers({"occupations": [{"uri": cook.uri}]}, answers)
    assert once["occupations"] == [{"uri": cook.uri, "years": 5.0}]
    assert add_answers({"occupations": [{"uri": cook.uri, "years": 9}]}, answers)["occupations"][0]["years"] == 9
    assert add_answers(once, answers) == once


def test_pictures_lead_into_the_form(client: TestClient) -> None:
    """Two steps, big and without scripts, then the form with the answers ticked; nothing is stored on the way."""
    assert client.get("/people/new/pictures").text.count('class="picture"') == len(list_pictures())
    nothing = client.post("/people/new/pictures", data={"often-cook": "never"})
    assert 'role="alert"' in nothing.text
    asked = client.post("/people/new/pictures", data={"often-cook": "work", "often-tailor": "often"}).text
    assert 'name="years-cook"' in asked
    assert 'name="years-tailor"' not in asked
    sent = {"asked": "1", "often-cook": "work", "years-cook": "2", "can-cook": "meat", "often-tailor": "often"}
    form = client.post("/people/new/pictures", data=sent).text
    assert len(re.findall(r'name="(?:held|skill)" value="[^"]+" checked', form)) == 2
    assert client.get("/v1/profiles").json()["n_total"] == 0


def test_pictures_add_to_somebody_who_is_here(client: TestClient) -> None:
    """The answers are in the profile, stated, beside what was there."""
    profile = client.post("/v1/profiles", json={"text": "I bake.", "skills": [{"uri": COOK}]}).json()["id"]
    path = f"/people/{profile}/pictures"
    assert client.get(path).status_code == 200
    sent = {"asked": "1", "often-cook": "work", "years-cook": "2", "can-cook": "meat"}
    answer = client.post(path, data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/people/{profile}?done=changed")
    given = client.get(f"/v1/profiles/{profile}").json()["profile"]
    assert given["text"] == "I bake."
    assert len(given["skills"]) == 2
    assert given["occupations"][0]["years"] == 2
    assert client.get("/people/" + "0" * 32 + "/pictures").status_code == 404


# --- a caseload ------------------------------------------------------------------------------

SHEET = (
    ("Nome", "Telefono", "Italiano", "Esperienza", "Anni", "Città", "Permesso di lavoro", "Colore"),
    ("Ana Sol", "333 1234567", "B1", "chef", 3, "Valencia", "sì", "red"),
    ("Bo Li", "", "good", "chef", "many", "Valencia", "maybe", ""),
    ("Sol Ana", "+39 333 1234567", "A2", "chef", 2, "Gandia", "no", ""),
    ("Олена", "", "A2", "", "", "Madrid", "", ""),
)


@pytest.mark.parametrize(
    ("header", "targets"),
    [
        (("Name", "Telephone", "Words", "Italian", "Country"), ["name", "contact", "text", "language-it", "country"]),
        (("Nombre completo", "Teléfono", "Inglés", "País"), ["name", "contact", "language-en", "country"]),
        (("NOME", "Città", "Esperienza"), ["name", "place", "occupations"]),
        (("Ονοματεπώνυμο", "Πόλη", "Ελληνικά"), ["name", "place", "language-el"]),
        (("Nom", "Métier", "Français", "Ville"), ["name", "occupations", "language-fr", "place"]),
        (("Beruf", "Deutsch", "Führerschein", "Wohnort"), ["occupations", "language-de", "licences", "place"]),
        (("الاسم", "المدينة", "الإيطالية"), ["name", "place", "language-it"]),
        (("Ім'я", "Місто", "Досвід роботи"), ["name", "place", "occupations"]),
        (
            ("wants_occupations", "external_id", "Colour", "Name", "Nom"),
            ["wants_occupations", "external_id", "", "name", ""],
        ),
    ],
)
def test_columns_are_recognised_in_all_languages(header: tuple[str, ...], targets: list[str]) -> None:
    """By name, without case and accents; a second column of the same is nobody's guess."""
    assert recognise(header) == targets


def test_columns_have_many_names() -> None:
    """Whatever people were seen to call a column is understood, wherever the name is kept."""
    wrong: dict[str, str] = {}
    for line in NAMES.read_text(encoding="utf-8").splitlines()[1:]:
        target, _, names = line.partition("\t")
        wrong |= {name: found for name in (target, *names.split("|")) if (found := find_target(name)) != target}
    assert wrong == {}


def test_countries_are_understood_by_name() -> None:
    """In any language of the pages, or by code; what is none stays and is refused with its row."""
    assert {find_country(name) for name in ("Italia", "ITALIEN", "إيطاليا", "it")} == {"IT"}
    assert find_country("Atlantis") == "Atlantis"


class Upload:
    """The steps of an import, as a browser without scripts goes them."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.text = ""

    def send(self, name: str, content: bytes) -> Upload:
        """Send the file."""
        self.text = self._client.post("/people/import/file", files={"file": (name, content)}).text
        return self

    def fields(self) -> dict[str, str]:
        """Return what the form of the page would send as it stands."""
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.text)
        chosen = re.findall(r'<select[^>]* name="([^"]+)".*?</select>', self.text, re.DOTALL)
        typed = re.findall(r'<input type="text"[^>]* name="(cell-[^"]+)" value="([^"]*)"', self.text)
        fields = {name: html.unescape(value) for name, value in (*hidden, *typed)}
        for name in chosen:
            select = re.search(rf'name="{name}".*?</select>', self.text, re.DOTALL)
            assert select
            found = re.search(r'value="([^"]*)" selected', select.group())
            fields[name] = found[1] if found else ""
        return fields

    def check(self, **more: str) -> Upload:
        """Say what the columns are."""
        self.text = self._client.post("/people/import/columns", data={**self.fields(), **more}).text
        return self

    def post(self, do: str, **more: str) -> Upload:
        """Press a button of the page with the rows."""
        answer = self._client.post("/people/import/rows", data={**self.fields(), "do": do, **more})
        self.text = answer.text
        return self


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", xlsx(SHEET)), ("a.ods", ods(SHEET))], ids=["xlsx", "ods"])
def test_a_caseload_is_imported_step_by_step(
    client: TestClient, database: OrganisationDatabase, name: str, content: bytes
) -> None:
    """Columns recognised, errors beside their rows, good rows taken, others corrected in place, doubles decided."""
    upload = Upload(client).send(name, content)
    assert upload.fields()["column-2"] == "language-it"
    upload.check()
    assert "Choose in which country." in upload.text
    upload.check(country="ES")
    said = html.unescape(upload.text)
    for problem in ("“good” is not a level", "“many” is not a number of years", "“maybe” is neither yes nor no"):
        assert problem in said
    assert "This may be the same person as in row 2." in said
    assert stored(database) == []
    upload.post("import")
    assert "2 people were added." in upload.text
    assert re.findall(r'<th scope="row" class="number">(\d+)</th>', upload.text) == ["3", "4"]
    upload.post("import", **{"cell-3-2": "A1", "cell-3-4": "5", "cell-3-6": "no", "decide-4": "leave"})
    assert "1 person was added." in upload.text
    lines = stored(database)
    assert len(lines) == 3
    bo = next(line for line in lines if line.get("languages") == {"it": "A1"})
    assert bo["occupations"] == [{"label": "chef", "years": 5.0}]
    assert bo["permissions"] == {"ES": False}
    with database.read() as session:
        names = {show_identity(session, row).name for row in repository.list_everybody(session)}
    assert names == {"Ana Sol", "Bo Li", "Олена"}


def test_the_same_file_twice_adds_nobody_twice(client: TestClient, database: OrganisationDatabase) -> None:
    """Rows without a number of their own are known by the file that they came in."""
    rows = (SHEET[0], SHEET[1], SHEET[4])
    Upload(client).send("a.xlsx", xlsx(rows)).check(country="ES").post("import")
    assert len(stored(database)) == 2
    again = Upload(client).send("a.xlsx", xlsx(rows)).check(country="ES").post("import")
    assert len(stored(database)) == 2
    assert "2 were here already, the same." in again.text


def test_rows_that_are_left_can_be_taken_along(client: TestClient) -> None:
    """As CSV that spreadsheets open, with every column, and nothing in it that they would compute."""
    rows = (("Name", "Italian", "Note"), ("Ana", "B1", "x"), ("'=1+1", "good", "'@SUM(A1)"))
    upload = Upload(client).send("a.xlsx", xlsx(rows)).check()
    answer = client.post("/people/import/rows", data={**upload.fields(), "do": "download"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.decode("utf-8-sig").splitlines() == ["Name;Italian;Note", "'=1+1;good;'@SUM(A1)"]


def test_formulas_are_defused_in_downloads() -> None:
    """Whatever a spreadsheet would take for a formula begins with an apostrophe."""
    cells = ("=1", "+1", "-1", "@x", "ok")
    written = write_rows(Caseload("s", ("a", "b", "c", "d", "e"), (Row(2, cells),))).decode("utf-8-sig")
    assert written.splitlines()[1] == "'=1;'+1;'-1;'@x;ok"


def test_what_a_page_carries_is_looked_through(client: TestClient) -> None:
    """It comes back from a browser: broken, too long or of another form, it is refused."""
    kept = Caseload("s", ("a",), ())
    assert Caseload.unpack(kept.pack()) == kept
    bomb = zlib.compress(bytes(70_000_000), 1)
    for content in (b"", b"x", zlib.compress(b"{}"), zlib.compress(json.dumps({"source": 1}).encode()), bomb):
        with pytest.raises(InvalidInputError):
            Caseload.unpack(base64.urlsafe_b64encode(content).decode())
    answer = client.post("/people/import/rows", data={"table": "nonsense", "do": "import"})
    assert answer.status_code == 422


def test_letters_that_were_guessed_are_said(client: TestClient) -> None:
    """A file of an old editor is read, and the page says as what."""
    text = Upload(client).send("a.csv", "Name;Ort\nZoë;Köln\n".encode("cp1252")).text
    assert "windows-1252" in text
    assert "Zoë" in text


def test_a_template_is_recognised_when_it_comes_back(client: TestClient) -> None:
    """In every language: each column of the file to fill in is known."""
    for language in LANGUAGES:
        answer = client.get("/people/import/template", headers={"Accept-Language": language})
        [names] = csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";")
        targets = recognise(names)
        assert "" not in targets, (language, names[targets.index("")])
