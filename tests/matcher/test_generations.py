"""A generation is whole and verified, or another one is used, or an error says so; never an empty index."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import IndexMissingError
from matcher.generations import CURRENT, Content, open_current, open_generation, publish_generation
from taxonomy.folder import MANIFEST, publish_folder
from tests.matcher.test_index import unit

IDS = [f"v{i:03d}" for i in range(50)]
VECTORS = unit(50)


def publish(root: Path, n: int) -> str:
    """Publish the first `n` vectors."""
    return publish_generation(root, IDS[:n], VECTORS[:n], fields={"model": "m", "sequence": n})


def names(root: Path) -> list[str]:
    """Return the generations that are there."""
    return sorted(path.name for path in root.glob("gen-*"))


def test_open_equals_what_was_published(tmp_path: Path) -> None:
    """Ids, vectors, fields and answers survive the way through the disk."""
    name = publish(tmp_path, 50)
    opened = open_current(tmp_path)
    assert ("gen-000001", tuple(IDS), 50) == (opened.name, tuple(opened.ids), len(opened.index))
    assert name == opened.name
    assert tuple(opened.fields[key] for key in ("model", "sequence", "count")) == ("m", 50, 50)
    rows, _ = opened.index.search(VECTORS[7], 1)
    assert rows.tolist() == [7]


def test_one_that_keeps_its_vectors_is_used(tmp_path: Path) -> None:
    """Generations published before they were left out hold a file more, which is verified and not read."""
    before = tmp_path / publish(tmp_path, 50)
    fields = dict(open_current(tmp_path).fields)

    def write(folder: Path) -> dict[str, object]:
        for file in before.iterdir():
            if file.name != MANIFEST:
                shutil.copy(file, folder)
        np.save(folder / "vectors.npy", VECTORS)
        return fields

    publish_folder(tmp_path / "gen-000002", write)
    assert [*open_generation(tmp_path, "gen-000002").ids] == list(IDS)


def test_the_newest_two_are_kept(tmp_path: Path) -> None:
    """Publishing prunes, and numbers go on."""
    for n in (10, 20, 30):
        publish(tmp_path, n)
    assert names(tmp_path) == ["gen-000002", "gen-000003"]
    assert len(open_current(tmp_path).ids) == 30


@pytest.mark.parametrize("file", ["columns.bin", "index.faiss", "manifest.json"])
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
    folder = tmp_path / publish(tmp_path, 3)
    whole = (folder / "index.faiss").read_bytes()
    for at in range(0, len(whole), 37):
        (folder / "index.faiss").write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(IndexMissingError, match="sha256 differs"):
            open_current(tmp_path)
        (tmp_path / f"damaged-{folder.name}").rename(folder)


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


def test_what_is_damaged_is_named_and_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The log says which file of which generation; the folder gets another name, and its number is not used again."""
    for n in (10, 20):
        publish(tmp_path, n)
    (tmp_path / "gen-000002" / "values.json").write_bytes(b"")
    assert open_current(tmp_path).name == "gen-000001"
    [record] = caplog.records
    assert "gen-000002 is damaged and set aside" in record.getMessage()
    assert "values.json has 0 bytes" in record.getMessage()
    assert (tmp_path / "damaged-gen-000002").is_dir()
    shutil.rmtree(tmp_path / "gen-000001")
    assert publish(tmp_path, 30) == "gen-000003"


def test_a_generation_of_another_version_is_not_damaged(tmp_path: Path) -> None:
    """It cannot be used, and nobody is told that a disk fails."""
    name = publish(tmp_path, 10)
    manifest = tmp_path / name / "manifest.json"
    old = manifest.read_text(encoding="utf-8")
    fields = {**json.loads(old)["fields"], "format": 1}
    shutil.rmtree(tmp_path / name)
    publish_folder(tmp_path / name, lambda _: fields)
    with pytest.raises(IndexMissingError, match="in format 1, not 2"):
        open_current(tmp_path)
    assert (tmp_path / name).is_dir()


def test_what_somebody_has_open_stays(tmp_path: Path) -> None:
    """A generation is removed only once nobody holds it, however many have been published since."""
    publish(tmp_path, 10)
    held = open_current(tmp_path)
    for n in (20, 30, 40):
        publish(tmp_path, n)
    assert names(tmp_path) == ["gen-000001", "gen-000003", "gen-000004"]
    assert held.index.search(VECTORS[7], 1)[0].tolist() == [7]
    del held
    publish(tmp_path, 50)
    assert names(tmp_path) == ["gen-000004", "gen-000005"]


def test_content_survives(tmp_path: Path) -> None:
    """Arrays and values come back as they were, arrays mapped and read-only."""
    content = Content({"n": np.arange(5, dtype=np.int32)}, {"words": ["à", 1, None]})
    publish_generation(tmp_path, IDS, VECTORS, fields={}, content=content)
    opened = open_current(tmp_path).content
    assert (opened.arrays["n"].tolist(), opened.arrays["n"].dtype.name) == ([0, 1, 2, 3, 4], "int32")
    assert not opened.arrays["n"].flags.writeable
    assert opened.values == {"words": ["à", 1, None]}


def test_nothing_usable_is_an_error(tmp_path: Path) -> None:
    """No folder, an empty one, or only damaged generations: rebuild, do not answer from nothing."""
    for root in (tmp_path / "absent", tmp_path):
        with pytest.raises(IndexMissingError, match="none found"):
            open_current(root)
    (tmp_path / publish(tmp_path, 5) / "values.json").write_bytes(b"")
    with pytest.raises(IndexMissingError, match=r"values\.json has 0 bytes"):
        open_current(tmp_path)


def test_ids_must_fit(tmp_path: Path) -> None:
    """One vector per id, ids ascending: ties are ordered by row."""
    for ids in (["a"], ["b", "a"], ["a", "a"]):
        with pytest.raises(ValueError, match="one vector per id"):
            publish_generation(tmp_path, ids, VECTORS[:2], fields={})


def test_an_empty_generation_can_be_published(tmp_path: Path) -> None:
    """No vacancies is something one can publish, and it opens."""
    publish(tmp_path, 0)
    assert len(open_current(tmp_path).ids) == 0
