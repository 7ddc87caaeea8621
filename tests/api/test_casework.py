"""Who looks after whom, what caseworkers mark, and what people object to: over HTTP, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access_repository import get_user
from api.accounts import disable_user
from api.assignments import list_caseworkers, people_of
from api.marks import holding_marks
from api.principals import LOCAL, Role
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.world import World
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line
from tests.api.people import Caller, add_key, add_organisation, add_person, add_user, browser, started

pytestmark = pytest.mark.databases
NO_ID = "0" * 32
CANARY = "a canary of words"


@dataclass(frozen=True)
class Office:
    """Two caseworkers, an administrator and a key of a program, with one person whom the first one looks after."""

    client: TestClient
    database: Database
    first: Caller
    second: Caller
    administrator: Caller
    key: Caller
    person: str
    vacancy: str
    trace: str

    @property
    def path(self) -> str:
        """Where the person is."""
        return f"/v1/profiles/{self.person}"

    def ask(self, method: str, path: str, /, *by: Caller, **body: object) -> Any:  # noqa: ANN401 - a response
        """Call a route of the person, as the first caseworker unless said otherwise."""
        sent = {"json": body} if method in ("POST", "PUT") else {}
        return self.client.request(method, self.path + path, headers=(*by, self.first)[0].headers, **sent)  # type: ignore[arg-type]


@pytest.fixture
def office(settings: Settings, whole: Database, world: World) -> Iterator[Office]:
    """Open an office with one person and one vacancy, ranked once."""
    with started(settings, world) as app:
        client = browser(app)
        first = add_user(whole, "default", Role.CASEWORKER, NOW, "ana@ngo.example")
        second = add_user(whole, "default", Role.CASEWORKER, NOW, "Ben@ngo.example")
        administrator = add_user(whole, "default", Role.ADMINISTRATOR, NOW)
        key = add_key(whole, "default", NOW)
        line = vacancy_line(occupation=CHEF, skills=[{"uri": COOK}])
        vacancy = client.post("/v1/vacancies", json=line, headers=key.headers).json()["id"]
        world.snapshots.refresh()
        given = {"text": "I can cook.", "skills": [{"uri": COOK}]}
        person = client.post("/v1/profiles", json=given, headers=first.headers).json()["id"]
        trace = client.get(f"/v1/profiles/{person}/matches", headers=first.headers).json()["trace"]
        yield Office(client, whole, first, second, administrator, key, person, vacancy, trace)


# --- who looks after whom --------------------------------------------------------------------


def test_whoever_makes_a_profile_looks_after_it(office: Office) -> None:
    """One by one, imported and restored: a caseworker's are theirs; a program's are nobody's in particular."""

    def caseworker(profile: str) -> str | None:
        path = f"/v1/profiles/{profile}/assignment"
        found = office.client.get(path, headers=office.first.headers).json()["caseworker"]
        return None if found is None else str(found["id"])

    assert caseworker(office.person) == office.first.id
    made = office.client.post("/v1/profiles", json={"text": "I can bake."}, headers=office.key.headers).json()["id"]
    assert caseworker(made) is None
    exported = office.ask("GET", "/export").json()
    restored = office.client.post("/v1/profiles:restore", json=exported, headers=office.second.headers).json()["id"]
    assert caseworker(restored) == office.second.id

    def imported(by: Caller, education: int) -> str:
        line = f'{{"id": "case-1", "education": {education}}}'
        headers = {**by.headers, "Content-Type": "application/x-ndjson"}
        assert office.client.post("/v1/profiles:import", content=line, headers=headers).status_code == 200
        listed = office.client.get("/v1/profiles", headers=by.headers).json()["profiles"]
        return next(str(each["id"]) for each in listed if each["external_id"] == "case-1")

    assert caseworker(imported(office.first, 3)) == office.first.id
    assert caseworker(imported(office.second, 4)) == office.first.id  # it is the same person, looked after already


def test_a_person_is_handed_over_with_a_note(office: Office) -> None:
    """One caseworker at a time; what was before stays readable, newest first, with who handed over."""
    handed = office.ask("PUT", "/assignment", caseworker=office.second.id, note="Call after six")
    assert (handed.status_code, handed.json()["caseworker"]["name"]) == (200, "Ben@ngo.example")
    assert office.ask("PUT", "/assignment", office.second, caseworker=None).status_code == 200
    found = office.ask("GET", "/assignment").json()
    assert (found["caseworker"], found["since"]) == (None, None)
    steps = [(step["given_by"], step["given_to"], step["note"]) for step in found["hand_overs"]]
    first, second = ({"id": each.id, "name": name} for each, name in (
        (office.first, "ana@ngo.example"), (office.second, "Ben@ngo.example")
    ))  # fmt: skip
    assert steps == [(second, None, ""), (first, second, "Call after six")]
    assert len({step["by"] for step in found["hand_overs"]}) == 2
    assert office.ask("GET", "/assignment", add_person(office.database, "default", office.person, NOW)).json() == found


