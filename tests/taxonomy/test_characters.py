"""What nobody can see is taken out of text, and what people need stays."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.characters import MAX_MARKS, has_stacked_marks, visible

HOSTILE = st.text(
    st.sampled_from("ab é\u0301\u0344\u0323م\u06ccक\u094d\u200c\u200d\u200b\u202e\u2066\U000e0041\ufe0f\r\n\x00\x85<&;")
)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("co\u200bok", "cook"),
        ("\ufeffcook\u00ad", "cook"),
        ("\u202ekooc\u202c \u2066x\u2069 \u200fy\u061c", "kooc x y"),
        ("cook" + "".join(chr(0xE0000 + ord(c)) for c in "surgeon"), "cook"),
        ("☺\ufe0f\U000e0100", "☺"),
        ("a\x00b\x1b[31mc\x9b", "ab[31mc"),
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("e\u0301", "é"),
        ("\u3164\u2800", "\u2800"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: "I want" is another word without the joiner
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("a\u200cb \u200dم م\u200d می\u200c\u200cخ", "ab م م می\u200cخ"),
        ("٣\u0600", "٣\u0600"),  # the Arabic number sign is seen
        ("tab\tand\nline", "tab\tand\nline"),
    ],
)
def test_only_what_can_be_seen_stays(text: str, seen: str) -> None:
    """Direction controls, tags, zero-width and control characters go; joiners stay where the script needs them."""
    assert visible(text) == seen


@given(HOSTILE)
def test_reading_again_changes_nothing(text: str) -> None:
    """The text that is stored is a fixed point, in NFC."""
    seen = visible(text)
    assert visible(seen) == seen
    assert unicodedata.is_normalized("NFC", seen)
    assert not has_stacked_marks(seen)


def test_marks_do_not_pile_up() -> None:
    """100,000 marks on one letter are cut at once; putting them into order would take 20 seconds."""
    pile = "a" + "\u0301\u0323" * 50_000
    started = time.perf_counter()
    assert has_stacked_marks(pile)
    assert len(visible(pile)) <= MAX_MARKS + 1
    assert time.perf_counter() - started < 1
    assert not has_stacked_marks("a" + "\u0301" * MAX_MARKS)
    assert visible("•" * 100) == "•" * 100
