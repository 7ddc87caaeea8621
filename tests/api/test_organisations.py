"""Two organisations on one installation: each ranks what it sees, and nothing of the other shows in any answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.errors import NotFoundError
from api.importing import import_vacancies
from api.inbox import read_inbox
from api.principals import LOCAL
from api.reading import Reader
from api.rows import RawRow
from api.session import Database
from api.traces import replay
from api.vacancies import share_vacancy
from api.world import World
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line

pytestmark = pytest.mark.databases
OTHER = "other"
PERSON = {"id": "p", "occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}]}


def opening(name: str, day: int) -> dict[str, object]:
    """Return a vacancy with a text of its own."""
    return vacancy_line(id=name, text=f"We need a chef, {name}.", date=f"2026-11-{day}", skills=[{"uri": COOK}])


@pytest.fixture
def two(client: TestClient, world: World, whole: Database, reader: Reader) -> dict[str, str]:
    """Store a vacancy of the first organisation, and two of another, of which one is shared; return ids by name."""
    with whole.write() as session:
        repository.new_organisation(session, OTHER, "The other one", NOW)
    other = whole.of(OTHER)
    import_vacancies(iter([RawRow(1, opening("shared", 19))]), other, reader, NOW, "feed", shared=True)
    import_vacancies(iter([RawRow(1, opening("secret", 21))]), other, reader, NOW, "feed")
    assert client.post("/v1/vacancies", json=opening("own", 18)).status_code == 201
    assert client.post("/v1/profiles", json=PERSON).status_code == 201
    world.snapshots.refresh()
    with whole.read() as session:
        return {row.external_id or "": row.id for row in repository.list_open(session)}


def answers(client: TestClient, ids: dict[str, str]) -> Iterator[str]:
    """Yield what is answered about everything that names vacancies."""
    [profile] = client.get("/v1/profiles").json()["profiles"]
    found = f"/v1/profiles/{profile['id']}"
    paths = ("/v1/vacancies", "/v1/inbox", f"{found}/matches?top=0&languages=en", f"{found}/gaps", "/", "/people")
    for path in (*paths, f"{found}/what-if?step=language:es:B2", f"/people/{profile['id']}"):
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        yield answer.text
    for body in ("matches?top=0", "gaps", "what-if?step=language:es:B2", f"why-not/{ids['own']}"):
        answer = client.post(f"/v1/{body}", json=PERSON)
        assert answer.status_code == 200, answer.text
        yield answer.text


def test_no_answer_names_what_others_keep_to_themselves(client: TestClient, two: dict[str, str]) -> None:
    """Own and shared vacancies are ranked, and the data time is theirs; the third is in no answer, and is not found."""
    said = list(answers(client, two))
    assert not [each for each in said if two["secret"] in each or "2026-11-21" in each]
    ranked = client.post("/v1/matches?top=0", json=PERSON).json()
    assert {match["id"] for match in ranked["matches"]} == {two["own"], two["shared"]}
    assert ranked["stamp"]["as_of"] == "2026-11-19"
    assert client.post(f"/v1/why-not/{two['shared']}", json=PERSON).json()["n_open"] == 2
    for path in (f"/v1/vacancies/{two['secret']}", f"/v1/vacancies/{two['secret']}/matches"):
        assert client.get(path).status_code == 404
    assert client.post(f"/v1/why-not/{two['secret']}", json=PERSON).status_code == 404


def test_what_is_shared_is_read_and_not_changed(client: TestClient, two: dict[str, str]) -> None:
    """It is shown and matched with people; to change, withdraw or share it is for its own organisation."""
    path = f"/v1/vacancies/{two['shared']}"
    assert (client.get(path).json()["shared"], client.get(f"{path}/matches").status_code) == (True, 200)
    assert client.put(path, json=opening("x", 10)).status_code == 404
    assert client.patch(path, json={"title": "x"}).status_code == 404
    assert client.delete(path).status_code == 404
    assert client.put(f"{path}/sharing", json={"shared": False}).status_code == 404


def test_each_sees_its_own(client: TestClient, world: World, two: dict[str, str]) -> None:
    """The other organisation sees its two, once ours is shared all three, and nobody of our caseload."""
    other = world.for_principal(replace(LOCAL, organisation=OTHER))
    assert (other.current().n_vacancies, str(other.current().as_of)) == (2, "2026-11-21")
    assert read_inbox(other, None, None).n_people == 0
    shown = client.put(f"/v1/vacancies/{two['own']}/sharing", json={"shared": True})
    assert (shown.status_code, shown.json()["shared"]) == (200, True)
    world.snapshots.refresh()
    assert other.current().n_vacancies == 3


def test_a_ranking_is_replayed_with_what_was_seen_then(client: TestClient, world: World, two: dict[str, str]) -> None:
    """What is not shared any more is in no new list, and in the same place of the old one; others have no trace."""
    [profile] = client.get("/v1/profiles").json()["profiles"]
    before = client.get(f"/v1/profiles/{profile['id']}/matches?top=0")
    trace = before.json()["trace"]
    with world.whole.of(OTHER).write() as session:
        share_vacancy(session, repository.get_vacancy(session, two["shared"]), NOW, shared=False)
    world.snapshots.refresh()
    after = client.get(f"/v1/profiles/{profile['id']}/matches?top=0")
    assert two["shared"] in before.text
    assert two["shared"] not in after.text
    assert client.get(f"/v1/traces/{trace}/replay").content == before.content
    other = world.for_principal(replace(LOCAL, organisation=OTHER))
    with pytest.raises(NotFoundError):
        replay(other.database, other.whole, other.parts, trace)
