"""The inbox: what is remembered is what would be found anew, and files that want attention say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.attention import NO_CONTACT_FOR, PROPOSED_FOR, Fact, Stale, stale_of, unknown_facts
from api.casework_repository import Standing, list_standings
from api.inbox import Inbox, gather
from api.recall import Ground, Known, Recall
from api.session import OrganisationDatabase
from api.world import World
from matcher.bulk import Days, News
from matcher.intake import ReadWith
from matcher.types import Cefr, LanguageLevel, Permission, RankingInput, Travel, TravelMode
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line

DAY = date(2026, 11, 20)
DAYS = Days(DAY - timedelta(days=7), DAY, DAY + timedelta(days=7))
GROUND = Ground("default", "one+0", 5, DAYS)
READ = ReadWith("release", "encoder")


def known(profile_id: str, n_new: int = 0) -> Known:
    """Return what was found for somebody of whom nothing is known."""
    return Known.of(News(profile_id, n_new, 0, 0, None), RankingInput())


# --- what is remembered ----------------------------------------------------------------------


def test_only_what_holds_is_recalled() -> None:
    """Another version, day or organisation, or vacancies that have changed, are another matter."""
    recall = Recall()
    recall.keep(GROUND, {"a": 1, "b": 2}, {"a": known("a"), "b": known("b")})
    assert recall.find(GROUND, {"a": 1, "b": 3, "c": 1}) == {"a": known("a")}
    for other in (
        replace(GROUND, seq=6),
        replace(GROUND, index="two"),
        replace(GROUND, organisation="other"),
        replace(GROUND, days=replace(DAYS, since=DAY)),
    ):
        assert recall.find(other, {"a": 1}) == {}


def test_what_held_for_older_vacancies_is_forgotten() -> None:
    """The first result for newer vacancies drops all older ones of that organisation, and of no other."""
    recall, other = Recall(), replace(GROUND, organisation="other")
    recall.keep(GROUND, {"a": 1}, {"a": known("a")})
    recall.keep(other, {"x": 1}, {"x": known("x")})
    recall.keep(replace(GROUND, seq=6), {"b": 1}, {"b": known("b")})
    assert (recall.find(GROUND, {"a": 1}), len(recall)) == ({}, 2)
    assert recall.find(other, {"x": 1}) == {"x": known("x")}


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    """Whoever was looked at longest ago goes first."""
    recall = Recall(most=2)
    for name in ("a", "b"):
        recall.keep(GROUND, {name: 1}, {name: known(name)})
    assert recall.find(GROUND, {"a": 1})
    recall.keep(GROUND, {"c": 1}, {"c": known("c")})
    assert recall.find(GROUND, {"a": 1, "b": 1, "c": 1}).keys() == {"a", "c"}


def test_whoever_is_gone_is_forgotten() -> None:
    """After erasing, and after ranking was stopped for them."""
    recall = Recall()
    recall.keep(GROUND, {"a": 1, "b": 1}, {"a": known("a"), "b": known("b")})
    recall.retain("default", {"b"})
    assert recall.find(GROUND, {"a": 1, "b": 1}).keys() == {"b"}


@pytest.fixture
def people(client: TestClient, world: World) -> list[str]:
    """Store three people and three vacancies, one of which closes soon."""
    for n, more in enumerate(({}, {"expires": "2026-11-24"}, {"title": "Old", "date": "2026-10-01"})):
        line = vacancy_line(id=str(n), occupation=CHEF, skills=[{"uri": COOK}], **more)
        assert client.post("/v1/vacancies", json=line).status_code == 201
    world.snapshots.refresh()
    given: Sequence[dict[str, object]] = (
        {"text": "I can cook for many guests in a canary of words.", "permissions": {"IT": True}},
        {"occupations": [{"uri": CHEF, "years": 3}], "skills": [{"uri": COOK}]},
        {},
    )
    return [str(client.post("/v1/profiles", json=line).json()["id"]) for line in given]


def anew(world: World) -> Inbox:
    """Return the inbox as it is found without remembering anything."""
    kept, world.recall = world.recall, Recall()
    try:
        return gather(world)
    finally:
        world.recall = kept


def test_what_is_remembered_is_what_is_found_anew(client: TestClient, world: World, people: list[str]) -> None:
    """Through every kind of change the inbox is the one of a fresh start, and only whom it touches is ranked again."""
    first = gather(world)
    assert (first, first.n_new > 0, first.n_closing > 0) == (anew(world), True, True)
    again = {entry.id: entry.known for entry in gather(world).entries}
    assert all(again[entry.id] is entry.known for entry in first.entries)
    client.patch(f"/v1/profiles/{people[2]}", json={"skills": [{"uri": COOK}], "languages": {"it": "B1"}})
    changed = gather(world)
    assert changed == anew(world)
    assert changed != first
    now = {entry.id: entry.known for entry in changed.entries}
    assert [now[each] is again[each] for each in people] == [True, True, False]
    client.post("/v1/vacancies", json=vacancy_line(id="new", occupation=CHEF, skills=[{"uri": COOK}]))
    world.snapshots.refresh()
    assert gather(world) == anew(world)
    assert gather(world).n_new > changed.n_new
    client.put(f"/v1/profiles/{people[1]}/restriction", json={"stopped": True})
    client.delete(f"/v1/profiles/{people[0]}")
    last = gather(world)
    assert (last, last.n_stopped, [entry.id for entry in last.entries]) == (anew(world), 1, [people[2]])
    assert len(world.recall) == 1


def test_what_is_remembered_has_none_of_anybodys_words(world: World, people: list[str]) -> None:
    """Ids, counts and results."""
    assert len(gather(world).entries) == len(people)
    shown = repr(list(world.recall._grounds.values()))
    assert people[0] in shown
    assert "canary" not in shown


# --- whose ----------------------------------------------------------------------------------


def test_the_api_tells_what_waits(client: TestClient, people: list[str]) -> None:
    """Beside what is new: what is unconfirmed, unknown, objected to; those with news come first."""
    link = {"kind": "skill", "uri": COOK}
    assert client.post(f"/v1/profiles/{people[0]}/contests", json={"link": link, "words": "no"}).status_code == 201
    found = client.get("/v1/inbox", params={"mine": True}).json()["people"]
    by_id = {each["profile"]: each for each in found}
    assert [by_id[each]["n_contests"] for each in people] == [1, 0, 0]
    assert by_id[people[0]]["n_proposed"] > 0
    assert by_id[people[0]]["unknown"] == ["languages", "travel"]
    assert by_id[people[2]]["stale"] == ["facts"]
    counts = [(each["n_new"], each["n_closing"]) for each in found]
    assert counts == sorted(counts, reverse=True)


# --- why a file wants attention ---------------------------------------------------------------


def standing(**changes: object) -> Standing:
    """Return how a fresh file stands, with changes."""
    fresh = Standing("p", 1, NOW, NOW, READ, is_stopped=False)
    return replace(fresh, **changes)  # type: ignore[arg-type]


def test_a_file_wants_attention_only_when_it_has_waited() -> None:
    """To the second: two weeks for what is to be confirmed, six for a talk; another release at once."""
    moment = timedelta(seconds=1)
    waiting = standing(updated_at=NOW - PROPOSED_FOR)
    lost = standing(contact_at=NOW - NO_CONTACT_FOR)
    assert stale_of(waiting, 3, (), NOW, READ) == ()
    assert stale_of(waiting, 3, (), NOW + moment, READ) == (Stale.PROPOSALS,)
    assert stale_of(waiting, 0, (), NOW + moment, READ) == ()
    assert stale_of(lost, 0, (), NOW, READ) == ()
    assert stale_of(lost, 0, (), NOW + moment, READ) == (Stale.CONTACT,)
    assert stale_of(standing(), 0, (Fact.TRAVEL,), NOW, READ) == (Stale.FACTS,)
    assert stale_of(standing(), 0, (), NOW, ReadWith("newer", "encoder")) == (Stale.RELEASE,)


def test_unknown_is_not_no() -> None:
    """A permission refused, a language at level none, and a way to work of no minutes are known."""
    assert unknown_facts(RankingInput()) == (Fact.PERMISSION, Fact.LANGUAGES, Fact.TRAVEL)
    no = RankingInput(
        permissions=(Permission("IT", granted=False),),
        languages=(LanguageLevel("it", Cefr.NONE),),
        home="1",
        travel=Travel(TravelMode.WALK, 0),
    )
    assert unknown_facts(no) == ()
    assert unknown_facts(replace(no, home=None)) == (Fact.TRAVEL,)


@pytest.mark.databases
def test_files_are_listed_without_being_opened(database: OrganisationDatabase) -> None:
    """As they came, with what tells whether they have changed, and whether the person is ranked."""
    with database.write() as session:
        for n in (2, 0, 1):
            row = repository.new_profile("", str(n), NOW + timedelta(days=n))
            row.version, row.restricted_at = n, NOW if n == 1 else None
            row.taxonomy, row.reading = "release", "encoder"
            session.add(row)
    with database.read() as session:
        found = list_standings(session)
    assert [(each.version, each.is_stopped) for each in found] == [(0, False), (1, True), (2, False)]
    assert {each.read_with for each in found} == {READ}
    assert found[2].contact_at == NOW + timedelta(days=2)
