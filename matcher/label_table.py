"""All labels of one kind as arrays of keys, built once and mapped into memory.

Every label is an entry; every form in which it may be found is a key that leads to its entries. 585,000 labels of full
ESCO become some two million keys in arrays that open in milliseconds and are shared between processes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.forms import (
    EXACT,
    LETTERS,
    ROOT,
    SMALL,
    STEM,
    Keys,
    chained,
    joined,
    salted,
    without_gender_forms,
    word_table,
)
from matcher.spelling import Spelling, build_spelling
from matcher.text import stem, words
from taxonomy.columns import Adjacency, Columns, StringColumn, adjacency, string_column
from taxonomy.concepts import ConceptTable
from taxonomy.types import Kind

__all__ = [
    "BRACKET",
    "MAX_BAG",
    "MAX_JOINED",
    "MAX_SEQUENCE",
    "MIN_JOINED",
    "PREFERRED",
    "LabelTable",
    "build_labels",
    "find_keys",
]

# Flags of an entry; 0 is an alternative label.
PREFERRED = 1  # the label is the name of the concept
BRACKET = 2  # without its bracketed qualifier

# Which words are common cannot be told from a few concepts: in a small world all of them would be.
MIN_CONCEPTS = 1000

# The longest ESCO skill label has 24 words; two in a thousand have more than this, and nobody writes them.
MAX_SEQUENCE = 14
# The fewest and most words of meaning that may come in any order: two in five is a coincidence.
MAX_BAG = 5
# Compounds of more words are not written with hyphens; fewer letters joined are other words ("a port", "aport").
MAX_JOINED = 3
MIN_JOINED = 6

# Nineteen of twenty keys of a text are no label's; one bit each, in a megabyte that stays in the processor's cache,
# tells so ten times faster than searching the sorted keys.
SIEVE_BITS = 23

_BRACKETED = re.compile(r"\s*\([^)]*\)\s*$")


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Labels of one kind, as arrays.

    `stems` are all stems of labels, ordered by `stem_keys` (uint64, ascending); `commonness` (float32, 0 to 1) is the
    share of concepts whose labels or description have the stem. `keys` (uint64, ascending) are those of all forms,
    `sieve` has a bit for the first SIEVE_BITS bits of each, and `entries` leads from a key to entry numbers. Per entry:
    concept row (int32), key of the exact words (uint64), and flags (uint8).
    """

    kind: Kind
    stems: StringColumn
    stem_keys: Keys
    commonness: NDArray[np.float32]
    keys: Keys
    sieve: NDArray[np.uint8]
    entries: Adjacency
    rows: NDArray[np.int32]
    exact: Keys
    flags: NDArray[np.uint8]
    spelling: Spelling

    def lookup(self, asked: Keys) -> NDArray[np.int64]:
        """Return the number of each key, -1 for keys that no label has."""
        numbers = np.full(len(asked), -1, dtype=np.int64)
        places = asked >> np.uint64(64 - SIEVE_BITS)
        bits = self.sieve[(places >> np.uint64(3)).astype(np.int64)] >> (places & np.uint64(7)).astype(np.uint8)
        likely = np.flatnonzero(bits & 1)
        numbers[likely] = find_keys(self.keys, asked[likely])
        return numbers

    def information(self) -> NDArray[np.float64]:
        """Return how much each stem says: 1 where one concept has it (it names that concept), 0 where all have it."""
        share = self.commonness.astype(np.float64)
        one = float(share.min(initial=1.0))
        return 1 - np.log(share / one) / math.log(max(1 / one, MIN_CONCEPTS))

    def columns(self) -> Columns:
        """As named arrays, for an artefact; `from_columns` is the way back."""
        arrays = {
            **self.stems.arrays("stems"),
            "stem_keys": self.stem_keys,
            "commonness": self.commonness,
            "keys": self.keys,
            "sieve": self.sieve,
            **self.entries.arrays("entries"),
            "rows": self.rows,
            "exact": self.exact,
            "flags": self.flags,
            "spelling.checksums": self.spelling.checksums,
            "spelling.numbers": self.spelling.numbers,
        }
        return Columns(arrays, {"pillar": self.kind.value})

    @classmethod
    def from_columns(cls, columns: Columns) -> LabelTable:
        """Rebuild what `columns` gave, without copying."""
        arrays = columns.arrays
        stems = string_column(arrays, "stems")
        return cls(
            Kind(columns.fields["pillar"]),
            stems,
            arrays["stem_keys"].astype(np.uint64, copy=False),
            arrays["commonness"].astype(np.float32, copy=False),
            arrays["keys"].astype(np.uint64, copy=False),
            arrays["sieve"].astype(np.uint8, copy=False),
            adjacency(arrays, "entries"),
            arrays["rows"].astype(np.int32, copy=False),
            arrays["exact"].astype(np.uint64, copy=False),
            arrays["flags"].astype(np.uint8, copy=False),
            Spelling(
                stems,
                arrays["spelling.checksums"].astype(np.uint32, copy=False),
                arrays["spelling.numbers"].astype(np.int32, copy=False),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Distinct words, numbered as they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, text: str) -> list[int]:
        numbers = self.numbers
        return [numbers.setdefault(word.text, len(numbers)) for word in words(text)]


@dataclass(frozen=True, slots=True)
class _Entries:
    """Rows, flags and words of all variants of all labels: those of entry i are `flat[starts[i]:][:lengths[i]]`."""

    rows: NDArray[np.int32]
    flags: NDArray[np.uint8]
    flat: NDArray[np.int64]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def by_length(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        """Yield the numbers (m,) of the entries of each length n and their words (m, n)."""
        for length in np.unique(self.lengths).tolist():
            chosen = np.flatnonzero(self.lengths == length)
            yield chosen, self.flat[self.starts[chosen][:, None] + np.arange(length)]

    def exact(self, word: Keys) -> Keys:
        """Return the key of the words (a key each) of every entry, in order."""
        keys = np.zeros(len(self.rows), dtype=np.uint64)
        for chosen, ids in self.by_length():
            keys[chosen] = _chain(word[ids])
        return keys

    def only(self, chosen: NDArray[np.int64], flags: NDArray[np.uint8]) -> _Entries:
        """Return the entries with the numbers `chosen`, with other `flags`."""
        return _Entries(self.rows[chosen], flags, self.flat, self.starts[chosen], self.lengths[chosen])


def find_keys(keys: Keys, asked: Keys) -> NDArray[np.int64]:
    """Return where each key stands among `keys` (ascending), -1 where it does not."""
    if not len(keys):
        return np.full(len(asked), -1, dtype=np.int64)
    places = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    found: NDArray[np.int64] = np.where(keys[places] == asked, places, -1)
    return found


def build_labels(concepts: ConceptTable) -> LabelTable:
    """Fold every label of `concepts`, preferred and alternative, in all languages that it has."""
    vocabulary = _Vocabulary()
    entries = _entries(concepts, vocabulary)
    described = [
        (row, number)
        for row in range(len(concepts))
        for number in dict.fromkeys(vocabulary.of(concepts.description(row)))
    ]
    found = list(vocabulary.numbers)
    keys = word_table(found)
    small = keys[:, SMALL].astype(bool)
    n_letters = np.array([len(word) for word in found], dtype=np.int64)
    entries, exact = _distinct(entries, entries.exact(keys[:, EXACT]))
    pairs = [
        _sequences(entries, keys[:, STEM]),
        _bags(entries, keys[:, ROOT], small),
        _joined(entries, keys[:, LETTERS], n_letters),
    ]
    unique, places = np.unique(np.concatenate([pair[0] for pair in pairs]), return_inverse=True)
    numbers = np.concatenate([pair[1] for pair in pairs])
    stems, stem_keys, stem_of = _stems(found, keys[:, STEM])
    commonness = _commonness(entries, described, stem_of, len(stem_keys), len(concepts))
    labelled = np.unique(stem_of[entries.flat])
    return LabelTable(
        concepts.kind,
        stems,
        stem_keys,
        commonness,
        unique,
        _sieve(unique),
        Adjacency.from_pairs(len(unique), np.stack([places, numbers], axis=1)),
        entries.rows,
        exact,
        entries.flags,
        build_spelling(stems, labelled.tolist()),
    )


def _entries(concepts: ConceptTable, vocabulary: _Vocabulary) -> _Entries:
    rows: list[int] = []
    flags: list[int] = []
    flat: list[int] = []
    lengths: list[int] = []
    for row, label in concepts.iter_labels():
        for variant, flag in _variants(label.text, concepts.kind):
            ids = vocabulary.of(variant)
            if ids:
                rows.append(row)
                flags.append(flag or PREFERRED * label.preferred)
                flat.extend(ids)
                lengths.append(len(ids))
    counted = np.array(lengths, dtype=np.int64)
    return _Entries(
        np.array(rows, dtype=np.int32),
        np.array(flags, dtype=np.uint8),
        np.array(flat, dtype=np.int64),
        np.cumsum(counted) - counted,
        counted,
    )


def _variants(label: str, kind: Kind) -> Iterator[tuple[str, int]]:
    """Yield the label, each half of "masculine/feminine", and the label without its last bracket, with their flags.

    Only skills are called without their brackets: "Java (computer programming)". In labels of occupations they hold
    what tells one from another, and on EURES titles 1 of 89 such names was right.
    """
    yield without_gender_forms(label), 0
    halves = [half.strip() for half in label.split("/")]
    if len(halves) == 2 and halves[0][:2].casefold() == halves[1][:2].casefold():
        yield from ((half, 0) for half in halves)
    bracket = _BRACKETED.search(label)
    if kind is Kind.SKILL and bracket and bracket.start():
        yield without_gender_forms(label[: bracket.start()]), BRACKET


def _distinct(entries: _Entries, exact: Keys) -> tuple[_Entries, Keys]:
    """Keep one entry for each concept and spelling, under the best name it has there."""
    order = np.lexsort((entries.flags, exact, entries.rows))
    rows, keys = entries.rows[order], exact[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (keys[1:] != keys[:-1])
    starts = np.flatnonzero(first)
    sorted_flags = entries.flags[order]
    least = np.minimum.reduceat(sorted_flags, starts) if len(starts) else sorted_flags
    preferred = (
        np.maximum.reduceat((sorted_flags == PREFERRED).astype(np.uint8), starts) if len(starts) else sorted_flags
    )
    flags = np.where(preferred > 0, np.uint8(PREFERRED), least).astype(np.uint8)
    return entries.only(order[starts], flags), keys[starts]


def _chain(keys: Keys) -> Keys:
    """Return the keys (m,) of sequences of words (m, n)."""
    total = np.zeros(len(keys), dtype=np.uint64)
    for column in keys.T:
        total = chained(total, column)
    return total


def _sequences(entries: _Entries, stem_keys: Keys) -> tuple[Keys, NDArray[np.int64]]:
    """Return a key for each entry that keeps the order of its stems, and the entry's number."""
    chosen = np.flatnonzero(entries.lengths <= MAX_SEQUENCE)
    return salted(entries.exact(stem_keys)[chosen], "sequence"), chosen


def _bags(entries: _Entries, root_keys: Keys, small: NDArray[np.bool_]) -> tuple[Keys, NDArray[np.int64]]:
    """Return a key for each entry of 2 to MAX_BAG words of meaning that forgets their order, and its number."""
    keys, numbers = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
    for chosen, ids in entries.by_length():
        content = ~small[ids]
        n_content = content.sum(axis=1)
        fit = (n_content >= 2) & (n_content <= MAX_BAG)
        keys.append((root_keys[ids] * content).sum(axis=1, dtype=np.uint64)[fit])
        numbers.append(chosen[fit])
    return salted(np.concatenate(keys), "bag"), np.concatenate(numbers)


def _joined(entries: _Entries, keys: Keys, n_letters: NDArray[np.int64]) -> tuple[Keys, NDArray[np.int64]]:
    """Return a key for each entry of at most MAX_JOINED words that forgets where they part, and its number.

    `keys` (n_words, 4) are letters and shift of the words, then of their stems.
    """
    totals, numbers = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int64)]
    for chosen, ids in entries.by_length():
        if ids.shape[1] > MAX_JOINED:
            continue
        fit = n_letters[ids].sum(axis=1) >= MIN_JOINED
        total = np.zeros(int(fit.sum()), dtype=np.uint64)
        for column in ids[fit].T[:-1]:
            total = joined(total, keys[column, 0], keys[column, 1])
        last = ids[fit][:, -1]
        totals.append(joined(total, keys[last, 2], keys[last, 3]))
        numbers.append(chosen[fit])
    return salted(np.concatenate(totals), "joined"), np.concatenate(numbers)


def _sieve(keys: Keys) -> NDArray[np.uint8]:
    marked = np.zeros(1 << SIEVE_BITS, dtype=bool)
    marked[keys >> np.uint64(64 - SIEVE_BITS)] = True
    return np.packbits(marked, bitorder="little")


def _stems(found: Sequence[str], keys: Keys) -> tuple[StringColumn, Keys, NDArray[np.int64]]:
    """Return the distinct stems by key, their keys, and the number of the stem of each word."""
    unique, first, places = np.unique(keys, return_index=True, return_inverse=True)
    return StringColumn.from_strings(stem(found[i]) for i in first.tolist()), unique, places


def _commonness(
    entries: _Entries, described: Sequence[tuple[int, int]], stem_of: NDArray[np.int64], n_stems: int, n_rows: int
) -> NDArray[np.float32]:
    """Return the share of concepts in whose labels or description each stem stands."""
    pairs = np.array(described, dtype=np.int64).reshape(-1, 2)
    words_of = [entries.flat[start : start + n] for start, n in zip(entries.starts, entries.lengths, strict=True)]
    flat = np.concatenate([*words_of, pairs[:, 1]]) if words_of else pairs[:, 1]
    rows = np.concatenate([np.repeat(entries.rows.astype(np.int64), entries.lengths), pairs[:, 0]])
    distinct = np.unique(rows * max(n_stems, 1) + stem_of[flat])
    return (np.bincount(distinct % max(n_stems, 1), minlength=n_stems) / max(n_rows, 1)).astype(np.float32)
