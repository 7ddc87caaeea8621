"""A word in every field of a person, through every route and every error of a real server, is found nowhere."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.errors import ErasedError, KeysError
from api.schema import Row
from api.sealing import name_owner, place_of, plans_of, seals_in
from api.session import Database
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.api.supervised import supervised

CANARY = "Xylophonistin"
LINE: dict[str, Any] = {
    "id": f"{CANARY} id",
    "source": f"{CANARY} source",
    "text": f"I can cook. {CANARY} text. I was born in {CANARY}.",
    "lang": "en",
    "skills": [{"uri": COOK}, {"label": f"{CANARY} skill"}],
    "occupations": [{"uri": CHEF, "years": 3}, {"label": f"{CANARY} occupation"}],
    "licences": [f"{CANARY} licence"],
    "shifts": [f"{CANARY} shift"],
    "place": f"{CANARY} place",
    "recognitions": [{"country": "es", "occupation": f"{CANARY} work"}],
    "wants": {"occupations": [f"{CANARY} wish"], "places": [f"{CANARY} town"]},
    CANARY: CANARY,
}


def fill(client: httpx.Client) -> list[str]:
    """Put the canary into everything about people that can be stored; returns the ids of two."""
    assert client.post("/v1/vacancies", json=vacancy_line(skills=[{"uri": COOK}])).status_code == 201
    made = client.post("/v1/profiles", json=LINE)
    assert made.status_code == 201
    line = json.dumps({**LINE, "id": f"{CANARY} other"})
    assert client.post("/v1/profiles:import", content=line, params={"source": CANARY}).json()["n_created"] == 1
    ids = [row["id"] for row in client.get("/v1/profiles").json()["profiles"]]
    for profile in ids:
        path = f"/v1/profiles/{profile}"
        client.patch(path, json={"place": f"{CANARY} elsewhere"})
        client.post(f"{path}/links", json={"uri": COOK, "kind": "skill", "decision": "accepted"})
        assert client.put(f"{path}/identity", json={"name": CANARY, "contact": CANARY}).status_code == 200
        said = {"purpose": "ranking", "given": True, "language": "es"}
        for wording, status in (("2026-10", 201), (CANARY, 422)):
            assert client.post(f"{path}/consents", json={**said, "wording": wording}).status_code == status
        assert client.get(f"{path}/matches", params={"languages": "es,ar"}).status_code == 200
    return ids


def go_everywhere(client: httpx.Client, ids: list[str]) -> set[int]:
    """Read everything, and make every error there is, with the canary in path, query, header and body."""
    own = ["", "/links", "/matches", "/gaps", "/export", "/rights", "/identity", "/what-if?step=language:es:B1"]
    pages = [f"/v1/profiles/{ids[0]}{each}" for each in own] + [f"/people/{ids[0]}", "/people", "/", "/v1/inbox"]
    wrong = [f"/v1/profiles/{CANARY}", f"/v1/traces/{CANARY}", f"/{CANARY}", f"/v1/profiles?after={CANARY}"]
    wrong += [f"/v1/taxonomy/search?text={CANARY}&kind={CANARY}", f"/v1/inbox?since={CANARY}"]
    answers = [client.get(path, headers={"x-request-id": CANARY}) for path in pages + wrong]
    bodies: list[object] = [
        {"text": CANARY * 9000},
        {"education": CANARY},
        {"languages": {"es": CANARY}},
        CANARY,
        [CANARY],
    ]
    for path in ("/v1/profiles", "/v1/matches", "/v1/gaps", "/v1/link", "/v1/profiles:restore"):
        answers += [client.post(path, json=body) for body in bodies]
        for content in (b'{"text": "' + CANARY.encode(), CANARY.encode() * 200_000):
            answers.append(client.post(path, content=content, headers={"content-type": "application/json"}))
    answers.append(client.post("/try", data={"text": CANARY}))
    answers.append(client.post("/v1/profiles", json=LINE))
    answers.append(client.post("/v1/profiles:import", content=f'{{"education": "{CANARY}"}}\n{CANARY}'))
    answers.append(client.put("/v1/inbox", json=LINE))
    answers.append(client.request(CANARY.upper()[:10], f"/{CANARY}"))
    return {answer.status_code for answer in answers}


def iter_plain(database: Database) -> Iterator[bytes]:
    """Yield everything that the remaining keys open."""
    seals = seals_in(database.info)
    with database.read() as session:
        for plan in plans_of(Row):
            for row in session.connection().execute(plan.table.select()).mappings():
                owner = name_owner(plan.sealing.owner, row[plan.sealing.named_by])
                for name in (each for each in plan.names if row[each] is not None):
                    place = place_of(plan.table.name, name, row["organisation"], row["id"])
                    with suppress(ErasedError, KeysError):
                        yield seals.open(owner, place, row[name])


def holding(folder: Path) -> list[str]:
    """Return the files that hold the canary as it is written."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and CANARY.encode() in path.read_bytes()]


@pytest.mark.slow
def test_a_canary_is_in_no_log_metric_file_or_backup(tmp_path: Path) -> None:
    """0 in logs and metrics, 0 in any file in plain; after erasing 0 with all remaining keys, in backups too."""
    data, backup = tmp_path / "data", tmp_path / "backup"
    with supervised(data) as served, httpx.Client(base_url=served.address, timeout=30) as client:
        ids = fill(client)
        statuses = go_everywhere(client, ids)
        assert {200, 400, 404, 405, 409, 413, 422} <= statuses
        assert not {status for status in statuses if status >= 500}
        assert CANARY not in client.get("/metrics").text
        assert holding(data) == []
        _run(data, "database", "backup", str(backup))  # while it serves
        assert read_sealed(backup) > 0
        for profile in ids:
            receipt = client.delete(f"/v1/profiles/{profile}")
            assert CANARY not in receipt.text
        said = served.said()
    assert CANARY not in said
    assert holding(tmp_path) == []
    database = Database.open(data / "immerse.sqlite")
    assert not any(CANARY.encode() in plain for plain in iter_plain(database))
    database.close()
    for file in data.glob("immerse.sqlite*"):
        file.unlink()
    _run(data, "database", "restore", str(backup))
    assert holding(tmp_path) == []
    restored = Database.open(data / "immerse.sqlite")
    assert not any(CANARY.encode() in plain for plain in iter_plain(restored))
    with restored.read() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM profile").scalar_one() == 0
    restored.close()


def _run(data: Path, *words: str) -> None:
    """Run a command of the program on an installation; the canary is in nothing that it says."""
    environment = {**os.environ, "IMMERSE_DATA": str(data)}
    command = [sys.executable, "-m", "api", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert CANARY not in done.stdout + done.stderr


def read_sealed(data: Path) -> int:
    """Return how many sealed words of people the file holds; a backup without any would prove nothing."""
    with sqlite3.connect(data / "immerse.sqlite") as connection:
        n: int = connection.execute("SELECT count(*) FROM profile WHERE words IS NOT NULL").fetchone()[0]
    return n
