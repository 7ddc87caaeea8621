"""Fills an empty installation in bulk with vacancies and people that were read elsewhere: worlds to measure on.

Linking a million texts would take days and measure the encoder. So what comes is a stream of JSON lines, each what a
feed or a person would give together with what it was read as, and it is stored as if it had been imported: the same
columns (a test compares them), the outbox, everything about a person sealed with a key of their own, and the index
published as the service does it. It is fast because statements write many rows, a transaction holds thousands, and
nothing is compared with what is there. Nothing is switched off for it: no sync, no index, no foreign key; only the
page cache is larger.

A stream says the same in the same order whenever it is made, so one that was cut short goes on with what is not stored
yet. An installation that holds anything else is refused.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any, BinaryIO

from pydantic_core import from_json
from sqlalchemy import func, insert, select

from api import repository
from api.bodies import Decision
from api.decisions import Answer, apply_answers
from api.errors import ConflictError, InvalidInputError, Problem
from api.opening import open_installed
from api.outbox import read_end, streamed_stock
from api.repository import hash_content, make_id
from api.sealing import DEFAULT_ORGANISATION, Owner, Seals, name_owner, sealed_columns, seals_in
from api.session import Database
from api.settings import Settings
from api.shelf import Parts, Shelf
from api.stock import Stock
from api.tables import OutboxRow, ProfileLinkRow, ProfileRow, VacancyRow
from api.vacancies import found_by, ranking_doubts
from matcher.artefacts import Concepts
from matcher.duplicates import near_text_key
from matcher.inputs import ranking_input_from_json, to_json
from matcher.intake import ReadWith
from matcher.types import Kind

FILLED = "filled"  # the file beside the database which says that all in it has come this way
VACANCIES, PROFILES = "vacancies", "profiles"
TOGETHER = {VACANCIES: 5_000, PROFILES: 1_000}  # in a transaction; a person has a dozen links
CACHE_KIB = 256 * 1024  # of the database's pages: else pages of indexes are written anew for every few rows
OURS = {"id", "external_id", "source"}  # of a line: who it is, which is no part of what it says
Row = dict[str, Any]
Say = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """What one stage came to; memory is the most that the process has held so far."""

    name: str
    n_rows: int
    seconds: float
    peak_mib: int

    @classmethod
    def since(cls, name: str, n_rows: int, began: float) -> Stage:
        """Note a stage that ends now."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        return cls(name, n_rows, round(time.perf_counter() - began, 2), peak)


def fill_installed(settings: Settings, stream: BinaryIO, say: Say, now: datetime) -> None:
    """Fill an installation, see `fill`. Raises ConflictError where it holds anything that has not come this way."""
    concepts = open_installed(settings)
    database = Database.installed(settings)
    try:
        _claim(settings, database)
        fill(database, concepts, Shelf(settings.index, Parts.of(concepts)), stream, say, now)
    finally:
        database.close()


def fill(database: Database, concepts: Concepts, shelf: Shelf, stream: BinaryIO, say: Say, now: datetime) -> None:
    """Store what `stream` brings, and publish the index.

    First `say` is told how many vacancies and people are stored already, which the stream leaves out; then each stage,
    and at last the name of the generation. The stream is lines of JSON: `{"vacancy": …}`, then `{"profile": …}`, then
    `{"end": …}`. Raises InvalidInputError for one that was cut short; what has come of it is stored.
    """
    say(_stored(database))
    filler = _Filler(database, concepts, now)
    for name, lines in _runs(stream):
        began, n_rows = time.perf_counter(), 0
        for part in _parts(lines, TOGETHER[name]):
            filler.store(name, part)
            n_rows += len(part)
        say(asdict(Stage.since(name, n_rows, began)))
    say({"generation": _publish(database, shelf, say)})


def _claim(settings: Settings, database: Database) -> None:
    mark = settings.data / FILLED
    with database.read() as session:
        if not mark.exists() and not repository.is_untouched(session):
            raise ConflictError(f"{settings.data} holds vacancies or people that have not come this way")
    mark.touch()


def _stored(database: Database) -> dict[str, int]:
    with database.read() as session:
        counted = {VACANCIES: VacancyRow, PROFILES: ProfileRow}
        return {name: session.scalar(select(func.count()).select_from(row)) or 0 for name, row in counted.items()}


def _runs(stream: BinaryIO) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield the vacancies and then the people of a stream, each as it is read; raises InvalidInputError."""
    lines = _Lines(stream)
    yield VACANCIES, lines.of("vacancy")
    yield PROFILES, lines.of("profile")
    if "end" not in lines.next:
        raise InvalidInputError([Problem("", "what came has no end; send the same again to go on")])


class _Lines:
    """The lines of a stream; `next` is the one that waits."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.next = self._read()

    def of(self, noun: str) -> Iterator[Row]:
        """Yield what the lines of a noun hold, as far as they follow each other."""
        while noun in self.next:
            yield self.next[noun]
            self.next = self._read()

    def _read(self) -> Row:
        line = self._stream.readline()
        if not line.endswith(b"\n"):  # nothing more, or a part of a line
            return {}
        found: Row = from_json(line)
        return found


def _parts(lines: Iterator[Row], size: int) -> Iterator[list[Row]]:
    while part := list(islice(lines, size)):
        yield part


