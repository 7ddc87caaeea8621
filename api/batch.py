"""The commands on files: JSON Lines in, JSON Lines out, bad lines named on stderr, no database.

Every function returns how many lines were refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from api.bodies import Line, LinkLine, LinkRequest, ProfileLine, VacancyLine, unknown_keys
from api.errors import InvalidInputError
from api.importing import import_profiles, import_vacancies
from api.matches import linked_to_json, to_bytes
from api.opening import open_concepts, open_reader
from api.rows import iter_json_lines, iter_rows, read_row
from api.session import Database
from api.settings import Settings
from matcher import matching
from matcher.matching import Snapshot
from matcher.ranking import Profile
from matcher.results import gaps_to_json, match_list_to_json
from matcher.types import Kind, RankingInput, Vacancy
from matcher.world import World as Ground

TOGETHER = 64  # lines linked at once

Item = TypeVar("Item", bound=Line)
EPOCH = date(1970, 1, 1)  # for a vacancies file in which nothing has a date


class Noun(StrEnum):
    """What a file holds."""

    PROFILES = "profiles"
    VACANCIES = "vacancies"


@dataclass(frozen=True, slots=True)
class LinkOptions:
    """What and how many to link."""

    kind: Kind
    top: int | None
    min_score: float | None


@dataclass(frozen=True, slots=True)
class Files:
    """What to match, and where the result goes."""

    profiles: Path
    vacancies: Path
    output: Path
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Read(Generic[Item]):
    """A valid line with the caller's id; the line number stands in for a missing one."""

    id: str
    item: Item


class LineReader:
    """Reads lines of files, says on stderr what is wrong with some, and counts these."""

    def __init__(self) -> None:
        self.n_refused = 0

    def read(self, path: Path, model: type[Item]) -> list[Read[Item]]:
        """Read all good lines; an id that occurs again is refused, since results are told apart by id."""
        found: dict[str, Read[Item]] = {}
        ignored: set[str] = set()
        for row in iter_json_lines(path.read_bytes()):
            try:
                item = read_row(row, model)
            except InvalidInputError as error:
                self._refuse(row.line, str(error))
                continue
            ignored.update(unknown_keys(item))
            line_id = getattr(item, "id", None) or str(row.line)
            if line_id in found:
                self._refuse(row.line, f"id: {line_id!r} occurs again")
                continue
            found[line_id] = Read(line_id, item)
        if ignored:
            say(f"{path.name}: ignored {', '.join(sorted(ignored))}")
        return list(found.values())

    def _refuse(self, line: int, reason: str) -> None:
        self.n_refused += 1
        say(f"line {line}: {reason}")


def link(settings: Settings, source: Path, output: Path, options: LinkOptions) -> int:
    """Link each text; one output line per good input line, in order."""
    lines = LineReader()
    items = lines.read(source, LinkLine)
    reader = open_reader(settings, open_concepts(settings))
    requests = [
        LinkRequest(
            id=read.id, text=read.item.text, lang=read.item.lang, kind=options.kind, top=options.top,
            min_score=options.min_score,
        )
        for read in items
    ]  # fmt: skip
    linked = (found for part in _parts(requests) for found in reader.link_many(part))
    write_lines(
        output, ({"id": request.id, **linked_to_json(found)} for request, found in zip(requests, linked, strict=True))
    )
    return lines.n_refused


def match_vacancies(settings: Settings, files: Files, top: int | None) -> int:
    """Rank the vacancies for each profile."""
    world = _open(settings, files)
    found = ((p.id, matching.match(world.snapshot, p.input, world.as_of, top=top)) for p in world.people)
    write_lines(files.output, ({"id": i, **match_list_to_json(ranked, world.titles)} for i, ranked in found))
    return world.n_refused


def match_profiles(settings: Settings, files: Files, top: int | None) -> int:
    """Rank the profiles for each vacancy."""
    world = _open(settings, files)
    snapshot, day = world.snapshot, world.as_of
    found = ((v.id, matching.match_profiles(snapshot, v, world.people, day, top=top)) for v in world.vacancies)
    write_lines(files.output, ({"id": i, **match_list_to_json(ranked)} for i, ranked in found))
    return world.n_refused


def gaps(settings: Settings, files: Files) -> int:
    """Count for each profile what each step would open."""
    world = _open(settings, files)
    found = ((p.id, matching.gaps(world.snapshot, p.input, world.as_of)) for p in world.people)
    write_lines(files.output, ({"id": i, **gaps_to_json(counted)} for i, counted in found))
    return world.n_refused


def import_file(settings: Settings, path: Path, source: str, noun: Noun) -> int:
    """Import a file into the database and say on stderr what became of its rows."""
    load = import_profiles if noun is Noun.PROFILES else import_vacancies
    reader = open_reader(settings, open_concepts(settings))
    database = Database.open(settings.database)
    try:
        report = load(iter_rows(path.read_bytes()), database, reader, datetime.now(UTC), source, _tell)
    finally:
        database.close()
    for problem in report.problems:
        say(str(problem))
    for merged in report.merged:
        say(f"line {merged.line}: nearly the same as vacancy {merged.into}, merged")
    if report.ignored:
        say(f"{path.name}: ignored {', '.join(sorted(report.ignored))}")
    if report.unresolved:
        say(f"{path.name}: not known here: {', '.join(sorted(report.unresolved))}")
    say(
        f"{report.n_rows} rows: {report.n_created} created, {report.n_updated} updated, "
        f"{report.n_unchanged} unchanged, {len(report.merged)} merged, {report.n_refused} refused"
    )
    return report.n_refused


@dataclass(frozen=True, slots=True)
class _FileWorld:
    """Both files read, in the order of their lines."""

    snapshot: Snapshot
    people: tuple[Profile, ...]
    vacancies: tuple[Vacancy, ...]
    titles: dict[str, str]
    as_of: date
    n_refused: int


def _open(settings: Settings, files: Files) -> _FileWorld:
    lines = LineReader()
    people = lines.read(files.profiles, ProfileLine)
    openings = lines.read(files.vacancies, VacancyLine)
    concepts = open_concepts(settings)
    reader = open_reader(settings, concepts)
    vacancies = tuple(
        read.vacancy
        for part in _parts(openings)
        for read in reader.read_vacancies([each.item for each in part], [each.id for each in part])
    )
    inputs: list[RankingInput] = [
        read.input for part in _parts(people) for read in reader.read_profiles([each.item for each in part])
    ]
    ground = Ground.build(vacancies, concepts.taxonomy, concepts.near, concepts.places)
    dates = [vacancy.published for vacancy in vacancies if vacancy.published]
    return _FileWorld(
        snapshot=Snapshot(ground, concepts.encoder.id),
        people=tuple(Profile(each.id, facts) for each, facts in zip(people, inputs, strict=True)),
        vacancies=vacancies,
        titles={each.id: each.item.title for each in openings},
        as_of=files.as_of or max(dates, default=EPOCH),
        n_refused=lines.n_refused,
    )


def write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> None:
    """Write JSON Lines under another name first, so that a command that fails leaves no half file."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("wb") as stream:
        for line in lines:
            stream.write(to_bytes(line) + b"\n")
    partial.replace(path)


def say(line: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(line.encode("utf-8", "backslashreplace").decode() + "\n")


def _tell(n_rows: int) -> None:
    say(f"{n_rows} rows")


Thing = TypeVar("Thing")


def _parts(items: list[Thing]) -> Iterator[list[Thing]]:
    return (items[start : start + TOGETHER] for start in range(0, len(items), TOGETHER))
