"""The vectors of concepts: what free text is compared with when its words are nobody's label.

A concept has several rows: its labels, and its label with its description. The similarity of a text to a concept is
the best of its labels, together with part of what the description says (DATA.md: "first measurements").

Rows and queries are rounded to 8 bits, so that similarities are exact integers times scales (`matcher.codes`).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.codes import Codes, quantise
from matcher.encoding import Encoder, Role
from matcher.errors import check_fields
from taxonomy.columns import map_arrays, save_array, save_arrays
from taxonomy.concepts import ConceptTable
from taxonomy.folder import Manifest, publish_folder, verify_folder
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH, Kind

__all__ = ["ConceptVectors", "Nearest", "Progress", "Stage", "best_rows", "best_values", "build_vectors", "nearest"]

FORMAT = 2
# Weight of label-with-description against the best label. Skills: the recipe of DATA.md (HOUSE .524, .548, .506 with
# .3, .5, 1). Occupations have more labels to go by (titles of EURES, first five: .77, .768, .745 with 0, .2, .5; what
# people say of themselves: .6, .725, .725).
DESCRIPTION_WEIGHT = {Kind.SKILL: 0.5, Kind.OCCUPATION: 0.2}
# Kinds whose alternative labels become vectors, too. For occupations they are what people call the work: on 600 titles
# of EURES the right one is first in .51 instead of .40, and each counts (the first six of a language: .48). For skills
# the label matcher finds them as words, and they would be 85,000 rows more; before the encoder was adapted they lowered
# RP@5 (.635 to .594 on TECH).
WITH_ALTERNATIVES = frozenset({Kind.OCCUPATION})
# How much more alike an alternative label must be than a preferred one: they are looser, and many (measured there: 0
# gives .48, .05 gives .51).
ALTERNATIVE_PENALTY = 0.05
# Both sides say "query": linking compares like with like (a phrase with a phrase), not a question with its answer.
ROLE = Role.QUERY
# Rows multiplied at once: they, and 256 products of each, stay in the second-level cache (512 and 2,048 are as fast).
_BLOCK = 1024
# Values of which only the highest is looked at where the highest of many are wanted.
_WIDTH = 32
# Texts between two checkpoints, 5 to 10 s of encoding.
_PART = 4096
# The groups that are no language, or not its preferred labels.
_DESCRIPTIONS = "descriptions"
_ALTERNATIVES = "alternatives"


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
    """A text to encode for a concept row, in the group of its language or among the descriptions."""

    row: int
    text: str
    group: str


@dataclass(frozen=True, slots=True)
class _Group:
    """One vector for each of `concepts` (ascending)."""

    codes: Codes
    concepts: NDArray[np.int32]

    def blocks(self, columns: NDArray[np.int8]) -> Iterator[tuple[slice | NDArray[np.int32], NDArray[np.float32]]]:
        """Yield the rows of some concepts and their products (concepts, n queries), all in order.

        Rows are a slice where they follow each other, since a slice needs no copy.
        """
        for first in range(0, len(self.concepts), _BLOCK):
            rows = self.concepts[first : first + _BLOCK]
            start, end = int(rows[0]), int(rows[-1]) + 1
            products = self.codes[first : first + _BLOCK].products(columns)
            yield slice(start, end) if end - start == len(rows) else rows, products

    def raise_to(self, best: NDArray[np.float32], columns: NDArray[np.int8]) -> None:
        """Raise `best` (n_concepts, n queries) to the product of each concept."""
        for part, products in self.blocks(columns):
            here = best[part]
            np.maximum(here, products, out=here)
            if not isinstance(part, slice):
                best[part] = here


@dataclass(frozen=True, slots=True)
class _Layers:
    """Several vectors for each of `concepts` (in any order), the first ones of all, then the second ones, and so on.

    Layers have fewer and fewer concepts, those with most vectors first; the vectors of layer i are those that `order`
    names from `bounds[i]` to `bounds[i + 1]`. So the best of each concept is found by comparing whole arrays, four
    times as fast as concept by concept (`maximum.reduceat`).
    """

    codes: Codes
    concepts: NDArray[np.int32]
    order: NDArray[np.int64]
    bounds: NDArray[np.int64]

    @classmethod
    def of(cls, codes: Codes, indptr: NDArray[np.int64], concepts: NDArray[np.int32]) -> _Layers:
        """Lay out vectors of which those of `concepts[i]` are `indptr[i]` to `indptr[i + 1]`."""
        counts = np.diff(indptr)
        most_first = np.argsort(-counts, kind="stable")
        place = np.empty_like(most_first)
        place[most_first] = np.arange(len(counts))
        layer = np.arange(len(codes)) - np.repeat(indptr[:-1], counts)
        order = np.lexsort((np.repeat(place, counts), layer))
        bounds = np.concatenate([[0], np.cumsum(np.bincount(layer))])
        return cls(codes, concepts[most_first], order, bounds)

    def raise_to(self, best: NDArray[np.float32], columns: NDArray[np.int8], penalty: NDArray[np.float32]) -> None:
        """Raise `best` (n_concepts, n queries) to the best product of each concept, less `penalty` (queries,)."""
        highest = np.full((len(self.concepts), columns.shape[1]), -np.inf, dtype=np.float32)
        layer = 0
        for first in range(0, len(self.order), _BLOCK):
            products = self.codes[self.order[first : first + _BLOCK]].products(columns)
            start, end = first, first + len(products)
            while start < end:
                while self.bounds[layer + 1] <= start:
                    layer += 1
                base, stop = int(self.bounds[layer]), min(end, int(self.bounds[layer + 1]))
                here = highest[start - base : stop - base]
                np.maximum(here, products[start - first : stop - first], out=here)
                start = stop
        best[self.concepts] = np.maximum(best[self.concepts], highest - penalty)


class ConceptVectors:
    """The vectors of one kind, opened from an artefact; immutable, mapped, shared between threads and processes."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], fields: Mapping[str, Any], artefact_id: str) -> None:
        self.id = artefact_id
        self.kind = Kind(fields["pillar"])
        self.stage = Stage(fields["stage"])
        self.n_concepts = int(fields["n_concepts"])
        self.languages = tuple(fields["languages"])
        self._labels = {language: _group(arrays, language) for language in self.languages}
        self._alternatives = {
            language: _layers(arrays, _alternatives_in(language)) for language in fields["alternatives"]
        }
        self._descriptions = _group(arrays, _DESCRIPTIONS)
        groups = (*self._labels.values(), self._descriptions)
        self.n_rows = sum(len(group.codes) for group in groups)
        self.n_rows += sum(len(layers.codes) for layers in self._alternatives.values())

    @classmethod
    def open(
        cls, path: Path, *, taxonomy: Taxonomy, kind: Kind, encoder: Encoder, verify: bool = False
    ) -> ConceptVectors:
        """Map the artefact at `path`; file sizes are always checked, every byte with `verify`.

        Raises ArtefactError where it is missing or damaged, ArtefactMismatchError where it belongs to other parts.
        """
        manifest = verify_folder(path, check_hashes=verify)
        check_fields(path, manifest.fields, _fields(taxonomy, kind, encoder))
        return cls(map_arrays(path), manifest.fields, manifest.id)

    def similarities(
        self, queries: NDArray[np.float32], languages: Collection[str] | None = None
    ) -> NDArray[np.float32]:
        """Return the similarity of each query (n, dimensions) to each concept: (n, n_concepts), in [-1, 1].

        Labels in `languages` are compared, or in all if None or if there are none in these. A concept without any of
        them gets -1.
        """
        codes = quantise(queries)
        columns = codes.columns()
        best = np.full((self.n_concepts, len(queries)), -np.inf, dtype=np.float32)
        chosen = [self._labels[language] for language in self.languages if languages and language in languages]
        for group in chosen or self._labels.values():
            group.raise_to(best, columns)
        penalty = np.float32(ALTERNATIVE_PENALTY) / codes.scales
        for language, layers in self._alternatives.items():
            if not chosen or (languages and language in languages):
                layers.raise_to(best, columns, penalty)
        self._add_descriptions(best, columns)
        found = np.multiply(best.T, codes.scales[:, np.newaxis], order="C")
        # Rounding can carry a cosine of 1 a hundredth too far.
        return np.clip(found, -1, 1, out=found)

    def search(self, queries: NDArray[np.float32], k: int, languages: Collection[str] | None = None) -> Nearest:
        """Return the `k` most similar concepts of each query (fewer where there are fewer concepts), exactly."""
        return nearest(self.similarities(queries, languages), k)

    def label_vectors(self) -> NDArray[np.float32]:
        """Return the vectors of the English preferred labels, else of another language: (n_concepts, dimensions).

        Zeros where a concept has no label.
        """
        vectors = np.zeros((self.n_concepts, self._descriptions.codes.values.shape[1]), dtype=np.float32)
        for language in sorted(self.languages, key=lambda language: language == ENGLISH):  # English last, and stays
            group = self._labels[language]
            vectors[group.concepts] = group.codes.values * group.codes.scales[:, np.newaxis]
        return vectors

    def _add_descriptions(self, best: NDArray[np.float32], columns: NDArray[np.int8]) -> None:
        weight = np.float32(DESCRIPTION_WEIGHT[self.kind])
        for part, products in self._descriptions.blocks(columns):
            np.multiply(products, weight, out=products)
            np.add(best[part], products, out=products)
            best[part] = np.divide(products, 1 + weight, out=products)


