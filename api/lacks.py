"""What an installation lacks: parts that are missing, damaged, or made from something else, each with the reason.

Cheap: reads manifests and hashes, loads no model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from api.recipe import Origin, find_record, wanted_record
from api.settings import Settings
from matcher import encoding, gazetteer, labels, near, vectors
from taxonomy import taxonomy
from taxonomy.errors import ArtefactError
from taxonomy.folder import Manifest, verify_folder
from taxonomy.types import Kind

N_READERS = 4


class Part(StrEnum):
    """What is built, in the order of building."""

    TAXONOMY = "taxonomy"
    LABELS = "labels"
    ENCODER = "encoder"
    VECTORS = "vectors"
    NEAR = "near"
    PLACES = "places"


# What has to be built anew with each part.
RESTS_ON = {
    Part.TAXONOMY: (Part.LABELS, Part.VECTORS, Part.NEAR),
    Part.ENCODER: (Part.VECTORS, Part.NEAR),
    Part.VECTORS: (Part.NEAR,),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """A part that has to be built, and why."""

    part: Part
    reason: str

    def __str__(self) -> str:
        return f"{self.part}: {self.reason}"


def find_lacks(settings: Settings) -> tuple[Lack, ...]:
    """Return what has to be built, each part once, in order; what rests on a part that is built is built too.

    All artefacts are read at once: a start waits for this alone, with nothing else to do for the other cores.
    """
    found: dict[Part, Lack] = {}
    folders = _folders(settings)
    with ThreadPoolExecutor(N_READERS) as readers:
        verified = dict(zip(folders, readers.map(_verify, folders), strict=True))
    for check in (_taxonomy, _encoder, _labels, _vectors, _near, _places):
        for part, reason in check(_Installation(settings, verified), found):
            found.setdefault(part, Lack(part, reason))
            for above in RESTS_ON.get(part, ()):
                found.setdefault(above, Lack(above, f"rests on the {part}"))
    return tuple(found[part] for part in Part if part in found)


def has_alternatives(settings: Settings) -> bool:
    """Say whether all labels have been encoded, not only the preferred ones."""
    manifests = (verify_folder(settings.artefacts.vectors(kind), check_hashes=False) for kind in Kind)
    return {manifest.fields.get("stage") for manifest in manifests} == {vectors.Stage.ALL.value}


@dataclass(frozen=True, slots=True)
class _Installation:
    """Settings, and of each folder what its manifest says of it, or what is wrong with it."""

    settings: Settings
    verified: Mapping[Path, Mapping[str, object] | str]

    def problem(self, path: Path, expected: Mapping[str, object]) -> str:
        """Say what is wrong with the artefact at `path`; empty if nothing is."""
        fields = self.verified[path]
        if isinstance(fields, str):
            return fields
        wrong = [name for name, value in expected.items() if fields.get(name) != value]
        return f"{path}: made with another {', '.join(wrong)}" if wrong else ""


Found = Mapping[Part, Lack]
Checked = Iterator[tuple[Part, str]]


def _taxonomy(there: _Installation, _found: Found) -> Checked:
    settings = there.settings
    wanted, made = wanted_record(settings), find_record(settings)
    problem = there.problem(settings.artefacts.taxonomy, {"kind": "taxonomy", "format": taxonomy.FORMAT})
    if problem:
        yield Part.TAXONOMY, problem
    elif wanted != made and not (made and made.origin is Origin.COMMAND and wanted.origin is Origin.STARTER):
        yield Part.TAXONOMY, "its sources have changed"


def _encoder(there: _Installation, _found: Found) -> Checked:
    settings = there.settings
    problem = there.problem(settings.artefacts.encoder, {"kind": "encoder", "format": encoding.FORMAT})
    if problem:
        yield Part.ENCODER, problem


def _labels(there: _Installation, found: Found) -> Checked:
    settings = there.settings
    if Part.LABELS in found:
        return
    for kind in Kind:
        fields = {"kind": "labels", "format": labels.FORMAT, "pillar": kind.value, "taxonomy": _release_id(settings)}
        problem = there.problem(settings.artefacts.labels(kind), fields)
        if problem:
            yield Part.LABELS, problem


def _vectors(there: _Installation, found: Found) -> Checked:
    settings = there.settings
    if Part.VECTORS in found:
        return
    made_with = {"taxonomy": _release_id(settings), "encoder": _encoder_id(settings)}
    for kind in Kind:
        fields = {"kind": "vectors", "format": vectors.FORMAT, "pillar": kind.value, **made_with}
        problem = there.problem(settings.artefacts.vectors(kind), fields)
        if problem:
            yield Part.VECTORS, problem


def _near(there: _Installation, found: Found) -> Checked:
    settings = there.settings
    if Part.NEAR in found:
        return
    made_with = {"taxonomy": _release_id(settings), "encoder": _encoder_id(settings)}
    problem = there.problem(settings.artefacts.near, {"kind": "near", "format": near.FORMAT, **made_with})
    if problem:
        yield Part.NEAR, problem


def _places(there: _Installation, _found: Found) -> Checked:
    settings = there.settings
    problem = there.problem(settings.artefacts.places, gazetteer.FIELDS)
    if problem:
        yield Part.PLACES, problem


def _release_id(settings: Settings) -> object:
    release = _manifest(settings.artefacts.taxonomy).fields.get("release")
    return release.get("id") if isinstance(release, dict) else None


def _encoder_id(settings: Settings) -> str:
    manifest = _manifest(settings.artefacts.encoder)
    return f"{manifest.fields.get('name')}-{manifest.id}"


def _manifest(path: Path) -> Manifest:
    return verify_folder(path, check_hashes=False)


def _folders(settings: Settings) -> list[Path]:
    """Return where all artefacts are."""
    at = settings.artefacts
    return [at.taxonomy, at.encoder, *map(at.labels, Kind), *map(at.vectors, Kind), at.near, at.places]


def _verify(path: Path) -> Mapping[str, object] | str:
    try:
        return verify_folder(path).fields
    except ArtefactError as error:
        return str(error)
