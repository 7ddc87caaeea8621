"""A person as the meeting shows them: concepts by where they are known from, and the words they came from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.bodies import Decision
from api.tables import ProfileLinkRow, ProfileRow
from api.web.page import View
from api.web.speech import mark
from matcher.intake import PROPOSAL_SCORE
from matcher.talking import skills_of_work
from matcher.types import HeldOccupation, HeldSkill, Kind, LinkStatus, RankingInput, SkillSource
from taxonomy.types import Label

MANY = 12  # chips that are seen at once; more of a kind are folded


class Standing(StrEnum):
    """Where a concept of a person is known from, surest first; the last two count for nothing."""

    VERIFIED = "verified"
    STATED = "stated"
    PROPOSED = "proposed"
    INFERRED = "inferred"
    UNSURE = "unsure"
    REJECTED = "rejected"


NAMES = {
    Standing.VERIFIED: mark("Shown by a paper or a test"),
    Standing.STATED: mark("Said or accepted"),
    Standing.PROPOSED: mark("Read from the words, not yet confirmed"),
    Standing.INFERRED: mark("Usual in the work done"),
    Standing.UNSURE: mark("Less sure: not counted"),
    Standing.REJECTED: mark("Rejected: not counted"),
}
FOLDED = frozenset({Standing.INFERRED, Standing.UNSURE, Standing.REJECTED})


@dataclass(frozen=True, slots=True)
class Chip:
    """A concept, the person's words it came from, and what is known of it.

    `is_answered` is whether a person accepted or rejected it, which can be taken back.
    """

    kind: Kind
    uri: str
    label: Label
    words: str
    level: int | None = None
    years: float | None = None
    years_since_use: int | None = None
    is_answered: bool = False

    @property
    def id(self) -> str:
        """What a page calls it: the last part of its URI."""
        return self.uri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Concepts of one kind that are known in the same way."""

    standing: Standing
    name: str
    chips: tuple[Chip, ...]

    @property
    def is_folded(self) -> bool:
        """Whether they are shown only when asked for."""
        return self.standing in FOLDED or len(self.chips) > MANY


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the person's words: plain, linked to a concept, or not understood."""

    text: str
    how: str  # "", "linked" or "unmapped"


@dataclass(frozen=True, slots=True)
class Person:
    """A person's own side of the meeting."""

    occupations: tuple[Bundle, ...]
    skills: tuple[Bundle, ...]
    pieces: tuple[Piece, ...]
    unmapped: tuple[str, ...]
    unresolved: tuple[str, ...]
    former: tuple[str, ...]
    n_to_confirm: int


def show_person(page: View, row: ProfileRow, links: Sequence[ProfileLinkRow], person: RankingInput) -> Person:
    """Return what is known of a person, as ranking sees it, and what does not count beside it."""
    by_kind = {kind: {link.uri: link for link in links if link.kind == kind} for kind in Kind}
    skills = _Chips(page, Kind.SKILL, by_kind[Kind.SKILL])
    occupations = _Chips(page, Kind.OCCUPATION, by_kind[Kind.OCCUPATION])
    held = {skill.uri for skill in person.skills}
    known = held | {*person.rejected_skills}
    usual = [uri for uri in skills_of_work(person, page.world.taxonomy) if uri not in known]
    of_skills = [*skills.bundles(person.skills), *skills.usual(usual), *skills.rest({*held, *usual})]
    of_work = [
        *occupations.bundles(person.occupations),
        *occupations.rest({each.uri for each in person.occupations} | {*person.wants.occupations}),
    ]
    return Person(
        occupations=tuple(of_work),
        skills=tuple(of_skills),
        pieces=tuple(_pieces(row.words, links, row.unmapped)),
        unmapped=tuple(entry["text"] for entry in row.unmapped),
        unresolved=tuple(row.unresolved),
        former=tuple(entry["label"] for entry in row.former),
        n_to_confirm=len(to_confirm(person)),
    )


def to_confirm(person: RankingInput) -> list[tuple[Kind, str]]:
    """Return the concepts that were read from the words and that nobody has answered yet."""
    skills = [(Kind.SKILL, each.uri) for each in person.skills if each.source is SkillSource.PROPOSED]
    return skills + [(Kind.OCCUPATION, each.uri) for each in person.occupations if each.source is SkillSource.PROPOSED]


class _Chips:
    """Makes the chips of one kind of concept, with labels in the page's language."""

    def __init__(self, page: View, kind: Kind, links: Mapping[str, ProfileLinkRow]) -> None:
        self._page, self._kind, self._links = page, kind, links

    def bundles(self, held: Iterable[HeldSkill | HeldOccupation]) -> Iterator[Bundle]:
        """Yield what counts, by its source."""
        by_source: dict[SkillSource, list[HeldSkill | HeldOccupation]] = {}
        for each in held:
            by_source.setdefault(each.source, []).append(each)
        for source in SkillSource:
            if source in by_source:
                yield self._bundle(Standing(source.value), [self._chip(each.uri, each) for each in by_source[source]])

    def usual(self, uris: Sequence[str]) -> Iterator[Bundle]:
        """Yield what is usual in an occupation held."""
        if uris:
            yield self._bundle(Standing.INFERRED, [self._chip(uri) for uri in uris])

    def rest(self, counted: set[str]) -> Iterator[Bundle]:
        """Yield what was read and does not count: what is too unsure, and what somebody rejected."""
        links = [link for link in self._links.values() if link.uri not in counted]
        rejected = [link.uri for link in links if link.decision == Decision.REJECTED]
        unsure = [
            link.uri
            for link in links
            if link.decision == Decision.NONE and link.status == LinkStatus.HELD and link.score < PROPOSAL_SCORE
        ]
        for standing, uris in ((Standing.UNSURE, unsure), (Standing.REJECTED, rejected)):
            if uris:
                yield self._bundle(standing, [self._chip(uri) for uri in uris])

    def _bundle(self, standing: Standing, chips: list[Chip]) -> Bundle:
        by_name = sorted(chips, key=lambda chip: chip.label.text.casefold())
        return Bundle(standing, str(self._page.say(NAMES[standing])), tuple(by_name))

    def _chip(self, uri: str, held: HeldSkill | HeldOccupation | None = None) -> Chip:
        link = self._links.get(uri)
        label = self._page.wording.labels(self._kind, [uri])[uri]
        if not label.language and link is not None:
            label = Label(link.label, "")
        return Chip(
            kind=self._kind,
            uri=uri,
            label=label,
            words="" if link is None else link.mention_text,
            level=held.level if isinstance(held, HeldSkill) else None,
            years=held.years if isinstance(held, HeldOccupation) else None,
            years_since_use=held.years_since_use if isinstance(held, HeldSkill) else None,
            is_answered=link is not None and link.decision != Decision.NONE,
        )


def _pieces(text: str, links: Iterable[ProfileLinkRow], unmapped: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    """Cut the words where something was linked or not understood; of two that overlap the first and longest counts."""
    spans = [(link.mention_start, link.mention_end, "linked") for link in links if link.decision != Decision.REJECTED]
    spans += [(entry["start"], entry["end"], "unmapped") for entry in unmapped]
    at = 0
    for start, end, how in sorted(spans, key=lambda span: (span[0], -span[1])):
        if at <= start < end <= len(text):
            if at < start:
                yield Piece(text[at:start], "")
            yield Piece(text[start:end], how)
            at = end
    if at < len(text):
        yield Piece(text[at:], "")
