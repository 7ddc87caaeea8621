"""Importing a file into the database from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from api.batch import say
from api.importing import ImportReport, import_profiles, import_vacancies
from api.reading import Reader
from api.rows import iter_rows
from api.session import Database
from api.settings import Settings


class Noun(StrEnum):
    """What a file holds."""

    PROFILES = "profiles"
    VACANCIES = "vacancies"


def import_file(settings: Settings, reader: Reader, path: Path, source: str, noun: Noun) -> int:
    """Import a file into the database and say on stderr what became of its rows."""
    load = import_profiles if noun is Noun.PROFILES else import_vacancies
    database = Database.open(settings.database)
    try:
        report = load(iter_rows(path.read_bytes()), database, reader, datetime.now(UTC), source, _tell)
    finally:
        database.close()
    _say_report(path, report)
    return report.n_refused


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
