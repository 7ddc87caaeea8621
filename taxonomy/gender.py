"""Split "masculine/feminine" occupation labels into the two labels they stand for.

Gendered languages write both forms in one ESCO label: "ebanista specializzato/
ebanista specializzata", "manažér/manažérka predaja". Nobody types that, so each
form becomes a label of its own, the first one preferred.

The rule: the label is cut at its only slash, or at the middle one of an odd
number ("Import-/Exportleiter/Import-/Exportleiterin"). Read word by word from
the start, the words of both sides must be equal or share a stem (at least three
letters and half of the shorter word, accents ignored; the parts of a hyphenated
word each on their own). Where one side is longer, what it has more belongs to
both ("manažér/manažérka predaja"). Equal sides become one label. So "and/or",
"I/O", "input/output", "CAD/CAM" stay whole, and so do bare endings
("informatico/a", "Lehrer/-in"), which are no words.
"""

from __future__ import annotations

import unicodedata
from itertools import takewhile

MIN_STEM = 3


def split_forms(label: str) -> tuple[str, ...]:
    """Return both forms of a gendered label, or the label alone where the rule does not apply."""
    sides = label.split("/")
    middle = len(sides) // 2
    if len(sides) % 2:
        return (label,)
    first, second = "/".join(sides[:middle]).split(), "/".join(sides[middle:]).split()
    shared = min(len(first), len(second))
    pairs = list(zip(first, second, strict=False))
    if not pairs or not all(_same_stems(a, b) for a, b in pairs):
        return (label,)
    forms = (" ".join(first + second[shared:]), " ".join(second + first[shared:]))
    return forms if forms[0] != forms[1] else forms[:1]


def _same_stems(one: str, other: str) -> bool:
    parts, others = one.split("-"), other.split("-")
    return len(parts) == len(others) and all(_same_stem(a, b) for a, b in zip(parts, others, strict=True))


def _same_stem(one: str, other: str) -> bool:
    a, b = _plain(one), _plain(other)
    if a == b:
        return True
    stem = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    return stem >= MIN_STEM and 2 * stem >= min(len(a), len(b))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
