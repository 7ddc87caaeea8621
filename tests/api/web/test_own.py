"""A person's own page: theirs alone, small, in eight languages, with the numbers and rights that the API has."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.principals import Role
from api.rights_bodies import Purpose
from api.rights_tables import ErasureRow
from api.session import Database
from api.settings import Settings
from api.web import messages
from api.web.frame.consents import CURRENT, TEXTS, ask_in
from api.web.own.answers import PARTS
from api.web.own.home import SHOWN
from api.web.own.match import is_safe_address
from api.web.page import ASSETS
from api.web.speech import ENGLISH, LANGUAGES, speech_in
from api.world import World
from matcher.questions import questions_for
from matcher.types import RankingInput
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line
from tests.api.people import Caller, add_organisation, add_person, add_user, browser, started
from tests.taxonomy.worlds import BAKER

WEB = Path(messages.__file__).parent
LIMIT = 100_000  # bytes of everything that a first visit loads, none of it compressed
NO_ID = "0" * 32
GIVEN = {
    "text": "I can cook for two hundred guests.", "lang": "en", "occupations": [{"uri": CHEF, "years": 3}],
    "languages": {"es": "A2"}, "permissions": {"ES": True}, "place": "Lyon",
    "travel": {"mode": "transit", "minutes": 45},
}  # fmt: skip
PATHS = ("/me", "/me/profile", "/me/data", "/me/data/erase", "/me/matches/{vacancy}")


@dataclass(frozen=True)
class Case:
    """A person at their phone, their caseworker, and some vacancies."""

    client: TestClient
    caseworker: Caller
    me: Caller
    vacancies: tuple[str, ...]

    def get(self, path: str, language: str = ENGLISH, *, by: Caller | None = None) -> Any:  # noqa: ANN401 - a response
        """Open a page as the person."""
        headers = {**(by or self.me).headers, "Accept-Language": language, "Accept": "text/html"}
        return self.client.get(path.format(vacancy=self.vacancies[0]), headers=headers)

    def post(self, path: str, language: str = ENGLISH, **fields: object) -> Any:  # noqa: ANN401 - a response
        """Send a form as the person."""
        headers = {**self.me.headers, "Accept-Language": language, "Accept": "text/html"}
        return self.client.post(path.format(vacancy=self.vacancies[0]), data=fields, headers=headers)

    def ask(self, path: str, method: str = "GET", **body: object) -> Any:  # noqa: ANN401 - JSON
        """Ask the API as the caseworker."""
        sent: dict[str, Any] = {"json": body} if body else {}
        path = f"/v1/profiles/{self.me.id}{path}"
        return self.client.request(method, path, headers=self.caseworker.headers, **sent).json()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Return settings without limits: what is asked here is asked in one breath."""
    return settings.model_copy(update=dict.fromkeys(("rate_read", "rate_write", "rate_heavy"), 0))


def open_case(whole: Database, world: World, client: TestClient, given: Mapping[str, object], n: int) -> Case:
    """Let a caseworker write somebody down, and give them their page, with `n` vacancies."""
    caseworker = add_user(whole, "default", Role.CASEWORKER, NOW)
    officer = add_user(whole, "default", Role.VACANCY_OFFICER, NOW)
    vacancies = []
    for i in range(n):
        more = {"languages": {"es": "B1"}} if i % 2 else {}
        line = vacancy_line(title=f"Chef {i} " + "x" * 60, occupation=CHEF, skills=[{"uri": COOK}], country="ES")
        line |= {"permission": True, "text": f"We need a chef who cooks. Number {i}. " * 40, "expires": "2026-12-01"}
        line |= {**more, "source": "feed", "external_id": f"https://jobs.example.org/{i}"}
        vacancies.append(client.post("/v1/vacancies", json=line, headers=officer.headers).json()["id"])
    world.snapshots.refresh()
    person = client.post("/v1/profiles", json=given, headers=caseworker.headers).json()["id"]
    return Case(client, caseworker, add_person(whole, "default", person, NOW), tuple(vacancies))


