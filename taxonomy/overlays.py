"""Label overlays: names of concepts in further languages, merged over a release.

An overlay is a parquet (or CSV) file with `conceptUri` (or `code`, for ISCO
groups), `language`, `preferredLabel`, and where it has them `altLabels` (one
per line) and `source`. Labels are official unless `source` says "unofficial".
The preferred label of the release stays preferred, then that of the first
overlay that has one; others become alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from taxonomy.assemble import ISCO_URI
from taxonomy.checks import MAX_EXAMPLES, TOO_LONG
from taxonomy.errors import SourceError
from taxonomy.tables import MAX_LABEL, Tables, labels_of, tidy_labels
from taxonomy.types import Violation

UNOFFICIAL = "unofficial"


@dataclass(frozen=True, slots=True)
class Overlaid:
    """Tables with the labels of overlays, and what was left out: unknown URIs, per overlay, and labels too long."""

    tables: Tables
    violations: tuple[Violation, ...]


def overlay(tables: Tables, paths: Sequence[Path]) -> Overlaid:
    """Merge the labels in `paths`, in their order. Raises SourceError listing every overlay that cannot be read."""
    frames, problems = [], []
    for path in paths:
        try:
            frames.append((path.name, _read(path)))
        except SourceError as error:
            problems += [f"{path}: {problem}" for problem in error.problems]
    if problems:
        raise SourceError("label overlays", problems)
    known = _uris(tables, ("skills", "occupations", "isco_groups", "skill_groups"))
    violations = [found for name, frame in frames if (found := _unknown(name, frame, known))]
    gendered = _uris(tables, ("occupations",))
    labels = [tables.labels]
    for _, frame in frames:
        for is_gendered in (False, True):
            rows = frame.filter(pl.col("uri").is_in(known) & (pl.col("uri").is_in(gendered) == is_gendered))
            labels.append(labels_of(rows, gendered=is_gendered))
    merged = pl.concat(labels)
    is_name = pl.col("text").str.len_chars() <= MAX_LABEL
    long = merged.filter(~is_name)
    if long.height:
        violations.append(Violation("labels", TOO_LONG, long.height, tuple(long["uri"].head(MAX_EXAMPLES))))
    return Overlaid(replace(tables, labels=tidy_labels(merged.filter(is_name))), tuple(violations))


def _read(path: Path) -> pl.DataFrame:
    try:
        raw = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise SourceError(path, [f"cannot be read as a table ({error})"]) from error
    columns = set(raw.columns)
    missing = [name for name in ("language", "preferredLabel") if name not in columns]
    if not columns & {"conceptUri", "code"}:
        missing.insert(0, "conceptUri (or code)")
    if missing:
        raise SourceError(path, [f"lacks the column {', '.join(missing)}"])
    uri = pl.col("conceptUri") if "conceptUri" in columns else pl.lit(ISCO_URI) + pl.col("code")
    return raw.select(
        uri=uri.str.strip_chars(),
        language=pl.col("language").str.strip_chars().str.to_lowercase(),
        preferred_label="preferredLabel",
        alternatives=_column(columns, "altLabels"),
        official=~_column(columns, "source").fill_null("").str.to_lowercase().str.contains(UNOFFICIAL, literal=True),
    ).filter(pl.col("uri").is_not_null() & (pl.col("language").fill_null("") != ""))


def _column(columns: Iterable[str], name: str) -> pl.Expr:
    return pl.col(name) if name in columns else pl.lit(None, dtype=pl.String)


def _uris(tables: Tables, names: Sequence[str]) -> pl.Series:
    columns: list[pl.Series] = [getattr(tables, name)["uri"] for name in names]
    return pl.concat(columns).implode()


def _unknown(name: str, frame: pl.DataFrame, known: pl.Series) -> Violation | None:
    unknown = frame.filter(~pl.col("uri").is_in(known))["uri"].unique().sort()
    if unknown.is_empty():
        return None
    return Violation(name, "URI unknown to this release", len(unknown), tuple(unknown.head(MAX_EXAMPLES)))
