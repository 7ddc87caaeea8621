"""A release becomes an artefact: traps dealt with, violations listed, overlays merged."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from taxonomy.checks import check
from taxonomy.errors import SourceError
from taxonomy.importing import import_release
from taxonomy.overlays import overlay
from taxonomy.source import find_release
from taxonomy.tables import read_tables
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Label, SkillType
from tests.taxonomy.releases import (
    GONE,
    ISCED,
    as_csv,
    language_tables,
    relation_tables,
    shared,
    write_new,
    write_old,
    write_zip,
)
from tests.taxonomy.worlds import BAKE, BAKER, CHEF, COOK, GROUP, HYGIENE, names


@pytest.fixture
def imported(tmp_path: Path) -> Taxonomy:
    """Import the handmade v1.2 release in English and French."""
    import_release(write_new(tmp_path), tmp_path / "taxonomy")
    return Taxonomy.open(tmp_path / "taxonomy", verify=True)


def test_labels(imported: Taxonomy) -> None:
    """Alternatives split at line feeds and stripped; repeats of the preferred label dropped; gendered ones split."""
    assert imported.skills.labels(0, "en") == names("en", "cook", "prepare food", "make  meals")
    assert imported.occupations.labels(0, "fr") == names("fr", "cuisinier", "cuisinière", "chef")
    assert imported.occupations.labels(0, "en") == names("en", "chef/head cook", "maître")
    assert imported.skills.description(0) == "cook, described\nin two lines"
    assert imported.release.languages == ("en", "fr")


def test_relations_and_groups(imported: Taxonomy) -> None:
    """Dangling and repeated rows are not in the adjacency."""
    chef, baker = imported.occupations.row(CHEF), imported.occupations.row(BAKER)
    cook, bake, hygiene = (imported.skills.row(uri) for uri in (COOK, BAKE, HYGIENE))
    assert imported.essential.of(chef).tolist() == [cook, hygiene]
    assert imported.optional.of(chef).tolist() == [bake]
    assert imported.essential.of(baker).tolist() == [bake]
    assert imported.broader_skills.of(bake).tolist() == [cook]
    assert imported.broader_occupations.of(baker).tolist() == [chef]
    groups = [[imported.skill_groups.uris[i] for i in imported.skill_group_indices.of(row)] for row in (cook, hygiene)]
    assert groups == [[GROUP], [ISCED]]
    assert imported.skill_groups.label("1013").text == "hotel, restaurants and catering"
    assert imported.isco.label(imported.isco_of(chef)).text == "group 3434"
    assert imported.collections["green"].tolist() == [hygiene]
    assert imported.occupation_collections["research_occupations"].tolist() == [chef]
    assert [imported.skill_type(row) for row in (cook, bake)] == [SkillType.SKILL, SkillType.UNKNOWN]


def test_violations_are_all_reported(imported: Taxonomy) -> None:
    """Each broken rule once, with its number and examples; the counts are those of the release."""
    told = {(v.table, v.rule): (v.n, v.examples) for v in imported.violations}
    dangling = "dangling: a concept that has no row"
    assert told.pop(("skills", "repeated URI")) == (1, (COOK,))
    assert told.pop(("skills", "empty type")) == (1, (BAKE,))
    assert told.pop(("occupation_skill_relations", "repeated row"))[0] == 1
    assert told.pop(("occupation_skill_relations", dangling)) == (1, (f"{GONE} essential {BAKE}",))
    assert told.pop(("broader_skills", dangling))[0] == 1
    assert told.pop(("broader_occupations", dangling))[0] == 1
    assert told.pop(("collections", "member is no skill or occupation")) == (1, (f"green {GROUP}",))
    assert told == {}
    assert imported.counts.occupation_skill_relations == 5
    assert imported.counts.broader_occupation_relations == 4
    assert (imported.counts.skills, imported.counts.isco_groups) == (3, 3)


def test_both_layouts_give_the_same(tmp_path: Path) -> None:
    """The same content in the v1.1 and v1.2 layouts differs in version and source only."""
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    write_old(tmp_path / "old")
    write_new(tmp_path / "new", ["en"])
    old = import_release(tmp_path / "old", tmp_path / "a")
    new = import_release(tmp_path / "new", tmp_path / "b")
    assert (old.counts, old.violations) == (new.counts, new.violations)
    assert (tmp_path / "a" / "columns.bin").read_bytes() == (tmp_path / "b" / "columns.bin").read_bytes()


def test_import_is_deterministic(tmp_path: Path) -> None:
    """The same source gives the same bytes twice."""
    write_new(tmp_path)
    first = import_release(tmp_path, tmp_path / "out" / "a")
    again = import_release(tmp_path, tmp_path / "out" / "b")
    assert first.release == again.release
    assert (tmp_path / "out/a/manifest.json").read_bytes() == (tmp_path / "out/b/manifest.json").read_bytes()


def test_progress_is_reported(tmp_path: Path) -> None:
    """Every step and violation is said."""
    told: list[str] = []
    import_release(write_old(tmp_path), tmp_path / "t", report=told.append)
    assert told[0] == "reading ESCO 1.1.1 (en)"
    assert any("1 x dangling" in line for line in told)


def test_byte_order_mark(tmp_path: Path) -> None:
    """Files that went through a spreadsheet begin with a mark; it is no part of the first column's name."""
    for name, rows in {**language_tables("en"), **relation_tables()}.items():
        (tmp_path / f"{name}_en.csv").write_bytes(b"\xef\xbb\xbf" + as_csv(rows))
    assert import_release(tmp_path, tmp_path / "t").counts.skills == 3


