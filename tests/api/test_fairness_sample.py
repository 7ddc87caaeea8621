"""The sample for fairness reports is sealed, apart, for auditors, and not for long; nothing that ranks can reach it."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.errors import GoneError, InvalidInputError, NotFoundError, SealError
from api.fairness_keeping import SampleKeeping
from api.fairness_sample import FOLDER, SampleStore
from api.policy import POLICY
from api.principals import Role
from api.sealing import seals_in
from api.session import Database
from api.settings import Settings
from api.world import World
from tests.api.conftest import CHEF, COOK, NOW, vacancy_line

PERSON = {"text": "I was a chef and cook.", "lang": "en", "occupations": [{"uri": CHEF}], "skills": [{"uri": COOK}]}
GROUPS = {"p1": {"sex": "canary group f"}, "p2": {"sex": "m"}}
# What makes lists, in a process of its own: none of it may load the sample.
RANKING = "import api.inbox, api.matches, api.explaining, api.traces, api.world, matcher"


@pytest.fixture
def store(settings: Settings, whole: Database) -> SampleStore:
    """Return the samples of an empty installation."""
    return SampleStore(settings.data, seals_in(whole.info))


def test_a_sample_comes_back_and_is_sealed(store: SampleStore, settings: Settings) -> None:
    """What was put in comes out, for its owner only; no group and no id stands in any file, or may others read it."""
    sample = store.put("default", GROUPS, 30, NOW)
    assert (sample.expires, store.get("default", NOW).groups) == (NOW + timedelta(days=30), GROUPS)
    for path in (each for each in settings.data.rglob("*") if each.is_file()):
        assert b"canary" not in path.read_bytes()
    (file,) = (settings.data / FOLDER).iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(NotFoundError):
        store.get("other", NOW)


def test_a_sample_ends(store: SampleStore) -> None:
    """To the second of its end it is there; then it is gone, file and all, and says so once."""
    store.put("default", GROUPS, 1, NOW)
    end = NOW + timedelta(days=1)
    assert store.get("default", end - timedelta(seconds=1)).groups == GROUPS
    with pytest.raises(GoneError, match="was over on 2026-11-22"):
        store.get("default", end)
    with pytest.raises(NotFoundError):
        store.get("default", NOW)


def test_nobody_gives_a_sample_more_time_or_another_organisation(store: SampleStore, settings: Settings) -> None:
    """Its end and its organisation are authenticated with it; a changed byte is refused as well."""
    store.put("default", GROUPS, 1, NOW)
    file = settings.data / FOLDER / "default.sample"
    whole = file.read_bytes()
    for changed in (whole.replace(b"2026-11-22", b"2027-11-22"), whole[:-1] + bytes([whole[-1] ^ 1])):
        file.write_bytes(changed)
        with pytest.raises(SealError):
            store.get("default", NOW)
    store.put("other", GROUPS, 1, NOW)
    (settings.data / FOLDER / "other.sample").write_bytes(whole)
    with pytest.raises(SealError):
        store.get("other", NOW)


@pytest.mark.parametrize("organisation", ["../default", "a/b", "."])
def test_no_name_leads_out_of_the_folder(store: SampleStore, settings: Settings, organisation: str) -> None:
    """Whatever an organisation is called, its sample lies in the folder."""
    store.put(organisation, GROUPS, 1, NOW)
    assert store.list_organisations() == [organisation]
    assert [path.parent for path in settings.data.rglob("*.sample")] == [settings.data / FOLDER]


def test_what_is_no_group_is_refused(store: SampleStore) -> None:
    """Every name that is none is named at once, and so is too long a time."""
    with pytest.raises(InvalidInputError) as refused:
        store.put("default", {"p": {"sex": "x" * 41}, "q": {"<b>": "f"}}, 30, NOW)
    assert len(refused.value.problems) == 2
    with pytest.raises(InvalidInputError, match="days"):
        store.put("default", GROUPS, 184, NOW)


def test_keeping_deletes_what_is_over_and_who_is_gone(
    store: SampleStore, whole: Database, settings: Settings, client: TestClient
) -> None:
    """Once a day: a sample that is over goes, and of another everybody who has been erased meanwhile."""
    stays, goes = (client.post("/v1/profiles", json=PERSON).json()["id"] for _ in range(2))
    store.put("default", {stays: {"sex": "f"}, goes: {"sex": "m"}}, 30, NOW)
    store.put("other", GROUPS, 1, NOW)
    client.delete(f"/v1/profiles/{goes}")
    keeping = SampleKeeping(whole, settings.data, lambda: NOW + timedelta(days=2))
    keeping.start()
    keeping.stop()
    assert store.list_organisations() == ["default"]
    assert store.get("default", NOW).groups == {stays: {"sex": "f"}}


def test_only_auditors_touch_it() -> None:
    """Every route of fairness is the auditor's alone, and no key of a program opens one."""
    rules = [rule for (_, path), rule in POLICY.items() if "/fairness" in path]
    assert len(rules) == 6
    assert {(rule.roles, rule.scope) for rule in rules} == {(frozenset({Role.AUDITOR}), None)}


