"""New bases are published once and taken up by all; whatever differs from SQL is found, counted and repaired."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from api import repository
from api.outbox import read_end
from api.reading import Reader
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.shelf import UNPUBLISHED
from api.tables import VacancyRow
from api.vacancies import withdraw_vacancy
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import NOW
from tests.api.starts import SQLITE, Fill, Starts
from tests.api.test_snapshots import again, store


@pytest.fixture
def ids(world: World, database: OrganisationDatabase, reader: Reader) -> list[str]:
    """Store four vacancies, follow them, and return their ids."""
    store(database, reader, *"abcd")
    world.snapshots.refresh()
    return sorted(world.snapshots.current().stock.states())


def differences(world: World, kind: str) -> float:
    """Return how many differences of a kind have been counted."""
    return world.measures.registry.get_sample_value("immerse_index_differences_total", {"kind": kind}) or 0.0


def test_one_worker_publishes_and_all_go_over(
    world: World, database: OrganisationDatabase, reader: Reader, concepts: Concepts, ids: list[str]
) -> None:
    """The other worker finds the new base by itself; neither publishes what the other has published."""
    other = again(world, concepts)
    other.snapshots.refresh()
    store(database, reader, "e")
    for each in (world, other):
        each.snapshots.refresh()
        assert (each.snapshots.generation, each.snapshots.current().stock.n_behind) == ("gen-000001", 1)
    assert world.upkeep.publish_if_due(at_least=1)
    assert not other.upkeep.publish_if_due(at_least=1)
    for each in (world, other):
        assert each.snapshots.refresh()
        assert (each.snapshots.generation, each.snapshots.current().stock.n_behind) == ("gen-000002", 0)
        assert not each.upkeep.publish_if_due(at_least=1)
    assert len(ids) + 1 == other.snapshots.current().n_vacancies


def test_few_rows_behind_are_no_reason_for_a_new_base(
    world: World, database: OrganisationDatabase, ids: list[str]
) -> None:
    """Publishing writes the whole index; four rows do not."""
    with database.write() as session:
        withdraw_vacancy(session, repository.get_vacancy(session, ids[0]), NOW)
    world.snapshots.refresh()
    assert not world.upkeep.publish_if_due()


@pytest.mark.databases
def test_what_differs_from_sql_is_found_and_repaired(
    world: World, whole: Database, ids: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """A change that never reached the outbox: in version, in content, withdrawn, and reopened."""
    with whole.write() as session:
        withdraw_vacancy(session, repository.get_vacancy(session, ids[3]), NOW)
    world.snapshots.refresh()
    behind_its_back(whole, ids[0], version=9)
    behind_its_back(whole, ids[1], withdrawn_at=NOW)
    behind_its_back(whole, ids[2], ranking={"id": ids[2], "education": 5})
    behind_its_back(whole, ids[3], withdrawn_at=None)
    assert not world.snapshots.refresh()
    found = world.upkeep.reconcile()
    kinds = (found.outdated, found.beyond, found.altered, found.missing)
    assert kinds == tuple(frozenset([each]) for each in ids)
    assert "1 vacancies missing" in caplog.text
    assert [differences(world, kind) for kind in ("missing", "beyond", "outdated", "altered")] == [1.0] * 4
    with whole.read() as session:
        assert read_end(session) == 5 + 4
    assert world.snapshots.refresh()
    assert world.upkeep.reconcile().ids == frozenset()
    assert world.snapshots.current().stock.states() == {ids[0]: 9, ids[2]: 1, ids[3]: 2}


def behind_its_back(whole: Database, vacancy_id: str, **values: object) -> None:
    """Change a row as somebody with a SQL shell would."""
    with whole.write() as session:
        session.execute(update(VacancyRow).where(col(VacancyRow.id) == vacancy_id).values(**values))


def test_the_index_of_another_database_is_not_used(
    world: World,
    starts: Starts,
    fill: Fill,
    reader: Reader,
    concepts: Concepts,
    ids: list[str],
    tmp_path: Path,
) -> None:
    """It is whole, and made with the same parts; but its vacancies are unknown to SQL."""
    elsewhere = Settings(data=tmp_path / "elsewhere")
    starts.copy(SQLITE, fill, elsewhere)
    shutil.copytree(world.settings.index, elsewhere.index)
    whole = Database.installed(elsewhere)
    try:
        store(whole.of(world.database.organisation), reader, *"wxyz")
        other = World(elsewhere, whole, concepts, now=lambda: NOW)
        other.snapshots.refresh()
        other.upkeep.reconcile()
        other.snapshots.refresh()
        states = other.snapshots.current().stock.states()
        assert (len(states), set(states) & set(ids)) == (4, set())
        assert other.upkeep.reconcile().ids == frozenset()
    finally:
        whole.close()


@pytest.mark.parametrize("name", ["index.faiss", "columns.bin", "columns.json", "values.json", "manifest.json"])
def test_what_is_damaged_while_serving_is_made_anew(
    world: World, ids: list[str], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Every byte on disk is read again now and then; what replaces it comes from SQL, not from mapped memory."""
    path = world.settings.index / "gen-000001" / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.unlink()  # a rename, as a file that is mapped must not change in place
    path.write_bytes(content)
    world.upkeep.look_over()
    assert "gen-000001 is damaged and set aside" in caplog.text
    assert world.snapshots.generation == "gen-000002"
    assert sorted(world.snapshots.current().stock.states()) == ids
    assert differences(world, "damaged") == 1.0


def test_an_index_that_cannot_be_written_is_used_from_memory(
    settings: Settings, whole: Database, database: OrganisationDatabase, reader: Reader, concepts: Concepts
) -> None:
    """A file where the folder should be: serving goes on, says so in the stamp, and publishes when it can."""
    settings.index.write_bytes(b"")
    store(database, reader, "a")
    world = World(settings, whole, concepts, now=lambda: NOW)
    world.snapshots.refresh()
    assert (world.snapshots.generation, world.snapshots.current().n_vacancies) == (UNPUBLISHED, 1)
    store(database, reader, "b")
    world.snapshots.refresh()
    assert world.snapshots.current().snapshot.stamp(NOW.date()).index == f"{UNPUBLISHED}+1"
    with pytest.raises(OSError, match="exists"):
        world.upkeep.publish_if_due()
    settings.index.unlink()
    assert world.upkeep.publish_if_due()
    world.snapshots.refresh()
    assert (world.snapshots.generation, world.snapshots.current().n_vacancies) == ("gen-000001", 2)


def test_a_database_that_was_set_back_is_followed(
    world: World, whole: Database, settings: Settings, ids: list[str], concepts: Concepts
) -> None:
    """An older database with a newer index, as after restoring a backup: SQL is the truth."""
    assert len(ids) == 4
    with whole.write() as session:
        session.execute(update(VacancyRow).values(withdrawn_at=NOW))
        session.connection().exec_driver_sql("DELETE FROM outbox WHERE seq > 1")
    second = again(world, concepts)
    second.snapshots.refresh()
    assert second.snapshots.current().n_vacancies == 0
    assert second.snapshots.current().seq == 1
    assert settings.index.is_dir()
