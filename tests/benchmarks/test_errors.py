"""Error lists of handmade answers."""

from benchmarks.errors import Answer, error_list

ANSWERS = [
    Answer("s1", frozenset({"u:a"}), ["u:b", "u:c"], 0.0),
    Answer("s2", frozenset({"u:a"}), ["u:b"], 0.0),
    Answer("s3", frozenset({"u:c"}), ["u:b", "u:c"], 0.5),
    Answer("s4", frozenset({"u:a"}), ["u:a"], 1.0),
]


def test_the_worst_come_first_and_the_perfect_not_at_all() -> None:
    """By measure, then id; labels of all that is named, once."""
    found = error_list(ANSWERS, str.upper)
    assert [row["id"] for row in found["worst"]] == ["s1", "s2", "s3"]
    assert (found["n"], found["n_missed"]) == (4, 2)
    assert found["labels"] == {"u:a": "U:A", "u:b": "U:B", "u:c": "U:C"}


def test_a_confusion_is_a_concept_that_was_not_found_and_the_one_that_came_first() -> None:
    """Twice a was not found and b came first; c was found, so it is confused with nothing."""
    assert error_list(ANSWERS, str)["confusions"] == [{"gold": "u:a", "first": "u:b", "n": 2}]
