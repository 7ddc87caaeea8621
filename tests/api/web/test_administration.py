"""The pages of administration: who sees which, the numbers of the API, and nothing that is hidden there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.demand import DemandAnswer, DemandedAnswer, OpeningAnswer, SupplyAnswer, Whose
from api.policy import POLICY
from api.principals import Role
from api.session import Database
from api.settings import Settings
from api.status import StatusAnswer
from api.web.administration.attention import alerts
from api.web.administration.charts import WIDTH, demanded_rows, step_rows
from api.web.speech import speech_in
from api.world import World
from matcher.artefacts import Concepts
from matcher.types import StepKind
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line
from tests.api.people import Caller, add_user, browser, started
from tests.api.starts import SQLITE, Starts

OURS = "default"
ROLES = (Role.ADMINISTRATOR, Role.AUDITOR, Role.CASEWORKER, Role.VACANCY_OFFICER)
PAGES = sorted(path for method, path in POLICY if method == "GET" and path.startswith("/administration"))
ADMINISTRATOR, AUDITOR, CASEWORKER = Role.ADMINISTRATOR, Role.AUDITOR, Role.CASEWORKER


@dataclass(frozen=True, slots=True)
class Office:
    """A client, and one user of each role."""

    client: TestClient
    users: dict[Role, Caller]

    def get(self, path: str, role: Role, **query: str) -> Any:  # noqa: ANN401 - an answer of httpx
        """Ask for a page or for an answer of the API."""
        return self.client.get(path, params=query, headers=self.users[role].headers)

    def json(self, path: str, role: Role, **query: str) -> Any:  # noqa: ANN401 - JSON
        """Ask the API."""
        answer = self.get(path, role, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, path: str, by: Role, **form: str | list[str]) -> Any:  # noqa: ANN401 - an answer of httpx
        """Send a form."""
        return self.client.post(path, data=form, headers=self.users[by].headers)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, starts: Starts, concepts: Concepts) -> World:
    """Return a world without limits that the tests of this module share."""
    unlimited = dict.fromkeys(("rate_read", "rate_write", "rate_heavy", "rate_strangers"), 0)
    settings = Settings(data=tmp_path_factory.mktemp("office") / "immerse").model_copy(update=unlimited)
    starts.copy(SQLITE, lambda _: None, settings)
    return World(settings, Database.installed(settings), concepts, now=lambda: NOW)


@pytest.fixture(scope="module")
def office(world: World) -> Iterator[Office]:
    """Open an office with a vacancy and six people, five of whom lack a licence."""
    with started(world.settings, world) as app:
        users = {role: add_user(world.whole, OURS, role, NOW) for role in ROLES}
        office = Office(browser(app), users)
        vacancy = vacancy_line(occupation=CHEF, licences=["B"], skills=[{"uri": COOK}])
        answer = office.client.post("/v1/vacancies", json=vacancy, headers=users[Role.VACANCY_OFFICER].headers)
        assert answer.status_code == 201, answer.text
        for n in range(6):
            person: dict[str, object] = {"text": f"Person {n}.", "skills": [{"uri": COOK}], "licences": ["B"][n < 5 :]}
            person |= {"occupations": [{"uri": CHEF, "years": 2}]}
            answer = office.client.post("/v1/profiles", json=person, headers=users[CASEWORKER].headers)
            assert answer.status_code == 201, answer.text
        world.snapshots.refresh()
        yield office


def cells(text: str, heading: str) -> dict[str, list[str]]:
    """Return the rows of the table below a heading: what the first cell says, and the numbers of the others."""
    part = text.split(f'id="{heading}"')[1].split("</table>", maxsplit=1)[0]
    rows = {}
    for row in re.findall(r"<tr>(.*?)</tr>", part, re.DOTALL)[1:]:
        cells_of = re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        name, *others = (" ".join(html.unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells_of)
        rows[name] = others
    return rows


def test_each_page_is_for_some_roles(office: Office) -> None:
    """Whoever a row allows sees the page; everybody else is refused."""
    profile = office.json("/v1/profiles", CASEWORKER)["profiles"][0]["id"]
    for path in PAGES:
        rule = POLICY["GET", path]
        for role in ROLES:
            query = {"name": "article-6"} if path.endswith("/file") else {}
            answer = office.get(path.replace("{profile}", profile), role, **query)
            expected = 303 if path.endswith("/card") else 200
            assert answer.status_code == (expected if role in rule.roles else 403), (path, role, answer.text[:300])


def test_the_overview_shows_the_state(office: Office) -> None:
    """The numbers are those of `/v1/system/status`; only administrators can stop ranking."""
    status = office.json("/v1/system/status", ADMINISTRATOR)
    text = office.get("/administration", ADMINISTRATOR).text
    for value in (
        status["versions"]["taxonomy"], status["versions"]["encoder"], status["index"]["generation"], "SQLite",
        f"<dd>{status['index']['n_vacancies']}</dd>",
    ):  # fmt: skip
        assert str(value) in text
    assert 'action="/administration/ranking"' in text
    assert 'action="/administration/ranking"' not in office.get("/administration", AUDITOR).text


def test_ranking_is_stopped_after_it_was_asked_again(office: Office) -> None:
    """The first answer asks, the second stops; starting needs no question."""
    reason = "people <b>complained</b>"
    asked = office.send("/administration/ranking", ADMINISTRATOR, turn="stop", reason=reason)
    assert asked.status_code == 200
    assert 'name="sure"' in asked.text
    assert "<b>complained" not in asked.text
    assert not office.json("/v1/admin/ranking", ADMINISTRATOR)["stopped"]
    done = office.send("/administration/ranking", ADMINISTRATOR, turn="stop", reason=reason, sure="yes")
    assert (done.status_code, done.headers["location"]) == (303, "/administration?done=stopped#ranking")
    switch = office.json("/v1/admin/ranking", ADMINISTRATOR)
    assert (switch["stopped"], switch["reason"]) == (True, reason)
    assert "Ranking is stopped." in office.get("/administration", ADMINISTRATOR).text
    office.send("/administration/ranking", ADMINISTRATOR, turn="start", reason="looked into")
    assert not office.json("/v1/admin/ranking", ADMINISTRATOR)["stopped"]
    assert office.send("/administration/ranking", AUDITOR, turn="start", reason="x").status_code == 403


def test_users_are_made_changed_reset_and_ended(office: Office) -> None:
    """The token is shown once; what cannot be undone is asked again; nobody changes themselves."""
    made = office.send("/administration/users", ADMINISTRATOR, name="new@example.org", role=["caseworker", "auditor"])
    assert made.status_code == 200
    token = re.search(r'class="secret"><code[^>]*>([^<]+)<', made.text)
    assert token
    users = {each["name"]: each for each in office.json("/v1/users", ADMINISTRATOR)["users"]}
    new = users["new@example.org"]
    assert sorted(new["roles"]) == ["auditor", "caseworker"]
    shown = office.get("/administration/users", ADMINISTRATOR).text
    assert token[1] not in shown
    assert all(name in shown for name in users)
    path = f"/administration/users/{new['id']}"
    assert office.send(f"{path}/roles", ADMINISTRATOR, role="vacancy_officer").status_code == 303
    for what, form in (("reset", {}), ("access", {"access": "end"})):
        asked = office.send(f"{path}/{what}", ADMINISTRATOR, **form)
        assert 'name="sure"' in asked.text
        office.send(f"{path}/{what}", ADMINISTRATOR, **form, sure="yes")
    [now] = [each for each in office.json("/v1/users", ADMINISTRATOR)["users"] if each["id"] == new["id"]]
    assert (now["roles"], now["disabled_at"] is not None) == (["vacancy_officer"], True)
    office.send(f"{path}/access", ADMINISTRATOR, access="restore")
    own = f"/administration/users/{office.users[ADMINISTRATOR].id}/access"
    assert office.send(own, ADMINISTRATOR, access="end", sure="yes").status_code == 409
    assert own not in shown
    assert "/access" not in office.get("/administration/users", AUDITOR).text


def test_keys_are_shown_once_and_revoked(office: Office) -> None:
    """A key works as soon as it is shown, and no more once it is revoked."""
    made = office.send("/administration/keys", ADMINISTRATOR, name="a feed", scope=["link"], days="30")
    found = re.search(r"mk_[0-9a-f]+_[0-9a-f]+", made.text)
    assert found
    by_key = {"Authorization": f"Bearer {found[0]}"}
    assert office.client.get("/v1/taxonomy", headers=by_key).status_code == 200
    [key] = office.json("/v1/keys", ADMINISTRATOR)["keys"]
    shown = office.get("/administration/users", ADMINISTRATOR).text
    assert "a feed" in shown
    assert found[0] not in shown
    path = f"/administration/keys/{key['id']}/revoke"
    assert 'name="sure"' in office.send(path, ADMINISTRATOR).text
    assert office.send(path, ADMINISTRATOR, sure="yes").status_code == 303
    assert office.client.get("/v1/taxonomy", headers=by_key).status_code == 401


def test_the_record_is_searched_and_exported(office: Office) -> None:
    """By who, what and when, as the API does; the export has the same entries."""
    office.json("/v1/users", ADMINISTRATOR)
    entries = office.json("/v1/audit", AUDITOR, limit="200")["entries"]
    created = [each for each in entries if each["action"] == "profile.create"]
    assert len(created) == 6
    for name, value in (("action", "profile.create"), ("action", "profile"), ("actor", created[0]["actor"])):
        expected = {each["seq"] for each in office.json("/v1/audit", AUDITOR, limit="200", **{name: value})["entries"]}
        text = office.get("/administration/audit", AUDITOR, **{name: value}).text
        shown = {int(n) for n in re.findall(r'<th scope="row" class="n">(\d+)', text)}
        lines = office.get("/administration/audit/export", AUDITOR, **{name: value}).text.splitlines()
        assert {each["seq"] for each in created} <= expected == shown == {json.loads(line)["seq"] for line in lines}
    assert office.json("/v1/audit", AUDITOR, action="profile.creat")["entries"] == []
    assert office.json("/v1/audit", AUDITOR, day="2020-01-01")["entries"] == []
    assert "No entry fits" in office.get("/administration/audit", AUDITOR, day="2020-01-01").text
    assert office.get("/administration/audit", AUDITOR, day="soon").status_code == 422


def test_demand_shows_the_numbers_of_the_api_and_hides_the_small_ones(office: Office) -> None:
    """Five lack the licence: shown. One has it: hidden, everywhere on the page."""
    answer = office.json("/v1/demand", ADMINISTRATOR)
    [asked] = [each for each in answer["requirements"] if each["value"] == "B"]
    assert asked["supply"] == {"has": None, "close": 0, "lacks": 5, "unknown": 0}
    for role in (ADMINISTRATOR, AUDITOR, CASEWORKER):
        text = office.get("/administration/demand", role).text
        rows = cells(text, "asked")
        assert rows["driving licence B licence or certificate"][:5] == ["1", "hidden", "0", "5", "0"]
        steps = cells(text, "steps")
        for step in answer["steps"]:
            [numbers] = [row for name, row in steps.items() if name.startswith(step["label"])]
            wanted = (step["n_people"], step["n_vacancies"], step["n_unlocked"])
            assert numbers[:3] == ["hidden" if n is None else str(n) for n in wanted]
        assert not re.search(r'width="(?!240|12|0)\d+" height="10"/><rect class="ready"', text)


def test_monitoring_and_fairness_show_the_numbers_of_the_api(office: Office) -> None:
    """Counts of decisions and actions; groups of the fairness report, for auditors only."""
    days = {"from": "2026-11-15", "to": "2026-11-21"}
    report = office.json("/v1/monitoring/report", AUDITOR, **days)
    rows = cells(office.get("/administration/monitoring", AUDITOR, **days).text, "actions")
    for each in report["actions"]:
        if each["action"] == "profile.create":
            assert rows[each["action"]] == [str(each[name]) for name in ("done", "refused", "failed")]
    text = office.get("/administration/fairness", AUDITOR, sample="generated").text
    for each in office.json("/v1/fairness/report", AUDITOR)["groups"]:
        assert f"<bdi>{each['attribute']}</bdi>: <bdi>{each['group']}</bdi>" in text
    assert "No sample was collected." in office.get("/administration/fairness", AUDITOR, sample="collected").text


def test_a_sample_is_kept_and_deleted(office: Office) -> None:
    """A file with groups is taken, used, and gone after the question."""
    people = office.json("/v1/profiles", CASEWORKER)["profiles"]
    sample = {"people": [{"profile": each["id"], "groups": {"sex": "women"}} for each in people], "days": 3}
    headers = office.users[AUDITOR].headers
    files = {"file": ("sample.json", json.dumps(sample), "application/json")}
    path = "/administration/fairness/sample"
    kept = office.client.post(path, files=files, headers=headers)
    assert kept.status_code == 303, kept.text
    assert "women" in office.get("/administration/fairness", AUDITOR, sample="collected").text
    assert 'name="sure"' in office.send(f"{path}/delete", AUDITOR).text
    assert office.send(f"{path}/delete", AUDITOR, sure="yes").status_code == 303
    assert "women" not in office.get("/administration/fairness", AUDITOR, sample="collected").text
    assert office.client.post(path, files={"file": ("x", "no JSON")}, headers=headers).status_code == 422


def test_incidents_are_written_down_and_reported(office: Office) -> None:
    """With the time by which they have to be reported, and escaped."""
    sent = office.send("/administration/incidents", AUDITOR, kind="data_breach", what="a <i>list</i> was sent out")
    assert sent.status_code == 303
    [incident] = office.json("/v1/incidents", AUDITOR)["incidents"]
    text = office.get("/administration/incidents", AUDITOR).text
    assert "a &lt;i&gt;list&lt;/i&gt; was sent out" in text
    assert "to be reported" in text
    assert "1 incident still has to be reported." in office.get("/administration", ADMINISTRATOR).text
    path = f"/administration/incidents/{incident['id']}/report"
    assert office.send(path, AUDITOR).status_code == 403
    assert office.send(path, ADMINISTRATOR).status_code == 303
    assert office.json("/v1/incidents", AUDITOR)["incidents"][0]["reported_at"]


def test_the_glass_is_broken_with_a_reason(office: Office) -> None:
    """An administrator gets to a file with a reason, for a while, and auditors read it."""
    profile = office.json("/v1/profiles", CASEWORKER)["profiles"][0]["id"]
    assert office.get(f"/v1/profiles/{profile}", ADMINISTRATOR).status_code == 404
    path = f"/administration/break-glass/{profile}"
    assert office.send(path, ADMINISTRATOR, reason="short").status_code == 422
    opened = office.send(path, ADMINISTRATOR, reason="the person asked us to look")
    assert (opened.status_code, opened.headers["location"]) == (303, f"/people/{profile}")
    assert office.get(f"/v1/profiles/{profile}", ADMINISTRATOR).status_code == 200
    assert "the person asked us to look" in office.get("/administration/users", AUDITOR).text
    assert office.get("/administration/break-glass/nobody", ADMINISTRATOR).status_code == 404


def test_documents_are_shown_and_sent(office: Office) -> None:
    """Rendered, with the counts of this organisation; the file is the Markdown behind it."""
    sent = office.get("/administration/documents/file", ADMINISTRATOR, name="impact-assessment")
    assert sent.headers["content-type"].startswith("text/markdown")
    shown = office.get("/administration/documents", ADMINISTRATOR, name="impact-assessment").text
    for heading in re.findall(r"^## (.+)$", sent.text, re.MULTILINE):
        assert f"<h2>{html.escape(heading)}</h2>" in shown
    assert office.get("/administration/documents", ADMINISTRATOR, name="../secret").status_code == 404


def test_tables_and_taxonomy_are_those_in_use(office: Office, world: World) -> None:
    """Every row of the editable tables, with whether somebody verified it; the release with its counts."""
    text = office.get("/administration/editable", AUDITOR).text
    catalogue = world.parts.catalogue
    ids = [*(row.id for row in catalogue.steps), *(row.id for row in catalogue.regulated)]
    assert all(f">{row_id}</code>" in text for row_id in ids)
    assert str(world.settings.data) in text
    shown = office.get("/administration/taxonomy", AUDITOR).text
    assert world.taxonomy.release.id in shown
    assert f"<dd>{world.taxonomy.counts.skills}</dd>" in shown


# --- views ------------------------------------------------------------------------------------


def supply(**numbers: int | None) -> DemandedAnswer:
    """Return a requirement with these numbers of people."""
    said = SupplyAnswer(**({"has": 0, "close": 0, "lacks": 0, "unknown": 0} | numbers))
    return DemandedAnswer(kind=StepKind.LICENCE, value="B", label="B", n_vacancies=1, supply=said)


def market(requirements: list[DemandedAnswer], steps: list[OpeningAnswer]) -> DemandAnswer:
    """Return an answer about these."""
    return DemandAnswer(
        whose=Whose.EVERYBODY, as_of=NOW.date(), place=None, group=None, n_people=9, n_vacancies=1,
        n_people_counted=9, n_vacancies_counted=1, n_ready=0, n_near=0,
        n_requirements=len(requirements), requirements=requirements, steps=steps, places=[], groups=[],
    )  # fmt: skip


def test_bars_are_as_long_as_numbers() -> None:
    """On one scale, side by side; nothing is drawn for what is hidden."""
    rows = demanded_rows(market([supply(has=10, lacks=30), supply(close=20), supply(has=None, lacks=5)], []))
    assert [(each.x, each.width, each.kind) for each in rows[0].bar] == [(0, 60, "ready"), (60, 180, "lacks")]
    assert [(each.x, each.width) for each in rows[1].bar] == [(0, 120)]
    assert [(each.width, each.kind) for each in rows[2].bar] == [(30, "lacks")]
    assert [row.is_near for row in demanded_rows(market([supply(), supply(has=None)], []))] == [False, True]
    step = OpeningAnswer(kind=StepKind.LICENCE, value="B", label="B", n_people=5, n_unlocked=8, n_vacancies=2)
    hidden = step.model_copy(update={"n_people": None, "n_unlocked": None, "n_vacancies": None})
    assert [row.width for row in step_rows(market([], [step, hidden]))] == [WIDTH, None]


def test_what_is_urgent_comes_first(office: Office) -> None:
    """Each trouble has a sentence and something to do; where there is none, nothing is said."""
    status = StatusAnswer.model_validate(office.json("/v1/system/status", ADMINISTRATOR))
    calm = status.model_copy(
        update={
            "is_starter": False,
            "degraded": None,
            "to_relink": {},
            "database": status.database.model_copy(update={"backed_up_at": NOW - timedelta(days=1)}),
        }
    )
    speech = speech_in("en")
    assert alerts(calm, speech, NOW) == []
    worse = calm.model_copy(
        update={
            "is_stopped": True,
            "n_incidents": 3,
            "n_overdue": 2,
            "n_contests": 1,
            "disk": status.disk.model_copy(update={"is_low": True}),
            "chain": status.chain.model_copy(update={"fits": False}),
            "index": status.index.model_copy(update={"behind_since": NOW}),
        }
    )
    found = alerts(worse, speech, NOW)
    levels = [each.level for each in found]
    assert levels == sorted(levels, key=["refused", "caution"].index)
    assert len(found) == 6
    assert "The reports of 2 incidents are overdue." in [str(each.what) for each in found]
    assert all(each.todo for each in found)
