"""The form of a backup: a folder with everything that is stored as one SQLite file, and a manifest with its hash."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from api import __version__, sqlite
from api.copying import SEEDED, count_rows
from api.errors import DatabaseError
from api.migrating import find_revision
from matcher.artefacts import Artefacts
from taxonomy.errors import ArtefactError
from taxonomy.folder import Manifest, publish_folder, read_manifest, verify_folder

KIND, FORMAT = "backup", 1
FILE = "immerse.sqlite"
PARTS = ("taxonomy", "encoder", "near", "places")
SEALED = "0009"  # the first revision that holds nothing about people in plain words
KEPT = 3  # backups that were made before changes of the schema: the last step, and two to find out about mistakes
NAME = re.compile(r"\d{8}T\d{6}Z-\d{4}")


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: the revision of its schema, and how many rows there are in each table."""

    made_at: str
    revision: str
    counts: Mapping[str, int]
    artefacts: Mapping[str, str]
    """the ids of what texts were read with; they are built again, not restored"""


def write_backup(target: Path, fill: Callable[[Path], None], data: Path) -> Backup:
    """Write the folder `target`, whole or not at all; `fill` writes the SQLite file that it is given the path of.

    Raises DatabaseError where something is there already.
    """
    if target.exists():
        raise DatabaseError(f"{target} is there already")

    def write(folder: Path) -> Mapping[str, object]:
        file = folder / FILE
        fill(file)
        with reached(sqlite.make_engine(file)) as engine, engine.connect() as connection:
            revision, counts = find_revision(connection), count_rows(connection)
        close_file(file)
        made = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "revision": revision, "counts": counts}
        return {"kind": KIND, "format": FORMAT, "program": __version__, "artefacts": _artefacts(data), **made}

    return read_backup(publish_folder(target, write))


def verify_backup(source: Path) -> Backup:
    """Check every byte of a backup; raises DatabaseError."""
    try:
        return read_backup(verify_folder(source))
    except ArtefactError as error:
        raise DatabaseError(f"this backup cannot be restored: {error}") from error


def read_backup(manifest: Manifest) -> Backup:
    """Return what a manifest says; raises DatabaseError where it is not a backup's."""
    fields: Mapping[str, Any] = manifest.fields
    if fields.get("kind") != KIND or fields.get("format") != FORMAT or FILE not in manifest.files:
        raise DatabaseError("this is no backup in a form that this program knows")
    return Backup(fields["made_at"], fields["revision"], fields["counts"], fields["artefacts"])


def keep_before(path: Path, connection: Connection, revision: str) -> None:
    """Back up the SQLite file at `path`, whose write lock `connection` holds, before its schema changes.

    A database without rows is not worth a backup, and of one from before people's words were sealed nobody should find
    a plain copy that they have not asked for. The newest `KEPT` stay. Raises DatabaseError where there is no room.
    """
    if revision < SEALED or not any(n for name, n in count_rows(connection).items() if name not in SEEDED):
        return
    target = name_backup(path.parent, revision)
    try:
        write_backup(target, lambda file: sqlite.copy_file(path, file), path.parent)
    except OSError as error:
        raise DatabaseError(f"no backup could be made before changing the schema ({error.strerror})") from error
    for old in list_kept(path.parent)[KEPT:]:
        shutil.rmtree(old)


def name_backup(data: Path, revision: str) -> Path:
    """Return where a backup goes that is made before the schema changes from `revision`."""
    return data / "backups" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{revision}"


def list_kept(data: Path) -> list[Path]:
    """Return the backups that were made before changes of the schema, the newest first."""
    found = (folder for folder in (data / "backups").glob("*") if NAME.fullmatch(folder.name))
    return sorted(found, key=lambda folder: folder.name, reverse=True)


def close_file(file: Path) -> None:
    """Leave nothing beside the file: what its write-ahead log held is in it."""
    for path in file.parent.glob(f"{file.name}-*"):
        path.unlink()


@contextmanager
def reached(engine: Engine) -> Iterator[Engine]:
    """Give the engine, and all its connections back when the block ends."""
    try:
        yield engine
    finally:
        engine.dispose()


def _artefacts(data: Path) -> dict[str, str]:
    found, parts = {}, Artefacts(data)
    for name in PARTS:
        try:
            found[name] = read_manifest(getattr(parts, name)).id
        except ArtefactError:
            continue
    return found
