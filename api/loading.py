"""What the command line does with the database: import a file, relink, replay a ranking, delete what is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from api import repository
from api.audit import attach
from api.batch import say
from api.former import find_former, forget_former
from api.importing import ImportReport, import_profiles, import_vacancies
from api.reading import Reader
from api.relinking import Relinker, report
from api.retention import delete_over
from api.rows import iter_rows
from api.session import Database
from api.settings import Settings
from api.snapshots import Parts
from api.traces import replay
from matcher.artefacts import Concepts


class Noun(StrEnum):
    """What a file holds."""

    PROFILES = "profiles"
    VACANCIES = "vacancies"


def import_file(settings: Settings, reader: Reader, path: Path, source: str, noun: Noun) -> int:
    """Import a file into the database and say on stderr what became of its rows."""
    load = import_profiles if noun is Noun.PROFILES else import_vacancies
    with _opened(settings) as database:
        report = load(iter_rows(path.read_bytes()), database, reader, _now(), source, _tell)
    _say_report(path, report)
    return report.n_refused


def replay_trace(settings: Settings, concepts: Concepts, trace_id: str) -> bytes:
    """Rank again as it was done then; raises as `api.traces.replay`."""
    with _opened(settings) as database:
        return replay(database, Parts.of(concepts), trace_id)


def delete_old(settings: Settings) -> None:
    """Delete what is over and say on stderr how much it was."""
    with _opened(settings) as database:
        deleted = delete_over(database, _now(), settings.trace_days)
    say(f"deleted {deleted.n_traces} traces and {deleted.n_versions} versions of vacancies")


def relink(settings: Settings, reader: Reader) -> dict[str, Any]:
    """Read everything stored again with the taxonomy in use, progress on stderr; returns what it came to."""
    with _opened(settings) as database:
        Relinker(database, reader, partial(find_former, settings), _now, say).run()
        with database.read() as session:
            forget_former(settings, repository.list_releases(session))
        return report(database, reader)


def _now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database.open(settings.database, settings.keys)
    attach(database, settings.audit_keys, _now)
    try:
        yield database
    finally:
        database.close()


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
