"""The `immerse` command through real processes, with the real encoder and the kitchen taxonomy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.recipe import Origin, Record, write_record
from api.settings import Settings
from taxonomy.assemble import save
from taxonomy.types import Kind
from tests.api.files import PROFILES, VACANCIES, read, write
from tests.api.ports import free_port
from tests.taxonomy.worlds import kitchen


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the kitchen in use, as `immerse taxonomy import` would; the commands build what else they need."""
    settings = Settings(data=tmp_path_factory.mktemp("cli") / "immerse")
    save(kitchen(), settings.artefacts.taxonomy)
    write_record(settings, Record(Origin.COMMAND, ""))
    return settings.data


def immerse(data: Path, *arguments: object) -> Result:
    """Run the command in this process; what it has to build first, it builds in a child."""
    return CliRunner().invoke(app, list(map(str, arguments)), env={"IMMERSE_DATA": str(data)})


def start(data: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = {**os.environ, "IMMERSE_DATA": str(data)}
    command = [sys.executable, "-m", "api", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_help_names_the_commands_without_loading_the_matcher() -> None:
    """The commands of DESIGN section 7 are there."""
    shown = CliRunner().invoke(app, ["--help"]).output
    for command in ("run", "taxonomy", "model", "link", "match", "gaps", "profiles", "vacancies"):
        assert command in shown


def test_taxonomy_show(data: Path) -> None:
    """The release in use, as JSON and in words; nothing else has to be there for it."""
    shown = json.loads(immerse(data, "taxonomy", "show", "--json").stdout)
    assert (shown["release"]["version"], shown["counts"]["skills"], shown["counts"]["occupations"]) == ("9.9", 3, 2)
    assert "skills: 3" in immerse(data, "taxonomy", "show").stdout
    assert not Settings(data=data).artefacts.encoder.exists()


def test_problems_end_with_one_line(tmp_path: Path) -> None:
    """A release that cannot be read is named without a traceback; wrong usage exits with 2."""
    done = start(tmp_path, "taxonomy", "import", tmp_path / "nothing.zip")
    assert done.returncode == 1
    assert "nothing.zip" in done.stderr
    assert "Traceback" not in done.stderr
    assert immerse(tmp_path, "match", "--profiles", "no.jsonl").exit_code == 2
    assert immerse(tmp_path, "gaps", "--as-of", "soon").exit_code == 2


@pytest.mark.slow
def test_match_builds_what_it_needs_and_mends_what_is_damaged(data: Path, tmp_path: Path) -> None:
    """The first run builds encoder, vectors and near skills; a flipped bit is found by its hash, named and mended."""
    settings = Settings(data=data)
    profiles = write(tmp_path / "p.jsonl", [*PROFILES, "{"])
    vacancies = write(tmp_path / "v.jsonl", VACANCIES)
    output = tmp_path / "o.jsonl"
    command = ("match", "--profiles", profiles, "--vacancies", vacancies, "--output", output)
    done = start(data, *command)
    assert done.returncode == 1, done.stderr
    assert "building encoder" in done.stderr
    assert "line 4: not JSON" in done.stderr
    before = output.read_bytes()
    assert [line["id"] for line in read(output)] == ["cook", "chef", "nobody"]
    victim = max(settings.artefacts.vectors(Kind.SKILL).iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    done = start(data, *command)
    assert "sha256 differs" in done.stderr
    assert "building vectors" in done.stderr
    assert output.read_bytes() == before


@pytest.mark.slow
def test_run_serves_and_stops_on_a_signal(data: Path) -> None:
    """`immerse run` builds what is missing, says where it serves, answers, and ends within seconds of SIGTERM."""
    port = free_port()
    environment = {**os.environ, "IMMERSE_DATA": str(data), "IMMERSE_PORT": str(port)}
    command = [sys.executable, "-m", "api", "run", "--no-demo"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = [process.stderr.readline()]
        while "serving at" not in said[-1]:
            assert process.poll() is None, said
            said.append(process.stderr.readline())
        try:
            assert httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
            assert httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
        finally:
            process.terminate()
        assert process.wait(10) in (0, -15)
