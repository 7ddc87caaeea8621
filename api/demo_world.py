"""The demo world: vacancies in six cities and thirty people, loaded once into an empty database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from api import repository
from api.demo_mark import Mark, read_mark, write_mark
from api.importing import import_profiles, import_vacancies
from api.reading import Reader
from api.rights import note_identity
from api.rights_bodies import IdentityGiven
from api.rows import iter_rows
from api.session import OrganisationDatabase
from api.settings import Settings

DEMO = Path(__file__).parent / "demo"
SOURCE = "demo"


def load_demo(
    settings: Settings, database: OrganisationDatabase, reader: Reader, now: datetime, report: Callable[[str], None]
) -> None:
    """Load the demo world; going on where a broken load stopped. A database that holds anything else is left alone."""
    with database.read() as session:
        is_empty = repository.is_untouched(session)
    if not is_empty and read_mark(settings) is not Mark.LOADING:
        return
    write_mark(settings, Mark.LOADING)
    for path in sorted(DEMO.glob("vacancies-*.jsonl")):
        done = import_vacancies(iter_rows(path.read_bytes()), database, reader, now, SOURCE)
        report(f"demo world: {path.stem.removeprefix('vacancies-').title()}, {done.n_rows} vacancies")
    people = DEMO / "profiles.jsonl"
    if people.exists():
        done = import_profiles(iter_rows(people.read_bytes()), database, reader, now, SOURCE)
        _name(database, now)
        report(f"demo world: {done.n_rows} people")
    write_mark(settings, Mark.DONE)


def _name(database: OrganisationDatabase, now: datetime) -> None:
    """Note what people are called, apart from what ranking sees; the names are as invented as the people."""
    names = json.loads((DEMO / "names.json").read_text(encoding="utf-8"))
    with database.write() as session:
        for external_id, name in names.items():
            row = repository.find_external(session, SOURCE, external_id)
            if row is not None:
                note_identity(session, row, IdentityGiven(name=name), now)