def _publish(database: Database, shelf: Shelf, say: Say) -> str:
    """Publish everything as one base, as a service does that finds none; says which one it is if it is there."""
    with shelf.publishing(), database.read() as session:
        began, end = time.perf_counter(), read_end(session)
        if (base := shelf.open()) is not None and base.stock.seq == end:
            return base.name
        with streamed_stock(session) as rows:
            stock = Stock.of(rows, end, shelf.like)
        say(asdict(Stage.since("laying out", stock.n_vacancies, began)))
        began = time.perf_counter()
        name = shelf.publish(stock).name
        say(asdict(Stage.since("publishing", stock.n_vacancies, began)))
    return name


class _Filler:
    """Writes rows as an import would have, thousands in a transaction."""

    def __init__(self, database: Database, concepts: Concepts, now: datetime) -> None:
        self._database = database
        self._seals: Seals = seals_in(database.info)
        self._read_with = ReadWith.of(concepts.linker)
        self._now = now
        self._store = {VACANCIES: self._vacancies, PROFILES: self._people}

    def store(self, name: str, part: Sequence[Row]) -> None:
        """Store a part of what has come."""
        rows = self._store[name](part)
        with self._database.write() as session:
            connection = session.connection()
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")
            for table, values in rows.items():
                if values:
                    connection.execute(insert(table), values)

    def _vacancies(self, part: Sequence[Row]) -> dict[type, list[Row]]:
        rows = [_vacancy(each, self._read_with, self._now) for each in part]
        changes = [{"vacancy_id": row["id"], "version": row["version"]} for row in rows]
        return {VacancyRow: rows, OutboxRow: changes}

    def _people(self, part: Sequence[Row]) -> dict[type, list[Row]]:
        found = [_person(each, self._read_with, self._now) for each in part]
        self._seals.store.make(name_owner(Owner.PROFILE, row["id"]) for row, _ in found)
        people = [sealed_columns(ProfileRow, row, self._seals) for row, _ in found]
        links = [sealed_columns(ProfileLinkRow, link, self._seals) for _, links in found for link in links]
        return {ProfileRow: people, ProfileLinkRow: links}


def _vacancy(given: Row, read_with: ReadWith, now: datetime) -> Row:
    """Return the columns of a vacancy: `line` as a feed gives it, `links` found in its text, what `ranking` sees."""
    line, content = given["line"], {key: value for key, value in given["line"].items() if key not in OURS}
    vacancy_id = make_id("vacancy", DEFAULT_ORGANISATION, line["source"], line["id"])
    ranking = {"id": vacancy_id, **given["ranking"]}
    return _columns(VacancyRow) | {
        "id": vacancy_id,
        "organisation": DEFAULT_ORGANISATION,
        "source": line["source"],
        "external_id": line["id"],
        "title": line["title"],
        "text": line["text"],
        "lang": line["lang"],
        "place": line.get("place"),
        "country": line.get("country"),
        "facts": {key: value for key, value in content.items() if key not in ("title", "text")},
        "content_hash": hash_content(content),
        "links": given["links"],
        "ranking": ranking,
        "to_review": any(ranking_doubts(ranking)),
        "found_by": found_by(line["title"], line.get("place")),
        "near_text_key": near_text_key(f"{line['title']}\n{line['text']}", ranking.get("occupation")),
        "site": ranking.get("place") or line.get("place", "").casefold(),
        "created_at": now,
        "updated_at": now,
        "taxonomy": read_with.taxonomy,
        "reading": read_with.reading,
        "published": _day(ranking, "published"),
        "expires": _day(ranking, "expires"),
    }


@cache
def _columns(row_type: type[VacancyRow] | type[ProfileRow]) -> Row:
    """Return the columns of a row about which nothing is known. Made once: making a row takes more than storing it."""
    fields = row_type.model_fields.items()
    return {name: None if each.is_required() else each.get_default(call_default_factory=True) for name, each in fields}


def _day(ranking: Row, name: str) -> date | None:
    return date.fromisoformat(ranking[name]) if name in ranking else None


def _person(given: Row, read_with: ReadWith, now: datetime) -> tuple[Row, list[Row]]:
    """Return the columns of a person, not sealed yet, and those of the links: `input` is what was read.

    `links` are those to concepts in the person's words, with what they said about each.
    """
    line, content = given["line"], {key: value for key, value in given["line"].items() if key not in OURS}
    profile_id = make_id("profile", DEFAULT_ORGANISATION, line["source"], line["id"])
    read = ranking_input_from_json(given["input"])
    answers = [Answer(Kind(link["kind"]), link["uri"], Decision(link["decision"])) for link in given["links"]]
    columns = _columns(ProfileRow) | {
        "id": profile_id,
        "organisation": DEFAULT_ORGANISATION,
        "source": line["source"],
        "external_id": line["id"],
        "lang": line["lang"],
        "words": line.get("text", ""),
        "facts": {key: value for key, value in content.items() if key != "text"},
        "content_hash": hash_content(content),
        "read_input": to_json(read),
        "ranking_input": to_json(apply_answers(read, answers)),
        "created_at": now,
        "updated_at": now,
        "contact_at": now,
        "taxonomy": read_with.taxonomy,
        "reading": read_with.reading,
    }
    return columns, [_link(profile_id, i, link) for i, link in enumerate(given["links"])]


def _link(profile_id: str, number: int, link: Row) -> Row:
    """Return the columns of a link, not sealed yet; its id is the same whenever it is made."""
    mention = link["mention"]
    return {
        "id": make_id("profile_link", DEFAULT_ORGANISATION, profile_id, str(number)),
        "organisation": DEFAULT_ORGANISATION,
        "profile_id": profile_id,
        **{name: link[name] for name in ("kind", "uri", "label", "score", "method", "status", "decision")},
        **{f"mention_{name}": mention[name] for name in ("text", "start", "end")},
    }
