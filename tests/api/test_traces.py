"""A ranking of a stored profile is ranked again with the same bytes, whatever has happened; or it says why not."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.app import create_app
from api.errors import GoneError
from api.keeping import pack_input
from api.matches import find_titles, ids_of, matches_of
from api.outbox import read_changes, read_end, streamed_stock
from api.profiles import ranked_by
from api.retention import Deleted, delete_over
from api.session import Database
from api.settings import Settings
from api.shelf import Shelf
from api.snapshots import Current
from api.stock import Stock
from api.tables import KeptPartRow
from api.trace_answers import AccountAnswer
from api.traces import Asked, Traced, keep_trace, replay
from api.vacancies import ranked_vacancy
from api.world import World
from matcher.artefacts import Concepts
from matcher.bounds import Bounds
from matcher.catalogue import open_catalogue
from matcher.generations import open_current
from matcher.matching import Snapshot
from matcher.near import build_near
from matcher.types import RankingInput, Vacancy
from matcher.weights import DEFAULT
from taxonomy.assemble import SkillRow, build_taxonomy
from taxonomy.types import Label
from tests.api.conftest import CHEF, COOK, NOW, at_the_machine, vacancy_line
from tests.api.spoken import SPOKEN
from tests.taxonomy.worlds import BAKE, BAKER, HYGIENE, kitchen

pytestmark = pytest.mark.databases

PERSON = {"occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}], "languages": {"es": "A2"}}
SKILLS = (COOK, BAKE, HYGIENE)


@pytest.fixture
def person(client: TestClient, world: World) -> str:
    """Store five vacancies and somebody for whom they differ."""
    lines = [
        vacancy_line(id="chef", occupation=CHEF, skills=[{"uri": COOK}], expires="2026-12-24"),
        vacancy_line(id="level", occupation=CHEF, languages={"es": "B1"}, hours={"min": 20, "max": 30}),
        vacancy_line(id="baker", title="Baker", occupation=BAKER, text="We need a baker."),
        vacancy_line(id="driver", title="Driver", licences=["C"], text="Drives bread."),
        vacancy_line(id="plain", title="Help", text="Somebody."),
    ]
    for line in lines:
        assert client.post("/v1/vacancies", json=line).status_code == 201
    world.snapshots.refresh()
    return str(client.post("/v1/profiles", json=PERSON).json()["id"])


def rank(client: TestClient, person: str, **asked: object) -> tuple[str, bytes]:
    """Rank, and return the trace and the answer."""
    answer = client.get(f"/v1/profiles/{person}/matches", params={name: str(value) for name, value in asked.items()})
    assert answer.status_code == 200
    return str(answer.json()["trace"]), answer.content


def ids(client: TestClient) -> dict[str, str]:
    """Return the ids of the vacancies that are not withdrawn, by what their feed calls them."""
    return {row["external_id"]: row["id"] for row in client.get("/v1/vacancies").json()["vacancies"]}


def test_a_replay_gives_the_same_bytes_after_everything_has_changed(
    client: TestClient, world: World, person: str
) -> None:
    """Changed, withdrawn, imported again, joined by others, and the person changed as well."""
    kept = [rank(client, person, **asked) for asked in ({}, {"top": 2}, {"as_of": "2026-12-25", "top": 0})]
    kept += [rank(client, person, **asked) for asked in ({"each": 1}, {"each": 2, "group": "not_reachable_now"})]
    assert len({body for _, body in kept}) == 5
    of = ids(client)
    assert client.delete(f"/v1/vacancies/{of['chef']}").status_code == 204
    assert client.patch(f"/v1/vacancies/{of['level']}", json={"languages": None, "title": "x"}).status_code == 200
    again = {**vacancy_line(id="baker", title="Bakers", occupation=CHEF, text="We need two.")}
    assert client.put(f"/v1/vacancies/{of['baker']}", json=again).status_code == 200
    feed = "\n".join(json.dumps({"id": each, "title": "New", "text": f"New {each}."}) for each in ("driver", "more"))
    assert client.post("/v1/vacancies:import", content=feed.encode()).status_code == 200
    assert client.patch(f"/v1/profiles/{person}", json={"skills": []}).status_code == 200
    world.snapshots.refresh()
    assert rank(client, person)[1] != kept[0][1]
    for trace, body in kept:
        assert client.get(f"/v1/traces/{trace}/replay").content == body


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_replays_survive_any_sequence_of_changes(client: TestClient, world: World, person: str, seed: int) -> None:
    """Twenty changes drawn by chance with a ranking after each: in the end all twenty come out as they went out."""
    chance, kept = Random(seed), []
    for step in range(20):
        change(client, chance, step)
        world.snapshots.refresh()
        kept.append(rank(client, person, top=chance.choice((1, 3, 20))))
    assert len({body for _, body in kept}) > 15
    assert [client.get(f"/v1/traces/{trace}/replay").content for trace, _ in kept] == [body for _, body in kept]


def change(client: TestClient, chance: Random, step: int) -> None:
    """Create, replace, withdraw or reopen a vacancy."""
    of = ids(client)
    line = vacancy_line(
        id=f"new-{step}",
        title=f"Work {step}",
        text=f"Number {step}.",
        occupation=chance.choice((CHEF, BAKER)),
        skills=[{"uri": uri} for uri in chance.sample(SKILLS, chance.randint(0, 3))],
        date=str(date(2026, 11, 1) + timedelta(days=step)),
    )
    kind = chance.choice(("create", "replace", "withdraw"))
    chosen = chance.choice(sorted(of.values()))
    if kind == "create" or len(of) < 3:
        assert client.post("/v1/vacancies", json=line).status_code == 201
    elif kind == "replace":
        assert client.put(f"/v1/vacancies/{chosen}", json=line).status_code == 200
    else:
        assert client.delete(f"/v1/vacancies/{chosen}").status_code == 204


def test_a_replay_uses_the_numbers_of_then(client: TestClient, world: World, person: str) -> None:
    """Other weights rank otherwise; a ranking that was made with them is replayed with them, while they are kept."""
    other = replace(DEFAULT, essential_points=30, experience_points=35)
    current = world.snapshots.current()
    ground = world.parts.lay_out(vacancies_of(world), other)
    traced = keep(world, person, replace(current, snapshot=Snapshot(ground, world.parts.encoder)))
    trace, body = rank(client, person)
    assert traced.body.replace(traced.id.encode(), trace.encode()) != body
    assert client.get(f"/v1/traces/{traced.id}/replay").content == traced.body
    with world.database.write() as session:
        session.delete(session.get_one(KeptPartRow, ("weights", other.id)))
    gone = client.get(f"/v1/traces/{traced.id}/replay")
    assert (gone.status_code, gone.json()["detail"]) == (410, f"the weights {other.id} are no longer kept")


def test_a_replay_uses_the_catalogue_of_then(client: TestClient, world: World, person: str) -> None:
    """The tables that people edit are kept too: a row about regulated work stands in the way only where it stood."""
    current = world.snapshots.current()
    catalogue = open_catalogue()
    ground = replace(world.parts, catalogue=catalogue).lay_out(vacancies_of(world))
    traced = keep(world, person, replace(current, snapshot=Snapshot(ground, world.parts.encoder)))
    assert f'"catalogue":"{catalogue.id}"'.encode() in traced.body
    assert f'"catalogue":"{catalogue.id}"'.encode() not in rank(client, person)[1]
    assert client.get(f"/v1/traces/{traced.id}/replay").content == traced.body


def vacancies_of(world: World) -> list[Vacancy]:
    """Return what ranking sees of the open vacancies."""
    with world.database.read() as session:
        return [ranked_vacancy(row) for row in repository.list_open(session)]


def test_a_replay_needs_no_index(client: TestClient, world: World, person: str, concepts: Concepts) -> None:
    """The index is lost and made anew under another name; the replay names the one of then."""
    trace, body = rank(client, person)
    shutil.rmtree(world.settings.index)
    client.post("/v1/vacancies", json=vacancy_line(id="more", text="More."))
    again = World(world.settings, world.whole, concepts, now=lambda: NOW)
    again.snapshots.refresh()
    assert rank(client, person)[1] != body
    assert replay(world.database, world.whole, again.parts, trace) == body


def test_a_list_made_from_candidates_is_replayed_from_candidates(world: World, client: TestClient, person: str) -> None:
    """Above a size not everything is ranked exactly; the index of then is made again for the replay."""
    assert client.get("/v1/vacancies").json()["n_total"] == 5
    shelf = Shelf(world.settings.data / "other", world.parts, exact_max=0)
    with world.whole.read() as session, streamed_stock(session) as rows:
        base = shelf.publish(Stock.of(rows, read_end(session), shelf.like))
    assert base.candidates is not None
    more = vacancy_line(id="more", text="We need a chef who can cook.", date="2026-11-19")
    assert client.post("/v1/vacancies", json=more).status_code == 201
    with world.whole.read() as session:
        end = read_end(session)
        stock = base.stock.followed_by(read_changes(session, base.stock.seq, end), end)
    current = Current.of(base.snapshot(stock, world.parts.encoder, exact_max=0), stock, NOW.date())
    traced = keep(world, person, current, 2)
    assert b'"index":"gen-000001+1"' in traced.body
    assert replay(world.database, world.whole, world.parts, traced.id, exact_max=0) == traced.body


@pytest.mark.usefixtures("person")
def test_bounds_are_there_however_old_the_generation_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are part of a generation; one that was published before they were is given the same ones."""
    shelf = Shelf(world.settings.data / "other", world.parts, exact_max=0)
    with world.whole.read() as session, streamed_stock(session) as rows:
        stock = Stock.of(rows, read_end(session), shelf.like)
    kept = shelf.publish(stock).bounds
    assert "bounds.data" in open_current(world.settings.data / "other").content.arrays
    monkeypatch.setattr(Bounds, "to_arrays", lambda _: {})
    made = shelf.publish(stock).bounds
    assert "bounds.data" not in open_current(world.settings.data / "other").content.arrays
    assert kept is not None
    assert made is not None
    monkeypatch.undo()
    before, after = kept.to_arrays(), made.to_arrays()
    assert all((before[name] == after[name]).all() for name in before)


