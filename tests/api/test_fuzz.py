"""Schemathesis reads the description of the API and asks a real server what it allows, and what it does not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.api.supervised import supervised

SEED = 20261122
EXAMPLES = 6
LONGEST_S = 240
REACHED = 0.9
COUNTED = re.compile(r'immerse_requests_total\{method="(\w+)",route="([^"]+)",status="(\d{3})"\}')
# Asked last and by themselves: what they do away with, the others need.
ENDINGS = (
    "DELETE /v1/profiles/{profile_id}",
    "DELETE /v1/vacancies/{vacancy_id}",
    "POST /v1/admin/ranking:stop",
    "POST /v1/incidents",  # one can stop ranking
    "PUT /v1/profiles/{profile_id}/restriction",
    "PUT /v1/profiles/{profile_id}/objection",
)
STEP = ["language:it:B2"]
Statuses = Mapping[str, set[int]]


def _configure(folder: Path, ids: Mapping[str, str]) -> Path:
    """Write what cannot be guessed: ids of rows that are there, and URIs of concepts."""
    folder.mkdir()
    lines = ["[parameters]", *(f'"path.{name}_id" = "{value}"' for name, value in ids.items())]
    lines += [f'"path.profile" = "{ids["profile"]}"']
    for operation, name, value in (
        ("GET /v1/taxonomy/skills", "uri", COOK),
        ("GET /v1/taxonomy/occupations", "uri", CHEF),
        ("POST /v1/what-if", "step", STEP),
        ("GET /v1/profiles/{profile_id}/what-if", "step", STEP),
    ):
        fixed = f'parameters = {{"query.{name}" = {json.dumps(value)}}}'
        lines += ["[[operations]]", f'include-name = "{operation}"', fixed]
    file = folder / "schemathesis.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _ask(address: str, config: Path, chosen: Iterable[str]) -> None:
    """Let schemathesis ask; its verdict is ours to find, in what the server has counted."""
    command = ["--config-file", str(config), "run", f"{address}/openapi.json", "--phases", "fuzzing", "--no-color"]
    options = ["-n", str(EXAMPLES), "--seed", str(SEED), "--checks", "not_a_server_error", "--continue-on-failure"]
    quiet = ["--suppress-health-check", "all", "--generation-deterministic"]
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *command, *options, *quiet, *chosen],
        cwd=config.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def _statuses(metrics: str) -> Statuses:
    found: dict[str, set[int]] = defaultdict(set)
    for method, route, status in COUNTED.findall(metrics):
        found[f"{method} {route}"].add(int(status))
    return found


def _seed(client: httpx.Client, name: str) -> dict[str, str]:
    """Store a profile and a vacancy, rank once, and write an incident down, so that there are ids of each kind."""
    vacancy = client.post("/v1/vacancies", json=vacancy_line(id=name)).json()["id"]
    profile = client.post("/v1/profiles", json={"id": name, "text": "I can cook"}).json()["id"]
    trace = client.get(f"/v1/profiles/{profile}/matches").json()["trace"]
    incident = client.post("/v1/incidents", json={"kind": "other", "what": "somebody asks"}).json()["id"]
    return {"profile": profile, "vacancy": vacancy, "trace": trace, "incident": incident}


@pytest.mark.slow
def test_nothing_that_is_asked_breaks_the_service(tmp_path: Path) -> None:
    """No answer of 5xx whatever is sent, and at least 90 % of the operations are reached so far that they succeed."""
    with supervised(tmp_path / "data") as served, httpx.Client(base_url=served.address, timeout=30) as client:
        described = client.get("/openapi.json").json()["paths"]
        operations = {f"{method.upper()} {path}" for path, methods in described.items() for method in methods}
        config = _configure(tmp_path / "first", _seed(client, "stays"))
        _ask(served.address, config, [word for name in ENDINGS for word in ("--exclude-name", name)])
        config = _configure(tmp_path / "last", _seed(client, "goes"))
        _ask(served.address, config, [word for name in ENDINGS for word in ("--include-name", name)])
        statuses = _statuses(client.get("/metrics").text)
        said = served.said()
    broken = {name: sorted(codes) for name, codes in statuses.items() if max(codes) >= 500}
    reached = {name for name in operations if any(200 <= code < 300 for code in statuses.get(name, ()))}
    assert (broken, said.count("Traceback")) == ({}, 0)
    assert len(reached) >= REACHED * len(operations), json.dumps(sorted(operations - reached), indent=1)