def test_what_ranks_does_not_load_it() -> None:
    """Beside the import contract: what makes lists does not even import the sample, however indirectly."""
    check = f"{RANKING}; import sys; sys.exit(any('fairness' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.fixture
def people(client: TestClient, world: World) -> list[str]:
    """Store two vacancies and four people."""
    for n in range(2):
        client.post("/v1/vacancies", json=vacancy_line(id=f"v{n}", occupation=CHEF, text=f"Chef {n}."))
    world.snapshots.refresh()
    return [client.post("/v1/profiles", json={**PERSON, "id": str(n)}).json()["id"] for n in range(4)]


def report(client: TestClient, **asked: str) -> dict[str, Any]:
    """Return a report."""
    answer = client.get("/v1/fairness/report", params=asked)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_an_auditor_collects_reports_and_deletes(client: TestClient, people: list[str]) -> None:
    """People who share all facts get ratios of 1.0; an unknown profile is refused; after deleting there is nothing."""
    members = [{"profile": each, "groups": {"sex": "fm"[n % 2]}} for n, each in enumerate(people)]
    put = client.put("/v1/fairness/sample", json={"people": members, "days": 30})
    assert (put.status_code, put.json()["n_people"]) == (200, 4)
    found = report(client, sample="collected")
    assert [(each["group"], each["n"], each["quality"]["value"]) for each in found["groups"]] == [
        ("f", 2, 1.0), ("m", 2, 1.0),
    ]  # fmt: skip
    strange = client.put("/v1/fairness/sample", json={"people": [{"profile": "x", "groups": {"a": "b"}}], "days": 1})
    assert (strange.status_code, strange.json()["detail"]) == (422, "people.0.profile: is no profile")
    assert client.delete("/v1/fairness/sample").status_code == 204
    assert client.delete("/v1/fairness/sample").status_code == 404
    assert client.get("/v1/fairness/report", params={"sample": "collected"}).status_code == 404


def test_a_generated_sample_needs_nobody_s_groups(client: TestClient, people: list[str]) -> None:
    """Stored texts told by four made-up people each: all lists equal, all ratios the same."""
    found = report(client)
    assert (found["n_people"], found["same_input"], found["same_list"]) == (len(people), 1.0, 1.0)
    assert {each["attribute"] for each in found["groups"]} == {"age", "origin", "sex", "age and origin and sex"}
    assert len({json.dumps(each["quality"]) for each in found["groups"]}) == 1
    assert not any(each["alarm"] for each in found["groups"])


def test_the_contract_names_every_module_of_it() -> None:
    """A new module of fairness joins the contract, or this is red."""
    root = Path(__file__).resolve().parents[2]
    contract = (root / "pyproject.toml").read_text(encoding="utf-8").partition("can read the fairness sample")[2]
    modules = {path.stem for path in (root / "api").glob("fairness*.py")} | {"flips"}
    assert modules == {name for name in modules if f'"api.{name}"' in contract}
