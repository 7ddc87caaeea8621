"""Index generations on disk: folders that are complete and verified, or not used at all.

ROOT/gen-000123/   ids and other arrays as columns, values.json, index.faiss, manifest.json with sha256s
ROOT/CURRENT       the name of the generation in use, written last

A generation is written under a temporary name, synced and renamed; the pointer follows. So a crash at any moment
leaves the old generation in use. One that is damaged is found by its hashes, named in the log and set aside under
another name, and the one before it takes over. Whoever has a generation open holds a shared lock on its folder, so
that nobody removes it before it is mapped, and as long as it is.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ArtefactMismatchError, IndexMissingError
from matcher.ids import Ids, StoredIds
from matcher.index import EXACT_MAX, VacancyIndex
from taxonomy.columns import StringColumn, map_arrays, save_arrays, string_column
from taxonomy.errors import ArtefactDamagedError, ArtefactError, ArtefactMissingError
from taxonomy.folder import publish_folder, verify_folder

CURRENT = "CURRENT"
INDEX = "index.faiss"
VALUES = "values.json"
PUBLISHING = ".publishing"
FORMAT = 2
NAME = re.compile(r"(damaged-)?gen-(\d{6,})")
# The one in use and the one to fall back to.
KEPT = 2
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """What a generation keeps beside ids and vectors: arrays by name, and JSON-able values that they point into."""

    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


class Hold:
    """A shared lock on a folder, for as long as this object lives."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError, OSError):
            os.close(self._descriptor)


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """A verified generation: row i of `index` is the vacancy `ids[i]`; files are mapped."""

    name: str
    index: VacancyIndex
    ids: Ids
    fields: Mapping[str, object]
    content: Content
    hold: Hold


