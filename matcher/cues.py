"""Finds listed phrases in folded words, all at once: one look-up a word, however many phrases are listed.

A listing is data: phrases parted by `|` or line breaks, in any language; a star stands for any ending of a word
("contrat* temp*"), as needed where words are declined.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from matcher.text import Word, fold

__all__ = ["Cue", "Phrases", "entries"]

Meaning = TypeVar("Meaning", bound=Hashable)

# Words are looked up again and again across vacancies.
_CACHED_WORDS = 1 << 15


@dataclass(frozen=True, slots=True)
class Cue(Generic[Meaning]):
    """A listed phrase that was found, by the indices of its first and last word."""

    meaning: Meaning
    first: int
    last: int


@dataclass(slots=True)
class _Node(Generic[Meaning]):
    """What may follow the words so far, and what they mean: words in full, and beginnings by their length."""

    meanings: list[Meaning] = field(default_factory=list)
    exact: dict[str, _Node[Meaning]] = field(default_factory=dict)
    open: dict[str, _Node[Meaning]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def add(self, text: str, *, open_end: bool) -> _Node[Meaning]:
        """Return the node behind one more word, made if need be."""
        node = (self.open if open_end else self.exact).setdefault(text, _Node())
        self.lengths = tuple(sorted({len(begun) for begun in self.open}))
        return node

    def after(self, word: str) -> list[_Node[Meaning]]:
        """Return the nodes that a word leads to."""
        found = [self.exact[word]] if word in self.exact else []
        return found + [self.open[word[:n]] for n in self.lengths if word[:n] in self.open]


class Phrases(Generic[Meaning]):
    """Phrases and what each means; not changed once made, shared by threads."""

    def __init__(self, listed: Mapping[Meaning, str]) -> None:
        self._root: _Node[Meaning] = _Node()
        for meaning, listing in listed.items():
            for entry in entries(listing):
                node = self._root
                for text, open_end in _tokens(entry):
                    node = node.add(text, open_end=open_end)
                if meaning not in node.meanings:
                    node.meanings.append(meaning)
        self._begin = lru_cache(maxsize=_CACHED_WORDS)(self._root.after)

    def find(self, words: Sequence[Word]) -> list[Cue[Meaning]]:
        """Return the phrases among `words`, in order; where several of one meaning begin at a word, the longest."""
        begin = self._begin
        found: list[Cue[Meaning]] = []
        for i, word in enumerate(words):
            nodes = begin(word.text)
            if nodes:
                longest: dict[Meaning, int] = {}
                _follow(nodes, words, i, longest)
                found += [Cue(meaning, i, last) for meaning, last in longest.items()]
        return found


def entries(listing: str) -> Iterator[str]:
    """Yield the phrases of a listing."""
    return (entry.strip() for line in listing.strip().splitlines() for entry in line.split("|") if entry.strip())


def _follow(nodes: Sequence[_Node[Meaning]], words: Sequence[Word], i: int, longest: dict[Meaning, int]) -> None:
    """Note for each meaning the last word of its longest phrase; `nodes` are behind word `i`."""
    for node in nodes:
        for meaning in node.meanings:
            longest[meaning] = max(i, longest.get(meaning, i))
        if i + 1 < len(words) and (node.exact or node.open):
            _follow(node.after(words[i + 1].text), words, i + 1, longest)


def _tokens(entry: str) -> Iterator[tuple[str, bool]]:
    """Yield folded words and whether each is only a beginning: "contrat* temp*"; signs ("&") fold to nothing."""
    for token in entry.split():
        folded = fold(token).split()
        for i, word in enumerate(folded):
            yield word, token.endswith("*") and i == len(folded) - 1
