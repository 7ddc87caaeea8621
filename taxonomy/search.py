"""Typeahead over labels: what somebody starts to type, in any of the languages on their page.

Accents and case are ignored. A concept matches where one of its labels equals
the text, begins with it, or has a word that begins with it; each concept comes
once, by its best label.

All labels of a kind and a set of languages are folded into one byte string with
the positions of its words. A query narrows those positions byte by byte with
numpy, so there is no index to build or store beyond that, and no work per label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH, Kind, Label

_SEPARATOR = b"\n"
_WORD = re.compile(rb"[^\s\-/(),.&]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept, how to show it, and the label that matched."""

    uri: str
    kind: Kind
    label: Label
    matched: Label


class LabelSearch:
    """Typeahead over one taxonomy; keeps the folded labels of each kind and choice of languages it was asked for.

    Folding takes a fraction of a second the first time. Instances may be
    shared between threads: at worst two fold the same labels once each.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._folded: dict[tuple[Kind, tuple[str, ...]], _Folded] = {}

    def search(self, text: str, kind: Kind, languages: Sequence[str] = (ENGLISH,), limit: int = 10) -> tuple[Hit, ...]:
        """Return the best `limit` concepts.

        Equal labels come first, then label prefixes, then word prefixes; among those shorter ones first, then
        preferred before alternative labels, then by URI.

        Labels are shown in the first of `languages` that has one.
        """
        wanted = fold(text).strip().encode()
        if not wanted or limit < 1 or not languages:
            return ()
        key = (kind, tuple(languages))
        self.warm(*key)
        table = self._taxonomy.table(kind)
        found = self._folded[key].find(wanted, limit)
        return tuple(
            Hit(table.uri(row), kind, table.label(row, languages[0]), self._folded[key].label(row, i))
            for row, i in found
        )

    def warm(self, kind: Kind, languages: Sequence[str] = (ENGLISH,)) -> None:
        """Fold the labels now, so that the first to search need not wait for it."""
        key = (kind, tuple(languages))
        if key not in self._folded:
            self._folded[key] = _Folded(self._taxonomy, *key)


def search(
    taxonomy: Taxonomy, text: str, kind: Kind, languages: Sequence[str] = (ENGLISH,), limit: int = 10
) -> tuple[Hit, ...]:
    """Search once; keep a `LabelSearch` to search more often."""
    return LabelSearch(taxonomy).search(text, kind, languages, limit)


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, with single spaces."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        text = unicodedata.normalize("NFC", "".join(char for char in decomposed if not unicodedata.combining(char)))
    return " ".join(text.lower().split())


class _Folded:
    """Folded labels, joined by line feeds, with a word table: start, label, and whether it is the first word."""

    def __init__(self, taxonomy: Taxonomy, kind: Kind, languages: tuple[str, ...]) -> None:
        self._table = taxonomy.table(kind)
        self._languages = languages
        rows: list[int] = []
        alternative: list[bool] = []
        folded: list[bytes] = []
        for row, label in self._table.iter_labels(languages):
            rows.append(row)
            alternative.append(not label.preferred)
            folded.append(fold(label.text).encode())
        text = _SEPARATOR + _SEPARATOR.join(folded) + _SEPARATOR
        self._blob = np.frombuffer(text, dtype=np.uint8)
        self._row = np.array(rows, dtype=np.int32)
        self._alternative = np.array(alternative, dtype=bool)
        lengths = np.array([len(label) for label in folded], dtype=np.int64)
        ends = np.cumsum(lengths + 1)
        self._length = lengths.astype(np.int32)
        self._start = (ends - lengths).astype(np.int64)
        words = np.array([match.start() for match in _WORD.finditer(text)], dtype=np.int64)
        firsts = self._start[self._length > 0]
        self._words = np.union1d(words, firsts)

    def find(self, wanted: bytes, limit: int) -> list[tuple[int, int]]:
        """Return (row, label index) of the best concepts."""
        at = self._words
        for offset, byte in enumerate(wanted):
            at = at[at + offset < len(self._blob)]
            at = at[self._blob[at + offset] == byte]
        if not len(at):
            return []
        label = np.searchsorted(self._start, at, side="right") - 1
        first = at == self._start[label]
        rank = np.where(first & (self._length[label] == len(wanted)), 0, np.where(first, 1, 2))
        order = np.lexsort((label, self._row[label], self._alternative[label], self._length[label], rank))
        return self._best(label[order], limit)

    def _best(self, labels: NDArray[np.int64], limit: int) -> list[tuple[int, int]]:
        _, index = np.unique(self._row[labels], return_index=True)
        best = labels[np.sort(index)[:limit]]
        return [(int(self._row[i]), int(i)) for i in best]

    def label(self, row: int, index: int) -> Label:
        """Return the label of `row` that was folded as number `index`."""
        start = self._start[index]
        folded = self._blob[start : start + self._length[index]].tobytes()
        labels = (label for label in self._table.labels(row) if label.language in self._languages)
        return next(label for label in labels if fold(label.text).encode() == folded)
