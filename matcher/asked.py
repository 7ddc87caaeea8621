"""The languages and driving licences that a vacancy asks for, needed or welcome; what it teaches is none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from matcher.facts import JOINING, language_facts, licence_facts
from matcher.licences import normal_licence
from matcher.scope import Scope, Sentence
from matcher.text import Word
from matcher.tongues import tongue_of
from matcher.types import Cefr, Mention, StatedFact, StatedKind

__all__ = ["DRIVING", "language_asked", "licence_asked"]

# A driving licence whose class the text does not say.
DRIVING = "driving"
# Words between a language and the word that says it is asked for, where no comma parts them.
KNOWLEDGE_REACH = 5
COURSE_REACH = 2
# "español e inglés"
ITEM_WORDS = 3


def language_asked(text: str, found: Sequence[Word], parts: Sequence[Sentence]) -> Iterator[StatedFact]:
    """Yield the languages with their level, then those that are asked for without one."""
    if not any(tongue_of(word.text) for word in found):
        return
    levelled: set[int] = set()
    for fact in language_facts(text, found, asked=True):
        sentence = _sentence_at(parts, fact.mention.start)
        first, last = _span(sentence, fact.mention)
        levelled.update(word.start for word in sentence.words[first : last + 1])
        if fact.level.level is not Cefr.NONE and _is_asked(sentence, first, last):
            value = f"{fact.level.language}:{fact.level.level.name}"
            relation = sentence.relation(first, last)
            yield StatedFact(StatedKind.LANGUAGE, value, relation, fact.mention)
    for sentence in parts:
        yield from _without_level(sentence, levelled)


def _without_level(sentence: Sentence, levelled: set[int]) -> Iterator[StatedFact]:
    for i, word in enumerate(sentence.words):
        code = tongue_of(word.text)
        if code is None or word.start in levelled:
            continue
        clauses = _clauses_of_list(sentence, i)
        if _is_wanted(sentence, i, clauses) and _is_asked(sentence, i, i):
            relation = sentence.relation(i, i, clauses)
            yield StatedFact(StatedKind.LANGUAGE, code, relation, sentence.mention(i, i))


def _clauses_of_list(sentence: Sentence, i: int) -> range:
    """Return the clauses that a list of languages runs through, with the words that lead to it and end it."""
    first = last = sentence.clause[i]
    while first > 0 and _names_only(sentence, first):
        first -= 1
    while last < sentence.clause[-1] and _names_only(sentence, last):
        last += 1
    return range(first, last + 1)


def _names_only(sentence: Sentence, clause: int) -> bool:
    found = [word.text for word, number in zip(sentence.words, sentence.clause, strict=True) if number == clause]
    return all(tongue_of(word) or word in JOINING for word in found)


def _is_wanted(sentence: Sentence, i: int, clauses: range) -> bool:
    """Whether words beside a language say that it is to be known: "knowledge of", "required", "Deutschkenntnisse"."""
    word = sentence.words[i].text
    if word.endswith(("kenntnisse", "kenntnissen", "sprachig", "sprachige", "sprachiger", "sprachigen", "niveau")):
        return True
    near = any(
        cue.meaning is Scope.KNOWLEDGE
        and min(abs(cue.first - i), abs(cue.last - i)) <= KNOWLEDGE_REACH
        and sentence.clause[cue.first] in clauses
        for cue in sentence.scopes
    )
    stands_alone = any(
        cue.meaning in {Scope.NEEDED, Scope.WELCOME}
        and sentence.clause[cue.first] in clauses
        and max(cue.first - i, i - cue.last) <= KNOWLEDGE_REACH
        for cue in sentence.scopes
    )
    return near or stands_alone or _is_listed(sentence, i)


def _is_listed(sentence: Sentence, i: int) -> bool:
    """Whether a language is an item of its own under "requirements:" or "languages:"."""
    headed = any(
        cue.meaning in {Scope.NEEDED, Scope.KNOWLEDGE} and cue.last < sentence.n_heading for cue in sentence.scopes
    )
    return (
        headed and sum(clause == sentence.clause[i] for clause in sentence.clause[sentence.n_heading :]) <= ITEM_WORDS
    )


def _is_asked(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a language is asked for, not denied, taught, or spoken by others."""
    taught = any(
        cue.meaning is Scope.COURSE
        and (max(cue.first - last, first - cue.last) <= COURSE_REACH or sentence.has(Scope.OFFERED))
        and sentence.clause[cue.first] == sentence.clause[first]
        for cue in sentence.scopes
    )
    offered = sentence.heading is Scope.OFFERED and not sentence.has(Scope.NEEDED)
    others = sentence.has(Scope.COMPANY, 0, first) and not (sentence.has(Scope.NEEDED) or sentence.has(Scope.WELCOME))
    return not (taught or offered or others or sentence.denied(first, last) or sentence.is_talk(first))


def licence_asked(text: str, found: Sequence[Word], parts: Sequence[Sentence]) -> Iterator[StatedFact]:
    """Yield the driving licences by class."""
    for fact in licence_facts(text, found):
        sentence = _sentence_at(parts, fact.mention.start)
        first, last = _span(sentence, fact.mention)
        if fact.held and not sentence.denied(first, last):
            value = normal_licence(fact.licence) if fact.classed else DRIVING
            yield StatedFact(StatedKind.LICENCE, value, sentence.relation(first, last), fact.mention)


def _sentence_at(parts: Sequence[Sentence], start: int) -> Sentence:
    """Return the sentence in which an offset lies; a mention begins with a word, so there is one."""
    return parts[max(bisect_right(parts, start, key=lambda part: part.words[0].start) - 1, 0)]


def _span(sentence: Sentence, mention: Mention) -> tuple[int, int]:
    """Return the first and the last word of a mention, as far as it lies in the sentence."""
    first = min(sentence.at(mention.start), len(sentence.words) - 1)
    return first, min(max(sentence.at(mention.end) - 1, first), len(sentence.words) - 1)