@pytest.fixture
def case(settings: Settings, whole: Database, world: World) -> Iterator[Case]:
    """Open a case with two vacancies: one fits, and one asks for more Spanish."""
    with started(settings, world) as app:
        yield open_case(whole, world, browser(app), GIVEN, 2)


def told(text: str) -> str:
    """Return the words of a page, without its marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


# --- whose page ------------------------------------------------------------------------------


def test_a_person_sees_their_own_page_and_no_other(case: Case, whole: Database, world: World) -> None:
    """No vacancy of others, no page of others, and nobody else has this page; whoever has no profile has none."""
    add_organisation(whole, "theirs", NOW)
    other = case.client.post("/v1/profiles", json={"text": "I bake."}, headers=case.caseworker.headers).json()["id"]
    stranger = add_user(whole, "theirs", Role.CASEWORKER, NOW, "x@theirs.example")
    assert case.get("/me").status_code == 200
    assert case.get(f"/me/matches/{NO_ID}").status_code == 404
    assert case.post(f"/me/matches/{NO_ID}/contest").status_code == 404
    assert case.post(f"/me/matches/{NO_ID}/interest").status_code == 404
    assert case.get(f"/people/{other}/own").status_code == 403
    assert case.get("/me", by=case.caseworker).status_code == 403
    assert case.get(f"/people/{case.me.id}/own", by=stranger).status_code == 404
    assert "Chef 0" in case.get(f"/people/{case.me.id}/own", by=case.caseworker).text
    assert world.switch is not None


def test_a_caseworker_sees_what_the_person_sees(case: Case) -> None:
    """In any language, with nothing to send; details are the reasons that caseworkers read. The meeting leads there."""
    meeting = case.get(f"/people/{case.me.id}", by=case.caseworker).text
    assert f'href="/people/{case.me.id}/own?language=en"' in meeting
    text = case.get(f"/people/{case.me.id}/own?language=ar", by=case.caseworker).text
    assert '<html lang="ar" dir="rtl">' in text
    assert f'href="/people/{case.me.id}/matches/{case.vacancies[0]}"' in text
    assert 'action="/me' not in text


# --- matches and steps -----------------------------------------------------------------------


def test_matches_are_short_sentences_in_groups(case: Case) -> None:
    """Possible now and one step away, each with place, closing day and the step; no score is shown."""
    text = told(case.get("/me").text)
    assert text.index("Possible now") < text.index("Chef 0") < text.index("One step away") < text.index("Chef 1")
    assert "This work fits what you can do." in text
    assert "In the way: Spanish at B1 What helps: reach B1 in Spanish" in text
    assert "Apply until 1 December 2026" in text
    assert "points" not in text


def test_what_a_caseworker_chose_is_shown_wherever_it_stands(case: Case, whole: Database, world: World) -> None:
    """Behind the ten that are shown, or out of reach: on top, with who chose it, and without the caseworker's note."""
    officer = add_user(whole, "default", Role.VACANCY_OFFICER, NOW, "second@example.org")
    lines = [vacancy_line(title=f"Kitchen {n}", occupation=CHEF, skills=[{"uri": COOK}]) for n in range(SHOWN)]
    lines.append(vacancy_line(title="Lorry driver", licences=["C"], languages={"es": "C2"}, text="Drives a lorry."))
    made = [case.client.post("/v1/vacancies", json=line, headers=officer.headers).json()["id"] for line in lines]
    world.snapshots.refresh()
    before = case.get("/me").text
    assert "Lorry driver" not in before
    assert f"/me/matches/{case.vacancies[1]}" not in before
    for vacancy in (made[-1], case.vacancies[1]):
        marked = case.ask("/marks", "POST", vacancy=vacancy, kind="add", reason="they asked at the last meeting")
        assert marked["vacancy"] == vacancy
    page = told(case.get("/me").text)
    assert page.index("Chosen by your caseworker") < page.index("Lorry driver") < page.index("Possible now")
    assert page.index("One step away") < page.index("Chef 1")
    assert page.count("Your caseworker chose this for you") == 2
    assert "they asked" not in page
    assert case.get(f"/me/matches/{made[-1]}").status_code == 200
    assert f"/people/{case.me.id}/matches/{made[-1]}" in case.get(f"/people/{case.me.id}/own", by=case.caseworker).text
    trace = max(case.ask("/export")["rows"]["trace"], key=lambda kept: kept["at"])["id"]
    replayed = case.client.get(f"/v1/traces/{trace}/replay", headers=case.caseworker.headers)
    assert replayed.status_code == 200, replayed.text


