"""The labels of a table of concepts, in all languages, as columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from taxonomy.columns import Arrays, StringColumn, string_column
from taxonomy.types import ENGLISH, Label

PREFERRED = 1
OFFICIAL = 2


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Labels ordered by row, then language, then preferred first.

    `indptr` (int64, rows + 1) says where the labels of a row begin;
    `language` (int16) indexes `languages`; `flags` (uint8) adds PREFERRED and OFFICIAL.
    """

    text: StringColumn
    indptr: NDArray[np.int64]
    language: NDArray[np.int16]
    flags: NDArray[np.uint8]
    languages: tuple[str, ...]

    def of(self, row: int, language: str | None = None) -> tuple[Label, ...]:
        """All labels of `row` (in one language, if given), preferred ones first."""
        found = [self._at(i) for i in self._range(row)]
        chosen = [label for label in found if language is None or label.language == language]
        return tuple(sorted(chosen, key=lambda label: not label.preferred))

    def best(self, row: int, language: str) -> Label | None:
        """Return the preferred label in `language`, else in English, else in any language, else any label."""
        own = self._range(row)
        if not own:
            return None
        rank = np.full(len(self.languages), 2, dtype=np.int8)
        for better, code in enumerate((language, ENGLISH)):
            if code in self.languages:
                index = self.languages.index(code)
                rank[index] = min(rank[index], better)
        preferred = (self.flags[own.start : own.stop] & PREFERRED) != 0
        ranks = np.where(preferred, rank[self.language[own.start : own.stop]], np.int8(3))
        return self._at(own.start + int(ranks.argmin()))

    def iterate(self, languages: Collection[str] | None, *, preferred_only: bool) -> Iterator[tuple[int, Label]]:
        """(row, label) for every label in the chosen languages (None: all), in stored order."""
        rows = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        wanted = np.ones(len(rows), dtype=bool)
        if languages is not None:
            codes = [i for i, code in enumerate(self.languages) if code in languages]
            wanted &= np.isin(self.language, codes)
        if preferred_only:
            wanted &= (self.flags & PREFERRED) != 0
        chosen = np.flatnonzero(wanted)
        columns = (rows, self.text.offsets, self.text.offsets[1:], self.language, self.flags)
        data = self.text.blob.tobytes()
        for row, start, end, code, flags in zip(*(column[chosen].tolist() for column in columns), strict=True):
            yield row, Label(data[start:end].decode(), self.languages[code], *_meaning(flags))

    def counts(self, *, preferred_only: bool = False) -> dict[str, int]:
        """How many labels (or preferred labels) each language has."""
        counted = self.language[(self.flags & PREFERRED) != 0] if preferred_only else self.language
        n = np.bincount(counted, minlength=len(self.languages))
        return {code: int(n[i]) for i, code in enumerate(self.languages)}

    def arrays(self, prefix: str) -> dict[str, NDArray[np.generic]]:
        """Return the columns by name, for saving; `labels_from_arrays` is the way back."""
        return {
            **self.text.arrays(f"{prefix}.text"),
            f"{prefix}.indptr": self.indptr,
            f"{prefix}.language": self.language,
            f"{prefix}.flags": self.flags,
        }

    def _range(self, row: int) -> range:
        if not 0 <= row < len(self.indptr) - 1:
            raise IndexError(f"row {row} of {len(self.indptr) - 1}")
        return range(int(self.indptr[row]), int(self.indptr[row + 1]))

    def _at(self, i: int) -> Label:
        return Label(self.text[i], self.languages[self.language[i]], *_meaning(int(self.flags[i])))


def _meaning(flags: int) -> tuple[bool, bool]:
    """Return whether a label is preferred, and whether it is official."""
    return bool(flags & PREFERRED), bool(flags & OFFICIAL)


def labels_from_arrays(arrays: Arrays, prefix: str, languages: tuple[str, ...]) -> LabelColumns:
    """Rebuild what `LabelColumns.arrays` gave."""
    return LabelColumns(
        string_column(arrays, f"{prefix}.text"),
        arrays[f"{prefix}.indptr"].astype(np.int64, copy=False),
        arrays[f"{prefix}.language"].astype(np.int16, copy=False),
        arrays[f"{prefix}.flags"].astype(np.uint8, copy=False),
        languages,
    )


def label_columns(n_rows: int, entries: Iterable[tuple[int, Label]], languages: tuple[str, ...]) -> LabelColumns:
    """Build from (row, label) in any order; labels of one row, language and rank keep their order."""
    index = {code: i for i, code in enumerate(languages)}
    ordered = sorted(entries, key=lambda entry: (entry[0], index[entry[1].language], not entry[1].preferred))
    indptr = np.zeros(n_rows + 1, dtype=np.int64)
    rows = np.array([row for row, _ in ordered], dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=n_rows), out=indptr[1:])
    return LabelColumns(
        StringColumn.from_strings(label.text for _, label in ordered),
        indptr,
        np.array([index[label.language] for _, label in ordered], dtype=np.int16),
        np.array([PREFERRED * lb.preferred + OFFICIAL * lb.official for _, lb in ordered], dtype=np.uint8),
        languages,
    )
