"""What was withdrawn never leaves, however far behind the snapshot is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from fastapi.testclient import TestClient

from api.outbox import read_changed
from api.world import World
from tests.api.conftest import COOK, NOW, vacancy_line


@pytest.fixture
def slow(world: World, client: TestClient) -> World:
    """Return a world whose snapshot does not follow by itself, with three vacancies in it."""
    for name in "abc":
        line = vacancy_line(id=name, text=f"We need a chef who can cook, number {name}.")
        assert client.post("/v1/vacancies", json=line).status_code == 201
    world.snapshots.stop()
    world.snapshots.refresh()
    return world


def listed(client: TestClient) -> list[str]:
    """Return the ids of a list for somebody who cooks."""
    answer = client.post("/v1/matches", json={"skills": [{"uri": COOK}]})
    assert answer.status_code == 200
    return [match["id"] for match in answer.json()["matches"]]


def test_a_withdrawn_vacancy_never_leaves(slow: World, client: TestClient) -> None:
    """The snapshot catches up before the list leaves, although nothing told it to."""
    before = listed(client)
    seq = slow.snapshots.current().seq
    assert client.delete(f"/v1/vacancies/{before[0]}").status_code == 204
    assert listed(client) == before[1:]
    assert slow.snapshots.current().seq == seq + 1


@pytest.mark.parametrize(
    "ask",
    [
        lambda client, person: client.get(f"/v1/profiles/{person}/matches"),
        lambda client, person: client.get(f"/v1/profiles/{person}/gaps"),
        lambda client, person: client.get(f"/v1/profiles/{person}/what-if?step=language:it:B2"),
        lambda client, _person: client.get("/v1/inbox"),
        lambda client, person: client.get(f"/people/{person}"),
        lambda client, _person: client.post("/v1/gaps", json={"skills": [{"uri": COOK}]}),
    ],
    ids=["matches", "gaps", "what if", "inbox", "page", "ad hoc gaps"],
)
def test_no_answer_names_a_withdrawn_vacancy(
    slow: World, client: TestClient, ask: Callable[[TestClient, str], httpx.Response]
) -> None:
    """Whatever was asked, ids of what is withdrawn are in no answer."""
    person = client.post("/v1/profiles", json={"text": "I can cook."}).json()["id"]
    gone = listed(client)[0]
    assert client.delete(f"/v1/vacancies/{gone}").status_code == 204
    answer = ask(client, person)
    assert answer.status_code == 200, answer.text
    assert gone not in answer.text
    with slow.whole.read() as session:
        assert read_changed(session, 3) == {gone}


def test_without_catching_up_it_is_left_out_and_replayed_so(
    slow: World, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the snapshot cannot catch up, the list leaves without it, and its replay gives the same bytes."""
    person = client.post("/v1/profiles", json={"text": "I can cook."}).json()["id"]
    before = listed(client)
    assert client.delete(f"/v1/vacancies/{before[1]}").status_code == 204
    monkeypatch.setattr(type(slow.snapshots), "try_refresh", lambda _self: None)
    answer = client.get(f"/v1/profiles/{person}/matches")
    assert {match["id"] for match in answer.json()["matches"]} == {before[0], before[2]}
    replayed = client.get(f"/v1/traces/{answer.json()['trace']}/replay")
    assert replayed.content == answer.content


def test_a_changed_vacancy_may_be_shown_for_three_seconds_only(slow: World, client: TestClient) -> None:
    """A change is as fresh as a new vacancy; after that the snapshot has to have followed."""
    clock = [NOW]
    slow.now = lambda: clock[0]
    changed = listed(client)[0]
    seq = slow.snapshots.current().seq
    assert client.patch(f"/v1/vacancies/{changed}", json={"title": "Head chef"}).status_code == 200
    assert changed in listed(client)
    assert slow.snapshots.current().seq == seq
    clock[0] += timedelta(seconds=4)
    assert changed in listed(client)
    assert slow.snapshots.current().seq == seq + 1


def test_a_vacancy_that_was_withdrawn_is_explained_to_nobody(slow: World, client: TestClient) -> None:
    """Why it is not in a list: because it is no longer there."""
    person = client.post("/v1/profiles", json={"text": "I can cook."}).json()["id"]
    gone = listed(client)[0]
    assert client.get(f"/v1/profiles/{person}/why-not/{gone}").status_code == 200
    assert client.delete(f"/v1/vacancies/{gone}").status_code == 204
    assert client.get(f"/v1/profiles/{person}/why-not/{gone}").status_code == 404
    assert slow.snapshots.current().n_vacancies == 2
