"""What the encoder learns from: a text and the label of the concept that it means.

Sources are drawn from by concept, so that a concept with thirty alternative labels counts as much as one with none,
and often by sibling: a batch of neighbours in the taxonomy makes each the hard negative of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from matcher.passages import encoder_text
from taxonomy.concepts import ConceptTable
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH, Kind

__all__ = ["Concept", "LabelSource", "Pair", "Sentence", "Source", "TextSource", "draw_batch", "siblings"]

Concept = tuple[Kind, int]
"""The pillar and the row of a concept."""

SIBLINGS_SHARE = 0.5
"""How many of the batches are made of neighbours; the others hold anything, which keeps the whole space apart."""

SIBLINGS = 12
"""Neighbours from one group in such a batch: enough to be hard, few enough that a batch spans many groups."""


LETTERS = 32_000
"""Letters in a batch at most, so that batches of long sentences take no longer than those of labels."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, the label it should lie next to, and every concept that the text means (those are no negatives)."""

    text: str
    label: str
    concept: Concept
    meant: frozenset[Concept]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and the concepts in it, in a language."""

    text: str
    concepts: tuple[Concept, ...]
    language: str = ENGLISH


class Source(Protocol):
    """Draws pairs for concepts; `share` is its part of all batches."""

    @property
    def name(self) -> str:
        """What logs call it."""

    @property
    def share(self) -> float:
        """Its weight beside the other sources."""

    @property
    def concepts(self) -> Sequence[Concept]:
        """Every concept that pairs can be drawn for, in a fixed order."""

    def draw(self, concept: Concept, random: Random) -> Pair | None:
        """Return a pair for `concept`, or None where this draw gave the same text twice."""


@dataclass(frozen=True, slots=True)
class LabelSource:
    """Labels of one concept against each other, within a language and across.

    `english` is the weight of English on the left beside 1 for any other language, `preferred` the chance that the
    right side is a preferred label, `home` the chance that it is English.
    """

    name: str
    share: float
    labels: Mapping[Concept, Mapping[str, Sequence[str]]]
    english: float = 4.0
    preferred: float = 0.6
    home: float = 0.6

    @property
    def concepts(self) -> Sequence[Concept]:
        """Concepts with at least two labels."""
        return [concept for concept, by_language in self.labels.items() if sum(map(len, by_language.values())) > 1]

    def draw(self, concept: Concept, random: Random) -> Pair | None:
        """Take any label on the left, and one in English or the same language, mostly, on the right."""
        by_language = self.labels[concept]
        languages = list(by_language)
        weights = [self.english if language == ENGLISH else 1.0 for language in languages]
        left_language = random.choices(languages, weights)[0]
        left = random.choice(by_language[left_language])
        chance = random.random()
        if chance < self.home and ENGLISH in by_language:
            right_language = ENGLISH
        elif chance < (1 + self.home) / 2:
            right_language = left_language
        else:
            right_language = random.choice(languages)
        options = by_language[right_language]
        right = options[0] if random.random() < self.preferred else random.choice(options)
        if right == left:
            others = [text for text in options if text != left]
            if not others:
                return None
            right = random.choice(others)
        return Pair(left, right, concept, frozenset((concept,)))


@dataclass(frozen=True, slots=True)
class TextSource:
    """Sentences, titles or descriptions against the label of what they mean, sometimes with its description."""

    name: str
    share: float
    sentences: Sequence[Sentence]
    taxonomy: Taxonomy
    described: float = 0.3
    _places: dict[Concept, list[int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for place, sentence in enumerate(self.sentences):
            for concept in sentence.concepts:
                self._places.setdefault(concept, []).append(place)

    @property
    def concepts(self) -> Sequence[Concept]:
        """Concepts that some sentence means."""
        return list(self._places)

    def draw(self, concept: Concept, random: Random) -> Pair | None:
        """Take any sentence of the concept."""
        sentence = self.sentences[random.choice(self._places[concept])]
        table = self.taxonomy.table(concept[0])
        label = table.label(concept[1]).text
        chance = random.random()
        if chance < self.described:
            label = described(table, concept[1])
        elif sentence.language != ENGLISH and chance < self.described + 0.2:
            label = table.label(concept[1], sentence.language).text
        return Pair(worn(sentence.text, random), label, concept, frozenset(sentence.concepts))


def described(table: ConceptTable, row: int) -> str:
    """Return a concept's label with its description, as concept vectors have it; the label alone without one."""
    label, description = table.label(row).text, table.description(row)
    return f"{label}: {description}" if description else label


