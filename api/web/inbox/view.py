"""The inbox as a page shows it. Pure: entries, names and titles go in, rows of words and numbers come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from markupsafe import Markup

from api.attention import Fact, Stale
from api.inbox import Entry, Inbox
from api.matches import Title
from api.names import Names
from api.web.speech import Speech, mark
from matcher.messages import Code
from matcher.places import Places
from matcher.types import BlockerState, Kind, Match
from matcher.wording.wording import Wording
from taxonomy.types import Label

SHOWN_OBSTACLES = 2  # of a match, in one line; how many more there are is said
FACTS = {
    Fact.PERMISSION: mark("work permit"),
    Fact.LANGUAGES: mark("languages"),
    Fact.TRAVEL: mark("home and way to work"),
}


class Show(StrEnum):
    """Which people are shown."""

    ALL = "all"
    NEW = "new"
    READY = "ready"
    CLOSING = "closing"
    STALE = "stale"
    CONTESTED = "contested"
    QUESTIONS = "questions"

    def holds(self, entry: Entry) -> bool:
        """Say whether somebody is shown."""
        return CHOICES[self](entry)


CHOICES: Mapping[Show, Callable[[Entry], bool]] = {
    Show.ALL: lambda _: True,
    Show.NEW: lambda entry: entry.known.news.n_new > 0,
    Show.READY: lambda entry: entry.known.news.n_ready > 0,
    Show.CLOSING: lambda entry: entry.known.news.n_closing > 0,
    Show.STALE: lambda entry: bool(entry.stale),
    Show.CONTESTED: lambda entry: entry.n_contests > 0,
    Show.QUESTIONS: lambda entry: bool(entry.known.questions or entry.known.unknown),
}


class Sort(StrEnum):
    """In which order."""

    NEWS = "news"
    CLOSING = "closing"
    CONTACT = "contact"  # longest without a talk first
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a match, or what alone would make it ready."""

    kind: str
    """of a blocker, or "skill": which picture stands beside the words"""
    state: BlockerState
    words: str


@dataclass(frozen=True, slots=True)
class Best:
    """The best new match in one line."""

    href: str
    title: str
    place: str | None
    group: str
    group_name: str
    obstacles: tuple[Obstacle, ...]
    n_more: int
    closes: date | None
    """where that is soon"""
    below_level: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to do about a file: which picture stands beside the words, and whether it has waited long."""

    kind: str
    words: Markup
    is_urgent: bool
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One person."""

    id: str
    name: str
    work: Label | None
    """the first occupation that is wanted, else held"""
    home: str | None
    caseworker: str | None
    n_new: int
    n_ready: int
    n_closing: int
    best: Best | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Called:
    """What people and those who look after them are called, by the ids of profiles; and who was handed over of late."""

    people: Names
    caseworkers: Mapping[str, str]
    handed: frozenset[str]


