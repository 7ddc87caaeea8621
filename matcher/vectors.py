"""The vectors of concepts: what free text is compared with when its words are nobody's label.

A concept has several rows: its labels, and its label with its description. The similarity of a text to a concept is
the best of its labels, together with half of what the description says (DATA.md: "first measurements").

Rows and queries are rounded to 8 bits, so that similarities are exact integers times scales (`matcher.codes`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.codes import Codes, quantise
from matcher.encoding import Encoder, Role
from matcher.errors import VectorsError
from taxonomy.columns import map_arrays, save_arrays
from taxonomy.concepts import ConceptTable
from taxonomy.folder import Manifest, publish_folder, verify_folder
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH, Kind

__all__ = ["ConceptVectors", "Nearest", "Progress", "Stage", "build_vectors"]

FORMAT = 1
# Weight of label-with-description against the best label: the recipe of DATA.md.
DESCRIPTION_WEIGHT = 0.5
# ESCO lists up to 90 alternative labels of one concept, most of them variations in word order.
MAX_ALTERNATIVES = 12
# Both sides say "query": linking compares like with like (a phrase with a phrase), not a question with its answer.
ROLE = Role.QUERY
# Concepts in one block: some 500 rows of 384 floats stay in the second-level cache (measured: 64 to 128 are fastest).
_BLOCK = 96
# Texts between two checkpoints, 5 to 10 s of encoding.
_PART = 4096


class Stage(StrEnum):
    """How much has been encoded: PREFERRED serves within the first minute, ALL follows in the background."""

    PREFERRED = "preferred"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: texts done of all, and the rate since it (re)started."""

    done: int
    total: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """The most similar concepts per query: `rows` (int32) and `similarities` (float32), both (n queries, k).

    Best first; equal ones by row. Similarities are in [-1, 1].
    """

    rows: NDArray[np.int32]
    similarities: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A text to encode for a concept row."""

    row: int
    text: str
    is_description: bool


class ConceptVectors:
    """The vectors of one kind, opened from an artefact; immutable, mapped, shared between threads and processes."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], fields: Mapping[str, Any], artefact_id: str) -> None:
        self.id = artefact_id
        self.kind = Kind(fields["pillar"])
        self.stage = Stage(fields["stage"])
        self.n_concepts = int(fields["n_concepts"])
        self.taxonomy_id = str(fields["taxonomy"])
        self.encoder_id = str(fields["encoder"])
        self._labels = Codes(arrays["codes"], arrays["scales"])
        self._indptr, self._concepts = arrays["indptr"], arrays["concepts"]
        self._descriptions = Codes(arrays["description_codes"], arrays["description_scales"])
        self._described = arrays["description_concepts"]
        self.n_rows = len(self._labels) + len(self._descriptions)

    @classmethod
    def open(cls, path: Path, *, taxonomy: Taxonomy, encoder: Encoder, verify: bool = False) -> ConceptVectors:
        """Map the artefact at `path`; file sizes are always checked, every byte with `verify`.

        Raises ArtefactError where it is missing or damaged, VectorsError where it belongs to other parts.
        """
        manifest = verify_folder(path, check_hashes=verify)
        fields = manifest.fields
        expected = {"kind": "vectors", "format": FORMAT, "taxonomy": taxonomy.release.id, "encoder": encoder.id}
        wrong = [
            f"{name} is {fields.get(name)!r}, not {value!r}"
            for name, value in expected.items()
            if fields.get(name) != value
        ]
        if wrong:
            raise VectorsError(f"{path}: {'; '.join(wrong)}")
        return cls(map_arrays(path), fields, manifest.id)

    def similarities(self, queries: NDArray[np.float32]) -> NDArray[np.float32]:
        """Similarity of each query (n, dimensions) to each concept: (n, n_concepts); -1 for a concept without rows."""
        codes = quantise(queries)
        columns = codes.columns()
        best = np.full((self.n_concepts, len(queries)), -np.inf, dtype=np.float32)
        for first in range(0, len(self._concepts), _BLOCK):
            bounds = self._indptr[first : first + _BLOCK + 1]
            products = self._labels[int(bounds[0]) : int(bounds[-1])].products(columns)
            best[self._concepts[first : first + _BLOCK]] = np.maximum.reduceat(
                products, bounds[:-1] - bounds[0], axis=0
            )
        self._add_descriptions(best, columns)
        return np.ascontiguousarray(np.maximum(best * codes.scales, np.float32(-1)).T)

    def label_vectors(self) -> NDArray[np.float32]:
        """Return the vectors of the preferred labels, (n_concepts, dimensions); zeros where a concept has none."""
        vectors = np.zeros((self.n_concepts, self._labels.values.shape[1]), dtype=np.float32)
        first = self._indptr[:-1]  # the preferred label comes first
        vectors[self._concepts] = self._labels.values[first] * self._labels.scales[first, np.newaxis]
        return vectors

    def search(self, queries: NDArray[np.float32], k: int) -> Nearest:
        """Return the `k` most similar concepts of each query (fewer where there are fewer concepts), exactly."""
        return nearest(self.similarities(queries), k)

    def _add_descriptions(self, best: NDArray[np.float32], columns: NDArray[np.float32]) -> None:
        for first in range(0, len(self._described), _BLOCK):
            part = slice(first, first + _BLOCK)
            rows = self._described[part]
            products = self._descriptions[part].products(columns)
            best[rows] = (best[rows] + DESCRIPTION_WEIGHT * products) / (1 + DESCRIPTION_WEIGHT)


