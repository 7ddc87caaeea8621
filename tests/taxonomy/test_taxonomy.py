"""A Taxonomy answers what went in, in memory and from disk."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.assemble import OccupationRow, SkillRow, build_taxonomy, save
from taxonomy.errors import ArtefactDamagedError, ArtefactMissingError, SourceError, UnknownConceptError
from taxonomy.folder import publish_folder
from taxonomy.taxonomy import Taxonomy, describe
from taxonomy.types import Kind, Label, Relation, ReuseLevel, SkillType
from tests.taxonomy.worlds import BAKE, BAKER, CHEF, COOK, GROUP, HYGIENE, OCCUPATION, SKILL, kitchen


@pytest.fixture(params=["memory", "disk"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Taxonomy:
    """Return the kitchen, as built and as opened from its artefact."""
    built = kitchen()
    if request.param == "memory":
        return built
    save(built, tmp_path / "taxonomy")
    return Taxonomy.open(tmp_path / "taxonomy", verify=True)


def test_rows_are_ordered_by_uri(world: Taxonomy) -> None:
    """Rows are dense and sorted by URI, whatever the input order."""
    assert [world.skills.uri(row) for row in range(len(world.skills))] == [COOK, BAKE, HYGIENE]
    assert [world.occupations.uri(row) for row in range(len(world.occupations))] == [CHEF, BAKER]
    assert world.skills.row(HYGIENE) == 2
    assert world.table(Kind.OCCUPATION) is world.occupations


def test_unknown_concepts(world: Taxonomy) -> None:
    """`find_row` answers None, `row` raises, and it can be caught as a LookupError."""
    assert world.skills.find_row(CHEF) is None
    with pytest.raises(UnknownConceptError, match="unknown skill"):
        world.skills.row(CHEF)
    with pytest.raises(LookupError):
        world.isco.label("0000")
    with pytest.raises(IndexError):
        world.skills.uri(-1)


def test_labels_fall_back_and_say_so(world: Taxonomy) -> None:
    """Asked language, then English, then any; the label tells its language."""
    assert Label("cocinar", "es") == world.skills.label(0, "es")
    assert Label("cook", "en") == world.skills.label(0, "fi")
    assert Label("leipoa", "fi") == world.skills.label(1, "es")
    assert Label("пекар", "uk", official=False) == world.occupations.label(1, "uk")


def test_all_labels_preferred_first(world: Taxonomy) -> None:
    """`labels` puts preferred ones first and can be limited to a language."""
    assert [label.text for label in world.skills.labels(0)] == ["cook", "cocinar", "prepare food"]
    assert [label.text for label in world.skills.labels(0, "en")] == ["cook", "prepare food"]
    assert world.skills.labels(1, "en") == ()
    assert world.skills.languages == ("en", "es", "fi")


def test_iterating_labels(world: Taxonomy) -> None:
    """Labels come by row, filtered by language and kind."""
    assert len(list(world.skills.iter_labels())) == 6
    english = [(row, label.text) for row, label in world.skills.iter_labels({"en"}, preferred_only=True)]
    assert english == [(0, "cook"), (2, "food hygiene")]


def test_relations(world: Taxonomy) -> None:
    """Adjacency is by rows, ascending."""
    assert world.essential.of(0).tolist() == [0, 2]
    assert world.optional.of(0).tolist() == [1]
    assert world.essential.of(1).tolist() == [1, 2]
    assert world.skill_optional.of(0).tolist() == [2]
    assert world.skill_essential.n_pairs == 0
    assert world.broader_skills.of(1).tolist() == [0]
    assert world.broader_occupations.of(1).tolist() == [0]
    assert [world.skill_groups.uris[i] for i in world.skill_group_indices.of(0)] == [GROUP]
    assert world.skill_groups.label("S1.2.3").text == "preparing food"


def test_attributes(world: Taxonomy) -> None:
    """ISCO codes, types, reuse levels, descriptions and collections."""
    assert [world.isco_of(row) for row in range(2)] == ["3434", "7512"]
    assert world.isco.label("7512", "es").text == "Bakers"
    assert Label("3434", "", official=False) == world.isco.label("3434")
    assert [world.skill_type(row) for row in range(3)] == [SkillType.UNKNOWN, SkillType.SKILL, SkillType.KNOWLEDGE]
    assert ReuseLevel.CROSS_SECTOR is world.reuse_level(0)
    assert world.skills.description(2) == "Keep food safe."
    assert world.collections["green"].tolist() == [0, 2]
    assert world.occupation_collections["research"].tolist() == [0]


def test_describe_is_json(world: Taxonomy) -> None:
    """`describe` survives JSON and counts what is there."""
    shown = json.loads(json.dumps(describe(world)))
    assert shown == describe(world)
    assert tuple(
        shown["counts"][name]
        for name in ("skills", "occupations", "isco_groups", "occupation_skill_relations", "skill_skill_relations")
    ) == (3, 2, 2, 5, 1)
    assert shown["counts"]["labels"] == {"en": 6, "es": 1, "fi": 2, "uk": 1}
    assert shown["violations"] == [{"table": "skills", "rule": "no label", "n": 1, "examples": ["x"]}]


def test_release_id_names_the_content(world: Taxonomy) -> None:
    """The id is the same in memory and on disk, and another for other content."""
    assert kitchen().release == world.release
    assert world.release.id != build_taxonomy(skills=[SkillRow(COOK)]).release.id


def test_unknown_and_repeated_uris_are_refused() -> None:
    """Building fails early on a relation to nowhere and on a URI that is there twice."""
    with pytest.raises(UnknownConceptError, match="x"):
        build_taxonomy(
            skills=[SkillRow(COOK)], occupations=[OccupationRow(CHEF)], relations=[(CHEF, Relation.ESSENTIAL, "x")]
        )
    with pytest.raises(SourceError, match="more than once"):
        build_taxonomy(skills=[SkillRow(COOK), SkillRow(COOK)])


def test_concept_without_label() -> None:
    """The URI stands in, with an empty language."""
    assert Label(COOK, "", official=False) == build_taxonomy(skills=[SkillRow(COOK)]).skills.label(0)


def test_opening_what_is_no_taxonomy(tmp_path: Path) -> None:
    """Missing, foreign and damaged folders are told apart."""
    with pytest.raises(ArtefactMissingError):
        Taxonomy.open(tmp_path / "none")
    publish_folder(tmp_path / "other", lambda _: {"kind": "index"})
    with pytest.raises(ArtefactDamagedError, match="not that of a taxonomy"):
        Taxonomy.open(tmp_path / "other")
    publish_folder(tmp_path / "half", lambda _: {"kind": "taxonomy", "format": 1})
    with pytest.raises(ArtefactDamagedError, match="missing"):
        Taxonomy.open(tmp_path / "half")
    save(kitchen(), tmp_path / "good")
    data = tmp_path / "good" / "columns.bin"
    data.write_bytes(data.read_bytes()[:-1] + b"X")
    Taxonomy.open(tmp_path / "good")
    with pytest.raises(ArtefactDamagedError, match=r"columns\.bin"):
        Taxonomy.open(tmp_path / "good", verify=True)


def test_reading_needs_no_polars() -> None:
    """The serving side imports neither polars nor httpx."""
    code = "import sys, taxonomy.taxonomy, taxonomy.assemble; sys.exit(bool({'polars', 'httpx'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
labels = st.lists(
    st.builds(Label, texts, st.sampled_from(["ar", "en", "uk"]), st.booleans(), st.booleans()), max_size=5
)
skill_rows = st.lists(
    st.builds(SkillRow, texts.map(SKILL.__add__), labels.map(tuple), texts, st.sampled_from(SkillType)),
    max_size=6,
    unique_by=lambda row: row.uri,
)
occupation_rows = st.lists(
    st.builds(OccupationRow, texts.map(OCCUPATION.__add__), st.sampled_from(["", "0110", "7512"]), labels.map(tuple)),
    max_size=4,
    unique_by=lambda row: row.uri,
)


@settings(max_examples=40, deadline=None)
@given(skills=skill_rows, occupations=occupation_rows, data=st.data())
def test_save_then_open_equals_the_original(
    skills: list[SkillRow], occupations: list[OccupationRow], data: st.DataObject
) -> None:
    """Every array and field of an artefact is what was built, and input order is irrelevant."""
    edges = [(o.uri, r, s.uri) for o in occupations for s in skills for r in Relation]
    chosen = data.draw(st.lists(st.sampled_from(edges)) if edges else st.just([]))
    built = build_taxonomy(skills=skills, occupations=occupations, relations=chosen)
    again = build_taxonomy(skills=skills[::-1], occupations=occupations[::-1], relations=chosen[::-1])
    assert built.release == again.release
    with tempfile.TemporaryDirectory() as folder:
        save(built, Path(folder) / "t")
        opened = Taxonomy.open(Path(folder) / "t", verify=True)
        assert dict(built.columns.fields) == {k: opened.columns.fields[k] for k in built.columns.fields}
        assert built.columns.arrays.keys() == opened.columns.arrays.keys()
        for name, array in built.columns.arrays.items():
            assert array.dtype == opened.columns.arrays[name].dtype
            assert np.array_equal(array, opened.columns.arrays[name])
        for occupation in occupations:
            row = opened.occupations.row(occupation.uri)
            wanted = {s for o, r, s in chosen if o == occupation.uri and r is Relation.ESSENTIAL}
            assert wanted == {opened.skills.uri(int(i)) for i in opened.essential.of(row)}
