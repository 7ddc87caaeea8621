"""One offer posted twice has one key; other offers have others; short texts are near none."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.duplicates import MIN_WORDS, TOO_SHORT, is_near_text, near_text_key

WORDS = [a + b for a in "bcdfglmnprst" for b in ("ando", "eria", "ista", "oso")]


def offer(*dropped: str) -> str:
    """Return a text of many words, without those dropped."""
    return " ".join(word for word in WORDS if word not in dropped)


def test_reference_case_and_order_do_not_matter() -> None:
    """The same offer with another number, in capitals, its halves swapped."""
    half = len(WORDS) // 2
    again = f"{' '.join(WORDS[half:])}. {' '.join(WORDS[:half])} (REF.: 7043)".replace("REF", "")
    assert near_text_key(f"{offer()} 032025006891") == near_text_key(again.upper())


def test_one_word_makes_another_offer() -> None:
    """Evening or morning may be the only difference."""
    assert len({near_text_key(offer(word)) for word in WORDS}) == len(WORDS)


def test_short_texts_are_near_none() -> None:
    """Too little to tell offers apart."""
    assert near_text_key(" ".join(WORDS[: MIN_WORDS - 1])) == TOO_SHORT
    assert near_text_key(" ".join(WORDS[:MIN_WORDS])) != TOO_SHORT


def test_texts_of_few_words_must_be_equal() -> None:
    """In a form letter the reference is the only thing that differs."""
    letter = "For more information see our pages, offer number 7 please. " * 6
    assert is_near_text(near_text_key(letter), near_text_key(letter.upper()))
    assert not is_near_text(near_text_key(letter), near_text_key(letter.replace("7", "8")))


@given(st.text(max_size=300))
def test_keys_fit_a_signed_column(text: str) -> None:
    """Any text has a key of 64 bits with a sign; one that is too short is near none."""
    key = near_text_key(text)
    assert -(2**63) <= key < 2**63
    assert is_near_text(key, key) is (key != TOO_SHORT)
