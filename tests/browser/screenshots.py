"""`python -m tests.browser.screenshots` takes the pictures of README anew, of a world that is made up."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Page

from tests.browser.chromium import DESK, PHONE, Screen, chromium, visit
from tests.browser.conftest import BUILT, Site, copy_of, serving

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
# Amal, whom the README's example tells about: a cook in Valencia who writes Arabic.
PERSON = "amal"


def nothing(_: Page) -> None:
    """Leave the page as it comes."""


def import_bad_rows(page: Page) -> None:
    """Send a file in which two rows cannot be read."""
    rows = (
        "id,title,text,place,country,expires\n"
        "kitchen-1,Kitchen help,Wash and cut vegetables; keep the kitchen clean,Bologna,IT,2027-01-31\n"
        "cook-2,Cook for a school,Cook lunch for 120 children,Bologna,IT,31.02.2027\n"
        "care-3,Care for the elderly,,Bologna,Italia,2027-03-01\n"
    )
    page.set_input_files("input[type=file]", {"name": "week-47.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    page.click("main form button[type=submit]")
    page.click("main form button[type=submit] >> nth=-1")  # the columns are as they should be
    page.wait_for_load_state()


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: where it is taken, and what is done there first."""

    name: str
    path: str
    screen: Screen
    language: str = "en"
    act: Callable[[Page], None] = nothing


SHOTS = (
    Shot("inbox", "/", DESK),
    Shot("meeting", "/people/{person}", DESK),
    Shot("own-page", "/people/{person}/own", PHONE, "ar"),
    Shot("vacancy-import", "/vacancies/import", DESK, act=import_bad_rows),
)


@contextmanager
def demo() -> Iterator[Site]:
    """Serve the demo world, built in a folder that goes away, or a copy of the one that BUILT names."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        if built := os.environ.get(BUILT):
            copy_of(Path(built), data)
        with serving(data) as site:
            yield site


def find_person(site: Site) -> str:
    """Return the id of the person whom the pictures show."""
    found = httpx.get(f"{site.address}/v1/profiles", params={"limit": 200}).json()["profiles"]
    named = [profile["id"] for profile in found if PERSON in (profile.get("external_id") or "")]
    return str((named or [found[0]["id"]])[0])


def main() -> None:
    """Take all pictures, or those that are named."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as site, chromium() as browser:
        person = find_person(site)
        for shot in (shot for shot in SHOTS if shot.name in sys.argv[1:] or not sys.argv[1:]):
            with visit(browser, site.address, shot.screen, shot.language) as page:
                page.goto(shot.path.replace("{person}", person))
                shot.act(page)
                page.screenshot(path=FOLDER / f"{shot.name}.png")
                sys.stdout.write(f"{shot.name}.png\n")


if __name__ == "__main__":
    main()