def test_steps_have_the_counts_of_the_api(case: Case) -> None:
    """The first steps of the gaps, in their order, with their numbers."""
    steps = case.ask("/gaps")["steps"]
    shown = re.findall(r'<p class="big">(\d+) more vacanc', case.get("/me").text)
    assert steps
    assert [int(n) for n in shown] == [step["n_unlocked"] for step in steps[: len(shown)]]
    assert "Learn the language: Spanish B1" in case.get("/me").text


def test_a_ranking_is_kept_as_the_api_keeps_it(case: Case) -> None:
    """Opening the page is a ranking: the record names its trace, and the page tells how it was made."""
    case.get("/me")
    newest = case.ask("/accesses")["accesses"][0]
    assert (newest["action"], newest["role"]) == ("profile.match", "person")
    page = told(case.get("/me/data").text)
    assert "How your last list was made This list was made on 21 November 2026 by a program" in page


def test_a_match_says_what_is_there_and_what_is_missing(case: Case) -> None:
    """With the person's own words, the way to the vacancy at its source, and its text marked as what it is."""
    page = case.get("/me/matches/{vacancy}").text
    text = told(page)
    assert re.search(r"What you have cook.* You wrote: “ ?cook ?”", text)
    assert 'href="https://jobs.example.org/0" rel="external noreferrer noopener"' in page
    assert "<bdi>Chef 0" in page
    other = told(case.get(f"/me/matches/{case.vacancies[1]}").text)
    assert "What stands in the way In the way: Spanish at B1 What helps: reach B1 in Spanish" in other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://jobs.example.org/1?a=b#c", True),
        ("http://jobs.example.org", True),
        ("javascript:alert(1)", False),
        ("//jobs.example.org", False),
        ("https://user:word@jobs.example.org", False),
        ('https://jobs.example.org/" onclick="x', False),
        ("https://jobs.exаmple.org", False),
        ("https://[", False),
        ("feed-17", False),
    ],
)
def test_only_plain_addresses_become_links(text: str, expected: bool) -> None:  # noqa: FBT001 - what is expected
    """Of the web, without credentials, without letters that only look like others."""
    assert is_safe_address(text) is expected


def test_where_nothing_fits_the_page_says_why(settings: Settings, whole: Database, world: World) -> None:
    """In words to the person, with what comes closest."""
    with started(settings, world) as app:
        given = {"occupations": [{"uri": BAKER}], "permissions": {"ES": False}}
        case = open_case(whole, world, browser(app), given, 2)
        text = told(case.get("/me").text)
    assert "Nothing suitable today This is why:" in text
    assert "skills that you do not have." in text or "does not fit because" in text
    assert "These come closest" in text


