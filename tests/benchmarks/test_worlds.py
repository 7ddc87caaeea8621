"""A grown world is the same for a seed, tells what it asks for, and is served as what it says it is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from pydantic_core import to_json

from api import repository
from api.app import create_app
from api.bodies import ProfileLine, VacancyLine, read_body
from api.filling import fill
from api.profiles import profile_content
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings
from api.shelf import Parts, Shelf
from api.vacancies import vacancy_content
from api.world import World as Service
from benchmarks import growing, worlds
from benchmarks.growing import Soil
from benchmarks.world_people import iter_people
from benchmarks.world_texts import Writer
from benchmarks.worlds import Origin, Size, Tally, WorldError, iter_lines, make_world
from matcher.artefacts import Concepts
from matcher.inputs import ranking_input_from_json, vacancy_from_json
from matcher.matching import Snapshot, match
from matcher.near import build_near
from matcher.types import Relation, Requirement, RequirementSource, SkillSource, Vacancy
from matcher.world import World
from taxonomy.taxonomy import Taxonomy
from tests.api.conftest import NOW, at_the_machine, build_concepts
from tests.matcher.corners import N_OCCUPATIONS, random_taxonomy
from tests.matcher.worlds import VALENCIA, towns

SEED = 7
N_VACANCIES, N_PEOPLE = 700, 120
NEWEST = date(2026, 11, 20)
NOTHING_STORED = {"vacancies": 0, "profiles": 0}
Lines = list[dict[str, Any]]


@pytest.fixture(scope="module")
def concepts(tmp_path_factory: pytest.TempPathFactory) -> Concepts:
    """Return a taxonomy of corners, with towns and an encoder that knows nothing."""
    return build_concepts(tmp_path_factory.mktemp("vectors"), random_taxonomy(np.random.default_rng(3)))


@pytest.fixture(scope="module")
def soil(concepts: Concepts) -> Soil:
    """Return fifty vacancies, some occupations among them more often than others."""
    return make_soil(concepts.taxonomy)


def make_soil(taxonomy: Taxonomy) -> Soil:
    """Return vacancies that state a few of the skills of their occupations."""
    random, found = np.random.default_rng(3), []
    for i in range(50):
        row = int(random.integers(N_OCCUPATIONS)) if i % 2 else i % 6
        uris = map(taxonomy.skills.uri, taxonomy.essential.of(row)[: 5 + i % 8].tolist())
        needed = tuple(Requirement(uri, Relation.ESSENTIAL, RequirementSource.STATED) for uri in uris)
        found.append(Vacancy(f"v{i:02d}", needed, taxonomy.occupations.uri(row), country="ES", place=VALENCIA))
    soil = Soil(found, taxonomy, build_near(taxonomy, None), towns())
    soil.newest = NEWEST
    return soil


@pytest.fixture(scope="module")
def lines(soil: Soil) -> Lines:
    """Return everything that a small world is told."""
    return list(iter_lines(soil, SEED, Size(N_VACANCIES, N_PEOPLE), NOTHING_STORED, Tally(), lambda _: None))


def test_the_same_seed_gives_the_same_bytes(soil: Soil, lines: Lines) -> None:
    """Made again, and made from the middle on, every line is the same; another seed gives others."""

    def made(seed: int, stored: Mapping[str, int]) -> Lines:
        return list(iter_lines(soil, seed, Size(N_VACANCIES, N_PEOPLE), stored, Tally(), lambda _: None))

    assert to_json(lines) == to_json(made(SEED, NOTHING_STORED))
    assert to_json(lines[333:N_VACANCIES]) == to_json(made(SEED, {"vacancies": 333, "profiles": N_PEOPLE}))
    assert to_json(lines[N_VACANCIES + 50 :]) == to_json(made(SEED, {"vacancies": N_VACANCIES, "profiles": 50}))
    assert lines[0] != made(SEED + 1, NOTHING_STORED)[0]


def test_a_larger_world_begins_with_the_smaller_one(soil: Soil, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks have generators of their own, texts too: what is stored of a smaller one stays."""
    monkeypatch.setattr(growing, "BLOCK", 20)
    monkeypatch.setattr(worlds, "BLOCK", 20)

    def made(size: Size, stored: Mapping[str, int]) -> Lines:
        return list(iter_lines(soil, SEED, size, stored, Tally(), lambda _: None))

    smaller = made(Size(40, 5), NOTHING_STORED)
    larger = made(Size(70, 9), NOTHING_STORED)
    assert (larger[:40], larger[70:75]) == (smaller[:40], smaller[40:])
    assert larger[40:70] == made(Size(70, 5), {"vacancies": 40, "profiles": 5})


def test_most_requirement_sets_are_distinct(soil: Soil) -> None:
    """At least nine of ten, counted as the manifest counts them and by hand; no vacancy asks twice for a skill."""
    tally = Tally()
    size = Size(1_000, 0)
    made = [line["vacancy"] for line in iter_lines(soil, SEED, size, NOTHING_STORED, tally, lambda _: None)]
    asked = [[(each["uri"], each["relation"]) for each in one["ranking"]["requirements"]] for one in made]
    by_hand = round(100 * len({frozenset(each) for each in asked}) / len(made), 2)
    assert tally.told()["distinct_requirement_sets"] == by_hand
    assert by_hand >= 90
    assert all(len({uri for uri, _ in each}) == len(each) for each in asked)
    frequent = Counter(one["ranking"].get("occupation") for one in made).most_common(1)[0][1]
    assert frequent > 3 * len(made) / N_OCCUPATIONS  # as skewed as what it was grown from


