"""What goes out, as the OpenAPI reference names it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.answer import Answer
from api.attention import Fact, Stale
from api.bodies import Decision
from api.degraded import DegradedAnswer
from api.match_answers import MatchAnswer
from api.vacancies import Doubt
from api.vacancy_answers import About
from matcher.types import (
    LinkMethod,
    LinkStatus,
    Relation,
    StatedKind,
)
from taxonomy.types import Kind

# --- probes ----------------------------------------------------------------------------------


class Alive(Answer):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Ready(Answer):
    """Whether each part works."""

    database: bool
    index: bool
    encoder: str
    """the encoder that was loaded; without one the process does not start"""
    generation: str | None
    """the index generation in use"""
    disk: bool
    """whether there is room for something new; without, reading and ranking go on"""
    stopping: bool
    """whether this worker is about to end, and wants no more requests"""


# --- links -----------------------------------------------------------------------------------


class MentionAnswer(Answer):
    """Words of the text; offsets in code points, `end` exclusive."""

    text: str
    start: int
    end: int


class LinkAnswer(Answer):
    """A proposed concept."""

    uri: str
    label: str
    score: float
    method: LinkMethod
    status: LinkStatus
    mention: MentionAnswer


class RunnerUpAnswer(Answer):
    """Another concept that the words of a link could mean."""

    uri: str
    label: str
    score: float


class CheckableLinkAnswer(LinkAnswer):
    """A proposed concept, and up to three others that the same words could mean, best first."""

    runners_up: list[RunnerUpAnswer]


class LinksAnswer(Answer):
    """All links of a text, best first, and the words that nothing was found for."""

    id: str | None
    links: list[CheckableLinkAnswer]
    unmapped: list[MentionAnswer]
    degraded: DegradedAnswer | None = None
    """in what weaker way this was made; missing where it was made in full"""


class ProfileLinkAnswer(LinkAnswer):
    """A proposed concept of a profile, and what a person said about it."""

    kind: Kind
    decision: Decision


class ProfileLinksAnswer(Answer):
    """All links of a profile."""

    links: list[ProfileLinkAnswer]
    unmapped: list[MentionAnswer]


# --- profiles and vacancies ------------------------------------------------------------------


class ProfileSummary(Answer):
    """A profile in a list."""

    id: str
    source: str
    external_id: str | None
    lang: str | None
    updated_at: datetime


class FormerAnswer(Answer):
    """A concept of an earlier release that the one in use does not have; its words are kept."""

    kind: Kind
    uri: str
    label: str


class ProfileAnswer(ProfileSummary):
    """A profile: what was given, what was understood, and all that ranking sees."""

    version: int
    created_at: datetime
    profile: dict[str, Any]
    links: list[ProfileLinkAnswer]
    unmapped: list[MentionAnswer]
    unresolved: list[str]
    """names and URIs that taxonomy or gazetteer do not have"""
    no_longer_known: list[FormerAnswer]
    ranking_input: dict[str, Any]
    ignored: list[str] = Field(default_factory=list)
    """keys that were sent and that nobody knows"""


class ProfilesAnswer(Answer):
    """A part of the list of profiles."""

    profiles: list[ProfileSummary]
    next: str | None
    """send it as `after` for the next part; null at the end"""
    n_total: int


class VacancySummary(Answer):
    """A vacancy in a list."""

    id: str
    source: str
    external_id: str | None
    title: str
    place: str | None
    country: str | None
    published: date | None
    expires: date | None
    withdrawn: bool
    shared: bool
    """whether all organisations of the installation see it"""


class StatedAnswer(Answer):
    """A fact that a vacancy's text states; the words are counted in title, a line break, text."""

    kind: StatedKind
    value: str
    """for example "de:B2", "40-40", "1500-1800/month/gross"; see the chapter on stated facts"""
    relation: Relation | None
    """whether it is asked for (essential) or welcome (optional); null where it describes the work"""
    mention: MentionAnswer


class SaidAnswer(Answer):
    """What an officer said about something that was read from a vacancy, or missed; see `AnswerLine`."""

    about: About
    value: str
    decision: Decision
    relation: Relation | None
    label: str
    """of a concept; empty for a fact"""


class VacancyAnswer(VacancySummary):
    """A vacancy: what was given, what its text states, what officers said of that, and what ranking sees."""

    version: int
    created_at: datetime
    updated_at: datetime
    vacancy: dict[str, Any]
    stated: list[StatedAnswer]
    links: list[dict[str, Any]]
    unmapped: list[MentionAnswer]
    answers: list[SaidAnswer]
    reviewed_at: datetime | None
    """when an officer last said that all of it is right"""
    doubts: list[Doubt]
    """why somebody should look at it, whether or not somebody has"""
    unresolved: list[str]
    no_longer_known: list[FormerAnswer]
    ranking: dict[str, Any]
    """what ranking sees, after the answers"""
    ignored: list[str] = Field(default_factory=list)


class VacanciesAnswer(Answer):
    """A part of the list of vacancies."""

    vacancies: list[VacancySummary]
    next: str | None
    n_total: int


class RowProblemAnswer(Answer):
    """Why a row was not taken."""

    line: int
    field: str
    reason: str


class MergedAnswer(Answer):
    """A row that says nearly the same as a vacancy that was there."""

    line: int
    external_id: str | None
    into: str


class ImportAnswer(Answer):
    """What became of every row."""

    n_rows: int
    n_created: int
    n_updated: int
    n_unchanged: int
    n_merged: int
    n_refused: int
    merged: list[MergedAnswer]
    problems: list[RowProblemAnswer]
    ignored: list[str]
    unresolved: list[str]
    """names that taxonomy or gazetteer do not have, from any row"""


# --- files -----------------------------------------------------------------------------------


class FileAnswer(Answer):
    """What a file says, for a person to check before any of it is kept. Nothing is stored."""

    text: str
    language: str | None
    """ISO 639-1; null where the words do not tell"""
    n_pages: int | None
    """of a PDF; other files have no pages of their own"""
    hidden: str
    """the beginning of what nobody would see on paper; it is no part of `text`"""
    warnings: list[str]


# --- inbox -----------------------------------------------------------------------------------


class InboxEntry(Answer):
    """What is new for one person: ready now or one step away, how many of these are ready, how many close soon."""

    profile: str
    external_id: str | None
    n_new: int
    n_ready: int
    n_closing: int
    best: MatchAnswer | None
    n_proposed: int
    """skills and occupations read from words that nobody has confirmed"""
    n_contests: int
    """objections that nobody has answered"""
    stale: list[Stale]
    """why the file wants attention"""
    unknown: list[Fact]
    """what is often asked for and unknown"""


class InboxAnswer(Answer):
    """What is new for everybody since a day; people with news first."""

    since: date
    as_of: date
    closing_by: date
    n_people: int
    n_new: int
    n_closing: int
    people: list[InboxEntry]
    degraded: DegradedAnswer | None = None
    """in what weaker way this was made; missing where it was made in full"""
