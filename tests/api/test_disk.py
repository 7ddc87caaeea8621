"""With too little room nothing new is stored, and everything else goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event

from api.app import create_app
from api.disk import FRESH_S, Disk
from api.settings import Settings
from api.world import World
from tests.api.conftest import at_the_machine, vacancy_line

EVERYTHING = 1 << 60  # more than any disk has


class Floor(Disk):
    """A disk whose floor a test moves, and which is looked at every time."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 0, clock=self.tick)

    floor = 0
    now = 0.0

    def tick(self) -> float:
        """Let every look be a fresh one."""
        self.now += FRESH_S
        return self.now

    def raise_to(self, floor: int) -> None:
        """Ask for this much room from now on."""
        self._floor = floor


@pytest.fixture
def disk(world: World, tmp_path: Path) -> Floor:
    """Give the world a disk whose floor can be moved."""
    disk = Floor(tmp_path)
    world.disk = disk
    return disk


@pytest.fixture
def client(settings: Settings, world: World, disk: Floor) -> Iterator[TestClient]:
    """Start the application on that disk."""
    assert world.disk is disk
    with at_the_machine(create_app(settings, world)) as started:
        yield started


def test_what_did_not_fit_is_known_at_once(settings: Settings, world: World, tmp_path: Path) -> None:
    """Once a row did not fit, the next ones are refused too, though the last look at the disk still holds."""
    world.disk = Disk(tmp_path, 0, clock=lambda: 1.0)
    with at_the_machine(create_app(settings, world)) as client:
        assert client.post("/v1/vacancies", json=vacancy_line(id="1")).status_code == 201
        event.listen(Engine, "begin", _allow_no_more_pages)
        try:
            refused = client.post("/v1/vacancies", json=vacancy_line(id="2", text="A cook. " * 1500))
        finally:
            event.remove(Engine, "begin", _allow_no_more_pages)
        assert (refused.status_code, refused.json()["error"]) == (507, "disk_full")
        assert client.post("/v1/vacancies", json=vacancy_line(id="3")).status_code == 507


def _allow_no_more_pages(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count = 1")  # means: as many as there are


def test_with_too_little_room_nothing_new_is_stored(client: TestClient, disk: Floor) -> None:
    """Rows that would be added are refused with 507 and the reason; lists, rankings and erasures go on."""
    profile = client.post("/v1/profiles", json={"text": "I can cook"}).json()["id"]
    disk.raise_to(EVERYTHING)
    refused = [
        client.post("/v1/profiles", json={"text": "I can bake"}),
        client.post("/v1/vacancies", json=vacancy_line()),
        client.post("/v1/vacancies:import", content=b"{}"),
        client.patch(f"/v1/profiles/{profile}", json={"hours": None}),
    ]
    assert [(answer.status_code, answer.json()["error"]) for answer in refused] == [(507, "disk_full")] * 4
    assert "reading and ranking go on" in refused[0].json()["detail"]
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["disk"], ready.json()["database"]) == (503, False, True)
    assert client.get(f"/v1/profiles/{profile}").status_code == 200
    assert client.get(f"/v1/profiles/{profile}/matches").status_code == 200
    assert client.post("/v1/matches", json={"text": "I can cook"}).status_code == 200
    assert client.delete(f"/v1/profiles/{profile}").status_code == 200
    disk.raise_to(0)
    assert client.post("/v1/profiles", json={"text": "I can bake"}).status_code == 201
    assert client.get("/readyz").status_code == 200


def test_the_system_is_not_asked_all_the_time(tmp_path: Path) -> None:
    """An answer holds for half a second, and a folder that cannot be looked at has no room."""
    now = [0.0]
    disk = Disk(tmp_path, 1, clock=lambda: now[0])
    assert not disk.is_low
    disk._floor = EVERYTHING
    now[0] += FRESH_S / 2
    assert not disk.is_low
    now[0] += FRESH_S
    assert disk.is_low
    assert Disk(tmp_path / "nothing", 1).is_low
