"""The starter set opens as a taxonomy and agrees with the official release."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from taxonomy.errors import SourceError
from taxonomy.everyday import OCCUPATIONS_FILE
from taxonomy.importing import import_release
from taxonomy.starter_build import MEMBER, SKILLS_FILE, STARTER, URI_PREFIX, extract_skills
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy, describe
from taxonomy.types import Label
from tests.taxonomy.releases import shared, write_zip
from tests.taxonomy.worlds import CHEF

COOK = URI_PREFIX + "0005c151-5b5a-4a66-8aac-60e734beb1ab"  # "manage musical staff"
NEWER = Path(__file__).with_name("newer_than_1_1_1.txt")
CHEF_LINE = {
    "uri": CHEF,
    "isco": "3434",
    "labels": {"en": ["chef", "head cook"], "uk": ["шеф-кухар"]},
    "unofficial": ["uk"],
    "essential": [COOK],
    "optional": [],
}


def starter(folder: Path, *lines: str) -> Path:
    """Make a starter folder with the real skills and the given occupations."""
    folder.mkdir()
    shutil.copy(STARTER / SKILLS_FILE, folder)
    (folder / OCCUPATIONS_FILE).write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_starter_is_a_taxonomy(tmp_path: Path) -> None:
    """All skills of ESCO 1.2 and the occupations given, own translations marked unofficial."""
    report = build_starter(tmp_path / "t", folder=starter(tmp_path / "s", json.dumps(CHEF_LINE), ""))
    world = Taxonomy.open(tmp_path / "t", verify=True)
    assert report.violations == ()
    assert (world.release.version, world.release.is_starter) == ("1.2", True)
    assert (len(world.skills), len(world.occupations), world.counts.isco_groups) == (13_939, 1, 1)
    assert world.skills.label(world.skills.row(COOK)).text == "manage musical staff"
    assert world.occupations.label(0, "uk") == Label("шеф-кухар", "uk", official=False)
    assert world.occupations.labels(0, "en") == (Label("chef", "en"), Label("head cook", "en", preferred=False))
    assert world.isco.label(world.isco_of(0)).text == "3434"
    assert world.essential.of(0).tolist() == [world.skills.row(COOK)]
    shown = describe(world)
    assert shown["release"]["is_starter"] is True
    assert len(shown["full_release_adds"]) == 4


def test_unknown_skill_is_reported(tmp_path: Path) -> None:
    """A relation to a skill that the starter does not have is dangling, and kept out."""
    line = json.dumps({**CHEF_LINE, "optional": [URI_PREFIX + "typo"]})
    report = build_starter(tmp_path / "t", folder=starter(tmp_path / "s", line))
    assert [(v.table, v.n) for v in report.violations] == [("occupation_skill_relations", 1)]


def test_bad_lines_are_listed_together(tmp_path: Path) -> None:
    """Every bad line is named by number and reason."""
    bad = [
        json.dumps(CHEF_LINE),
        "{",
        "[]",
        json.dumps({**CHEF_LINE, "isco": 3434}),
        json.dumps({**CHEF_LINE, "labels": {"en": []}}),
    ]
    with pytest.raises(SourceError) as caught:
        build_starter(tmp_path / "t", folder=starter(tmp_path / "s", *bad))
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["line 2", "line 3", "line 4", "line 5"]
    assert "isco is missing or not a str" in caught.value.problems[2]


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    """A starter folder without its files says which one cannot be read."""
    with pytest.raises(SourceError, match=r"skills\.tsv\.xz"):
        build_starter(tmp_path / "t", folder=tmp_path)
    folder = starter(tmp_path / "s")
    (folder / SKILLS_FILE).write_bytes((folder / SKILLS_FILE).read_bytes()[:1000])
    with pytest.raises(SourceError, match="cannot be read"):
        build_starter(tmp_path / "t", folder=folder)


def test_extraction(tmp_path: Path) -> None:
    """Rows of ESCO only, ordered by URI, without descriptions and repeated labels."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["", "skill", "addtional_notes", "description", "source_url", "source"])
    writer.writerow(["0", "weld", "join  metal\nweld\n", "long text", URI_PREFIX + "b", "esco"])
    writer.writerow(["1", "cook", "", "", URI_PREFIX + "a", "esco"])
    writer.writerow(["2", "other", "", "", "x", "osn"])
    write_zip(tmp_path / "x.whl", {MEMBER: buffer.getvalue().encode()})
    assert extract_skills(tmp_path / "x.whl") == b"a\tcook\nb\tweld\tjoin metal\n"
    write_zip(tmp_path / "y.whl", {MEMBER: b"skill,source\n"})
    with pytest.raises(SourceError, match="lacks addtional_notes, source_url"):
        extract_skills(tmp_path / "y.whl")
    with zipfile.ZipFile(tmp_path / "z.whl", "w"), pytest.raises(SourceError, match="not the dev-laiser wheel"):
        extract_skills(tmp_path / "y.tsv")


def test_starter_is_small() -> None:
    """The skills stay under the 3 MB that the repository allows them."""
    assert (STARTER / SKILLS_FILE).stat().st_size < 3_000_000


@pytest.mark.slow
def test_identifiers_against_the_official_release(tmp_path: Path) -> None:
    """Every identifier is one of v1.1.1, with the same ISCO group, or listed in newer_than_1_1_1.txt.

    The list (URI and label) is the difference as it was read once; a starter
    set that needs another list fails here and shows it.
    """
    import_release(shared("esco/v1.1.1"), tmp_path / "official")
    report = build_starter(tmp_path / "starter")
    official, mine = Taxonomy.open(tmp_path / "official"), Taxonomy.open(tmp_path / "starter")
    newer = [
        f"{table.uri(row)}\t{table.label(row).text}"
        for table, known in ((mine.skills, official.skills), (mine.occupations, official.occupations))
        for row in range(len(table))
        if known.find_row(table.uri(row)) is None
    ]
    assert newer == NEWER.read_text(encoding="utf-8").splitlines()
    shared_rows = [
        (row, found)
        for row in range(len(mine.occupations))
        if (found := official.occupations.find_row(mine.occupations.uri(row))) is not None
    ]
    wrong = [mine.occupations.uri(a) for a, b in shared_rows if mine.isco_of(a) != official.isco_of(b)]
    assert wrong == []
    assert report.violations == ()
