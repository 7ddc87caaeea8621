"""Reads the facts that decide about a vacancy from its text, each with its words; nothing where nothing is said.

Precision before recall: a wrong fact becomes a wrong obstacle, a missing one only an unknown. Cues are data
(`matcher.stated_words`, `matcher.scope_words`): a language is added by adding its words. One pass over the words finds
all cues, so the time is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from matcher.cues import Cue
from matcher.language import guess_language
from matcher.scope import Said, Sentence, sentences
from matcher.text import words
from matcher.types import Relation, StatedFact, StatedKind

__all__ = ["read_stated"]

# What is asked of the person, not what the work is like.
_ASKED = frozenset({StatedKind.LANGUAGE, StatedKind.LICENCE, StatedKind.EDUCATION, StatedKind.PERMISSION})


def read_stated(title: str, text: str, language: str | None) -> tuple[StatedFact, ...]:
    """Return what a vacancy states, in order of appearance; offsets count in `title`, a line break, `text`.

    `language` (ISO 639-1) is guessed where it is None.
    """
    whole = f"{title}\n{text}"
    found = words(whole)
    facts = [
        fact for sentence in sentences(whole, found, language or guess_language(whole)) for fact in _facts(sentence)
    ]
    return tuple(sorted(facts, key=lambda fact: (fact.mention.start, fact.kind, fact.value)))


def _facts(sentence: Sentence) -> Iterator[StatedFact]:
    for cue in sentence.said:
        if not any(_hides(other, cue) for other in sentence.said):
            yield _stated(sentence, cue.meaning, cue.first, cue.last)


def _hides(other: Cue[Said], cue: Cue[Said]) -> bool:
    """Whether a cue lies within a longer one of its kind: "indefinido" in "contrato indefinido"."""
    return (
        other.meaning.kind is cue.meaning.kind
        and other.first <= cue.first
        and cue.last <= other.last
        and other.last - other.first > cue.last - cue.first
    )


def _stated(sentence: Sentence, said: Said, first: int, last: int) -> StatedFact:
    relation: Relation | None = sentence.relation(first, last) if said.kind in _ASKED else None
    return StatedFact(said.kind, said.value, relation, sentence.mention(first, last))
