"""What an installation lacks, and why: sources, rests-on, who chose the taxonomy."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.building import build_parts
from api.lacks import Part, find_lacks
from api.preparing import Scope
from api.recipe import Origin, Record, find_record, wanted_record, write_record
from api.settings import Settings
from matcher.labels import publish_labels
from taxonomy.assemble import save
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind
from tests.taxonomy.releases import write_old
from tests.taxonomy.worlds import kitchen


@pytest.fixture
def installed(settings: Settings) -> Settings:
    """Put the kitchen in place as the starter set, and nothing else."""
    save(kitchen(), settings.artefacts.taxonomy)
    write_record(settings, wanted_record(settings))
    return settings


def parts(settings: Settings) -> dict[Part, str]:
    """Return what is lacking, with reasons."""
    return {lack.part: lack.reason for lack in find_lacks(settings)}


def test_an_empty_folder_lacks_everything_in_order(settings: Settings) -> None:
    """Every part is named once, in the order of building."""
    assert list(parts(settings)) == list(Part)


def test_what_rests_on_a_part_is_built_with_it(installed: Settings) -> None:
    """With a good taxonomy but no encoder, vectors and near skills rest on the encoder."""
    found = parts(installed)
    assert Part.TAXONOMY not in found
    assert found[Part.VECTORS] == "rests on the encoder"
    assert "no artefact here" in found[Part.LABELS]


def test_a_changed_source_replaces_the_taxonomy(installed: Settings, tmp_path: Path) -> None:
    """The setting names another source, or a file of it changes: the taxonomy is built anew."""
    source = tmp_path / "release"
    source.mkdir()
    (source / "skills_en.csv").write_text("a", encoding="utf-8")
    named = installed.model_copy(update={"esco_source": str(source)})
    assert parts(named)[Part.TAXONOMY] == "its sources have changed"
    write_record(named, wanted_record(named))
    assert Part.TAXONOMY not in parts(named)
    (source / "skills_en.csv").write_text("ab", encoding="utf-8")
    assert Part.TAXONOMY in parts(named)


def test_files_that_were_copied_are_the_same_files(installed: Settings, tmp_path: Path) -> None:
    """Another folder, other dates, a stranger beside it: nothing has changed. One other byte has."""
    zipped = write_old(made(tmp_path / "first"))
    overlay = tmp_path / "first" / "labels.csv"
    overlay.write_text("code,language,preferredLabel\n", encoding="utf-8")
    named = installed.model_copy(update={"esco_source": str(zipped), "esco_labels": str(overlay)})
    write_record(named, wanted_record(named))
    copied = shutil.copytree(tmp_path / "first", tmp_path / "second", copy_function=shutil.copy)
    (copied / "holidays.zip").write_bytes(b"PK")
    for path in copied.iterdir():
        os.utime(path, (0, 0))
    elsewhere = named.model_copy(
        update={"esco_source": str(copied / zipped.name), "esco_labels": str(copied / overlay.name)}
    )
    assert Part.TAXONOMY not in parts(elsewhere)
    (copied / overlay.name).write_text("code,language,preferredLabel\n1,en,x\n", encoding="utf-8")
    assert parts(elsewhere)[Part.TAXONOMY] == "its sources have changed"


@pytest.mark.slow
def test_what_rests_on_a_taxonomy_that_came_out_the_same_is_kept(settings: Settings) -> None:
    """The note was lost, so the starter set is built again; it comes out the same, and nothing else is."""
    build_starter(settings.artefacts.taxonomy)
    taxonomy = Taxonomy.open(settings.artefacts.taxonomy)
    for kind in Kind:
        publish_labels(taxonomy, kind, settings.artefacts.labels(kind))
    made_before = {kind: settings.artefacts.labels(kind).stat().st_ino for kind in Kind}
    said: list[str] = []
    with pytest.raises(StoppedError):
        build_parts(settings, Scope.CONCEPTS, stopping_at("encoder", said))
    assert said[0].startswith("building taxonomy")
    assert {kind: settings.artefacts.labels(kind).stat().st_ino for kind in Kind} == made_before


class StoppedError(Exception):
    """The test has seen enough."""


def stopping_at(word: str, said: list[str]) -> Callable[[str], None]:
    """Return a listener that stops the building at the part named `word`."""

    def listen(line: str) -> None:
        said.append(line)
        if line.startswith(f"building {word}"):
            raise StoppedError

    return listen


def made(folder: Path) -> Path:
    """Make the folder."""
    folder.mkdir(parents=True)
    return folder


def test_a_taxonomy_chosen_by_command_stays_until_the_settings_name_another(installed: Settings) -> None:
    """`immerse taxonomy import` is not undone by the next start."""
    write_record(installed, Record(Origin.COMMAND, "anything"))
    assert Part.TAXONOMY not in parts(installed)
    named = installed.model_copy(update={"esco_source": "https://example.org/esco.zip"})
    assert Part.TAXONOMY in parts(named)


def test_a_damaged_taxonomy_is_named(installed: Settings) -> None:
    """A flipped bit is found by its hash."""
    victim = max(installed.artefacts.taxonomy.iterdir(), key=lambda path: path.stat().st_size)
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(content)
    assert "sha256 differs" in parts(installed)[Part.TAXONOMY]


def test_a_record_that_cannot_be_read_is_no_record(installed: Settings) -> None:
    """Rubbish in the note means that nothing is known, so the taxonomy is built again."""
    (installed.data / "made-from.json").write_text("{", encoding="utf-8")
    assert find_record(installed) is None
    assert Part.TAXONOMY in parts(installed)
