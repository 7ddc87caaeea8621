"""Artefact folders are whole, checked, and survive a crash between two renames."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from taxonomy.errors import ArtefactDamagedError, ArtefactMissingError
from taxonomy.folder import Manifest, publish_folder, read_folder, read_manifest, verify_folder


def write_two(folder: Path) -> Mapping[str, object]:
    """Write a file and a nested one."""
    (folder / "a.bin").write_bytes(b"aaa")
    (folder / "sub").mkdir()
    (folder / "sub" / "b.txt").write_text("b", encoding="utf-8")
    return {"release": "1", "languages": ("en", "fi")}


def write_other(folder: Path) -> Mapping[str, object]:
    """Write something else."""
    (folder / "a.bin").write_bytes(b"new")
    return {"release": "2"}


def write_failing(folder: Path) -> Mapping[str, object]:
    """Fail half way."""
    (folder / "a.bin").write_bytes(b"half")
    raise OSError("disk full")


def test_published_folder_verifies(tmp_path: Path) -> None:
    """What publish returns is what a reader gets, nested files included."""
    written = publish_folder(tmp_path / "deep" / "x", write_two)
    assert written == verify_folder(tmp_path / "deep" / "x")
    assert sorted(written.files) == ["a.bin", "sub/b.txt"]
    assert written.fields == {"release": "1", "languages": ["en", "fi"]}
    assert len(written.id) == 16


def test_equal_content_has_equal_id(tmp_path: Path) -> None:
    """The id depends on content only; other fields give another id."""
    first = publish_folder(tmp_path / "x", write_two)
    assert first.id == publish_folder(tmp_path / "y", write_two).id
    assert first.id != publish_folder(tmp_path / "y", write_other).id


def test_replacing_leaves_only_the_new(tmp_path: Path) -> None:
    """A second publish replaces the folder and leaves nothing beside it."""
    publish_folder(tmp_path / "x", write_two)
    publish_folder(tmp_path / "x", write_other)
    assert verify_folder(tmp_path / "x").fields["release"] == "2"
    assert not (tmp_path / "x" / "sub").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_failing_write_changes_nothing(tmp_path: Path) -> None:
    """If the writer raises, the old artefact stays and no temporary folder is left."""
    before = publish_folder(tmp_path / "x", write_two)
    with pytest.raises(OSError, match="disk full"):
        publish_folder(tmp_path / "x", write_failing)
    assert before == verify_folder(tmp_path / "x")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_crash_between_renames_is_recovered_on_open(tmp_path: Path) -> None:
    """With the old folder moved aside and the new one not yet in place, the old one is put back."""
    before = publish_folder(tmp_path / "x", write_two)
    (tmp_path / "x").rename(tmp_path / ".x.old")
    assert before == verify_folder(tmp_path / "x")
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_leftovers_of_a_crash_are_removed_on_publish(tmp_path: Path) -> None:
    """Abandoned temporary folders and an old folder beside a good one go away."""
    publish_folder(tmp_path / "x", write_two)
    (tmp_path / ".x.old").mkdir()
    (tmp_path / ".x.new-dead").mkdir()
    (tmp_path / ".x.new-dead" / "a.bin").write_bytes(b"half")
    publish_folder(tmp_path / "x", write_other)
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_folder_being_written_is_left_alone(tmp_path: Path) -> None:
    """Publishing inside another publish of the same target does not delete its temporary folder."""

    def write(folder: Path) -> Mapping[str, object]:
        publish_folder(tmp_path / "x", write_other)
        return write_two(folder)

    publish_folder(tmp_path / "x", write)
    assert verify_folder(tmp_path / "x").fields["release"] == "1"


def test_killed_publisher_leaves_no_trace(tmp_path: Path) -> None:
    """A publisher killed in the middle of writing loses nothing, and the next one cleans up after it."""
    before = publish_folder(tmp_path / "x", write_two)
    code = (
        "import os, pathlib, signal, sys; from taxonomy.folder import publish_folder\n"
        "publish_folder(pathlib.Path(sys.argv[1]), lambda folder: os.kill(os.getpid(), signal.SIGKILL))"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "x")], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 2
    assert verify_folder(tmp_path / "x") == before
    publish_folder(tmp_path / "x", write_other)
    assert [p.name for p in tmp_path.iterdir()] == ["x"]


def test_readers_see_one_publication(tmp_path: Path) -> None:
    """While a folder is replaced again and again, a reader gets the file that belongs to its manifest, always."""

    def write(number: int) -> Callable[[Path], Mapping[str, object]]:
        def fill(folder: Path) -> Mapping[str, object]:
            (folder / "number").write_text(str(number), encoding="utf-8")
            return {"number": number}

        return fill

    def publish() -> None:
        for number in range(30):
            publish_folder(tmp_path / "x", write(number))
        done.set()

    def read(manifest: Manifest) -> tuple[object, int]:
        return manifest.fields["number"], int((tmp_path / "x" / "number").read_text(encoding="utf-8"))

    publish_folder(tmp_path / "x", write(0))
    done = threading.Event()
    thread = threading.Thread(target=publish)
    thread.start()
    while not done.is_set():
        told, found = read_folder(tmp_path / "x", read)
        assert told == found
    thread.join()


def test_missing_artefact(tmp_path: Path) -> None:
    """No folder, or no manifest in it, is 'missing', not 'damaged'."""
    with pytest.raises(ArtefactMissingError):
        read_manifest(tmp_path / "x")
    (tmp_path / "x").mkdir()
    with pytest.raises(ArtefactMissingError):
        verify_folder(tmp_path / "x")


def test_every_damaged_file_is_named(tmp_path: Path) -> None:
    """One error names all bad files and what is wrong with each."""
    publish_folder(tmp_path / "x", write_two)
    (tmp_path / "x" / "a.bin").write_bytes(b"aab")
    (tmp_path / "x" / "sub" / "b.txt").unlink()
    with pytest.raises(ArtefactDamagedError) as caught:
        verify_folder(tmp_path / "x")
    assert len(caught.value.problems) == 2
    assert any("a.bin" in problem and "sha256" in problem for problem in caught.value.problems)
    assert "sub/b.txt is missing" in caught.value.problems


def test_sizes_are_checked_without_hashes(tmp_path: Path) -> None:
    """Without hashes a changed byte passes and a changed size does not."""
    publish_folder(tmp_path / "x", write_two)
    (tmp_path / "x" / "a.bin").write_bytes(b"aab")
    verify_folder(tmp_path / "x", check_hashes=False)
    (tmp_path / "x" / "a.bin").write_bytes(b"aa")
    with pytest.raises(ArtefactDamagedError, match="2 bytes, not 3"):
        verify_folder(tmp_path / "x", check_hashes=False)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"id": "x"}', '{"id": "x", "fields": {}, "files": {"a": 1}}'])
def test_unreadable_manifest(tmp_path: Path, text: str) -> None:
    """A manifest that is not one is damage."""
    publish_folder(tmp_path / "x", write_two)
    (tmp_path / "x" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ArtefactDamagedError):
        read_manifest(tmp_path / "x")


def test_edited_manifest(tmp_path: Path) -> None:
    """Editing a field without the id is noticed."""
    publish_folder(tmp_path / "x", write_two)
    file = tmp_path / "x" / "manifest.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    data["fields"]["release"] = "9"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(ArtefactDamagedError, match="its own id"):
        read_manifest(tmp_path / "x")
