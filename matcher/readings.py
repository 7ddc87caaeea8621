"""Texts as keys, and the runs of their words whose key some label has.

Several texts are read as one with a break between them: most of the time of a short text goes into calls, not words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.forms import (
    EXACT,
    LETTERS,
    LOOSE,
    MIN_INFORMATION,
    ROOT,
    SMALL,
    STEM,
    Form,
    Keys,
    chained,
    joined,
    salted,
    word_table,
)
from matcher.label_table import MAX_BAG, MAX_JOINED, MAX_SEQUENCE, LabelTable, find_keys
from matcher.text import Word, stem, words

__all__ = ["Reading", "Span", "spans"]

# No label goes on past these marks; past a comma none whose words may change places.
_BREAK = re.compile(r"[\n\r\t;!?؟؛|•·●▪■►✓]|[.:…](?=\s)")
_COMMA = re.compile(r"[,،(){}\[\]\"«»]")
_NO_BREAK = 0
# What a word says that no label has, but that shares the root of one; about the median of words of labels.
UNKNOWN_INFORMATION = 0.6


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last` (exclusive) of a reading, at `start` to `end` of the text, whose key is number `key`.

    `exact` is the key of their spelling, which tells STEM from EXACT; `information` is how much they say, and `alone`
    whether they are all that stands between two marks.
    """

    first: int
    last: int
    start: int
    end: int
    key: int
    form: Form
    exact: int
    information: float
    alone: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of texts and their keys, one per word: spelling, stem, root, letters (4), and whether it is small.

    `breaks` and `commas` count the marks up to each word; `stems` is the number of its stem in the table or -1;
    `corrected` says which words were read as the known word one letter away. `texts` is the number of each word's text,
    `starts` where each text begins among all letters.
    """

    words: list[Word]
    exact: Keys
    stem: Keys
    root: Keys
    letters: Keys
    small: NDArray[np.bool_]
    breaks: NDArray[np.int64]
    commas: NDArray[np.int64]
    stems: NDArray[np.int64]
    corrected: NDArray[np.bool_]
    says: NDArray[np.float64]
    texts: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], table: LabelTable, information: NDArray[np.float64]) -> Reading:
        """Fold the words of `texts` and correct those that are one letter away from a word of a label."""
        text = "\n".join(texts)
        lengths = np.array([len(each) + 1 for each in texts], dtype=np.int64)
        starts = np.cumsum(lengths) - lengths
        found = words(text)
        keys = word_table(word.text for word in found)
        stem_keys = keys[:, STEM].copy()
        numbers = find_keys(table.stem_keys, stem_keys)
        corrected = np.zeros(len(found), dtype=bool)
        unknown = np.flatnonzero(numbers < 0).tolist()
        for i, near in zip(unknown, table.spelling.find([stem(found[i].text) for i in unknown]), strict=True):
            if near is not None:
                numbers[i], stem_keys[i], corrected[i] = near, table.stem_keys[near], True
        breaks, commas = _marks(text, found)
        small = keys[:, SMALL].astype(bool)
        says = np.full(len(found), UNKNOWN_INFORMATION)
        says[numbers >= 0] = information[numbers[numbers >= 0]]
        says[small] = 0.0
        of = np.searchsorted(starts, [word.start for word in found], side="right") - 1
        return cls(
            found,
            keys[:, EXACT],
            stem_keys,
            keys[:, ROOT],
            keys[:, LETTERS],
            small,
            breaks,
            commas,
            numbers,
            corrected,
            says,
            of,
            starts,
        )

    def information(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return how much each run of words says: 0 for "of", .4 for "team", 1 for a word of one concept alone."""
        # Summed text by text, each from 0, and rounded: what is said does not depend on the words before it.
        parts = np.split(self.says, np.searchsorted(self.texts, np.arange(1, len(self.starts))))
        sums = np.concatenate([part for said in parts for part in ([0.0], np.cumsum(said))])
        zeros = self.texts[first]
        result: NDArray[np.float64] = np.round(sums[last + zeros] - sums[first + zeros], 6)
        return result

    def alone(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether each run is all that stands between two marks or ends of the text."""
        marks = self.breaks + self.commas
        ends = np.concatenate([[-1], marks, [marks[-1] + 1]])
        result: NDArray[np.bool_] = (ends[first] != ends[first + 1]) & (ends[last] != ends[last + 1])
        return result

    def means_nothing(self, first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether each run is one small word, or one letter, among others of its text."""
        short = self.small | np.array([len(word.text) == 1 for word in self.words], dtype=bool)
        among_others = np.bincount(self.texts)[self.texts[first]] > 1
        result: NDArray[np.bool_] = (last - first == 1) & short[first] & among_others
        return result


def spans(reading: Reading, table: LabelTable) -> Iterator[Span]:
    """Yield the runs of words that are some label in some form and say enough to be one (MIN_INFORMATION)."""
    if not reading.words or not len(table.keys):
        return
    runs = [*_sequences(reading), *_compounds(reading), *_bags(reading)]
    numbers = table.lookup(_salted(runs))
    hits = np.flatnonzero(numbers >= 0)
    of = np.repeat(np.arange(len(runs)), [len(run.keys) for run in runs])[hits]
    first = np.concatenate([run.first for run in runs])[hits]
    last = np.concatenate([run.last for run in runs])[hits]
    information, alone = reading.information(first, last), reading.alone(first, last)
    # Which of the same stems are the same words is not known yet; whoever compares them asks more of stems.
    least = {**MIN_INFORMATION[table.kind], Form.STEM: MIN_INFORMATION[table.kind][Form.EXACT]}
    bound = np.array([least[run.form] for run in runs])[of]
    excused = alone & np.array([run.form not in LOOSE for run in runs], dtype=bool)[of]
    chosen = np.flatnonzero((excused | (information >= bound)) & ~reading.means_nothing(first, last))
    exact = np.concatenate([run.exact for run in runs])[hits]
    columns = (of, first, last, numbers[hits], exact, information, alone)
    in_order: set[tuple[int, int]] = set()
    for i, a, b, key, spelled, says, by_itself in zip(*(each[chosen].tolist() for each in columns), strict=True):
        form = runs[i].form
        if form is Form.STEM:
            in_order.add((a, b))
            form = Form.TYPO if reading.corrected[a:b].any() else form
        elif form is Form.COMPOUND and (a, b) in in_order:
            continue
        yield Span(a, b, reading.words[a].start, reading.words[b - 1].end, key, form, spelled, says, by_itself)


class _Runs(NamedTuple):
    """Runs of words of one form: their keys before salting, words (`last` exclusive), and keys of their spelling."""

    form: Form
    space: str
    keys: Keys
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    exact: Keys


def _salted(runs: Sequence[_Runs]) -> Keys:
    """Return the keys of all runs in order, those of each space salted at once (runs of a space are neighbours)."""
    spaces = groupby(runs, key=lambda run: run.space)
    return np.concatenate([salted(np.concatenate([run.keys for run in those]), space) for space, those in spaces])


def _sequences(reading: Reading) -> Iterator[_Runs]:
    """Yield the runs of 1 to MAX_SEQUENCE words, in order, that no mark breaks."""
    n = len(reading.words)
    stems = np.zeros(n, dtype=np.uint64)
    exact = np.zeros(n, dtype=np.uint64)
    first = np.arange(n)
    for length in range(1, min(n, MAX_SEQUENCE) + 1):
        last = first + length
        # A run goes on only where its words so far are words of labels.
        fits = last <= n
        fits[fits] &= (reading.breaks[last[fits] - 1] == reading.breaks[first[fits]]) & (
            reading.stems[last[fits] - 1] >= 0
        )
        first, last, stems, exact = first[fits], last[fits], stems[fits], exact[fits]
        if not len(first):
            return
        stems = chained(stems, reading.stem[last - 1])
        exact = chained(exact, reading.exact[last - 1])
        yield _Runs(Form.STEM, "sequence", stems, first, last, exact)


def _compounds(reading: Reading) -> Iterator[_Runs]:
    """Yield the runs of 1 to MAX_JOINED words as one word."""
    first = np.arange(len(reading.words))
    before = np.zeros(len(first), dtype=np.uint64)
    letters, shift, letters_stem, shift_stem = reading.letters.T
    marks = reading.breaks + reading.commas
    for length in range(1, MAX_JOINED + 1):
        last = first + length
        fits = last <= len(marks)
        fits[fits] &= marks[last[fits] - 1] == marks[first[fits]]
        first, last, before = first[fits], last[fits], before[fits]
        end = last - 1
        keys = joined(before, letters_stem[end], shift_stem[end])
        yield _Runs(Form.COMPOUND, "joined", keys, first, last, np.zeros_like(keys))
        before = joined(before, letters[end], shift[end])


def _bags(reading: Reading) -> Iterator[_Runs]:
    """Yield the runs of 2 to MAX_BAG words of meaning in any order, and those with one more in between."""
    content = np.flatnonzero(~reading.small)
    n = len(content)
    sums = np.zeros(n + 1, dtype=np.uint64)
    np.cumsum(reading.root[content], out=sums[1:])
    marks = (reading.breaks + reading.commas)[content]
    for length in range(2, min(n, MAX_BAG + 1) + 1):
        begin = np.arange(n - length + 1)
        begin = begin[marks[begin] == marks[begin + length - 1]]
        total = sums[begin + length] - sums[begin]
        first, last = content[begin], content[begin + length - 1] + 1
        nothing = np.zeros(len(begin), dtype=np.uint64)
        if length <= MAX_BAG:
            yield _Runs(Form.REORDERED, "bag", total, first, last, nothing)
        for left_out in range(1, length - 1):
            rest = total - reading.root[content[begin + left_out]]
            yield _Runs(Form.INSERTED, "bag", rest, first, last, nothing)


def _marks(text: str, found: list[Word]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many breaks, and how many commas and brackets, stand between words before each word."""
    breaks, commas = [_NO_BREAK], [_NO_BREAK]
    for before, word in pairwise(found):
        gap = text[before.end : word.start]
        plain = gap in {" ", "-"}
        breaks.append(breaks[-1] + (not plain and _BREAK.search(gap) is not None))
        commas.append(commas[-1] + (not plain and _COMMA.search(gap) is not None))
    return np.array(breaks[: len(found)]), np.array(commas[: len(found)])
