"""Two small releases, the later in the v1.2 layout, between which every kind of move happens once.

skill             before                         after
cook              there                          there
bake              there                          obsolete, replaced by "bake goods", which has another label
hygiene           "food hygiene"                 the same labels under another URI
menus             "write menus"                  "plan meals" has that among its alternative labels
pots              "scrub pots"                   nothing
serve             "serve", in Spanish "atender"  one concept has the one label, another the other

The occupation of the baker has the same labels under another URI; the chef stays.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from taxonomy.importing import import_release
from taxonomy.taxonomy import Taxonomy
from tests.taxonomy.releases import Rows, as_csv, write_zip
from tests.taxonomy.worlds import OCCUPATION, SKILL

CHEF, BAKER, NEW_BAKER = OCCUPATION + "chef", OCCUPATION + "baker", OCCUPATION + "new-baker"
COOK, BAKE, HYGIENE, MENUS, POTS, SERVE = (
    SKILL + name for name in ("cook", "bake", "hygiene", "menus", "pots", "serve")
)
NEW_BAKE, NEW_HYGIENE, PLAN, SERVE_FOOD, ATTEND = (
    SKILL + name for name in ("new-bake", "new-hygiene", "plan", "serve-food", "attend")
)

# URI to (English, Spanish, English alternative, status, replaced by)
BEFORE = {
    COOK: ("cook", "cocinar", "", "released", ""),
    BAKE: ("bake bread", "hornear pan", "", "released", ""),
    HYGIENE: ("food hygiene", "higiene alimentaria", "", "released", ""),
    MENUS: ("write menus", "escribir menús", "", "released", ""),
    POTS: ("scrub pots", "fregar ollas", "", "released", ""),
    SERVE: ("serve", "atender", "", "released", ""),
}
AFTER = {
    COOK: BEFORE[COOK],
    BAKE: (*BEFORE[BAKE][:3], "obsolete", NEW_BAKE),
    NEW_BAKE: ("bake goods", "hornear productos", "", "released", ""),
    NEW_HYGIENE: BEFORE[HYGIENE],
    PLAN: ("plan meals", "planificar comidas", "write menus\nplan lunch", "released", ""),
    SERVE_FOOD: ("serve", "servir", "", "released", ""),
    ATTEND: ("attend to guests", "atender", "", "released", ""),
}
WORK_BEFORE = {CHEF: ("chef", "cocinero", "3434"), BAKER: ("baker", "panadero", "7512")}
WORK_AFTER = {CHEF: WORK_BEFORE[CHEF], NEW_BAKER: WORK_BEFORE[BAKER]}
NEEDS_BEFORE = ((CHEF, COOK), (CHEF, MENUS), (CHEF, HYGIENE), (BAKER, BAKE), (BAKER, HYGIENE))
NEEDS_AFTER = ((CHEF, COOK), (CHEF, PLAN), (CHEF, NEW_HYGIENE), (NEW_BAKER, NEW_BAKE), (NEW_BAKER, NEW_HYGIENE))


@cache
def both(folder: Path) -> tuple[Taxonomy, Taxonomy]:
    """Write both releases as zips, and import them: before and after."""
    folder.mkdir(parents=True, exist_ok=True)
    before = _release(folder / "old", "1.1.1", BEFORE, WORK_BEFORE, NEEDS_BEFORE)
    return before, _release(folder / "new", "1.2.0", AFTER, WORK_AFTER, NEEDS_AFTER)


def _release(
    folder: Path,
    version: str,
    skills: dict[str, tuple[str, str, str, str, str]],
    work: dict[str, tuple[str, str, str]],
    needs: tuple[tuple[str, str], ...],
) -> Taxonomy:
    folder.mkdir()
    for column, language in enumerate(("en", "es")):
        tables: dict[str, Rows] = {
            "skills": [
                ("conceptUri", "preferredLabel", "altLabels", "status", "isReplacedBy"),
                *((uri, row[column], "" if column else row[2], row[3], row[4]) for uri, row in skills.items()),
            ],
            "occupations": [
                ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "status"),
                *((uri, row[2], row[column], "", "released") for uri, row in work.items()),
            ],
            "occupationSkillRelations": [
                ("occupationUri", "relationType", "skillUri"),
                *((occupation, "essential", skill) for occupation, skill in needs),
            ],
            "skillSkillRelations": [("originalSkillUri", "relationType", "relatedSkillUri")],
            "broaderRelationsSkillPillar": [("conceptUri", "broaderUri")],
            "broaderRelationsOccPillar": [("conceptUri", "broaderUri")],
        }
        files = {f"{name}_{language}.csv": as_csv(rows) for name, rows in tables.items()}
        write_zip(folder / f"ESCO dataset - v{version} - classification - {language} - csv.zip", files)
    import_release(folder, folder / "artefact")
    return Taxonomy.open(folder / "artefact")
