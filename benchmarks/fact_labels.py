"""Vacancies whose stated facts were labelled by hand (`benchmarks/facts/`), read and checked.

How they were labelled, and by whom, is in `benchmarks/facts/README.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.datasets import all_vacancies
from taxonomy.types import Relation

FOLDER = Path(__file__).with_name("facts")
LANGUAGES = ("en", "es", "it", "fr", "de", "el", "pt", "pl")
# Every 64th of the 3,200 EURES vacancies, from the first: 50 that nobody picked by taste.
EURES_STEP = 64
EURES = "EURES"
CLAUSE = "desirable"

_NUMBER = r"(0|[1-9]\d*)(\.\d*[1-9])?"
# Every kind of fact, and how its value is written.
VALUES: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "language": r"[a-z]{2}(:[ABC][12])?",
        "licence": r"A1|B|BE|C|CE|D|driving|own_car|forklift|adr|cap|lifting_platform|food_handler|security_card"
        r"|first_aid|certificate",
        "hours": rf"{_NUMBER}-{_NUMBER}",
        "working_time": r"full_time|part_time",
        "contract": r"permanent|temporary|seasonal|apprenticeship|internship|freelance|agency",
        "years": rf"{_NUMBER}|some|none",
        "shift": r"morning|afternoon|evening|night|weekend|holiday|rotating|split|on_call",
        "pay": rf"{_NUMBER}-{_NUMBER}/(hour|day|month|year)(/(gross|net))?",
        "housing": r"offered|help",
        "permission": r"required|sponsored",
        "start": r"\d{4}-\d\d-\d\d|now",
        "education": r"none|compulsory|upper_secondary|vocational|bachelor|master|doctorate",
        CLAUSE: r"clause",
    }.items()
}
# What is asked of the person is essential or desirable; what describes the work is neither.
ASKED = frozenset({"language", "licence", "years", "education", "permission"})
ASKS_NOTHING = frozenset({"none", "sponsored"})
RELATIONS = {"essential": Relation.ESSENTIAL, "desirable": Relation.OPTIONAL, None: None}


class LabelError(Exception):
    """Labels that are malformed or do not fit their texts; names every problem."""


class Part(StrEnum):
    """What a reader may be written on, and what it is judged on."""

    DEVELOPMENT = "dev"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class LabelledFact:
    """A fact that `[start, end)` of the text states (code points); `value` is written as `VALUES` says."""

    kind: str
    value: str
    relation: Relation | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A vacancy with its facts; offsets are into `whole`.

    `language` is EURES for the real vacancies, whose own language nobody states.
    """

    id: str
    language: str
    part: Part
    title: str
    text: str
    facts: tuple[LabelledFact, ...]

    @property
    def whole(self) -> str:
        """Return title and text as the offsets count them."""
        return f"{self.title}\n{self.text}"


def own_texts(folder: Path = FOLDER) -> list[LabelledText]:
    """Read the vacancies that were written for this project. Raises LabelError."""
    rows = _rows(folder / "texts.jsonl")
    return _checked([_labelled(row, row["lang"], row["title"], row["text"]) for row in rows])


def eures_texts(folder: Path = FOLDER) -> list[LabelledText]:
    """Read the labels of real vacancies and, beside the project, their texts. Raises LabelError, SharedMissingError."""
    texts = {vacancy.id: vacancy for vacancy in all_vacancies()}
    rows = list(_rows(folder / "eures.jsonl"))
    unknown = sorted(row["id"] for row in rows if row["id"] not in texts)
    if unknown:
        raise LabelError(f"labelled, but no EURES vacancy: {', '.join(unknown)}")
    return _checked([_labelled(row, EURES, texts[row["id"]].title, texts[row["id"]].text) for row in rows])


def problems(text: LabelledText) -> Iterator[str]:
    """Yield what is wrong with the labels of a text."""
    whole = text.whole
    for fact in text.facts:
        words = whole[fact.start : fact.end]
        named = f"{text.id}: {fact.kind} {fact.value!r} at {fact.start}-{fact.end}"
        if fact.kind not in VALUES or not VALUES[fact.kind].fullmatch(fact.value):
            yield f"{named}: no such value"
        if not 0 <= fact.start < fact.end <= len(whole) or words != words.strip():
            yield f"{named}: no words of the text"
        elif _cuts_a_word(whole, fact.start) or _cuts_a_word(whole, fact.end):
            yield f"{named}: cuts a word"
        if (fact.relation is not None) != (fact.kind in ASKED and fact.value not in ASKS_NOTHING):
            yield f"{named}: relation {fact.relation}"
        if fact.relation is Relation.OPTIONAL and not any(_overlap(fact, clause) for clause in _clauses(text)):
            yield f"{named}: desirable outside any desirable clause"
        if _reversed(fact):
            yield f"{named}: range from more to less"


def _labelled(row: Mapping[str, Any], language: str, title: str, text: str) -> LabelledText:
    facts = tuple(
        LabelledFact(fact["kind"], fact["value"], RELATIONS[fact.get("relation")], fact["start"], fact["end"])
        for fact in row["facts"]
    )
    return LabelledText(row["id"], language, Part(row["part"]), title, text, facts)


def _checked(texts: list[LabelledText]) -> list[LabelledText]:
    found = [problem for text in texts for problem in problems(text)]
    if found:
        raise LabelError("\n".join(found))
    return texts


def _cuts_a_word(whole: str, place: int) -> bool:
    return 0 < place < len(whole) and whole[place - 1].isalnum() and whole[place].isalnum()


def _clauses(text: LabelledText) -> Iterator[LabelledFact]:
    return (fact for fact in text.facts if fact.kind == CLAUSE)


def _overlap(one: LabelledFact, other: LabelledFact) -> bool:
    return one.start < other.end and other.start < one.end


def _reversed(fact: LabelledFact) -> bool:
    if fact.kind not in {"hours", "pay"} or not VALUES[fact.kind].fullmatch(fact.value):
        return False
    low, high = map(float, fact.value.split("/")[0].split("-"))
    return low > high


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
