"""Tidy tables of a release: one fact per row, every trap of the CSV files dealt with here.

The traps: rows end in CRLF but `altLabels` hold bare LF inside quotes (the
collections use " | " instead); gendered languages write both forms in one
label; alternative labels repeat the preferred one; some versions repeat URIs;
some columns come and go between versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from taxonomy.errors import SourceError
from taxonomy.gender import split_forms
from taxonomy.markup import MarkupError, without_markup
from taxonomy.source import COLLECTION_SUFFIX, CsvFile, ReleaseFiles
from taxonomy.types import ENGLISH

ISCED_URI = "http://data.europa.eu/esco/isced-f/"

# Columns of each tidy table, all strings but the two flags of labels.
SKILLS = ("uri", "type", "reuse", "description")
OCCUPATIONS = ("uri", "isco", "description")
GROUPS = ("uri", "code")
RELATIONS = ("source", "relation", "target")
BROADER = ("narrower", "broader")
COLLECTIONS = ("name", "uri")
REPLACEMENTS = ("uri", "replaced_by")
# What takes the place of an obsolete concept. No release seen so far has such a column or an obsolete row: v1.1.1 lists
# only what is released. The ESCO model has the relation under the first name; the second is how people write it.
REPLACED_BY = ("isReplacedBy", "replacedBy")
OBSOLETE = "obsolete"
LABELS = {
    "uri": pl.String,
    "language": pl.String,
    "text": pl.String,
    "preferred": pl.Boolean,
    "official": pl.Boolean,
}
# No label of a release has half as many characters; a longer one is no name.
MAX_LABEL = 500
# What `without_markup` may change, for the few texts that have any of it.
_UNREADABLE = r"[<&\p{C}\p{M}\p{Default_Ignorable_Code_Point}]"


@dataclass(frozen=True, slots=True)
class Tables:
    """A release as read, repeats and dangling rows included; `checks` finds and removes those.

    skills, occupations, isco_groups, skill_groups   one row per concept and language file
    labels                                           uri, language, text, preferred, official
    occupation_skill_relations, skill_skill_relations   source, relation, target (URIs)
    broader_skills, broader_occupations              narrower, broader (URIs; groups included)
    collections                                      name, uri
    replacements                                     uri, replaced_by: concepts that the release lists as obsolete
    """

    skills: pl.DataFrame
    occupations: pl.DataFrame
    isco_groups: pl.DataFrame
    skill_groups: pl.DataFrame
    labels: pl.DataFrame
    occupation_skill_relations: pl.DataFrame
    skill_skill_relations: pl.DataFrame
    broader_skills: pl.DataFrame
    broader_occupations: pl.DataFrame
    collections: pl.DataFrame
    replacements: pl.DataFrame = field(default_factory=lambda: _no_rows(REPLACEMENTS))


def read_tables(release: ReleaseFiles) -> Tables:
    """Read all tables of a release. Raises SourceError listing every file that cannot be read."""
    reader = _Reader(release)
    listed = {name: reader.concepts(name, columns) for name, columns in _CONCEPT_COLUMNS.items()}
    concepts = {name: frame.filter(~_is_obsolete()) for name, frame in listed.items()}
    obsolete = pl.concat([frame.filter(_is_obsolete()).select(*REPLACEMENTS) for frame in listed.values()])
    groups = concepts["skillGroups"].with_columns(
        code=pl.coalesce(
            "code", pl.when(pl.col("uri").str.starts_with(ISCED_URI)).then(pl.col("uri").str.strip_prefix(ISCED_URI))
        )
    )
    tables = Tables(
        skills=concepts["skills"].select("language", *SKILLS),
        occupations=concepts["occupations"].select("language", *OCCUPATIONS),
        isco_groups=concepts["ISCOGroups"].select("language", *GROUPS),
        skill_groups=groups.select("language", *GROUPS),
        labels=pl.concat([labels_of(frame, gendered=name == "occupations") for name, frame in concepts.items()]),
        occupation_skill_relations=reader.relation(
            "occupationSkillRelations", ("occupationUri", "relationType", "skillUri"), RELATIONS
        ),
        skill_skill_relations=reader.relation(
            "skillSkillRelations", ("originalSkillUri", "relationType", "relatedSkillUri"), RELATIONS
        ),
        broader_skills=reader.relation("broaderRelationsSkillPillar", ("conceptUri", "broaderUri"), BROADER),
        broader_occupations=reader.relation("broaderRelationsOccPillar", ("conceptUri", "broaderUri"), BROADER),
        collections=reader.collections(),
        replacements=obsolete.drop_nulls().unique("uri", keep="first", maintain_order=True),
    )
    if reader.problems:
        raise SourceError("release", reader.problems)
    return tables


# For each concept table: tidy name to CSV column.
_CONCEPT_COLUMNS = {
    "skills": {"type": "skillType", "reuse": "reuseLevel", "description": "description"},
    "occupations": {"isco": "iscoGroup", "description": "description"},
    "ISCOGroups": {"code": "code"},
    "skillGroups": {"code": "code"},
}


# These are in every concept table; absent ones are null.
_ALWAYS = {
    "preferred_label": "preferredLabel",
    "alternatives": "altLabels",
    "status": "status",
    "replaced_by": REPLACED_BY[0],
}


def _is_obsolete() -> pl.Expr:
    return (pl.col("status") == OBSOLETE).fill_null(value=False)


def _no_rows(columns: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))


def labels_of(frame: pl.DataFrame, *, gendered: bool) -> pl.DataFrame:
    """Make one row per label from columns uri, language, preferred_label, alternatives (one per line), official.

    Markup and what nobody can see is taken out. Empty labels are dropped, and
    alternatives that repeat an earlier label of the concept and language. With
    `gendered`, labels in other languages than English are split into their
    forms (see `gender`).
    """
    key = ["uri", "language"]
    preferred = frame.select(*key, text="preferred_label", preferred=pl.lit(value=True), official="official")
    other = frame.select(
        *key, text=pl.col("alternatives").str.split("\n"), preferred=pl.lit(value=False), official="official"
    ).explode("text")
    labels = _readable(pl.concat([preferred, other]), "text").with_columns(pl.col("text").str.strip_chars())
    labels = labels.filter(pl.col("text").is_not_null() & (pl.col("text") != ""))
    return tidy_labels(_split(labels) if gendered else labels)


def tidy_labels(labels: pl.DataFrame) -> pl.DataFrame:
    """Leave one preferred label per concept and language, the first; put it in front, and drop repeats of any label."""
    key = ["uri", "language"]
    first = pl.col("preferred") & (pl.col("preferred").cum_sum().over(key) == 1)
    ordered = labels.with_columns(preferred=first).sort(pl.col("preferred").not_(), maintain_order=True)
    return ordered.unique([*key, "text"], keep="first", maintain_order=True).select(*LABELS)


def _readable(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Take markup and what nobody can see out of a column of texts; what cannot be read at all becomes null."""
    texts = frame[column].str.normalize("NFC")
    rows = texts.str.contains(_UNREADABLE).fill_null(value=False).arg_true()
    return frame.with_columns(texts.scatter(rows, [_read(text) for text in texts.gather(rows)]))


