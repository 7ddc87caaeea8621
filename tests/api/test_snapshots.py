"""The snapshot follows SQL, is verified at start, and is never taken for empty."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from api.errors import NotReadyError
from api.importing import import_vacancies
from api.reading import Reader
from api.rows import RawRow
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import NOW, vacancy_line


def store(database: OrganisationDatabase, reader: Reader, *ids: str) -> None:
    """Import vacancies with texts of their own."""
    rows = (RawRow(n, vacancy_line(id=name, text=f"We need a chef, number {name}.")) for n, name in enumerate(ids))
    import_vacancies(rows, database, reader, NOW, "test")


def again(world: World, concepts: Concepts) -> World:
    """Open the same installation once more, as a restart would."""
    return World(world.settings, world.whole, concepts, now=lambda: NOW)


def test_before_the_first_snapshot_nothing_is_answered(world: World) -> None:
    """No snapshot is an error, not an empty list."""
    with pytest.raises(NotReadyError):
        world.snapshots.current()
    assert not world.snapshots.is_ready


def test_a_change_makes_a_new_snapshot_and_the_old_one_stays_whole(
    world: World, database: OrganisationDatabase, reader: Reader
) -> None:
    """Whoever holds a snapshot keeps it; the next request gets the new one."""
    store(database, reader, "a")
    assert world.snapshots.refresh()
    old = world.snapshots.current()
    store(database, reader, "b")
    assert world.snapshots.refresh()
    assert not world.snapshots.refresh()
    assert (old.n_vacancies, world.snapshots.current().n_vacancies) == (1, 2)
    assert len(old.snapshot.world.vacancies) == 1


def test_a_restart_uses_the_generation_again(
    world: World, database: OrganisationDatabase, concepts: Concepts, reader: Reader
) -> None:
    """Without a change in SQL the verified generation is opened, not built anew."""
    store(database, reader, "a", "b")
    world.snapshots.refresh()
    second = again(world, concepts)
    second.snapshots.refresh()
    assert second.snapshots.generation == world.snapshots.generation == "gen-000001"


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove", "empty folder"])
def test_a_damaged_generation_is_made_anew(
    world: World, database: OrganisationDatabase, concepts: Concepts, reader: Reader, damage: str
) -> None:
    """Whatever happened to the files, the vacancies of SQL are all there again."""
    store(database, reader, "a", "b")
    world.snapshots.refresh()
    spoil(world.settings.index, damage)
    second = again(world, concepts)
    second.snapshots.refresh()
    assert second.snapshots.current().n_vacancies == 2
    assert second.snapshots.generation is not None


def spoil(root: Path, damage: str) -> None:
    """Damage the newest generation."""
    files = [path for path in root.rglob("*") if path.is_file()]
    victim = next(path for path in files if path.name == "index.faiss")
    if damage == "flip":
        content = bytearray(victim.read_bytes())
        content[len(content) // 2] ^= 4
        victim.write_bytes(content)
    elif damage == "truncate":
        victim.write_bytes(victim.read_bytes()[:-5])
    elif damage == "remove":
        victim.unlink()
    else:
        for path in files:
            path.unlink()


def test_changes_of_another_process_are_seen(
    settings: Settings, whole: Database, concepts: Concepts, reader: Reader
) -> None:
    """The follower sees a commit that nobody told it about."""
    world = World(settings, whole, concepts, now=lambda: NOW)
    world.start()
    other = Database.installed(settings)
    try:
        store(other.of(DEFAULT_ORGANISATION), reader, "a")
        for _ in range(100):
            if world.snapshots.current().n_vacancies:
                break
            time.sleep(0.1)
        assert world.snapshots.current().n_vacancies == 1
    finally:
        other.close()
        world.snapshots.stop()


def test_as_of_is_the_newest_date_in_the_data(world: World, database: OrganisationDatabase, reader: Reader) -> None:
    """Time enters through the data: the newest publication, or the clock where nothing has a date."""
    world.snapshots.refresh()
    assert world.snapshots.current().as_of == NOW.date()
    rows = (
        RawRow(n, vacancy_line(id=str(n), text=f"text {n}", date=f"2026-11-{day}")) for n, day in enumerate((18, 12))
    )
    import_vacancies(rows, database, reader, NOW)
    world.snapshots.refresh()
    assert world.snapshots.current().as_of.isoformat() == "2026-11-18"
