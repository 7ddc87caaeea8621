"""From an official release, with label overlays, to a published artefact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from taxonomy.assemble import GroupRow, OccupationRow, Origin, SkillRow, build_taxonomy, save
from taxonomy.checks import check
from taxonomy.everyday import add_everyday_labels
from taxonomy.overlays import overlay
from taxonomy.source import find_release
from taxonomy.tables import Tables, read_tables
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Counts, Label, Relation, Release, ReuseLevel, SkillType, Violation

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import made. `violations` include the URIs of overlays that the release does not know."""

    path: Path
    release: Release
    counts: Counts
    violations: tuple[Violation, ...]


def import_release(
    source: Path,
    target: Path,
    overlays: Sequence[Path] = (),
    report: Report = lambda _: None,
    version: str | None = None,
) -> ImportReport:
    """Build the artefact `target` from the release at `source` (folder or zip) and `overlays` (label files).

    Raises SourceError listing all problems if the release or an overlay cannot be read.
    """
    files = find_release(source, version)
    report(f"reading ESCO {files.version} ({', '.join(files.languages)})")
    tables = read_tables(files)
    return publish_tables(tables, target, overlays, report, Origin(version=files.version, source=source.name))


def publish_tables(
    tables: Tables, target: Path, overlays: Sequence[Path], report: Report, origin: Origin
) -> ImportReport:
    """Check `tables`, merge `overlays`, and publish the result as the artefact `target`."""
    report("checking tables")
    checked = check(tables)
    if overlays:
        report(f"adding labels from {', '.join(path.name for path in overlays)}")
    overlaid = overlay(checked.tables, overlays)
    merged = overlaid.tables if origin.is_starter else add_everyday_labels(overlaid.tables)
    violations = checked.violations + overlaid.violations
    for violation in violations:
        report(f"{violation.table}: {violation.n} x {violation.rule}, as {violation.examples[0]}")
    report("writing the artefact")
    names = {"broader_skills": "broader_skill_relations", "broader_occupations": "broader_occupation_relations"}
    counts = {names.get(name, name): n for name, n in checked.counts.items()}
    taxonomy = taxonomy_of(
        merged,
        Origin(
            version=origin.version,
            is_starter=origin.is_starter,
            source=origin.source,
            counts=counts,
            violations=violations,
        ),
    )
    save(taxonomy, target)
    return ImportReport(target, taxonomy.release, taxonomy.counts, violations)


def taxonomy_of(tables: Tables, origin: Origin) -> Taxonomy:
    """Make a Taxonomy from checked tables."""
    labels = _labels(tables.labels)
    return build_taxonomy(
        skills=[
            SkillRow(uri, labels.get(uri, ()), description or "", _type(kind), _reuse(reuse))
            for uri, kind, reuse, description in tables.skills.select("uri", "type", "reuse", "description").iter_rows()
        ],
        occupations=[
            OccupationRow(uri, isco or "", labels.get(uri, ()), description or "")
            for uri, isco, description in tables.occupations.select("uri", "isco", "description").iter_rows()
        ],
        relations=_relations(tables.occupation_skill_relations),
        skill_relations=_relations(tables.skill_skill_relations),
        broader=[*tables.broader_skills.iter_rows(), *tables.broader_occupations.iter_rows()],
        isco_groups=_groups(tables.isco_groups, labels),
        skill_groups=_groups(tables.skill_groups, labels),
        collections=dict(tables.collections.group_by("name").agg("uri").iter_rows()),
        replacements=dict(tables.replacements.iter_rows()),
        origin=origin,
    )


def _labels(frame: pl.DataFrame) -> dict[str, tuple[Label, ...]]:
    found: dict[str, list[Label]] = {}
    for uri, language, text, preferred, official in frame.iter_rows():
        found.setdefault(uri, []).append(Label(text, language, preferred, official))
    return {uri: tuple(labels) for uri, labels in found.items()}


def _groups(frame: pl.DataFrame, labels: dict[str, tuple[Label, ...]]) -> list[GroupRow]:
    return [GroupRow(uri, code or "", labels.get(uri, ())) for uri, code in frame.select("uri", "code").iter_rows()]


def _relations(frame: pl.DataFrame) -> Iterable[tuple[str, Relation, str]]:
    return ((source, Relation(word), target) for source, word, target in frame.iter_rows())


def _type(value: str | None) -> SkillType:
    return SkillType(value) if value in tuple(SkillType) else SkillType.UNKNOWN


def _reuse(value: str | None) -> ReuseLevel:
    return ReuseLevel(value) if value in tuple(ReuseLevel) else ReuseLevel.UNKNOWN