def test_only_caseworkers_of_the_house_can_take_somebody_over(office: Office) -> None:
    """Administrators, those disabled, those of others and nobody are refused, and so is handing over to oneself."""
    add_organisation(office.database, "other", NOW)
    stranger = add_user(office.database, "other", Role.CASEWORKER, NOW, "c@other.example")
    with office.database.write() as session:
        disable_user(session, get_user(session, office.second.id), NOW)
    for user in (office.administrator.id, stranger.id, office.second.id, NO_ID, "x"):
        refused = office.ask("PUT", "/assignment", caseworker=user)
        assert (refused.status_code, "caseworker" in refused.json()["detail"]) == (422, True), user
    assert office.ask("PUT", "/assignment", caseworker=office.first.id).status_code == 409
    assert office.ask("PUT", "/assignment", office.administrator, caseworker=None).status_code == 403
    listed = office.client.get("/v1/caseworkers", headers=office.first.headers).json()["caseworkers"]
    assert listed == [{"id": office.first.id, "name": "ana@ngo.example"}]
    with office.database.of("other").read() as session:
        assert [user.id for user in list_caseworkers(session)] == [stranger.id]


def test_whoever_sits_at_the_machine_has_everybody() -> None:
    """Before there are users there is nobody to assign people to."""
    assert people_of(LOCAL) is None


# --- marks -----------------------------------------------------------------------------------


def test_the_newest_mark_about_a_vacancy_holds_until_it_is_undone(
    office: Office, database: OrganisationDatabase
) -> None:
    """Hiding takes the place of pinning; undoing it leaves none, and the list of marks tells all of it."""

    def holding() -> dict[str, str]:
        with database.read() as session:
            return {vacancy: row.kind for vacancy, row in holding_marks(session, office.person).items()}

    pinned = office.ask("POST", "/marks", vacancy=office.vacancy, kind="pin")
    assert (pinned.status_code, pinned.json()["holds"], holding()) == (201, True, {office.vacancy: "pin"})
    hidden = office.ask("POST", "/marks", office.second, vacancy=office.vacancy, kind="hide", reason="Was there").json()
    assert holding() == {office.vacancy: "hide"}
    undone = office.ask("DELETE", f"/marks/{hidden['id']}").json()
    assert (undone["holds"], undone["undone_at"] is not None, holding()) == (False, True, {})
    assert office.ask("DELETE", f"/marks/{hidden['id']}").json() == undone
    marks = office.ask("GET", "/marks").json()["marks"]
    assert [(each["kind"], each["reason"], each["holds"]) for each in marks] == [
        ("hide", "Was there", False),
        ("pin", "", False),
    ]
    assert marks[0]["by"] != marks[1]["by"]


def test_a_mark_that_says_too_little_is_refused(office: Office) -> None:
    """What goes against the list needs a reason; what is refused is named, and nothing of it is kept."""
    for status, about, said in (
        (422, "reason: is needed to hide", {"kind": "hide"}),
        (422, "reason", {"kind": "add", "reason": " "}),
        (422, "kind", {"kind": "star"}),
        (404, "vacancy", {"kind": "pin", "vacancy": NO_ID}),
        (422, "by", {"kind": "pin", "by": "somebody else"}),
    ):
        refused = office.ask("POST", "/marks", **{"vacancy": office.vacancy, **said})
        assert (refused.status_code, about in refused.json()["detail"]) == (status, True), said
    assert office.ask("GET", "/marks").json()["marks"] == []


# --- contests --------------------------------------------------------------------------------


def test_a_person_objects_and_is_answered_once(office: Office) -> None:
    """To a match and to a link, in their own words; both are open until a caseworker has answered."""
    person = add_person(office.database, "default", office.person, NOW)
    match = {"trace": office.trace, "vacancy": office.vacancy}
    about_match = office.ask("POST", "/contests", person, match=match, words="It is too far.")
    assert (about_match.status_code, about_match.json()["by_person"], about_match.json()["state"]) == (
        201,
        True,
        "open",
    )
    link = {"kind": "skill", "uri": COOK}
    about_link = office.ask("POST", "/contests", link=link, words="Never said so").json()
    assert (about_link["by_person"], about_link["link"], about_link["match"]) == (False, link, None)
    path = f"/contests/{about_link['id']}/answer"
    assert office.ask("POST", path, person, answer="I agree with myself").status_code == 403
    answered = office.ask("POST", path, answer="Taken out")
    assert (answered.status_code, answered.json()["state"], answered.json()["answer"]) == (200, "answered", "Taken out")
    assert office.ask("POST", path, answer="Twice").status_code == 409
    found = office.ask("GET", "/contests", person).json()["contests"]
    assert [(each["words"], each["state"]) for each in found] == [
        ("Never said so", "answered"),
        ("It is too far.", "open"),
    ]


