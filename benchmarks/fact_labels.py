"""Vacancies whose stated facts were labelled by hand (`benchmarks/facts/`), read and checked.

How they were labelled, and by whom, is in `benchmarks/facts/README.md`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from benchmarks.datasets import all_vacancies
from matcher.types import Mention, StatedFact, StatedKind
from taxonomy.types import Relation

FOLDER = Path(__file__).with_name("facts")
LANGUAGES = ("en", "es", "it", "fr", "de", "el", "pt", "pl")
# Every 64th of the 3,200 EURES vacancies, from the first: 50 that nobody picked by taste.
EURES_STEP = 64
EURES = "EURES"

_NUMBER = r"(0|[1-9]\d*)(\.\d*[1-9])?"
# How the value of each kind is written.
VALUES: Mapping[StatedKind, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in {
        StatedKind.LANGUAGE: r"[a-z]{2}(:[ABC][12])?",
        StatedKind.LICENCE: r"A1|B|BE|C|CE|D|driving|own_car|forklift|adr|cap|lifting_platform|food_handler"
        r"|security_card|first_aid|certificate",
        StatedKind.HOURS: rf"{_NUMBER}-{_NUMBER}",
        StatedKind.WORKING_TIME: r"full_time|part_time",
        StatedKind.CONTRACT: r"permanent|temporary|seasonal|apprenticeship|internship|freelance|agency",
        StatedKind.YEARS: rf"{_NUMBER}|some|none",
        StatedKind.SHIFT: r"morning|afternoon|evening|night|weekend|holiday|rotating|split|on_call",
        StatedKind.PAY: rf"{_NUMBER}-{_NUMBER}/(hour|day|month|year)(/(gross|net))?",
        StatedKind.HOUSING: r"offered|help",
        StatedKind.PERMISSION: r"required|sponsored",
        StatedKind.START: r"\d{4}-\d\d-\d\d|now",
        StatedKind.EDUCATION: r"none|compulsory|upper_secondary|vocational|bachelor|master|doctorate",
        StatedKind.DESIRABLE: r"clause",
    }.items()
}
# What is asked of the person is essential or desirable; what describes the work is neither.
ASKED = frozenset(
    {StatedKind.LANGUAGE, StatedKind.LICENCE, StatedKind.YEARS, StatedKind.EDUCATION, StatedKind.PERMISSION}
)
ASKS_NOTHING = frozenset({"none", "sponsored"})
RANGES = frozenset({StatedKind.HOURS, StatedKind.PAY})
RELATIONS = {"essential": Relation.ESSENTIAL, "desirable": Relation.OPTIONAL, None: None}


class LabelError(Exception):
    """Labels that are malformed or do not fit their texts; names every problem."""


class Part(StrEnum):
    """What a reader may be written on, and what it is judged on."""

    DEVELOPMENT = "dev"
    HELD_OUT = "held_out"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A vacancy with the facts that it states; their offsets are into `whole`.

    `language` is EURES for the real vacancies, whose own language nobody states.
    """

    id: str
    language: str
    part: Part
    title: str
    text: str
    facts: tuple[StatedFact, ...]

    @property
    def whole(self) -> str:
        """Return title and text as the offsets count them."""
        return f"{self.title}\n{self.text}"


def own_texts(folder: Path = FOLDER) -> list[LabelledText]:
    """Read the vacancies that were written for this project. Raises LabelError."""
    rows = _rows(folder / "texts.jsonl")
    return _checked(_labelled(row, row["lang"], row["title"], row["text"]) for row in rows)


def eures_texts(folder: Path = FOLDER) -> list[LabelledText]:
    """Read the labels of real vacancies and, beside the project, their texts. Raises LabelError, SharedMissingError."""
    texts = {vacancy.id: vacancy for vacancy in all_vacancies()}
    rows = _rows(folder / "eures.jsonl")
    unknown = sorted(row["id"] for row in rows if row["id"] not in texts)
    if unknown:
        raise LabelError(f"labelled, but no EURES vacancy: {', '.join(unknown)}")
    return _checked(_labelled(row, EURES, texts[row["id"]].title, texts[row["id"]].text) for row in rows)


def problems(text: LabelledText) -> Iterator[str]:
    """Yield what is wrong with the labels of a text."""
    whole = text.whole
    clauses = [fact.mention for fact in text.facts if fact.kind is StatedKind.DESIRABLE]
    for fact in text.facts:
        words = fact.mention
        named = f"{text.id}: {fact.kind} {fact.value!r} at {words.start}-{words.end}"
        if not VALUES[fact.kind].fullmatch(fact.value):
            yield f"{named}: no such value"
        elif fact.kind in RANGES and _reversed(fact.value):
            yield f"{named}: range from more to less"
        if not 0 <= words.start < words.end <= len(whole) or words.text != words.text.strip():
            yield f"{named}: no words of the text"
        elif _cuts_a_word(whole, words.start) or _cuts_a_word(whole, words.end):
            yield f"{named}: cuts a word"
        if (fact.relation is not None) != (fact.kind in ASKED and fact.value not in ASKS_NOTHING):
            yield f"{named}: relation {fact.relation}"
        if fact.relation is Relation.OPTIONAL and not any(overlap(words, clause) for clause in clauses):
            yield f"{named}: desirable outside any desirable clause"


def overlap(one: Mention, other: Mention) -> bool:
    """Return whether two mentions of a text share a character."""
    return one.start < other.end and other.start < one.end


def _labelled(row: Mapping[str, Any], language: str, title: str, text: str) -> LabelledText:
    whole = f"{title}\n{text}"
    facts = tuple(
        StatedFact(
            StatedKind(fact["kind"]),
            fact["value"],
            RELATIONS[fact.get("relation")],
            Mention(whole[fact["start"] : fact["end"]], fact["start"], fact["end"]),
        )
        for fact in row["facts"]
    )
    return LabelledText(row["id"], language, Part(row["part"]), title, text, facts)


def _checked(labelled: Iterable[LabelledText]) -> list[LabelledText]:
    texts = list(labelled)
    found = [problem for text in texts for problem in problems(text)]
    if found:
        raise LabelError("\n".join(found))
    return texts


def _cuts_a_word(whole: str, place: int) -> bool:
    return 0 < place < len(whole) and whole[place - 1].isalnum() and whole[place].isalnum()


def _reversed(value: str) -> bool:
    low, high = map(float, value.split("/", maxsplit=1)[0].split("-"))
    return low > high


def _rows(path: Path) -> list[dict[str, Any]]:
    """Read rows whose facts are of known kinds and relations. Raises LabelError."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    unknown = [
        f"{row['id']}: {fact}"
        for row in rows
        for fact in row["facts"]
        if fact["kind"] not in set(StatedKind) or fact.get("relation") not in RELATIONS
    ]
    if unknown:
        raise LabelError("no such kind or relation: " + "; ".join(unknown))
    return rows