def test_who_is_unknown_answers_three_questions(settings: Settings, whole: Database, world: World) -> None:
    """Right there; the answers go where the caseworker's would, and what is left empty stays not known."""
    with started(settings, world) as app:
        case = open_case(whole, world, browser(app), {"lang": "en"}, 1)
        page = case.get("/me").text
        for question in questions_for(RankingInput()):
            assert f'name="{PARTS[question.code]}"' in page or PARTS[question.code] in ("languages", "home")
        assert (
            case.post("/me/answers", work="I cook", wanted="chef, astronaut").headers["location"] == "/me?done=answered"
        )
        assert "We have read your answer" in case.get("/me?done=answered").text
        more: dict[str, Any] = {
            "tongue": ["es", "", "de"],
            "level": ["B1", "A2", ""],
            "place": "Lyon",
            "minutes": "30",
            "mode": "car",
        }
        case.post("/me/answers", work="in a big kitchen", country="ES", permitted="yes", good="", **more)
        line = case.ask("")["profile"]
    assert line["text"] == "I cook\n\nin a big kitchen"
    assert line["wants"]["occupations"][0] == {"uri": CHEF}
    assert {"label": "astronaut"} in line["wants"]["occupations"] or len(line["wants"]["occupations"]) == 2
    assert (line["languages"], line["place"], line["permissions"]) == ({"es": "B1"}, "Lyon", {"ES": True})
    assert line["travel"] == {"mode": "car", "minutes": 30}


def test_without_ranking_vacancies_are_shown_as_they_came(case: Case, world: World) -> None:
    """Whoever stopped it: those responsible, or the person."""
    case.post("/me/data/ranking", stopped="yes")
    text = told(case.get("/me").text)
    assert "You are not compared with vacancies now" in text
    assert "Chef 0" not in text
    assert case.get("/me/matches/{vacancy}").status_code == 409
    case.post("/me/data/ranking", stopped="no")
    world.snapshots.stop()
    world.snapshots._current = None
    assert "We cannot put vacancies in order for you at the moment" in case.get("/me").text


# --- what the person says --------------------------------------------------------------------


def test_an_objection_reaches_the_caseworker_and_comes_back(case: Case) -> None:
    """With words or without; the answer stands beside what was said. Nothing of it moves the list."""
    before = case.ask("/matches")["matches"]
    done = case.post("/me/matches/{vacancy}/contest", words="It is <b>too</b> far.")
    assert done.headers["location"] == f"/me/matches/{case.vacancies[0]}?done=contested"
    case.post("/me/matches/{vacancy}/contest", "de", words=" ")
    without, said = case.ask("/contests")["contests"]
    assert (said["words"], said["by_person"], said["match"]["vacancy"]) == (
        "It is <b>too</b> far.",
        True,
        case.vacancies[0],
    )
    assert without["words"] == speech_in("de").say("This match is not right for me.")
    case.ask(f"/contests/{said['id']}/answer", "POST", answer="There is a bus.")
    page = case.get("/me/matches/{vacancy}?done=contested").text
    assert "It is &lt;b&gt;too&lt;/b&gt; far." in page
    assert "There is a bus." in page
    assert "Your caseworker has not answered yet." in page
    assert case.ask("/matches")["matches"] == before


def test_an_interest_is_a_signal(case: Case) -> None:
    """The caseworker reads it, no decision is made, and it can be taken back."""
    case.post("/me/matches/{vacancy}/interest")
    assert [each["vacancy"] for each in case.ask("/interests")["interests"]] == [case.vacancies[0]]
    assert case.ask("/decisions")["decisions"] == []
    assert "You are interested" in case.get("/me").text
    case.post("/me/matches/{vacancy}/interest", end="yes")
    assert case.ask("/interests")["interests"] == []


def test_a_correction_counts_as_the_persons_own(case: Case) -> None:
    """The same links as the caseworker's, answered by the person, as the record says; ranking knows it at once."""
    page = case.get("/me/profile").text
    assert f'value="rejected skill {COOK}"' in page
    done = case.post("/me/profile/links", answer=f"rejected skill {COOK}")
    assert done.headers["location"] == "/me/profile?done=corrected"
    links = {link["uri"]: link["decision"] for link in case.ask("/links")["links"]}
    assert links[COOK] == "rejected"
    assert COOK in case.ask("")["ranking_input"]["rejected_skills"]
    newest = next(each for each in case.ask("/accesses")["accesses"] if each["action"] == "profile.decide")
    assert newest["role"] == "person"
    assert "not right, left out" in case.get("/me/profile?done=corrected").text
    case.post("/me/profile/links", answer=f"accepted skill {COOK}")
    skills = {skill["uri"]: skill["source"] for skill in case.ask("")["ranking_input"]["skills"]}
    assert skills[COOK] == "stated"
    for wrong in ("", "accepted", f"maybe skill {COOK}", "accepted skill http://nothing"):
        assert case.post("/me/profile/links", answer=wrong).status_code in (404, 422)


