"""Generated documents say what runs, leave no heading empty, and name nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import __version__
from api.documents import NAMES, read_risks, write_documents
from api.personal import REGISTRY
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from tests.api.conftest import CHEF, vacancy_line
from tests.api.test_promises import _problem

# Annex IV of Regulation (EU) 2024/1689, by number and letter.
ANNEX_IV = (
    *(f"1({letter})" for letter in "abcdefgh"), *(f"2({letter})" for letter in "abcdefgh"),
    "3.", "4.", "5.", "6.", "7.", "8.", "9.",
)  # fmt: skip
LEAST_WORDS = 8
Documents = dict[str, str]


@pytest.fixture
def documents(client: TestClient, world: World, settings: Settings, concepts: Concepts, tmp_path: Path) -> Documents:
    """Write all documents of an installation with a person, a vacancy, a ranking and a published index."""
    client.post("/v1/vacancies", json=vacancy_line(occupation=CHEF))
    world.snapshots.refresh()
    person = client.post("/v1/profiles", json={"text": "canary words, I can cook", "lang": "en", "id": "canary-id"})
    client.get(f"/v1/profiles/{person.json()['id']}/matches")
    written = write_documents(settings, concepts, tmp_path / "papers")
    return {path.stem: path.read_text(encoding="utf-8") for path in written}


def sections(text: str) -> dict[str, str]:
    """Return what stands below each heading that has none below it."""
    parts = re.split(r"^(#+ .*)$", text, flags=re.MULTILINE)
    pairs = list(zip(parts[1::2], [*parts[2::2]], strict=True))
    levels = [heading.partition(" ")[0] for heading, _ in pairs] + [""]
    return {
        heading.lstrip("# "): body
        for (heading, body), following in zip(pairs, levels[1:], strict=True)
        if len(following) <= len(heading.partition(" ")[0])
    }


def test_every_heading_has_something_below_it(documents: Documents) -> None:
    """In every document each section says at least a sentence, and the technical file has all of Annex IV."""
    assert set(documents) == {*NAMES, "record-of-processing"}
    for name, text in documents.items():
        empty = [heading for heading, body in sections(text).items() if len(body.split()) < LEAST_WORDS]
        assert (name, empty) == (name, [])
    found = sections(documents["technical-documentation"])
    missing = [number for number in ANNEX_IV if not any(heading.startswith(number) for heading in found)]
    assert missing == []


def test_an_empty_heading_would_be_seen() -> None:
    """The check is seen red: a heading without words, also as the last one."""
    text = "# A\n\n## B\n\nsome words\n\n## C\n"
    assert {heading: len(body.split()) for heading, body in sections(text).items()} == {"B": 2, "C": 0}


def test_versions_are_those_that_run(documents: Documents, client: TestClient) -> None:
    """The technical file names the very parts that the running server's card names."""
    versions = client.get("/v1/system/card").json()["versions"]
    text = documents["technical-documentation"]
    assert versions["program"] == __version__
    named = {name: value for name, value in versions.items() if name not in {"n_vacancies"}}
    assert {name: f"`{value}`" in text for name, value in named.items()} == dict.fromkeys(named, True)


def test_numbers_are_those_of_the_installation(documents: Documents) -> None:
    """One person, one vacancy and one kept ranking, and the days of the settings."""
    assert "There is 1\nperson and 1 open vacancies" in documents["impact-assessment"]
    assert "1 rankings of stored people are kept, of the last 183 days" in documents["fundamental-rights"]
    assert "0 problems" in documents["impact-assessment"]


def test_the_record_of_processing_is_that_of_the_registry(documents: Documents) -> None:
    """Every table of the registry has its section, with purpose, basis and term."""
    text = documents["record-of-processing"]
    for name, entry in REGISTRY.items():
        assert f"## {name}\n" in text
        assert str(entry.term) in text
        assert str(entry.basis) in text


def test_nobody_is_named(documents: Documents) -> None:
    """Neither a person's words nor their names nor any id is in a document."""
    for text in documents.values():
        assert "canary" not in text
        assert not re.search(r"\b[0-9a-f]{32}\b", text.replace("sha256", ""))


def test_every_risk_names_tests_that_run() -> None:
    """The register has a control and an existing test for each risk, and each risk once."""
    risks = read_risks()
    broken = [
        f"{risk.id}: {test} {problem}"
        for risk in risks
        for test in risk.tests
        if (problem := _problem(*test.split("::")))
    ]
    assert broken == []
    assert len({risk.id for risk in risks}) == len(risks) >= 10
    assert all(risk.tests and risk.control for risk in risks)
