"""The forms in which a label may stand in a text, and the keys under which each form is looked up.

A word is known by hashes of its spelling, its stem and its root; a label by sums of them: one that keeps the order of
stems, one that forgets where words are parted, one that forgets their order. Equal keys are equal forms, so a text is
compared with all labels by looking up numbers, and no string is built or compared.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.language import is_small_word
from matcher.text import stem
from taxonomy.types import Kind

__all__ = [
    "EXACT",
    "LETTERS",
    "LOOSE",
    "MIN_INFORMATION",
    "ROOT",
    "SMALL",
    "STEM",
    "Form",
    "Keys",
    "chained",
    "joined",
    "root",
    "salted",
    "without_gender_forms",
    "word_key",
    "word_table",
]

Keys = NDArray[np.uint64]

# A word of a vacancy comes back in the next one; computing its keys takes 10 µs, looking them up 0.1 µs.
_CACHE = 1 << 15
_MULTIPLIER = 0x9E3779B97F4A7C15  # odd, with bits all over (the golden ratio)
_LETTER = 0xD6E8FEB86659FD93  # odd too, so that no letter of a long word is shifted out
_BITS = (1 << 64) - 1


class Form(StrEnum):
    """How the words of a text relate to those of a label, surest first."""

    EXACT = "exact"  # the same words
    STEM = "stem"  # another gender, number or case
    COMPOUND = "compound"  # parted or joined otherwise: "e-commerce", "ecommerce"
    TYPO = "typo"  # one letter of a long word is wrong
    REORDERED = "reordered"  # another order, derived forms: "managing data of customers"
    INSERTED = "inserted"  # the same with one more word in between
    BRACKET = "bracket"  # without the label's bracketed qualifier


# Forms that a label need not have been meant in, even where the words stand alone.
LOOSE = frozenset({Form.REORDERED, Form.INSERTED})
# How much words in a sentence must say (`Reading.information`) to be a label in some form: below, fewer than one in ten
# was right (docs/evaluation.md). One word of .6 is one that 25 of 3,000 occupations, or 45 of 13,900 skills, speak of.
# Occupations are named in more forms than skills are: "genetic" is an adjective, "genetics" a subject.
MIN_INFORMATION: Mapping[Kind, Mapping[Form, float]] = {
    Kind.OCCUPATION: {
        Form.EXACT: 0.6,
        Form.STEM: 0.6,
        Form.COMPOUND: 0.6,
        Form.TYPO: 0.6,
        Form.REORDERED: 1.0,
        Form.INSERTED: 1.2,
    },
    Kind.SKILL: {
        Form.EXACT: 0.6,
        Form.STEM: 1.1,
        Form.COMPOUND: 0.6,
        Form.TYPO: 0.6,
        Form.REORDERED: 1.2,
        Form.INSERTED: 1.6,
    },
}

_GENDER_SUFFIX = re.compile(
    r"(?<=[^\W\d_]{3})(?:\s?\(|[/*:·_])-?"
    r"(?:innen|in|as|os|a|o|ora|es|e|ne|nes|euse|rice|trice|ice|ère|ere|er|r|n|ka|α|η|τρια)\)?(?!\w)",
    re.IGNORECASE,
)
_GENDER_MARK = re.compile(
    r"\(\s*[mwfdxhgni]\s*(?:[/|*,.]\s*[mwfdxhgni]\s*){1,3}\)|\b[MHmh]/[WFMwfm](?:/[DXdx])?\b", re.ASCII
)


def without_gender_forms(text: str) -> str:
    """Blank out endings like `/a`, `(in)`, `*innen` and marks like `(m/w/d)`, keeping every offset."""
    for pattern in (_GENDER_MARK, _GENDER_SUFFIX):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


# Endings that make a verb of a noun or a noun of a verb, longest first, folded; tried before the endings of
# inflection, so that "managing", "management" and "manage" share "manag", and "soldadura" and "soldar" share "sold".
_DERIVATIONS = tuple(
    sorted(
        (
            *("ement", "ements", "ment", "ments", "ing", "ings", "ation", "ations", "ed"),
            *("ando", "iendo", "acion", "aciones", "icion", "iciones", "amiento", "imiento", "adura", "ura", "eza"),
            *("ado", "ada", "ados", "adas", "ar", "ir", "er"),
            *("age", "ages", "ung", "ungen", "en", "ning", "ande", "azione", "azioni", "are", "ere", "ire", "amento"),
            *("acao", "acoes", "ування", "увати", "ання", "ення", "ати", "ити", "яти", "ние", "ать", "ить"),
        ),
        key=lambda ending: (-len(ending), ending),
    )
)
_MIN_ROOT = 4


@lru_cache(maxsize=_CACHE)
def root(word: str) -> str:
    """Cut an ending of derivation off a folded word, else what `stem` cuts."""
    for ending in _DERIVATIONS:
        if word.endswith(ending) and len(word) - len(ending) >= _MIN_ROOT:
            return word[: -len(ending)]
    return stem(word)


# What is looked up of one folded word, as columns: keys of its spelling, its stem and its root; sums over the letters
# of the word and of its stem, which `joined` puts together, each followed by what the letters before are multiplied
# with; and 1 for words that carry no meaning of their own.
EXACT, STEM, ROOT, LETTERS, SMALL = 0, 1, 2, slice(3, 7), 7
_N_COLUMNS = 8


def word_table(words: Iterable[str]) -> Keys:
    """Return the keys (n, 8) of folded words, in the columns named above."""
    return np.frombuffer(b"".join(map(_word_keys, words)), dtype="<u8").reshape(-1, _N_COLUMNS)


@lru_cache(maxsize=_CACHE)
def _word_keys(word: str) -> bytes:
    """Return the keys of one word, eight bytes each: packed, a cache of them takes a fifth of the memory."""
    stemmed = stem(word)
    spelled = (word_key(word), word_key(stemmed), word_key(root(word)))
    return struct.pack("<8Q", *spelled, *_letters(word), *_letters(stemmed), is_small_word(word))


def _letters(word: str) -> tuple[int, int]:
    """Return the sum over the letters of a word, and what the letters before it are multiplied with."""
    total = 0
    for letter in word:
        total = (total * _LETTER + ord(letter)) & _BITS
    return total, pow(_LETTER, len(word), _BITS + 1)


def word_key(folded: str) -> int:
    """Return 64 bits that stand for a spelling, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "little")


def chained(before: Keys, after: Keys) -> Keys:
    """Return the keys of sequences `before` (n,), each followed by one more word, `after` (n,)."""
    return before * np.uint64(_MULTIPLIER) + after


def joined(before: Keys, letters: Keys, shift: Keys) -> Keys:
    """Return the sums over the letters of `before` (n,) and then of one more word each, as if they were one word."""
    return before * shift + letters


_SALTS = {"sequence": 0x1F83D9ABFB41BD6B, "joined": 0x5BE0CD19137E2179, "bag": 0x3C6EF372FE94F82B}


def salted(keys: Keys, space: str) -> Keys:
    """Spread keys over all 64 bits, those of each space (sequence, joined, bag) apart from the others."""
    mixed = keys + np.uint64(_SALTS[space])
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    result: Keys = mixed ^ (mixed >> np.uint64(31))
    return result
