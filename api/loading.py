"""What the command line does with the database: import a file, relink, replay a ranking, delete what is over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from api import repository
from api.audit import About, Note, noting
from api.batch import say
from api.former import find_former, forget_former
from api.importing import ImportReport, import_profiles, import_vacancies
from api.operators import opened, operator, read_clock
from api.reading import Reader
from api.relinking import Relinker, report
from api.retention import delete_over
from api.rows import iter_rows
from api.settings import Settings
from api.shelf import Parts
from api.traces import replay
from matcher.artefacts import Concepts


class Noun(StrEnum):
    """What a file holds."""

    PROFILES = "profiles"
    VACANCIES = "vacancies"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file of rows: where they come from if they do not say, whose they will be, and whether all will see them."""

    path: Path
    source: str
    organisation: str
    shared: bool = False


def import_file(settings: Settings, reader: Reader, incoming: Incoming, noun: Noun) -> int:
    """Import a file into the database and say on stderr what became of its rows; raises NotFoundError."""
    path, rows = incoming.path, iter_rows(incoming.path.read_bytes())
    with opened(settings) as database:
        with database.read() as session:
            repository.get_organisation(session, incoming.organisation)
        note = Note(operator(incoming.organisation), f"{noun}.import")
        with noting(database.of(incoming.organisation), note) as own:
            if noun is Noun.PROFILES:
                report = import_profiles(rows, own, reader, read_clock(), incoming.source, _tell)
            else:
                now, shared = read_clock(), incoming.shared
                report = import_vacancies(rows, own, reader, now, incoming.source, _tell, shared=shared)
    _say_report(path, report)
    return report.n_refused


def replay_trace(settings: Settings, concepts: Concepts, trace_id: str) -> bytes:
    """Rank again as it was done then; raises as `api.traces.replay`."""
    with opened(settings) as database:
        with database.read() as session:
            organisation = repository.get_trace(session, trace_id).organisation
        with noting(database, Note(operator(organisation), "trace.replay", About("trace", trace_id))):
            return replay(database, database, Parts.of(concepts), trace_id)


def delete_old(settings: Settings) -> None:
    """Delete what is over and say on stderr how much it was."""
    with opened(settings) as database:
        deleted = delete_over(database, read_clock(), settings, operator)
    say(f"deleted {deleted.n_traces} traces and {deleted.n_versions} versions of vacancies")
    say(f"erased {deleted.n_people} people nobody has worked with for {settings.profile_days} days")


def relink(settings: Settings, reader: Reader) -> dict[str, Any]:
    """Read everything stored again with the taxonomy in use, progress on stderr; returns what it came to."""
    with opened(settings) as database:
        with database.read() as session:
            organisations = [row.id for row in repository.list_organisations(session)]
        for organisation in organisations:
            note = Note(operator(organisation), "profiles.relink")
            with noting(database.of(organisation), note) as own:
                Relinker(own, reader, partial(find_former, settings), read_clock, say).run()
        with database.read() as session:
            forget_former(settings, repository.list_releases(session))
        return report(database, reader)


def _say_report(path: Path, report: ImportReport) -> None:
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


def _tell(n_rows: int) -> None:
    say(f"{n_rows} rows")