def test_more_words_are_added_and_read(case: Case) -> None:
    """Behind those that are there, which stay; facts say what is not known."""
    case.post("/me/profile/words", words="I bake bread every day.")
    assert case.ask("")["profile"]["text"] == f"{GIVEN['text']}\n\nI bake bread every day."
    text = told(case.get("/me/profile").text)
    assert "Languages Spanish at A2" in text
    assert "Licences and certificates ? not known" in text
    assert "Way to work 45 minutes, by public transport" in text


# --- data and rights -------------------------------------------------------------------------


def test_the_file_is_the_export_of_the_api(case: Case) -> None:
    """Everything that is kept, as an attachment; the address says nothing about anybody."""
    answer = case.get("/me/data/file")
    assert re.fullmatch(r'attachment; filename="my-data-[\d-]{10}\.json"', answer.headers["content-disposition"])
    mine, theirs = json.loads(answer.text), case.ask("/export")
    assert mine["profile"] == theirs["profile"]
    assert mine["rows"].keys() == theirs["rows"].keys()


def test_consent_is_noted_with_language_and_text(case: Case) -> None:
    """Each text as it was read, in its language, however the page reads now; withdrawing stops ranking at once."""
    assert "We have not asked you." in case.get("/me/data").text
    done = case.post("/me/data/consents", "fr", purpose="ranking", given="yes")
    assert done.headers["location"] == "/me/data?done=agreed#ranking"
    [line] = case.ask("/rights")["consents"]
    assert (line["purpose"], line["given"], line["language"], line["wording"]) == ("ranking", True, "fr", CURRENT)
    page = case.get("/me/data", "en").text
    assert 'blockquote lang="fr"' in page
    assert speech_in("fr").say(TEXTS[CURRENT][Purpose.RANKING]) in page
    case.post("/me/data/consents", purpose="ranking", given="no")
    assert case.ask("/rights")["withdrawn_at"] is not None
    assert "You are not compared with vacancies now" in case.get("/me").text
    assert case.post("/me/data/consents", purpose="anything", given="yes").status_code == 422


def test_a_text_that_somebody_agreed_to_is_never_changed() -> None:
    """What a version says is pinned in every language; a new text or translation is a new version."""
    by_language = {
        version: {lang: [speech_in(lang).say(text) for text in texts.values()] for lang in LANGUAGES}
        for version, texts in TEXTS.items()
    }
    said = json.dumps(by_language, sort_keys=True)
    assert hashlib.sha256(said.encode()).hexdigest()[:16] == "178c13df8497b5cd"
    assert set(TEXTS[CURRENT]) == set(Purpose)


def test_a_version_of_consent_is_one_text_wherever_it_is_asked(case: Case) -> None:
    """The person's page, the form that takes people up and the page about rights all ask with the text they record."""
    rights = f"/people/{case.me.id}/rights"
    pages = (("/me/data", None), ("/people/new/form", case.caseworker), (rights, case.caseworker))
    page = ""
    for language, (path, by) in itertools.product(LANGUAGES, pages):
        page = case.get(path, language, by=by).text
        texts = ask_in(language).texts
        assert [text for text in texts.values() if text not in page] == [], (language, path)
        assert texts.keys() == set(Purpose)
    assert re.search(rf'<input id="wording" name="wording" [^>]*value="{CURRENT}"', page)


