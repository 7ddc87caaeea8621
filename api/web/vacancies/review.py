"""What was read from a vacancy, laid out for whoever checks it. Pure: a row in, proposals with their words out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from api.bodies import Decision
from api.tables import VacancyRow
from api.vacancies import Doubt, answers_of, doubts_of, links_of, ranked_vacancy, stated_of
from api.vacancy_answers import FACTS, About, Said
from api.web.speech import Speech, mark
from matcher.messages import Term
from matcher.remedies import licence_name
from matcher.types import (
    Kind,
    Link,
    LinkMethod,
    LinkStatus,
    Mention,
    Relation,
    RequirementSource,
    Shift,
    StatedFact,
    StatedKind,
    Vacancy,
)
from matcher.wording.wording import Wording
from taxonomy.types import Label

SHOWN_OCCUPATIONS = 5
SHOWN_UNSURE = 20
SHOWN_LEFT_OUT = 20
SHOWN_UNMAPPED = 30
FACT_NAMES: Mapping[About, str] = {
    About.LANGUAGE: mark("Language"),
    About.LICENCE: mark("Licence or certificate"),
    About.HOURS: mark("Hours a week"),
    About.WORKING_TIME: mark("Working time"),
    About.CONTRACT: mark("Contract"),
    About.YEARS: mark("Years of experience"),
    About.SHIFT: mark("Shifts"),
    About.PAY: mark("Pay"),
    About.HOUSING: mark("Housing"),
    About.PERMISSION: mark("Work permit"),
    About.START: mark("Start"),
    About.EDUCATION: mark("Education"),
}
DOUBTS: Mapping[Doubt, str] = {
    Doubt.NO_OCCUPATION: mark("No occupation was found. Choose or add one, so that the vacancy is found."),
    Doubt.NO_SKILL: mark("The text names no skill that was understood. Add what is needed."),
    Doubt.UNRESOLVED: mark("Some names are not known: check their spelling."),
    Doubt.FORMER: mark("Some concepts are not in the release of ESCO in use any more."),
}


class Choice(StrEnum):
    """What an officer can say about a proposal."""

    ESSENTIAL = "essential"
    OPTIONAL = "optional"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


CHOICES: Mapping[Choice, str] = {
    Choice.ESSENTIAL: mark("Needed"),
    Choice.OPTIONAL: mark("Welcome"),
    Choice.ACCEPTED: mark("Right"),
    Choice.REJECTED: mark("Wrong"),
}
BY_RELATION = (Choice.ESSENTIAL, Choice.OPTIONAL, Choice.REJECTED)
PLAINLY = (Choice.ACCEPTED, Choice.REJECTED)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing that was read: what it is about, in which words, what counts now, and whether somebody said so."""

    about: About
    value: str
    name: str
    label: Label
    words: str
    choices: tuple[Choice, ...]
    now: Choice | None
    is_answered: bool

    @property
    def field(self) -> str:
        """How a form calls it."""
        return f"{self.about}:{self.value}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text: `what` was read from it, "" where nothing was."""

    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Review:
    """All that was read, group by group, and the text with what was read marked in it."""

    occupations: tuple[Proposal, ...]
    skills: tuple[Proposal, ...]
    facts: tuple[Proposal, ...]
    inferred: tuple[Proposal, ...]
    unsure: tuple[Proposal, ...]
    rejected: tuple[Proposal, ...]
    left_out: tuple[tuple[Label, str], ...]
    """concepts named where the text tells of the employer, or denied, with the words"""
    unmapped: tuple[str, ...]
    unresolved: tuple[str, ...]
    former: tuple[str, ...]
    doubts: tuple[str, ...]
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


def read_choice(field: str, choice: str) -> Said | None:
    """Return the answer that a form sends, None where it is none."""
    about, _, value = field.partition(":")
    if about not in set(About) or not value or choice not in set(Choice):
        return None
    if choice == Choice.REJECTED:
        return Said(About(about), value, Decision.REJECTED)
    relation = None if choice == Choice.ACCEPTED else Relation(choice)
    return Said(About(about), value, Decision.ACCEPTED, relation)


