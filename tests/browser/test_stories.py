"""Stories of people at work, from signing in to signing out, in a real browser."""

from __future__ import annotations

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
