"""The meeting waits for nothing: what a caseworker sees, and when, with 3,200 vacancies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.chromium import visit
from tests.browser.conftest import Site, copy_of, serving
from tests.browser.growing import grow

N_VACANCIES = 3_200
# First contentful paint beside that of the smallest page, in the same round: what this browser needs on this machine
# for anything at all (190 ms without a GPU, where the meeting took 430).
MAX_PAINTS = 3.0
SMALLEST = "/sign-in/invitation"
MAX_REQUEST_MS = 200
N_PEOPLE = 12
# The best of some rounds says what the pages need, a busy neighbour of the machine what it takes.
ROUNDS = 4
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


@pytest.fixture(scope="module")
def large(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve as many vacancies as the EURES data has."""
    data = copy_of(installation, tmp_path_factory.mktemp("large") / "data")
    grow(data, N_VACANCIES)
    with serving(data) as found:
        yield found


@pytest.fixture(scope="module")
def people(large: Site) -> list[str]:
    """Return the ids of some people."""
    answer = httpx.get(f"{large.address}/v1/profiles", params={"limit": N_PEOPLE}).json()
    assert httpx.get(f"{large.address}/v1/vacancies").json()["n_total"] == N_VACANCIES
    return [profile["id"] for profile in answer["profiles"]]


def painted_ms(page: Page) -> float:
    """Return when something was first to be seen, from when the page was asked for."""
    while (found := page.evaluate(PAINT)) is None:  # known some frames later
        page.wait_for_timeout(10)
    return float(found)


def took_ms(request: Request) -> float:
    """Return how long an answer took, from the first byte asked to the last one there."""
    timing = request.timing
    return timing["responseEnd"] - timing["requestStart"]


def first_paint_ms(browser: Browser, site: Site, paths: list[str]) -> float:
    """Return when something is first to be seen of pages, in the median, in a browser that has seen nothing before."""
    found = []
    for path in paths:
        with visit(browser, site.address) as page:
            page.goto(path)
            found.append(painted_ms(page))
    return float(np.median(found))


@pytest.mark.alone
def test_the_meeting_is_there_at_once(browser: Browser, large: Site, people: list[str]) -> None:
    """The meeting screen is seen soon after the smallest page could be."""
    found = []
    for _ in range(ROUNDS):
        least = first_paint_ms(browser, large, [SMALLEST] * 6)
        meeting = first_paint_ms(browser, large, [f"/people/{person}" for person in people[:6]])
        found.append((round(meeting), round(least)))
        if meeting < MAX_PAINTS * least:
            return
    pytest.fail(f"first contentful paint of the meeting and of the smallest page, ms: {found}")


def walk(page: Page, people: list[str]) -> list[float]:
    """Go from the inbox to each person and some of their vacancies; return how long each request took in ms."""
    done: list[Request] = []

    def note(request: Request) -> None:  # what is listened with needs attributes that methods of lists have not
        done.append(request)

    page.on("requestfinished", note)
    page.goto("/")
    for person in people:
        page.goto(f"/people/{person}")
        vacancies = re.findall(rf'href="(/people/{person}\?[^"#]*vacancy=\w+)', page.content())
        for address in list(dict.fromkeys(vacancies))[1:4]:
            page.goto(address.replace("&amp;", "&"))
    return [took_ms(request) for request in done]


@pytest.mark.alone
def test_no_request_takes_long_while_walking(browser: Browser, large: Site, people: list[str]) -> None:
    """At the 95th percentile under 200 ms, from the inbox through twelve people and three vacancies of each."""
    found = []
    for _ in range(ROUNDS):
        with visit(browser, large.address) as page:
            times = walk(page, people)
        assert len(times) > 3 * len(people)
        found.append(float(np.percentile(times, 95)))
        if found[-1] < MAX_REQUEST_MS:
            return
    pytest.fail(f"95th percentile: {found} ms in each round")
