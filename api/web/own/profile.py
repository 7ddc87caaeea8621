"""What is written about a person, for them to check. Pure: rows go in, words come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.bodies import Decision
from api.tables import ProfileLinkRow, ProfileRow
from api.web.frame.choices import EDUCATION
from api.web.page import View
from api.web.speech import mark
from matcher.inputs import ranking_input_from_json
from matcher.messages import Code, Message, Span, Term, Tongue, say
from matcher.remedies import licence_name
from matcher.types import (
    Cefr,
    Hours,
    Kind,
    LanguageLevel,
    LinkStatus,
    Permission,
    RankingInput,
    Shift,
    SkillSource,
    Travel,
)
from taxonomy.types import Label

# What a link rests on, as the person is told.
SOURCES = {
    SkillSource.VERIFIED: mark("A paper or a test shows it."),
    SkillSource.STATED: mark("You or your caseworker said so."),
    SkillSource.PROPOSED: mark("A program read it in your words. Is it right?"),
}
WISHED = mark("You would like to do this. A program read it in your words. Is it right?")
NAMES = {
    "languages": mark("Languages"),
    "licences": mark("Licences and certificates"),
    "permissions": mark("Countries where you may work"),
    "home": mark("Town"),
    "travel": mark("Way to work"),
    "hours": mark("Hours a week"),
    "shifts": mark("Times of work"),
    "education": mark("School and training"),
    "start": mark("Free from"),
    "wants": mark("Work that you would like"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """A skill or occupation that was read from the person's words, and what they answered; `key` names it in forms."""

    key: str
    label: Label
    words: str
    source: str
    decision: Decision
    is_open: bool
    """whether a program proposes it, and nobody has answered"""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known about one thing; `value` is None where nothing is."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What is written about a person."""

    words: str
    lang: str | None
    occupations: tuple[Chip, ...]
    skills: tuple[Chip, ...]
    n_open: int
    """how many proposals nobody has answered"""
    facts: tuple[Fact, ...]
    unmapped: tuple[str, ...]


def view_profile(page: View, row: ProfileRow, links: Sequence[ProfileLinkRow], places: Mapping[str, str]) -> Profile:
    """Return what is written about a person; `places` names the places that ranking knows by id."""
    facts = ranking_input_from_json(row.ranking_input)
    sources = {skill.uri: skill.source for skill in facts.skills} | {
        held.uri: held.source for held in facts.occupations
    }
    chips = {kind: tuple(_chips(page, kind, links, sources)) for kind in Kind}
    return Profile(
        words=row.words,
        lang=row.lang,
        occupations=chips[Kind.OCCUPATION],
        skills=chips[Kind.SKILL],
        n_open=sum(chip.is_open for found in chips.values() for chip in found),
        facts=tuple(Fact(page.say(NAMES[name]), value) for name, value in _facts(page, facts, places).items()),
        unmapped=tuple(dict.fromkeys(mention["text"] for mention in row.unmapped)),
    )


def _chips(
    page: View, kind: Kind, links: Sequence[ProfileLinkRow], sources: Mapping[str, SkillSource]
) -> Iterator[Chip]:
    """Yield the links of a kind that say something of the person, unanswered ones first, the surest first."""
    shown = [link for link in links if link.kind == kind and link.status in (LinkStatus.HELD, LinkStatus.WISHED)]
    for link in sorted(shown, key=lambda link: (link.decision != Decision.NONE, -link.score, link.uri)):
        source = SkillSource.STATED if link.decision == Decision.ACCEPTED else sources.get(link.uri)
        is_wished = link.status == LinkStatus.WISHED and source is not SkillSource.STATED
        yield Chip(
            key=f"{link.kind} {link.uri}",
            label=page.wording.find_label(Term(kind, link.uri, link.label)),
            words=link.mention_text,
            source=page.say(WISHED if is_wished else SOURCES[source or SkillSource.PROPOSED]),
            decision=Decision(link.decision),
            is_open=link.decision == Decision.NONE and source in (None, SkillSource.PROPOSED),
        )


def _facts(page: View, facts: RankingInput, places: Mapping[str, str]) -> dict[str, str | None]:
    """Return all that can be known beside skills and work, in the order of NAMES; None where nothing is."""
    wording, listed = page.wording, page.speech.listed
    shifts = {shift.value: wording.name(shift) for shift in Shift}
    papers = [wording.say(licence_name(licence)) for licence in facts.licences or ()]
    wanted = [wording.find_label(Term(Kind.OCCUPATION, uri, uri)).text for uri in facts.wants.occupations]
    found = {
        "languages": listed([wording.say(_language(known)) for known in facts.languages]),
        "licences": page.say("none") if facts.licences == () else listed(papers),
        "permissions": listed([_permission(page, each) for each in facts.permissions]),
        "home": "" if facts.home is None else places.get(facts.home, facts.home),
        "travel": _travel(page, facts.travel),
        "hours": _hours(page, facts.hours or facts.wants.hours),
        "shifts": listed([shifts.get(shift, shift) for shift in facts.shifts or ()]),
        "education": "" if facts.education is None else page.say(EDUCATION[facts.education]),
        "start": page.speech.day(facts.start),
        "wants": listed(wanted),
    }
    return {name: value or None for name, value in found.items()}


def _language(known: LanguageLevel) -> Message:
    tongue = Tongue(known.language)
    if known.level is Cefr.NONE:
        return say(Code.ACCOUNT_NO_LANGUAGE, language=tongue)
    return say(Code.REQUIRED_LANGUAGE, language=tongue, level=known.level)


def _permission(page: View, known: Permission) -> str:
    country = page.speech.country(known.country)
    said = (
        page.say("%(country)s: yes", country=country) if known.granted else page.say("%(country)s: no", country=country)
    )
    return said.unescape()  # it goes into a list of plain text


def _travel(page: View, travel: Travel | None) -> str:
    if travel is None:
        return ""
    return page.say("%(n)s minutes, %(mode)s", n=travel.minutes, mode=page.wording.name(travel.mode))


def _hours(page: View, hours: Hours | None) -> str:
    if hours is None:
        return ""
    return page.wording.say(say(Code.MOVE_HOURS, hours=Span(hours.minimum, hours.maximum), n=hours.maximum))
