"""The reasons of a match in a browser: what is decided there is answered in place, and without scripts on a page."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import visit
from tests.browser.conftest import Site


@pytest.fixture(scope="module")
def path(site: Site) -> str:
    """Return where the reasons of a match are that has no score to be proud of, and skills that are missing."""
    for person in httpx.get(f"{site.address}/v1/profiles").json()["profiles"]:
        found = httpx.get(f"{site.address}/v1/profiles/{person['id']}/matches", timeout=60).json()["matches"]
        for match in found:
            if match["group"] == "not_reachable_now" and any(m["relation"] == "essential" for m in match["missing"]):
                return f"/people/{person['id']}/matches/{match['id']}"
    raise AssertionError("the demo world has no such match")


def stays(page: Page) -> bool:
    """Say whether the page is the one that was loaded first."""
    return bool(page.evaluate("window.loadedFirst === true"))


def test_deciding_is_answered_in_place(browser: Browser, site: Site, path: str) -> None:
    """A missing reason is said beside the field and read aloud; then two clicks note what happened next."""
    with visit(browser, site.address) as page:
        page.goto(path)
        page.evaluate("window.loadedFirst = true")
        page.click("#reject")
        page.wait_for_selector("#reason-problem[role=alert]")
        expect(page.locator("#reason")).to_be_focused()
        page.fill("#reason", "The way is too long.")
        page.click("#reject")
        page.wait_for_selector(".notice.done")
        expect(page.locator("#said")).to_contain_text("Noted that this is not for this person.")
        page.click(".act details:not([open]) summary")
        page.fill("#reason", "They found a way.")
        page.click("#override")
        page.wait_for_selector(".verdict.met")
        page.click("#follow-up-contacted")
        page.wait_for_selector(".happened li")
        assert stays(page)
        assert "done=" not in page.url


def test_what_if_is_answered_in_place(browser: Browser, site: Site, path: str) -> None:
    """The address stays, so that going back leads to where one came from."""
    with visit(browser, site.address) as page:
        page.goto(path)
        page.evaluate("window.loadedFirst = true")
        before = page.url
        page.check("input[name=if] >> nth=0")
        page.click("text=Show what changes")
        page.wait_for_selector("#what-if .notice")
        assert stays(page)
        assert page.url == before


def test_all_of_it_works_without_scripts(browser: Browser, site: Site, path: str) -> None:
    """The same buttons lead to the same page with the same words."""
    with visit(browser, site.address, scripts=False) as page:
        page.goto(path)
        page.click("#pin")
        expect(page.locator(".notice.done")).to_contain_text("Kept on top of the list.")
        page.click("#unmark")
        expect(page.locator(".notice.done")).to_contain_text("The mark is taken back.")
        page.check("input[name=if] >> nth=0")
        page.click("text=Show what changes")
        expect(page.locator("#what-if .notice")).to_be_visible()
