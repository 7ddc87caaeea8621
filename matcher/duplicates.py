"""Finds vacancies that say the same: one offer posted twice, with another reference, date or order of sentences.

The key hashes the distinct words that hold no digit. A 64-bit simhash was tried first: on 3,200 EURES vacancies, whose
boilerplate makes unlike offers alike, no pair at all was within the usual 3 bits, and at 10 bits nine in ten of the
pairs found shared less than three quarters of their word triples. Equal keys also need no search: a column with an
index finds them.
"""

from __future__ import annotations

import hashlib

from matcher.text import words

__all__ = ["is_near_text", "near_text_key"]

# Texts of fewer words ("Waiter. For more information see our pages") are alike without being one offer.
MIN_WORDS = 30
TOO_SHORT = 0


def near_text_key(text: str) -> int:
    """Return a signed 64-bit key (fits a SQL BIGINT), TOO_SHORT for a text under MIN_WORDS words.

    Texts with equal keys at the same place are the same offer: only case, punctuation, numbers and order differ, and
    with fewer than MIN_WORDS distinct words not even numbers and order.
    """
    found = [word.text for word in words(text)]
    if len(found) < MIN_WORDS:
        return TOO_SHORT
    distinct = sorted({word for word in found if word.isalpha()})
    kept = distinct if len(distinct) >= MIN_WORDS else found
    digest = hashlib.blake2b(" ".join(kept).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def is_near_text(a: int, b: int) -> bool:
    """Whether two keys, of texts at the same place, are those of one offer."""
    return a == b != TOO_SHORT
