"""Reads the facts that decide about a vacancy from its text, each with its words; nothing where nothing is said.

Precision before recall: a wrong fact becomes a wrong obstacle, a missing one only an unknown. Cues are data
(`stated_words`, `qualification_words`, `amount_words`, `scope_words`): a language is added by adding its words. One
pass over the words finds all cues, so the time is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcher.amounts import amount_facts
from matcher.asked import language_asked, licence_asked
from matcher.cues import Cue
from matcher.language import guess_language
from matcher.scope import Said, Scope, Sentence, sentences
from matcher.text import words
from matcher.types import Mention, Relation, StatedFact, StatedKind

__all__ = ["read_stated"]

# What is asked of the person, not what the work is like.
_ASKED = frozenset({StatedKind.LICENCE, StatedKind.EDUCATION, StatedKind.PERMISSION})
_DENIABLE = _ASKED | {StatedKind.CONTRACT, StatedKind.HOUSING}
# These ask nothing.
_ASKS_NOTHING = frozenset({"none", "sponsored"})
# One word for a part of the day is a shift only where work, hours or shifts are spoken of.
_DAYTIMES = frozenset({"morning", "afternoon", "evening", "night", "weekend", "holiday"})
# The use of these is work, and a skill; the licence for them is a paper.
_MACHINES = frozenset({"forklift", "lifting_platform", "first_aid"})
# Abbreviations of schools are words of their own in small letters: "por eso", "but".
MAX_ABBREVIATION = 3
# "Con posibilidad de pasar a indefinido"
LEAD_WORDS = 6


def read_stated(title: str, text: str, language: str | None) -> tuple[StatedFact, ...]:
    """Return what a vacancy states, in order of appearance; offsets count in `title`, a line break, `text`.

    `language` (ISO 639-1) is guessed where it is None.
    """
    whole = f"{title}\n{text}"
    found = words(whole)
    parts = list(sentences(whole, found, language or guess_language(whole, found)))
    facts = [
        *(fact for sentence in parts for fact in _of_sentence(sentence)),
        *language_asked(whole, found, parts),
        *licence_asked(whole, found, parts),
    ]
    return tuple(sorted(set(facts), key=lambda fact: (fact.mention.start, fact.kind, fact.value, fact.mention.end)))


def _of_sentence(sentence: Sentence) -> Iterator[StatedFact]:
    for cue in sentence.said:
        if not any(_hides(other, cue) for other in sentence.said) and _holds(sentence, cue):
            yield _stated(sentence, cue.meaning, cue.first, cue.last)
    yield from _housing(sentence)
    yield from _visas(sentence)
    yield from _desirable(sentence)
    amounts = list(amount_facts(sentence))
    yield from amounts
    yield from _experience(sentence, [fact.mention for fact in amounts if fact.kind is StatedKind.YEARS])


def _hides(other: Cue[Said], cue: Cue[Said]) -> bool:
    """Whether a cue lies within a longer one: "indefinido" in "contrato indefinido"."""
    return other.first <= cue.first and cue.last <= other.last and other.last - other.first > cue.last - cue.first


def _stated(sentence: Sentence, said: Said, first: int, last: int) -> StatedFact:
    value = said.value
    if (
        said.kind is StatedKind.PERMISSION
        and sentence.has(Scope.HELP)
        and not sentence.beside(Scope.NEEDED, first, last)
    ):
        value = "sponsored"
    asks = said.kind in _ASKED and value not in _ASKS_NOTHING
    return StatedFact(said.kind, value, sentence.relation(first, last) if asks else None, sentence.mention(first, last))


def _holds(sentence: Sentence, cue: Cue[Said]) -> bool:
    """Whether a phrase states its fact here: not denied, and no everyday word that only looks like it."""
    kind, value = cue.meaning.kind, cue.meaning.value
    if value != "none" and kind in _DENIABLE and sentence.denied(cue.first, cue.last):
        return False
    match kind:
        case StatedKind.SHIFT:
            return not _is_off(sentence, cue) and (value not in _DAYTIMES or _is_work_time(sentence, cue))
        case StatedKind.LICENCE if value in _MACHINES:
            return sentence.has(Scope.PAPER) or _ends_like_paper(sentence.words[cue.last].text)
        case StatedKind.CONTRACT if value == "permanent":
            return not _comes_before(sentence, Scope.LATER, cue)
        case StatedKind.EDUCATION:
            named = sentence.mention(cue.first, cue.last).text
            is_word = len(named) > MAX_ABBREVIATION or named.isupper()
            return is_word and not _comes_before(sentence, Scope.LEADS_TO, cue)
        case _:
            return True


def _ends_like_paper(word: str) -> bool:
    return word.endswith(("schein", "ausweis", "kurs", "helfer", "helferin")) or len(word) <= MAX_ABBREVIATION + 1


def _is_off(sentence: Sentence, cue: Cue[Said]) -> bool:
    """Whether this time is free: "no weekends", "sábados libres"."""
    return any(
        other.meaning is Scope.OFF
        and sentence.clause[other.first] == sentence.clause[cue.first]
        and (0 <= other.first - cue.last <= 2 or 0 <= cue.first - other.last <= 2)
        for other in sentence.scopes
    )


def _is_work_time(sentence: Sentence, cue: Cue[Said]) -> bool:
    """Whether the sentence speaks of work, hours, shifts or the contract beside a part of the day or the week."""
    word = sentence.words[cue.first].text
    return (
        sentence.has(Scope.TIME_OF_WORK)
        or any(said.meaning.kind in _CONDITIONS and said != cue for said in sentence.said)
        or word.endswith(("schicht", "dienst", "schichten"))
    )


# What stands in one sentence with the times of work.
_CONDITIONS = frozenset({StatedKind.WORKING_TIME, StatedKind.CONTRACT, StatedKind.SHIFT})


def _comes_before(sentence: Sentence, scope: Scope, cue: Cue[Said]) -> bool:
    """Whether a word of this scope stands closely before a phrase."""
    return any(other.meaning is scope and 0 < cue.first - other.last <= LEAD_WORDS for other in sentence.scopes)


_HOUSED = ((Scope.HELP, "help"), (Scope.OFFERED, "offered"))


def _housing(sentence: Sentence) -> Iterator[StatedFact]:
    """Read housing that is offered or helped with: a word for it beside a word of offering or helping."""
    taken = [cue for cue in sentence.said if cue.meaning.kind is StatedKind.HOUSING]
    for noun in sentence.scopes:
        if noun.meaning is not Scope.HOUSING_NOUN or any(c.first <= noun.first <= c.last for c in taken):
            continue
        beside = [cue for cue in sentence.scopes if sentence.clause[cue.first] == sentence.clause[noun.first]]
        near = [cue for cue in beside if min(abs(cue.last - noun.first), abs(cue.first - noun.last)) <= 5]
        value = next((v for s, v in _HOUSED if any(c.meaning is s for c in near)), None)
        if value is None and (noun.last < sentence.n_heading or sentence.heading is Scope.OFFERED):
            value = "offered"
        if value and not sentence.denied(noun.first, noun.last):
            yield StatedFact(StatedKind.HOUSING, value, None, sentence.mention(noun.first, noun.last))
            return


def _visas(sentence: Sentence) -> Iterator[StatedFact]:
    """Read help with a visa; a visa alone says nothing."""
    for cue in sentence.scopes:
        helped = cue.meaning is Scope.VISA and sentence.beside(Scope.HELP, cue.first, cue.last)
        if helped and not sentence.denied(cue.first, cue.last):
            yield StatedFact(StatedKind.PERMISSION, "sponsored", None, sentence.mention(cue.first, cue.last))
            return


def _desirable(sentence: Sentence) -> Iterator[StatedFact]:
    """Yield the clauses that name what is nice to have."""
    welcome = [cue for cue in sentence.scopes if cue.meaning is Scope.WELCOME]
    if not welcome and sentence.heading is not Scope.WELCOME:
        return
    clauses = range(sentence.clause[-1] + 1)
    for clause in clauses:
        span = [i for i, n in enumerate(sentence.clause) if n == clause and i >= sentence.n_heading]
        if span and sentence.relation(span[0], span[-1]) is Relation.OPTIONAL:
            yield StatedFact(StatedKind.DESIRABLE, "clause", None, sentence.mention(span[0], span[-1]))


def _experience(sentence: Sentence, counted: Sequence[Mention]) -> Iterator[StatedFact]:
    """Read experience that is asked for without a number of years; `counted` is that with one."""
    for cue in sentence.scopes:
        mention = sentence.mention(cue.first, cue.last)
        if (
            cue.meaning is not Scope.EXPERIENCE
            or any(years.start <= mention.start < years.end for years in counted)
            or any(said.meaning == _NO_EXPERIENCE and said.first <= cue.first <= said.last for said in sentence.said)
            or sentence.heading is Scope.OFFERED
            or sentence.is_talk(cue.first)
            or sentence.beside(Scope.EXPERIENCE_ELSE, cue.first, cue.last)
        ):
            continue
        if sentence.denied(cue.first, cue.last):
            yield StatedFact(StatedKind.YEARS, "none", None, mention)
        elif cue.first < sentence.n_heading or any(
            sentence.beside(asked, cue.first, cue.last)
            for asked in (Scope.EXPERIENCE_ASKED, Scope.NEEDED, Scope.WELCOME)
        ):
            yield StatedFact(StatedKind.YEARS, "some", sentence.relation(cue.first, cue.last), mention)


_NO_EXPERIENCE = Said(StatedKind.YEARS, "none")
