"""Finds vacancies that say the same: one offer posted twice, with another reference, date or turn of phrase.

A merge hides a vacancy, so a pair that is missed costs less than a pair that is wrong. How alike two texts are does
not tell by itself: portals wrap offers in so much of the same text that, among 3,200 EURES vacancies, two of one
province and occupation share up to 98 % of their words and differ in the village, the speciality or the hours. Of 50
such pairs that shared 88 % and more but not all words, six at most were one offer, judged by the words that differ.
So what has to be the same first are the occupation (by a key with an index), the town and the conditions; where no
more than a province is known, every word.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from matcher.places import Place, Places
from matcher.text import iter_words, words
from matcher.types import Vacancy

__all__ = ["NO_KEY", "Offer", "is_near_text", "near_text_key"]

# Texts of fewer distinct words ("Waiter. For more information see our pages") are alike without being one offer.
MIN_WORDS = 30
# Share of the distinct words that two texts have in common. The reposts of the demo world, worded anew by hand, have
# .89 to .98; other pairs of the same town there have .25 at most.
MIN_SHARED = 0.88
# "Palma", "Palma del Río", "San Juan de Aznalfarache": how many words the name of a town may have.
MAX_NAME_WORDS = 4
NO_KEY = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A vacancy to compare: title and text, and what ranking sees of it."""

    title: str
    text: str
    vacancy: Vacancy


def near_text_key(text: str, occupation: str | None) -> int:
    """Return a signed 64-bit key (fits a SQL BIGINT) of the occupation.

    Only texts with equal keys at the same place can be one offer; `is_near_text` says whether they are. NO_KEY, which
    equals nothing, where the occupation is not known or the text has fewer than MIN_WORDS distinct words.
    """
    if occupation is None or not _is_long(text):
        return NO_KEY
    digest = hashlib.blake2b(occupation.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _is_long(text: str) -> bool:
    """Whether there are MIN_WORDS distinct words; mostly the beginning has as many, and the rest need not be read."""
    found: set[str] = set()
    for word in iter_words(text):
        if word.text.isalpha():
            found.add(word.text)
            if len(found) == MIN_WORDS:
                return True
    return False


def is_near_text(a: Offer, b: Offer, places: Places) -> bool:
    """Whether two vacancies of one occupation at one place are one offer; numbers and order of words do not matter."""
    found_a, found_b = _distinct(_whole(a)), _distinct(_whole(b))
    shared = found_a & found_b
    if len(shared) < MIN_SHARED * len(found_a | found_b) or min(len(found_a), len(found_b)) < MIN_WORDS:
        return False
    if found_a == found_b:
        return True
    town = places.find_id(a.vacancy.place or "")
    if town is None or town.radius_km or _conditions(a.vacancy) != _conditions(b.vacancy):
        return False
    return not any(_names_other_town(_whole(offer), shared, town, places) for offer in (a, b))


def _whole(offer: Offer) -> str:
    return f"{offer.title}\n{offer.text}"


def _distinct(text: str) -> set[str]:
    """Return the words without digits: references, dates and wages change when an offer is posted again."""
    return {word.text for word in words(text) if word.text.isalpha()}


def _conditions(vacancy: Vacancy) -> tuple[object, ...]:
    """Return what decides who can take the work; one letter makes another licence, one word the night shift."""
    return vacancy.languages, vacancy.licences, vacancy.permission_required, vacancy.shifts


def _names_other_town(text: str, shared: AbstractSet[str], town: Place, places: Places) -> bool:
    """Whether what only this text says is part of the name of another town of the country."""
    found = [word.text for word in words(text)]
    own = {i for i, word in enumerate(found) if word.isalpha() and word not in shared}
    runs = {
        (i - back, i - back + n) for i in own for n in range(1, MAX_NAME_WORDS + 1) for back in range(min(i + 1, n))
    }
    named = (places.find_place(" ".join(found[start:end]), town.country) for start, end in runs)
    return any(place is not None and place.id != town.id for place in named)
