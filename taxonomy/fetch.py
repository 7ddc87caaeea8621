"""Download an official ESCO release, with retries and resume, and record what came.

Beside each file NAME lies NAME.json with its address, size and sha256; a file
that still matches its record is not fetched again. A download in progress is
NAME.part, and goes on from where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import httpx

from taxonomy.errors import SourceError, UnreachableError, WrongContentError
from taxonomy.types import ENGLISH

OFFICIAL_ADDRESS = "https://ec.europa.eu/esco/download/"
# The release whose skills the starter set has, so that moving on to the full one loses no concept.
DEFAULT_VERSION = "1.2.0"
# From this version on, each language zip carries the relations too.
SINGLE_ZIP_FROM = (1, 2)
ATTEMPTS = 5
PAUSE_S = 1.0
MAX_PAUSE_S = 30.0
_VERSION = re.compile(r"\d+\.\d+(\.\d+)?", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?", re.ASCII)
_RETRIED = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_RANGE = re.compile(r"bytes (?:(?P<start>\d+)-\d+|\*)/(?P<total>\d+|\*)")
_ADVICE = (
    "download it by hand from https://esco.ec.europa.eu/en/use-esco/download and run `immerse taxonomy import PATH`"
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A downloaded file, as recorded beside it: bytes and lower-case hex digest."""

    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Patience:
    """How often to try without getting a byte further, and how long to wait: `pause_s`, doubled each time."""

    attempts: int = ATTEMPTS
    pause_s: float = PAUSE_S

    def wait(self, failures: int) -> None:
        """Sleep after the given number of failures in a row."""
        time.sleep(min(self.pause_s * 2 ** (failures - 1), MAX_PAUSE_S))


def open_client() -> httpx.Client:
    """Return a client fit for large files: redirects followed, half a minute of silence allowed."""
    return httpx.Client(follow_redirects=True, timeout=30.0, headers={"User-Agent": "immerse-core"})


