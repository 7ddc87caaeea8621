"""Near skills: ESCO's relations, cosines against numpy, and the way through the disk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from matcher.errors import NearTableError
from matcher.near import (
    BROADER_FOR_NARROWER,
    ESSENTIAL_FOR_HAVING,
    HAVING_FOR_ESSENTIAL,
    NARROWER_FOR_BROADER,
    OPTIONAL_EITHER_WAY,
    Calibration,
    build_near,
    near_from_pairs,
    open_near,
)
from taxonomy.assemble import SkillRow, build_taxonomy
from taxonomy.errors import ArtefactDamagedError
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Label, Relation
from tests.matcher.test_index import unit

LINEAR = Calibration(((0.5, 40), (1.0, 90)))


def skills(n: int) -> Taxonomy:
    """Return a taxonomy of `n` unrelated skills."""
    return build_taxonomy(skills=[SkillRow(f"s{i:03d}") for i in range(n)])


def related() -> Taxonomy:
    """Return rye under bread; bread needs hygiene and may need marketing."""
    return build_taxonomy(
        skills=[SkillRow(uri) for uri in ("bread", "hygiene", "marketing", "rye")],
        broader=[("rye", "bread")],
        skill_relations=[("bread", Relation.ESSENTIAL, "hygiene"), ("bread", Relation.OPTIONAL, "marketing")],
    )


def test_relations_of_esco() -> None:
    """Each relation gives its named percent in each direction, and a skill is itself at 100."""
    near = build_near(related(), None)
    bread, hygiene, marketing, rye = range(4)
    assert near.near(rye, bread) == NARROWER_FOR_BROADER > BROADER_FOR_NARROWER == near.near(bread, rye)
    assert near.near(bread, hygiene) == HAVING_FOR_ESSENTIAL > ESSENTIAL_FOR_HAVING == near.near(hygiene, bread)
    assert near.near(bread, marketing) == near.near(marketing, bread) == OPTIONAL_EITHER_WAY
    assert near.near(rye, hygiene) == 0
    assert near.near(rye, rye) == 100


def test_vectors_and_relations_take_the_higher() -> None:
    """Where both speak, the higher percent holds."""
    vectors = np.array([[1, 0], [0, 1], [0.98, 0.199], [1, 0]], dtype=np.float32)
    near = build_near(related(), vectors, calibration=LINEAR)
    assert near.near(3, 0) == 90  # the same vector, against 80 for narrower
    assert near.near(0, 1) == HAVING_FOR_ESSENTIAL  # orthogonal
    assert near.near(0, 2) == 88  # cosine .98


def test_neighbours_equal_numpy() -> None:
    """Blocks, calibration and top-k give what a dense matrix gives; a pair is kept when either side names it."""
    n, k = 700, 5  # more than one block
    vectors = unit(n)
    cosines = np.round((vectors @ vectors.T).astype(np.float64), 4)
    np.fill_diagonal(cosines, -1)
    expected: dict[tuple[int, int], int] = {}
    for i in range(n):
        for j in np.lexsort((np.arange(n), -cosines[i]))[:k].tolist():
            if cosines[i, j] >= 0.5:
                percent = int(40 + (cosines[i, j] - 0.5) * 100 + 1e-9)
                expected[i, j] = expected[j, i] = percent
    near = build_near(skills(n), vectors, calibration=LINEAR, max_neighbours=k)
    found = {
        (i, int(j)): int(percent)
        for i in range(n)
        for j, percent in zip(
            near.indices[near.indptr[i] : near.indptr[i + 1]],
            near.percent[near.indptr[i] : near.indptr[i + 1]],
            strict=True,
        )
    }
    assert expected == found
    assert all(np.all(np.diff(near.indices[a:b]) > 0) for a, b in zip(near.indptr, near.indptr[1:], strict=False))


def test_calibration_is_piecewise_linear() -> None:
    """Nothing below the first point, the last percent above the last."""
    calibration = Calibration(((0.8, 40), (0.9, 80), (1.0, 95)))
    cosines = np.array([0.79, 0.8, 0.85, 0.9, 0.95, 1.0], dtype=np.float32)
    assert calibration.percent(cosines).tolist() == [0, 40, 60, 80, 87, 95]


def test_threshold_and_repeats() -> None:
    """Pairs below the threshold and pairs of a skill with itself are dropped; repeats keep the highest."""
    pairs = np.array([[0, 1, 30], [0, 2, 50], [0, 2, 70], [1, 1, 90], [2, 0, 100]])
    near = near_from_pairs(3, pairs, threshold=40)
    assert [near.near(0, 1), near.near(0, 2), near.near(2, 0), near.near(1, 1)] == [0, 70, 99, 100]


def test_save_then_open_equals_the_original(tmp_path: Path) -> None:
    """The artefact carries the table, an id, and the taxonomy it belongs to."""
    near = build_near(skills(50), unit(50), calibration=LINEAR)
    manifest = near.save(tmp_path / "near", taxonomy_id="t1", encoder_id="e1")
    opened = open_near(tmp_path / "near", taxonomy_id="t1")
    assert manifest.id == opened.id
    for name in ("indptr", "indices", "percent"):
        assert getattr(near, name).tolist() == getattr(opened, name).tolist()
    with pytest.raises(NearTableError, match="not the near skills of taxonomy t2"):
        open_near(tmp_path / "near", taxonomy_id="t2")


def test_damage_is_found(tmp_path: Path) -> None:
    """A flipped byte in any file is an error."""
    build_near(skills(50), unit(50), calibration=LINEAR).save(tmp_path / "near", taxonomy_id="t", encoder_id="e")
    for path in sorted((tmp_path / "near").iterdir()):
        whole = path.read_bytes()
        path.write_bytes(whole[:20] + bytes([whole[20] ^ 1]) + whole[21:])
        with pytest.raises(ArtefactDamagedError):
            open_near(tmp_path / "near", taxonomy_id="t")
        path.write_bytes(whole)


def test_vectors_must_fit() -> None:
    """One vector per skill."""
    with pytest.raises(NearTableError, match="3 vectors for 4 skills"):
        build_near(related(), unit(3))


def test_languages_are_never_near_each_other() -> None:
    """Equal vectors make two skills near, but not two language skills: neither language stands in for the other."""
    names = ("bake bread", "make bread", "understand spoken Danish", "understand spoken English")
    skills = [SkillRow(f"http://x/skill/{i}", (Label(name, "en"),)) for i, name in enumerate(names)]
    table = build_near(build_taxonomy(skills=skills), np.eye(4, dtype=np.float32)[[0, 0, 1, 1]])
    assert (table.near(0, 1), table.near(2, 3), table.near(0, 2)) == (90, 0, 0)


def test_a_collection_of_languages_is_believed() -> None:
    """Where the release has a collection of language skills, it decides, whatever the labels are."""
    skills = [SkillRow(f"http://x/skill/{i}", (Label(f"name {i}", "en"),)) for i in range(3)]
    taxonomy = build_taxonomy(skills=skills, collections={"language": ["http://x/skill/0", "http://x/skill/1"]})
    table = build_near(taxonomy, np.ones((3, 1), dtype=np.float32))
    assert (table.near(0, 1), table.near(0, 2)) == (0, 90)
