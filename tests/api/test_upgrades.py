"""A database with rows in the schema of an earlier program: everything is there, and readable, in the newest one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, text

from api.administering import check_installed, upgrade
from api.app import create_app
from api.backup_folder import KEPT, SEALED, list_kept, verify_backup
from api.backups import restore
from api.importing import import_profiles, import_vacancies
from api.installing import owner_engine, upgrade_schema
from api.migrating import find_revision, migrate, newest_revision
from api.postgres import read_url
from api.reading import Reader
from api.rows import RawRow
from api.sealing import seals_in
from api.session import KEYS, Database
from api.settings import Settings
from api.sqlite import make_engine
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import CHEF, COOK, NOW, at_the_machine, vacancy_line
from tests.api.starts import Fill, Starts

PEOPLE: tuple[dict[str, object], ...] = (
    {"id": "ana", "text": "I can cook, I speak some Spanish", "languages": {"es": "B1"}, "hours": 20},
    {"id": "ben", "occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}]},
    {"id": "sara", "text": "طبخت في مدرسة"},
)
# What programs before did not keep of a vacancy, so that going back loses it: add what a new column shows.
UNKNOWN_BEFORE = frozenset({"unmapped"})
REVISIONS = ("0004", "0006", "0007", "0008", "0009", "0010")


@pytest.fixture(scope="module")
def fill(reader: Reader) -> Fill:
    """Put people and vacancies in."""

    def put(whole: Database) -> None:
        own = whole.of("default")
        vacancies = (vacancy_line(id=name, text=f"We need a chef, {name}.", skills=[{"uri": COOK}]) for name in "abcd")
        import_vacancies((RawRow(n, line) for n, line in enumerate(vacancies)), own, reader, NOW, "feed")
        import_profiles((RawRow(n, line) for n, line in enumerate(PEOPLE)), own, reader, NOW, "intake")

    return put


def told(settings: Settings, concepts: Concepts, traces: list[str] | None = None) -> tuple[dict[str, Any], list[str]]:
    """Return what the service says about everybody and everything, and the rankings that it kept, made where needed."""
    whole = Database.installed(settings)
    world = World(settings, whole, concepts, now=lambda: NOW)
    found: dict[str, Any] = {}
    with at_the_machine(create_app(settings, world)) as client:

        def get(path: str) -> Any:  # noqa: ANN401 - whatever JSON there is
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.text)
            return answer.json()

        people = sorted(each["id"] for each in get("/v1/profiles")["profiles"])
        if traces is None:
            traces = [get(f"/v1/profiles/{each}/matches")["trace"] for each in people]
        for each in people:
            found |= {each: get(f"/v1/profiles/{each}"), f"{each} links": get(f"/v1/profiles/{each}/links")}
        whole_vacancies = (get(f"/v1/vacancies/{each['id']}") for each in get("/v1/vacancies")["vacancies"])
        vacancies = [{k: v for k, v in each.items() if k not in UNKNOWN_BEFORE} for each in whole_vacancies]
        found["vacancies"] = sorted(vacancies, key=lambda each: str(each["id"]))
        found["replays"] = [get(f"/v1/traces/{each}/replay") for each in traces]
    whole.close()
    return found, traces


def owner_of(settings: Settings, starts: Starts) -> Engine:
    """Connect as whoever may change tables."""
    if not settings.database_url:
        return make_engine(settings.database)
    return owner_engine(starts.server.admin, read_url(settings.database_url))


def go_back(settings: Settings, starts: Starts, revision: str) -> None:
    """Let the database be as a program of then would have left it, rows and all."""
    database = Database.installed(settings)
    engine = owner_of(settings, starts)
    migrate(engine, revision, seals_in(database.info), down=True)
    with engine.connect() as connection:
        assert find_revision(connection) == revision
        assert connection.execute(text("SELECT count(*) FROM profile")).scalar_one() == len(PEOPLE)
    engine.dispose()
    database.close()


@pytest.mark.slow
@pytest.mark.databases
@pytest.mark.parametrize("revision", REVISIONS)
def test_rows_of_an_older_schema_are_all_there(
    settings: Settings, whole: Database, concepts: Concepts, starts: Starts, revision: str
) -> None:
    """The same people, links, vacancies and replayed rankings are told as before, and everything fits together."""
    whole.close()
    before, traces = told(settings, concepts)
    assert len(before["vacancies"]) == 4
    go_back(settings, starts, revision)
    admin = starts.server.admin if settings.database_url else None
    if admin is not None:
        upgrade_schema(admin, read_url(settings.database_url), settings.data)
    after, _ = told(settings, concepts, traces)
    assert after == before
    assert check_installed(settings).problems == ()


@pytest.mark.slow
def test_a_file_with_rows_is_backed_up_before_it_changes(
    settings: Settings, whole: Database, concepts: Concepts, starts: Starts, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Opening it is enough; the backup says which schema it holds, can be restored, and only a few are kept."""
    whole.close()
    before, traces = told(settings, concepts)
    for n in range(KEPT + 1):
        go_back(settings, starts, SEALED)
        Database.installed(settings).close()
        kept = list_kept(settings.data)
        assert len(kept) <= n + 1
        if n < KEPT:
            kept[0].rename(kept[0].with_name(f"2026010{n}T000000Z-{SEALED}"))
    assert [folder.name.rpartition("-")[2] for folder in list_kept(settings.data)] == [SEALED] * KEPT
    newest = list_kept(settings.data)[0]
    backup = verify_backup(newest)
    assert (backup.revision, backup.counts["profile"], backup.counts["vacancy"]) == (SEALED, len(PEOPLE), 4)
    there = Settings(data=tmp_path_factory.mktemp("there"))
    (settings.data / KEYS).rename(there.data / KEYS)
    restore(there, newest)
    assert told(there, concepts, traces)[0] == before


def test_no_backup_is_made_where_there_is_nothing_to_lose(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither of a new database, nor of one without rows, nor of one that is at the newest schema."""
    settings = Settings(data=tmp_path_factory.mktemp("empty"))
    Database.installed(settings).close()
    Database.installed(settings).close()
    database = Database.installed(settings)
    engine = make_engine(settings.database)
    migrate(engine, SEALED, seals_in(database.info), down=True)
    engine.dispose()
    database.close()
    assert list(upgrade(settings, "", None))[-1].startswith(f"the schema was at {SEALED} and is at {newest_revision()}")
    assert list_kept(settings.data) == []
