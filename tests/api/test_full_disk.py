"""A disk that others fill to the last byte, under a real server: nothing acknowledged is lost, and nothing stops."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import httpx
import pysqlite3
import pytest

from tests.api.conftest import vacancy_line
from tests.api.supervised import Served, supervised

MIB = 1 << 20
SIZE = 40 * MIB
RESERVE = 6 * MIB
FLOOR = 8 * MIB
RECOVERED_S = 5.0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of 40 MiB in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", disk], check=True)  # noqa: S607
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)  # noqa: S607


def _fill(disk: Path) -> Path:
    """Fill the disk to the last byte."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (MIB, 4096, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return filler


def _store(client: httpx.Client, kept: dict[str, str], n: int) -> httpx.Response:
    answer = client.post("/v1/vacancies", json=vacancy_line(id=str(n), title=f"Chef {n}"))
    if answer.status_code == 201:
        kept[answer.json()["id"]] = f"Chef {n}"
    return answer


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_full_disk_stops_nothing_but_what_is_new(small_disk: Path) -> None:
    """New rows are refused with the reason, lists and rankings go on; with room again, all is as before."""
    limits = {"IMMERSE_MIN_FREE_BYTES": str(FLOOR), "IMMERSE_RESERVE_BYTES": str(RESERVE)}
    kept: dict[str, str] = {}
    with (
        supervised(small_disk / "data", more=limits) as served,
        httpx.Client(base_url=served.address, timeout=20) as client,
    ):
        profile = client.post("/v1/profiles", json={"text": "I can cook"}).json()["id"]
        assert [_store(client, kept, n).status_code for n in range(5)] == [201] * 5
        filler = _fill(small_disk)
        numbers = count(5)
        _wait(lambda: _store(client, kept, next(numbers)).status_code == 507)  # the last look holds for a while
        refused = [_store(client, kept, next(numbers)) for _ in range(5)]
        assert {answer.status_code for answer in refused} == {507}
        assert refused[-1].json()["error"] == "disk_full"
        _wait(lambda: shutil.disk_usage(small_disk).free > RESERVE // 2)  # a file gives its room up after its name
        assert not (served.data / "reserve").exists()
        _assert_reading_goes_on(client, profile)
        assert client.get("/readyz").json()["disk"] is False
        filler.unlink()
        _wait(lambda: _store(client, kept, next(numbers)).status_code == 201)
        _wait(lambda: client.get("/readyz").status_code == 200 and (served.data / "reserve").exists())
        listed = client.get("/v1/vacancies?limit=200").json()["vacancies"]
    assert kept == {each["id"]: each["title"] for each in listed}
    _assert_sound(served)


def _assert_reading_goes_on(client: httpx.Client, profile: str) -> None:
    for path in ("matches", "gaps", "links"):
        answer = client.get(f"/v1/profiles/{profile}/{path}")
        assert answer.status_code == 200, answer.text
    assert client.get(f"/v1/profiles/{profile}/matches").json()["matches"]
    assert client.post("/v1/matches", json={"text": "I can cook"}).status_code == 200
    assert client.get("/v1/vacancies").status_code == 200


def _assert_sound(served: Served) -> None:
    database = pysqlite3.connect(str(served.data / "immerse.sqlite"))
    try:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        database.close()
    assert "Traceback" not in served.said()


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + RECOVERED_S
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.1)
