"""Finds listed phrases in folded words, all at once: one look-up a word, however many phrases are listed.

A listing is data: phrases parted by `|` or line breaks, in any language; a star stands for any ending of a word
("contrat* temp*"), as needed where words are declined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One folded word, or how it begins."""

    text: str
    open_end: bool

    def matches(self, word: str) -> bool:
        return word.startswith(self.text) if self.open_end else word == self.text


@dataclass(frozen=True, slots=True)
class _Phrase(Generic[Meaning]):
    meaning: Meaning
    patterns: tuple[_Pattern, ...]


class Phrases(Generic[Meaning]):
    """Phrases and what each means; immutable, shared by threads."""

    def __init__(self, listed: Mapping[Meaning, str]) -> None:
        self._exact: defaultdict[str, list[_Phrase[Meaning]]] = defaultdict(list)
        self._open: defaultdict[str, list[_Phrase[Meaning]]] = defaultdict(list)
        for meaning, listing in listed.items():
            for entry in entries(listing):
                phrase = _Phrase(meaning, _patterns(entry))
                first = phrase.patterns[0]
                (self._open if first.open_end else self._exact)[first.text].append(phrase)
        self._lengths = sorted({len(text) for text in self._open})
        self._beginning_with = lru_cache(maxsize=_CACHED_WORDS)(self._look_up)

    def find(self, words: Sequence[Word]) -> list[Cue[Meaning]]:
        """Return the phrases among `words`, in order; where several of one meaning begin at a word, the longest."""
        texts = [word.text for word in words]
        found: list[Cue[Meaning]] = []
        for i, text in enumerate(texts):
            seen: set[Meaning] = set()
            for phrase in self._beginning_with(text):
                if phrase.meaning not in seen and _goes_on(phrase, texts, i):
                    seen.add(phrase.meaning)
                    found.append(Cue(phrase.meaning, i, i + len(phrase.patterns) - 1))
        return found

    def _look_up(self, word: str) -> tuple[_Phrase[Meaning], ...]:
        begun = [phrase for n in self._lengths if n <= len(word) for phrase in self._open.get(word[:n], ())]
        return tuple(sorted([*self._exact.get(word, ()), *begun], key=lambda phrase: -len(phrase.patterns)))


def entries(listing: str) -> Iterator[str]:
    """Yield the phrases of a listing."""
    return (entry.strip() for line in listing.strip().splitlines() for entry in line.split("|") if entry.strip())


def _goes_on(phrase: _Phrase[Meaning], texts: Sequence[str], i: int) -> bool:
    rest = texts[i + 1 : i + len(phrase.patterns)]
    if len(rest) < len(phrase.patterns) - 1:
        return False
    return all(pattern.matches(text) for pattern, text in zip(phrase.patterns[1:], rest, strict=True))


def _patterns(entry: str) -> tuple[_Pattern, ...]:
    """Read "contrat* temp*": a token that folds to several words is open only in its last."""
    found: list[_Pattern] = []
    for token in entry.split():
        folded = fold(token).split()
        if not folded:
            continue  # a sign: "kost & logis"
        found += [_Pattern(word, open_end=False) for word in folded[:-1]]
        found.append(_Pattern(folded[-1], open_end=token.endswith("*")))
    return tuple(found)
