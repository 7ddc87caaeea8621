"""Links text to concepts: labels first, vectors as helper, every link with the words it came from.

Each passage is compared with all concepts by meaning, and labels found in it add to what speaks for theirs. The best
passage of a concept is its mention. The sum is log-odds, so that scores read as the chance that the link is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.encoding import Encoder
from matcher.labels import LabelHit, LabelMatcher
from matcher.language import guess_language
from matcher.passages import Document, Passage, encoder_text, passages
from matcher.prior import SkillPrior
from matcher.status import status_before
from matcher.types import Kind, Link, LinkedText, LinkMethod, LinkStatus, Mention
from matcher.vectors import ROLE, ConceptVectors, best_rows
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH

Floats = NDArray[np.float32]
Margins = Mapping[tuple[str | None, str], Floats]

__all__ = ["LinkSettings", "Linker", "Weights"]

# Passages encoded and compared at once. The encoder sorts them by length, so more waste less; 256 similarities to
# 13,896 skills are 14 MB.
_BATCH = 256
_PASSAGE_LETTERS = 70  # the mean on EURES vacancies
# A passage's margin is measured from the mean of its best concepts: cosines of one encoder lie in a narrow band that
# moves from text to text, and only the distance to the runners-up says how sure a comparison is.
RUNNERS_UP = 20
N_RUNNERS_UP = 5
_STATUS_ORDER = tuple(LinkStatus)


@dataclass(frozen=True, slots=True)
class Weights:
    """The logistic function from evidence to score, for one kind.

    margin        per unit of cosine above the mean of the passage's 20 best concepts
    label         for a preferred label in the passage (less for ambiguous and inflected ones)
    alternative   the share of it for an alternative label
    intercept     log-odds of a concept at the mean of the 20 best, without any label
    body          per unit of margin of the best passage of the text, where a title decides
    whole         per unit of margin of the text as a whole, where no title decides
    skills        for the occupation that the skills of the text speak for most (see `matcher.prior`)
    """

    margin: float
    label: float
    alternative: float
    intercept: float
    body: float = 0.0
    whole: float = 0.0
    skills: float = 0.0


# Fitted by logistic regression on the 20 best concepts and all labels of each passage: skills on HOUSE and TECH
# validation (3,880 pairs; alternative labels were right in 7 cases of 100, preferred ones in 76), occupations on 600
# EURES vacancies against `silver_uri` (12,538 pairs). Rounded; a later calibration replaces them.
SKILL_WEIGHTS = Weights(margin=100.0, label=5.0, alternative=0.5, intercept=-3.6)
OCCUPATION_WEIGHTS = Weights(margin=74.0, label=2.5, alternative=0.9, intercept=-3.4, body=40.0)
# What people say of themselves, without a title, on `benchmarks/development` (40 texts in four languages): the text as
# a whole says more than any part of it, and its skills lift the right occupation into the best five (.38 to .55).
# The label keeps the weight it has in titles: 40 texts are too few to move it.
SPOKEN_WEIGHTS = Weights(margin=12.0, label=2.5, alternative=0.9, intercept=-3.2, whole=80.0, skills=3.0)


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Everything that shapes links: weights per kind (and for occupations in texts without a title), a threshold.

    The threshold is low because a missed concept costs a person more than a wrong proposal, which one click removes:
    a nurse who says so in Arabic, for which ESCO has few labels, is found at .17.
    """

    skill: Weights = SKILL_WEIGHTS
    occupation: Weights = OCCUPATION_WEIGHTS
    spoken: Weights = SPOKEN_WEIGHTS
    threshold: float = 0.15

    def weights(self, kind: Kind, *, titled: bool) -> Weights:
        """Return the weights for `kind` in a text with or without a title."""
        if kind is Kind.SKILL:
            return self.skill
        return self.occupation if titled else self.spoken


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One reason to link a concept; `value` is in log-odds."""

    row: int
    value: float
    method: LinkMethod
    status: LinkStatus
    mention: Mention

    @property
    def score(self) -> float:
        """The chance that the link is right; six digits hide the last bits, in which processors may differ."""
        return round(1 / (1 + math.exp(-self.value)), 6)

    def order(self) -> tuple[float, int, int, int]:
        """Sort best first: highest value, then the shortest words, the earliest, held before anything else."""
        length = self.mention.end - self.mention.start
        return -self.value, length, self.mention.start, _STATUS_ORDER.index(self.status)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A label in a passage, and what the text says of it."""

    passage: int
    label: LabelHit
    status: LinkStatus


