"""A generation is whole and verified, or another one is used, or an error says so; never an empty index."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import IndexMissingError
from matcher.generations import CURRENT, open_current, publish_generation
from tests.matcher.test_index import unit

IDS = [f"v{i:03d}" for i in range(50)]
VECTORS = unit(50)


def publish(root: Path, n: int) -> str:
    """Publish the first `n` vectors."""
    return publish_generation(root, IDS[:n], VECTORS[:n], fields={"model": "m", "sequence": n})


def test_open_equals_what_was_published(tmp_path: Path) -> None:
    """Ids, vectors, fields and answers survive the way through the disk."""
    name = publish(tmp_path, 50)
    opened = open_current(tmp_path)
    assert ("gen-000001", tuple(IDS), 50) == (opened.name, opened.ids, len(opened.index))
    assert name == opened.name
    assert VECTORS.tobytes() == np.asarray(opened.vectors).tobytes()
    assert tuple(opened.fields[key] for key in ("model", "sequence", "count")) == ("m", 50, 50)
    rows, _ = opened.index.search(VECTORS[7], 1)
    assert rows.tolist() == [7]


def test_the_newest_two_are_kept(tmp_path: Path) -> None:
    """Publishing prunes, and numbers go on."""
    for n in (10, 20, 30):
        publish(tmp_path, n)
    assert sorted(path.name for path in tmp_path.glob("gen-*")) == ["gen-000002", "gen-000003"]
    assert len(open_current(tmp_path).ids) == 30


@pytest.mark.parametrize("file", ["vectors.npy", "index.faiss", "manifest.json"])
@pytest.mark.parametrize("damage", ["flip", "truncate", "delete"])
def test_a_damaged_generation_is_not_used(tmp_path: Path, file: str, damage: str) -> None:
    """One flipped byte, a cut or a lost file: the generation before it answers."""
    publish(tmp_path, 10)
    path = tmp_path / publish(tmp_path, 20) / file
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    if damage == "delete":
        path.unlink()
    else:
        path.write_bytes(bytes(data) if damage == "flip" else path.read_bytes()[:-2])
    assert len(open_current(tmp_path).ids) == 10


def test_every_byte_of_the_index_counts(tmp_path: Path) -> None:
    """A flip anywhere in the index file is noticed, though faiss itself would load most of them."""
    path = tmp_path / publish(tmp_path, 3) / "index.faiss"
    whole = path.read_bytes()
    for at in range(0, len(whole), 37):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(IndexMissingError, match="sha256 differs"):
            open_current(tmp_path)


def test_the_pointer_decides(tmp_path: Path) -> None:
    """CURRENT wins over a newer folder; without a readable pointer the newest whole generation is used."""
    first = publish(tmp_path, 10)
    publish(tmp_path, 20)
    (tmp_path / CURRENT).write_text(first + "\n", encoding="utf-8")
    assert len(open_current(tmp_path).ids) == 10
    for content in (b"", b"gen-999999\n", b"\xff\xfe"):
        (tmp_path / CURRENT).write_bytes(content)
        assert len(open_current(tmp_path).ids) == 20
    (tmp_path / CURRENT).unlink()
    assert len(open_current(tmp_path).ids) == 20


def test_a_half_written_generation_is_ignored(tmp_path: Path) -> None:
    """What a crash leaves behind (a temporary folder, or a folder without a manifest) is never opened."""
    whole = tmp_path / publish(tmp_path, 10)
    shutil.copytree(whole, tmp_path / ".gen-000002.new-abc")
    shutil.copytree(whole, tmp_path / "gen-000002")
    (tmp_path / "gen-000002" / "manifest.json").unlink()
    (tmp_path / CURRENT).write_text("gen-000002\n", encoding="utf-8")
    assert open_current(tmp_path).name == "gen-000001"
    assert publish(tmp_path, 20) == "gen-000003"
    assert len(open_current(tmp_path).ids) == 20


def test_nothing_usable_is_an_error(tmp_path: Path) -> None:
    """No folder, an empty one, or only damaged generations: rebuild, do not answer from nothing."""
    for root in (tmp_path / "absent", tmp_path):
        with pytest.raises(IndexMissingError, match="none found"):
            open_current(root)
    (tmp_path / publish(tmp_path, 5) / "vectors.npy").write_bytes(b"")
    with pytest.raises(IndexMissingError, match=r"vectors\.npy has 0 bytes"):
        open_current(tmp_path)


def test_ids_must_fit(tmp_path: Path) -> None:
    """One vector per id, ids ascending: ties are ordered by row."""
    for ids in (["a"], ["b", "a"], ["a", "a"]):
        with pytest.raises(ValueError, match="one vector per id"):
            publish_generation(tmp_path, ids, VECTORS[:2], fields={})


def test_an_empty_generation_can_be_published(tmp_path: Path) -> None:
    """No vacancies is something one can publish, and it opens."""
    publish(tmp_path, 0)
    assert open_current(tmp_path).ids == ()
