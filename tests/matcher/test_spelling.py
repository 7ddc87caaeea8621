"""Words one letter away are found, against comparing with every word."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matcher.spelling import MAX_LETTERS, MIN_LETTERS, build_spelling
from taxonomy.columns import StringColumn

LETTERS = st.text("abc", min_size=MIN_LETTERS - 2, max_size=MIN_LETTERS + 3)


@given(st.sets(LETTERS, max_size=30), st.lists(LETTERS, max_size=5))
def test_the_first_word_one_letter_away_is_found(known: set[str], asked: list[str]) -> None:
    """Of those long enough that begin alike; the words themselves are no errors."""
    words = sorted(known)
    spelling = build_spelling(StringColumn.from_strings(words), range(len(words)))
    long = [word for word in words if len(word) >= MIN_LETTERS]
    expected = [
        next((w for w in long if len(a) >= MIN_LETTERS and w[0] == a[0] and OSA.distance(a, w) == 1), None)
        for a in asked
    ]
    assert [None if n is None else words[n] for n in spelling.find(asked)] == expected


def test_short_and_endless_words_are_not_corrected() -> None:
    """They have too many neighbours, or none that people write."""
    words = ["cooking", "cook", "x" * (MAX_LETTERS + 1)]
    spelling = build_spelling(StringColumn.from_strings(words), range(3))
    assert spelling.find(["cokoing", "coook", "x" * (MAX_LETTERS + 2)]) == [0, None, None]
