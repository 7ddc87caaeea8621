"""What was read against what was labelled, counted on handmade facts."""

import json

import pytest

from benchmarks.fact_labels import LabelledText, Part
from benchmarks.fact_reading import OWN, Count, Reading, Way, errors, measure
from benchmarks.tables import fact_cross_table, fact_kind_table, fact_language_table
from matcher.types import Mention, StatedFact, StatedKind
from taxonomy.types import Relation

# Ten code points a word, so that the third word is [20, 29).
WORDS = "licence_C night_____ english__ german___ plus_____"


def _fact(kind: StatedKind, value: str, word: int, relation: Relation | None = None) -> StatedFact:
    start = 10 * word
    return StatedFact(kind, value, relation, Mention(WORDS[start : start + 9], start, start + 9))


LICENCE = _fact(StatedKind.LICENCE, "C", 0, Relation.ESSENTIAL)
NIGHT = _fact(StatedKind.SHIFT, "night", 1)
ENGLISH = _fact(StatedKind.LANGUAGE, "en:B2", 2, Relation.ESSENTIAL)
GERMAN = _fact(StatedKind.LANGUAGE, "de", 3, Relation.OPTIONAL)
LABELS = (LICENCE, NIGHT, ENGLISH, GERMAN)


def _reading(*read: StatedFact, labels: tuple[StatedFact, ...] = LABELS, language: str = "en") -> Reading:
    return Reading(LabelledText("x", language, Part.DEVELOPMENT, "", WORDS, labels), read)


def _count(reading: Reading, way: Way) -> Count:
    return sum((reading.count(way, kind) for kind in StatedKind), Count())


def test_what_was_labelled_is_right() -> None:
    """Four of four, either way."""
    assert [_count(_reading(*LABELS), way) for way in Way] == [Count(4, 4, 4, 4)] * 2


def test_precision_and_recall_are_those_of_the_arithmetic() -> None:
    """Of four facts one is found and one other is read: 1/2, 1/4, F1 2 * 1/2 * 1/4 / (3/4) = 1/3."""
    found = _count(_reading(NIGHT, _fact(StatedKind.HOURS, "40-40", 0)), Way.VALUE).measures()
    assert found == {"n_labelled": 4, "n_read": 2, "precision": 0.5, "recall": 0.25, "f1": pytest.approx(1 / 3)}


def test_another_relation_is_wrong_only_where_relations_count() -> None:
    """German is nice to have, and was read as needed."""
    reading = _reading(_fact(StatedKind.LANGUAGE, "de", 3, Relation.ESSENTIAL))
    assert _count(reading, Way.VALUE) == Count(4, 1, 0, 0)
    assert _count(reading, Way.WORDS) == Count(4, 1, 1, 1)


def test_other_words_are_wrong_only_where_words_count() -> None:
    """Night, read from where nothing says night."""
    reading = _reading(_fact(StatedKind.SHIFT, "night", 4))
    assert _count(reading, Way.VALUE) == Count(4, 1, 1, 1)
    assert _count(reading, Way.WORDS) == Count(4, 1, 0, 0)


@pytest.mark.parametrize("way", Way)
def test_a_value_said_twice_counts_once(way: Way) -> None:
    """Naming it again is no second fact, whether labelled or read."""
    again = _fact(StatedKind.SHIFT, "night", 4)
    assert _count(_reading(NIGHT, again), way) == Count(4, 1, 1, 1)
    assert _count(_reading(again, labels=(NIGHT, again)), way) == Count(1, 1, 1, 1)


@pytest.mark.parametrize("way", Way)
def test_a_clause_is_its_words(way: Way) -> None:
    """Two clauses read as one long one are both found, by one that is right; elsewhere it would be wrong."""
    clauses = tuple(_fact(StatedKind.DESIRABLE, "clause", word) for word in (3, 4))
    long = StatedFact(StatedKind.DESIRABLE, "clause", None, Mention(WORDS[30:49], 30, 49))
    assert _reading(long, labels=clauses).count(way, StatedKind.DESIRABLE) == Count(2, 1, 2, 1)
    elsewhere = _fact(StatedKind.DESIRABLE, "clause", 0)
    assert _reading(elsewhere, labels=clauses).count(way, StatedKind.DESIRABLE) == Count(2, 1, 0, 0)


def test_nothing_read_has_no_precision() -> None:
    """Undefined is not 0; recall is."""
    found = _count(_reading(), Way.VALUE).measures()
    assert (found["precision"], found["recall"], found["f1"]) == (None, 0.0, 0.0)


def test_real_vacancies_are_no_part_of_ours() -> None:
    """Each language by itself, the eight together, and EURES apart."""
    found = measure([_reading(NIGHT), _reading(language="it"), _reading(*LABELS, language="EURES")])
    languages = found[Way.VALUE]["languages"]
    assert {name: row["n_labelled"] for name, row in languages.items() if row["n_labelled"]} == {
        "en": 4,
        "it": 4,
        OWN: 8,
        "EURES": 4,
    }
    assert (languages["en"]["recall"], languages[OWN]["recall"], languages["EURES"]["recall"]) == (0.25, 0.125, 1)
    assert found[Way.VALUE]["kinds"][OWN]["shift"]["recall"] == 0.5


def test_errors_name_no_words() -> None:
    """Kind, value and relation of what was missed and of what was wrongly read."""
    reading = _reading(LICENCE, NIGHT, ENGLISH, _fact(StatedKind.LANGUAGE, "de", 3, Relation.ESSENTIAL))
    assert errors([reading, _reading(*LABELS)]) == [
        {"id": "x", "missed": ["language de optional"], "wrong": ["language de essential"]}
    ]


def test_tables_name_languages_in_order_and_cross_them_with_kinds() -> None:
    """Results are stored with sorted keys; a table has languages by name, then all of ours, then the real ones."""
    found = measure([_reading(NIGHT), _reading(*LABELS, language="de"), _reading(NIGHT, GERMAN, language="EURES")])
    result = json.loads(json.dumps({"dev": found, "held_out": found}, sort_keys=True))
    names = ["English", "French", "German", "Greek", "Italian", "Polish", "Portuguese", "Spanish"]
    rows = [row.split(" | ")[0].strip("| ") for row in fact_language_table(result).splitlines()[2:]]
    assert rows == [*names, "all eight", "EURES (Spanish)"]
    header, _, *crossed = fact_cross_table(result).splitlines()
    assert header.strip("| ").split(" | ") == ["precision / recall", *names, "EURES (Spanish)"]
    shift = next(row for row in crossed if row.startswith("| shift"))
    assert shift.strip("| ").split(" | ")[1:] == ["1.00 / 1.00", "– / –", "1.00 / 1.00", *["– / –"] * 5, "1.00 / 1.00"]
    assert "| shift | 2 | 1.000 | 1.000 | 1.000 | 1.000 |" in fact_kind_table(result)
