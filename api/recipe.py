"""What the taxonomy of an installation is made from, and where its artefacts lie."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from api.settings import Settings
from taxonomy.source import release_paths
from taxonomy.starter_build import STARTER

RECORD = "made-from.json"


class Origin(StrEnum):
    """Who chose the taxonomy in use."""

    STARTER = "starter"
    ENVIRONMENT = "environment"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Record:
    """What the taxonomy was made from."""

    origin: Origin
    fingerprint: str


def fingerprint(settings: Settings) -> str:
    """Name the sources of the taxonomy by name and content.

    Neither by path nor by date: files that were copied, moved or checked out again are the same files, and building
    for them again would cost an hour of encoding. Hashing the release takes well under a second.
    """
    digest = hashlib.sha256()
    for line in _source_lines(settings):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def wanted_record(settings: Settings) -> Record:
    """Return what the taxonomy ought to be made from by the settings alone."""
    origin = Origin.ENVIRONMENT if settings.esco_source or settings.esco_labels else Origin.STARTER
    return Record(origin, fingerprint(settings))


def write_record(settings: Settings, record: Record) -> None:
    """Note what the taxonomy was made from."""
    settings.data.mkdir(parents=True, exist_ok=True)
    partial = settings.data / f".{RECORD}"
    partial.write_text(json.dumps({"origin": record.origin, "fingerprint": record.fingerprint}), encoding="utf-8")
    partial.replace(settings.data / RECORD)


def find_record(settings: Settings) -> Record | None:
    """Read the note; None where there is none that can be read."""
    try:
        data = json.loads((settings.data / RECORD).read_text(encoding="utf-8"))
        return Record(Origin(data["origin"]), str(data["fingerprint"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_url(source: str) -> bool:
    """Tell an address from a path."""
    return source.startswith(("http://", "https://"))


def _source_lines(settings: Settings) -> Iterator[str]:
    if is_url(settings.esco_source):
        yield settings.esco_source
    elif settings.esco_source:
        source = Path(settings.esco_source)
        yield source.name  # it can tell the version
        yield from (_line(path) for path in release_paths(source))
    else:
        yield from (_line(path) for path in sorted(STARTER.iterdir()) if path.is_file())
    yield from (_line(path) for path in settings.overlays)


def _line(path: Path) -> str:
    if not path.is_file():
        return f"{path} is missing"
    with path.open("rb") as stream:
        return f"{path.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}"