def test_unreadable_tables_are_listed_together(tmp_path: Path) -> None:
    """A file that is no table and one that lacks a column are in one error."""
    write_old(tmp_path)
    (tmp_path / "skills_en.csv").write_text("conceptUri,label\r\nx,y\r\n", encoding="utf-8")
    bad = {"occupationSkillRelations.csv": b"<html>", "skillSkillRelations.csv": b""}
    write_zip(tmp_path / "A.zip", bad)
    with pytest.raises(SourceError) as caught:
        read_tables(find_release(tmp_path))
    told = "\n".join(caught.value.problems)
    assert "occupationSkillRelations.csv lacks occupationUri, relationType, skillUri" in told
    assert "skillSkillRelations.csv cannot be read" in told


def write_overlay(path: Path, rows: list[tuple[str, str, str | None, str | None, str]]) -> Path:
    """Write a label overlay as the shared ones are."""
    columns = ["conceptUri", "language", "preferredLabel", "altLabels", "source"]
    pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row").write_parquet(path)
    return path


def test_overlays(tmp_path: Path) -> None:
    """New languages, further labels in known ones, unofficial sources, and unknown URIs kept out."""
    first = write_overlay(
        tmp_path / "a.parquet",
        [
            (COOK, "uk", "готувати", "варити\nготувати\n", "unofficial, this project"),
            (CHEF, "de", "Koch/Köchin", None, "1.0.8"),
            (CHEF, "en", "chief cook", None, "1.0.8"),
            (BAKE, "uk", None, None, "unofficial"),
            (GONE, "de", "weg", None, "1.0.8"),
        ],
    )
    second = tmp_path / "b.csv"
    second.write_text("code,language,preferredLabel\n3434,DE,Küchenchefs\n9999,de,x\n", encoding="utf-8")
    report = import_release(write_old(tmp_path), tmp_path / "t", [first, second])
    world = Taxonomy.open(tmp_path / "t")
    assert world.skills.labels(0, "uk") == names("uk", "готувати", "варити", official=False)
    assert world.skills.label(1, "uk") == Label("bake", "en")
    assert world.occupations.labels(0, "de") == names("de", "Koch", "Köchin")
    assert world.occupations.labels(0, "en") == names("en", "chef/head cook", "maître", "chief cook")
    assert world.isco.label("3434", "de").text == "Küchenchefs"
    assert world.release.languages == ("de", "en", "uk")
    unknown = {v.table: (v.n, v.examples) for v in report.violations if v.rule == "URI unknown to this release"}
    assert unknown == {"a.parquet": (1, (GONE,)), "b.csv": (1, ("http://data.europa.eu/esco/isco/C9999",))}