def worn(text: str, random: Random) -> str:
    """Return the text as people and corpora write: sometimes in lower case, without marks, or with marks apart."""
    chance = random.random()
    if chance < 0.1:
        return text.lower().rstrip(".")
    if chance < 0.2:
        return text.replace(",", " ,").replace(".", " .").replace(" and ", " & " if chance > 0.19 else " and ")
    return text


def label_source(taxonomy: Taxonomy, kind: Kind, share: float, *, preferred: float) -> LabelSource:
    """Return a source of all labels of a pillar."""
    table = taxonomy.table(kind)
    labels: dict[Concept, dict[str, list[str]]] = {}
    for row, label in table.iter_labels():
        labels.setdefault((kind, row), {}).setdefault(label.language, []).append(label.text)
    return LabelSource(f"{kind.value} labels", share, labels, preferred=preferred)


def descriptions(taxonomy: Taxonomy, kind: Kind) -> Iterator[Sentence]:
    """Yield the descriptions of a pillar as sentences that mean their concept."""
    table = taxonomy.table(kind)
    for row in range(len(table)):
        text = table.description(row)
        if text:
            yield Sentence(text, ((kind, row),))


def group_titles(taxonomy: Taxonomy) -> Iterator[Sentence]:
    """Yield the titles of ISCO unit groups in every language: each means all occupations of its group.

    National classifications name groups as these do, not single occupations.
    """
    members: dict[str, list[Concept]] = {}
    for row in range(len(taxonomy.table(Kind.OCCUPATION))):
        members.setdefault(taxonomy.isco_of(row), []).append((Kind.OCCUPATION, row))
    languages = sorted(taxonomy.isco.label_counts())
    for code in sorted(filter(None, members)):
        labels = [taxonomy.isco.label(code, language) for language in languages]
        # A language without a label falls back to another's: each label once.
        for label in dict.fromkeys(labels):
            yield Sentence(label.text, tuple(members[code]), label.language)


def siblings(taxonomy: Taxonomy) -> dict[Concept, int]:
    """Return the group of each concept: ISCO minor group of an occupation, first direct group of a skill."""
    groups: dict[Concept, int] = {}
    for row in range(len(taxonomy.table(Kind.OCCUPATION))):
        code = taxonomy.isco_of(row)[:3]
        groups[Kind.OCCUPATION, row] = -1 - (int(code) if code else 0)
    for row in range(len(taxonomy.table(Kind.SKILL))):
        direct = taxonomy.skill_group_indices.of(row)
        groups[Kind.SKILL, row] = int(direct[0]) if len(direct) else 0
    return groups


def draw_batch(source: Source, size: int, groups: Mapping[Concept, int], random: Random) -> list[Pair]:
    """Draw up to `size` pairs of different concepts from one source."""
    concepts = list(source.concepts)
    random.shuffle(concepts)
    if random.random() < SIBLINGS_SHARE:
        concepts = _by_group(concepts, groups, random)
    pairs: list[Pair] = []
    n_letters = 0
    for concept in concepts:
        pair = source.draw(concept, random)
        if pair is not None:
            pairs.append(Pair(encoder_text(pair.text), encoder_text(pair.label), pair.concept, pair.meant))
            n_letters += len(pair.text) + len(pair.label)
        if len(pairs) == size or n_letters > LETTERS:
            break
    return pairs


def _by_group(concepts: Sequence[Concept], groups: Mapping[Concept, int], random: Random) -> list[Concept]:
    """Order concepts so that up to `SIBLINGS` of a group follow each other."""
    members: dict[int, list[Concept]] = {}
    for concept in concepts:
        members.setdefault(groups[concept], []).append(concept)
    parts = [found[i : i + SIBLINGS] for found in members.values() for i in range(0, len(found), SIBLINGS)]
    random.shuffle(parts)
    return [concept for part in parts for concept in part]
