"""Making a fairness report of an installation: for its auditors over HTTP, and from the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from api import repository
from api.answer import Answer
from api.audit import About, Note, noting
from api.bodies import Statement
from api.errors import InvalidInputError, NotFoundError, Problem
from api.fairness_report import Judge, Told, report_flips, report_sample
from api.fairness_sample import LONGEST_DAYS, SampleStore
from api.lines import Json
from api.operators import opened, operator, read_clock
from api.profiles import line_of, ranked_by
from api.reading import Reader
from api.rows import iter_rows, read_row
from api.sealing import Seals, seals_in
from api.session import OrganisationDatabase
from api.settings import Settings
from api.shelf import Parts
from api.vacancies import ranked_vacancy
from matcher.artefacts import Concepts
from matcher.matching import Snapshot

MOST_PEOPLE = 10_000


class SampleKind(StrEnum):
    """Which sample."""

    GENERATED = "generated"  # stored texts, told by made-up people
    COLLECTED = "collected"  # groups that people gave for this purpose


class MemberLine(Statement):
    """Somebody of a sample: a profile, and the group for each attribute."""

    profile: Annotated[str, StringConstraints(min_length=1, max_length=32)]
    groups: Annotated[dict[str, str], Field(min_length=1, max_length=6)]


class SampleLine(Statement):
    """A sample for fairness reports, and how many days it may be kept."""

    people: Annotated[list[MemberLine], Field(min_length=1, max_length=MOST_PEOPLE)]
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)]


class MeasuredAnswer(Answer):
    """A number with its 95 % bootstrap interval; null where too little is known."""

    value: float | None
    low: float | None
    high: float | None


class GroupAnswer(Answer):
    """One group of one attribute, or of several together."""

    attribute: str
    group: str
    n: int
    n_unscored: int
    share: float
    scoring_rate: float | None
    """share of the group above the median of everybody"""
    impact_ratio: MeasuredAnswer
    """scoring rate over the highest one; null for groups under 2 % and for the unknown"""
    quality: MeasuredAnswer
    """share of the ten best that are right in occupation and level"""
    reached: MeasuredAnswer
    """share of open vacancies that are ready now or one step away"""
    alarm: bool
    """whether the impact ratio is under 0.8: a line to look at, not a pass mark"""


class FairnessAnswer(Answer):
    """Who gets how good a list, by group."""

    sample: SampleKind
    as_of: date
    n_people: int
    n_not_found: int | None = None
    """of a collected sample: people who have no profile any more"""
    n_left_out: int | None = None
    """of a generated sample: texts in a language without an introduction"""
    same_input: float | None = None
    """of a generated sample: share of texts of which all made-up people's were understood alike"""
    same_list: float | None = None
    """the same for the whole list with its reasons, byte by byte"""
    groups: list[GroupAnswer]


@dataclass(frozen=True, slots=True)
class Ground:
    """What lists are made from: an organisation's database, its snapshot, and who reads texts."""

    database: OrganisationDatabase
    snapshot: Snapshot
    reader: Reader
    as_of: date
    seals: Seals
    data: Path


def make_report(ground: Ground, kind: SampleKind, now: datetime) -> FairnessAnswer:
    """Make the report; raises NotFoundError without a collected sample, GoneError once it is over."""
    with ground.database.read() as session:
        vacancies = [ranked_vacancy(row) for row in repository.list_open(session)]
        rows = repository.list_everybody(session)
        facts = {row.id: ranked_by(row) for row in rows}
        told = [Told(row.id, row.lang, line_of(row)) for row in rows]
    judge = Judge(ground.snapshot, vacancies, ground.as_of)
    if kind is SampleKind.GENERATED:
        report = report_flips(judge, ground.reader, told)
    else:
        store = SampleStore(ground.data, ground.seals)
        groups = store.get(ground.database.organisation, now).groups
        report = report_sample(judge, facts, groups)
        store.keep_only(ground.database.organisation, facts.keys(), now)
    return FairnessAnswer(as_of=ground.as_of, **report)


def collect(settings: Settings, path: Path, days: int, organisation: str) -> int:
    """Keep the sample of a file of lines; returns how many people. Raises InvalidInputError with every problem."""
    members = [read_row(row, MemberLine) for row in iter_rows(path.read_bytes())]
    with opened(settings) as whole:
        with whole.read() as session:
            repository.get_organisation(session, organisation)
        with noting(whole.of(organisation), Note(operator(organisation), "fairness.collect")) as database:
            store = SampleStore(settings.data, seals_in(whole.info))
            keep_sample(database, store, members, days, read_clock())
    return len(members)


def keep_sample(
    database: OrganisationDatabase, store: SampleStore, members: list[MemberLine], days: int, now: datetime
) -> datetime:
    """Keep a sample, and return when it ends; raises InvalidInputError for people who are no profile here."""
    with database.read() as session:
        known = {row.id for row in repository.list_everybody(session)}
    strangers = [
        Problem(f"people.{i}.profile", "is no profile") for i, m in enumerate(members) if m.profile not in known
    ]
    if strangers:
        raise InvalidInputError(strangers)
    return store.put(database.organisation, {each.profile: each.groups for each in members}, days, now).expires


def drop(settings: Settings, organisation: str) -> None:
    """Delete a sample; raises NotFoundError where there is none."""
    with opened(settings) as whole, noting(whole.of(organisation), Note(operator(organisation), "fairness.delete")):
        if not SampleStore(settings.data, seals_in(whole.info)).delete(organisation):
            raise NotFoundError("sample of", organisation)


def report_installed(settings: Settings, concepts: Concepts, kind: SampleKind, organisation: str) -> Json:
    """Make the report of an organisation of this installation; raises as `make_report` does."""
    note = Note(operator(organisation), "fairness.report", About())
    with opened(settings) as whole, noting(whole.of(organisation), note) as database:
        with database.read() as session:
            vacancies = [ranked_vacancy(row) for row in repository.list_open(session)]
        snapshot = Snapshot(Parts.of(concepts).lay_out(vacancies), concepts.encoder.id)
        published = [each.published for each in vacancies if each.published]
        ground = Ground(
            database=database,
            snapshot=snapshot,
            reader=Reader(concepts.linker, concepts.places),
            as_of=max(published, default=read_clock().date()),
            seals=seals_in(whole.info),
            data=settings.data,
        )
        return make_report(ground, kind, read_clock()).model_dump(mode="json", exclude_none=True)
