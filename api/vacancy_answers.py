"""What officers say about what was read from a vacancy, applied to what ranking sees. Pure.

An answer is about a concept (kind "skill" or "occupation", its URI) or about a stated fact (its kind, such as
"language", and its value, such as "de:B2"). It is kept with the vacancy and applied again whenever the text is read
again, so a word that was misread once is not misread into the ranking a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from api.bodies import Decision
from matcher.claims import VacancyFacts
from matcher.guesses import Guess, inferred_skills, likeliest_occupation, likely_occupations
from matcher.terms import terms_of
from matcher.types import (
    Kind,
    Link,
    LinkStatus,
    Relation,
    Requirement,
    RequirementSource,
    StatedFact,
    StatedKind,
    Vacancy,
)
from taxonomy.changes import Moved
from taxonomy.taxonomy import Taxonomy

# Clauses are no facts of their own: they say how what stands in them is read.
FACTS = frozenset(StatedKind) - {StatedKind.DESIRABLE}


class About(StrEnum):
    """What an answer can be about: a concept, or a stated fact of one of its kinds."""

    SKILL = "skill"
    OCCUPATION = "occupation"
    LANGUAGE = "language"
    LICENCE = "licence"
    HOURS = "hours"
    WORKING_TIME = "working_time"
    CONTRACT = "contract"
    YEARS = "years"
    SHIFT = "shift"
    PAY = "pay"
    HOUSING = "housing"
    PERMISSION = "permission"
    START = "start"
    EDUCATION = "education"

    @property
    def concept(self) -> Kind | None:
        """Which kind of concept it is, if it is one."""
        return Kind(self.value) if self in (About.SKILL, About.OCCUPATION) else None


@dataclass(frozen=True, slots=True)
class Said:
    """An officer's word on one thing that was read, or that was missed: right or wrong, needed or welcome.

    `relation` is None where it does not matter, or stays as it was read. `label` names a concept that may not be in the
    text (any more).
    """

    about: About
    value: str
    decision: Decision
    relation: Relation | None = None
    label: str = ""

    @property
    def key(self) -> tuple[About, str]:
        """What it is about; there is one answer to each."""
        return self.about, self.value

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read a stored answer."""
        relation = stored["relation"]
        return cls(
            About(stored["about"]),
            stored["value"],
            Decision(stored["decision"]),
            relation and Relation(relation),
            stored["label"],
        )


@dataclass(frozen=True, slots=True)
class WhatWasRead:
    """All that answers are applied to: what ranking would see without them, and what that was read from."""

    vacancy: Vacancy
    facts: VacancyFacts
    stated: Sequence[StatedFact]
    occupations: Sequence[Link]


def to_stored(answers: Iterable[Said]) -> list[dict[str, Any]]:
    """Return answers as they are stored, in one order."""
    return [asdict(said) for said in sorted(answers, key=lambda said: said.key)]


def with_answer(answers: Sequence[Said], said: Said) -> list[Said]:
    """Put an answer in the place of what was said before about the same; `none` takes that back."""
    kept = [other for other in answers if other.key != said.key]
    return kept if said.decision is Decision.NONE else [*kept, said]


def still_there(answers: Iterable[Said], found: Iterable[tuple[str, str]]) -> list[Said]:
    """Return the answers to what is read in a new text; what somebody added goes with the text it was about."""
    there = set(found)
    return [said for said in answers if (said.about.value, said.value) in there]


def carried(answers: Iterable[Said], moved: Mapping[tuple[Kind, str], Moved]) -> list[Said]:
    """Return the answers with concepts that are called otherwise in another release followed there.

    Where two concepts have become one, an answer that says yes outlives one that says no.
    """
    found: dict[tuple[About, str], Said] = {}
    for said in answers:
        kind = said.about.concept
        becomes = None if kind is None else moved.get((kind, said.value))
        new = replace(said, value=becomes.to) if becomes is not None and becomes.to else said
        if new.key not in found or new.decision is Decision.ACCEPTED:
            found[new.key] = new
    return list(found.values())


def apply_to_vacancy(read: WhatWasRead, answers: Sequence[Said], taxonomy: Taxonomy) -> Vacancy:
    """Return what ranking sees after the answers.

    A rejected skill is required no more, whether it was read, given or inferred; an accepted one is stated. What comes
    with an occupation follows the occupation that was accepted, else the guesses that were not rejected.
    """
    skills = {said.value: said for said in answers if said.about is About.SKILL}
    vacancy = _with_occupation(read, [said for said in answers if said.about is About.OCCUPATION], taxonomy)
    required = {requirement.uri: requirement for requirement in vacancy.requirements}
    for uri, said in skills.items():
        before = required.pop(uri, None)
        if said.decision is Decision.ACCEPTED:
            relation = said.relation or (before.relation if before else Relation.ESSENTIAL)
            required[uri] = Requirement(uri, relation, RequirementSource.STATED)
    terms = terms_of(read.facts, tuple(answered_facts(read.stated, answers)))
    ordered = tuple(required[uri] for uri in sorted(required))
    return replace(vacancy, requirements=ordered, **terms.as_fields())


def answered_facts(stated: Iterable[StatedFact], answers: Iterable[Said]) -> Iterator[StatedFact]:
    """Yield the facts that nobody rejected, asked for or welcome as was answered."""
    said = {answer.key: answer for answer in answers}
    for fact in stated:
        answer = said.get((About(fact.kind.value), fact.value)) if fact.kind in FACTS else None
        if answer is None:
            yield fact
        elif answer.decision is Decision.ACCEPTED:
            yield fact if fact.relation is None else replace(fact, relation=answer.relation or fact.relation)


def _with_occupation(read: WhatWasRead, answers: Sequence[Said], taxonomy: Taxonomy) -> Vacancy:
    if not answers:
        return read.vacancy
    accepted = [said.value for said in answers if said.decision is Decision.ACCEPTED]
    rejected = {said.value for said in answers if said.decision is Decision.REJECTED}
    guesses = [Guess(uri, 1.0) for uri in accepted] or list(_guesses(read, rejected.__contains__))
    inferred = {
        uri: Requirement(uri, Relation.ESSENTIAL, RequirementSource.INFERRED)
        for uri in inferred_skills(taxonomy, guesses)
    }
    stated = {each.uri: each for each in read.vacancy.requirements if each.source is RequirementSource.STATED}
    return replace(
        read.vacancy,
        occupation=likeliest_occupation(taxonomy, guesses),
        likely=() if accepted else likely_occupations(taxonomy, guesses),
        requirements=tuple((inferred | stated).values()),
    )


def _guesses(read: WhatWasRead, is_rejected: Callable[[str], bool]) -> Iterator[Guess]:
    """Yield what the text may still be about: the occupation that was given, else those that are linked."""
    given, vacancy = read.facts.occupation, read.vacancy
    if given is not None and vacancy.occupation is not None and not is_rejected(vacancy.occupation):
        yield Guess(vacancy.occupation, 1.0)
        return
    for link in read.occupations:
        if link.status is LinkStatus.HELD and not is_rejected(link.uri):
            yield Guess(link.uri, link.score)
