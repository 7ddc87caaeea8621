"""What a text says about a linked concept: held, wished for, denied, or boilerplate.

Small lists of cue words (`matcher.status_words`), looked up in the clause of the mention: just before it, and, where a
clause ends with the cue ("driving I cannot"), after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from matcher import status_words as listed
from matcher.cues import Phrases
from matcher.text import Word, fold, words
from matcher.types import LinkStatus

__all__ = ["is_boilerplate", "status_before"]

# A cue governs what follows it closely: "no tengo mucha experiencia como soldador" has five words in between.
CUE_WINDOW = 6
# The mention and what stands between it and a cue that ends the clause: "De fontanería no sé nada".
AFTER_WINDOW = 12
# No twelve words are longer; a clause without an end is not read again for each mention in it.
AFTER_LETTERS = 400

_CLAUSE_MARKS = re.compile(r"[,;:.!?()\n،؛؟…]")
_TURKISH_DENIAL = re.compile(listed.TURKISH_DENIAL)


def _entries(listing: str) -> Iterator[str]:
    return (entry for line in listing.strip().splitlines() for entry in line.strip().split("|"))


def _words(listing: str) -> frozenset[str]:
    return frozenset(fold(entry) for entry in _entries(listing))


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f" {fold(phrase)} " for phrase in phrases))


_NEGATIONS = Phrases({LinkStatus.NEGATED: listed.NEGATIONS})
# What denies nothing of the mention: "not only", "no experience required".
_ONLY = "|".join(f"{no} {only}" for no in _entries(listed.NEGATIONS) for only in _entries(listed.ONLY))
_NEUTRAL = Phrases({LinkStatus.HELD: f"{_ONLY}\n{listed.NEUTRAL}"})
_WISHES = Phrases({LinkStatus.WISHED: listed.WISHES})
_LATE_WISHES = _folded(_entries(listed.WISHES_AFTER))
_LATE_DENIALS = _folded(_entries(listed.DENIALS_AFTER))
_BOILERPLATE = Phrases({LinkStatus.BOILERPLATE: listed.BOILERPLATE})
_CLAUSE_WORDS = _words(listed.CLAUSE_WORDS)
_JOINING_WORDS = frozenset(_entries(listed.JOINING_WORDS))
_SUBORDINATORS = _words(listed.SUBORDINATORS)
_TOPIC_GOES_ON = _words(listed.TOPIC_GOES_ON)


def status_before(text: str, start: int, end: int) -> LinkStatus:
    """Return what the clause around `end`, where a mention begins, says about it; HELD by default.

    `text[start:end]` leads up to it, the rest of `text` may follow. A wish outranks a denial: "I don't have
    it but want to learn" is a wish.
    """
    clause = _last_clause(text, start, end)
    after = _joined(_rest_of_clause(text, end))
    if _WISHES.find(clause) or after.endswith(_LATE_WISHES):
        return LinkStatus.WISHED
    neutral = {i for cue in _NEUTRAL.find(clause) for i in range(cue.first, cue.last + 1)}
    denying = [word for i, word in enumerate(clause) if i not in neutral]
    if _NEGATIONS.find(denying) or (not neutral and _is_denied_late(after)):
        return LinkStatus.NEGATED
    return LinkStatus.HELD


def _is_denied_late(after: str) -> bool:
    """Whether words from a mention to the end of its clause end in a denial; one word alone is the mention."""
    found = after.split()
    if len(found) < 2:
        return bool(found) and _TURKISH_DENIAL.fullmatch(found[-1]) is not None
    return after.endswith(_LATE_DENIALS) or _TURKISH_DENIAL.fullmatch(found[-1]) is not None


def is_boilerplate(passage: str) -> bool:
    """Whether a passage is about the company, the offer or how to apply, not about the work."""
    return bool(_BOILERPLATE.find(words(passage)))


def _joined(found: Iterable[Word]) -> str:
    return f" {' '.join(word.text for word in found)} "


def _rest_of_clause(text: str, begin: int) -> list[Word]:
    """Return the words from `begin` to the end of the clause; none if it is too long to be about the mention."""
    mark = _CLAUSE_MARKS.search(text, begin)
    end = mark.start() if mark else len(text)
    if mark and mark.group() in ",،":
        following = words(text[mark.end() : mark.end() + 20])
        if following and following[0].text in _TOPIC_GOES_ON:
            later = _CLAUSE_MARKS.search(text, mark.end())
            end = later.start() if later else len(text)
    if end - begin > AFTER_LETTERS:
        return []
    found = words(text[begin:end])
    stop = next((i for i, word in enumerate(found) if word.text in _CLAUSE_WORDS or _joins(text, begin, word)), None)
    found = found[:stop]
    return found if len(found) <= AFTER_WINDOW else []


def _joins(text: str, offset: int, word: Word) -> bool:
    return text[offset + word.start : offset + word.end].lower() in _JOINING_WORDS


def _last_clause(text: str, start: int, end: int) -> list[Word]:
    marks = (match for match in _CLAUSE_MARKS.finditer(text, start, end) if not _goes_on(text, match, end))
    begin = max((match.end() for match in marks), default=start)
    found = words(text[begin:end])[-CUE_WINDOW:]
    last = max((i for i, word in enumerate(found) if word.text in _CLAUSE_WORDS), default=-1)
    return found[last + 1 :]


def _goes_on(text: str, mark: re.Match[str], end: int) -> bool:
    """Whether a comma only leads to the rest of the same wish or denial."""
    following = words(text[mark.end() : min(mark.end() + 12, end)]) if mark.group() == "," else []
    return bool(following) and following[0].text in _SUBORDINATORS
