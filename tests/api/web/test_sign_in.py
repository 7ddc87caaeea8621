"""The pages for signing in speak the reader's language, also where they refuse."""

from __future__ import annotations

import ast
import inspect

import pytest
from fastapi.testclient import TestClient

from api import accounts, attempts, invitations, provider
from api.accounts import WRONG
from api.errors import InvalidInputError, NotSignedInError, TooManyError
from api.passwords import choosing
from api.passwords.choosing import check_password
from api.web.sign_in.refusals import REFUSALS, say_refusal
from api.web.speech import ENGLISH, Speech
from tests.api.spoken import SPOKEN

HERE = {"Sec-Fetch-Site": "same-origin"}
PAGES = ("/sign-in", "/sign-in/first", "/sign-in/invitation", "/visits")


@pytest.mark.parametrize("language", SPOKEN)
def test_refusals_are_said_in_every_language(client: TestClient, language: str) -> None:
    """A wrong password and a wrong code from paper; what is said is the translation, not the English words."""
    wanted = {**HERE, "Accept-Language": language}
    for path, sent, words in (
        ("/sign-in", {"name": "x", "password": "y"}, REFUSALS[WRONG]),
        ("/sign-in/invitation", {"code": "AAAA"}, "This code is wrong, or it is over. Ask for a new one."),
    ):
        page = client.post(path, data=sent, headers=wanted)
        assert page.status_code == 401
        assert str(Speech(language).say(words)) in page.text
        assert (words in page.text) == (language == ENGLISH)


def test_every_reason_not_to_let_somebody_in_has_its_words() -> None:
    """Whatever the modules behind these pages say where they refuse, a page can say in its language."""
    said = set()
    for module in (accounts, attempts, invitations, provider):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "NotSignedInError":
                [reason] = node.args
                said.add(reason.value if isinstance(reason, ast.Constant) else getattr(module, ast.unparse(reason)))
    assert len(said) > 5
    assert said <= set(REFUSALS)
    for password in ("short", "x" * (choosing.MOST + 1), "password1234"):
        with pytest.raises(InvalidInputError) as refused:
            check_password(password)
        assert str(refused.value) in REFUSALS


def test_a_wait_is_said_in_whole_seconds() -> None:
    """Never less than there is to wait; what no page knows is said as it is."""
    german = Speech("de")
    assert "15 Sekunden" in say_refusal(TooManyError("slowly", 14.2), german)
    assert "1 Sekunde " in say_refusal(TooManyError("slowly", 0.3), german)
    assert say_refusal(NotSignedInError("something new"), german) == "something new"


def test_pages_are_all_in_one_language(client: TestClient) -> None:
    """Titles and buttons come from the catalogues."""
    for path in PAGES:
        page = client.get(path, headers={"Accept-Language": "uk"}).text
        assert '<html lang="uk"' in page
        assert "<h1>" in page
    assert "Увійти" in client.get("/sign-in", headers={"Accept-Language": "uk"}).text
