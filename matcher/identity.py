"""Finds the words by which people say who they are (`matcher.identity_words`, `countries`, `demonyms`) in a text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, auto
from functools import lru_cache

from matcher import identity_words as listed
from matcher.countries import country_names
from matcher.demonyms import demonyms
from matcher.text import Word, fold

__all__ = ["Found", "Small", "Tag", "find_phrases", "small_words"]


class Tag(IntEnum):
    """What a phrase is to masking, in the order in which those that start at one word are read."""

    TONGUE = auto()
    CULTURE = auto()
    SELF = auto()
    PEOPLE = auto()
    COUNTRY = auto()
    NAMED = auto()
    FIELD = auto()
    IDENTITY = auto()
    ORIGIN = auto()
    FAMILY = auto()


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase of the vocabulary: its words are `first` to `last` (exclusive)."""

    tag: Tag
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Small:
    """Sets of small words, folded."""

    prepositions: frozenset[str]
    articles: frozenset[str]
    indefinite: frozenset[str]
    from_: frozenset[str]
    stops: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What a word is alone, and the phrases that begin with it: by their second word, with the rest, longest first."""

    alone: Mapping[str, tuple[Tag, ...]]
    longer: Mapping[str, Mapping[str, Sequence[tuple[tuple[str, ...], Tag]]]]


# Stands for a number in phrases.
_NUMBER = "#"


def find_phrases(found: Sequence[Word]) -> Iterator[Found]:
    """Yield the phrases of a text in order: at each word the longest of each tag."""
    vocabulary, numbers = _vocabulary(), small_words().numbers
    kinds = [_NUMBER if word.text in numbers or word.text.isdigit() else word.text for word in found]
    last = len(found) - 1
    for i, word in enumerate(found):
        for key in (word.text, _NUMBER) if kinds[i] == _NUMBER else (word.text,):
            alone, longer = vocabulary.alone.get(key, ()), vocabulary.longer.get(key)
            seen: set[Tag] = set()
            if longer is not None and i < last:
                for second in {found[i + 1].text, kinds[i + 1]}:
                    for rest, tag in longer.get(second, ()):
                        if tag not in seen and _continues(found, kinds, i + 2, rest):
                            seen.add(tag)
                            yield Found(tag, i, i + 2 + len(rest))
            for tag in alone:
                if tag not in seen:
                    yield Found(tag, i, i + 1)


def _continues(found: Sequence[Word], kinds: Sequence[str], i: int, rest: tuple[str, ...]) -> bool:
    if i + len(rest) > len(found):
        return False
    return all(part in (found[j].text, kinds[j]) for j, part in enumerate(rest, start=i))


@lru_cache(maxsize=1)
def small_words() -> Small:
    """Return the sets; built once."""
    articles = _folded(listed.ARTICLES)
    return Small(
        prepositions=_folded(listed.PREPOSITIONS) | articles,
        articles=articles,
        indefinite=_folded(listed.INDEFINITE),
        from_=_folded(listed.FROM),
        stops=_folded(listed.STOPS),
        numbers=_folded(listed.NUMBERS),
    )


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    """Return all phrases by their first words; built once, as part of a start.

    Nearly all of the sixty thousand are one word, and are the same to masking: these share one tuple.
    """
    tagged = {
        Tag.TONGUE: _folded(listed.TONGUE),
        Tag.CULTURE: _folded(listed.CULTURE) | _folded(listed.TONGUE_NOUNS),
        Tag.SELF: _folded(listed.SELF),
        Tag.PEOPLE: demonyms(),
        Tag.COUNTRY: country_names(),
        Tag.NAMED: _folded(listed.NAME_CUES),
        Tag.FIELD: _folded(listed.FIELDS),
        Tag.IDENTITY: _folded(listed.IDENTITY),
        Tag.ORIGIN: _folded(listed.ORIGIN),
        Tag.FAMILY: _folded(listed.FAMILY),
    }
    alone: dict[str, tuple[Tag, ...]] = {}
    longer: dict[str, dict[str, list[tuple[tuple[str, ...], Tag]]]] = {}
    for tag, phrases in tagged.items():
        only = (tag,)
        for phrase in phrases:
            first, *rest = phrase.split() if " " in phrase else (phrase,)
            if rest:
                longer.setdefault(first, {}).setdefault(rest[0], []).append((tuple(rest[1:]), tag))
            else:
                alone[first] = (*alone[first], tag) if first in alone else only
    for seconds in longer.values():
        for entries in seconds.values():
            entries.sort(key=lambda entry: (-len(entry[0]), entry[1], entry[0]))
    return _Vocabulary(alone, longer)


def _folded(lines: str) -> frozenset[str]:
    return frozenset(
        " ".join(part if part == _NUMBER else fold(part) for part in entry.split()).strip()
        for line in lines.strip().splitlines()
        for entry in line.strip().split("|")
    ) - {""}
