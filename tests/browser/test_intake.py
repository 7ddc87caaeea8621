"""People are taken up in a real browser: by the form, by pictures, with a caseload; with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from api.web.speech import LANGUAGES
from tests.api.sheet_files import xlsx
from tests.browser.chromium import DESK, PHONE, ZOOMED, settled, violations, visit
from tests.browser.conftest import Site

WORDS = "I worked as a cook for six years. English B1, Italian A2. Driving licence B."
SHEETS = {
    True: (("Name", "Italian", "Town"), ("Zoe Adler", "B1", "Bologna"), ("Yan Berg", "good", "Bologna")),
    False: (("Name", "Italian", "Town"), ("Una Falk", "B1", "Bologna"), ("Ivo Horn", "good", "Bologna")),
}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
PAGES = ("/people/new", "/people/new/form", "/people/new/pictures", "/people/import")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_stands_in_anybodys_way(browser: Browser, site: Site, language: str) -> None:
    """WCAG 2.2 AA on every page at 200 % zoom, in Arabic at a desk and on a phone too; nothing is too wide."""
    for screen in (ZOOMED, DESK, PHONE) if language == "ar" else (ZOOMED,):
        with visit(browser, site.address, screen, language) as page:
            for path in PAGES:
                page.goto(path)
                hold(page)
            page.goto("/people/new")
            page.fill("#text", WORDS)
            with page.expect_navigation():
                page.locator("form[action='/people/new/text'] button").click()
            hold(page)
            point_at_work(page)
            hold(page)


def hold(page: Page) -> None:
    """Hold a page against what all must be."""
    assert violations(page) == [], page.url
    assert settled(page, lambda page: page.evaluate(FITS)), page.url


def point_at_work(page: Page) -> None:
    """Choose two pictures, and go on."""
    page.goto("/people/new/pictures")
    page.check("[name=often-cook][value=work]")
    page.check("[name=often-tailor][value=often]")
    with page.expect_navigation():
        page.locator("main form button").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_pictures_lead_to_a_person(browser: Browser, site: Site, *, scripts: bool) -> None:
    """From pointing at work to the meeting screen; targets on a phone are at least 44 px high."""
    with visit(browser, site.address, PHONE, scripts=scripts) as page:
        page.goto("/people/new/pictures")
        label = page.locator("label", has=page.locator("[name=often-cook][value=never]")).bounding_box()
        assert label is not None
        assert label["height"] >= 44
        point_at_work(page)
        page.check("[name=can-cook][value=vegetables]")
        page.check("[name=years-cook][value='3']")
        page.locator("main form button").click()
        expect(page.locator("[name=held]:checked, [name=skill]:checked")).to_have_count(2)
        page.locator(".save button").click()
        page.wait_for_url("**/people/*")
        assert "/new" not in page.url


def test_names_are_offered_while_typing(browser: Browser, site: Site) -> None:
    """Occupations and towns, in a list below the field."""
    with visit(browser, site.address) as page:
        page.goto("/people/new/form")
        page.locator("#place").press_sequentially("Bolo")
        page.wait_for_selector("#names-place option[value='Bologna, IT']", state="attached")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_caseload_comes_in(browser: Browser, site: Site, *, scripts: bool) -> None:
    """A wrong cell is corrected beside its message, and both people are there."""
    file = FilePayload(name=f"{scripts}.xlsx", mimeType="application/octet-stream", buffer=xlsx(SHEETS[scripts]))
    with visit(browser, site.address, scripts=scripts) as page:
        page.goto("/people/import")
        page.set_input_files("#file", file)
        with page.expect_navigation():
            page.locator("main form button").click()
        if scripts:
            hold(page)
        with page.expect_navigation():
            page.locator("main form button").last.click()
        if scripts:
            hold(page)
        wrong = page.locator("[name=cell-3-1]")
        assert wrong.get_attribute("aria-invalid") == "true"
        wrong.fill("A2")
        page.click("[name=do][value=import]")
        assert "2" in page.locator(".notice.done").inner_text()
