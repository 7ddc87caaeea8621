"""One offer posted twice has one key; other offers have others; short texts have none."""

from hypothesis import given
from hypothesis import strategies as st

from matcher.duplicates import MIN_WORDS, near_text_key

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


def test_short_texts_have_no_key() -> None:
    """Too little to tell offers apart."""
    assert near_text_key(" ".join(WORDS[: MIN_WORDS - 1]) + " 1 2 3") is None
    assert near_text_key(" ".join(WORDS[:MIN_WORDS])) is not None


@given(st.text(max_size=300))
def test_keys_fit_a_signed_column(text: str) -> None:
    """Any text has a key of 64 bits with a sign, or none."""
    key = near_text_key(text)
    assert key is None or -(2**63) <= key < 2**63
