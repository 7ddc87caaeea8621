"""Every page in every language: nothing that axe-core finds, at a desk, on a phone and at 200 % zoom."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page

from api.web.speech import LANGUAGES
from tests.browser.chromium import DESK, PHONE, ZOOMED, Screen, violations, visit
from tests.browser.conftest import Site

PATHS = (
    "/",
    "/people",
    "/people/{person}/hand-over",
    "/sign-in",
    "/sign-in/first",
    "/sign-in/invitation",
    "/people/{person}",
    "/people/{person}/steps?language=it&level=B2",
    "/people/{person}/rights",
    "/people/{person}/identity",
    "/people/{person}/invite",
    "/people/{person}/matches/{vacancy}",
    "/people/{person}/sheet/{vacancy}",
    "/docs",
)
OF_ADMINISTRATION = (
    "", "/users", "/audit", "/demand", "/monitoring", "/fairness", "/incidents", "/taxonomy", "/editable",
    "/documents?name=article-6", "/break-glass/{person}",
)  # fmt: skip
OF_VACANCIES = ("", "/new", "/import", "/{vacancy}", "/{vacancy}/people")


@pytest.fixture(scope="module")
def known(site: Site) -> dict[str, str]:
    """Return the ids that addresses of pages need."""
    people = httpx.get(f"{site.address}/v1/profiles").json()["profiles"]
    vacancies = httpx.get(f"{site.address}/v1/vacancies").json()["vacancies"]
    return {"person": people[0]["id"], "vacancy": vacancies[0]["id"]}


def scrolls_sideways(page: Page) -> bool:
    """Say whether a page is wider than its screen, which nobody should have to scroll (WCAG 1.4.10)."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


# Zooming shows what a language does to narrow columns, so every language is looked at that way; the other screens in
# one language of each direction.
LOOKS = [
    *(pytest.param(language, ZOOMED, id=f"{language}-zoomed") for language in LANGUAGES),
    *(pytest.param(language, DESK, id=f"{language}-desk") for language in ("en", "ar")),
    *(pytest.param(language, PHONE, id=f"{language}-phone") for language in ("en", "ar")),
]


@pytest.mark.parametrize(("language", "screen"), LOOKS)
def test_pages_are_accessible(
    browser: Browser, site: Site, known: dict[str, str], language: str, screen: Screen
) -> None:
    """No violation of WCAG 2.2 AA on any page, in any language, and none has to be scrolled sideways."""
    wrong: dict[str, list[str]] = {}
    with visit(browser, site.address, screen, language) as page:
        administration = (f"/administration{rest}" for rest in OF_ADMINISTRATION)
        for path in (*PATHS, *(f"/vacancies{rest}" for rest in OF_VACANCIES), *administration):
            page.goto(re.sub(r"\{(\w+)\}", lambda name: known[name[1]], path))
            found = violations(page) + (["scrolls sideways"] if scrolls_sideways(page) else [])
            if page.get_attribute("html", "lang") != language:
                found.append("in another language")
            if found:
                wrong[path] = found
    assert wrong == {}