def review(row: VacancyRow, wording: Wording, speech: Speech) -> Review:
    """Lay out what was read from a vacancy, stored or not."""
    return _Reviewer(row, wording, speech).review()


class _Reviewer:
    def __init__(self, row: VacancyRow, wording: Wording, speech: Speech) -> None:
        self._row = row
        self._wording = wording
        self._speech = speech
        self._said = {said.key: said for said in answers_of(row)}
        self._links = {kind: links_of(row, kind) for kind in Kind}
        self._words = {link.uri: link for kind in Kind for link in reversed(self._links[kind])}
        self._vacancy: Vacancy = ranked_vacancy(row)

    def review(self) -> Review:
        row = self._row
        required = {each.uri: each for each in self._vacancy.requirements}
        sources = RequirementSource
        stated = [each for each in required.values() if each.source is sources.STATED]
        inferred = [each for each in required.values() if each.source is sources.INFERRED]
        skills = [self._concept(About.SKILL, each.uri, Choice(each.relation)) for each in stated]
        title, text = self._pieces(set(required))
        return Review(
            occupations=tuple(self._occupations()),
            skills=tuple(sorted(skills, key=lambda each: (each.now is not Choice.ESSENTIAL, each.label.text))),
            facts=tuple(self._facts()),
            inferred=tuple(self._concept(About.SKILL, each.uri, None) for each in inferred),
            unsure=tuple(self._unsure(required))[:SHOWN_UNSURE],
            rejected=tuple(self._rejected()),
            left_out=tuple(self._left_out())[:SHOWN_LEFT_OUT],
            unmapped=tuple(dict.fromkeys(_smallest(row.unmapped)))[:SHOWN_UNMAPPED],
            unresolved=tuple(row.unresolved),
            former=tuple(entry["label"] for entry in row.former),
            doubts=tuple(DOUBTS[doubt] for doubt in doubts_of(row)),
            title=title,
            text=text,
        )

    def _label(self, kind: Kind, uri: str) -> Label:
        return self._wording.find_label(Term(kind, uri, uri))

    def _concept(self, about: About, uri: str, now: Choice | None) -> Proposal:
        kind = about.concept or Kind.SKILL
        link = self._words.get(uri)
        given = link is not None and link.method is LinkMethod.GIVEN
        choices = PLAINLY if about is About.OCCUPATION else BY_RELATION
        words = "" if link is None or given else link.mention.text
        return Proposal(about, uri, "", self._label(kind, uri), words, choices, now, (about, uri) in self._said)

    def _occupations(self) -> Iterator[Proposal]:
        chosen = self._vacancy.occupation
        held = [link.uri for link in self._links[Kind.OCCUPATION] if link.status is LinkStatus.HELD]
        for uri in dict.fromkeys([*([chosen] if chosen else []), *held[:SHOWN_OCCUPATIONS]]):
            if not self._is_rejected(About.OCCUPATION, uri):
                yield self._concept(About.OCCUPATION, uri, Choice.ACCEPTED if uri == chosen else None)

    def _facts(self) -> Iterator[Proposal]:
        seen: set[tuple[StatedKind, str]] = set()
        for fact in stated_of(self._row):
            key = fact.kind, fact.value
            if fact.kind in FACTS and key not in seen and not self._is_rejected(About(fact.kind.value), fact.value):
                seen.add(key)
                yield self._fact(fact)

    def _fact(self, fact: StatedFact) -> Proposal:
        about = About(fact.kind.value)
        said = self._said.get((about, fact.value))
        relation = fact.relation and ((said and said.relation) or fact.relation)
        is_rejected = said is not None and said.decision is Decision.REJECTED
        now = Choice(relation) if relation else Choice.ACCEPTED
        return Proposal(
            about=about,
            value=fact.value,
            name=FACT_NAMES[about],
            label=Label(self._value(fact), self._speech.language),
            words=fact.mention.text,
            choices=BY_RELATION if relation else PLAINLY,
            now=Choice.REJECTED if is_rejected else now,
            is_answered=said is not None,
        )

    def _value(self, fact: StatedFact) -> str:  # noqa: PLR0911 - one return per kind of fact
        """Return what was understood, "" where the words themselves say it best."""
        value = fact.value
        match fact.kind:
            case StatedKind.LANGUAGE:
                language, _, level = value.partition(":")
                return " ".join(filter(None, (self._speech.tongue(language), level)))
            case StatedKind.LICENCE:
                return self._wording.say(licence_name(value)) if value not in {"certificate", "driving"} else ""
            case StatedKind.HOURS:
                least, _, most = value.partition("-")
                return least if least == most else f"{least}–{most}"
            case StatedKind.SHIFT:
                return self._wording.name(Shift(value)) if value in set(Shift) else ""
            case StatedKind.YEARS:
                return value if value.replace(".", "").isdigit() else ""
            case StatedKind.START:
                return self._speech.day(date.fromisoformat(value)) if value[:1].isdigit() else ""
            case _:
                return ""

    def _unsure(self, required: Mapping[str, object]) -> Iterator[Proposal]:
        for link in self._links[Kind.SKILL]:
            is_open = link.uri not in required and not self._is_rejected(About.SKILL, link.uri)
            if is_open and link.status is LinkStatus.HELD:
                yield self._concept(About.SKILL, link.uri, None)

    def _rejected(self) -> Iterator[Proposal]:
        facts = {(fact.kind.value, fact.value): fact for fact in reversed(stated_of(self._row))}
        for said in self._said.values():
            if said.decision is Decision.REJECTED:
                fact = facts.get((said.about.value, said.value))
                if said.about.concept is not None:
                    yield self._concept(said.about, said.value, Choice.REJECTED)
                elif fact is not None:
                    yield self._fact(fact)

    def _left_out(self) -> Iterator[tuple[Label, str]]:
        for kind in Kind:
            for link in self._links[kind]:
                if link.status is not LinkStatus.HELD and (About(kind.value), link.uri) not in self._said:
                    yield self._label(kind, link.uri), link.mention.text

    def _is_rejected(self, about: About, value: str) -> bool:
        said = self._said.get((about, value))
        return said is not None and said.decision is Decision.REJECTED

    def _pieces(self, required: set[str]) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
        """Return title and text, in which each passage that something was read from is marked once."""
        marks = [(link.mention, "skill") for link in self._links[Kind.SKILL] if _counts(link, required)]
        chosen = {self._vacancy.occupation} - {None}
        marks += [(link.mention, "occupation") for link in self._links[Kind.OCCUPATION] if _counts(link, chosen)]
        marks += [(fact.mention, "fact") for fact in stated_of(self._row) if fact.kind in FACTS]
        marks += [
            (link.mention, "left-out")
            for kind in Kind
            for link in self._links[kind]
            if link.status is LinkStatus.BOILERPLATE
        ]
        n = len(self._row.title)
        return (
            tuple(cut(self._row.title, [(m, what) for m, what in marks if m.end <= n], 0)),
            tuple(cut(self._row.text, [(m, what) for m, what in marks if m.start > n], n + 1)),
        )


def _smallest(mentions: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the words of passages that hold no other one: a list is not shown beside its items."""
    for outer in mentions:
        inside = (
            outer["start"] <= inner["start"] and inner["end"] <= outer["end"]
            for inner in mentions
            if (inner["start"], inner["end"]) != (outer["start"], outer["end"])
        )
        if not any(inside):
            yield outer["text"].strip()


def _counts(link: Link, uris: set[str] | set[str | None]) -> bool:
    return link.uri in uris and link.status is LinkStatus.HELD and link.method is not LinkMethod.GIVEN


def cut(text: str, marks: Sequence[tuple[Mention, str]], start: int) -> Iterator[Piece]:
    """Cut a text, which begins at offset `start`, into what is marked and what is not; of what overlaps the first."""
    at = 0
    for mention, what in sorted(marks, key=lambda each: (each[0].start, -each[0].end)):
        begin, end = mention.start - start, mention.end - start
        if begin < at or end > len(text) or begin >= end:
            continue
        if begin > at:
            yield Piece(text[at:begin], "")
        yield Piece(text[begin:end], what)
        at = end
    if at < len(text):
        yield Piece(text[at:], "")