def keep(world: World, person: str, current: Current, top: int = 20) -> Traced:
    """Rank with `current`, and keep it."""
    with world.database.read() as session:
        facts = ranked_by(repository.get_profile(session, person))
    found = matches_of(current, facts, top, None)
    titles = {vacancy_id: title.title for vacancy_id, title in find_titles(world.database, ids_of(found)).items()}
    return keep_trace(world, current, person, facts, found, Asked(top), titles)


def test_another_taxonomy_is_named(client: TestClient, world: World, person: str) -> None:
    """Where another release is in use by now, a replay says which one is no longer here."""
    trace, _ = rank(client, person)
    other = build_taxonomy(skills=[SkillRow(COOK, (Label("cook", "en"),))])
    parts = replace(world.parts, taxonomy=other, near=build_near(other, None))
    with pytest.raises(GoneError, match=f"taxonomy 9.9:{kitchen().release.id} .*no longer here"):
        replay(world.database, world.whole, parts, trace)
    with pytest.raises(GoneError, match=r"the encoder .*in use is another"):
        replay(world.database, world.whole, replace(world.parts, encoder="another"), trace)


def test_a_replay_that_comes_out_otherwise_is_no_replay(client: TestClient, world: World, person: str) -> None:
    """The hash of the answer decides: another input gives another list, and that is said with the first difference."""
    trace, _ = rank(client, person)
    with world.database.write() as session:
        row = repository.get_trace(session, trace)
        row.packed = pack_input(RankingInput())
        session.add(row)
    answer = client.get(f"/v1/traces/{trace}/replay")
    assert (answer.status_code, answer.json()["error"]) == (410, "gone")
    assert "ranks otherwise: rank 1 was" in answer.json()["detail"]


