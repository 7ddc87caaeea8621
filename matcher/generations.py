"""Index generations on disk: folders that are complete and verified, or not used at all.

ROOT/gen-000123/   vectors.npy, the ids as columns, index.faiss, manifest.json (count, sha256 of each file)
ROOT/CURRENT       the name of the generation in use, written last

A generation is written under a temporary name, synced and renamed; the pointer follows. So a crash at any moment
leaves the old generation in use, and a damaged one is found by its hashes and the one before it takes over.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import IndexMissingError
from matcher.index import EXACT_MAX, VacancyIndex
from taxonomy.columns import StringColumn, map_arrays, save_arrays, string_column
from taxonomy.errors import ArtefactDamagedError, ArtefactError
from taxonomy.folder import publish_folder, verify_folder

CURRENT = "CURRENT"
INDEX = "index.faiss"
VECTORS = "vectors.npy"
FORMAT = 1
NAME = re.compile(r"gen-(\d{6,})")
# The one in use and the one to fall back to.
KEPT = 2


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """A verified generation: `index` row i is the vacancy `ids[i]` with `vectors[i]` (float32, mapped)."""

    name: str
    index: VacancyIndex
    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    fields: Mapping[str, object]


def publish_generation(
    root: Path,
    ids: Sequence[str],
    vectors: NDArray[np.float32],
    *,
    fields: Mapping[str, object],
    exact_max: int = EXACT_MAX,
) -> str:
    """Build and publish a generation, point to it, drop all but the newest two; returns its name.

    `ids` are ascending, one per row of `vectors`. `fields` (model, taxonomy, source sequence, ...) go into the
    manifest. Raises ValueError where ids and vectors do not fit each other.
    """
    if len(ids) != len(vectors) or list(ids) != sorted(set(ids)):
        raise ValueError("a generation needs one vector per id, and ids that are distinct and ascending")
    index = VacancyIndex.build(vectors, exact_max=exact_max)

    def write(folder: Path) -> Mapping[str, object]:
        np.save(folder / VECTORS, np.asarray(vectors, dtype=np.float32), allow_pickle=False)
        save_arrays(StringColumn.from_strings(ids).arrays("ids"), folder)
        (folder / INDEX).write_bytes(index.to_bytes().tobytes())
        return {**fields, "kind": "generation", "format": FORMAT, "count": len(ids)}

    name = f"gen-{max([0, *_numbers(root)]) + 1:06d}"
    publish_folder(root / name, write)
    _point_to(root, name)
    _prune(root, name)
    return name


def open_current(root: Path) -> Generation:
    """Open the generation that CURRENT names, verified; else the newest other one that is whole.

    Raises IndexMissingError, with what is wrong with each, where there is none: the caller rebuilds from SQL. Never
    answers with an empty index that nobody published.
    """
    problems: list[str] = []
    for name in _candidates(root):
        try:
            return _open(root / name)
        except ArtefactError as error:
            problems.append(str(error))
    raise IndexMissingError(root, problems)


def _open(folder: Path) -> Generation:
    manifest = verify_folder(folder)
    ids = tuple(string_column(map_arrays(folder), "ids"))
    vectors = np.load(folder / VECTORS, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    index = VacancyIndex.from_bytes(np.fromfile(folder / INDEX, dtype=np.uint8))
    counts = {len(ids), len(vectors), len(index), manifest.fields.get("count")}
    if manifest.fields.get("format") != FORMAT or len(counts) > 1:
        raise ArtefactDamagedError(folder, [f"not a generation in format {FORMAT}, or its counts differ ({counts})"])
    return Generation(folder.name, index, ids, vectors, manifest.fields)


def _candidates(root: Path) -> list[str]:
    names = [f"gen-{number:06d}" for number in sorted(_numbers(root), reverse=True)]
    with contextlib.suppress(FileNotFoundError, UnicodeDecodeError):
        current = (root / CURRENT).read_text(encoding="utf-8").strip()
        names.sort(key=lambda name: name != current)
    return names


def _numbers(root: Path) -> list[int]:
    if not root.is_dir():
        return []
    found = (NAME.fullmatch(path.name) for path in root.iterdir())
    return [int(match.group(1)) for match in found if match]


def _point_to(root: Path, name: str) -> None:
    """Replace CURRENT in one step, synced before and after."""
    descriptor, fresh = tempfile.mkstemp(prefix=f".{CURRENT}.", dir=root)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    Path(fresh).replace(root / CURRENT)
    directory = os.open(root, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _prune(root: Path, current: str) -> None:
    others = sorted((number for number in _numbers(root) if f"gen-{number:06d}" != current), reverse=True)
    for number in others[KEPT - 1 :]:
        shutil.rmtree(root / f"gen-{number:06d}", ignore_errors=True)
