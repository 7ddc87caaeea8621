"""Find the tables of an official ESCO release, wherever its CSV files lie.

Two layouts are in use. v1.1.x comes as a zip per language (`skills_en.csv`, ...)
and one more zip with the four relation tables, unsuffixed
(`occupationSkillRelations.csv`). From v1.2.0 each language zip has everything,
every file suffixed. Either may lie here as zips in a folder, as a single zip
(which finds the relations zip beside it), or unpacked, in nested folders too.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from taxonomy.errors import SourceError

# Without these a release cannot be read; ISCO groups, skill groups and collections may be absent.
LANGUAGE_TABLES = ("skills", "occupations")
RELATION_TABLES = (
    "occupationSkillRelations",
    "skillSkillRelations",
    "broaderRelationsSkillPillar",
    "broaderRelationsOccPillar",
)
OPTIONAL_TABLES = ("ISCOGroups", "skillGroups")
COLLECTION_SUFFIX = "Collection"

_FILE = re.compile(r"(?P<table>[A-Za-z]+?)(?:_(?P<language>[a-z]{2}(?:-[a-z]{2})?))?\.csv", re.ASCII)
_VERSION = re.compile(r"(?<![\d.])v?(?P<version>\d+\.\d+(?:\.\d+)?)(?!\.?\d)")
_ZIP_NAME = re.compile(
    r"(?P<before>.* classification - )(?P<language>[a-z]{2}(?:-[a-z]{2})?| ?)(?P<after> - csv.*\.zip)"
)
_START_OF_HTML = re.compile(rb"\s*<(?:!doctype|html|head|body|\?xml)", re.IGNORECASE)
UNKNOWN_VERSION = "unknown"
# The largest table of a release so far has 40 MB.
MAX_TABLE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class CsvFile:
    """One table file: plain at `path`, or inside the zip at `path` under `member`."""

    path: Path
    member: str | None = None

    def read(self) -> bytes:
        """Return the bytes of the file. Raises SourceError where the zip turns out damaged."""
        if self.member is None:
            return self.path.read_bytes()
        try:
            with zipfile.ZipFile(self.path) as archive:
                if archive.getinfo(self.member).file_size > MAX_TABLE_BYTES:
                    raise SourceError(self.path, [f"{self.member} would unpack to more than {MAX_TABLE_BYTES:,} bytes"])
                return archive.read(self.member)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise SourceError(self.path, [f"{self.member} cannot be unpacked ({error})"]) from error

    @property
    def name(self) -> str:
        """The file name alone."""
        return self.path.name if self.member is None else PurePosixPath(self.member).name


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """The files of one release: (table, language) to file; the language of relation tables is "" in v1.1.x."""

    version: str
    languages: tuple[str, ...]
    files: dict[tuple[str, str], CsvFile]

    def find(self, table: str, language: str) -> CsvFile | None:
        """Return the file of `table` in `language`, if there is one."""
        return self.files.get((table, language))

    def relation(self, table: str) -> CsvFile:
        """Return the one relation file to read: unsuffixed, else that of the first language (they are equal)."""
        return next(self.files[table, code] for code in ("", *self.languages) if (table, code) in self.files)

    @property
    def collections(self) -> tuple[str, ...]:
        """The names of the collection tables ("digitalSkillsCollection"), sorted."""
        return tuple(sorted({table for table, _ in self.files if table.endswith(COLLECTION_SUFFIX)}))


def find_release(source: Path, version: str | None = None) -> ReleaseFiles:
    """Find the tables of the release at `source`, a folder or a zip.

    The version is read from file and folder names unless it is given. Raises
    SourceError listing every damaged file and every missing table.
    """
    if not source.exists():
        raise SourceError(source, ["there is no such file or folder"])
    problems: list[str] = []
    files: dict[tuple[str, str], CsvFile] = {}
    paths = list(release_paths(source))
    for file in (found for path in paths for found in _csv_files(path, problems)):
        match = _FILE.fullmatch(file.name)
        if match:
            files.setdefault((match["table"], match["language"] or ""), file)
    languages = tuple(sorted({language for table, language in files if table in LANGUAGE_TABLES and language}))
    problems += _missing(files, languages)
    versions = _versions(paths)
    if len(versions) > 1 and version is None:
        problems.append(f"files of several versions lie here ({', '.join(versions)}): choose one")
    if problems:
        raise SourceError(source, problems)
    return ReleaseFiles(version or _version(source, versions), languages, files)


def release_paths(source: Path) -> Iterator[Path]:
    """Yield the CSV and zip files that a release at `source` is read from, in a fixed order."""
    if source.is_file():
        yield source
        relations = _relations_beside(source)
        if relations is not None:
            yield relations
        return
    yield from sorted(path for path in source.rglob("*") if path.suffix.lower() in {".csv", ".zip"} and path.is_file())


def _relations_beside(source: Path) -> Path | None:
    """Return the language-independent zip that belongs to a v1.1.x language zip, if it lies beside it."""
    match = _ZIP_NAME.fullmatch(source.name)
    if match is None:
        return None
    for gap in ("", " "):
        beside = source.with_name(f"{match['before']}{gap}{match['after']}")
        if beside.is_file() and beside != source:
            return beside
    return None


def _csv_files(path: Path, problems: list[str]) -> list[CsvFile]:
    if path.suffix.lower() == ".csv":
        return [CsvFile(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            return [CsvFile(path, name) for name in sorted(archive.namelist()) if name.lower().endswith(".csv")]
    except (zipfile.BadZipFile, OSError):
        problems.append(f"{path.name} {_why_no_zip(path)}")
        return []


def _why_no_zip(path: Path) -> str:
    with path.open("rb") as stream:
        start = stream.read(512)
    if _START_OF_HTML.match(start):
        return "is a web page, not a zip: the site answered with a page when it was downloaded"
    if start.startswith(b"PK"):
        return "is a truncated or damaged zip: download it again"
    return "is not a zip"


def _missing(files: dict[tuple[str, str], CsvFile], languages: tuple[str, ...]) -> list[str]:
    if not languages:
        names = ", ".join(f"{table}_xx.csv" for table in LANGUAGE_TABLES)
        return [f"no {names} in any language"]
    missing = [
        f"{table}_{code}.csv is missing"
        for code in languages
        for table in LANGUAGE_TABLES
        if (table, code) not in files
    ]
    missing += [
        f"{table}.csv is missing (v1.1 has it in the language-independent zip)"
        for table in RELATION_TABLES
        if not any((table, code) in files for code in ("", *languages))
    ]
    return missing


def _version(source: Path, versions: list[str]) -> str:
    for found in (versions, _versions([Path(source.name)]), _versions([source.absolute().parent])):
        if found:
            return found[-1]
    return UNKNOWN_VERSION


def _versions(paths: list[Path]) -> list[str]:
    """Return the distinct version numbers in the names of `paths`, sorted."""
    return sorted({match["version"] for path in paths if (match := _VERSION.search(path.name))})
