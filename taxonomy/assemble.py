"""From rows to columns: the one way a Taxonomy is made, for real releases and for small worlds in tests."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from taxonomy.columns import Adjacency, Columns, StringColumn, save_arrays
from taxonomy.errors import SourceError, UnknownConceptError
from taxonomy.folder import ID_LENGTH, Manifest, publish_folder
from taxonomy.labels import label_columns
from taxonomy.taxonomy import FORMAT, REPLACEMENTS, REUSE_LEVELS, SKILL_TYPES, VIOLATIONS, Taxonomy
from taxonomy.types import Label, Relation, ReuseLevel, SkillType, Violation

Triple = tuple[str, Relation, str]

ISCO_URI = "http://data.europa.eu/esco/isco/C"

# Column name of each broader relation, and the tables it leads from and to.
BROADER = {
    "broader_skills": ("skills", "skills"),
    "skill_groups": ("skills", "groups"),
    "broader_groups": ("groups", "groups"),
    "broader_occupations": ("occupations", "occupations"),
}


@dataclass(frozen=True, slots=True)
class SkillRow:
    """A skill as input."""

    uri: str
    labels: tuple[Label, ...] = ()
    description: str = ""
    type: SkillType = SkillType.UNKNOWN
    reuse: ReuseLevel = ReuseLevel.UNKNOWN


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """An occupation as input; `isco` is a four-digit code or empty."""

    uri: str
    isco: str = ""
    labels: tuple[Label, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """An ISCO or skill group as input."""

    uri: str
    code: str = ""
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where the rows come from. `counts` overrides what is counted (a release counts its dangling rows too)."""

    version: str = "test"
    is_starter: bool = False
    source: str = "memory"
    counts: Mapping[str, int] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()


def build_taxonomy(  # noqa: PLR0913 - one keyword per table of a release
    *,
    skills: Sequence[SkillRow],
    occupations: Sequence[OccupationRow] = (),
    relations: Iterable[tuple[str, Relation, str]] = (),
    skill_relations: Iterable[tuple[str, Relation, str]] = (),
    broader: Iterable[tuple[str, str]] = (),
    isco_groups: Sequence[GroupRow] = (),
    skill_groups: Sequence[GroupRow] = (),
    collections: Mapping[str, Sequence[str]] | None = None,
    replacements: Mapping[str, str] | None = None,
    origin: Origin = Origin(),
) -> Taxonomy:
    """Make a Taxonomy in memory; input order is irrelevant.

    relations        (occupation URI, relation, skill URI)
    skill_relations  (skill URI, relation, skill URI)
    broader          (narrower URI, broader URI) between skills, skill groups and occupations
    isco_groups      those that `occupations` name are added, without labels, if they are not given
    collections      name to URIs of skills or of occupations
    replacements     URI of an obsolete concept to the URI of what takes its place, neither checked

    Raises UnknownConceptError for a URI that is nowhere defined, SourceError for one defined twice.
    """
    world = _World(
        sorted(skills, key=lambda row: row.uri),
        sorted(occupations, key=lambda row: row.uri),
        _all_isco(isco_groups, occupations),
        sorted(skill_groups, key=lambda row: (row.code, row.uri)),
    )
    arrays: dict[str, NDArray[np.generic]] = {
        **world.tables(),
        **world.relations(list(relations), list(skill_relations), list(broader)),
        **world.collections(collections or {}),
        **_replacement_columns(replacements or {}),
    }
    return Taxonomy(Columns(arrays, _fields(arrays, world, origin)))


def save(taxonomy: Taxonomy, path: Path) -> Manifest:
    """Publish `taxonomy` as the artefact folder `path`; `Taxonomy.open` is the way back."""

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(taxonomy.columns.arrays, folder)
        fields = dict(taxonomy.columns.fields)
        violations = json.dumps(fields.pop("violations"), ensure_ascii=False, indent=1)
        (folder / VIOLATIONS).write_text(violations + "\n", encoding="utf-8")
        return {"kind": "taxonomy", "format": FORMAT, **fields}

    return publish_folder(path, write)


def _replacement_columns(replacements: Mapping[str, str]) -> dict[str, NDArray[np.generic]]:
    """Return the columns; none where there is nothing, so that such a release is the same as ever."""
    if not replacements:
        return {}
    pairs = sorted(replacements.items())
    obsolete = StringColumn.from_strings(uri for uri, _ in pairs).arrays(f"{REPLACEMENTS}.obsolete")
    return obsolete | StringColumn.from_strings(uri for _, uri in pairs).arrays(f"{REPLACEMENTS}.current")


