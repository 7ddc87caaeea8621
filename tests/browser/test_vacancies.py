"""An officer at work on vacancies: a file with three bad rows, and a text that is checked before it is stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.chromium import DESK, PHONE, Screen, violations, visit
from tests.browser.conftest import Site

FILE = (
    "title;text;place;expires;number\n"
    "Cook {n};Cooks lunch.;Valencia;2027-01-20;{n}-1\n"
    ";Has no title.;Valencia;;{n}-2\n"
    "Baker {n};Bakes bread.;Valencia;31.02.2027;{n}-3\n"
    "Waiter {n};Serves.;Valencia;soon;{n}-4\n"
)
ROWS = "fieldset.rows"


def settle(page: Page) -> None:
    """Wait until a file is done; without scripts somebody has to ask."""
    for _ in range(100):
        if page.locator("a[data-waiting]").count() == 0:
            return
        page.wait_for_timeout(300)
        page.reload()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_an_officer_uploads_a_file_with_three_bad_rows(browser: Browser, site: Site, *, scripts: bool) -> None:
    """The bad rows are named beside their cells, and go in once they are right; the keyboard is enough."""
    mark = "scripted" if scripts else "plain"
    with visit(browser, site.address, DESK, scripts=scripts) as page:
        page.goto("/vacancies/import")
        found = FilePayload(name="feed.csv", mimeType="text/csv", buffer=FILE.format(n=mark).encode())
        page.set_input_files("#file", files=[found])
        page.locator("#file").press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("select[name='column:0']")
        assert page.input_value("select[name='column:3']") == "expires"
        assert not scripts or violations(page) == []
        page.fill("#source", "a portal")
        page.keyboard.press("Enter")
        page.wait_for_selector("#progress")
        settle(page)
        expect(page.locator(ROWS)).to_have_count(3)
        assert "31.02.2027" in page.locator(ROWS).nth(1).locator("p", has=page.locator(".error")).inner_text()
        assert not scripts or violations(page) == []
        page.fill("[name='cell:3:0']", f"Cleaner {mark}")
        page.fill("[name='cell:4:3']", "2027-02-28")
        page.fill("[name='cell:5:3']", "")
        page.keyboard.press("Enter")
        page.wait_for_selector(".notice.done")
        page.goto(f"/vacancies?words={mark}")
        expect(page.locator("table.vacancies tbody tr")).to_have_count(4)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_text_is_checked_before_it_is_stored(browser: Browser, site: Site, screen: Screen) -> None:
    """One click on what was misread, and the list changes in place after it is stored."""
    title = f"Cook at {screen.width}"
    with visit(browser, site.address, screen) as page:
        page.goto("/vacancies/new")
        page.fill("[name=title]", title)
        page.fill("[name=text]", "We need a cook. English B1 is required. Permanent contract, 40 hours a week.")
        page.fill("[name=source]", "by phone")
        page.click("button[formaction='/vacancies/new']")
        assert page.input_value("[name=text]").startswith("We need a cook.")
        assert violations(page) == []
        page.check("[name='language:en:B1'][value=optional]")
        page.click("#review > p button[type=submit]")
        page.wait_for_selector("h1")
        assert page.locator("h1").inner_text() == title
        language = page.locator("form.choose", has=page.locator("[value='language:en:B1']"))
        assert language.locator("[aria-pressed=true]").get_attribute("value") == "optional"
        language.locator("[value=essential]").click()
        page.wait_for_selector("form.choose:has([value='language:en:B1']) [value=essential][aria-pressed=true]")
        assert violations(page) == []