def _read(text: str) -> str | None:
    try:
        return without_markup(text)
    except MarkupError:
        return None


def _split(labels: pl.DataFrame) -> pl.DataFrame:
    """Split gendered labels in place; `tidy_labels` then makes the second form of a preferred label an alternative."""
    forms = [
        text if language.startswith(ENGLISH) else "\n".join(split_forms(text))
        for language, text in labels.select("language", "text").iter_rows()
    ]
    return labels.with_columns(text=pl.Series(forms, dtype=pl.String).str.split("\n")).explode("text")


class _Reader:
    """Reads CSV files, gathering every problem instead of stopping at the first."""

    def __init__(self, release: ReleaseFiles) -> None:
        self.release = release
        # English first: where the languages of a release disagree about a concept, English is the reference.
        self.languages = sorted(release.languages, key=lambda code: (code != ENGLISH, code))
        self.problems: list[str] = []

    def concepts(self, table: str, columns: dict[str, str]) -> pl.DataFrame:
        """Read a concept table in all languages, one under the other."""
        empty = pl.DataFrame(schema=dict.fromkeys(["uri", *columns, *_ALWAYS, "language"], pl.String))
        frames = [empty.with_columns(official=pl.lit(value=True))]
        for language in self.languages:
            file = self.release.find(table, language)
            raw = self._read(file, ("conceptUri", "preferredLabel")) if file else None
            if raw is not None:
                replaced_by = next((name for name in REPLACED_BY if name in raw.columns), REPLACED_BY[0])
                wanted = {"uri": "conceptUri", **columns, **_ALWAYS, "replaced_by": replaced_by}
                frame = _select(raw, wanted).with_columns(language=pl.lit(language), official=pl.lit(value=True))
                frames.append(frame)
        found = pl.concat(frames)
        return _readable(found, "description") if "description" in columns else found

    def relation(self, table: str, columns: Sequence[str], names: Sequence[str]) -> pl.DataFrame:
        """Read a relation table, its `columns` under their tidy `names`."""
        raw = self._read(self.release.relation(table), columns)
        if raw is None:
            return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        return _select(raw, dict(zip(names, columns, strict=True)))

    def collections(self) -> pl.DataFrame:
        """Read the members of all collections; "digitalSkillsCollection" is called "digital"."""
        frames = [pl.DataFrame(schema=dict.fromkeys(COLLECTIONS, pl.String))]
        for table in self.release.collections:
            file = next(file for code in self.languages if (file := self.release.find(table, code)))
            raw = self._read(file, ("conceptUri",))
            if raw is not None:
                name = collection_name(table)
                frames.append(raw.select(pl.lit(name).alias("name"), pl.col("conceptUri").alias("uri")))
        return pl.concat(frames)

    def _read(self, file: CsvFile, required: Iterable[str]) -> pl.DataFrame | None:
        try:
            frame = pl.read_csv(file.read(), infer_schema=False)
        except (pl.exceptions.PolarsError, SourceError) as error:
            self.problems.append(f"{file.name} cannot be read ({error})")
            return None
        missing = [column for column in required if column not in frame.columns]
        if missing:
            self.problems.append(f"{file.name} lacks {', '.join(missing)}")
            return None
        return frame


def collection_name(table: str) -> str:
    """Return the short name of a collection table: "digital", "research"; occupations keep their word."""
    short = table.removesuffix(COLLECTION_SUFFIX)
    return short.removesuffix("Skills") if short.endswith("Skills") else short.replace("Occupations", "_occupations")


def _select(raw: pl.DataFrame, wanted: dict[str, str]) -> pl.DataFrame:
    """Take the wanted columns under their tidy names, stripped; absent ones and empty strings become null."""
    absent = pl.lit(None, dtype=pl.String)
    columns = {name: pl.col(csv).str.strip_chars() if csv in raw.columns else absent for name, csv in wanted.items()}
    return raw.select(**columns).with_columns(pl.all().replace("", None))
