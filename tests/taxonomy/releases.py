"""Small handmade releases in both official layouts, with every trap of the real ones."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.taxonomy.worlds import BAKE, BAKER, CHEF, COOK, GROUP, HYGIENE, OCCUPATION

ISCO = "http://data.europa.eu/esco/isco/C"
ISCED = "http://data.europa.eu/esco/isced-f/1013"
GONE = OCCUPATION + "z-gone"

SKILL_NAMES = {
    "en": {COOK: ("cook", "cook\nprepare food\n make  meals"), BAKE: ("bake", ""), HYGIENE: ("food hygiene", "")},
    "fr": {COOK: ("cuisiner", ""), BAKE: ("cuire au four", ""), HYGIENE: ("hygiène alimentaire", "")},
}
OCCUPATION_NAMES = {
    "en": {CHEF: ("chef/head cook", "maître"), BAKER: ("baker", "bread maker")},
    "fr": {CHEF: ("cuisinier/cuisinière", "chef"), BAKER: ("boulanger/boulangère", "")},
}
TYPES = {COOK: "skill/competence", BAKE: "", HYGIENE: "knowledge"}
CODES = {CHEF: "3434", BAKER: "7512"}

Rows = Iterable[Iterable[str]]


def language_tables(language: str) -> dict[str, Rows]:
    """Give the tables of one language, header first."""
    skills = [
        ("KnowledgeSkillCompetence", uri, TYPES[uri], "cross-sector", name, other, f"{name}, described\nin two lines")
        for uri, (name, other) in SKILL_NAMES[language].items()
    ]
    occupations = [
        ("Occupation", uri, CODES[uri], name, other, f"{name}, described")
        for uri, (name, other) in OCCUPATION_NAMES[language].items()
    ]
    return {
        "skills": [
            ("conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels", "description"),
            *skills,
            skills[0],
        ],
        "occupations": [
            ("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description"),
            *occupations,
        ],
        "ISCOGroups": [
            ("conceptUri", "code", "preferredLabel"),
            *((ISCO + code, code, f"group {code}") for code in ("3", "3434", "7512")),
        ],
        "skillGroups": [
            ("conceptUri", "code", "preferredLabel"),
            (GROUP, "S1.2.3", "preparing food"),
            (ISCED, "", "hotel, restaurants and catering"),
        ],
        "greenSkillsCollection": [("conceptUri", "altLabels"), (HYGIENE, "a | b"), (GROUP, "")],
        "researchOccupationsCollection": [("conceptUri",), (CHEF,)],
    }


def relation_tables() -> dict[str, Rows]:
    """Give the relations: three dangling ones, an empty skill type, one row twice."""
    return {
        "occupationSkillRelations": [
            ("occupationUri", "relationType", "skillType", "skillUri"),
            (CHEF, "essential", "", HYGIENE),
            (CHEF, "essential", "skill/competence", COOK),
            (CHEF, "optional", "skill/competence", BAKE),
            (BAKER, "essential", "skill/competence", BAKE),
            (BAKER, "essential", "skill/competence", BAKE),
            (GONE, "essential", "skill/competence", BAKE),
        ],
        "skillSkillRelations": [
            ("originalSkillUri", "originalSkillType", "relationType", "relatedSkillType", "relatedSkillUri"),
            (COOK, "", "optional", "", HYGIENE),
        ],
        "broaderRelationsSkillPillar": [
            ("conceptType", "conceptUri", "broaderType", "broaderUri"),
            ("", BAKE, "", COOK),
            ("", COOK, "", GROUP),
            ("", HYGIENE, "", ISCED),
            ("", HYGIENE, "", "http://data.europa.eu/esco/skill/nowhere"),
        ],
        "broaderRelationsOccPillar": [
            ("conceptType", "conceptUri", "broaderType", "broaderUri"),
            ("", BAKER, "", CHEF),
            ("", CHEF, "", ISCO + "3434"),
            ("", ISCO + "3434", "", ISCO + "3"),
            ("", GONE, "", CHEF),
        ],
    }


def as_csv(rows: Rows) -> bytes:
    """Write as ESCO does: CRLF between rows, bare LF inside quotes."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode()


def write_zip(path: Path, files: Mapping[str, bytes]) -> None:
    """Pack `files` into the zip at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def write_old(folder: Path, version: str = "1.1.1", language: str = "en") -> Path:
    """Write the v1.1 layout, a language zip and a relations zip; return the language zip."""
    tables = {f"{name}_{language}.csv": as_csv(rows) for name, rows in language_tables(language).items()}
    zipped = folder / f"ESCO dataset - v{version} - classification - {language} - csv.zip"
    write_zip(zipped, tables)
    relations = {f"{name}.csv": as_csv(rows) for name, rows in relation_tables().items()}
    write_zip(folder / f"ESCO dataset - v{version} - classification -  - csv.zip", relations)
    return zipped


def write_new(folder: Path, languages: Iterable[str] = ("en", "fr"), version: str = "1.2.0") -> Path:
    """Write the v1.2 layout, everything in each language zip; return the folder."""
    for language in languages:
        tables = {**language_tables(language), **relation_tables()}
        files = {f"{name}_{language}.csv": as_csv(rows) for name, rows in tables.items()}
        write_zip(folder / f"ESCO dataset - v{version} - classification - {language} - csv.zip", files)
    return folder


def shared(relative: str) -> Path:
    """Find real data beside the repository; skip without it, but fail under CI=true."""
    root = Path(os.environ.get("IMMERSE_SHARED", Path(__file__).parents[2].parent / "shared"))
    path = root / relative
    if not path.exists():
        reason = f"{path} is not here; IMMERSE_SHARED says where the shared data lies"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
