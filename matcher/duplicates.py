"""Finds vacancies that say nearly the same: one offer posted twice, with another reference or date.

The key is Charikar's simhash (2002): each three words in a row vote for the bits of their hash, so texts that share
most of their words share most of their bits.
"""

from __future__ import annotations

import hashlib

import numpy as np

from matcher.text import words

__all__ = ["is_near_text", "near_text_key"]

# Three words in a row are rarely shared by chance, and one changed word changes only three of them.
SHINGLE_WORDS = 3
# Manku et al. (2007) found 3 of 64 bits right for pages. Texts must be long enough for that many votes: see MIN_WORDS.
MAX_BITS = 3
# Fewer words than this ("waiter wanted, full time") are alike without being the same offer, so they must be equal.
MIN_WORDS = 30


def near_text_key(text: str) -> int:
    """Return a signed 64-bit key (fits a SQL BIGINT); equal words give equal keys whatever case and punctuation.

    A text under MIN_WORDS words gets a plain hash, which is near no other.
    """
    found = [word.text for word in words(text)]
    if len(found) < MIN_WORDS:
        return int.from_bytes(_hash(" ".join(found)), "big", signed=True)
    shingles = {" ".join(found[i : i + SHINGLE_WORDS]) for i in range(len(found) - SHINGLE_WORDS + 1)}
    hashes = np.frombuffer(b"".join(_hash(shingle) for shingle in shingles), dtype=np.uint8)
    votes = np.unpackbits(hashes).reshape(len(shingles), 64).sum(axis=0)
    bits = np.packbits(votes * 2 > len(shingles)).tobytes()
    return int.from_bytes(bits, "big", signed=True)


def is_near_text(a: int, b: int) -> bool:
    """Whether two keys differ in at most MAX_BITS bits. Compare keys of the same place only."""
    return ((a ^ b) & (2**64 - 1)).bit_count() <= MAX_BITS


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
