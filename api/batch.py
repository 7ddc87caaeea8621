"""The commands on files: JSON Lines in, JSON Lines out, bad lines named on stderr, no database.

Every function returns how many lines were refused.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from api.bodies import Line, LinkLine, LinkRequest, ProfileLine, VacancyLine, unknown_keys
from api.errors import InvalidInputError
from api.lines import Json, linked_to_json, write_lines
from api.reading import Reader
from api.rows import iter_json_lines, read_row
from api.speaking import read_step, wordings_of, words_of_read, words_of_vacancy
from matcher import matching
from matcher.artefacts import Concepts
from matcher.matching import Snapshot
from matcher.quotes import Quotes, Words
from matcher.ranking import Profile
from matcher.results import gaps_to_json, match_list_to_json
from matcher.spoken import explain_gaps, explain_list, explain_people, what_if_to_json, why_not_to_json
from matcher.talking import Talker
from matcher.types import Kind, MatchList, StatedFact, Vacancy
from matcher.what_if import what_if
from matcher.why_not import why_not
from matcher.wording.wordings import Wordings
from matcher.world import World as Ground

TOGETHER = 64  # lines linked at once

Item = TypeVar("Item", bound=Line)
EPOCH = date(1970, 1, 1)  # for a vacancies file in which nothing has a date


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


def link(reader: Reader, source: Path, output: Path, options: LinkOptions) -> int:
    """Link each text; one output line per good input line, in order."""
    lines = LineReader()
    items = lines.read(source, LinkLine)
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


def match_vacancies(concepts: Concepts, files: Files, top: int | None, languages: str = "") -> int:
    """Rank the vacancies for each profile; explain them in up to two `languages` ("es,ar")."""
    wordings = wordings_of(languages, Wordings(concepts.taxonomy))
    world = _open(concepts, files)

    def line(person: Profile) -> Json:
        found = matching.match(world.snapshot, person.input, world.as_of, top=top)
        body = {"id": person.id, **match_list_to_json(found, world.titles, world.stated)}
        return explain_list(body, found, world.talker(person), wordings) if wordings else body

    write_lines(files.output, map(line, world.people))
    return world.n_refused


def match_profiles(concepts: Concepts, files: Files, top: int | None, languages: str = "") -> int:
    """Rank the profiles for each vacancy; explain them in up to two `languages` ("es,ar")."""
    wordings = wordings_of(languages, Wordings(concepts.taxonomy))
    world = _open(concepts, files)
    talkers = {person.id: world.talker(person) for person in world.people} if wordings else {}

    def line(vacancy: Vacancy, found: MatchList) -> Json:
        body = {"id": vacancy.id, **match_list_to_json(found)}
        return explain_people(body, found, talkers, vacancy.id, wordings) if wordings else body

    ranked = matching.match_profiles_for_all(world.snapshot, world.vacancies, world.people, world.as_of, top=top)
    write_lines(files.output, map(line, world.vacancies, ranked))
    return world.n_refused


def why(concepts: Concepts, files: Files, vacancy_id: str, languages: str = "") -> int:
    """Say for each profile where one vacancy stands, and what it would take."""
    wordings = wordings_of(languages, Wordings(concepts.taxonomy))
    world = _open(concepts, files)
    ground = world.snapshot.world

    def line(person: Profile) -> Json:
        found = why_not(world.snapshot, person.input, vacancy_id, world.as_of)
        explained = None if found.match is None else world.talker(person).explain(found.match)
        body = why_not_to_json(found, explained, wordings, ground, world.titles[vacancy_id])
        return {"id": person.id, "vacancy": body.pop("id"), **body}

    write_lines(files.output, map(line, world.people))
    return world.n_refused


def suppose(concepts: Concepts, files: Files, steps: Sequence[str], top: int | None, languages: str = "") -> int:
    """Rank again for each profile as if they had taken some steps, and say what changes."""
    wordings = wordings_of(languages, Wordings(concepts.taxonomy))
    moves = [read_step(step, concepts.taxonomy) for step in steps]
    world = _open(concepts, files)

    def line(person: Profile) -> Json:
        found = what_if(world.snapshot, person.input, moves, world.as_of, top=top)
        return {"id": person.id, **what_if_to_json(found, wordings, world.snapshot.world, world.titles)}

    write_lines(files.output, map(line, world.people))
    return world.n_refused


def gaps(concepts: Concepts, files: Files, languages: str = "") -> int:
    """Count for each profile what each step would open; name the steps in up to two `languages` ("es,ar")."""
    wordings = wordings_of(languages, Wordings(concepts.taxonomy))
    world = _open(concepts, files)

    def line(person: Profile) -> Json:
        found = matching.gaps(world.snapshot, person.input, world.as_of)
        return explain_gaps({"id": person.id, **gaps_to_json(found)}, found, wordings)

    write_lines(files.output, map(line, world.people))
    return world.n_refused


@dataclass(frozen=True, slots=True)
class _FileWorld:
    """Both files read, in the order of their lines."""

    snapshot: Snapshot
    people: tuple[Profile, ...]
    vacancies: tuple[Vacancy, ...]
    words: Mapping[str, Words]  # of people
    vacancy_words: Mapping[str, Words]
    titles: dict[str, str]
    stated: dict[str, tuple[StatedFact, ...]]
    as_of: date
    n_refused: int

    def talker(self, person: Profile) -> Talker:
        """Return who explains this person's matches."""
        return Talker(person.input, self.snapshot.world, Quotes(self.words[person.id], self.vacancy_words))


def _open(concepts: Concepts, files: Files) -> _FileWorld:
    lines, reader = LineReader(), Reader(concepts.linker, concepts.places)
    people = lines.read(files.profiles, ProfileLine)
    openings = lines.read(files.vacancies, VacancyLine)
    read_openings = [
        read
        for part in _parts(openings)
        for read in reader.read_vacancies([each.item for each in part], [each.id for each in part])
    ]
    read_people = [read for part in _parts(people) for read in reader.read_profiles([each.item for each in part])]
    vacancies = tuple(read.vacancy for read in read_openings)
    ground = Ground.build(vacancies, concepts.taxonomy, concepts.near, concepts.places, catalogue=concepts.catalogue)
    dates = [vacancy.published for vacancy in vacancies if vacancy.published]
    return _FileWorld(
        snapshot=Snapshot(ground, concepts.encoder.id),
        people=tuple(Profile(each.id, read.input) for each, read in zip(people, read_people, strict=True)),
        vacancies=vacancies,
        words={
            each.id: words_of_read(read, each.item.text or "") for each, read in zip(people, read_people, strict=True)
        },
        vacancy_words={read.vacancy.id: words_of_vacancy(read) for read in read_openings},
        titles={each.id: each.item.title for each in openings},
        stated={read.vacancy.id: read.stated for read in read_openings},
        as_of=files.as_of or max(dates, default=EPOCH),
        n_refused=lines.n_refused,
    )


def say(line: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(line.encode("utf-8", "backslashreplace").decode() + "\n")


Thing = TypeVar("Thing")


def _parts(items: list[Thing]) -> Iterator[list[Thing]]:
    return (items[start : start + TOGETHER] for start in range(0, len(items), TOGETHER))
