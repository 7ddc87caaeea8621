"""Bulk imports: every row is created, updated, left as it is, merged into one that says the same, or named as bad.

Rows are read in batches: the texts are linked outside any transaction, then each batch is written in one.
An import that is cut short can be sent again: what is there already counts as unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from api import repository
from api.assignments import assign_maker
from api.bodies import Line, ProfileLine, VacancyLine, unknown_keys
from api.errors import InvalidInputError, Problem
from api.principals import Principal
from api.profiles import profile_content, write_profile
from api.reading import Reader, ReadVacancy
from api.repository import hash_content, make_id
from api.rights import note_identity
from api.rights_bodies import IdentityGiven
from api.rows import RawRow, read_row
from api.session import OrganisationDatabase, Session
from api.tables import VacancyAliasRow, VacancyRow
from api.vacancies import find_alike, merge_vacancy, vacancy_content, write_vacancy

BATCH = 64  # some seconds of linking; what a crash can cost
SHOWN_KEYS = 50
SHOWN_NAMES = 50
SHOWN_PROBLEMS = 10_000  # a file of 64 MB may hold 30 million bad rows; all are counted

Item = TypeVar("Item", bound=Line)
Tell = Callable[[int], None]


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row was not taken."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {Problem(self.field, self.reason)}"


@dataclass(frozen=True, slots=True)
class Merged:
    """A row that says nearly the same as a vacancy that was there."""

    line: int
    external_id: str | None
    into: str


@dataclass(slots=True)
class ImportReport:
    """What became of all rows; the five numbers add up to the rows that were not blank."""

    n_created: int = 0
    n_updated: int = 0
    n_unchanged: int = 0
    merged: list[Merged] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    n_refused: int = 0
    ignored: set[str] = field(default_factory=set)
    unresolved: set[str] = field(default_factory=set)

    @property
    def n_rows(self) -> int:
        """All rows that were not blank."""
        return self.n_created + self.n_updated + self.n_unchanged + len(self.merged) + self.n_refused

    def note(self, unresolved: Sequence[str]) -> None:
        """Note names that nothing is called by, up to a sensible number."""
        if len(self.unresolved) < SHOWN_NAMES:
            self.unresolved.update(unresolved)

    def refuse(self, line: int, error: InvalidInputError) -> None:
        """Count a bad row, and note why it is one as long as anybody reads it."""
        self.n_refused += 1
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems += [RowProblem(line, problem.field, problem.reason) for problem in error.problems]

    def count(self, outcome: Outcome) -> None:
        """Note what became of one row."""
        self.n_created += outcome is Outcome.CREATED
        self.n_updated += outcome is Outcome.UPDATED
        self.n_unchanged += outcome is Outcome.UNCHANGED


class Note(Protocol):
    """Notes what a batch came to, in its transaction."""

    def __call__(self, session: Session, line: int, report: ImportReport) -> object:
        """Note that all rows up to `line` are done, and what has come of them so far."""


@dataclass(frozen=True, slots=True)
class Numbered(Generic[Item]):
    """A valid row, its line number, and who it is: `source`, and its own id there if it has one."""

    line: int
    item: Item
    source: str
    external_id: str | None
    content_hash: str


@dataclass(frozen=True, slots=True)
class By:
    """Who brings people, and what they know of them beside their lines."""

    maker: Principal | None = None
    identities: Mapping[int, IdentityGiven] = field(default_factory=dict)
    """who they are, by line"""


NOBODY = By()


def import_profiles(
    rows: Iterator[RawRow],
    database: OrganisationDatabase,
    reader: Reader,
    now: datetime,
    source: str = "",
    tell: Tell | None = None,
    *,
    by: By = NOBODY,
) -> ImportReport:
    """Import people. The same (source, external id) updates; a person without one is always new.

    A caseworker who brings them looks after those who are new.
    """
    report = ImportReport()
    for batch in _batches(_valid(rows, ProfileLine, profile_content, source, report)):
        _import_people(batch, database, reader, now, report, by)
        if tell:
            tell(report.n_rows)
    return report


def import_vacancies(  # noqa: PLR0913 - each caller says other things
    rows: Iterator[RawRow],
    database: OrganisationDatabase,
    reader: Reader,
    now: datetime,
    source: str = "",
    tell: Tell | None = None,
    *,
    shared: bool = False,
    note: Note | None = None,
) -> ImportReport:
    """Import vacancies. The same (source, external id) updates; nearly equal texts at one place are merged.

    With `shared`, all organisations see what is created or updated, and what is here already is shared too. `note` is
    called in the transaction of each batch, with the line of its last row.
    """
    report = ImportReport()
    for batch in _batches(_valid(rows, VacancyLine, vacancy_content, source, report)):
        _import_openings(batch, database, reader, now, report, shared=shared, note=note)
        if tell:
            tell(report.n_rows)
    return report


def _valid(
    rows: Iterator[RawRow],
    model: type[Item],
    content: Callable[[Item], dict[str, object]],
    source: str,
    report: ImportReport,
) -> Iterator[Numbered[Item]]:
    for row in rows:
        try:
            item = read_row(row, model)
        except InvalidInputError as error:
            report.refuse(row.line, error)
            continue
        if len(report.ignored) < SHOWN_KEYS:
            report.ignored.update(unknown_keys(item))
        own_source, external_id = identify(item, source)
        yield Numbered(row.line, item, own_source, external_id, hash_content(content(item)))


def identify(item: Line, source: str = "") -> tuple[str, str | None]:
    """Say (source, external id) of a line; the caller's `id` stands in for `external_id`."""
    if not isinstance(item, (ProfileLine, VacancyLine)):
        return source, None
    return item.source or source, item.external_id or item.id


