"""Schemathesis reads the description of the API and asks a real server, signed in as everybody who may ask it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from api.policy import POLICY
from api.principals import Role
from api.session import Database
from api.settings import Settings
from api.visits import begin_visit
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.api.people import Caller, add_invitation, add_key, add_person, add_user
from tests.api.supervised import supervised

SEED = 20261122
EXAMPLES = 4
LONGEST_S = 240
REACHED = 0.9
OURS = "default"
USERS = (Role.CASEWORKER, Role.VACANCY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR)
COUNTED = re.compile(r'immerse_requests_total\{method="(\w+)",route="([^"]+)",status="(\d{3})"\} (\d+)')
# Asked last, with rows of their own: what they do away with, the others need. So does whatever deletes.
ENDINGS = {
    "POST /v1/admin/ranking:stop",
    "POST /v1/incidents",  # one can stop ranking
    "PUT /v1/profiles/{profile_id}/restriction",
    "PUT /v1/profiles/{profile_id}/objection",
}
STEP = ["language:it:B2"]
# What cannot be guessed: URIs of concepts, and steps.
GIVEN = (
    ("GET /v1/taxonomy/skills", "uri", COOK),
    ("GET /v1/taxonomy/occupations", "uri", CHEF),
    ("POST /v1/what-if", "step", STEP),
    ("GET /v1/profiles/{profile_id}/what-if", "step", STEP),
)
# What bodies name by an id, and which row's it is.
NAMED = {
    "vacancy": "vacancy_id", "caseworker": "user_id", "match.vacancy": "vacancy_id", "match.trace": "trace_id",
    "trace": "trace_id",
}  # fmt: skip
Counts = Mapping[str, Mapping[int, int]]
"""by operation and status, how many answers the server has given"""


@dataclass(frozen=True, slots=True)
class House:
    """A server with users, as the test looks after it: with a key that may do everything, and by the database."""

    address: str
    whole: Database
    client: httpx.Client
    users: Mapping[Role, Caller]
    folder: Path

    def post(self, path: str, role: Role, body: Mapping[str, object]) -> str:
        """Post as somebody; returns the id of what was made."""
        answer = self.client.post(path, json=body, headers=self.users[role].headers)
        assert answer.status_code in (200, 201), (path, answer.text)
        return str(answer.json().get("id", ""))

    def list_visits(self, caller: Caller) -> list[dict[str, str]]:
        """Return where somebody is signed in."""
        visits: list[dict[str, str]] = self.client.get("/v1/visits", headers=caller.headers).json()["visits"]
        return visits

    def counts(self) -> Counts:
        """Return what the server has counted."""
        found: dict[str, dict[int, int]] = defaultdict(dict)
        metrics = self.client.get("/metrics", headers=self.users[Role.SERVICE].headers).text
        for method, route, status, n in COUNTED.findall(metrics):
            found[f"{method} {route}"][int(status)] = int(n)
        return found


def _now() -> datetime:
    return datetime.now(UTC)


def _on_this_machine(caller: Caller) -> Caller:
    """Over plain http, which is for the same machine only, the cookie has another name."""
    return replace(caller, headers={key: value.replace("__Host-", "") for key, value in caller.headers.items()})


def _sign_in(whole: Database) -> dict[Role, Caller]:
    users = {role: add_user(whole, OURS, role, _now()) for role in USERS}
    users[Role.SERVICE] = add_key(whole, OURS, _now())
    return {role: _on_this_machine(caller) for role, caller in users.items()}


def _seed(house: House, role: Role) -> tuple[Caller, dict[str, str]]:
    """Make a row of each kind that a path names, and let a visit of that role begin; returns who asks, and the ids."""
    vacancy = house.post("/v1/vacancies", Role.SERVICE, vacancy_line(occupation=CHEF))
    profile = house.post("/v1/profiles", Role.SERVICE, {"text": "I can cook"})
    headers = house.users[Role.SERVICE].headers
    trace = house.client.get(f"/v1/profiles/{profile}/matches", headers=headers).json()["trace"]
    chosen = {"verdict": "override", "vacancy": vacancy, "trace": trace, "reason": "they asked for it"}
    decision = house.post(f"/v1/profiles/{profile}/decisions", Role.CASEWORKER, chosen)
    incident = house.post("/v1/incidents", Role.CASEWORKER, {"kind": "other", "what": "somebody asks"})
    house.post(f"/v1/break-glass/{profile}", Role.ADMINISTRATOR, {"reason": "somebody asked"})
    marked = {"vacancy": vacancy, "kind": "pin", "reason": "they asked for it"}
    mark = house.post(f"/v1/profiles/{profile}/marks", Role.CASEWORKER, marked)
    against = {"match": {"trace": trace, "vacancy": vacancy}, "words": "too far away"}
    contest = house.post(f"/v1/profiles/{profile}/contests", Role.CASEWORKER, against)
    house.post(f"/v1/profiles/{profile}/interests", Role.CASEWORKER, {"vacancy": vacancy})
    now, whole = _now(), house.whole
    add_invitation(whole, OURS, profile, now)
    mine = {"profile_id": profile} if role is Role.PERSON else {"user_id": house.users[role].id}
    caller = _on_this_machine(add_person(whole, OURS, profile, now)) if role is Role.PERSON else house.users[role]
    spare = add_user(whole, OURS, Role.CASEWORKER, now, f"{profile}@default.example")
    ids = {
        "profile_id": profile, "profile": profile, "vacancy_id": vacancy, "trace_id": trace, "decision_id": decision,
        "incident_id": incident, "user_id": spare.id, "key_id": add_key(whole, OURS, now).id,
        "mark_id": mark, "contest_id": contest,
    }  # fmt: skip
    if role is not Role.SERVICE:
        ids["visit_id"] = _visit_elsewhere(house, caller, mine)
    return caller, ids


def _visit_elsewhere(house: House, caller: Caller, mine: Mapping[str, str]) -> str:
    """Begin a visit in another browser, to be ended from this one; returns its id."""
    had = {each["id"] for each in house.list_visits(caller)}
    with house.whole.write() as session:
        begin_visit(session, OURS, _now(), **mine)
    return next(each["id"] for each in house.list_visits(caller) if each["id"] not in had)


def _configure(folder: Path, caller: Caller, ids: Mapping[str, str]) -> Path:
    folder.mkdir()
    lines = [f"headers = {{ {', '.join(f'{json.dumps(k)} = {json.dumps(v)}' for k, v in caller.headers.items())} }}"]
    lines += ["[parameters]", *(f'"path.{name}" = "{value}"' for name, value in ids.items())]
    lines += [f'"body.{field}" = {{ dictionary = "{named}" }}' for field, named in NAMED.items()]
    for operation, name, value in GIVEN:
        fixed = f'parameters = {{"query.{name}" = {json.dumps(value)}}}'
        lines += ["[[operations]]", f'include-name = "{operation}"', fixed]
    for named in sorted(set(NAMED.values())):
        lines += [f"[dictionaries.{named}]", f'values = ["{ids[named]}"]']
    file = folder / "schemathesis.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _fuzz(house: House, config: Path, chosen: Iterable[str]) -> None:
    """Let schemathesis ask; its verdict is ours to find, in what the server has counted."""
    command = ["--config-file", str(config), "run", str(house.folder / "openapi.json"), "--url", house.address]
    options = ["--phases", "fuzzing", "-n", str(EXAMPLES), "--seed", str(SEED), "--generation-deterministic"]
    checks = ["--checks", "not_a_server_error", "--continue-on-failure", "--suppress-health-check", "all", "--no-color"]
    names = [word for name in sorted(chosen) for word in ("--include-name", name)]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *command, *options, *checks, *names],
        cwd=config.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def _ask_as(house: House, role: Role, operations: Iterable[str]) -> Counts:
    """Ask everything that the policy allows to a role; returns what was answered."""
    before = house.counts()
    allowed = [operation for operation in operations if _may(role, operation)]
    ending = {name for name in allowed if name in ENDINGS or name.startswith("DELETE ")}
    for name, chosen in (("first", set(allowed) - ending), ("last", ending)):
        if chosen:
            caller, ids = _seed(house, role)
            _fuzz(house, _configure(house.folder / f"{role}-{name}", caller, ids), chosen)
            house.post("/v1/admin/ranking:start", Role.ADMINISTRATOR, {"reason": "the next role asks"})
    after = house.counts()
    return {
        name: {code: n for code, n in after.get(name, {}).items() if n > before.get(name, {}).get(code, 0)}
        for name in allowed
    }


def _may(role: Role, operation: str) -> bool:
    method, path = operation.split()
    rule = POLICY[method, path]
    return rule.public or (rule.scope is not None if role is Role.SERVICE else role in rule.roles)


def _operations(house: House) -> set[str]:
    description = house.client.get("/openapi.json", headers=house.users[Role.SERVICE].headers)
    (house.folder / "openapi.json").write_text(description.text, encoding="utf-8")
    return {f"{method.upper()} {path}" for path, methods in description.json()["paths"].items() for method in methods}


@pytest.mark.slow
def test_nothing_that_is_asked_breaks_the_service(tmp_path: Path) -> None:
    """No answer of 5xx whoever asks and whatever is sent; at least 90 % of the operations are reached with a 2xx.

    So are at least 90 % of the pairs of an operation and a role that may ask it. Without signing in nothing is.
    """
    data = tmp_path / "data"
    whole = Database.open(Settings(data=data).database)
    users = _sign_in(whole)
    with supervised(data) as served, httpx.Client(base_url=served.address, timeout=30) as client:
        house = House(served.address, whole, client, users, tmp_path)
        assert client.get("/v1/profiles").status_code == 401
        operations = _operations(house)
        answered = {role: _ask_as(house, role, operations) for role in (*users, Role.PERSON)}
        counts, said = house.counts(), served.said()
    whole.close()
    broken = {name: sorted(codes) for name, codes in counts.items() if max(codes) >= 500}
    assert (broken, said.count("Traceback")) == ({}, 0)
    asked = {(role, name) for role, counted in answered.items() for name in counted}
    reached = {(role, name) for role, name in asked if any(200 <= code < 300 for code in answered[role][name])}
    assert {name for _, name in asked} == operations
    missed = json.dumps(sorted(f"{name} as {role}" for role, name in asked - reached), indent=1)
    assert len({name for _, name in reached}) >= REACHED * len(operations), missed
    assert len(reached) >= REACHED * len(asked), missed