def test_texts_name_what_links_point_at(lines: Lines) -> None:
    """The words of every link are at their offsets; a text asks for skills that ranking sees."""
    for line in lines:
        one = line.get("vacancy") or line["profile"]
        text = "\n".join(one["line"][key] for key in ("title", "text") if key in one["line"])
        for link in one["links"]:
            mention = link["mention"]
            assert text[mention["start"] : mention["end"]] == mention["text"]
            assert mention["text"].casefold() == link["label"].casefold()
        if "vacancy" in line:
            asked = {each["uri"] for each in one["ranking"]["requirements"]}
            assert {link["uri"] for link in one["links"] if link["kind"] == "skill"} <= asked


def test_lines_are_what_a_feed_would_send(lines: Lines) -> None:
    """They are valid, and say nothing that a valid line would say otherwise: content hashes are those of an import."""
    for line in lines:
        if "vacancy" in line:
            given = line["vacancy"]["line"]
            content = vacancy_content(read_body(VacancyLine, given))
        else:
            given = line["profile"]["line"]
            content = profile_content(read_body(ProfileLine, given))
        assert content == {key: value for key, value in given.items() if key not in ("id", "source")}


def test_people_are_known_more_or_less_well(soil: Soil) -> None:
    """Some have no skill or one, some forty; of some only a text was read; what was accepted is among what was read."""
    people = list(iter_people(soil, Writer(soil.taxonomy), 0, 400, seed=SEED))
    counts = Counter(len(person.input.skills) for person in people)
    assert counts[0]
    assert counts[1]
    assert max(counts) > 20
    proposed = [all(each.source is SkillSource.PROPOSED for each in person.input.occupations) for person in people]
    assert 0.4 < sum(proposed) / len(people) < 0.7
    assert all(person.accepted <= {skill.uri for skill in person.input.skills} for person in people)
    assert any(person.accepted for person in people)


def test_a_grown_world_is_served_as_what_it_is(soil: Soil, lines: Lines, concepts: Concepts, tmp_path: Path) -> None:
    """The list that the service gives of a stored person is that of ranking every grown vacancy."""
    settings = Settings(data=tmp_path)
    whole = Database.installed(settings)
    stream = io.BytesIO(b"".join(to_json(line) + b"\n" for line in [*lines, {"end": {}}]))
    fill(whole, concepts, Shelf(settings.index, Parts.of(concepts)), stream, lambda _: None, NOW)
    service = Service(settings, whole, concepts, now=lambda: NOW)
    with at_the_machine(create_app(settings, service)) as client:
        assert service.snapshots.generation == "gen-000001"
        stored = all_vacancies(client)
        assert len(stored) == N_VACANCIES
        check_lists(client, service, soil, lines, stored)


def all_vacancies(client: TestClient) -> dict[str, str]:
    """Return the ids of all vacancies, by what feed and feed's id they have."""
    found: dict[str, str] = {}
    after: str | None = ""
    while after is not None:
        asked: dict[str, str | int] = {"limit": 200, **({"after": after} if after else {})}
        page = client.get("/v1/vacancies", params=asked).json()
        found |= {(each["source"] + each["external_id"]): each["id"] for each in page["vacancies"]}
        after = page["next"]
    return found


def check_lists(client: TestClient, service: Service, soil: Soil, lines: Lines, stored: Mapping[str, str]) -> None:
    """Compare the lists of a dozen people."""
    vacancies = [
        vacancy_from_json({"id": stored[line["line"]["source"] + line["line"]["id"]], **line["ranking"]})
        for line in (each["vacancy"] for each in lines if "vacancy" in each)
    ]
    world = World.build(vacancies, soil.taxonomy, service.parts.near, soil.places, catalogue=service.parts.catalogue)
    snapshot = Snapshot(world, service.encoder_id, exact_max=len(vacancies))
    people = client.get("/v1/profiles", params={"limit": 12}).json()["profiles"]
    n_listed = 0
    for person in people:
        told = client.get(f"/v1/profiles/{person['id']}/matches", params={"top": 20}).json()["matches"]
        with service.whole.of(DEFAULT_ORGANISATION).read() as session:
            seen = ranking_input_from_json(repository.get_profile(session, person["id"]).ranking_input)
        expected = match(snapshot, seen, NEWEST, top=20).matches
        assert [(each["id"], each["score"]) for each in told] == [(each.id, each.score) for each in expected]
        n_listed += len(told)
    assert n_listed


def test_a_folder_with_something_else_is_refused(soil: Soil, tmp_path: Path) -> None:
    """Neither a world of another seed nor any other file is touched."""
    origin = Origin("corners", 50, "t", 1, NEWEST.isoformat())
    (tmp_path / "letter").write_text("Dear all", encoding="utf-8")
    with pytest.raises(WorldError, match="something else"):
        make_world(soil, origin, tmp_path, tmp_path, Size(1, 0), lambda _: None)
    (tmp_path / worlds.MANIFEST).write_text('{"origin": {"seed": 2}}', encoding="utf-8")
    with pytest.raises(WorldError, match="made otherwise"):
        make_world(soil, origin, tmp_path, tmp_path, Size(1, 0), lambda _: None)
    assert {path.name for path in tmp_path.iterdir()} == {"letter", worlds.MANIFEST}
