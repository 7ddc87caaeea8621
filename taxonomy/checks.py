"""Rules a release must keep, checked together: what breaks them is listed, and kept out of the artefact.

Nothing here raises: official releases break some of these rules, and a reader
should see all of it at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from taxonomy.tables import MAX_LABEL, Tables
from taxonomy.types import Relation, ReuseLevel, SkillType, Violation

# How many offenders a violation lists: enough for every known one of ESCO (67 dangling relations in v1.1.1).
MAX_EXAMPLES = 100
TOO_LONG = f"longer than {MAX_LABEL} characters"

_CONCEPTS = ("skills", "occupations", "isco_groups", "skill_groups")
_RELATIONS = ("occupation_skill_relations", "skill_skill_relations")
_BROADER = ("broader_skills", "broader_occupations")


@dataclass(frozen=True, slots=True)
class Checked:
    """Tables without repeats and dangling rows, what was wrong, and how many distinct relations there were before."""

    tables: Tables
    violations: tuple[Violation, ...]
    counts: dict[str, int]


def check(tables: Tables) -> Checked:
    """Check all tables; violations come in a fixed order, by table and rule."""
    return _Check(tables).run()


class _Check:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.violations: list[Violation] = []
        self.counts: dict[str, int] = {}

    def run(self) -> Checked:
        concepts = {name: self._concepts(name, getattr(self.tables, name)) for name in _CONCEPTS}
        self._attributes(concepts)
        labels = self._labels(concepts)
        uris = {name: frame["uri"].implode() for name, frame in concepts.items()}
        ends = {"occupation_skill_relations": "occupations", "skill_skill_relations": "skills"}
        relations = {
            name: self._relations(name, getattr(self.tables, name), uris[ends[name]], uris["skills"])
            for name in _RELATIONS
        }
        known = pl.concat([frame["uri"] for frame in concepts.values()]).implode()
        broader = {name: self._broader(name, getattr(self.tables, name), known) for name in _BROADER}
        members = pl.concat([concepts["skills"]["uri"], concepts["occupations"]["uri"]]).implode()
        collections = self._distinct("collections", self.tables.collections)
        collections = self._keep(
            "collections", "member is no skill or occupation", collections, pl.col("uri").is_in(members)
        )
        clean = replace(self.tables, **concepts, **relations, **broader, collections=collections, labels=labels)
        return Checked(clean, tuple(self.violations), self.counts)

    def _concepts(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        frame = self._keep(name, "empty URI", frame, pl.col("uri").is_not_null())
        repeated = pl.struct("language", "uri").is_duplicated()
        self._note(name, "repeated URI", frame.filter(repeated).unique("uri", maintain_order=True))
        return frame.unique("uri", keep="first", maintain_order=True)

    def _attributes(self, concepts: dict[str, pl.DataFrame]) -> None:
        for column, words in (("type", SkillType), ("reuse", ReuseLevel)):
            value = pl.col(column)
            if (
                concepts["skills"][column].null_count() < concepts["skills"].height
            ):  # else the release has no such column
                self._note("skills", f"empty {column}", concepts["skills"].filter(value.is_null()))
            self._note("skills", f"unknown {column}", concepts["skills"].filter(~value.is_in([*words])))
        codes = concepts["isco_groups"]["code"].implode()
        isco = pl.col("isco")
        self._note("occupations", "empty ISCO group", concepts["occupations"].filter(isco.is_null()))
        if concepts["isco_groups"].height:
            self._note("occupations", "unknown ISCO group", concepts["occupations"].filter(~isco.is_in(codes)))

    def _labels(self, concepts: dict[str, pl.DataFrame]) -> pl.DataFrame:
        is_name = pl.col("text").str.len_chars() <= MAX_LABEL
        labels = self._keep("labels", TOO_LONG, self.tables.labels, is_name)
        named = labels.filter("preferred")["uri"].implode()
        for name in _CONCEPTS if concepts["isco_groups"].height else _CONCEPTS[:2]:
            self._note(name, "no preferred label", concepts[name].filter(~pl.col("uri").is_in(named)))
        return labels

    def _relations(self, name: str, frame: pl.DataFrame, sources: pl.Series, targets: pl.Series) -> pl.DataFrame:
        frame = self._distinct(name, frame)
        self.counts[name] = frame.height
        frame = self._keep(name, "unknown relation type", frame, pl.col("relation").is_in([*Relation]))
        known = pl.col("source").is_in(sources) & pl.col("target").is_in(targets)
        return self._keep(name, "dangling: a concept that has no row", frame, known)

    def _broader(self, name: str, frame: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
        frame = self._distinct(name, frame)
        self.counts[name] = frame.height
        both = pl.col("narrower").is_in(known) & pl.col("broader").is_in(known)
        frame = self._keep(name, "dangling: a concept that has no row", frame, both)
        return self._keep(name, "a concept broader than itself", frame, pl.col("narrower") != pl.col("broader"))

    def _distinct(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        self._note(name, "repeated row", frame.filter(frame.is_duplicated()).unique(maintain_order=True))
        return frame.unique(keep="first", maintain_order=True)

    def _keep(self, name: str, rule: str, frame: pl.DataFrame, good: pl.Expr) -> pl.DataFrame:
        good = good.fill_null(value=False)
        self._note(name, rule, frame.filter(~good))
        return frame.filter(good)

    def _note(self, name: str, rule: str, offenders: pl.DataFrame) -> None:
        if offenders.is_empty():
            return
        columns = [
            c for c in ("name", "uri", "source", "relation", "target", "narrower", "broader") if c in offenders.columns
        ]
        examples = (
            " ".join(str(value) for value in row) for row in offenders.select(columns).head(MAX_EXAMPLES).rows()
        )
        self.violations.append(Violation(name, rule, offenders.height, tuple(examples)))
