"""Finds the known word of which an unknown one is a misspelling by one letter.

Two words that differ by one letter (wrong, missing, too many, or two swapped) become equal when one letter or none is
taken out of each. All words with a letter less are kept as checksums (Garbe's symmetric delete); what shares one is
then compared letter by letter, so an accidental checksum costs time and no mistake.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from taxonomy.columns import StringColumn

__all__ = ["Spelling", "build_spelling"]

# Shorter words have neighbours that are words of their own ("cook" and "look", "Pflege" and "Pfleger").
MIN_LETTERS = 7
# The work grows with the square of the letters, and no longer word is one that people write.
MAX_LETTERS = 40


@dataclass(frozen=True, slots=True)
class Spelling:
    """Checksums (uint32, ascending) of shortened words, and the number of the word (int32) of each."""

    words: StringColumn
    checksums: NDArray[np.uint32]
    numbers: NDArray[np.int32]

    def find(self, stems: Sequence[str]) -> list[int | None]:
        """Return for each stem the number of the word one letter away that begins like it, the first of several.

        None where there is none. Other words that begin otherwise ("mixing" and "fixing") are commoner than errors at
        the first letter.
        """
        found: list[int | None] = [None] * len(stems)
        asked = [(checksum, i) for i, each in enumerate(stems) for checksum in _checksums(each)]
        if not asked:
            return found
        checksums = np.array([checksum for checksum, _ in asked], dtype=np.uint32)
        first = np.searchsorted(self.checksums, checksums, side="left")
        last = np.searchsorted(self.checksums, checksums, side="right")
        near: dict[int, set[int]] = {}
        for at in np.flatnonzero(last > first).tolist():
            near.setdefault(asked[at][1], set()).update(self.numbers[first[at] : last[at]].tolist())
        for i, numbers in near.items():
            close = sorted((word, n) for n in numbers if _one_off(word := self.words[n], stems[i]))
            found[i] = close[0][1] if close else None
        return found


def _one_off(word: str, other: str) -> bool:
    return word[0] == other[0] and OSA.distance(word, other, score_cutoff=1) == 1


def build_spelling(words: StringColumn, chosen: Iterable[int]) -> Spelling:
    """Index the words with the numbers `chosen`, but for those too short or too long to correct."""
    pairs = [(checksum, number) for number in chosen for checksum in _checksums(words[number])]
    ordered = np.array(sorted(set(pairs)), dtype=np.int64).reshape(-1, 2)
    return Spelling(words, ordered[:, 0].astype(np.uint32), ordered[:, 1].astype(np.int32))


def _checksums(word: str) -> Iterator[int]:
    """Yield those of the word, and of the word without each of its letters; none if it is too short or too long."""
    if MIN_LETTERS <= len(word) <= MAX_LETTERS:
        yield zlib.crc32(word.encode())
        for i in range(len(word)):
            yield zlib.crc32((word[:i] + word[i + 1 :]).encode())
