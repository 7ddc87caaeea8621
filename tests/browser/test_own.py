"""A person at their phone: in Arabic, from the code on paper to the step that opens most, with scripts and without."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Response

from tests.browser.chromium import PHONE, violations, visit
from tests.browser.conftest import Site

LIMIT = 100_000  # bytes over the wire for a first visit
TARGET = 44  # CSS pixels
# What is not within a sentence has to be large enough to touch.
SMALL = """
[...document.querySelectorAll('a, button, summary, select, input:not([type=hidden])')]
  .filter(e => e.offsetParent && !e.closest('.skip, label') && !(e.tagName === 'A' && !e.classList.contains('button')
    && e.closest('p') && e.closest('p').textContent.trim() !== e.textContent.trim()))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.height < %d || box.width < %d)
  .map(([e, box]) => `${e.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`)
"""


@dataclass(frozen=True)
class Phone:
    """Somebody's profile, and the code that opens their page."""

    site: Site
    person: str
    code: str


@pytest.fixture(scope="module")
def phone(site: Site) -> Phone:
    """Write somebody down who is a step away from some vacancies of the demo world, and give them a code."""
    headers = {"Origin": site.address}
    with httpx.Client(base_url=site.address, headers=headers, timeout=60) as client:
        vacancies = [client.get(f"/v1/vacancies/{each['id']}").json() for each in _some(client)]
        vacancy = max(vacancies, key=lambda each: len(each["ranking"].get("requirements", [])))
        uris = [need["uri"] for need in vacancy["ranking"]["requirements"]]
        given: dict[str, Any] = {
            "text": "أستطيع الطبخ وتنظيف المطبخ.", "lang": "ar", "skills": [{"uri": uri} for uri in uris],
            "place": vacancy["place"], "languages": {"es": "A2"},
        }  # fmt: skip
        person = client.post("/v1/profiles", json=given).json()["id"]
        code = client.post(f"/v1/profiles/{person}/invitations", json={}).json()["code"]
    return Phone(site, person, code)


def _some(client: httpx.Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/vacancies", params={"limit": 30}).json()["vacancies"]
    return found


def enter(page: Page, phone: Phone) -> None:
    """Type the code that is on paper."""
    page.goto("/sign-in/invitation")
    page.fill("[name=code]", phone.code)
    page.click("main form button[type=submit]")
    page.goto("/me")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_finds_what_to_do(browser: Browser, phone: Phone, scripts: bool) -> None:  # noqa: FBT001
    """In Arabic: the list, a vacancy, being interested, objecting, correcting, the data; nothing too small to touch."""
    with visit(browser, phone.site.address, PHONE, "ar", scripts=scripts) as page:
        enter(page, phone)
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.locator(".card.work").count() >= 1
        page.locator(".card.work h3 a").first.click()
        page.locator("form[action$='/interest'] button").click()
        page.wait_for_selector(".notice.done")
        page.fill("#words", "بعيد جدا")
        page.locator("form[action$='/contest'] button").click()
        page.wait_for_selector("main :text('بعيد جدا')")
        page.goto("/me/profile")
        before = page.locator(".understood.rejected").count()
        page.locator("button[value^='rejected']").first.click()
        page.wait_for_function("n => document.querySelectorAll('.understood.rejected').length > n", arg=before)
        page.goto("/me/data")
        assert page.locator("#account").count() == 1
    contests = httpx.get(f"{phone.site.address}/v1/profiles/{phone.person}/contests").json()["contests"]
    assert contests[0]["words"] == "بعيد جدا"


def test_pages_can_be_touched_and_read(browser: Browser, phone: Phone) -> None:
    """At 360 px: nothing that axe-core finds, nothing to scroll sideways, targets of 44 px; little over the wire."""
    with visit(browser, phone.site.address, PHONE, "ar") as page:
        sizes: list[int] = []

        def weigh(response: Response) -> None:
            sizes.append(len(response.body()))

        enter(page, phone)
        page.on("response", weigh)
        for path in ("/me", "/me/profile", "/me/data", "/me/data/erase"):
            page.goto(path, wait_until="networkidle")
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE.width, path
            assert page.evaluate(SMALL % (TARGET, TARGET)) == [], path
            assert sum(sizes) < LIMIT, path
            sizes.clear()
