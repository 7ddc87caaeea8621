"""The starter set: enough ESCO in the repository for a first run without the ESCO site.

`starter/skills.tsv.xz` has all skills of ESCO 1.2 with English labels (see
`starter_build`), `starter/occupations.jsonl` some 150 occupations with labels in
twelve languages and their most important skills, one JSON object per line:
`uri`, `isco`, `labels` (language to labels, preferred first), `unofficial`
(languages whose labels are this project's own), `essential` and `optional`
(skill URIs). There are no descriptions, groups or collections in it.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from taxonomy.assemble import Origin
from taxonomy.errors import SourceError
from taxonomy.everyday import OCCUPATIONS_FILE, labels_in, read_occupations, relations_in
from taxonomy.importing import ImportReport, Report, publish_tables
from taxonomy.starter_build import SKILLS_FILE, STARTER, URI_PREFIX
from taxonomy.tables import BROADER, COLLECTIONS, GROUPS, LABELS, OCCUPATIONS, RELATIONS, SKILLS, Tables
from taxonomy.types import ENGLISH

STARTER_VERSION = "1.2"


def build_starter(
    target: Path, report: Report = lambda _: None, overlays: tuple[Path, ...] = (), folder: Path = STARTER
) -> ImportReport:
    """Build the artefact `target` from the starter set. Raises SourceError listing every bad line."""
    report("reading the starter set")
    origin = Origin(version=STARTER_VERSION, is_starter=True, source="starter set of the repository")
    return publish_tables(read_starter(folder), target, overlays, report, origin)


def read_starter(folder: Path = STARTER) -> Tables:
    """Read the starter set as tables. Raises SourceError listing every bad line."""
    skills = _skills(folder / SKILLS_FILE)
    occupations = read_occupations(folder / OCCUPATIONS_FILE)
    rows = {name: pl.DataFrame(schema=dict.fromkeys(names, pl.String)) for name, names in _EMPTY.items()}
    labels = [*_skill_labels(skills), *(label for entry in occupations for label in labels_in(entry))]
    return Tables(
        skills=_with_language({"uri": [URI_PREFIX + fields[0] for fields in skills]}, SKILLS),
        occupations=_with_language(
            {"uri": [entry["uri"] for entry in occupations], "isco": [entry["isco"] for entry in occupations]},
            OCCUPATIONS,
        ),
        labels=pl.DataFrame(labels, schema=LABELS, orient="row"),
        occupation_skill_relations=pl.DataFrame(
            [relation for entry in occupations for relation in relations_in(entry)],
            schema=dict.fromkeys(RELATIONS, pl.String),
            orient="row",
        ),
        **rows,
    )


_EMPTY = {
    "isco_groups": ("language", *GROUPS),
    "skill_groups": ("language", *GROUPS),
    "skill_skill_relations": RELATIONS,
    "broader_skills": BROADER,
    "broader_occupations": BROADER,
    "collections": COLLECTIONS,
}


def _with_language(columns: dict[str, list[str]], names: tuple[str, ...]) -> pl.DataFrame:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    absent = [name for name in names if name not in columns]
    return frame.with_columns(
        pl.lit(ENGLISH).alias("language"), *(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    )


def _skills(path: Path) -> list[list[str]]:
    try:
        with lzma.open(path, "rt", encoding="utf-8") as stream:
            lines = stream.read().splitlines()
    except (lzma.LZMAError, EOFError, UnicodeDecodeError, OSError) as error:
        raise SourceError(path, [f"cannot be read ({error})"]) from error
    return [line.split("\t") for line in lines]


def _skill_labels(skills: list[list[str]]) -> Iterator[tuple[str, str, str, bool, bool]]:
    for tail, *names in skills:
        for i, name in enumerate(names):
            yield URI_PREFIX + tail, ENGLISH, name, i == 0, True