def test_versions_of_consent_are_named_in_one_place() -> None:
    """A second table of texts would give a version a second wording: no other module names a version."""
    version = re.compile(r"""["'][0-9]{4}-[0-9]{2}["']""")
    sources = (path for pattern in ("*.py", "*.html", "*.js") for path in WEB.rglob(pattern))
    named = [path.relative_to(WEB).as_posix() for path in sources if version.search(path.read_text(encoding="utf-8"))]
    assert named == ["frame/consents.py"]


def test_who_looked_is_said_in_sentences(case: Case) -> None:
    """Whoever it was by their role, the person themselves as a number; the organisation, and how to reach it."""
    case.ask("/matches")
    case.ask("/matches")
    case.get("/me")
    text = told(case.get("/me/data").text)
    assert "21 November 2026 A caseworker of your organisation looked at your matches. 2 times" in text
    assert re.search(r"You used this page yourself \d+ time", text)
    assert case.post("/me/data/restriction", stopped="yes").headers["location"] == "/me/data?done=kept-only"
    assert case.ask("/rights")["restricted_at"] is not None


def test_erasing_takes_two_steps_and_gives_a_receipt(case: Case, whole: Database) -> None:
    """What happens is said first; afterwards the visit is over, nothing is left, and the receipt is in the record."""
    assert "This happens:" in case.get("/me/data/erase").text
    assert case.post("/me/data/erase").status_code == 422
    assert case.get("/me").status_code == 200
    done = case.post("/me/data/erase", "uk", sure="yes")
    assert (done.status_code, "Max-Age=0" in done.headers["set-cookie"]) == (200, True)
    [receipt] = re.findall(r'<code dir="ltr">([0-9a-f]{32})</code>', done.text)
    assert 'action="/sign-out"' not in done.text
    assert case.get("/me").headers["location"].startswith("/sign-in")
    assert case.client.get(f"/v1/profiles/{case.me.id}", headers=case.caseworker.headers).status_code == 404
    with whole.read() as session:
        assert session.get(ErasureRow, receipt) is not None


# --- sizes and languages ---------------------------------------------------------------------


def in_english(language: str) -> list[re.Pattern[str]]:
    """Return the messages of these pages that this language says otherwise."""
    ids = {key[1] for section in ("own", "frame") for key in messages.keys_of(messages.extract(section))}
    said = (text for text in ids if len(text) > 6 and "%" not in text and str(speech_in(language).say(text)) != text)
    return [re.compile(rf"\b{re.escape(text)}(?!\w)") for text in said]


@pytest.mark.parametrize("languages", [("en", "ar"), pytest.param(LANGUAGES, marks=pytest.mark.slow)], ids=len)
def test_pages_are_small_and_in_the_language(
    settings: Settings, whole: Database, world: World, languages: tuple[str, ...]
) -> None:
    """Page, styles, scripts and icon together, nothing compressed, with a full list; no English but what is marked."""
    with started(settings, world) as app:
        case = open_case(whole, world, browser(app), GIVEN, 11)
        case.post("/me/matches/{vacancy}/contest", words="?")
        for language in languages:
            english = [] if language == ENGLISH else in_english(language)
            for path in PATHS:
                answer = case.get(path, language)
                assert answer.status_code == 200, (language, path)
                loaded = set(re.findall(r'(?:href|src)="/assets/(\w+)/([\w.-]+)\?', answer.text))
                size = len(answer.content) + sum(len(ASSETS[each].read_bytes()) for each in loaded)
                assert (size < LIMIT, "content-encoding" in answer.headers) == (True, False), (language, path, size)
                assert f'<html lang="{language}"' in answer.text
                bare = told(re.sub(r'<(\w+)[^>]*lang="en"[^>]*>.*?</\1>', " ", answer.text, flags=re.DOTALL))
                assert [text.pattern for text in english if text.search(bare)] == [], (language, path)
        assert len(re.findall('class="card work"', case.get("/me").text)) == 10
