"""A person's rights, over HTTP: to know, to take along, to stop at once, to be forgotten on time."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import access_repository, accountability_repository, repository
from api.accounts import create_user, disable_user
from api.audit import CHAIN, About, attach, record
from api.audit_watch import verify_chain
from api.personal import REGISTRY
from api.principals import Principal, PrincipalKind, Role
from api.retention import delete_over, list_due
from api.rights_answers import ExportAnswer, IdentityAnswer, RetentionAnswer, RightsAnswer
from api.schema import METADATA
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.world import World
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line

LINE = {
    "id": "case-1",
    "source": "intake",
    "text": "I can cook for large families and bake bread.",
    "lang": "en",
    "skills": [{"uri": COOK}, {"label": "juggling"}],
    "languages": {"es": "A2"},
    "wants": {"occupations": [{"uri": CHEF}]},
}
CONSENT = {"purpose": "ranking", "given": True, "language": "es", "wording": "2026-10"}


@pytest.fixture
def person(client: TestClient, world: World) -> str:
    """Store somebody with everything: answers, identity, consent, a ranking and a decision about it."""
    client.post("/v1/vacancies", json=vacancy_line(skills=[{"uri": COOK}]))
    world.snapshots.refresh()
    profile: str = client.post("/v1/profiles", json=LINE).json()["id"]
    path = f"/v1/profiles/{profile}"
    for uri in (COOK, CHEF):
        kind = "skill" if uri == COOK else "occupation"
        client.post(f"{path}/links", json={"uri": uri, "kind": kind, "decision": "accepted"})
    assert client.put(f"{path}/identity", json={"name": "Ana Sol", "contact": "600 123"}).status_code == 200
    assert client.post(f"{path}/consents", json=CONSENT).status_code == 201
    assert client.get(f"{path}/matches").status_code == 200
    return profile


# --- to know and to take along ---------------------------------------------------------------


def test_an_export_tells_everything_that_is_kept(client: TestClient, whole: Database, person: str) -> None:
    """Every row about the person is there with every column, but for codes; values are those of the tables."""
    found = client.get(f"/v1/profiles/{person}/export").json()
    ExportAnswer.model_validate(found)
    told = {"profile": [found["profile"]], **found["rows"]}
    with whole.read() as session:
        for name, entry in REGISTRY.items():
            if name not in told:
                keys = [column for column in METADATA.tables[name].columns if column.name == "profile_id"]
                assert not keys or name == "erasure", name
                continue
            withheld = {column for column, what in entry.columns.items() if what.withheld}
            assert all(set(row) == set(entry.columns) - withheld for row in told[name]), name
            owner = {"profile": "id", "profile_identity": "id"}.get(name, "profile_id")
            if owner in entry.columns:
                query = text(f"SELECT count(*) FROM {name} WHERE {owner} = :person")  # noqa: S608 - our own names
                assert session.execute(query, {"person": person}).scalar_one() == len(told[name]), name
    assert found["profile"]["words"] == LINE["text"]
    assert found["profile"]["ranking_input"] == client.get(f"/v1/profiles/{person}").json()["ranking_input"]
    [identity], [consent], [trace] = (found["rows"][name] for name in ("profile_identity", "consent", "trace"))
    assert (identity["name"], identity["contact"]) == ("Ana Sol", "600 123")
    assert CONSENT.items() <= consent.items()
    assert trace["packed"] == found["profile"]["ranking_input"]
    assert trace["results"]


def test_an_export_becomes_the_same_profile_elsewhere(
    client: TestClient, database: OrganisationDatabase, person: str
) -> None:
    """Taken up by an installation that has nothing of it, the person has the same profile, answers and consent."""
    before = client.get(f"/v1/profiles/{person}/export").json()
    client.delete(f"/v1/profiles/{person}")
    with database.read() as session:
        assert repository.list_everybody(session) == []
    made = client.post("/v1/profiles:restore", json=before)
    assert made.status_code == 201
    profile = made.json()["id"]
    assert profile != person
    after = client.get(f"/v1/profiles/{profile}/export").json()

    def content(exported: dict[str, Any]) -> dict[str, Any]:
        own = {"id", "profile_id", "version", "created_at", "updated_at", "contact_at", "ranking_input"}
        names = ("profile_identity", "consent", "profile_link")
        rows = {
            name: [{k: v for k, v in row.items() if k not in own} for row in exported["rows"][name]] for name in names
        }
        rows["profile_link"].sort(key=json.dumps)
        return {"profile": {k: v for k, v in exported["profile"].items() if k not in own}, **rows}

    assert content(after) == content(before)
    assert after["profile"]["ranking_input"] == before["profile"]["ranking_input"]
    again = client.post("/v1/profiles:restore", json=before)
    assert (again.status_code, "case-1" in again.text) == (409, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"format": "else"},
        {"profile": {"facts": {"education": 99}}},
        {"profile": {"facts": {"skills": 3}}},
        {"rows": {"consent": [{"purpose": "all"}]}},
    ],
)
def test_what_is_no_export_is_refused(client: TestClient, person: str, change: dict[str, Any]) -> None:
    """A wrong form, or a fact that a profile could not be made with, is a 422 that names the field."""
    exported = client.get(f"/v1/profiles/{person}/export").json()
    client.delete(f"/v1/profiles/{person}")
    answer = client.post("/v1/profiles:restore", json={**exported, **change})
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid_input")


# --- to stop ---------------------------------------------------------------------------------


def stop_by(way: str, client: TestClient, person: str, *, stopped: bool) -> None:
    """Stop ranking, or let it go on, in one of the ways."""
    if way == "consents":
        answer = client.post(f"/v1/profiles/{person}/consents", json={**CONSENT, "given": not stopped})
    else:
        answer = client.put(f"/v1/profiles/{person}/{way}", json={"stopped": stopped})
    RightsAnswer.model_validate(answer.json())


@pytest.mark.parametrize("way", ["restriction", "objection", "consents"])
def test_ranking_stops_at_once_and_goes_on_when_it_may(client: TestClient, person: str, way: str) -> None:
    """No list, gap, supposition or page, not in the inbox, not for a vacancy; the profile itself stays readable."""
    [vacancy] = [row["id"] for row in client.get("/v1/vacancies").json()["vacancies"]]
    ranked = [
        f"/v1/profiles/{person}/matches",
        f"/v1/profiles/{person}/gaps",
        f"/v1/profiles/{person}/why-not/{vacancy}",
        f"/v1/profiles/{person}/what-if?step=language:es:B1",
        f"/people/{person}",
    ]

    def seen() -> tuple[list[int], int, int]:
        people = client.get(f"/v1/vacancies/{vacancy}/matches").json()["matches"]
        return (
            [client.get(path).status_code for path in ranked],
            len(people),
            client.get("/v1/inbox").json()["n_people"],
        )

    assert seen() == ([200] * 5, 1, 1)
    stop_by(way, client, person, stopped=True)
    assert seen() == ([409] * 5, 0, 0)
    assert client.get(ranked[0]).json()["error"] == "restricted"
    assert client.get(f"/v1/profiles/{person}").status_code == 200
    assert client.get(f"/v1/profiles/{person}/export").status_code == 200
    stop_by(way, client, person, stopped=False)
    assert seen() == ([200] * 5, 1, 1)


def test_the_record_of_consent_only_grows(client: TestClient, person: str, whole: Database) -> None:
    """Each yes and no stays with its time, language and wording; the newest holds."""
    path = f"/v1/profiles/{person}"
    client.post(f"{path}/consents", json={**CONSENT, "given": False})
    client.post(f"{path}/consents", json={**CONSENT, "purpose": "contact", "language": "ar"})
    rights = client.get(f"{path}/rights").json()
    said = [(line["purpose"], line["given"], line["language"], line["wording"]) for line in rights["consents"]]
    assert said == [
        ("ranking", True, "es", "2026-10"),
        ("ranking", False, "es", "2026-10"),
        ("contact", True, "ar", "2026-10"),
    ]
    assert rights["withdrawn_at"]
    with pytest.raises(Exception, match="never changed"), whole.write() as session:
        session.execute(text("UPDATE consent SET given = NOT given"))
    assert client.delete(f"/v1/profiles/{person}").json()["counts"]["consent"] == 3


def test_a_correction_keeps_the_old_ranking_and_marks_it(client: TestClient, person: str) -> None:
    """After a change, the next ranking is named in the earlier ones, which can still be replayed as they were."""
    first, second = (client.get(f"/v1/profiles/{person}/matches") for _ in range(2))
    assert client.get(f"/v1/traces/{first.json()['trace']}").json()["superseded_by"] is None
    client.patch(f"/v1/profiles/{person}", json={"languages": {"es": "C1"}})
    third = client.get(f"/v1/profiles/{person}/matches").json()["trace"]
    fourth = client.get(f"/v1/profiles/{person}/matches").json()["trace"]
    for old in (first, second):
        trace = old.json()["trace"]
        assert client.get(f"/v1/traces/{trace}").json()["superseded_by"] == third
        assert client.get(f"/v1/traces/{trace}/replay").content == old.content
    assert client.get(f"/v1/traces/{fourth}").json()["superseded_by"] is None


# --- need to know ----------------------------------------------------------------------------


def test_who_somebody_is_stands_in_one_place_only(client: TestClient, person: str) -> None:
    """Name and contact are in the identity and the export, and in no ranking, trace or list of the API.

    Pages that caseworkers open say whom they are about, by name, and show no contact.
    """
    path = f"/v1/profiles/{person}"
    trace = client.get(f"{path}/matches").json()["trace"]
    [vacancy] = [row["id"] for row in client.get("/v1/vacancies").json()["vacancies"]]
    IdentityAnswer.model_validate(client.get(f"{path}/identity").json())
    everywhere = [
        "/v1/profiles", path, f"{path}/matches", f"{path}/gaps", "/v1/inbox",
        f"/v1/vacancies/{vacancy}/matches", f"/v1/traces/{trace}", f"/v1/traces/{trace}/account", f"{path}/rights",
    ]  # fmt: skip
    for each in everywhere:
        answer = client.get(each)
        assert answer.status_code == 200, each
        assert "Ana Sol" not in answer.text, each
        assert "600 123" not in answer.text, each
    pages = ("/", "/people", f"/people/{person}")
    for each in (f"{path}/identity", f"{path}/export", *pages):
        assert "Ana Sol" in client.get(each).text
    for each in pages:
        assert "600 123" not in client.get(each).text


@pytest.mark.slow
def test_a_dictionary_of_names_finds_nobody_in_the_database(
    client: TestClient, settings: Settings, person: str
) -> None:
    """Ten thousand names, the right one among them, hashed in every usual way: none is in the file."""
    assert person
    client.post("/v1/profiles", json={**LINE, "id": "Zuleika Quispe", "source": ""})
    content = b"".join(path.read_bytes() for path in settings.data.glob("immerse.sqlite*"))
    names = ["Zuleika Quispe", "case-1", *(f"Name {n} Surname{n % 97}" for n in range(10_000))]
    space = uuid.UUID("6f2b8a0e-6a55-5f1f-9d3e-1c9d2a3b7e10")
    found = []
    for name in names:
        line = [json.dumps(["profile", source, name]) for source in ("", "intake")]
        guesses = [name.encode(), *(uuid.uuid5(space, each).bytes for each in line)]
        guesses += [uuid.uuid5(space, each).hex.encode() for each in line]
        for how in (hashlib.sha256, hashlib.md5, hashlib.sha1):
            digest = how(name.encode()).digest()
            guesses += [digest[:16], digest.hex()[:32].encode()]
        if any(guess in content for guess in guesses):
            found.append(name)
    assert found == []


# --- retention -------------------------------------------------------------------------------


def test_people_nobody_works_with_are_announced_then_erased(
    client: TestClient, settings: Settings, database: OrganisationDatabase, person: str, world: World
) -> None:
    """On the list 30 days before, gone afterwards; whoever is worked with meanwhile is taken off it."""
    other = client.post("/v1/profiles", json={"education": 3}).json()["id"]
    days, warning = timedelta(days=settings.profile_days), timedelta(days=settings.warn_days)

    def run(after: timedelta) -> int:
        return delete_over(database, NOW + after, settings.model_copy(update={"trace_days": 9999})).n_people

    assert run(days - warning) == 0
    assert list_due(database, settings) == []
    assert run(days - warning + timedelta(days=1)) == 0
    due = client.get("/v1/retention").json()
    RetentionAnswer.model_validate(due)
    assert {row["profile"] for row in due["profiles"]} == {person, other}
    assert run(days) == 0
    world.now = lambda: NOW + days
    assert client.patch(f"/v1/profiles/{person}", json={"education": 4}).status_code == 200
    assert [row["profile"] for row in client.get("/v1/retention").json()["profiles"]] == [other]
    assert run(days + timedelta(days=1)) == 1
    assert client.get(f"/v1/profiles/{other}").status_code == 404
    assert client.get(f"/v1/profiles/{person}").status_code == 200


@pytest.mark.slow
def test_nobody_is_erased_unannounced(client: TestClient, settings: Settings, database: OrganisationDatabase) -> None:
    """A service that was off for years first puts people on the list; with 0 days nobody is ever erased."""
    person = client.post("/v1/profiles", json={"education": 3}).json()["id"]
    years = timedelta(days=3 * settings.profile_days)
    assert delete_over(database, NOW + years, settings.model_copy(update={"profile_days": 0})).n_people == 0
    assert list_due(database, settings) == []
    assert delete_over(database, NOW + years, settings).n_people == 0
    [due] = list_due(database, settings)
    assert due.profile == person
    assert due.erased_on == (NOW + years + timedelta(days=settings.warn_days)).date()
    assert delete_over(database, NOW + years + timedelta(days=settings.warn_days), settings).n_people == 1


def test_deleting_what_is_over_is_recorded(client: TestClient, world: World, settings: Settings) -> None:
    """Each run has an entry, and so has each person who is erased by one."""
    client.post("/v1/profiles", json={"education": 3})
    years = timedelta(days=3 * settings.profile_days)
    for days in (0, settings.warn_days):
        delete_over(world.whole, NOW + years + timedelta(days=days), settings)
    with world.whole.read() as session, accountability_repository.streamed_entries(session) as entries:
        found = [(row.action, row.object_kind) for row in entries]
    assert found[-3:] == [("retention.run", ""), ("profile.erase", "profile"), ("retention.run", "")]


@pytest.mark.databases
def test_users_that_ended_long_ago_are_forgotten(whole: Database, settings: Settings) -> None:
    """Neither the account nor the record tells who they were; the chain is whole, and nothing is open again."""
    attach(whole, lambda: NOW)
    with whole.write() as session:
        ended = create_user(session, "default", "amal@ngo.example", {Role.ADMINISTRATOR}, NOW)[0]
        stays = create_user(session, "default", "bela@ngo.example", {Role.CASEWORKER}, NOW)[0]
        for row in (ended, stays):
            record(session, Principal(PrincipalKind.USER, row.id, "default", frozenset()), "profiles.list", About())
        disable_user(session, ended, NOW)
    days = timedelta(days=settings.user_days)
    assert delete_over(whole, NOW + days, settings).n_users == 0
    assert delete_over(whole, NOW + days + timedelta(hours=1), settings).n_users == 1
    assert delete_over(whole, NOW + days + timedelta(days=1), settings).n_users == 0
    with whole.read() as session:
        row = access_repository.get_user(session, ended.id)
        assert (row.name, row.password, row.secret, row.recovery, row.subject) == ("", None, None, [], None)
        assert access_repository.find_user_named(session, "amal@ngo.example") is None
        assert access_repository.has_administrator(session)
        find = accountability_repository.find_pseudonym
        assert find(session, "default", "user", ended.id) is None
        assert find(session, "default", "user", stays.id)
    assert verify_chain(whole, whole.info[CHAIN], settings.audit_anchors).problems == ()


def test_too_short_a_time_for_rankings_is_said_with_its_reason(tmp_path: Path) -> None:
    """The law asks for six months; whoever sets less hears of it at every start."""
    assert Settings(data=tmp_path).warnings == ()
    [warning] = Settings(data=tmp_path, trace_days=182).warnings
    assert "IMMERSE_TRACE_DAYS is 182" in warning
    assert "26(6)" in warning
