"""What people call the commonest occupations, in twelve languages: the hand-written part of the starter set.

`starter/occupations.jsonl` has one object per line: `uri`, `isco`, `labels` (language to labels, preferred first),
`unofficial` (languages whose labels are this project's own), `essential` and `optional` (skill URIs).

Its labels are merged into official releases too. These have no Ukrainian, Turkish or Persian at all, and their other
languages lack everyday words; the labels of the release stay preferred.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from taxonomy.errors import SourceError
from taxonomy.starter_build import STARTER
from taxonomy.tables import LABELS, Tables, tidy_labels
from taxonomy.types import Relation

OCCUPATIONS_FILE = "occupations.jsonl"


def add_everyday_labels(tables: Tables, folder: Path = STARTER) -> Tables:
    """Return `tables` with the hand-written labels of occupations that it has; its own labels come first."""
    rows = [label for entry in read_occupations(folder / OCCUPATIONS_FILE) for label in labels_in(entry)]
    frame = pl.DataFrame(rows, schema=LABELS, orient="row").filter(
        pl.col("uri").is_in(tables.occupations["uri"].implode())
    )
    return replace(tables, labels=tidy_labels(pl.concat([tables.labels, frame])))


def read_occupations(path: Path) -> list[dict[str, Any]]:
    """Read the hand-written occupations. Raises SourceError listing every bad line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(path, [f"cannot be read ({error})"]) from error
    entries, problems = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            entry, problem = _entry(line)
            if problem:
                problems.append(f"line {number}: {problem}")
            entries.append(entry)
    if problems:
        raise SourceError(path, problems)
    return entries


def _entry(line: str) -> tuple[dict[str, Any], str | None]:
    """Return the object on a line, and what is wrong with it."""
    try:
        entry = json.loads(line)
    except ValueError as error:
        return {}, f"is not JSON ({error})"
    if not isinstance(entry, dict):
        return {}, "is not an object"
    for key, kind in (("uri", str), ("isco", str), ("labels", dict), ("essential", list), ("optional", list)):
        if not isinstance(entry.get(key), kind):
            return entry, f"{key} is missing or not a {kind.__name__}"
    if not all(isinstance(names, list) and names for names in entry["labels"].values()):
        return entry, "labels must be lists of at least one name per language"
    return entry, None


def labels_in(entry: dict[str, Any]) -> Iterator[tuple[str, str, str, bool, bool]]:
    """Yield (URI, language, label, preferred, official) of one occupation."""
    unofficial = entry.get("unofficial", ())
    for language, names in entry["labels"].items():
        for i, name in enumerate(dict.fromkeys(names)):
            yield entry["uri"], language, name, i == 0, language not in unofficial


def relations_in(entry: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (URI, relation, skill URI) of one occupation."""
    for relation in Relation:
        for uri in entry[relation]:
            yield entry["uri"], relation, uri
