"""Ranking stops at once, for whom it was stopped, and nothing else does."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import accountability_repository as rows
from api.app import create_app
from api.cli import app
from api.errors import RankingStoppedError
from api.ranking_switch import FRESH_S, RankingSwitch, turn
from api.session import Database
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import CHEF, COOK, NOW, at_the_machine, vacancy_line

PERSON = {"occupations": [{"uri": CHEF}], "skills": [{"uri": COOK}]}


@pytest.fixture
def vacancy(client: TestClient, world: World) -> str:
    """Store a vacancy, and lay it out."""
    vacancy_id = client.post("/v1/vacancies", json=vacancy_line(occupation=CHEF)).json()["id"]
    world.snapshots.refresh()
    return str(vacancy_id)


def expire(world: World) -> None:
    """Let what the switch remembers grow old, as half a second does."""
    world.switch = RankingSwitch(world.whole)


def test_everything_that_ranks_stops_and_the_rest_goes_on(client: TestClient, world: World, vacancy: str) -> None:
    """Each ranking route answers 503 with the reason; people and vacancies stay readable, and starting starts."""
    person = client.post("/v1/profiles", json=PERSON).json()["id"]
    trace = client.get(f"/v1/profiles/{person}/matches").json()["trace"]
    stopped = client.post("/v1/admin/ranking:stop", json={"reason": "wrong licences"})
    assert (stopped.status_code, stopped.json()["stopped"]) == (200, True)
    expire(world)
    ranking = [
        client.post("/v1/matches", json=PERSON), client.post("/v1/gaps", json=PERSON),
        client.post(f"/v1/why-not/{vacancy}", json=PERSON),
        client.post("/v1/what-if", json=PERSON, params={"step": "licence:B"}),
        client.get(f"/v1/profiles/{person}/matches"), client.get(f"/v1/profiles/{person}/gaps"),
        client.get(f"/v1/profiles/{person}/why-not/{vacancy}"),
        client.get(f"/v1/profiles/{person}/what-if", params={"step": "licence:B"}),
        client.get(f"/v1/vacancies/{vacancy}/matches"), client.get("/v1/inbox"),
        client.post("/try", content="text=chef", headers={"content-type": "application/x-www-form-urlencoded"}),
    ]  # fmt: skip
    assert [answer.status_code for answer in ranking] == [503] * len(ranking)
    assert {answer.json()["error"] for answer in ranking} == {"ranking_stopped"}
    assert all("wrong licences" in answer.json()["detail"] for answer in ranking)
    page = client.get(f"/people/{person}")  # vacancies as they came, and why
    assert page.status_code == 200
    assert "wrong licences" in page.text
    going_on = [
        "/v1/vacancies",
        f"/v1/vacancies/{vacancy}",
        f"/v1/profiles/{person}",
        f"/v1/traces/{trace}/replay",
        "/",
    ]
    assert [client.get(path).status_code for path in going_on] == [200] * len(going_on)
    assert client.post("/v1/admin/ranking:start", json={"reason": "mended"}).json()["stopped"] is False
    expire(world)
    assert client.get(f"/v1/profiles/{person}/matches").status_code == 200


@pytest.mark.usefixtures("vacancy")
def test_a_stop_survives_a_restart(client: TestClient, settings: Settings, concepts: Concepts) -> None:
    """Another process on the same data answers 503 as well, with the reason of then."""
    client.post("/v1/admin/ranking:stop", json={"reason": "not before Monday"})
    other = World(settings, Database.installed(settings), concepts, now=lambda: NOW)
    with at_the_machine(create_app(settings, other)) as restarted:
        answer = restarted.post("/v1/matches", json=PERSON)
        assert (answer.status_code, restarted.get("/v1/admin/ranking").json()["reason"]) == (503, "not before Monday")


def test_others_go_on_unless_the_installation_is_stopped(whole: Database) -> None:
    """A stop of one organisation is its own; one of the installation is everybody's, and outlasts their start."""
    switch = RankingSwitch(whole, clock=iter(range(100)).__next__)
    with whole.write() as session:
        turn(session, "default", stopped=True, reason="ours", now=NOW)
    switch.check("other")
    with pytest.raises(RankingStoppedError, match="ours"):
        switch.check("default")
    with whole.write() as session:
        turn(session, "", stopped=True, reason="all", now=NOW)
        turn(session, "default", stopped=False, reason="mended", now=NOW)
    for organisation in ("default", "other"):
        with pytest.raises(RankingStoppedError, match="all"):
            switch.check(organisation)
    with whole.write() as session:
        turn(session, "", stopped=False, reason="mended", now=NOW)
    switch.check("default")


def test_a_stop_by_another_worker_is_seen_within_a_second(whole: Database) -> None:
    """What a worker knows is asked again after half a second, and not before."""
    seconds = iter([0.0, FRESH_S / 2, FRESH_S])
    switch = RankingSwitch(whole, clock=seconds.__next__)
    switch.check("default")
    with whole.write() as session:
        turn(session, "default", stopped=True, reason="elsewhere", now=NOW)
    switch.check("default")
    with pytest.raises(RankingStoppedError):
        switch.check("default")
    assert FRESH_S < 1  # as promised


@pytest.mark.usefixtures("database")
def test_the_command_stops_starts_and_is_recorded(settings: Settings, whole: Database) -> None:
    """`immerse ranking` switches the installation, says how it stands, and leaves entries in the record."""
    environment = {"IMMERSE_DATA": str(settings.data)}

    def run(*words: str) -> str:
        done = CliRunner().invoke(app, ["ranking", *words], env=environment)
        assert done.exit_code == 0
        return done.output

    assert run("show") == "ranking is not stopped\n"
    run("stop", "a leak is looked into")
    assert "ranking is stopped: a leak is looked into" in run("show")
    with pytest.raises(RankingStoppedError, match="a leak"):
        RankingSwitch(whole).check("default")
    run("start", "nothing leaked")
    assert run("show") == "ranking is not stopped\n"
    refused = CliRunner().invoke(app, ["ranking", "stop", "x", "--organisation", "nobody"], env=environment)
    assert refused.exit_code != 0
    with whole.read() as session, rows.streamed_entries(session) as entries:
        found = [(entry.action, entry.role) for entry in entries]
    assert found == [("ranking.stop", "administrator"), ("ranking.start", "administrator")]
