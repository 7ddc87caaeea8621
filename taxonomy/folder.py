"""Artefact folders: written whole or not at all, checked by size and sha256.

A folder holds any files and `manifest.json`. It is written under a hidden
temporary name beside its target, synced, and renamed into place. POSIX cannot
exchange two folders portably, so replacing one takes two renames; a crash
between them leaves the old folder under `.NAME.old`, and whoever opens or
publishes next puts it back. Files that a manifest does not name are ignored.

The locks are advisory `flock`s on the folders themselves, so nothing is left
behind when a process dies. A reader that holds files of the old folder open
(or mapped) keeps them; only their names go.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from taxonomy.errors import ArtefactDamagedError, ArtefactError, ArtefactMissingError

MANIFEST = "manifest.json"
ID_LENGTH = 16

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file of an artefact: bytes, and lower-case hex digest."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an artefact folder holds.

    `id` is 16 hex digits over the hashes of the files and the fields: equal
    content, equal id. `files` is keyed by path inside the folder, with `/`.
    """

    id: str
    fields: Mapping[str, object]
    files: Mapping[str, FileEntry]


def publish_folder(target: Path, write: Callable[[Path], Mapping[str, object]]) -> Manifest:
    """Let `write` fill a temporary folder, then put it in place of `target` in one step.

    `write` gets the empty folder and returns JSON-able fields for the
    manifest. If it raises, `target` is as it was. Missing parents are made.
    """
    parent = target.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with _locked(parent):
            _remove_abandoned(target)
            fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.new-", dir=parent))
            stack.callback(shutil.rmtree, fresh, ignore_errors=True)
            stack.enter_context(_locked(fresh))
        manifest = _describe(fresh, write(fresh))
        _write_manifest(fresh, manifest)
        _sync_tree(fresh)
        with _locked(parent):
            _swap(fresh, target)
    return manifest


def read_manifest(path: Path) -> Manifest:
    """Read the manifest of the artefact at `path`, without looking at its files.

    Raises ArtefactMissingError where there is none, ArtefactDamagedError where
    it cannot be read or its id does not follow from its content.
    """
    raw = _manifest_bytes(path)
    if raw is None:
        _recover(path)
        raw = _manifest_bytes(path)
    if raw is None:
        raise ArtefactMissingError(path, [f"no artefact here (no {MANIFEST})"])
    try:
        data = json.loads(raw)
        manifest = _parse(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArtefactDamagedError(path, [f"{MANIFEST} is not a manifest ({error})"]) from error
    if manifest.id != data["id"]:
        raise ArtefactDamagedError(path, [f"{MANIFEST} does not match its own id"])
    return manifest


def verify_folder(path: Path, *, check_hashes: bool = True) -> Manifest:
    """Check every file of the artefact at `path` and return its manifest.

    Sizes are always compared; with `check_hashes` every byte is read too.
    Raises ArtefactMissingError, or ArtefactDamagedError naming every bad file.
    """
    manifest = read_manifest(path)
    problems: list[str] = []
    for name, entry in manifest.files.items():
        problem = _problem(path / name, entry, check_hashes=check_hashes)
        if problem:
            problems.append(f"{name} {problem}")
    if problems:
        raise ArtefactDamagedError(path, problems)
    return manifest


def read_folder(path: Path, read: Callable[[Manifest], Content], *, check_hashes: bool = True) -> Content:
    """Verify the artefact at `path` and return what `read` makes of it, all from the same publication.

    If the folder was replaced meanwhile, both are done again, so `read` must
    have no other effect. Raises as `verify_folder` and `read` do.
    """
    while True:
        before = _identity_of(path)
        try:
            content = read(verify_folder(path, check_hashes=check_hashes))
        except (ArtefactError, OSError):
            if _identity_of(path) == before:
                raise
        else:
            if _identity_of(path) == before:
                return content


def _identity_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


def _manifest_bytes(path: Path) -> bytes | None:
    try:
        return (path / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _problem(file: Path, entry: FileEntry, *, check_hashes: bool) -> str | None:
    try:
        size = file.stat().st_size
    except (FileNotFoundError, NotADirectoryError):
        return "is missing"
    if size != entry.size:
        return f"has {size} bytes, not {entry.size}"
    if check_hashes and _sha256(file) != entry.sha256:
        return "has other bytes than when it was written (sha256 differs)"
    return None


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _describe(folder: Path, fields: Mapping[str, object]) -> Manifest:
    files = {
        file.relative_to(folder).as_posix(): FileEntry(file.stat().st_size, _sha256(file))
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    # Through JSON once, so that what is returned equals what a reader gets (tuples become lists).
    plain: dict[str, object] = json.loads(json.dumps(dict(fields), allow_nan=False))
    return Manifest(_identify(plain, files), plain, files)


def _identify(fields: Mapping[str, object], files: Mapping[str, FileEntry]) -> str:
    content = {"fields": dict(fields), "files": {name: entry.sha256 for name, entry in files.items()}}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:ID_LENGTH]


def _parse(data: dict[str, Any]) -> Manifest:
    files = {str(name): FileEntry(int(entry["size"]), str(entry["sha256"])) for name, entry in data["files"].items()}
    fields = dict(data["fields"])
    str(data["id"])
    return Manifest(_identify(fields, files), fields, files)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    data = {
        "id": manifest.id,
        "fields": manifest.fields,
        "files": {name: {"size": e.size, "sha256": e.sha256} for name, e in manifest.files.items()},
    }
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _sync_tree(folder: Path) -> None:
    # A temporary folder is private (0700); the artefact gets what mkdir would have given it.
    umask = os.umask(0)
    os.umask(umask)
    folder.chmod(0o777 & ~umask)
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _old(target: Path) -> Path:
    return target.absolute().with_name(f".{target.name}.old")


def _swap(fresh: Path, target: Path) -> None:
    old = _old(target)
    _settle(target)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    _sync(target.absolute().parent)
    shutil.rmtree(old, ignore_errors=True)


def _settle(target: Path) -> None:
    """Undo a swap that was cut short; the caller holds the lock on the parent."""
    old = _old(target)
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old)
    else:
        old.rename(target)


def _recover(target: Path) -> None:
    if not target.absolute().parent.is_dir():
        return
    with _locked(target.absolute().parent):  # waits for a swap in progress
        _settle(target)


def _remove_abandoned(target: Path) -> None:
    for leftover in target.absolute().parent.glob(f".{target.name}.new-*"):
        with _try_locked(leftover) as free:
            if free:
                shutil.rmtree(leftover, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _try_locked(folder: Path) -> Iterator[bool]:
    """Yield whether nobody else holds `folder`; its maker holds it as long as it lives."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:  # just renamed into place
        yield False
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)