def release_names(version: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the official file names of a release: one zip per language, before 1.2 the relations too.

    Raises SourceError for what is no version or no language code.
    """
    problems = [f"{code!r} is no language code" for code in languages if not _LANGUAGE.fullmatch(code)]
    if not _VERSION.fullmatch(version):
        problems.append(f"{version!r} is no version such as {DEFAULT_VERSION}")
    if problems:
        raise SourceError("ESCO release", problems)
    wanted = [*dict.fromkeys(languages)]
    if tuple(int(part) for part in version.split(".")[:2]) < SINGLE_ZIP_FROM:
        wanted.append("")
    return tuple(f"ESCO dataset - v{version} - classification - {language} - csv.zip" for language in wanted)


def fetch_release(
    client: httpx.Client,
    folder: Path,
    version: str = DEFAULT_VERSION,
    languages: Sequence[str] = (ENGLISH,),
    *,
    address: str = OFFICIAL_ADDRESS,
    report: Callable[[str], None] = lambda _: None,
    patience: Patience = Patience(),
) -> tuple[Path, ...]:
    """Download the zips of a release into `folder`, which `import_release` then reads; return their paths.

    Raises UnreachableError or WrongContentError, saying what to do instead.
    """
    names = release_names(version, languages)
    return tuple(fetch_file(client, address + quote(name), folder, report=report, patience=patience) for name in names)


def fetch_file(
    client: httpx.Client,
    url: str,
    folder: Path,
    *,
    report: Callable[[str], None] = lambda _: None,
    patience: Patience = Patience(),
) -> Path:
    """Download the zip at `url` into `folder` unless it is there; return its path."""
    path = folder / (Path(unquote(urlsplit(url).path)).name or "release.zip")
    if _is_recorded(path, url):
        report(f"{path.name} is here already")
        return path
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    report(f"fetching {path.name}")
    _Download(client, url, part, patience, report).run()
    record = Fetched(url, part.stat().st_size, _sha256(part))
    part.replace(path)
    _record_of(path).write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")
    report(f"{path.name}: {record.size} bytes, sha256 {record.sha256}")
    return path


class _InterruptedError(Exception):
    """This attempt failed in a way that may pass; never leaves this module."""


@dataclass(frozen=True, slots=True)
class _Download:
    client: httpx.Client
    url: str
    part: Path
    patience: Patience
    report: Callable[[str], None]

    def run(self) -> None:
        """Fill `part` with the whole, checked file."""
        failures, furthest = 0, self._have()
        while True:
            try:
                self._attempt()
                self._check()
            except (_InterruptedError, httpx.RequestError) as error:
                failures = 1 if self._have() > furthest else failures + 1
                furthest = max(furthest, self._have())
                reason = str(error) or type(error).__name__
                if failures >= self.patience.attempts:
                    message = f"no success in {failures} attempts ({reason}); {_ADVICE}"
                    raise UnreachableError(self.url, message) from error
                self.report(f"{reason}; trying again, {self._have()} bytes are here")
                self.patience.wait(failures)
            except httpx.InvalidURL as error:
                raise UnreachableError(self.url, f"is no address ({error})") from error
            else:
                return

    def _have(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _attempt(self) -> None:
        have = self._have()
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with self.client.stream("GET", self.url, headers=headers) as response:
            if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._settle_range(response, have)
                return
            self._refuse_errors(response)
            resumed = response.status_code == HTTPStatus.PARTIAL_CONTENT
            if resumed and _range(response)[0] != have:
                self.part.unlink()
                raise _InterruptedError("the site sent another part than asked for")
            self._write(response, "ab" if resumed and have else "wb")

    def _write(self, response: httpx.Response, mode: str) -> None:
        begun = mode == "ab"
        with self.part.open(mode) as stream:
            # As they come: httpx would drop the last, unfilled chunk of a broken connection.
            for chunk in response.iter_bytes():
                if not begun:
                    self._refuse_pages(response, chunk)
                    begun = True
                stream.write(chunk)

    def _settle_range(self, response: httpx.Response, have: int) -> None:
        """Nothing is left to send: either all is here, or what is here belongs to another file."""
        if _range(response)[1] != have:
            self.part.unlink(missing_ok=True)
            raise _InterruptedError("what was here does not belong to the file; starting over")

    def _refuse_errors(self, response: httpx.Response) -> None:
        answer = f"the site answers {response.status_code} {response.reason_phrase}".strip()
        if response.status_code in _RETRIED or response.is_server_error:
            raise _InterruptedError(answer)
        if not response.is_success:
            message = f"{answer}: no such version or language there? Else {_ADVICE}"
            raise UnreachableError(self.url, message)

    def _refuse_pages(self, response: httpx.Response, start: bytes) -> None:
        kind = response.headers.get("Content-Type", "")
        if "html" in kind or start.lstrip()[:1] == b"<":
            raise WrongContentError(self.url, f"the site answers with a web page instead of a zip; {_ADVICE}")
        if start[:2] != b"PK"[: len(start)]:
            raise WrongContentError(self.url, f"the site answers with something that is no zip ({kind}); {_ADVICE}")

    def _check(self) -> None:
        try:
            with zipfile.ZipFile(self.part) as archive:
                bad = archive.testzip()
        except zipfile.BadZipFile as error:
            bad = str(error)
        if bad is not None:
            self.part.unlink()
            raise _InterruptedError(f"what came is a damaged zip ({bad}); starting over")


def _range(response: httpx.Response) -> tuple[int | None, int | None]:
    """Return the start and the total of a Content-Range header, each None where it is not said."""
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if match is None:
        return None, None
    total = match["total"]
    return int(match["start"]) if match["start"] else None, None if total == "*" else int(total)


def _record_of(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _is_recorded(path: Path, url: str) -> bool:
    record = _record_of(path)
    if not (path.is_file() and record.is_file()):
        return False
    try:
        known = Fetched(**json.loads(record.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        return False
    return known == Fetched(url, path.stat().st_size, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
