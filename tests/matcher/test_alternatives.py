"""The runners-up of a link are other concepts that the same words could mean."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.alternatives import Meaning, Meanings
from matcher.types import Mention

TEXT = "nurse and cook"
WHOLE, NURSE, COOK = Mention(TEXT, 0, 14), Mention("nurse", 0, 5), Mention("cook", 10, 14)


def test_other_meanings_of_the_same_words_are_listed_best_first() -> None:
    """Of the passage as a whole and of the words themselves; not of other words, not of other passages."""
    chosen = Meaning(0, 1, 3.0, NURSE)
    meanings = Meanings(
        [
            chosen,
            Meaning(0, 1, 2.0, WHOLE),
            Meaning(0, 2, 1.0, NURSE),
            Meaning(0, 3, 1.5, WHOLE),
            Meaning(0, 2, 1.2, WHOLE),
            Meaning(0, 4, 9.0, COOK),
            Meaning(1, 5, 9.0, NURSE),
        ]
    )
    assert [(other.row, other.value) for other in meanings.beside(chosen)] == [(3, 1.5), (2, 1.2)]


def test_what_other_words_mean_is_no_runner_up() -> None:
    """The cook was found in the passage too, and is proposed for its own words."""
    chosen = Meaning(0, 1, 3.0, NURSE)
    meanings = Meanings([chosen, Meaning(0, 4, 2.0, WHOLE), Meaning(0, 5, 1.0, WHOLE)])
    assert [other.row for other in meanings.beside(chosen, linked_elsewhere={4})] == [5]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6), st.floats(-5, 5)), max_size=30))
def test_order_of_evidence_is_irrelevant(found: list[tuple[int, int, float]]) -> None:
    """At most three, each concept once, best first, however they came."""
    meanings = [Meaning(passage, row, value, WHOLE) for passage, row, value in found]
    chosen = Meaning(0, 0, 0.0, NURSE)
    beside = Meanings(meanings).beside(chosen)
    assert beside == Meanings(reversed(meanings)).beside(chosen)
    assert len({other.row for other in beside}) == len(beside) <= 3
    assert beside == sorted(beside, key=lambda other: (-other.value, other.row))
