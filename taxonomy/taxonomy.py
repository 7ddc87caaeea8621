"""A read-only ESCO release: concepts, labels and relations, opened from an artefact in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from taxonomy.columns import Arrays, Columns, adjacency, map_arrays, string_column
from taxonomy.concepts import ConceptTable, Groups
from taxonomy.errors import ArtefactDamagedError
from taxonomy.folder import MANIFEST, Manifest, read_folder
from taxonomy.types import Counts, Kind, Release, ReuseLevel, SkillType, Violation

FORMAT = 1
VIOLATIONS = "violations.json"
REPLACEMENTS = "replacements"  # columns that only a release with obsolete concepts has
# What a page tells somebody who works with the starter set (numbers of v1.1.1; later ones differ a little).
FULL_RELEASE_ADDS = (
    "about 3,000 occupations instead of the starter set's",
    "some 124,000 relations between occupations and skills",
    "descriptions of skills and occupations",
    "names of ISCO groups, skill groups and collections (digital, green, language, transversal)",
)
SKILL_TYPES = tuple(SkillType)
REUSE_LEVELS = tuple(ReuseLevel)


class Taxonomy:
    """The whole release. Rows of skills and of occupations are two separate spaces.

    essential, optional                occupation row -> skill rows
    skill_essential, skill_optional    skill row -> skill rows (ESCO's skill-skill relations)
    broader_skills                     skill row -> broader skill rows (only where the broader one is a skill itself)
    skill_group_indices                skill row -> indices of its direct groups in `skill_groups`
    broader_groups                     skill group index -> broader skill group indices
    broader_occupations                occupation row -> broader occupation rows
    collections                        name ("digital", "green", ...) -> ascending skill rows
    occupation_collections             name ("research") -> ascending occupation rows
    replacements                       URI of an obsolete concept -> URI of what takes its place, as the release says

    Relations to concepts that the release does not have are not here; `violations` lists them.
    """

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        arrays, fields = columns.arrays, columns.fields
        self.release = _release(fields["release"])
        languages = self.release.languages
        self.counts = Counts(**fields["counts"])
        self.violations = tuple(Violation(**{**v, "examples": tuple(v["examples"])}) for v in fields["violations"])
        self.skills = ConceptTable.from_arrays(Kind.SKILL, arrays, languages)
        self.occupations = ConceptTable.from_arrays(Kind.OCCUPATION, arrays, languages)
        self.isco = Groups.from_arrays("ISCO group", "isco", arrays, languages)
        self.skill_groups = Groups.from_arrays("skill group", "groups", arrays, languages)
        self.essential = adjacency(arrays, "essential")
        self.optional = adjacency(arrays, "optional")
        self.skill_essential = adjacency(arrays, "skill_essential")
        self.skill_optional = adjacency(arrays, "skill_optional")
        self.broader_skills = adjacency(arrays, "broader_skills")
        self.broader_groups = adjacency(arrays, "broader_groups")
        self.broader_occupations = adjacency(arrays, "broader_occupations")
        self.skill_group_indices = adjacency(arrays, "skill_groups")
        self.collections = _collections(arrays, Kind.SKILL)
        self.occupation_collections = _collections(arrays, Kind.OCCUPATION)
        self.replacements = _replacements(arrays)
        self._skill_types = arrays["skills.types"]
        self._reuse_levels = arrays["skills.reuse"]
        self._isco = arrays["occupations.isco"]

    @classmethod
    def open(cls, path: Path, *, verify: bool = False) -> Taxonomy:
        """Map the artefact at `path`. Sizes are always checked, every byte only with `verify`.

        Raises ArtefactMissingError or ArtefactDamagedError.
        """

        def read(manifest: Manifest) -> Taxonomy:
            if manifest.fields.get("kind") != "taxonomy" or manifest.fields.get("format") != FORMAT:
                raise ArtefactDamagedError(path, [f"{MANIFEST} is not that of a taxonomy in format {FORMAT}"])
            try:
                return cls(_read(path, manifest))
            except (KeyError, TypeError, ValueError, OSError) as error:
                raise ArtefactDamagedError(path, [f"a column or field is missing or unreadable ({error})"]) from error

        return read_folder(path, read, check_hashes=verify)

    def table(self, kind: Kind) -> ConceptTable:
        """Return the concepts of one kind."""
        return self.skills if kind is Kind.SKILL else self.occupations

    def isco_of(self, occupation_row: int) -> str:
        """Return the four-digit ISCO-08 unit group of an occupation; empty where the release does not say."""
        index = int(self._isco[occupation_row])
        return "" if index < 0 else self.isco.codes[index]

    def skill_type(self, row: int) -> SkillType:
        """Whether the skill is knowledge or a skill proper."""
        return SKILL_TYPES[int(self._skill_types[row])]

    def reuse_level(self, row: int) -> ReuseLevel:
        """How widely the skill is used."""
        return REUSE_LEVELS[int(self._reuse_levels[row])]


def describe(taxonomy: Taxonomy) -> dict[str, Any]:
    """Return what `immerse taxonomy show --json` prints: release, languages, counts, violations; JSON-able."""
    release, counts = taxonomy.release, taxonomy.counts
    return {
        "release": {
            "version": release.version,
            "id": release.id,
            "is_starter": release.is_starter,
            "source": release.source,
        },
        "full_release_adds": list(FULL_RELEASE_ADDS) if release.is_starter else [],
        "languages": list(release.languages),
        "counts": {
            **{name: getattr(counts, name) for name in Counts.__slots__ if name != "labels"},
            "labels": dict(counts.labels),
            "preferred_labels": _preferred(taxonomy),
            "collections": {name: len(rows) for name, rows in taxonomy.collections.items()},
        },
        "violations": [
            {"table": v.table, "rule": v.rule, "n": v.n, "examples": list(v.examples)} for v in taxonomy.violations
        ],
    }


def _preferred(taxonomy: Taxonomy) -> dict[str, dict[str, int]]:
    return {
        f"{table.kind}s": table.label_counts(preferred_only=True) for table in (taxonomy.skills, taxonomy.occupations)
    }


def _read(path: Path, manifest: Manifest) -> Columns:
    violations = json.loads((path / VIOLATIONS).read_text(encoding="utf-8"))
    return Columns(map_arrays(path), {**manifest.fields, "violations": violations})


def _release(fields: Mapping[str, Any]) -> Release:
    return Release(fields["version"], tuple(fields["languages"]), fields["is_starter"], fields["source"], fields["id"])


def _replacements(arrays: Arrays) -> dict[str, str]:
    if f"{REPLACEMENTS}.obsolete.blob" not in arrays:
        return {}
    columns = (string_column(arrays, f"{REPLACEMENTS}.{name}") for name in ("obsolete", "current"))
    return dict(zip(*columns, strict=True))


def _collections(arrays: Arrays, kind: Kind) -> dict[str, NDArray[np.int32]]:
    prefix = f"collections.{kind}s."
    return {
        name.removeprefix(prefix): array.astype(np.int32, copy=False)
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
