"""Links text to concepts: labels first, vectors as helper, every link with the words it came from.

Each passage is compared with all concepts by meaning, and labels found in it add to the similarity of theirs. The
best passage of a concept is its mention. The sum goes through a logistic function, so that scores read as the chance
that a caseworker would accept the link; the constants were fitted on the development sets of `DATA.md`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.encoding import Encoder
from matcher.labels import LabelHit, LabelMatcher
from matcher.passages import Document, Passage, passages
from matcher.status import status_before
from matcher.types import Kind, Link, LinkedText, LinkMethod, LinkStatus, Mention
from matcher.vectors import ROLE, ConceptVectors, nearest
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH

__all__ = ["LinkSettings", "Linker"]

# Passages compared in one product: 64 columns of the largest table fit the second-level cache.
_BATCH = 64
_STATUS_ORDER = tuple(LinkStatus)


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Everything that shapes a link's score.

    label_weight      what a label of full strength adds to a cosine: more than any two cosines of one passage differ
    title_bonus       what standing in the title adds
    slope, midpoint   the logistic function from the sum to the score, per kind
    threshold         links below this score are not proposed
    per_passage       concepts taken from one passage by meaning
    """

    label_weight: float = 0.1
    title_bonus: float = 0.02
    slope: float = 40.0
    midpoint: float = 0.9
    threshold: float = 0.5
    per_passage: int = 5


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One reason to link a concept."""

    row: int
    value: float
    method: LinkMethod
    status: LinkStatus
    mention: Mention

    def order(self) -> tuple[float, int, int, int]:
        """Sort best first: highest value, then the shortest words, the earliest, held before anything else."""
        length = self.mention.end - self.mention.start
        return -self.value, length, self.mention.start, _STATUS_ORDER.index(self.status)


@dataclass(frozen=True, slots=True)
class _Read:
    """A document split into passages, and the labels found in them with what is said of each."""

    document: Document
    passages: list[Passage]
    hits: list[tuple[Passage, LabelHit, LinkStatus]]


class Linker:
    """Links documents to the concepts of a taxonomy. Immutable, so threads may share it."""

    def __init__(
        self,
        taxonomy: Taxonomy,
        encoder: Encoder,
        vectors: Mapping[Kind, ConceptVectors],
        labels: Mapping[Kind, LabelMatcher],
        settings: LinkSettings | None = None,
    ) -> None:
        self._taxonomy = taxonomy
        self._encoder = encoder
        self._vectors = dict(vectors)
        self._labels = dict(labels)
        self._settings = settings or LinkSettings()

    def link(self, document: Document, kind: Kind, top: int | None = None) -> LinkedText:
        """Link one document; see `link_many`."""
        return self.link_many([document], kind, top)[0]

    def link_many(self, documents: Sequence[Document], kind: Kind, top: int | None = None) -> list[LinkedText]:
        """Link documents to concepts of `kind`, in order; each result is what linking it alone gives.

        Without `top`, links reach the threshold. With it, the `top` best are returned, whatever score or status.
        """
        read = [self._read(document, kind) for document in documents]
        near = self._near(_wanted(read, everything=top is not None), kind, max(top or 0, self._settings.per_passage))
        return [self._linked(each, near, kind, top) for each in read]

    def _read(self, document: Document, kind: Kind) -> _Read:
        """Split a document, and find the labels in each of its passages."""
        masked, parts = passages(document)
        found = self._labels[kind].find(masked)
        hits = [
            (part, hit, _status(masked, part, hit))
            for part in parts
            for hit in found
            if _inside(hit.mention, part.mention)
        ]
        return _Read(document, parts, hits)

    def _near(self, wanted: Mapping[str, set[int]], kind: Kind, k: int) -> dict[str, dict[int, float]]:
        """Similarity of each text to its `k` nearest concepts and to those wanted of it, by concept row."""
        texts = sorted(wanted)
        found: dict[str, dict[int, float]] = {}
        for first in range(0, len(texts), _BATCH):
            part = texts[first : first + _BATCH]
            similarities = self._vectors[kind].similarities(self._encoder.encode(part, ROLE))
            rows = nearest(similarities, k).rows.tolist()
            for text, row, best in zip(part, similarities, rows, strict=True):
                found[text] = {concept: float(row[concept]) for concept in {*best, *wanted[text]}}
        return found

    def _linked(self, read: _Read, near: Mapping[str, Mapping[int, float]], kind: Kind, top: int | None) -> LinkedText:
        best: dict[int, _Evidence] = {}
        for evidence in self._evidence(read, near):
            known = best.get(evidence.row)
            if known is None or evidence.order() < known.order():
                best[evidence.row] = evidence
        links = sorted(
            (self._link(each, read, kind) for each in best.values()), key=lambda link: (-link.score, link.uri)
        )
        sure = [link for link in links if link.score >= self._settings.threshold]
        return LinkedText(tuple(sure if top is None else links[:top]), tuple(_unmapped(read, sure)))

    def _evidence(self, read: _Read, near: Mapping[str, Mapping[int, float]]) -> Iterator[_Evidence]:
        settings = self._settings
        for part in read.passages:
            similarities = near.get(part.text, {})
            bonus = settings.title_bonus if part.in_title else 0.0
            for row, similarity in similarities.items():
                yield _Evidence(row, similarity + bonus, LinkMethod.VECTOR, part.status, part.mention)
            for hit, status in ((hit, status) for owner, hit, status in read.hits if owner is part):
                value = similarities[hit.row] + bonus + settings.label_weight * hit.strength
                yield _Evidence(hit.row, value, hit.method, status, hit.mention)

    def _link(self, evidence: _Evidence, read: _Read, kind: Kind) -> Link:
        table = self._taxonomy.table(kind)
        return Link(
            kind=kind,
            uri=table.uri(evidence.row),
            label=table.label(evidence.row, read.document.language or ENGLISH).text,
            score=self._score(evidence.value),
            method=evidence.method,
            status=evidence.status,
            mention=evidence.mention,
        )

    def _score(self, value: float) -> float:
        # Six digits tell links apart and hide the last bits, in which processors may differ.
        return round(1 / (1 + math.exp(self._settings.slope * (self._settings.midpoint - value))), 6)


def _wanted(read: Sequence[_Read], *, everything: bool) -> dict[str, set[int]]:
    """Return the texts to encode, each with the concepts whose labels stand in it.

    Boilerplate without any label is left out, unless `everything` is wanted.
    """
    wanted: dict[str, set[int]] = {}
    for each in read:
        for part in each.passages:
            if everything or part.status is not LinkStatus.BOILERPLATE:
                wanted.setdefault(part.text, set())
        for part, hit, _ in each.hits:
            wanted.setdefault(part.text, set()).add(hit.row)
    return wanted


def _inside(inner: Mention, outer: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _status(masked: str, part: Passage, hit: LabelHit) -> LinkStatus:
    if part.status is LinkStatus.BOILERPLATE:
        return part.status
    return status_before(masked, part.mention.start, hit.mention.start)


def _unmapped(read: _Read, sure: Sequence[Link]) -> Iterator[Mention]:
    """Yield the passages in which no sure link stands; boilerplate is not missed."""
    for part in read.passages:
        mention = part.mention
        if part.status is LinkStatus.BOILERPLATE:
            continue
        if not any(mention.start < link.mention.end and link.mention.start < mention.end for link in sure):
            yield mention