class _World:
    """Sorted rows, and where each URI is among them."""

    def __init__(
        self,
        skills: list[SkillRow],
        occupations: list[OccupationRow],
        isco: list[GroupRow],
        groups: list[GroupRow],
    ) -> None:
        self.rows: dict[str, Sequence[SkillRow | OccupationRow | GroupRow]] = {
            "skills": skills,
            "occupations": occupations,
            "isco": isco,
            "groups": groups,
        }
        self.skills, self.occupations, self.isco, self.groups = skills, occupations, isco, groups
        self.index = {name: _index(name, [row.uri for row in rows]) for name, rows in self.rows.items()}
        found = {label.language for rows in self.rows.values() for row in rows for label in row.labels}
        self.languages = tuple(sorted(found))

    def tables(self) -> dict[str, NDArray[np.generic]]:
        """URIs, labels and the attributes of each table."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, rows in self.rows.items():
            entries = ((i, label) for i, row in enumerate(rows) for label in row.labels)
            arrays |= label_columns(len(rows), entries, self.languages).arrays(f"{name}.labels")
            arrays |= StringColumn.from_strings(row.uri for row in rows).arrays(f"{name}.uris")
        for name, groups in (("isco", self.isco), ("groups", self.groups)):
            arrays |= StringColumn.from_strings(row.code for row in groups).arrays(f"{name}.codes")
        arrays |= StringColumn.from_strings(row.description for row in self.skills).arrays("skills.descriptions")
        arrays |= StringColumn.from_strings(row.description for row in self.occupations).arrays(
            "occupations.descriptions"
        )
        codes = {group.code: i for i, group in enumerate(self.isco)}
        arrays["skills.types"] = np.array([SKILL_TYPES.index(row.type) for row in self.skills], dtype=np.int8)
        arrays["skills.reuse"] = np.array([REUSE_LEVELS.index(row.reuse) for row in self.skills], dtype=np.int8)
        arrays["occupations.isco"] = np.array([codes.get(row.isco, -1) for row in self.occupations], dtype=np.int16)
        return arrays

    def relations(
        self, relations: list[Triple], skill_relations: list[Triple], broader: list[tuple[str, str]]
    ) -> dict[str, NDArray[np.generic]]:
        """Every relation as an adjacency."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for relation in Relation:
            found = [(self._row("occupations", a), self._row("skills", b)) for a, r, b in relations if r is relation]
            arrays |= Adjacency.from_pairs(len(self.occupations), found).arrays(relation.value)
            found = [(self._row("skills", a), self._row("skills", b)) for a, r, b in skill_relations if r is relation]
            arrays |= Adjacency.from_pairs(len(self.skills), found).arrays(f"skill_{relation}")
        pairs = self._broader(broader)
        for name, (narrower, target) in BROADER.items():
            arrays |= Adjacency.from_pairs(len(self.rows[narrower]), pairs[narrower, target]).arrays(name)
        return arrays

    def collections(self, collections: Mapping[str, Sequence[str]]) -> dict[str, NDArray[np.generic]]:
        """Ascending rows per collection; members say whether it is one of skills or of occupations."""
        arrays: dict[str, NDArray[np.generic]] = {}
        for name, uris in sorted(collections.items()):
            where = "occupations" if uris and uris[0] in self.index["occupations"] else "skills"
            rows = sorted({self._row(where, uri) for uri in uris})
            arrays[f"collections.{where}.{name}"] = np.array(rows, dtype=np.int32)
        return arrays

    def _broader(self, broader: list[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[int, int]]]:
        pairs: dict[tuple[str, str], list[tuple[int, int]]] = {edge: [] for edge in BROADER.values()}
        for narrower, target in broader:
            edge = self._table_of(narrower), self._table_of(target)
            if edge in pairs:  # the ISCO pillar is not kept: the codes say it
                pairs[edge].append((self.index[edge[0]][narrower], self.index[edge[1]][target]))
        return pairs

    def _table_of(self, uri: str) -> str:
        for name, index in self.index.items():
            if uri in index:
                return name
        raise UnknownConceptError("concept", uri)

    def _row(self, table: str, uri: str) -> int:
        row = self.index[table].get(uri)
        if row is None:
            raise UnknownConceptError(table.removesuffix("s"), uri)
        return row


def _index(table: str, uris: list[str]) -> dict[str, int]:
    index = {uri: row for row, uri in enumerate(uris)}
    if len(index) < len(uris):
        repeated = sorted(uri for uri, n in Counter(uris).items() if n > 1)
        raise SourceError(table, [f"{uri} is defined more than once" for uri in repeated])
    return index


def _all_isco(groups: Sequence[GroupRow], occupations: Sequence[OccupationRow]) -> list[GroupRow]:
    known = {group.code for group in groups}
    named = {row.isco for row in occupations if row.isco} - known
    return sorted([*groups, *(GroupRow(ISCO_URI + code, code) for code in named)], key=lambda row: row.code)


def _fields(arrays: Mapping[str, NDArray[np.generic]], world: _World, origin: Origin) -> dict[str, Any]:
    """Return the manifest fields; the release id is a hash over everything else."""
    fields: dict[str, Any] = {
        "release": {
            "version": origin.version,
            "languages": list(world.languages),
            "is_starter": origin.is_starter,
            "source": origin.source,
        },
        "counts": {**_counts(arrays, world), **origin.counts},
        "violations": [asdict(violation) for violation in origin.violations],
    }
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode())
    for name, array in sorted(arrays.items()):
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    fields["release"]["id"] = digest.hexdigest()[:ID_LENGTH]
    return fields


def _counts(arrays: Mapping[str, NDArray[np.generic]], world: _World) -> dict[str, Any]:
    def pairs(*names: str) -> int:
        return sum(len(arrays[f"{name}.indices"]) for name in names)

    both = [label.language for rows in (world.skills, world.occupations) for row in rows for label in row.labels]
    return {
        "skills": len(world.skills),
        "occupations": len(world.occupations),
        "isco_groups": len(world.isco),
        "skill_groups": len(world.groups),
        "occupation_skill_relations": pairs("essential", "optional"),
        "skill_skill_relations": pairs("skill_essential", "skill_optional"),
        "broader_skill_relations": pairs("broader_skills", "skill_groups", "broader_groups"),
        "broader_occupation_relations": pairs("broader_occupations"),
        "labels": dict(sorted(Counter(both).items())),
    }