def test_bad_overlays_are_listed_together(tmp_path: Path) -> None:
    """Missing, foreign and incomplete files are in one error."""
    tables = check(read_tables(find_release(write_old(tmp_path)))).tables
    (tmp_path / "no.parquet").write_text("no", encoding="utf-8")
    (tmp_path / "half.csv").write_text("uri,language\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        overlay(tables, [tmp_path / "none.parquet", tmp_path / "no.parquet", tmp_path / "half.csv"])
    assert len(caught.value.problems) == 3
    assert "lacks the column conceptUri (or code), preferredLabel" in str(caught.value)


@pytest.fixture(scope="session")
def official(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """Import the official v1.1.1."""
    target = tmp_path_factory.mktemp("official") / "taxonomy"
    import_release(shared("esco/v1.1.1"), target)
    return Taxonomy.open(target)


@pytest.mark.slow
def test_official_release(official: Taxonomy) -> None:
    """v1.1.1 has the published numbers; its one occupation without a row explains the 67 dangling relations."""
    counts = official.counts
    assert official.release.version == "1.1.1"
    assert official.skills.languages == ("en",)
    assert (counts.skills, counts.occupations, counts.isco_groups) == (13_896, 3_007, 619)
    assert (counts.occupation_skill_relations, counts.skill_skill_relations) == (123_855, 5_899)
    assert (counts.broader_skill_relations, counts.broader_occupation_relations) == (20_656, 3_617)
    dangling = next(v for v in official.violations if v.table == "occupation_skill_relations")
    assert dangling.n == len(dangling.examples) == 67
    assert len({example.split()[0] for example in dangling.examples}) == 1
    assert official.essential.n_pairs + official.optional.n_pairs == 123_855 - 67
    assert {name: len(rows) for name, rows in official.collections.items()} == {
        "digComp": 26,
        "digital": 1_201,
        "green": 570,
        "language": 346,
        "research": 40,
        "transversal": 96,
    }
    assert [sum(1 for _ in official.skills.iter_labels(preferred_only=True)), len(official.skill_groups)] == [
        13_896,
        640,
    ]


@pytest.mark.slow
def test_everyday_labels_join_an_official_release(official: Taxonomy) -> None:
    """ESCO has no Ukrainian; the hand-written names of common occupations are there, unofficial, and displace none."""
    row = next(
        row
        for row, label in official.occupations.iter_labels(["en"], preferred_only=True)
        if label.text == "bricklayer"
    )
    assert official.occupations.label(row, "en") == Label("bricklayer", "en", preferred=True, official=True)
    ukrainian = official.occupations.label(row, "uk")
    assert (ukrainian.language, ukrainian.official) == ("uk", False)
    assert len(official.occupations) == 3_007


def test_labels_are_hostile_text(tmp_path: Path) -> None:
    """Labels lose markup and what nobody can see; one that is too long to be a name is left out, and said."""
    rows: list[tuple[str, str, str | None, str | None, str]] = [
        (COOK, "uk", "<b>готувати</b><script>x</script>", "ва\u200bрити\n\u202eсмажити\U000e0041\npie & mash", "1.0"),
        (CHEF, "de", "Chef&amp;amp;", "x" * 501 + "\n&#38;&#97;mp;lt;", "1.0"),
    ]
    overlaid = write_overlay(tmp_path / "a.parquet", rows)
    report = import_release(write_old(tmp_path), tmp_path / "t", [overlaid])
    world = Taxonomy.open(tmp_path / "t")
    assert [label.text for label in world.skills.labels(0, "uk")] == ["готувати", "варити", "смажити", "pie & mash"]
    assert [label.text for label in world.occupations.labels(0, "de")] == ["Chef&", "<"]
    assert [(v.table, v.n, v.examples) for v in report.violations if "longer" in v.rule] == [("labels", 1, (CHEF,))]
