"""Each rung of the ladder, by breaking a real part: answer, trace and page name it, and it is left again."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.bodies import ProfileLine
from api.ranking_switch import FRESH_S
from api.reading import BARE_S, Reader
from api.world import World
from matcher.absent import AbsentEncoder
from matcher.artefacts import Concepts
from matcher.encoding import Encoder, Role
from matcher.errors import EncodingError
from matcher.hashing import HashingEncoder
from matcher.linking import Linker
from matcher.types import LinkMethod
from tests.api.conftest import SETTINGS, build_concepts, vacancy_line


class Clock:
    """A time that tests set."""

    now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Part:
    """The file of an encoder, which can be lost and found."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_text("weights", encoding="utf-8")

    def open(self) -> Encoder:
        """Open the encoder; raises OSError without its file."""
        self.path.read_text(encoding="utf-8")
        return HashingEncoder(64)


@pytest.fixture
def part(tmp_path: Path) -> Part:
    """Write the file of the encoder."""
    return Part(tmp_path / "encoder")


@pytest.fixture
def clock() -> Clock:
    """Return a time that begins at 0."""
    return Clock()


def _without_encoder(world: World, concepts: Concepts, part: Part, clock: Clock, folder: Path) -> None:
    """Let the world read with an encoder whose file is gone."""
    kitchen = build_concepts(folder / "again")
    absent = AbsentEncoder(kitchen.encoder.id, part.open)
    linker = Linker(kitchen.taxonomy, absent, kitchen.linker._vectors, kitchen.linker._labels, SETTINGS)
    world.reader = Reader(linker, concepts.places, clock)


def test_without_its_encoder_texts_are_linked_by_labels_alone(
    client: TestClient, world: World, concepts: Concepts, part: Part, clock: Clock, tmp_path: Path
) -> None:
    """Nothing but labels links, every answer, trace and page says so; once the encoder is back, all is as before."""
    client.post("/v1/vacancies", json=vacancy_line())
    _without_encoder(world, concepts, part, clock, tmp_path)
    part.path.unlink()
    text = {"text": "I can cook and clean", "kind": "skill"}
    linked = client.post("/v1/link", json=text).json()
    assert linked["degraded"]["mode"] == "lexical"
    assert "names alone" in linked["degraded"]["reason"]
    assert {link["method"] for link in linked["links"]} <= {LinkMethod.LABEL, LinkMethod.ALTERNATIVE}
    assert linked["links"]
    profile = client.post("/v1/profiles", json={"text": "I can cook"}).json()["id"]
    matches = client.get(f"/v1/profiles/{profile}/matches").json()
    assert matches["degraded"]["mode"] == "lexical"
    trace = client.get(f"/v1/traces/{matches['trace']}").json()
    assert trace["asked"]["degraded"]["mode"] == "lexical"
    assert client.get(f"/v1/traces/{matches['trace']}/replay").json() == matches
    assert 'data-mode="lexical"' in client.get(f"/people/{profile}").text
    part.path.write_text("weights", encoding="utf-8")
    assert "degraded" in client.post("/v1/matches", json={"text": "I can cook"}).json()  # not tried again at once
    clock.now += BARE_S
    assert "degraded" not in client.post("/v1/matches", json={"text": "I can cook"}).json()
    assert client.post("/v1/link", json=text).json()["degraded"] is None


def test_what_labels_alone_read_is_read_again(
    world: World, concepts: Concepts, part: Part, clock: Clock, tmp_path: Path
) -> None:
    """What was read with gets another name, so that relinking finds it."""
    _without_encoder(world, concepts, part, clock, tmp_path)
    full = world.reader.read_with
    part.path.unlink()
    with pytest.raises(EncodingError):
        AbsentEncoder("hashing-64-v1", part.open).encode(["cook"], Role.QUERY)
    world.reader.read_profiles([ProfileLine(text="I can cook")])
    assert world.reader.read_with != full
    assert world.reader.read_with.reading.startswith("labels/")


def test_an_encoder_of_other_vectors_is_not_used(part: Part) -> None:
    """One that comes back as another one would give vectors that mean nothing beside those of the concepts."""
    with pytest.raises(EncodingError, match="the vectors were made with other"):
        AbsentEncoder("other", part.open).encode(["cook"], Role.QUERY)


def test_a_snapshot_that_cannot_follow_says_how_old_it_is(client: TestClient, world: World) -> None:
    """With its table of changes gone, the old snapshot answers with its age; with the table back, it follows."""
    client.post("/v1/vacancies", json=vacancy_line())
    world.snapshots.refresh()
    with world.whole.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE outbox RENAME TO elsewhere")
    world.snapshots.try_refresh()
    found = client.post("/v1/matches", json={"text": "I can cook"}).json()
    assert len(found["matches"]) == 1
    assert found["degraded"]["mode"] == "cached"
    assert found["degraded"]["since"].startswith("2026-11-21T09:00")
    assert "2026-11-21 at 09:00 UTC" in found["degraded"]["reason"]
    assert 'data-mode="cached"' in client.post("/try", data={"text": "I can cook"}).text
    with world.whole.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE elsewhere RENAME TO outbox")
    world.snapshots.try_refresh()
    assert "degraded" not in client.post("/v1/matches", json={"text": "I can cook"}).json()


def test_while_ranking_is_stopped_vacancies_can_be_browsed(client: TestClient) -> None:
    """Lists are refused with the reason, and the page of a person shows vacancies as they came, and says so."""
    client.post("/v1/vacancies", json=vacancy_line())
    profile = client.post("/v1/profiles", json={"text": "I can cook"}).json()["id"]
    client.post("/v1/admin/ranking:stop", json={"reason": "the list looks wrong"})
    refused = client.get(f"/v1/profiles/{profile}/matches")
    assert (refused.status_code, refused.json()["error"]) == (503, "ranking_stopped")
    page = client.get(f"/people/{profile}")
    assert page.status_code == 200
    assert 'data-mode="unranked"' in page.text
    assert "the list looks wrong" in page.text
    assert "Chef" in page.text
    assert client.get("/v1/vacancies").json()["vacancies"][0]["title"] == "Chef"
    client.post("/v1/admin/ranking:start", json={"reason": "it was looked into"})
    time.sleep(FRESH_S)
    assert "Unranked" not in client.get(f"/people/{profile}").text


def test_full_is_not_labelled(client: TestClient) -> None:
    """Where everything works, no answer and no page names a weaker way."""
    assert "degraded" not in client.post("/v1/matches", json={"text": "I can cook"}).json()
    assert 'class="degraded"' not in client.get("/").text
