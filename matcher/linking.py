"""Links text to concepts: labels first, vectors as helper, every link with the words it came from.

Each clause is compared with all concepts by meaning, by itself and as the sentence it stands in, and labels found in it
add to what speaks for theirs. The best clause of a concept is its mention. The sum is log-odds, so that scores read as
the chance that the link is right.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.alternatives import Meaning, Meanings
from matcher.comparing import RUNNERS_UP, Asked, Compared, compare, compare_nothing
from matcher.encoding import Encoder
from matcher.labels import LabelHit, LabelMatcher
from matcher.language import guess_language
from matcher.passages import Document, Passage, Split, split
from matcher.prior import SkillPrior
from matcher.status import status_before
from matcher.types import Kind, Link, LinkedText, LinkMethod, LinkStatus, Mention, RunnerUp
from matcher.vectors import ConceptVectors, best_rows
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH

Floats = NDArray[np.float32]

__all__ = ["BARE", "LinkSettings", "Linker", "Weights"]

# Passages encoded and compared at once. The encoder sorts them by length, so more waste less; 256 similarities to
# 13,896 skills are 14 MB.
_BATCH = 256
_PASSAGE_LETTERS = 70  # the mean on EURES vacancies
N_RUNNERS_UP = 5
_STATUS_ORDER = tuple(LinkStatus)


@dataclass(frozen=True, slots=True)
class Weights:
    """The logistic function from evidence to score, for one kind.

    margin        per unit of cosine above the mean of the clause's 20 best concepts
    unit          likewise for the sentence in which the clause stands
    common        per natural logarithm of the number of occupations that need the skill (and one)
    label         for a preferred label in the passage (less for ambiguous and inflected ones)
    alternative   the share of it for an alternative label
    intercept     log-odds of a concept at the mean of the 20 best, without any label
    body          per unit of margin of the best passage of the text, where a title decides
    whole         per unit of margin of the text as a whole, where no title decides
    skills        for the occupation that the skills of the text speak for most (see `matcher.prior`)
    curve         what a sum of log-odds, first of each pair, has turned out to mean, second, both rising: straight
                  lines between the pairs and beyond the last; sums below the first mean what they say
    """

    margin: float
    label: float
    alternative: float
    intercept: float
    body: float = 0.0
    whole: float = 0.0
    skills: float = 0.0
    unit: float = 0.0
    common: float = 0.0
    curve: tuple[tuple[float, float], ...] = ()

    def chance(self, value: float) -> float:
        """Return the probability of evidence; six digits hide the last bits, in which processors may differ."""
        return round(1 / (1 + math.exp(-self._meant(value))), 6)

    def _meant(self, value: float) -> float:
        if not self.curve or value < self.curve[0][0]:
            return value
        i = max(1, min(bisect_right(self.curve, (value, math.inf)), len(self.curve) - 1))
        (x, y), (next_x, next_y) = self.curve[i - 1], self.curve[i]
        return y + (value - x) * (next_y - y) / (next_x - x)


# Fitted by logistic regression on the best clause of the 30 best concepts of each sentence: HOUSE and TECH validation
# and every third sentence of SkillSkape dev, each set of equal weight (12,260 pairs, five-fold cross-validation by
# sentence). Clause and sentence came out alike. The label counts less than fitted (3.0 for 3.7): what annotators leave
# out makes high scores too sure (expected calibration error of links from .15 on: .037 for .048).
SKILL_WEIGHTS = Weights(margin=15.0, unit=15.0, label=3.0, alternative=0.5, intercept=-3.9, common=0.27)
# Likewise on the first 600 EURES vacancies against `silver_uri` (13,069 pairs).
# The curve, which changes no order, is fitted on these and every third of the others (1,593 links; by cross-validation
# its log loss is .588, that of no curve .594, of one line less .589): scores from .3 to .5 were too low, those from .9
# on too high. It begins at the threshold, so that the same links are shown.
OCCUPATION_CURVE = ((-1.73, -1.73), (-0.4, 0.08), (0.4, 0.32), (1.4, 1.32), (2.6, 1.83))
OCCUPATION_WEIGHTS = Weights(margin=20.0, label=2.8, alternative=1.0, intercept=-4.2, body=4.5, curve=OCCUPATION_CURVE)
# Without a title: the titles of those 600 alone give 20.5 per unit of margin and 2.8 for labels. What people say of
# themselves, on `benchmarks/development` (40 texts in four languages): the text as a whole says more than any part of
# it, and its skills lift the right occupation (first five .65 to .73, first one .30 to .43). The intercept is higher
# than fitted on titles (-4.4), since the margins of long texts are smaller.
SPOKEN_WEIGHTS = Weights(margin=6.0, whole=16.0, label=2.8, alternative=1.0, intercept=-3.9, skills=2.5)
# Where nothing can be compared by meaning, a label in a text is all there is. How often it is right by itself was not
# measured; it speaks as much for a link as against it, an alternative one just enough to be proposed.
BARE_WEIGHTS = Weights(margin=0.0, label=3.0, alternative=0.5, intercept=-3.0)


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """Everything that shapes links: weights per kind (and for occupations in texts without a title), a threshold.

    The threshold is low because a missed concept costs a person more than a wrong proposal, which one click removes:
    a nurse who says so in Arabic, for which ESCO has few labels, is found at .17. Without `compares`, only labels link.
    """

    skill: Weights = SKILL_WEIGHTS
    occupation: Weights = OCCUPATION_WEIGHTS
    spoken: Weights = SPOKEN_WEIGHTS
    threshold: float = 0.15
    compares: bool = True

    def weights(self, kind: Kind, *, titled: bool) -> Weights:
        """Return the weights for `kind` in a text with or without a title."""
        if kind is Kind.SKILL:
            return self.skill
        return self.occupation if titled else self.spoken


BARE = LinkSettings(BARE_WEIGHTS, BARE_WEIGHTS, BARE_WEIGHTS, compares=False)
BARE_ID = "labels"


class _Evidence(NamedTuple):
    """One reason to link a concept; `value` is in log-odds. A tuple, since a text has hundreds."""

    row: int
    value: float
    method: LinkMethod
    status: LinkStatus
    mention: Mention
    passage: int

    def meaning(self) -> Meaning:
        """Return this as one of the meanings that its words could have."""
        return Meaning(self.passage, self.row, self.value, self.mention)

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
    """A document split into passages, and the labels of a kind found in them."""

    document: Document
    language: str | None
    split: Split
    hits: list[_Hit]

    def asked(self, kind: Kind, *, everything: bool) -> Asked:
        """Return what to compare: boilerplate only if a label stands in it, or if `everything` is wanted."""
        labelled = {hit.passage for hit in self.hits}
        wanted = (
            i
            for i, part in enumerate(self.split.passages)
            if everything or part.status is not LinkStatus.BOILERPLATE or i in labelled
        )
        return Asked(self.split, kind, self.language, tuple(wanted))


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
        self.encoder_id = encoder.id if self.settings.compares else BARE_ID
        self._encoder = encoder
        self._vectors = dict(vectors)
        self._labels = dict(labels)
        self._prior = SkillPrior(taxonomy)
        needed = taxonomy.essential, taxonomy.optional
        n_needing = sum(np.bincount(each.indices, minlength=len(taxonomy.skills)) for each in needed)
        self._common = np.log1p(n_needing).astype(np.float32)

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
        found = [split(document) for document in documents]
        languages = [each.language or guess_language(part.masked) for each, part in zip(documents, found, strict=True)]
        reads: dict[tuple[int, Kind], _Read] = {}
        for kind in Kind:
            # The skills of a text without a title support its occupations, so they are compared with both.
            wanted = [i for i, part in enumerate(found) if kind in linked or (kind is Kind.SKILL and not part.titled)]
            labels = self._labels[kind].find_many([found[i].masked for i in wanted])
            for i, own in zip(wanted, labels, strict=True):
                reads[i, kind] = _Read(documents[i], languages[i], found[i], _hits(found[i], own))
        asked = [read.asked(kind, everything=top is not None) for (_, kind), read in reads.items()]
        compared = dict(zip(reads, self._compare(asked), strict=True))
        for kind, results in linked.items():
            for i in range(len(documents)):
                results.append(
                    self._linked(reads[i, kind], compared[i, kind], kind, top, compared.get((i, Kind.SKILL)))
                )

    def _compare(self, asked: Sequence[Asked]) -> list[Compared]:
        if self.settings.compares:
            return compare(asked, self._encoder, self._vectors)
        return [compare_nothing(each, len(self.taxonomy.table(each.kind))) for each in asked]

    def _linked(
        self, read: _Read, compared: Compared, kind: Kind, top: int | None, skills: Compared | None
    ) -> LinkedText:
        weights = self.settings.weights(kind, titled=read.split.titled)
        support = self._support(read, compared, weights, skills)
        if kind is Kind.SKILL:
            support = support + np.float32(weights.common) * self._common
        n_nearest = max(top or 0, RUNNERS_UP) if self.settings.compares else 0
        weighed = list(_evidence(read, compared, weights, support, n_nearest))
        best: dict[int, _Evidence] = {}
        for evidence in weighed:
            known = best.get(evidence.row)
            if known is None or evidence.order() < known.order():
                best[evidence.row] = evidence
        # A text has some 150 concepts with evidence and few links, so that labels are looked up for these alone.
        # Rows of a table are in order of URIs.
        scores = {row: weights.chance(found.value) for row, found in best.items()}
        order = sorted(best.values(), key=lambda found: (-scores[found.row], found.row))
        sure = [found for found in order if scores[found.row] >= self.settings.threshold]
        n_shown = len(sure) if top is None else min(top, len(order))
        language = read.document.language or ENGLISH
        passages = {found.passage for found in order[:n_shown]}
        meanings = Meanings(each.meaning() for each in weighed if each.passage in passages)
        table = self.taxonomy.table(kind)

        def runners_up(found: _Evidence) -> tuple[RunnerUp, ...]:
            others = meanings.beside(found.meaning(), _elsewhere(found, sure))
            return tuple(
                RunnerUp(table.uri(each.row), table.label(each.row, language).text, weights.chance(each.value))
                for each in others
            )

        links = [self._link(each, kind, language, scores[each.row], runners_up(each)) for each in order[:n_shown]]
        following = order[n_shown : n_shown + N_RUNNERS_UP]
        rest = [self._link(each, kind, language, scores[each.row]) for each in following]
        return LinkedText(tuple(links), tuple(_unmapped(read, [found.mention for found in sure])), tuple(rest))

    def _support(
        self, read: _Read, compared: Compared, weights: Weights, skills: Compared | None
    ) -> Floats | np.float32:
        """Return what the text around a passage adds to each concept, in log-odds."""
        if read.split.titled:
            return np.float32(weights.body) * _best_margins(read, compared) if weights.body else np.float32(0)
        support: Floats | np.float32 = np.float32(0)
        if weights.whole and compared.whole is not None:
            support = support + np.float32(weights.whole) * compared.whole
        if weights.skills and skills is not None:
            margins = _best_margins(read, skills)
            if isinstance(margins, np.ndarray):
                support = support + np.float32(weights.skills) * self._prior.support(margins)
        return support

    def _link(
        self, evidence: _Evidence, kind: Kind, language: str, score: float, runners_up: tuple[RunnerUp, ...] = ()
    ) -> Link:
        table = self.taxonomy.table(kind)
        return Link(
            kind=kind,
            uri=table.uri(evidence.row),
            label=table.label(evidence.row, language).text,
            score=score,
            method=evidence.method,
            status=evidence.status,
            mention=evidence.mention,
            runners_up=runners_up,
        )


def _elsewhere(found: _Evidence, sure: Sequence[_Evidence]) -> set[int]:
    """Return the concepts that other words of the text mean."""
    start, end = found.mention.start, found.mention.end
    return {other.row for other in sure if other.mention.end <= start or end <= other.mention.start}


def _evidence(
    read: _Read, compared: Compared, weights: Weights, support: Floats | np.float32, k: int
) -> Iterator[_Evidence]:
    """Yield what each passage says for its `k` nearest concepts, and each label for its own.

    Where a title decides, only the title proposes, and the text supports what it proposes.
    """
    titled = weights.body > 0 and read.split.titled
    for i, margin in compared.passages.items():
        part = read.split.passages[i]
        if titled and not part.in_title:
            continue
        values = np.float32(weights.margin) * margin + np.float32(weights.intercept) + support
        if weights.unit:
            values = values + np.float32(weights.unit) * compared.units[part.unit]
        for row in best_rows(values, k).tolist():
            yield _Evidence(row, float(values[row]), LinkMethod.VECTOR, part.status, part.mention, i)
        for label, status in ((hit.label, hit.status) for hit in read.hits if hit.passage == i):
            share = 1.0 if label.method is LinkMethod.LABEL else weights.alternative
            value = float(values[label.row]) + weights.label * share * label.strength
            yield _Evidence(label.row, value, label.method, status, label.mention, i)


def _best_margins(read: _Read, compared: Compared) -> Floats | np.float32:
    """Return the best margin of each concept over the passages outside the title; 0 where there are none."""
    rows = [margin for i, margin in compared.passages.items() if not read.split.passages[i].in_title]
    return np.max(rows, axis=0) if rows else np.float32(0)


def _hits(found: Split, labels: Sequence[LabelHit]) -> list[_Hit]:
    """Return the labels in each passage of a document, and what it says of them."""
    return [
        _Hit(i, label, _status(found.masked, part, label))
        for i, part in enumerate(found.passages)
        for label in labels
        if _inside(label.mention, part.mention)
    ]


def _inside(inner: Mention, outer: Mention) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _status(masked: str, part: Passage, label: LabelHit) -> LinkStatus:
    if part.status is LinkStatus.BOILERPLATE:
        return part.status
    return status_before(masked, part.mention.start, label.mention.start)


def _unmapped(read: _Read, sure: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the passages in which no sure link stands, then what was not read; boilerplate is not missed."""
    for part in read.split.passages:
        mention = part.mention
        if part.status is LinkStatus.BOILERPLATE:
            continue
        if not any(mention.start < found.end and found.start < mention.end for found in sure):
            yield mention
    if read.split.unread is not None:
        yield read.split.unread
