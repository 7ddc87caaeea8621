"""A small linking world: a few real concepts with labels in several languages, on the hashing encoder."""

from __future__ import annotations

from pathlib import Path

from matcher.hashing import HashingEncoder
from matcher.labels import LabelMatcher, build_labels
from matcher.linking import Linker, LinkSettings
from matcher.types import Kind
from matcher.vectors import ConceptVectors, build_vectors
from taxonomy.assemble import OccupationRow, SkillRow, build_taxonomy
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Label, Relation

WELDER, NURSE, ASSISTANT, COOK, PILOT = (f"http://data.europa.eu/esco/occupation/{n}" for n in "abcde")
WELDING, WOUNDS, KNIVES, JAVA, CPP, FORKLIFT = (f"http://data.europa.eu/esco/skill/{n}" for n in "abcdef")


def labels(english: str, *alternatives: str, **others: str) -> tuple[Label, ...]:
    """Return an English preferred label, English alternatives, and preferred labels by language."""
    return (
        Label(english, "en"),
        *(Label(text, "en", preferred=False) for text in alternatives),
        *(Label(text, language) for language, text in others.items()),
    )


def small_taxonomy() -> Taxonomy:
    """Return five occupations and six skills."""
    return build_taxonomy(
        skills=[
            SkillRow(WELDING, labels("welding of pipes", "pipe welding", es="soldadura de tuberías"), "Join pipes."),
            SkillRow(WOUNDS, labels("dress wounds", es="vendar heridas", de="Wunden verbinden"), "Clean and cover."),
            SkillRow(KNIVES, labels("handle knives", es="manejar cuchillos")),
            SkillRow(JAVA, labels("Java (computer programming)")),
            SkillRow(CPP, labels("C++")),
            SkillRow(FORKLIFT, labels("operate forklift", "drive forklift", es="manejar carretillas elevadoras")),
        ],
        occupations=[
            OccupationRow(WELDER, "7212", labels("welder", es="soldador/soldadora", ar="لحّام", uk="зварник")),
            OccupationRow(NURSE, "2221", labels("nurse", es="enfermero/enfermera", de="Krankenpfleger", ar="ممرض")),
            OccupationRow(ASSISTANT, "5321", labels("nurse assistant", "nurse", es="auxiliar de enfermería")),
            OccupationRow(COOK, "5120", labels("cook", es="cocinero/cocinera", de="Koch", uk="кухар")),
            OccupationRow(PILOT, "3153", labels("pilot", da="los")),
        ],
        relations=[
            (WELDER, Relation.ESSENTIAL, WELDING),
            (NURSE, Relation.ESSENTIAL, WOUNDS),
            (ASSISTANT, Relation.ESSENTIAL, WOUNDS),
            (COOK, Relation.ESSENTIAL, KNIVES),
        ],
    )


def matchers(taxonomy: Taxonomy) -> dict[Kind, LabelMatcher]:
    """Return a label matcher per kind."""
    return {kind: LabelMatcher(build_labels(taxonomy.table(kind))) for kind in Kind}


def small_linker(folder: Path, settings: LinkSettings | None = None, taxonomy: Taxonomy | None = None) -> Linker:
    """Build vectors below `folder` and return a linker over the small world, or over another taxonomy."""
    taxonomy, encoder = taxonomy or small_taxonomy(), HashingEncoder()
    vectors = {}
    for kind in Kind:
        build_vectors(taxonomy, kind, encoder, folder / kind.value)
        vectors[kind] = ConceptVectors.open(folder / kind.value, taxonomy=taxonomy, kind=kind, encoder=encoder)
    return Linker(taxonomy, encoder, vectors, matchers(taxonomy), settings)