def test_an_erased_person_is_erased_from_the_trace(client: TestClient, person: str, database: Database) -> None:
    """Replay, and reading the trace, answer erased; what was recommended is gone from the file as well."""
    trace, body = rank(client, person)
    assert b'"title":"Driver"' in body
    assert client.delete(f"/v1/profiles/{person}").status_code == 200
    for path in (f"/v1/traces/{trace}", f"/v1/traces/{trace}/replay"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["error"]) == (410, "erased")
    with database.read() as session:
        row = repository.get_trace(session, trace)
        assert (row.packed, row.results, row.widened) == (None, None, None)


def test_what_is_over_is_deleted(client: TestClient, world: World, person: str) -> None:
    """A trace lives as long as the settings say, and versions of vacancies as long as a trace may need them."""
    trace, body = rank(client, person)
    client.delete(f"/v1/vacancies/{ids(client)['chef']}")
    kept = timedelta(days=world.settings.trace_days)
    assert delete_over(world.database, NOW + kept, world.settings) == Deleted(0, 0)
    assert client.get(f"/v1/traces/{trace}/replay").content == body
    assert delete_over(world.database, NOW + kept + timedelta(hours=1), world.settings) == Deleted(1, 0)
    assert client.get(f"/v1/traces/{trace}/replay").json()["error"] == "not_found"
    assert delete_over(world.database, NOW + kept + timedelta(days=2), world.settings) == Deleted(0, 1)
    assert world.settings.trace_days == 183


