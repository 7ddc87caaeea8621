"""Reading everything stored again with the taxonomy in use, so that nothing of it is silently lost.

Texts are linked anew. What people gave or answered wins over that: the concepts they named, accepted or rejected are
followed into the release in use (`taxonomy.changes`), and where that has nothing for one, its words stay and are shown
("no longer known: …"); its answer stays too, for a release that knows it again.

A row notes what it was read with, so a run that was cut short goes on where it stopped. Texts are linked outside of any
transaction, then a few rows are written in one; a row that somebody changed meanwhile is left for the next run. What
became of every concept is counted in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from api import profiles, vacancies
from api import repository as stored
from api.bodies import Decision, ProfileLine, VacancyLine, read_body
from api.errors import InvalidInputError
from api.reading import Reader
from api.session import Database, OrganisationDatabase, Session
from api.tables import ProfileLinkRow, ProfileRow, VacancyRow
from taxonomy.changes import Change, How, Moved, kind_of
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind

TOGETHER = 32
PEOPLE, VACANCIES = "profiles", "vacancies"
Key = tuple[Kind, str]
Row = TypeVar("Row", ProfileRow, VacancyRow)
Line = TypeVar("Line", ProfileLine, VacancyLine)
# An answer that says yes outlives one that says no, where two concepts have become one.
STRENGTH = {Decision.ACCEPTED: 2, Decision.REJECTED: 1, Decision.NONE: 0}


@dataclass(slots=True)
class Tally:
    """What became of the concepts of some rows, each concept of each row once."""

    counts: dict[str, int] = field(default_factory=dict)
    concepts: dict[Key, dict[str, Any]] = field(default_factory=dict)

    def count(self, name: str, n: int = 1) -> None:
        """Count something."""
        self.counts[name] = self.counts.get(name, 0) + n

    def note(self, moved: Iterable[Moved], unread: set[Key]) -> None:
        """Note a row: what its concepts became, and which proposals of its text were not read again."""
        self.count("rows")
        for each in moved:
            key = (each.kind, each.uri)
            self.count(each.how.value)
            self.count("not_read_again", int(key in unread))
            if each.how is How.KEPT and key not in unread:
                continue
            entry = self.concepts.setdefault(key, _entry(each))
            entry["n"] += 1
            entry["n_not_read_again"] += key in unread


def _entry(moved: Moved) -> dict[str, Any]:
    shown = {"kind": moved.kind.value, "uri": moved.uri, "label": moved.label, "how": moved.how.value, "to": moved.to}
    return {**shown, "n": 0, "n_not_read_again": 0}


class Relinker:
    """Relinks what an organisation has that was read with anything else than what `reader` reads with."""

    def __init__(
        self,
        database: OrganisationDatabase,
        reader: Reader,
        find_before: Callable[[str], Taxonomy | None],
        now: Callable[[], datetime],
        tell: Callable[[str], None],
    ) -> None:
        self._database = database
        self._reader = reader
        self._find_before = find_before
        self._now = now
        self._tell = tell
        self._changes: dict[str, Change] = {}

    def run(self) -> None:
        """Relink people, then vacancies; progress is told after every batch."""
        n_people, n_vacancies = self._count()
        self._all(PEOPLE, n_people, stored.list_stale_profiles, self._people)
        self._all(VACANCIES, n_vacancies, stored.list_stale_vacancies, self._vacancies)

    def _count(self) -> tuple[int, int]:
        with self._database.read() as session:
            return stored.count_stale(session, self._reader.read_with)

    def _all(
        self,
        noun: str,
        n_all: int,
        find: Callable[..., Sequence[Any]],
        relink: Callable[[Sequence[Any]], None],
    ) -> None:
        after, n_done = "", 0
        while True:
            with self._database.read() as session:
                rows = find(session, self._reader.read_with, after, TOGETHER)
            if not rows:
                return
            relink(rows)
            after, n_done = rows[-1].id, n_done + len(rows)
            self._tell(f"relinked {n_done:,} of {n_all:,} {noun}")

    def _change(self, release_id: str) -> Change:
        if release_id not in self._changes:
            now = self._reader.taxonomy
            before = now if release_id == now.release.id else self._find_before(release_id)
            self._changes[release_id] = Change(before, now)
        return self._changes[release_id]

    def _followed(
        self, rows: Sequence[Row], kind: type[Line], line_of: Callable[[Row], dict[str, Any]]
    ) -> tuple[list[tuple[Row, Line, Tally]], dict[str, Tally]]:
        """Return the rows whose line can be read in the release in use, and the tallies of the releases they knew."""
        tallies: dict[str, Tally] = {}
        readable: list[tuple[Row, Line, Tally]] = []
        for row in rows:
            line = _line(kind, follow(line_of(row), self._change(row.taxonomy)))
            tally = tallies.setdefault(row.taxonomy, Tally())
            if line is None:
                tally.count("not_readable")
            else:
                readable.append((row, line, tally))
        return readable, tallies

    # --- people ------------------------------------------------------------------------------

    def _people(self, rows: Sequence[ProfileRow]) -> None:
        readable, tallies = self._followed(rows, ProfileLine, profiles.line_of)
        read = self._reader.read_profiles([line for _, line, _ in readable])
        with self._database.write() as session:
            for (seen, line, tally), understood in zip(readable, read, strict=True):
                row = stored.find_profile(session, seen.id)
                if row is None or row.version != seen.version:
                    continue
                change, content_hash = self._change(row.taxonomy), row.content_hash
                old = stored.get_links(session, row.id)
                given = profiles.concept_uris(row.facts)
                moved = _moves(change, given, [(Kind(link.kind), link.uri, link.label) for link in old], row.former)
                fresh = profiles.read_links(row.id, understood)
                links = carry_answers(old, fresh, moved, self._reader.taxonomy)
                row.former = _former(moved)
                tally.note(moved.values(), _unread(old, moved, links, given))
                profiles.store_profile(session, row, line, understood, links, self._now())
                row.content_hash = content_hash  # of the line as it was given, so that a feed still counts as unchanged
            self._save(session, PEOPLE, tallies)

    # --- vacancies ---------------------------------------------------------------------------

    def _vacancies(self, rows: Sequence[VacancyRow]) -> None:
        readable, tallies = self._followed(rows, VacancyLine, vacancies.line_of)
        read = self._reader.read_vacancies([line for _, line, _ in readable], [row.id for row, _, _ in readable])
        with self._database.write() as session:
            for (seen, line, tally), understood in zip(readable, read, strict=True):
                row = stored.get_vacancy(session, seen.id)
                if row.version != seen.version:
                    continue
                old = [(Kind(link["kind"]), link["uri"], link["label"]) for link in row.links]
                named = [
                    (kind, said.value, said.label) for said in vacancies.answers_of(row) if (kind := said.about.concept)
                ]
                given = profiles.concept_uris(row.facts)
                moved = _moves(self._change(row.taxonomy), given, [*named, *old], row.former)
                found = {(link.kind, link.uri) for link in (*understood.skill_links, *understood.occupation_links)}
                read_before = {(kind, uri) for kind, uri, _ in old if uri not in given}
                unread = {key for key in read_before if moved[key].to and (key[0], moved[key].to) not in found}
                row.former = _former(moved)
                tally.note(moved.values(), unread)
                vacancies.relink_vacancy(session, row, line, understood, self._now(), self._reader.taxonomy, moved)
            self._save(session, VACANCIES, tallies)

    def _save(self, session: Session, noun: str, tallies: Mapping[str, Tally]) -> None:
        after = self._reader.taxonomy.release.id
        for before, tally in tallies.items():
            row = stored.get_relinked(session, before, after, noun, self._now())
            row.counts = _added(row.counts, tally.counts)
            row.concepts = _joined(row.concepts, tally.concepts.values())
            row.updated_at = self._now()
            session.add(row)


def follow(facts: Any, change: Change) -> Any:  # noqa: ANN401 - JSON
    """Return JSON-able facts with every concept that the new release has under another URI under that one."""
    if isinstance(facts, dict):
        return {name: follow(value, change) for name, value in facts.items()}
    if isinstance(facts, list):
        return [follow(value, change) for value in facts]
    kind = kind_of(facts) if isinstance(facts, str) else None
    return facts if kind is None else change.of(kind, facts).to or facts


def carry_answers(
    old: Sequence[ProfileLinkRow], fresh: Sequence[ProfileLinkRow], moved: Mapping[Key, Moved], taxonomy: Taxonomy
) -> tuple[ProfileLinkRow, ...]:
    """Return what was read, with all answers people gave; what they answered and was not read again is kept beside.

    So are proposals of concepts that have moved: the text may not name the new one, and people can still answer.
    """
    links = {(Kind(link.kind), link.uri): link for link in fresh}
    for link in old:
        kind = Kind(link.kind)
        becomes = moved[kind, link.uri]
        if link.decision == Decision.NONE and becomes.how in (How.KEPT, How.WORDS):
            continue
        uri = becomes.to or link.uri
        if (kind, uri) not in links:
            table = taxonomy.table(kind)
            row = table.find_row(uri)
            kept = profiles.copy_link(link)
            kept.uri, kept.label = uri, link.label if row is None else table.label(row).text
            kept.decision = Decision.NONE.value
            links[kind, uri] = kept
        target = links[kind, uri]
        target.decision = max(target.decision, link.decision, key=lambda said: STRENGTH[Decision(said)])
    return tuple(links.values())


def report(database: Database, reader: Reader) -> dict[str, Any]:
    """Return what relinking has come to, change by change, and how much is still to be relinked."""
    with database.read() as session:
        n_people, n_vacancies = stored.count_stale(session, reader.read_with)
        changes = [
            {name: getattr(row, name) for name in ("before", "after", "noun", "counts", "concepts")}
            | {"updated_at": row.updated_at.isoformat()}
            for row in stored.list_relinked(session)
        ]
    return {"to_relink": {PEOPLE: n_people, VACANCIES: n_vacancies}, "changes": changes}


def _moves(
    change: Change, given: Iterable[str], linked: Iterable[tuple[Kind, str, str]], former: Iterable[Mapping[str, str]]
) -> dict[Key, Moved]:
    """Say what becomes of each concept of a row, by kind and URI."""
    named = [(kind, uri, "") for uri in sorted(given) if (kind := kind_of(uri))]
    words = [(Kind(entry["kind"]), entry["uri"], entry["label"]) for entry in former]
    labels: dict[Key, str] = {}
    for kind, uri, label in (*words, *linked, *named):
        labels[kind, uri] = labels.get((kind, uri)) or label
    return {key: change.of(*key, label) for key, label in labels.items()}


def _former(moved: Mapping[Key, Moved]) -> list[dict[str, Any]]:
    gone = [each for each in moved.values() if each.how is How.WORDS]
    return [
        {"kind": each.kind.value, "uri": each.uri, "label": each.label}
        for each in sorted(gone, key=lambda each: (each.kind, each.uri))
    ]


def _unread(
    old: Sequence[ProfileLinkRow], moved: Mapping[Key, Moved], links: Sequence[ProfileLinkRow], given: set[str]
) -> set[Key]:
    """Return the proposals nobody answered, of concepts the release has, that the text was not linked to again."""
    found = {(Kind(link.kind), link.uri) for link in links}
    before = {(Kind(link.kind), link.uri) for link in old if link.uri not in given}
    return {key for key in before if moved[key].to and (key[0], moved[key].to) not in found}


def _line(model: type[Any], content: dict[str, Any]) -> Any:  # noqa: ANN401 - one of the two kinds of line
    try:
        return read_body(model, content)
    except InvalidInputError:
        return None  # stored by a version that allowed more; it stays as it is, and is counted


def _added(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    return {name: first.get(name, 0) + second.get(name, 0) for name in sorted({*first, *second})}


def _joined(first: Iterable[dict[str, Any]], second: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in (*first, *second):
        key = (entry["kind"], entry["uri"])
        counted = found.get(key, {**entry, "n": 0, "n_not_read_again": 0})
        found[key] = {**counted, **{name: counted[name] + entry[name] for name in ("n", "n_not_read_again")}}
    return [found[key] for key in sorted(found)]