def _batches(items: Iterator[Numbered[Item]]) -> Iterator[list[Numbered[Item]]]:
    """Cut into batches in which every (source, external id) occurs once, so that a later row updates an earlier."""
    batch: list[Numbered[Item]] = []
    keys: set[tuple[str, str]] = set()
    for item in items:
        key = (item.source, item.external_id or "")
        if len(batch) == BATCH or (item.external_id is not None and key in keys):
            yield batch
            batch, keys = [], set()
        batch.append(item)
        keys.add(key)
    if batch:
        yield batch


def _keys(batch: Sequence[Numbered[Item]]) -> list[tuple[str, str]]:
    return [(item.source, item.external_id) for item in batch if item.external_id is not None]


# --- people ----------------------------------------------------------------------------------


def _import_people(
    batch: list[Numbered[ProfileLine]],
    database: OrganisationDatabase,
    reader: Reader,
    now: datetime,
    report: ImportReport,
    by: By,
) -> None:
    with database.read() as session:
        known = {key: row.content_hash for key, row in repository.find_profiles(session, _keys(batch)).items()}
    fresh = [item for item in batch if known.get((item.source, item.external_id or "")) != item.content_hash]
    read = reader.read_profiles([item.item for item in fresh])
    with database.write() as session:
        for item, understood in zip(fresh, read, strict=True):
            known_row = repository.find_external(session, item.source, item.external_id)
            report.count(Outcome.UPDATED if known_row else Outcome.CREATED)
            row = known_row or repository.new_profile(item.source, item.external_id, now)
            write_profile(session, row, item.item, understood, now)
            if by.maker is not None and known_row is None:
                assign_maker(session, by.maker, row.id, now)
            if identity := by.identities.get(item.line):
                note_identity(session, row, identity, now)
            report.note(understood.unresolved)
    report.n_unchanged += len(batch) - len(fresh)


# --- vacancies -------------------------------------------------------------------------------


def _import_openings(
    batch: list[Numbered[VacancyLine]],
    database: OrganisationDatabase,
    reader: Reader,
    now: datetime,
    report: ImportReport,
    *,
    shared: bool,
    note: Note | None,
) -> None:
    with database.read() as session:
        known = repository.find_vacancy_states(session, database.organisation, _keys(batch), shared=shared)
    fresh = [item for item in batch if known.get((item.source, item.external_id or "")) != item.content_hash]
    report.n_unchanged += len(batch) - len(fresh)
    ids = [make_id("vacancy", database.organisation, item.source, item.external_id) for item in fresh]
    read = reader.read_vacancies([item.item for item in fresh], ids)
    with database.write() as session:
        writer = _VacancyWriter(session, reader, now, report, shared=shared)
        for vacancy_id, item, understood in zip(ids, fresh, read, strict=True):
            writer.write(vacancy_id, item, understood)
        if note:
            note(session, batch[-1].line, report)


class _VacancyWriter:
    """Writes the rows of one batch, each seeing those before it."""

    def __init__(self, session: Session, reader: Reader, now: datetime, report: ImportReport, *, shared: bool) -> None:
        self._session = session
        self._reader = reader
        self._now = now
        self._report = report
        self._shared = shared

    def write(self, vacancy_id: str, item: Numbered[VacancyLine], read: ReadVacancy) -> None:
        """Update, merge or create."""
        row = self._session.get(VacancyRow, vacancy_id)
        self._report.note(read.unresolved)
        alike = None if row else find_alike(self._session, item.item, read, self._reader.places)
        if alike is not None:
            merge_vacancy(self._session, alike, read, _alias(item, alike.id, self._now), self._now)
            self._report.merged.append(Merged(item.line, item.external_id, alike.id))
            return
        self._report.count(Outcome.UPDATED if row else Outcome.CREATED)
        if item.external_id is not None:
            repository.delete_alias(self._session, item.source, item.external_id)
        row = row or repository.new_vacancy(vacancy_id, item.source, item.external_id, self._now)
        write_vacancy(self._session, row, item.item, read, self._now, self._reader.taxonomy)
        row.shared = row.shared or self._shared
        self._session.flush()


def _alias(item: Numbered[VacancyLine], vacancy_id: str, now: datetime) -> VacancyAliasRow | None:
    if item.external_id is None:
        return None
    return VacancyAliasRow(
        source=item.source,
        external_id=item.external_id,
        vacancy_id=vacancy_id,
        content_hash=item.content_hash,
        seen_at=now,
    )
