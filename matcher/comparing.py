"""Compares the parts of documents with all concepts of a kind: every text encoded once, every part compared once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import Encoder, Span
from matcher.passages import Split
from matcher.types import Kind
from matcher.vectors import ROLE, ConceptVectors, best_values
from taxonomy.types import ENGLISH

Floats = NDArray[np.float32]

__all__ = ["RUNNERS_UP", "Asked", "Compared", "compare", "compare_nothing"]

# A margin is measured from the mean of a part's best concepts: cosines of one encoder lie in a narrow band that moves
# from text to text, and only the distance to the runners-up says how sure a comparison is.
RUNNERS_UP = 20
# Parts compared at once, for which concepts are read once: their similarities to 13,896 skills take 7 MB. Reading
# vacancies takes 2 to 3 % longer with half as many, and no less with twice as many, which leave the caches.
_TOGETHER = 128


@dataclass(frozen=True, slots=True)
class Asked:
    """A document to be compared with the concepts of a kind, in labels of a language (None: of all).

    `wanted` are the passages to compare; the others are boilerplate that nothing speaks for.
    """

    split: Split
    kind: Kind
    language: str | None
    wanted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Margins by passage, by unit, and of the text as a whole (None where nothing was wanted): (n_concepts,) each."""

    passages: Mapping[int, Floats]
    units: Mapping[int, Floats]
    whole: Floats | None


@dataclass(frozen=True, slots=True)
class _Part:
    """A span of a unit's text, or texts together; equal parts have equal vectors."""

    texts: tuple[str, ...]
    span: Span

    @classmethod
    def unit(cls, text: str) -> _Part:
        return cls((text,), (0, len(text)))


def compare(asked: Sequence[Asked], encoder: Encoder, vectors: Mapping[Kind, ConceptVectors]) -> list[Compared]:
    """Compare documents, in order; a document's margins depend on itself only."""
    parts = [_parts(each) for each in asked]
    known = _encode([part for each in parts for part in each.values()], encoder)
    margins: dict[tuple[Kind, str | None, _Part], Floats] = {}
    wanted: dict[tuple[Kind, str | None], dict[_Part, None]] = {}
    for each, found in zip(asked, parts, strict=True):
        wanted.setdefault((each.kind, each.language), {}).update(dict.fromkeys(found.values()))
    for (kind, language), distinct in wanted.items():
        languages = None if language is None else {language, ENGLISH}
        ordered = list(distinct)
        for first in range(0, len(ordered), _TOGETHER):
            some = ordered[first : first + _TOGETHER]
            rows = vectors[kind].similarities(np.array([known[part] for part in some]), languages)
            margins.update(((kind, language, part), _margin(row)) for part, row in zip(some, rows, strict=True))
    results = []
    for each, found in zip(asked, parts, strict=True):
        own = {key: margins[each.kind, each.language, part] for key, part in found.items()}
        results.append(
            Compared(
                {i: own["passage", i] for i in each.wanted},
                {i: margin for (what, i), margin in own.items() if what == "unit"},
                own.get(("whole", 0)),
            )
        )
    return results


def compare_nothing(asked: Asked, n_concepts: int) -> Compared:
    """Return what comparing would where no concept is nearer than another."""
    nothing = np.zeros(n_concepts, dtype=np.float32)
    units = {asked.split.passages[i].unit for i in asked.wanted}
    return Compared(dict.fromkeys(asked.wanted, nothing), dict.fromkeys(units, nothing), None)


def _parts(asked: Asked) -> dict[tuple[str, int], _Part]:
    """Return what is to be compared, by what it is and its number."""
    found: dict[tuple[str, int], _Part] = {}
    for i in asked.wanted:
        passage = asked.split.passages[i]
        text = asked.split.units[passage.unit]
        found["passage", i] = _Part((text,), passage.span)
        found["unit", passage.unit] = _Part.unit(text)
    units = sorted({asked.split.passages[i].unit for i in asked.wanted})
    if units:
        texts = tuple(asked.split.units[unit] for unit in units)
        found["whole", 0] = _Part.unit(texts[0]) if len(texts) == 1 else _Part(texts, (0, 0))
    return found


def _encode(parts: Sequence[_Part], encoder: Encoder) -> dict[_Part, Floats]:
    """Return the vector of each part; one of several texts is their mean, weighted by length."""
    spans: dict[str, set[Span]] = {}
    for part in parts:
        for text in part.texts:
            spans.setdefault(text, set())
        if len(part.texts) == 1 and part.span != (0, len(part.texts[0])):
            spans[part.texts[0]].add(part.span)
    texts = sorted(spans)
    ordered = [sorted(spans[text]) for text in texts]
    known: dict[_Part, Floats] = {}
    for text, own, rows in zip(
        texts, ordered, encoder.encode_spans(texts, ordered, ROLE) if texts else (), strict=True
    ):
        known[_Part.unit(text)] = rows[0]
        known.update((_Part((text,), span), row) for span, row in zip(own, rows[1:], strict=True))
    for part in dict.fromkeys(parts):
        if len(part.texts) > 1:
            summed = np.sum([np.float32(len(text)) * known[_Part.unit(text)] for text in part.texts], axis=0)
            known[part] = summed / np.linalg.norm(summed)
    return known


def _margin(similarities: Floats) -> Floats:
    """Return how far each concept's similarity (n_concepts,) is above the mean of the best ones."""
    margins: Floats = similarities - np.float32(best_values(similarities, RUNNERS_UP).mean(dtype=np.float64))
    return margins
