"""HTML files to PDF, through a Chromium of this machine: the one place that starts a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from api.errors import PrintingError

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# It prints one file and asks nobody for anything: no name is looked up, nothing is updated or synchronised.
FLAGS = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
)  # fmt: skip
PATIENCE_S = 120  # the first start on a slow disk; printing takes a second


def find_browser(path: str | None = None) -> str | None:
    """Return where a Chromium is on `path`, that of the environment if None; None where there is none."""
    return next((found for name in BROWSERS if (found := shutil.which(name, path=path))), None)


def print_file(page: Path, path: str | None = None) -> bytes:
    """Return an HTML file as PDF; raises PrintingError where there is no browser on `path`, or it prints nothing.

    The browser has a profile of its own, which is gone afterwards: nothing of the page is left behind.
    """
    browser = find_browser(path)
    if browser is None:
        raise PrintingError(
            "a PDF is printed by Chromium, which is not installed here (apt-get install chromium); "
            "write a file that ends in .html instead and print it from any browser"
        )
    with tempfile.TemporaryDirectory(prefix="immerse-print-") as folder:
        made = Path(folder) / "page.pdf"
        command = [browser, *FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", page.as_uri()]
        if os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # Chromium refuses to start for root with it, and the page is ours
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder}
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=PATIENCE_S
            )
        except subprocess.TimeoutExpired as error:
            raise PrintingError(f"{browser} has not printed within {PATIENCE_S} seconds") from error
        if done.returncode or not made.is_file():
            raise PrintingError(f"{browser} could not print (exit code {done.returncode})")
        return made.read_bytes()
