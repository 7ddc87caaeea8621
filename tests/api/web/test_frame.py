"""What all pages share: their language, their assets, and the way between them."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.roles import Role
from api.web.frame.roles import ROLES
from api.web.page import ASSETS, asset
from api.web.speech import LANGUAGES, OWN_NAMES, prefer, speech_in


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("sv, uk;q=0.5, en;q=0.4", "uk"),
        ("en;q=0.1, ar-EG", "ar"),
        ("tlh", "en"),
        ("de;q=0", "en"),
        ("q=;;,,=;", "en"),
    ],
)
def test_the_most_wanted_language_is_spoken(header: str, expected: str) -> None:
    """By weight, then by order; what is refused or unknown is passed over."""
    assert prefer(header) == expected


def test_the_language_is_negotiated_and_kept(client: TestClient) -> None:
    """The browser's wish, until somebody chooses; the way back stays on this service."""
    asked = client.get("/people", headers={"Accept-Language": "el"}).text
    assert '<html lang="el" dir="ltr">' in asked
    answer = client.get("/language/ar", params={"next": "/people?a=b"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?a=b")
    assert '<html lang="ar" dir="rtl">' in client.get("/people", headers={"Accept-Language": "el"}).text
    away = client.get("/language/en", params={"next": "//elsewhere.example"}, follow_redirects=False)
    assert away.headers["location"] == "/"
    assert client.get("/language/tlh").status_code == 404


def test_every_page_offers_every_language(client: TestClient) -> None:
    """Each by its own name, with the way back to where one is."""
    text = client.get("/people", params={"a": "b"}).text
    for code in LANGUAGES:
        assert f'href="/language/{code}?next=/people%3Fa%3Db"' in text
        assert OWN_NAMES[code] in text


def test_assets_may_be_kept_for_ever(client: TestClient) -> None:
    """Their address holds a mark of their bytes; there are no others than those that are known."""
    for section, name in ASSETS:
        answer = client.get(asset(section, name))
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/assets/frame/..%2Fpage.py").status_code == 404
    assert client.get("/assets/frame/nothing.css").status_code == 404
    shown = set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', client.get("/people").text))
    assert asset("frame", "frame.css") in shown


def test_every_role_has_one_name() -> None:
    """Wherever somebody's role is said, and where roles are given; no two are called the same in any language."""
    assert set(ROLES) == set(Role)
    for language in LANGUAGES:
        assert len({speech_in(language).say(name) for name in ROLES.values()}) == len(Role)