@dataclass(frozen=True, slots=True)
class _Read:
    """A document split into passages, and the labels found in them."""

    document: Document
    language: str | None
    passages: list[Passage]
    hits: list[_Hit]
    whole: str

    @property
    def titled(self) -> bool:
        """Whether a title decides what the text is about."""
        return any(part.in_title for part in self.passages)

    def wanted(self, *, everything: bool, whole: bool) -> set[str]:
        """Return the texts to encode: boilerplate only if a label stands in it, or if `everything` is wanted.

        With `whole`, the text as a whole too, where it has no title.
        """
        labelled = {hit.passage for hit in self.hits}
        found = {
            part.text
            for i, part in enumerate(self.passages)
            if everything or part.status is not LinkStatus.BOILERPLATE or i in labelled
        }
        return found | {self.whole} if whole and found and not self.titled else found


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
        self.taxonomy = taxonomy
        self.settings = settings or LinkSettings()
        self._encoder = encoder
        self._vectors = dict(vectors)
        self._labels = dict(labels)
        self._prior = SkillPrior(taxonomy)

    def link(self, document: Document, kind: Kind, top: int | None = None) -> LinkedText:
        """Link one document; see `link_many`."""
        return self.link_many([document], kind, top)[0]

    def link_many(self, documents: Sequence[Document], kind: Kind, top: int | None = None) -> list[LinkedText]:
        """Link documents to concepts of `kind`, in order; each result is what linking it alone gives.

        Without `top`, links reach the threshold. With it, the `top` best are returned, whatever score or status.
        """
        return self.link_kinds(documents, (kind,), top)[kind]

    def link_kinds(
        self, documents: Sequence[Document], kinds: Sequence[Kind], top: int | None = None
    ) -> dict[Kind, list[LinkedText]]:
        """Link documents to concepts of several kinds, as `link_many` does, encoding every passage once."""
        linked: dict[Kind, list[LinkedText]] = {kind: [] for kind in kinds}
        waiting: list[Document] = []
        n_letters = 0
        for document in documents:
            waiting.append(document)
            n_letters += len(document.text)
            if n_letters >= _BATCH * _PASSAGE_LETTERS:
                self._link_batch(waiting, linked, top)
                waiting, n_letters = [], 0
        self._link_batch(waiting, linked, top)
        return linked

    def with_settings(self, settings: LinkSettings) -> Linker:
        """Return a linker with the same parts and other settings."""
        return Linker(self.taxonomy, self._encoder, self._vectors, self._labels, settings)

    def find_name(self, name: str, kind: Kind) -> str | None:
        """Return the URI of the concept called `name` in any language, the surest of several; None if none is."""
        hits = self._labels[kind].find_name(name)
        return self.taxonomy.table(kind).uri(hits[0].row) if hits else None

    def _link_batch(self, documents: Sequence[Document], linked: dict[Kind, list[LinkedText]], top: int | None) -> None:
        """Link some documents and append what was found to `linked`."""
        split = [(document, *passages(document)) for document in documents]
        # The skills of a text without a title support its occupations, so they are compared with both.
        untitled = [each for each in split if not any(part.in_title for part in each[2])]
        compared = dict.fromkeys(linked, split)
        if Kind.OCCUPATION in linked:
            compared.setdefault(Kind.SKILL, untitled)
        read = {kind: [self._read(*each, kind) for each in chosen] for kind, chosen in compared.items()}
        wanted = {
            kind: _wanted(found, everything=top is not None, whole=self.settings.weights(kind, titled=False).whole > 0)
            for kind, found in read.items()
        }
        texts = sorted({text for by_language in wanted.values() for found in by_language.values() for text in found})
        vectors = dict(zip(texts, self._encoder.encode(texts, ROLE), strict=True)) if texts else {}
        margins = {kind: self._margins(asked, vectors, kind) for kind, asked in wanted.items()}
        for kind, found in linked.items():
            found.extend(self._linked(each, margins, kind, top) for each in read[kind])

    def _read(self, document: Document, masked: str, parts: list[Passage], kind: Kind) -> _Read:
        """Find the labels in each passage of a document."""
        found = self._labels[kind].find(masked)
        hits = [
            _Hit(i, label, _status(masked, part, label))
            for i, part in enumerate(parts)
            for label in found
            if _inside(label.mention, part.mention)
        ]
        return _Read(document, document.language or guess_language(masked), parts, hits, encoder_text(masked))

    def _margins(self, wanted: Mapping[str | None, set[str]], vectors: Mapping[str, Floats], kind: Kind) -> Margins:
        """Compare passages with all concepts, those of one language together."""
        margins: dict[tuple[str | None, str], Floats] = {}
        for language, distinct in wanted.items():
            texts = sorted(distinct)
            languages = None if language is None else {language, ENGLISH}
            if texts:
                similarities = self._vectors[kind].similarities(np.array([vectors[text] for text in texts]), languages)
                margins.update(((language, text), _margin(row)) for text, row in zip(texts, similarities, strict=True))
        return margins

    def _linked(self, read: _Read, margins: Mapping[Kind, Margins], kind: Kind, top: int | None) -> LinkedText:
        weights = self.settings.weights(kind, titled=read.titled)
        support = self._support(read, margins, kind, weights)
        best: dict[int, _Evidence] = {}
        for evidence in _evidence(read, margins[kind], weights, support, max(top or 0, RUNNERS_UP)):
            known = best.get(evidence.row)
            if known is None or evidence.order() < known.order():
                best[evidence.row] = evidence
        # A text has some 150 concepts with evidence and few links, so that labels are looked up for these alone.
        table = self.taxonomy.table(kind)
        order = sorted(best.values(), key=lambda found: (-found.score, table.uri(found.row)))
        sure = [found.mention for found in order if found.score >= self.settings.threshold]
        n_shown = len(sure) if top is None else min(top, len(order))
        links = tuple(self._link(found, read, kind) for found in order[: n_shown + N_RUNNERS_UP])
        return LinkedText(links[:n_shown], tuple(_unmapped(read, sure)), links[n_shown:])

    def _support(
        self, read: _Read, margins: Mapping[Kind, Margins], kind: Kind, weights: Weights
    ) -> Floats | np.float32:
        """Return what the text around a passage adds to each concept, in log-odds."""
        if read.titled:
            return np.float32(weights.body) * _best_margins(read, margins[kind]) if weights.body else np.float32(0)
        support: Floats | np.float32 = np.float32(0)
        whole = margins[kind].get((read.language, read.whole))
        if weights.whole and whole is not None:
            support = support + np.float32(weights.whole) * whole
        if weights.skills:
            skills = _best_margins(read, margins[Kind.SKILL])
            if isinstance(skills, np.ndarray):
                support = support + np.float32(weights.skills) * self._prior.support(skills)
        return support

    def _link(self, evidence: _Evidence, read: _Read, kind: Kind) -> Link:
        table = self.taxonomy.table(kind)
        return Link(
            kind=kind,
            uri=table.uri(evidence.row),
            label=table.label(evidence.row, read.document.language or ENGLISH).text,
            score=evidence.score,
            method=evidence.method,
            status=evidence.status,
            mention=evidence.mention,
        )


