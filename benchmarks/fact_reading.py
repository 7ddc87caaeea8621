"""`python -m benchmarks facts`: what is read from vacancies against what was labelled by hand, by kind and language.

Two ways of counting. *Value and relation*: the distinct facts of a text, wherever they stand. *Words*: its distinct
values, where the words read and the words labelled overlap. A clause of something nice to have is its words, so those
count in both. No models are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.fact_labels import EURES, LANGUAGES, LabelledText, Part, eures_texts, overlap, own_texts
from benchmarks.results import RESULTS, write_result
from matcher.stated import read_stated
from matcher.types import StatedFact, StatedKind

COMMAND = "python -m benchmarks facts"
OWN = "all eight"
TOTALS = (OWN, EURES)


class Way(StrEnum):
    """When a fact that was read is the one that was labelled."""

    VALUE = "value and relation"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts were labelled and read, how many labelled ones were found and how many read ones are right.

    The last two differ only for clauses, of which one may overlap several.
    """

    n_labelled: int = 0
    n_read: int = 0
    n_found: int = 0
    n_right: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.n_labelled + other.n_labelled,
            self.n_read + other.n_read,
            self.n_found + other.n_found,
            self.n_right + other.n_right,
        )

    def measures(self) -> dict[str, float | int | None]:
        """Return counts, precision, recall and F1; None where nothing was read, or nothing was labelled."""
        precision = self.n_right / self.n_read if self.n_read else None
        recall = self.n_found / self.n_labelled if self.n_labelled else None
        both = (precision or 0) + (recall or 0)
        f1 = 2 * (precision or 0) * (recall or 0) / both if both else 0.0
        return {
            "n_labelled": self.n_labelled,
            "n_read": self.n_read,
            "precision": precision,
            "recall": recall,
            "f1": None if precision is None and recall is None else f1,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """A labelled text and what was read from it."""

    text: LabelledText
    read: tuple[StatedFact, ...]

    def count(self, way: Way, kind: StatedKind) -> Count:
        """Count the facts of one kind."""
        labelled = [fact for fact in self.text.facts if fact.kind is kind]
        read = [fact for fact in self.read if fact.kind is kind]
        return Count(
            n_labelled=len({_key(fact, way) for fact in labelled}),
            n_read=len({_key(fact, way) for fact in read}),
            n_found=len({_key(fact, way) for fact in labelled if _among(fact, read, way)}),
            n_right=len({_key(fact, way) for fact in read if _among(fact, labelled, way)}),
        )


def run_facts(report: Callable[[str], None], folder: Path = RESULTS) -> None:
    """Read all labelled texts; write `facts.json`, and of the development part the errors."""
    readings = [read(text) for text in (*own_texts(), *eures_texts())]
    data = {part.value: measure([one for one in readings if one.text.part is part]) for part in Part}
    for part, ways in data.items():
        for way, found in ways.items():
            for language in TOTALS:
                report(f"{part}, {way}, {language}: {found['languages'][language]}")
    write_result("facts", COMMAND, data, folder)
    # Whoever improves the reader looks at errors; those of the held-out part stay unseen.
    development = [one for one in readings if one.text.part is Part.DEVELOPMENT]
    write_result("facts", COMMAND, {"texts": errors(development)}, folder / "errors")


def read(text: LabelledText) -> Reading:
    """Read a text as a vacancy's line gives it: ours name their language, those of EURES do not."""
    return Reading(text, read_stated(text.title, text.text, None if text.language == EURES else text.language))


def measure(readings: Sequence[Reading]) -> dict[str, Any]:
    """Return the measures by way of counting: by language, and by kind within each language.

    Kinds within a language are few facts, so they are counted by value and relation only.
    """
    languages = {language: [one for one in readings if one.text.language == language] for language in LANGUAGES}
    languages[OWN] = [one for one in readings if one.text.language != EURES]
    languages[EURES] = [one for one in readings if one.text.language == EURES]
    return {
        way.value: {
            "languages": {name: _total(some, way, tuple(StatedKind)) for name, some in languages.items()},
            "kinds": {
                name: {kind.value: _total(some, way, (kind,)) for kind in StatedKind}
                for name, some in languages.items()
                if way is Way.VALUE or name in TOTALS
            },
        }
        for way in Way
    }


def errors(readings: Iterable[Reading]) -> list[dict[str, Any]]:
    """Return what was missed and what was wrongly read, by text: kinds, values and relations, never words."""
    rows = []
    for one in readings:
        missed = {_named(fact) for fact in one.text.facts if not _among(fact, one.read, Way.VALUE)}
        wrong = {_named(fact) for fact in one.read if not _among(fact, one.text.facts, Way.VALUE)}
        if missed or wrong:
            rows.append({"id": one.text.id, "missed": sorted(missed), "wrong": sorted(wrong)})
    return rows


def _total(readings: Iterable[Reading], way: Way, kinds: Collection[StatedKind]) -> dict[str, float | int | None]:
    return sum((one.count(way, kind) for one in readings for kind in kinds), Count()).measures()


def _key(fact: StatedFact, way: Way) -> tuple[object, ...]:
    if fact.kind is StatedKind.DESIRABLE:
        return (fact.mention.start, fact.mention.end)
    return (fact.value, fact.relation) if way is Way.VALUE else (fact.value,)


def _among(fact: StatedFact, others: Iterable[StatedFact], way: Way) -> bool:
    return any(_same(fact, other, way) for other in others)


def _same(one: StatedFact, other: StatedFact, way: Way) -> bool:
    if (one.kind, one.value) != (other.kind, other.value):
        return False
    if way is Way.WORDS or one.kind is StatedKind.DESIRABLE:
        return overlap(one.mention, other.mention)
    return one.relation is other.relation


def _named(fact: StatedFact) -> str:
    return " ".join(filter(None, (fact.kind.value, fact.value, fact.relation and fact.relation.value)))
