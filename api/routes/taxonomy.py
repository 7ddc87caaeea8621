"""The taxonomy in use: which release, typeahead, single concepts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.fuller import say_fuller
from api.relinking import report
from api.state import Here
from api.taxonomy_answers import (
    ChangesAnswer,
    ConceptAnswer,
    ConceptsAnswer,
    OccupationAnswer,
    RelatedSkill,
    SkillAnswer,
    TaxonomyAnswer,
)
from api.world import search_languages
from taxonomy.taxonomy import Taxonomy, describe
from taxonomy.types import Kind, Relation

router = APIRouter(prefix="/v1/taxonomy", tags=["taxonomy"])
Uri = Annotated[str, Query(min_length=1, max_length=500)]
Language = Annotated[str, Query(pattern="^[a-z]{2,3}$")]


@router.get("")
def show_release(world: Here) -> TaxonomyAnswer:
    """Say which release is in use, what it holds, and what fetching the full one adds."""
    described = describe(world.taxonomy)
    return TaxonomyAnswer(
        release=described["release"],
        languages=described["languages"],
        counts=described["counts"],
        is_starter=world.taxonomy.release.is_starter,
        fuller=say_fuller(world.taxonomy),
    )


@router.get("/changes")
def show_changes(world: Here) -> ChangesAnswer:
    """Say what became of stored concepts when another release was put in use, and what is still to be relinked."""
    return ChangesAnswer(**report(world.database, world.reader))


@router.get("/search")
def search_concepts(
    world: Here,
    text: Annotated[str, Query(min_length=1, max_length=100)],
    kind: Kind = Kind.SKILL,
    language: Language = "en",
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> ConceptsAnswer:
    """Find concepts whose labels begin like the text, in a language and in English."""
    hits = world.search.search(text, kind, search_languages(language), limit)
    return ConceptsAnswer(
        concepts=[ConceptAnswer(uri=hit.uri, label=hit.label.text, language=hit.label.language) for hit in hits]
    )


@router.get("/skills")
def read_skill(world: Here, uri: Uri, language: Language = "en") -> SkillAnswer:
    """Show a skill by its URI."""
    table = world.taxonomy.skills
    row = table.row(uri)
    return SkillAnswer(
        **_concept(world.taxonomy, Kind.SKILL, row, language).model_dump(),
        description=table.description(row),
        alternatives=_alternatives(world.taxonomy, Kind.SKILL, row, language),
    )


@router.get("/occupations")
def read_occupation(world: Here, uri: Uri, language: Language = "en") -> OccupationAnswer:
    """Show an occupation by its URI, with its essential and optional skills."""
    taxonomy = world.taxonomy
    row = taxonomy.occupations.row(uri)
    return OccupationAnswer(
        **_concept(taxonomy, Kind.OCCUPATION, row, language).model_dump(),
        description=taxonomy.occupations.description(row),
        alternatives=_alternatives(taxonomy, Kind.OCCUPATION, row, language),
        isco=taxonomy.isco_of(row),
        skills=[
            RelatedSkill(**_concept(taxonomy, Kind.SKILL, skill, language).model_dump(), relation=relation)
            for relation, skills in (
                (Relation.ESSENTIAL, taxonomy.essential),
                (Relation.OPTIONAL, taxonomy.optional),
            )
            for skill in skills.of(row).tolist()
        ],
    )


def _concept(taxonomy: Taxonomy, kind: Kind, row: int, language: str) -> ConceptAnswer:
    table = taxonomy.table(kind)
    label = table.label(row, language)
    return ConceptAnswer(uri=table.uri(row), label=label.text, language=label.language)


def _alternatives(taxonomy: Taxonomy, kind: Kind, row: int, language: str) -> list[str]:
    return [label.text for label in taxonomy.table(kind).labels(row, language) if not label.preferred]