def _wanted(read: Sequence[_Read], *, everything: bool, whole: bool) -> dict[str | None, set[str]]:
    """Return the distinct texts to compare, by language."""
    wanted: dict[str | None, set[str]] = {}
    for each in read:
        wanted.setdefault(each.language, set()).update(each.wanted(everything=everything, whole=whole))
    return wanted


def _margin(similarities: Floats) -> Floats:
    """Return how far each concept's similarity (n_concepts,) is above the mean of the best ones."""
    k = min(RUNNERS_UP, len(similarities))
    # Sorted, so that the mean is summed in one order whatever the partition leaves behind.
    best = np.sort(np.partition(similarities, len(similarities) - k)[len(similarities) - k :])
    margins: Floats = similarities - np.float32(best.mean(dtype=np.float64))
    return margins


def _evidence(
    read: _Read, margins: Margins, weights: Weights, support: Floats | np.float32, k: int
) -> Iterator[_Evidence]:
    """Yield what each passage says for its `k` nearest concepts, and each label for its own.

    Where a title decides, only the title proposes, and the text supports what it proposes.
    """
    titled = weights.body > 0 and read.titled
    for i, part in enumerate(read.passages):
        margin = margins.get((read.language, part.text))
        if margin is None or (titled and not part.in_title):
            continue
        values = weights.margin * margin + weights.intercept + support
        for row in best_rows(values, k).tolist():
            yield _Evidence(row, float(values[row]), LinkMethod.VECTOR, part.status, part.mention)
        for label, status in ((hit.label, hit.status) for hit in read.hits if hit.passage == i):
            share = 1.0 if label.method is LinkMethod.LABEL else weights.alternative
            value = float(values[label.row]) + weights.label * share * label.strength
            yield _Evidence(label.row, value, label.method, status, label.mention)


def _best_margins(read: _Read, margins: Margins) -> Floats | np.float32:
    """Return the best margin of each concept over the passages outside the title; 0 where there are none."""
    texts = [(read.language, part.text) for part in read.passages if not part.in_title]
    rows = [margins[key] for key in texts if key in margins]
    return np.max(rows, axis=0) if rows else np.float32(0)


def _inside(inner: Mention, outer: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _status(masked: str, part: Passage, label: LabelHit) -> LinkStatus:
    if part.status is LinkStatus.BOILERPLATE:
        return part.status
    return status_before(masked, part.mention.start, label.mention.start)


def _unmapped(read: _Read, sure: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the passages in which no sure link stands; boilerplate is not missed."""
    for part in read.passages:
        mention = part.mention
        if part.status is LinkStatus.BOILERPLATE:
            continue
        if not any(mention.start < found.end and found.start < mention.end for found in sure):
            yield mention