def nearest(similarities: NDArray[np.float32], k: int) -> Nearest:
    """Pick the `k` highest of each row, equal ones by column: exact and in a fixed order."""
    k = min(k, similarities.shape[1])
    rows = np.array([best_rows(row, k) for row in similarities], dtype=np.int32).reshape(len(similarities), k)
    return Nearest(rows, np.take_along_axis(similarities, rows, axis=1))


def best_rows(values: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return the places of the `k` highest values, highest first, equal ones in order of place."""
    k = min(k, len(values))
    if k == 0:
        return np.zeros(0, dtype=np.int64)
    candidates = _candidates(values, k)
    likely = values[candidates]
    sure: NDArray[np.int64] = candidates[likely >= np.partition(likely, len(likely) - k)[len(likely) - k]]
    return sure[np.argsort(-values[sure], kind="stable")[:k]]


def best_values(values: NDArray[np.float32], k: int) -> NDArray[np.float32]:
    """Return the `k` highest values (all, where there are fewer), lowest first."""
    k = min(k, len(values))
    likely: NDArray[np.float32] = np.sort(values[_candidates(values, k)])
    return likely[len(likely) - k :]


def _candidates(values: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Return places, ascending, that include those of all values not below the `k`-th highest.

    Of 13,896 values and 20, some 40 places in a tenth of the time of a partition: `k` of the highest values of
    stretches are not below the lowest of these, so the `k`-th highest of all is not, either.
    """
    n = len(values) // _WIDTH
    if n < k or not k:
        return np.arange(len(values))
    highest = values[: n * _WIDTH].reshape(n, _WIDTH).max(axis=1)
    return np.flatnonzero(values >= np.partition(highest, n - k)[n - k])


def build_vectors(
    taxonomy: Taxonomy,
    kind: Kind,
    encoder: Encoder,
    target: Path,
    *,
    stage: Stage = Stage.ALL,
    languages: Collection[str] | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> Manifest:
    """Encode the concepts of one kind and publish them at `target`.

    Labels in `languages` are encoded (None: all that the release has). What has been encoded is kept beside `target`
    until the artefact is published, so a stopped build goes on where it was. `report` is called after every part.
    """
    entries = sorted(_entries(taxonomy.table(kind), stage, languages), key=lambda entry: (entry.group, entry.row))
    vectors = _encode_parts([entry.text for entry in entries], encoder, target, report)
    groups = sorted({entry.group for entry in entries} - {_DESCRIPTIONS})

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(_arrays(entries, vectors, [*groups, _DESCRIPTIONS]), folder)
        own = [group for group in groups if not group.startswith(_ALTERNATIVES)]
        others = [group.removeprefix(f"{_ALTERNATIVES}-") for group in groups if group not in own]
        more: dict[str, object] = {"stage": stage.value, "languages": own, "alternatives": others}
        return _fields(taxonomy, kind, encoder) | {"n_concepts": len(taxonomy.table(kind))} | more

    manifest = publish_folder(target, write)
    shutil.rmtree(_parts_folder(target), ignore_errors=True)
    return manifest


def _fields(taxonomy: Taxonomy, kind: Kind, encoder: Encoder) -> dict[str, object]:
    """Return what an artefact must agree on to be used."""
    return {
        "kind": "vectors",
        "format": FORMAT,
        "pillar": kind.value,
        "taxonomy": taxonomy.release.id,
        "encoder": encoder.id,
    }


def _entries(concepts: ConceptTable, stage: Stage, languages: Collection[str] | None) -> Iterator[_Entry]:
    """Yield preferred labels in every language, then what stage ALL adds: alternatives and descriptions."""
    for row, label in concepts.iter_labels(languages, preferred_only=True):
        yield _Entry(row, label.text, label.language)
    if stage is Stage.PREFERRED:
        return
    for row, label in concepts.iter_labels(languages) if concepts.kind in WITH_ALTERNATIVES else ():
        if not label.preferred:
            yield _Entry(row, label.text, _alternatives_in(label.language))
    for row in range(len(concepts)):
        description = concepts.description(row)
        if description:
            yield _Entry(row, f"{concepts.label(row).text}: {description}", _DESCRIPTIONS)


def _alternatives_in(language: str) -> str:
    return f"{_ALTERNATIVES}-{language}"


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
    save_array(vectors, partial)
    partial.rename(path)


def _parts_folder(target: Path) -> Path:
    return target.absolute().with_name(f".{target.name}.parts")


def _digest(encoder_id: str, texts: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps([encoder_id, ROLE.value, *texts]).encode()).hexdigest()[:32]


def _arrays(entries: Sequence[_Entry], vectors: NDArray[np.float32], groups: Sequence[str]) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for group in groups:
        places = [i for i, entry in enumerate(entries) if entry.group == group]
        concepts, starts = np.unique(np.array([entries[i].row for i in places], dtype=np.int32), return_index=True)
        codes = quantise(vectors[places])
        arrays[f"{group}.codes"] = codes.values
        arrays[f"{group}.scales"] = codes.scales
        arrays[f"{group}.indptr"] = np.append(starts, len(places)).astype(np.int64)
        arrays[f"{group}.concepts"] = concepts
    return arrays


def _group(arrays: Mapping[str, NDArray[Any]], name: str) -> _Group:
    return _Group(_codes(arrays, name), arrays[f"{name}.concepts"])


def _layers(arrays: Mapping[str, NDArray[Any]], name: str) -> _Layers:
    return _Layers.of(_codes(arrays, name), arrays[f"{name}.indptr"], arrays[f"{name}.concepts"])


def _codes(arrays: Mapping[str, NDArray[Any]], name: str) -> Codes:
    return Codes(arrays[f"{name}.codes"], arrays[f"{name}.scales"])
