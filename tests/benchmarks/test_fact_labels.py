"""The vacancies whose facts were labelled by hand: what is committed fits its texts."""

import json
import os
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.datasets import SharedMissingError, all_vacancies, shared_folder
from benchmarks.fact_labels import (
    EURES_STEP,
    FOLDER,
    LANGUAGES,
    VALUES,
    LabelError,
    LabelledText,
    Part,
    eures_texts,
    overlap,
    own_texts,
    problems,
)
from matcher.types import Mention, StatedFact, StatedKind
from taxonomy.types import Relation

TEXT = LabelledText("x", "en", Part.DEVELOPMENT, "Driver", "Licence C, German a plus", ())


def _fact(kind: StatedKind, value: str, relation: Relation | None, start: int, end: int) -> StatedFact:
    return StatedFact(kind, value, relation, Mention(TEXT.whole[start:end], start, end))


LICENCE = _fact(StatedKind.LICENCE, "C", Relation.ESSENTIAL, 7, 16)
CLAUSE = _fact(StatedKind.DESIRABLE, "clause", None, 18, 31)
GERMAN = _fact(StatedKind.LANGUAGE, "de", Relation.OPTIONAL, 18, 24)


def test_twenty_texts_in_each_language_half_of_them_held_out() -> None:
    """Every label of ours fits its text, which reading checks."""
    texts = own_texts()
    assert Counter((text.language, text.part) for text in texts) == {
        (language, part): 10 for language in LANGUAGES for part in Part
    }
    assert len({text.id for text in texts}) == len({text.text for text in texts}) == 160


def test_every_kind_is_labelled_in_every_language_and_part() -> None:
    """No kind is measured on nothing."""
    seen = {(text.language, text.part, fact.kind) for text in own_texts() for fact in text.facts}
    assert {(language, part, kind) for language in LANGUAGES for part in Part for kind in VALUES} - seen == set()


def test_eures_labels_hold_no_words() -> None:
    """Ids, parts and facts only: the texts stay where they are."""
    rows = [json.loads(line) for line in (FOLDER / "eures.jsonl").read_text(encoding="utf-8").splitlines()]
    assert Counter(row["part"] for row in rows) == {"dev": 25, "held_out": 25}
    assert {key for row in rows for key in row} == {"id", "part", "facts"}
    assert {key for row in rows for fact in row["facts"] for key in fact} == {
        "kind",
        "value",
        "relation",
        "start",
        "end",
    }


def test_eures_labels_fit_every_64th_vacancy() -> None:
    """Nobody picked them by taste, and every offset is inside the text."""
    try:
        shared_folder()
    except SharedMissingError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    assert [text.id for text in eures_texts()] == [vacancy.id for vacancy in all_vacancies()[::EURES_STEP]]


def _with(*facts: StatedFact) -> LabelledText:
    return LabelledText(TEXT.id, TEXT.language, TEXT.part, TEXT.title, TEXT.text, facts)


def test_right_labels_have_no_problem() -> None:
    """A class that is needed, and a language that is nice to have."""
    assert list(problems(_with(LICENCE, CLAUSE, GERMAN))) == []


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        (_fact(StatedKind.LICENCE, "Z", Relation.ESSENTIAL, 7, 16), "no such value"),
        (_fact(StatedKind.LICENCE, "C", Relation.ESSENTIAL, 7, 99), "no words of the text"),
        (_fact(StatedKind.LICENCE, "C", Relation.ESSENTIAL, 6, 16), "no words of the text"),
        (_fact(StatedKind.LICENCE, "C", Relation.ESSENTIAL, 7, 12), "cuts a word"),
        (_fact(StatedKind.LICENCE, "C", None, 7, 16), "relation None"),
        (_fact(StatedKind.YEARS, "none", Relation.ESSENTIAL, 7, 16), "relation essential"),
        (_fact(StatedKind.LICENCE, "C", Relation.OPTIONAL, 7, 16), "outside any desirable clause"),
        (_fact(StatedKind.HOURS, "40-30", None, 7, 16), "from more to less"),
        (_fact(StatedKind.PAY, "12.50-13/hour", None, 7, 16), "no such value"),
    ],
)
def test_a_wrong_label_is_named(fact: StatedFact, problem: str) -> None:
    """Each rule is seen red on a label that breaks it."""
    assert [problem in found for found in problems(_with(fact, CLAUSE))] == [True]


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    """A file with two wrong labels is repaired in one go."""
    facts = [
        {"kind": "hours", "value": "many", "start": 0, "end": 6},
        {"kind": "pay", "value": "3", "start": 7, "end": 16},
    ]
    row = {"id": "x", "lang": "en", "part": "dev", "title": TEXT.title, "text": TEXT.text, "facts": facts}
    (tmp_path / "texts.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(LabelError) as raised:
        own_texts(tmp_path)
    assert len(str(raised.value).splitlines()) == 2


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    """A misspelt kind is no kind that nobody measures."""
    row = {"id": "x", "facts": [{"kind": "licences", "value": "B", "relation": "essential", "start": 0, "end": 6}]}
    (tmp_path / "texts.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(LabelError, match="licences"):
        own_texts(tmp_path)


def test_neighbours_share_no_character() -> None:
    """Words that only touch do not overlap; one common character is enough."""
    assert not overlap(Mention("ab", 0, 2), Mention("cd", 2, 4))
    assert overlap(Mention("abc", 0, 3), Mention("cd", 2, 4))
