"""What the artefacts of an installation were made from, and which of them have to be made anew.

Cheap: reads manifests, hashes and file dates, loads no model. An artefact is named with the reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from api.settings import Settings
from matcher.vectors import Stage
from taxonomy.errors import ArtefactError
from taxonomy.folder import verify_folder
from taxonomy.starter_build import STARTER
from taxonomy.types import Kind

RECORD = "made-from.json"


class Part(StrEnum):
    """What is built, in the order of building."""

    TAXONOMY = "taxonomy"
    ENCODER = "encoder"
    VECTORS = "vectors"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Lack:
    """A part that has to be built, and why."""

    part: Part
    reason: str

    def __str__(self) -> str:
        return f"{self.part}: {self.reason}"


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


def find_lacks(settings: Settings) -> tuple[Lack, ...]:
    """Return what has to be built, in order; what rests on a part that is built anew is built anew too."""
    lacks = list(_taxonomy_lacks(settings))
    encoder = _encoder_lack(settings)
    if encoder:
        lacks.append(encoder)
    if lacks:
        reason = f"made from another {lacks[0].part}"
        return (*lacks, Lack(Part.VECTORS, reason), Lack(Part.NEAR, reason))
    return (*_vector_lacks(settings), *_near_lacks(settings))


def fingerprint(settings: Settings) -> str:
    """Name the sources of the taxonomy: their paths, sizes and dates; for the starter set its content."""
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


def vectors_path(settings: Settings, kind: Kind) -> Path:
    """Return where the vectors of a kind lie."""
    return settings.vectors / kind.value


def has_alternatives(settings: Settings) -> bool:
    """Say whether all labels have been encoded, not only the preferred ones."""
    stages = {verify_folder(vectors_path(settings, kind), check_hashes=False).fields.get("stage") for kind in Kind}
    return stages == {Stage.ALL.value}


def _source_lines(settings: Settings) -> Iterator[str]:
    if is_url(settings.esco_source):
        yield settings.esco_source
    elif settings.esco_source:
        yield from _stat_lines(Path(settings.esco_source))
    else:
        for path in sorted(path for path in STARTER.iterdir() if path.is_file()):
            yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    for path in settings.overlays:
        yield from _stat_lines(path)


def _stat_lines(source: Path) -> Iterator[str]:
    files = sorted(source.iterdir()) if source.is_dir() else [source]
    if source.is_file():  # a zip finds its relations beside it
        files = sorted({source, *source.parent.glob("*.zip")})
    for path in files:
        if path.is_file():
            status = path.stat()
            yield f"{path.resolve()} {status.st_size} {status.st_mtime_ns}"
    if not source.exists():
        yield f"{source} is missing"


def _taxonomy_lacks(settings: Settings) -> Iterator[Lack]:
    problem = _damage(settings.taxonomy)
    wanted, made = wanted_record(settings), find_record(settings)
    if problem:
        yield Lack(Part.TAXONOMY, problem)
    elif wanted != made and not (made and made.origin is Origin.COMMAND and wanted.origin is Origin.STARTER):
        yield Lack(Part.TAXONOMY, "its sources have changed")


def _encoder_lack(settings: Settings) -> Lack | None:
    problem = _damage(settings.encoder)
    return Lack(Part.ENCODER, problem) if problem else None


def _vector_lacks(settings: Settings) -> Iterator[Lack]:
    made_for = (
        verify_folder(settings.taxonomy, check_hashes=False),
        verify_folder(settings.encoder, check_hashes=False),
    )
    for kind in Kind:
        path = vectors_path(settings, kind)
        problem = _damage(path)
        if not problem:
            fields = verify_folder(path, check_hashes=False).fields
            release = made_for[0].fields["release"]
            same = isinstance(release, dict) and fields.get("taxonomy") == release.get("id")
            if not same or not str(fields.get("encoder")).endswith(made_for[1].id):
                problem = "made from another taxonomy or encoder"
        if problem:
            yield Lack(Part.VECTORS, f"{kind}: {problem}")


def _near_lacks(settings: Settings) -> Iterator[Lack]:
    problem = _damage(settings.near)
    if not problem:
        release = verify_folder(settings.taxonomy, check_hashes=False).fields["release"]
        if not isinstance(release, dict) or verify_folder(settings.near).fields.get("taxonomy") != release.get("id"):
            problem = "made from another taxonomy"
    if problem:
        yield Lack(Part.NEAR, problem)


def _damage(path: Path) -> str:
    try:
        verify_folder(path)
    except ArtefactError as error:
        return str(error)
    return ""
