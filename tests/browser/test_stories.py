"""Stories of people at work, from signing in to signing out, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import visit
from tests.browser.conftest import Site, copy_of, serving
from tests.browser.people import Somebody, begin, make_administrator, make_user, sign_in, sign_out


@pytest.fixture(scope="module")
def house(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a copy of the demo world in which these stories make users."""
    with serving(copy_of(installation, tmp_path_factory.mktemp("house") / "data")) as found:
        yield found


@pytest.fixture(scope="module")
def administrator(browser: Browser, house: Site) -> Somebody:
    """Make the first administrator: from then on nothing is open."""
    made = Somebody("admin@example.org")
    token = make_administrator(house, made.name)
    with visit(browser, house.address) as page:
        begin(page, made, token)
        assert page.request.get("/v1/me").json()["roles"] == ["administrator"]
        sign_out(page)
        page.goto("/people")
        assert "/sign-in" in page.url
    return made


@pytest.fixture(scope="module")
def caseworker(browser: Browser, house: Site, administrator: Somebody) -> Somebody:
    """Make a caseworker, who sets a password and takes up a second factor."""
    made = Somebody("rosa@example.org")
    with visit(browser, house.address) as page:
        sign_in(page, administrator)
        token = make_user(page, house, made.name, "caseworker")
        sign_out(page)
        begin(page, made, token)
        sign_out(page)
    return made


def test_a_caseworker_comes_back(browser: Browser, house: Site, caseworker: Somebody) -> None:
    """Password and code let her in, once each; without scripts, too."""
    for scripts in (True, False):
        with visit(browser, house.address, scripts=scripts) as page:
            sign_in(page, caseworker)
            assert page.request.get("/v1/me").json()["roles"] == ["caseworker"]
            sign_out(page)
            assert page.request.get("/v1/me", headers={"Origin": house.address}).status == 401


def test_a_meeting_from_the_inbox_to_the_sheet(browser: Browser, house: Site, caseworker: Somebody) -> None:
    """Sign in, find somebody in the inbox, reject a wrong link, go against the list with a reason, print the sheet."""
    with visit(browser, house.address) as page:
        sign_in(page, caseworker)
        assert page.url == f"{house.address}/"
        page.goto("/?whose=everybody")
        person = page.locator("main a[href^='/people/']").first
        name = person.inner_text()
        person.click()
        page.wait_for_selector("#profile")
        assert name in page.locator("main").inner_text()
        proposal = page.locator("button.sign[value^='rejected|']").first
        said = str(proposal.get_attribute("value"))
        proposal.click()
        page.wait_for_selector(f"button.sign[value='{said.replace('rejected|', 'none|', 1)}']")
        links = page.request.get(f"/v1/profiles/{page.url.split('/people/')[1].split('?')[0]}/links").json()["links"]
        assert [link["decision"] for link in links if f"{link['kind']}|{link['uri']}" == said.partition("|")[2]] == [
            "rejected"
        ]
        out_of_reach = page.locator("#listing .not_reachable_now a[href*='vacancy=']").first.get_attribute("href")
        page.goto(str(out_of_reach))  # a page of its own: what is shown already may be out of reach, too
        page.wait_for_selector("#override")
        page.fill("#reason", "The employer trains newcomers.")
        page.click("#override")
        page.wait_for_selector(".verdict.met")
        page.locator("a[href*='/sheet']").first.click()
        page.wait_for_url(re.compile("/sheet"))
        assert page.pdf(format="A4").startswith(b"%PDF")
        sign_out(page)