class Teller:
    """Puts an inbox into the language of a page, on a day."""

    def __init__(self, speech: Speech, wording: Wording, places: Places, now: datetime) -> None:
        self._speech, self._wording, self._places, self._now = speech, wording, places, now

    def headline(self, inbox: Inbox, *, is_mine: bool) -> Markup:
        """Say how much is new, in one sentence."""
        speech, n_people = self._speech, len(inbox.entries)
        if is_mine:
            people = speech.say_n_in("headline", "across your %(n)s person", "across your %(n)s people", n_people)
        else:
            people = speech.say_n_in("headline", "across %(n)s person", "across %(n)s people", n_people)
        return speech.say_in(
            "headline",
            "%(new)s %(people)s, %(closing)s",
            new=speech.say_n_in("headline", "%(n)s new match", "%(n)s new matches", inbox.n_new),
            people=people,
            closing=speech.say_n_in("headline", "%(n)s closes this week", "%(n)s close this week", inbox.n_closing),
        )

    def rows(self, entries: Iterable[Entry], called: Called, titles: Mapping[str, Title], by: date) -> tuple[Row, ...]:
        """Return one row for each person; what closes until `by` says when."""
        return tuple(self._row(entry, called, titles, by) for entry in entries)

    def says(self, entry: Entry, titles: Mapping[str, Title], text: str) -> bool:
        """Say whether a place or an occupation of a row has a text in it."""
        known, best = entry.known, entry.known.news.best
        title = titles.get(best.id) if best else None
        labels = self._wording.labels(Kind.OCCUPATION, known.occupations).values()
        said = (*(label.text for label in labels), self._home(known.home), title and title.title, title and title.place)
        wanted = text.strip().casefold()
        return any(wanted in each.casefold() for each in said if each)

    def _row(self, entry: Entry, called: Called, titles: Mapping[str, Title], by: date) -> Row:
        known, found = entry.known, entry.known.news
        work = self._wording.labels(Kind.OCCUPATION, known.occupations[:1])
        best = None
        if found.best is not None and found.best.id in titles:
            best = self._best(entry.id, found.best, titles[found.best.id], by)
        return Row(
            id=entry.id,
            name=called.people.of(entry.id),
            work=next(iter(work.values()), None),
            home=self._home(known.home),
            caseworker=called.caseworkers.get(entry.id),
            n_new=found.n_new,
            n_ready=found.n_ready,
            n_closing=found.n_closing,
            best=best,
            flags=tuple(self._flags(entry, is_handed=entry.id in called.handed)),
        )

    def _best(self, profile_id: str, match: Match, title: Title, by: date) -> Best:
        obstacles = tuple(self._obstacles(match))
        return Best(
            href=f"/people/{profile_id}?vacancy={match.id}",
            title=title.title,
            place=title.place,
            group=match.group.value,
            group_name=self._wording.name(match.group),
            obstacles=obstacles[:SHOWN_OBSTACLES],
            n_more=max(len(obstacles) - SHOWN_OBSTACLES, 0),
            closes=title.expires if title.expires is not None and title.expires <= by else None,
            below_level=bool(match.below_level),
        )

    def _obstacles(self, match: Match) -> Iterator[Obstacle]:
        for blocker in match.open_blockers:
            yield Obstacle(blocker.kind.value, blocker.state, self._wording.say(blocker.required))
        for move in match.enough[:1]:
            if move.code is Code.MOVE_CONFIRM:
                yield Obstacle("confirm", BlockerState.UNKNOWN, str(self._speech.say("confirm what was read")))
            else:
                yield Obstacle("skill", BlockerState.NOT_MET, self._wording.say(move))

    def _flags(self, entry: Entry, *, is_handed: bool) -> Iterator[Flag]:
        say, say_n, known = self._speech.say, self._speech.say_n, entry.known
        if entry.n_contests:
            yield Flag("contest", say_n("%(n)s objection", "%(n)s objections", entry.n_contests), is_urgent=True)
        if is_handed:
            yield Flag("hand", say("handed over to you"), is_urgent=True)
        if Stale.CONTACT in entry.stale:
            weeks = (self._now - entry.standing.contact_at).days // 7
            yield Flag(
                "contact", say_n("no contact for %(n)s week", "no contact for %(n)s weeks", weeks), is_urgent=True
            )
        if known.n_proposed:
            is_old = Stale.PROPOSALS in entry.stale
            yield Flag("confirm", say_n("%(n)s to confirm", "%(n)s to confirm", known.n_proposed), is_urgent=is_old)
        if known.unknown:
            asked = self._speech.listed([str(say(FACTS[fact])) for fact in known.unknown])
            yield Flag("ask", say("ask: %(facts)s", facts=asked), is_urgent=False)
        questions = tuple(self._wording.say(each) for each in known.questions if each.code is not Code.QUESTION_CONFIRM)
        if questions:
            words = say_n("%(n)s question worth asking", "%(n)s questions worth asking", len(questions))
            yield Flag("ask", words, is_urgent=False, details=questions)
        if Stale.RELEASE in entry.stale:
            yield Flag("release", say("read with an older release"), is_urgent=False)

    def _home(self, place_id: str | None) -> str | None:
        place = None if place_id is None else self._places.find_id(place_id)
        return None if place is None else place.name


def in_order(entries: Sequence[Entry], sort: Sort) -> list[Entry]:
    """Return people in an order that needs no names; of equal ones those with more news first."""
    if sort is Sort.CLOSING:
        return sorted(entries, key=lambda entry: -entry.known.news.n_closing)
    if sort is Sort.CONTACT:
        return sorted(entries, key=lambda entry: entry.standing.contact_at)
    return list(entries)


def by_name(entries: Sequence[Entry], names: Names) -> list[Entry]:
    """Return people by their names."""
    return sorted(entries, key=lambda entry: names.of(entry.id).casefold())
