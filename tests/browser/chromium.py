"""The browser of the tests: Debian's Chromium, and what axe-core says of a page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PageError

Found = TypeVar("Found")

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# A browser waits so long for what a page is to show: much longer than a busy machine takes for anything that comes.
PATIENCE_MS = 60_000
TRIES = 3  # to ask a page that is left meanwhile
# WCAG 2.2, levels A and AA, and what axe-core's authors call best practice of landmarks and headings.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def find_chromium() -> str | None:
    """Return where Chromium is, None where it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser with a profile of its own until the block ends."""
    path = find_chromium()
    if path is None:
        raise RuntimeError("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=[*FLAGS])
        try:
            yield browser
        finally:
            browser.close()


@dataclass(frozen=True, slots=True)
class Screen:
    """What somebody looks at: a size in CSS pixels, and how many device pixels each has."""

    width: int
    height: int
    scale: float = 1.0


DESK = Screen(1366, 768)
PHONE = Screen(360, 740, 2.0)
# Zooming to 200 % leaves half the pixels of a desk's screen, as WCAG's 1.4.4 and 1.4.10 ask for.
ZOOMED = Screen(683, 384, 2.0)


@contextmanager
def visit(
    browser: Browser, address: str, screen: Screen = DESK, language: str = "en", *, scripts: bool = True
) -> Iterator[Page]:
    """Open a tab that nobody used before; an error that the page reports, or a resource that is refused, fails."""
    context: BrowserContext = browser.new_context(
        base_url=address,
        viewport={"width": screen.width, "height": screen.height},
        device_scale_factor=screen.scale,
        locale=language,
        java_script_enabled=scripts,
        service_workers="block",
    )
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    wrong: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    try:
        yield page
        # A refusal that the test asks for is a console error, too; everything else is not wanted.
        assert [each for each in wrong if "the server responded with a status of 4" not in each] == []
    finally:
        context.close()


def settled(page: Page, ask: Callable[[Page], Found]) -> Found:
    """Ask a page once it is there; after a click that leads to another one, that one."""
    for _ in range(TRIES):
        page.wait_for_load_state()
        with suppress(PageError):  # it was left meanwhile
            return ask(page)
    return ask(page)


def _run_axe(page: Page) -> list[dict[str, Any]]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: {type: 'tag', values: rules}})).violations", RULES
    )
    return found


AXE = files("axe_playwright_python") / "axe.min.js"


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with a page, each as rule, element and reason.

    The page's policy lets no foreign script in, so axe runs in the isolated world that Playwright evaluates in.
    """
    found = settled(page, _run_axe)
    return [
        f"{rule['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]
