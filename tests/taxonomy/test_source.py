"""A release is found in every shape it is passed on, and what is wrong is said at once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from taxonomy.errors import SourceError
from taxonomy.source import MAX_TABLE_BYTES, UNKNOWN_VERSION, CsvFile, find_release
from tests.taxonomy.releases import write_new, write_old


def test_old_layout_in_a_folder(tmp_path: Path) -> None:
    """A folder with both zips of v1.1."""
    write_old(tmp_path)
    release = find_release(tmp_path)
    assert (release.version, release.languages) == ("1.1.1", ("en",))
    assert release.collections == ("greenSkillsCollection", "researchOccupationsCollection")
    assert release.relation("skillSkillRelations").name == "skillSkillRelations.csv"


def test_single_zip_finds_its_relations(tmp_path: Path) -> None:
    """The language zip alone is named; the relations lie beside it."""
    assert find_release(write_old(tmp_path)) == find_release(tmp_path)


def test_new_layout_has_several_languages(tmp_path: Path) -> None:
    """Each zip of v1.2 adds a language."""
    release = find_release(write_new(tmp_path))
    assert (release.version, release.languages) == ("1.2.0", ("en", "fr"))
    assert release.relation("occupationSkillRelations").name == "occupationSkillRelations_en.csv"


def test_unpacked_files(tmp_path: Path) -> None:
    """Plain CSV files in nested folders; the version comes from the folder's name, or is unknown."""
    packed = tmp_path / "packed"
    packed.mkdir()
    write_old(packed)
    unpacked = tmp_path / "esco-v1.1.1"
    for path in packed.iterdir():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(unpacked / path.stem[-10:].strip(" -"))
    assert find_release(unpacked).version == "1.1.1"
    assert find_release(unpacked, version="1.1.2").version == "1.1.2"
    unpacked.rename(tmp_path / "esco")
    assert find_release(tmp_path / "esco").version == UNKNOWN_VERSION
    assert find_release(tmp_path / "esco").languages == ("en",)


def test_nothing_there(tmp_path: Path) -> None:
    """No such path, and a folder without tables."""
    with pytest.raises(SourceError, match="no such file"):
        find_release(tmp_path / "none")
    with pytest.raises(SourceError, match=r"no skills_xx\.csv, occupations_xx\.csv"):
        find_release(tmp_path)


def test_all_problems_at_once(tmp_path: Path) -> None:
    """A page, a truncated zip, something else and the missing tables are all in one error."""
    zipped = write_old(tmp_path)
    relations = tmp_path / "ESCO dataset - v1.1.1 - classification -  - csv.zip"
    relations.write_bytes(relations.read_bytes()[:-30])
    (tmp_path / "page.zip").write_text("\n<!DOCTYPE html><html>", encoding="utf-8")
    (tmp_path / "other.zip").write_text("hello", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        find_release(tmp_path)
    told = "\n".join(caught.value.problems)
    assert "page.zip is a web page, not a zip" in told
    assert "other.zip is not a zip" in told
    assert f"{relations.name} is a truncated or damaged zip" in told
    assert told.count("is missing (v1.1 has it in the language-independent zip)") == 4
    assert zipped.name not in told


def test_relations_alone_are_no_release(tmp_path: Path) -> None:
    """The relations zip without a language says what is missing."""
    write_old(tmp_path).unlink()
    with pytest.raises(SourceError, match="in any language"):
        find_release(tmp_path)


def test_versions_are_not_mixed(tmp_path: Path) -> None:
    """Zips of two versions in a folder are an error that names them."""
    write_old(tmp_path)
    write_new(tmp_path)
    with pytest.raises(SourceError, match=r"several versions lie here \(1\.1\.1, 1\.2\.0\)"):
        find_release(tmp_path)


def test_a_table_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    """What a zip says that a table unpacks to is looked at before it is unpacked."""
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("skills_en.csv", b"x")
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = (MAX_TABLE_BYTES + 1).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(SourceError, match="would unpack to more than 500,000,000 bytes"):
        CsvFile(path, "skills_en.csv").read()