def nearest(similarities: NDArray[np.float32], k: int) -> Nearest:
    """Pick the `k` highest of each row, equal ones by column: exact and in a fixed order."""
    k = min(k, similarities.shape[1])
    rows = np.empty((len(similarities), k), dtype=np.int32)
    for i, row in enumerate(similarities):
        threshold = np.partition(row, len(row) - k)[len(row) - k] if k else np.float32(2)
        candidates = np.flatnonzero(row >= threshold)
        # Ascending candidates and a stable sort: ties stay in order of row.
        rows[i] = candidates[np.argsort(-row[candidates], kind="stable")[:k]]
    return Nearest(rows, np.take_along_axis(similarities, rows, axis=1))


def build_vectors(
    taxonomy: Taxonomy,
    kind: Kind,
    encoder: Encoder,
    target: Path,
    *,
    stage: Stage = Stage.ALL,
    report: Callable[[Progress], None] = lambda _: None,
) -> Manifest:
    """Encode the concepts of one kind and publish them at `target`.

    What has been encoded is kept beside `target` until the artefact is published, so a stopped build goes on where it
    was. `report` is called after every part.
    """
    entries = list(_entries(taxonomy.table(kind), stage))
    vectors = _encode_parts([entry.text for entry in entries], encoder, target, report)
    fields = {
        "kind": "vectors",
        "format": FORMAT,
        "pillar": kind.value,
        "stage": stage.value,
        "taxonomy": taxonomy.release.id,
        "encoder": encoder.id,
        "n_concepts": len(taxonomy.table(kind)),
    }

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(_arrays(entries, vectors), folder)
        return fields

    manifest = publish_folder(target, write)
    shutil.rmtree(_parts_folder(target), ignore_errors=True)
    return manifest


def _entries(concepts: ConceptTable, stage: Stage) -> Iterator[_Entry]:
    """Yield preferred labels first, concept by concept, then what stage ALL adds."""
    for row in range(len(concepts)):
        label = concepts.label(row)
        if not label.language:
            continue
        yield _Entry(row, label.text, is_description=False)
        if stage is Stage.PREFERRED:
            continue
        alternatives = [a.text for a in concepts.labels(row, ENGLISH) if not a.preferred and a.text != label.text]
        for text in alternatives[:MAX_ALTERNATIVES]:
            yield _Entry(row, text, is_description=False)
        description = concepts.description(row)
        if description:
            yield _Entry(row, f"{label.text}: {description}", is_description=True)


def _encode_parts(
    texts: Sequence[str], encoder: Encoder, target: Path, report: Callable[[Progress], None]
) -> NDArray[np.float32]:
    folder = _parts_folder(target)
    folder.mkdir(parents=True, exist_ok=True)
    vectors = np.empty((len(texts), encoder.dimensions), dtype=np.float32)
    began, fresh = time.perf_counter(), 0
    for first in range(0, len(texts), _PART):
        part = texts[first : first + _PART]
        path = folder / f"{_digest(encoder.id, part)}.npy"
        if not path.exists():
            _save_part(path, encoder.encode(part, ROLE))
            fresh += len(part)
        vectors[first : first + len(part)] = np.load(path, allow_pickle=False)
        report(Progress(first + len(part), len(texts), fresh / (time.perf_counter() - began)))
    return vectors


def _save_part(path: Path, vectors: NDArray[np.float32]) -> None:
    """Write under another name first: a half-written part would look finished."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as stream:
        np.save(stream, vectors, allow_pickle=False)
    partial.rename(path)


def _parts_folder(target: Path) -> Path:
    return target.absolute().with_name(f".{target.name}.parts")


def _digest(encoder_id: str, texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([encoder_id, ROLE.value, *texts]).encode()).hexdigest()[:32]


def _arrays(entries: Sequence[_Entry], vectors: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
    rows = np.array([entry.row for entry in entries], dtype=np.int32)
    described = np.array([entry.is_description for entry in entries], dtype=bool)
    concepts, starts = np.unique(rows[~described], return_index=True)
    labels, descriptions = quantise(vectors[~described]), quantise(vectors[described])
    return {
        "codes": labels.values,
        "scales": labels.scales,
        "indptr": np.append(starts, len(labels)).astype(np.int64),
        "concepts": concepts.astype(np.int32),
        "description_codes": descriptions.values,
        "description_scales": descriptions.scales,
        "description_concepts": rows[described],
    }