def test_serving_deletes_what_is_over(settings: Settings, concepts: Concepts, world: World) -> None:
    """The first thing a server does in the background, and then once a day."""
    with at_the_machine(create_app(settings, world)) as client:
        made = client.post("/v1/profiles", json=PERSON).json()["id"]
        trace, _ = rank(client, made)
    later = World(settings, Database.installed(settings), concepts, now=lambda: NOW + timedelta(days=200))
    with at_the_machine(create_app(settings, later)) as client:
        for _ in range(100):
            if client.get(f"/v1/traces/{trace}").status_code == 404:
                return
            time.sleep(0.05)
    pytest.fail("the trace is still there")


def test_the_page_of_a_person_keeps_what_it_shows(client: TestClient, person: str) -> None:
    """What a caseworker saw can be ranked again; the page names the trace."""
    page = client.get(f"/people/{person}").text
    trace = page.partition("/v1/traces/")[2][:32]
    shown = client.get(f"/v1/traces/{trace}/replay").json()
    assert shown["trace"] == trace
    assert all(match["title"] in page for match in shown["matches"])


@pytest.mark.parametrize("language", SPOKEN)
def test_a_person_is_told_what_was_used(client: TestClient, person: str, language: str) -> None:
    """Every fact that ranking saw is told, in each language, with day and versions; after erasure nothing is."""
    trace, body = rank(client, person)
    stamp = json.loads(body)["stamp"]
    answer = client.get(f"/v1/traces/{trace}/account?languages={language}")
    assert answer.status_code == 200, answer.text
    [said] = AccountAnswer.model_validate(answer.json()).accounts
    assert (said.language, said.direction) == (language, "rtl" if language == "ar" else "ltr")
    assert len(said.used) == 3  # a skill that was stated, an occupation, a language
    for version in ("taxonomy", "encoder", "weights", "catalogue"):
        assert stamp[version] in said.made[1]
    assert len(said.not_used) == len(said.decided) == 2
    assert client.delete(f"/v1/profiles/{person}").status_code == 200
    assert client.get(f"/v1/traces/{trace}/account").status_code == 410


def test_an_account_in_english(client: TestClient, person: str) -> None:
    """The sentences, with what was rejected; the points are those of the weights that were used."""
    client.patch(f"/v1/profiles/{person}", json={"text": "I can cook.", "permissions": {"ES": True}, "place": "Gandia"})
    for uri in (COOK,):
        client.post(f"/v1/profiles/{person}/links", json={"uri": uri, "decision": "rejected"})
    trace, _ = rank(client, person)
    [said] = client.get(f"/v1/traces/{trace}/account").json()["accounts"]
    assert said["made"][0].startswith("This list was made on ")
    assert "Permission to work: Spain." in said["used"]
    assert "Work done: chef." in said["used"]
    assert "Languages: Spanish at A2." in said["used"]
    assert said["not_used"][-1] == "Left out, because the answer was no: cook."
    assert str(DEFAULT.essential_points) in said["decided"][0]
