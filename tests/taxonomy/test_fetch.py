"""Downloads survive what real sites do; each case is played by a real HTTP server."""

from __future__ import annotations

import hashlib
import io
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest

from taxonomy.errors import SourceError, UnreachableError, WrongContentError
from taxonomy.fetch import Patience, fetch_file, fetch_release, open_client, release_names

QUICK = Patience(attempts=3, pause_s=0.001)


def a_zip() -> bytes:
    """Pack 200 kB that do not compress, the same each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("skills_en.csv"), np.random.default_rng(7).bytes(200_000))
    return buffer.getvalue()


BODY = a_zip()
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Plays the server's answers one after the other, the last one again and again."""

    def do_GET(self) -> None:
        """Note the request and give the next answer."""
        site = self.server
        assert isinstance(site, Site)
        site.ranges.append(self.headers.get("Range"))
        site.paths.append(self.path)
        answer = site.answers.pop(0) if len(site.answers) > 1 else site.answers[0]
        answer(self)

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send status, headers and body."""
        self.send_response(status)
        for name, value in ({"Content_Length": str(len(body)), "Content_Type": "application/zip"} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is that of the base class
        """Keep the test output clean."""


class Site(ThreadingHTTPServer):
    """A server that notes what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[Answer] = [whole]
        self.ranges: list[str | None] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


def whole(handler: Handler) -> None:
    """Send everything, whatever range was asked for."""
    handler.send(200, BODY)


def ranged(handler: Handler) -> None:
    """Honour a Range request."""
    wanted = handler.headers.get("Range")
    start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
    if start >= len(BODY):
        handler.send(416, Content_Range=f"bytes */{len(BODY)}")
    elif wanted:
        handler.send(206, BODY[start:], Content_Range=f"bytes {start}-{len(BODY) - 1}/{len(BODY)}")
    else:
        whole(handler)


