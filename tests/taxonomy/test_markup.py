"""HTML becomes the words that it shows, and plain text stays as it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy.markup import MAX_TAGS, MarkupError, without_markup

TAGS = ("<p>", "</p>", "<script>", "</script>", "<b a='&lt;'>", "<!--", "-->", "<style>", "<textarea>", "<svg>", "<x>")
PARTS = ("&amp;", "&lt;", "&#38;", "&nbsp;", "lt;", "amp;", "p>", "<", ">", "&", "'", '"', "cook", " ", "\n", "\u200b")
PIECES = st.lists(st.sampled_from((*TAGS, *PARTS))).map("".join)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Cook<script>alert(1)</script> &amp; bake</p><ul><li>weld<li>cut</ul>", "Cook & bake\nweld\ncut"),
        ("We <b>need</b>\na cook", "We need\na cook"),
        ("<p>We need\na cook</p>", "We need a cook"),
        ("<style>p{}</style><SCRIPT>x", ""),
        ("<scr<script>x</script>ipt>alert(1)", "xipt>alert(1)"),
        ("x<!-- hidden -->y", "xy"),
        ("<scr\u200bipt>alert(1)</scr\u200bipt>cook", "cook"),
        ("<table><tr><td>Monday<td>9-17</table>", "Monday 9-17"),
        ("<a href='javascript:x' onclick='y'>click</a>", "click"),
        ("&lt;p&gt;Caf&amp;eacute;&lt;/p&gt;", "Café"),
        ("&amp;amp;lt;script&amp;gt;x&lt;/script&gt;cook", "cook"),
        ("R&amp;D, AT&T &copy 3 < 4", "R&D, AT&T &copy 3 < 4"),
        ("x<y and <3 > 2", "x<y and <3 > 2"),
        ("Köchin\n\n  gesucht", "Köchin\n\n  gesucht"),
    ],
)
def test_words_without_markup(text: str, words: str) -> None:
    """Tags, scripts, styles and comments go, blocks become lines, entities are decoded; `<` alone is a character."""
    assert without_markup(text) == words


@given(PIECES)
def test_reading_again_changes_nothing(text: str) -> None:
    """What is stored reads as itself, so offsets into it hold; a text that never settles is refused."""
    try:
        words = without_markup(text)
    except MarkupError:
        return
    assert without_markup(words) == words
    assert "<script" not in words


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * MAX_TAGS,
        "".join(f"<b i={i}>" for i in range(1500)) + "<p>x" * 1500,
        "<select><div>" * 1500,
        "<table><b>" * 1500,
        "&amp;" * 20_000,
        "&lt;" * 25_000,
        "<" * 100_000,
        "&&#97;mp;" * 11_000,
    ],
)
def test_hostile_markup_costs_little(text: str) -> None:
    """Nesting, unclosed tags and chains of entities take less than a second."""
    started = time.perf_counter()
    without_markup(text)
    assert time.perf_counter() - started < 1


def test_too_much_markup_is_refused() -> None:
    """More tags than any vacancy has, and markup that hides markup that hides markup."""
    with pytest.raises(MarkupError, match="3,000"):
        without_markup("<b>" * (MAX_TAGS + 1))
    nested = "&lt;p>"
    for _ in range(6):
        nested = nested.replace("&", "&am&#112;;")
    with pytest.raises(MarkupError, match="within"):
        without_markup(nested)
