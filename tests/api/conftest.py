"""A small kitchen world for the tests of `api/`: real database, real index, hashing encoder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.reading import Reader
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.world import World
from matcher.artefacts import Concepts
from matcher.hashing import HashingEncoder
from matcher.labels import LabelMatcher, build_labels
from matcher.linking import Linker, LinkSettings, Weights
from matcher.near import build_near
from matcher.types import Kind
from matcher.vectors import ConceptVectors, build_vectors
from taxonomy.taxonomy import Taxonomy
from tests.api.one_dialect import share_compiled
from tests.api.starts import POSTGRESQL, SQLITE, Fill, Starts
from tests.matcher.worlds import towns
from tests.taxonomy.worlds import CHEF, COOK, kitchen

__all__ = ["CHEF", "COOK"]

# Cosines of the hashing encoder spread from 0 to 1, and a label's own words are what it can tell.
WEIGHTS = Weights(margin=2.0, label=4.0, alternative=0.9, body=0.0, intercept=-2.0)
SETTINGS = LinkSettings(skill=WEIGHTS, occupation=WEIGHTS)
LONG = (
    "We are looking for a chef who can cook for two hundred guests every day, keeps the kitchen and the cold rooms "
    "clean, writes menus with our team, orders vegetables, fish and meat from local farms, trains young colleagues, "
    "and likes to work in the evening and at weekends. Food hygiene certificate required."
)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

share_compiled()


@pytest.fixture(scope="session")
def concepts(tmp_path_factory: pytest.TempPathFactory) -> Concepts:
    """Return the kitchen with three towns and no learnt nearness."""
    return build_concepts(tmp_path_factory.mktemp("vectors"))


@pytest.fixture(scope="session")
def reader(concepts: Concepts) -> Reader:
    """Return who reads texts with the kitchen."""
    return Reader(concepts.linker, concepts.places)


def build_concepts(folder: Path, taxonomy: Taxonomy | None = None) -> Concepts:
    """Build the vectors of a taxonomy, the kitchen's if none is given, in `folder`, and link with them."""
    taxonomy, encoder = taxonomy or kitchen(), HashingEncoder(64)
    vectors = {}
    for kind in Kind:
        build_vectors(taxonomy, kind, encoder, folder / kind.value)
        vectors[kind] = ConceptVectors.open(folder / kind.value, taxonomy=taxonomy, kind=kind, encoder=encoder)
    labels = {kind: LabelMatcher(build_labels(taxonomy.table(kind))) for kind in Kind}
    linker = Linker(taxonomy, encoder, vectors, labels, SETTINGS)
    return Concepts(taxonomy, encoder, linker, build_near(taxonomy, None), towns())


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what is marked `databases` on both; on PostgreSQL only nightly, unless it says `databases(always=True)`."""
    marker = metafunc.definition.get_closest_marker("databases")
    if marker is not None and "kind" in metafunc.fixturenames:
        marks = () if marker.kwargs.get("always") else (pytest.mark.slow,)
        metafunc.parametrize("kind", [SQLITE, pytest.param(POSTGRESQL, marks=marks)])


@pytest.fixture
def kind() -> str:
    """Return which database the test is for."""
    return SQLITE


@pytest.fixture(scope="session")
def starts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Starts]:
    """Make databases once; tests start from copies."""
    made = Starts(tmp_path_factory.mktemp("starts"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def fill() -> Fill:
    """Return what is put into the database that tests start from: nothing but the first organisation."""
    return lambda _: None


@pytest.fixture
def settings(tmp_path: Path, kind: str, starts: Starts, fill: Fill) -> Settings:
    """Return settings for an empty installation."""
    url = starts.address(kind, fill)
    return Settings(
        data=tmp_path / "immerse",
        database_url=url,
        max_body_bytes=20_000,
        max_import_bytes=200_000,
        max_file_bytes=2_000_000,
    )


@pytest.fixture
def whole(settings: Settings, kind: str, starts: Starts, fill: Fill) -> Iterator[Database]:
    """Open a fresh database at the newest schema, with one organisation."""
    starts.copy(kind, fill, settings)
    opened = Database.installed(settings)
    yield opened
    opened.close()
    starts.drop(settings)


@pytest.fixture
def database(whole: Database) -> OrganisationDatabase:
    """Return what the organisation has that is there from the start: what routes work on."""
    return whole.of(DEFAULT_ORGANISATION)


@pytest.fixture
def world(settings: Settings, whole: Database, concepts: Concepts) -> World:
    """Return a world that a test may change."""
    return World(settings, whole, concepts, now=lambda: NOW)


@pytest.fixture
def client(settings: Settings, world: World) -> Iterator[TestClient]:
    """Start the application."""
    with at_the_machine(create_app(settings, world)) as started:
        yield started


def at_the_machine(app: FastAPI) -> TestClient:
    """Make a client that asks as a program of the same machine does: from a loopback address, under its name."""
    return TestClient(app, base_url="http://127.0.0.1", client=("127.0.0.1", 50000))


def vacancy_line(**changes: object) -> dict[str, object]:
    """Return a vacancy for a chef, with changes."""
    return {"title": "Chef", "text": "We need a chef.", "date": "2026-11-20", **changes}