@contextmanager
def publishing(root: Path) -> Iterator[None]:
    """Wait until no other process publishes under `root`, and keep them from it; the lock ends with its process."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / PUBLISHING, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def publish_generation(
    root: Path,
    ids: Ids,
    vectors: NDArray[np.float32],
    *,
    fields: Mapping[str, object],
    exact_max: int = EXACT_MAX,
    content: Content | None = None,
) -> str:
    """Build and publish a generation, point to it, remove what nobody needs any more; returns its name.

    `ids` are ascending, one per row of `vectors`. `fields` (model, taxonomy, source sequence, ...) go into the
    manifest. Where several processes may publish, the caller holds `publishing`. Raises ValueError where ids and
    vectors do not fit each other, and OSError where the generation is not in use for want of room or of a disk.
    """
    if len(ids) != len(vectors) or list(ids) != sorted(set(ids)):
        raise ValueError("a generation needs one vector per id, and ids that are distinct and ascending")
    index = VacancyIndex.build(vectors, exact_max=exact_max)
    kept = content or Content()

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays({**StringColumn.from_strings(ids).arrays("ids"), **kept.arrays}, folder)
        (folder / VALUES).write_text(json.dumps(kept.values, ensure_ascii=False), encoding="utf-8")
        (folder / INDEX).write_bytes(index.to_bytes().data)
        return {**fields, "kind": "generation", "format": FORMAT, "count": len(ids)}

    name = _name(max([0, *_numbers(root, damaged_too=True)]) + 1)
    publish_folder(root / name, write)
    _point_to(root, name)
    _prune(root, name)
    return name


def open_current(root: Path) -> Generation:
    """Open the generation that CURRENT names, verified; else the newest other one that is whole.

    Damaged ones are logged and set aside. Raises IndexMissingError, with what is wrong with each, where there is none:
    the caller rebuilds from SQL. Never answers with an empty index that nobody published.
    """
    problems: list[str] = []
    for name in _candidates(root):
        try:
            return open_generation(root, name)
        except (ArtefactError, ArtefactMismatchError, OSError) as error:
            problems.append(str(error))
    raise IndexMissingError(root, problems)


def open_generation(root: Path, name: str) -> Generation:
    """Open one generation, verified. Sets it aside and raises ArtefactError where it is damaged.

    Raises ArtefactMismatchError for one of another version of the program, and OSError where it cannot be read.
    """
    folder = root / name
    try:
        hold = Hold(folder)
        return _open(folder, hold)
    except ArtefactError as error:
        if folder.exists():
            _set_aside(root, name, error)
        raise


def read_current(root: Path) -> str | None:
    """Return the name that CURRENT holds; None where there is none, or it cannot be read."""
    try:
        return (root / CURRENT).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def verify_current(root: Path) -> None:
    """Read every byte of the generation that CURRENT names again; sets it aside and raises ArtefactError if damaged."""
    name = read_current(root)
    if name is None:
        raise ArtefactMissingError(root, [f"there is no {CURRENT}"])
    try:
        verify_folder(root / name)
    except ArtefactError as error:
        if (root / name).exists():
            _set_aside(root, name, error)
        raise


def _open(folder: Path, hold: Hold) -> Generation:
    manifest = verify_folder(folder)
    if manifest.fields.get("format") != FORMAT:
        raise ArtefactMismatchError(folder, [f"in format {manifest.fields.get('format')}, not {FORMAT}"])
    arrays = map_arrays(folder)
    ids = StoredIds(string_column(arrays, "ids"))
    index = VacancyIndex.open(folder / INDEX)
    counts = {len(ids), len(index), manifest.fields.get("count")}
    if len(counts) > 1:
        raise ArtefactDamagedError(folder, [f"its counts differ ({counts})"])
    values = json.loads((folder / VALUES).read_text(encoding="utf-8"))
    return Generation(folder.name, index, ids, manifest.fields, Content(arrays, values), hold)


def _set_aside(root: Path, name: str, error: ArtefactError) -> None:
    """Give a damaged generation a name under which nobody opens it; it is removed when a newer one is damaged."""
    log.error("index generation %s is damaged and set aside: %s", name, "; ".join(error.problems))
    for older in root.glob("damaged-gen-*"):
        shutil.rmtree(older, ignore_errors=True)
    with contextlib.suppress(OSError):  # another worker was faster, or the disk is read-only: nobody opens it anyway
        (root / name).rename(root / f"damaged-{name}")


def _candidates(root: Path) -> list[str]:
    names = [_name(number) for number in sorted(_numbers(root), reverse=True)]
    current = read_current(root)
    return sorted(names, key=lambda name: name != current)


def _name(number: int) -> str:
    return f"gen-{number:06d}"


def _numbers(root: Path, *, damaged_too: bool = False) -> list[int]:
    """Return the numbers of generations; those set aside count where no number may be used twice."""
    if not root.is_dir():
        return []
    found = (NAME.fullmatch(path.name) for path in root.iterdir())
    numbers = [int(match.group(2)) for match in found if match and (damaged_too or not match.group(1))]
    current = NAME.fullmatch(read_current(root) or "") if damaged_too else None
    return [*numbers, int(current.group(2))] if current else numbers


def _point_to(root: Path, name: str) -> None:
    """Replace CURRENT in one step, synced before and after.

    Where only the last sync fails, the new generation is in use already, and nobody knows which one would be after a
    power cut; both are whole, so CURRENT is believed.
    """
    for leftover in root.glob(f".{CURRENT}.*"):
        leftover.unlink(missing_ok=True)
    descriptor, fresh = tempfile.mkstemp(prefix=f".{CURRENT}.", dir=root)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(name + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(fresh).replace(root / CURRENT)
        _sync(root)
    except OSError:
        if read_current(root) != name:
            raise
        log.warning("index generation %s is in use, but the folder could not be synced", name)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _prune(root: Path, current: str) -> None:
    """Remove all but the newest generations, except those that somebody has open."""
    others = sorted((number for number in _numbers(root) if _name(number) != current), reverse=True)
    for number in others[KEPT - 1 :]:
        _remove_unused(root / _name(number))


def _remove_unused(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        log.info("index generation %s is still in use", folder.name)
    finally:
        os.close(descriptor)
