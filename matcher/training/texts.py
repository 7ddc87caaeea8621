"""Texts written for this project to learn from: sentences of advertisements, job titles, what job seekers say.

Written by language-model assistants of the project, one concept after the other, from its label and description; no
real advertisement, person or company is in them. `skills.tsv` and `occupations.tsv` beside this module hold lines of
concept ids (the last parts of their URIs, joined by commas), a language and the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from matcher.training.pairs import Concept, Sentence
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind

__all__ = ["BASE", "written_texts"]

BASE = "http://data.europa.eu/esco"
FILES = {Kind.SKILL: "skills.tsv", Kind.OCCUPATION: "occupations.tsv"}


def written_texts(taxonomy: Taxonomy, folder: Path = Path(__file__).parent) -> Iterator[Sentence]:
    """Yield the texts whose concepts this release has. Raises ValueError for a line of another form."""
    for kind, name in FILES.items():
        table = taxonomy.table(kind)
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            ids, language, text = line.split("\t")
            rows = (table.find_row(f"{BASE}/{kind.value}/{each}") for each in ids.split(","))
            concepts: tuple[Concept, ...] = tuple((kind, row) for row in rows if row is not None)
            if concepts:
                yield Sentence(text, concepts, language)
