"""The labelled lines are read as well as the committed results say, and flips compare what they should."""

from benchmarks.flips import read_pairs
from benchmarks.status import measure_boilerplate, measure_facts, measure_status, read_lines
from matcher.masking import mask


def test_labelled_lines_are_read() -> None:
    """Development lines almost all, held-out lines hardly worse."""
    status = measure_status()
    assert status["development"]["all"] >= 0.98
    assert status["held out"]["all"] >= 0.95
    assert measure_facts()["held out"]["all"]["precision"] >= 0.95
    assert measure_boilerplate()["held out"]["all"]["precision"] >= 0.95


def test_each_mention_stands_in_its_line() -> None:
    """A mention that is not there would be judged at a wrong place."""
    assert all(row["mention"].lower() in row["text"].lower() for row in read_lines("status"))


def test_masked_attributes_leave_the_same_words() -> None:
    """But for the controls, the masked texts of a pair are the same words, held-out names and peoples included."""
    controls = {"month", "occupation_form"}
    pairs = [pair for pair in read_pairs() if pair.attribute not in controls]
    assert [p for p in pairs if mask(p.first).split() != mask(p.second).split()] == []
