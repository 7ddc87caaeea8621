"""What is compared of people's names, addresses and words, to notice somebody who is here already."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from matcher.places import fold_name
from matcher.text import words

# Digits at the end of a telephone number that are compared: the same number is written with and without the country.
NUMBER_DIGITS = 9
FEWEST_DIGITS = 6
# Share of the distinct words that two texts have in common: a CV that is handed in again has another date, a line more.
MIN_SHARED = 0.8
# Texts of fewer distinct words ("I was a cook") are alike without being one person's.
MIN_WORDS = 8
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_NUMBER = re.compile(r"\+?\d[\d ()./-]*\d")


def name_form(name: str | None) -> str | None:
    """Return a name without case, accents, punctuation and order of its parts; None for none of two letters."""
    form = " ".join(sorted(fold_name(name or "").split()))
    return form if len(form) > 1 else None


def contact_form(contact: str | None) -> str | None:
    """Return the first e-mail address, else the end of the first telephone number, else None."""
    address = _ADDRESS.search(contact or "")
    if address:
        return address.group().casefold()
    numbers = (re.sub(r"\D", "", found.group()) for found in _NUMBER.finditer(contact or ""))
    return next((number[-NUMBER_DIGITS:] for number in numbers if len(number) >= FEWEST_DIGITS), None)


def distinct_words(text: str) -> frozenset[str]:
    """Return the words that are compared of a text."""
    return frozenset(word.text for word in words(text))


def are_near(a: AbstractSet[str], b: AbstractSet[str]) -> bool:
    """Whether two texts, given by their distinct words, say nearly the same."""
    return min(len(a), len(b)) >= MIN_WORDS and len(a & b) >= MIN_SHARED * len(a | b)
