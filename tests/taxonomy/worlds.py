"""A small world of three skills and two occupations, whose right answers are known by heart."""

from __future__ import annotations

from taxonomy.assemble import GroupRow, OccupationRow, Origin, SkillRow, build_taxonomy
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Label, Relation, ReuseLevel, SkillType, Violation

SKILL = "http://data.europa.eu/esco/skill/"
OCCUPATION = "http://data.europa.eu/esco/occupation/"
COOK, BAKE, HYGIENE = SKILL + "a-cook", SKILL + "b-bake", SKILL + "c-hygiene"
CHEF, BAKER = OCCUPATION + "a-chef", OCCUPATION + "b-baker"
GROUP = SKILL + "S1.2.3"


def names(language: str, *texts: str, official: bool = True) -> tuple[Label, ...]:
    """Return the first text is the preferred label, the others are alternatives."""
    return tuple(Label(text, language, i == 0, official) for i, text in enumerate(texts))


def kitchen() -> Taxonomy:
    """Return a chef cooks (and may bake), a baker bakes; both need hygiene; baking is a kind of cooking."""
    return build_taxonomy(
        skills=[
            SkillRow(HYGIENE, names("en", "food hygiene"), "Keep food safe.", SkillType.KNOWLEDGE),
            SkillRow(COOK, names("en", "cook", "prepare food") + names("es", "cocinar"), reuse=ReuseLevel.CROSS_SECTOR),
            SkillRow(BAKE, names("fi", "leipoa", "paistaa"), type=SkillType.SKILL),
        ],
        occupations=[
            OccupationRow(BAKER, "7512", names("en", "baker") + names("uk", "пекар", official=False)),
            OccupationRow(CHEF, "3434", names("en", "chef", "head cook")),
        ],
        relations=[
            (CHEF, Relation.ESSENTIAL, HYGIENE),
            (CHEF, Relation.ESSENTIAL, COOK),
            (CHEF, Relation.OPTIONAL, BAKE),
            (BAKER, Relation.ESSENTIAL, HYGIENE),
            (BAKER, Relation.ESSENTIAL, BAKE),
        ],
        skill_relations=[(COOK, Relation.OPTIONAL, HYGIENE)],
        broader=[(BAKE, COOK), (COOK, GROUP), (BAKER, CHEF)],
        isco_groups=[GroupRow("http://data.europa.eu/esco/isco/C7512", "7512", names("en", "Bakers"))],
        skill_groups=[GroupRow(GROUP, "S1.2.3", names("en", "preparing food"))],
        collections={"green": [HYGIENE, COOK], "research": [CHEF]},
        origin=Origin(version="9.9", violations=(Violation("skills", "no label", 1, ("x",)),)),
    )
