"""Every file of every artefact, flipped, cut and deleted in turn: found, named, and gone once it is built anew."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from api.lacks import Part, find_lacks
from api.recipe import wanted_record, write_record
from api.settings import Settings
from matcher import gazetteer
from matcher.container import parse_container
from matcher.encoder import OnnxEncoder
from matcher.labels import publish_labels
from matcher.model import build_from_container
from matcher.near import build_near
from matcher.places import Place, PlaceTable
from matcher.types import Kind
from matcher.vectors import ConceptVectors, build_vectors
from taxonomy.assemble import save
from taxonomy.columns import save_arrays
from taxonomy.folder import publish_folder
from tests.matcher.tiny import container_bytes
from tests.taxonomy.worlds import kitchen


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Build all parts: the kitchen, a tiny encoder, its vectors, near skills and three towns."""
    folder = tmp_path_factory.mktemp("installed")
    settings = Settings(data=folder / "immerse")
    artefacts, taxonomy = settings.artefacts, kitchen()
    save(taxonomy, artefacts.taxonomy)
    write_record(settings, wanted_record(settings))
    build_from_container(artefacts.encoder, parse_container(memoryview(container_bytes())), "by hand")
    encoder = OnnxEncoder(artefacts.encoder)
    for kind in Kind:
        publish_labels(taxonomy, kind, artefacts.labels(kind))
        build_vectors(taxonomy, kind, encoder, artefacts.vectors(kind))
    opened = ConceptVectors.open(artefacts.vectors(Kind.SKILL), taxonomy=taxonomy, kind=Kind.SKILL, encoder=encoder)
    near = build_near(taxonomy, opened.label_vectors())
    near.save(artefacts.near, taxonomy_id=taxonomy.release.id, encoder_id=encoder.id)

    def write(into: Path) -> Mapping[str, object]:
        save_arrays(
            PlaceTable.build([(Place("1", "Valencia", "ES", 39.5, -0.4, "60", 800_000), ["València"])]).arrays(), into
        )
        return gazetteer.FIELDS

    publish_folder(artefacts.places, write)
    return settings


def folders(settings: Settings) -> dict[Part, Path]:
    """Return a folder of each part."""
    artefacts = settings.artefacts
    return {
        Part.TAXONOMY: artefacts.taxonomy,
        Part.LABELS: artefacts.labels(Kind.SKILL),
        Part.ENCODER: artefacts.encoder,
        Part.VECTORS: artefacts.vectors(Kind.OCCUPATION),
        Part.NEAR: artefacts.near,
        Part.PLACES: artefacts.places,
    }


def test_a_whole_installation_lacks_nothing(installed: Settings) -> None:
    """Else finding damage would prove nothing."""
    assert find_lacks(installed) == ()


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("damage", ["flip", "cut", "delete"])
def test_every_damaged_file_is_found_and_named(installed: Settings, tmp_path: Path, part: Part, damage: str) -> None:
    """The part, its folder and the file are named; with the file as it was, nothing is lacking."""
    whole = folders(installed)[part]
    kept = shutil.copytree(whole, tmp_path / "kept")
    for name in files(kept):
        spoil(whole / name, damage)
        reasons = {lack.part: lack.reason for lack in find_lacks(installed)}
        assert str(whole) in reasons[part], (name, damage)
        assert name in reasons[part], (name, damage)
        (whole / name).unlink(missing_ok=True)
        shutil.copy(kept / name, whole / name)
        assert find_lacks(installed) == ()


def files(folder: Path) -> Iterator[str]:
    """Yield the names of all files of an artefact."""
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert len(found) > 1
    yield from found


def spoil(path: Path, damage: str) -> None:
    """Damage a file."""
    content = bytearray(path.read_bytes())
    path.unlink()
    if damage == "flip":
        content[len(content) // 2] ^= 4
        path.write_bytes(content)
    elif damage == "cut":
        path.write_bytes(content[:-3])
