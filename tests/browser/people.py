"""People who sign in through the pages, as they would on their first day."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field

import pyotp
from playwright.sync_api import Page

from tests.browser.conftest import Site

PASSWORD = "violet harbour kettle lamp"  # noqa: S105 - of nobody


@dataclass(slots=True)
class Somebody:
    """A user, and what their authenticator app holds once they have one."""

    name: str
    password: str = PASSWORD
    secret: str | None = None
    used: set[str] = field(default_factory=set)

    def code(self, page: Page) -> str:
        """Return the six digits that their phone shows; each is good once, so this may wait for the next ones."""
        if self.secret is None:
            raise ValueError("has no second factor yet")
        found = pyotp.TOTP(self.secret).now()
        while found in self.used:
            page.wait_for_timeout(500)
            found = pyotp.TOTP(self.secret).now()
        self.used.add(found)
        return found


def make_administrator(site: Site, name: str) -> str:
    """Make an administrator by the command, and return the token that it prints."""
    command = [sys.executable, "-m", "api", "admin", "create", name]
    environment = {**os.environ, "IMMERSE_DATA": str(site.data)}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def make_user(page: Page, site: Site, name: str, *roles: str) -> str:
    """Make a user as the administrator who is signed in on `page`, and return their token."""
    made = page.request.post("/v1/users", data={"name": name, "roles": list(roles)}, headers={"Origin": site.address})
    assert made.status == 201, made.text()
    return str(made.json()["token"])


def begin(page: Page, somebody: Somebody, token: str) -> None:
    """Set the first password with a one-time token, take up a second factor, and put the recovery codes away."""
    page.goto("/sign-in/first")
    page.fill("[name=token]", token)
    page.fill("[name=password]", somebody.password)
    page.fill("[name=again]", somebody.password)
    page.click("main form button[type=submit]")
    somebody.secret = page.input_value("[name=secret]")
    page.fill("[name=code]", somebody.code(page))
    page.click("main form button[type=submit]")
    codes = page.locator("main li code").all_inner_texts()
    assert len(codes) >= 8
    assert all(re.fullmatch(r"[\w-]{8,}", code) for code in codes)
    page.click("main a[href='/']")


def sign_in(page: Page, somebody: Somebody) -> None:
    """Sign in with password and second factor."""
    page.goto("/sign-in")
    page.fill("[name=name]", somebody.name)
    page.fill("[name=password]", somebody.password)
    page.click("main form button[type=submit]")
    page.fill("[name=code]", somebody.code(page))
    page.click("main form button[type=submit]")


def sign_out(page: Page) -> None:
    """Leave."""
    page.click("form.out button")
    page.wait_for_url("**/sign-in*")
