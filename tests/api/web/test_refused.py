"""A browser that is refused gets a page that says what to do next; programs get the one JSON shape, as ever."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from starlette.types import ASGIApp

from api.admission import WAITING_PER_PERMIT
from api.app import create_app
from api.errors import ErasedError, InvalidInputError, NotReadyError, Problem, TooManyError
from api.lanes import Lane
from api.principals import Role
from api.refusals import answer_error
from api.session import Database
from api.settings import Settings
from api.web.speech import speech_in
from api.world import World
from tests.api.conftest import NOW, at_the_machine
from tests.api.people import add_user, browser, started
from tests.api.queues import held, wait_until_full
from tests.api.spoken import SPOKEN

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
CLOSED = {"Sec-Fetch-Site": "cross-site"}
NOTHING = "There is nothing here"


@pytest.fixture
def app(settings: Settings, world: World) -> Iterator[ASGIApp]:
    """Start the application."""
    with started(settings, world, lay_out=False) as app:
        yield app


@pytest.mark.parametrize("language", SPOKEN)
def test_what_is_not_there_is_said_in_the_language(client: TestClient, language: str) -> None:
    """A path that is none and a person who is none: 404, in the language, with the way to the first page."""
    for path in ("/nothing", "/people/nobody"):
        answer = client.get(path, headers={**PAGE, "Accept-Language": language})
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
        assert f'<html lang="{language}"' in answer.text
        assert speech_in(language).say(NOTHING) in answer.text
        assert 'href="/"' in answer.text


def test_programs_get_json(client: TestClient) -> None:
    """Whatever a program accepts, `/v1` and what is for programs stays in the one shape; so do others than browsers."""
    for path, headers in (("/v1/profiles/nobody", PAGE), ("/people/nobody", {}), ("/assets/no/no", PAGE)):
        answer = client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_what_was_wrong_in_a_form_is_shown(client: TestClient) -> None:
    """422 names the fields in the words of the program, which are marked as English, and escaped."""
    answer = client.post("/try", data={"text": ""}, headers={**PAGE, "Accept-Language": "de"})
    assert answer.status_code == 422
    assert '<span lang="en" dir="ltr">text: must have 1 to 20000 characters</span>' in answer.text
    assert speech_in("de").say("Something that was sent is not right") in answer.text


def test_what_is_too_long_is_a_page_too(client: TestClient, settings: Settings) -> None:
    """413 ends the connection, as the rest of the body is not read."""
    answer = client.post("/try", content=b"text=" + b"x" * settings.max_body_bytes, headers=PAGE)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert "This is too much at once" in answer.text


def test_what_is_not_open_says_so_to_whoever_asks(app: ASGIApp, whole: Database) -> None:
    """403 with the person's own navigation; a form from elsewhere, too. 405 says what is allowed."""
    client, auditor = browser(app), add_user(whole, "default", Role.AUDITOR, NOW)
    refused = client.get("/people", headers={**auditor.headers, **PAGE})
    assert (refused.status_code, "This is not open to you" in refused.text) == (403, True)
    assert 'action="/sign-out"' in refused.text
    elsewhere = client.post("/sign-out", headers={**auditor.headers, **PAGE, **CLOSED})
    assert (elsewhere.status_code, elsewhere.headers["content-type"][:9]) == (403, "text/html")
    assert client.delete("/people", headers=PAGE).headers["allow"] == "GET"


def test_who_is_signed_out_is_led_back(app: ASGIApp, whole: Database) -> None:
    """A form of a visit that is over: 401 with a link to sign in; a page leads there by itself."""
    add_user(whole, "default", Role.ADMINISTRATOR, NOW)
    client = browser(app)
    answer = client.post("/try", headers={**PAGE, "Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, 'href="/sign-in?next=%2F"' in answer.text) == (401, True)
    assert client.get("/people", headers=PAGE).headers["location"] == "/sign-in?next=%2Fpeople"


def test_how_long_to_wait_is_said(app: ASGIApp, settings: Settings) -> None:
    """429 keeps its header, and says the same to people, with the page to try again."""
    client = browser(app)
    for _ in range(settings.rate_strangers):
        client.get("/sign-in", headers=PAGE)
    answer = client.get("/sign-in", headers={**PAGE, "Accept-Language": "uk"})
    assert answer.status_code == 429
    seconds = int(answer.headers["retry-after"])
    again = speech_in("uk").say_n("It works again in %(n)s second.", "It works again in %(n)s seconds.", seconds)
    assert again in answer.text
    assert 'class="button" href="/sign-in"' in answer.text


def test_who_is_turned_away_at_the_threshold_gets_a_page(settings: Settings, world: World) -> None:
    """503 before anybody was asked who they are, with its header, when all places of the lane are taken."""
    asked = {"text": "I can cook"}
    n_waiting = world.capacity.permits[Lane.RANKING] * WAITING_PER_PERMIT
    n = world.capacity.permits[Lane.RANKING] + n_waiting
    settings = settings.model_copy(update={"deadline_ms": 60_000})
    with at_the_machine(create_app(settings, world)) as client, ThreadPoolExecutor(n) as pool:
        with held(world):
            waiting = [pool.submit(client.post, "/try", data=asked, headers=PAGE) for _ in range(n)]
            wait_until_full(client, Lane.RANKING, n_waiting)
            page = client.post("/try", data=asked, headers=PAGE)
            program = client.post("/v1/link", json=asked, headers=PAGE)
        assert {each.result(20).status_code for each in waiting} == {200}
    assert (page.status_code, page.headers["retry-after"]) == (503, "1")
    assert "It works again in 1 second." in page.text
    assert (program.status_code, program.json()["error"]) == (503, "overloaded")


def test_what_nobody_foresaw_is_a_page_without_details(app: ASGIApp, world: World) -> None:
    """500 says that it is not their fault, and nothing of what went wrong."""
    client = TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 1), raise_server_exceptions=False)
    world.reader = None  # type: ignore[assignment]
    answer = client.post("/try", data={"text": "I can cook"}, headers=PAGE)
    assert (answer.status_code, "Something went wrong here" in answer.text) == (500, True)
    assert "NoneType" not in answer.text


@pytest.mark.parametrize(
    "error",
    [NotReadyError("x"), ErasedError("x"), InvalidInputError([Problem("a", "b")]), TooManyError("x", 2.5)],
    ids=lambda error: error.code,
)
def test_refusals_are_what_they_were(error: NotReadyError) -> None:
    """The answer to a program has the same words and headers as before there were pages."""
    answer = answer_error(error)
    assert (answer.error, answer.detail) == (error.code, str(error))
