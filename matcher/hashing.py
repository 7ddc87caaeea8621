"""An encoder without weights: hashed character n-grams and words.

It ships with the package for tests and demonstrations where meaning is not the point. It finds
shared spelling, so that "nurse" and "nurses" are near; it knows no synonyms and no languages.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from matcher.encoding import Role, Span

GRAMS = (3, 4, 5)
"""Lengths of the character n-grams: fastText's default range (3 to 6) without its longest."""

WORD_WEIGHT = 2.0
"""A whole word in common says more than one n-gram in common."""

EMPTY = ""
"""The feature of a text without words, so that every row has unit length."""


class HashingEncoder:
    """Signed feature hashing (Weinberger et al. 2009) into unit vectors; the role is ignored."""

    def __init__(self, dimensions: int = 384) -> None:
        if dimensions < 1:
            raise ValueError(f"dimensions must be positive, not {dimensions}")
        self.dimensions = dimensions
        self.id = f"hashing-{dimensions}-v1"

    def encode(self, texts: Sequence[str], role: Role) -> npt.NDArray[np.float32]:  # noqa: ARG002 - the protocol's
        """Return one unit row per text: shape (len(texts), dimensions)."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, text)
        return rows

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], role: Role
    ) -> list[npt.NDArray[np.float32]]:
        """Return the row of each text and below it those of its spans, which know no context here."""
        return [
            self.encode([text, *(text[start:end] for start, end in parts)], role)
            for text, parts in zip(texts, spans, strict=True)
        ]

    def _fill(self, row: npt.NDArray[np.float32], text: str) -> None:
        for feature, weight in _features(text):
            column, sign = _place(feature, self.dimensions)
            row[column] += sign * weight
        if not row.any():  # no words, or features that cancelled out to nothing
            column, sign = _place(EMPTY, self.dimensions)
            row[column] = sign
        row /= np.sqrt(np.dot(row, row))


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in unicodedata.normalize("NFKC", text).casefold().split():
        yield word, WORD_WEIGHT
        padded = f"<{word}>"
        for size in GRAMS:
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size], 1.0


def _place(feature: str, dimensions: int) -> tuple[int, float]:
    number = int.from_bytes(blake2b(feature.encode(errors="surrogatepass"), digest_size=8).digest(), "little")
    return (number >> 1) % dimensions, 1.0 if number & 1 else -1.0