def test_an_objection_is_about_one_thing_that_is_theirs(office: Office) -> None:
    """Neither, both, a ranking of somebody else, or a concept that they were not linked to: refused by name."""
    given = {"text": "I can bake."}
    other = office.client.post("/v1/profiles", json=given, headers=office.first.headers).json()["id"]
    match, link = {"trace": office.trace, "vacancy": office.vacancy}, {"kind": "skill", "uri": COOK}
    for status, said in (
        (422, {}),
        (422, {"match": match, "link": link}),
        (404, {"match": {**match, "trace": NO_ID}}),
        (404, {"match": {**match, "vacancy": NO_ID}}),
        (404, {"link": {**link, "uri": CHEF}}),
        (422, {"link": link, "words": "  "}),
    ):
        answer = office.ask("POST", "/contests", **{"words": "no", **said})
        assert answer.status_code == status, said
    path = f"/v1/profiles/{other}/contests"
    foreign = office.client.post(path, json={"match": match, "words": "no"}, headers=office.first.headers)
    assert foreign.status_code == 404
    assert office.ask("GET", "/contests").json()["contests"] == []


def test_an_interest_is_a_signal_once(office: Office, whole: Database) -> None:
    """Said by the person or for them, seen by the caseworker, taken back; it changes neither order nor decisions."""
    person = add_person(whole, "default", office.person, NOW)
    before = office.ask("GET", "/matches").json()["matches"]
    for by in (person, person, office.first):
        assert office.ask("POST", "/interests", by, vacancy=office.vacancy).status_code == 201
    [interest] = office.ask("GET", "/interests").json()["interests"]
    assert (interest["vacancy"], interest["ended_at"]) == (office.vacancy, None)
    assert office.ask("GET", "/matches").json()["matches"] == before
    assert office.ask("GET", "/decisions").json()["decisions"] == []
    assert office.ask("POST", "/interests", vacancy=NO_ID).status_code == 404
    assert office.ask("DELETE", f"/interests/{office.vacancy}", person).json()["ended_at"] is not None
    assert office.ask("DELETE", f"/interests/{office.vacancy}", person).status_code == 404
    assert office.ask("GET", "/interests").json()["interests"] == []
    assert len(office.ask("GET", "/export").json()["rows"]["interest"]) == 1


def test_a_person_answers_what_was_read_of_them(office: Office, whole: Database) -> None:
    """With the caseworker's own decisions; the record says that it was the person."""
    person = add_person(whole, "default", office.person, NOW)
    link = {"kind": "skill", "uri": COOK, "decision": "rejected"}
    [answered] = [each for each in office.ask("POST", "/links", person, **link).json()["links"] if each["uri"] == COOK]
    assert answered["decision"] == "rejected"
    newest = office.ask("GET", "/accesses").json()["accesses"][0]
    assert (newest["action"], newest["role"]) == ("profile.decide", "person")


# --- what is kept ----------------------------------------------------------------------------


def test_casework_goes_with_the_person_and_is_sealed(office: Office, settings: Settings) -> None:
    """All of it is in the export, none of its words is in a file in plain, and nothing is left after erasing."""
    office.ask("PUT", "/assignment", caseworker=office.second.id, note=f"{CANARY} 1")
    office.ask("POST", "/marks", vacancy=office.vacancy, kind="hide", reason=f"{CANARY} 2")
    contest = office.ask("POST", "/contests", link={"kind": "skill", "uri": COOK}, words=f"{CANARY} 3").json()
    office.ask("POST", f"/contests/{contest['id']}/answer", answer=f"{CANARY} 4")
    rows = office.ask("GET", "/export").json()["rows"]
    assert {name: len(rows[name]) for name in ("assignment", "hand_over", "mark", "contest")} == {
        "assignment": 1, "hand_over": 1, "mark": 1, "contest": 1
    }  # fmt: skip
    assert [rows["hand_over"][0]["note"], rows["mark"][0]["reason"]] == [f"{CANARY} 1", f"{CANARY} 2"]
    assert [rows["contest"][0][name] for name in ("words", "answer")] == [f"{CANARY} 3", f"{CANARY} 4"]
    office.database.fold()
    stored = [path.read_bytes() for path in settings.data.rglob("*") if path.is_file()]
    assert stored
    assert not any(CANARY.encode() in content for content in stored)
    receipt = office.ask("DELETE", "").json()
    assert {name: receipt["counts"][name] for name in ("assignment", "hand_over", "mark", "contest")} == {
        "assignment": 1, "hand_over": 1, "mark": 1, "contest": 1
    }  # fmt: skip
    assert office.ask("GET", "/marks").status_code == 404