def broken_off(handler: Handler) -> None:
    """Promise everything, send half and hang up."""
    handler.send(200, BODY[: len(BODY) // 2], Content_Length=str(len(BODY)))
    handler.close_connection = True


def failing(handler: Handler) -> None:
    """Be out of order."""
    handler.send(503, b"busy")


def page(handler: Handler) -> None:
    """Answer with the portal's page, as the real site does when it would rather mail a link."""
    handler.send(200, b"<!DOCTYPE html><html>Please leave your e-mail</html>", Content_Type="text/html")


def damaged(handler: Handler) -> None:
    """Send a zip with a changed byte in the middle."""
    handler.send(200, BODY[:5000] + bytes([BODY[5000] ^ 1]) + BODY[5001:])


def absent(handler: Handler) -> None:
    """Have no such file."""
    handler.send(404, b"not found", Content_Type="text/plain")


def wrong_range(handler: Handler) -> None:
    """Send another part than asked for."""
    handler.send(206, BODY[10:], Content_Range=f"bytes 10-{len(BODY) - 1}/{len(BODY)}")


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve on a free port, in a thread."""
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site
        site.shutdown()
        thread.join()


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """Open the client that the service uses."""
    with open_client() as client:
        yield client


def fetch(client: httpx.Client, site: Site, folder: Path) -> bytes:
    """Fetch one file with little patience and return its bytes."""
    return fetch_file(client, site.url + "esco%20en.zip", folder, patience=QUICK).read_bytes()


def test_size_and_checksum_are_recorded(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """The record beside the file has address, size and sha256; nothing else is left."""
    assert fetch(client, site, tmp_path) == BODY
    record = json.loads((tmp_path / "esco en.zip.json").read_text(encoding="utf-8"))
    url = site.url + "esco%20en.zip"
    assert record == {"url": url, "size": len(BODY), "sha256": hashlib.sha256(BODY).hexdigest()}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["esco en.zip", "esco en.zip.json"]


def test_what_is_here_is_not_fetched_again(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A second call asks nothing; after the file changed, it fetches again."""
    fetch(client, site, tmp_path)
    fetch(client, site, tmp_path)
    assert len(site.paths) == 1
    (tmp_path / "esco en.zip").write_bytes(b"PK other")
    assert fetch(client, site, tmp_path) == BODY
    assert len(site.paths) == 2


def test_interrupted_download_resumes(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """After a broken connection only the rest is asked for."""
    site.answers = [broken_off, ranged]
    assert fetch(client, site, tmp_path) == BODY
    assert site.ranges == [None, f"bytes={len(BODY) // 2}-"]


def test_server_that_ignores_ranges(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A 200 to a Range request replaces what was here instead of being appended."""
    site.answers = [broken_off, whole]
    assert fetch(client, site, tmp_path) == BODY


def test_complete_part_needs_no_bytes(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A 416 whose total equals what is here means that the download was complete."""
    (tmp_path / "esco en.zip.part").write_bytes(BODY)
    site.answers = [ranged]
    assert fetch(client, site, tmp_path) == BODY
    assert site.ranges == [f"bytes={len(BODY)}-"]


def test_part_of_another_file(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A 416 with another total, or a rest that makes no good zip, starts over."""
    (tmp_path / "esco en.zip.part").write_bytes(BODY + b"more")
    site.answers = [ranged]
    assert fetch(client, site, tmp_path) == BODY
    (tmp_path / "esco en.zip").unlink()
    (tmp_path / "esco en.zip.part").write_bytes(bytes(1000))
    assert fetch(client, site, tmp_path) == BODY


@pytest.mark.parametrize("trouble", [failing, damaged])
def test_passing_trouble_is_retried(client: httpx.Client, site: Site, tmp_path: Path, trouble: Answer) -> None:
    """Two bad answers, then a good one."""
    site.answers = [trouble, trouble, whole]
    assert fetch(client, site, tmp_path) == BODY


def test_wrong_range_is_not_appended(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A part that does not begin where asked is thrown away."""
    site.answers = [broken_off, wrong_range, whole]
    assert fetch(client, site, tmp_path) == BODY


@pytest.mark.parametrize("trouble", [failing, damaged])
def test_lasting_trouble_is_reported(client: httpx.Client, site: Site, tmp_path: Path, trouble: Answer) -> None:
    """After three attempts the error says what to do instead, and no file is left that looks whole."""
    site.answers = [trouble]
    with pytest.raises(UnreachableError, match="immerse taxonomy import"):
        fetch(client, site, tmp_path)
    assert len(site.paths) == 3
    assert not (tmp_path / "esco en.zip").exists()


def test_missing_file_is_not_retried(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A 404 is final."""
    site.answers = [absent]
    with pytest.raises(UnreachableError, match="404 Not Found: no such version or language"):
        fetch(client, site, tmp_path)
    assert len(site.paths) == 1


def test_web_page_is_told_from_a_zip(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """A page instead of the zip is named as such, at once."""
    site.answers = [page]
    with pytest.raises(WrongContentError, match="web page instead of a zip"):
        fetch(client, site, tmp_path)
    assert len(site.paths) == 1
    site.answers = [lambda handler: handler.send(200, b"plain text")]
    with pytest.raises(WrongContentError, match="no zip"):
        fetch(client, site, tmp_path)


def test_nobody_answers(client: httpx.Client, tmp_path: Path) -> None:
    """A site that cannot be reached gives a message with the way out."""
    with Site() as closed:
        url = closed.url
    with pytest.raises(UnreachableError, match=r"no success in 3 attempts.*immerse taxonomy import"):
        fetch_file(client, url + "x.zip", tmp_path, patience=QUICK)
    with pytest.raises(UnreachableError):
        fetch_file(client, "nonsense", tmp_path, patience=QUICK)


def test_official_names(client: httpx.Client, site: Site, tmp_path: Path) -> None:
    """v1.1 has a zip of relations beside its languages, v1.2 has not; the address is that of the portal."""
    found = fetch_release(client, tmp_path, "1.1.1", ["en"], address=site.url + "download/", patience=QUICK)
    assert site.paths == [
        "/download/ESCO%20dataset%20-%20v1.1.1%20-%20classification%20-%20en%20-%20csv.zip",
        "/download/ESCO%20dataset%20-%20v1.1.1%20-%20classification%20-%20%20-%20csv.zip",
    ]
    assert [path.name for path in found] == list(release_names("1.1.1", ["en"]))
    assert [name.split(" - ")[3] for name in release_names("1.2.0", ["en", "fr", "en"])] == ["en", "fr"]
    with pytest.raises(SourceError, match=r"'EN' is no language code; '1/2' is no version"):
        release_names("1/2", ["EN"])
