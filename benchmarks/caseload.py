"""People to measure with, who come from the occupations that real vacancies ask for; deterministic by seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.growing import SEED, Draw, Soil, Urn
from matcher.inputs import canonical
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    Hours,
    LanguageLevel,
    Permission,
    RankingInput,
    SkillSource,
    Travel,
    TravelMode,
    Wants,
)

# What people know and have, in shares; None is not known.
LEVELS: Urn[Cefr] = Urn.of(((Cefr.A1, 20), (Cefr.A2, 25), (Cefr.B1, 25), (Cefr.B2, 15), (Cefr.C1, 15)))
LICENCES: Urn[tuple[str, ...] | None] = Urn.of(((None, 35), ((), 20), (("B",), 40), (("B", "C"), 5)))
PERMISSIONS: Urn[bool | None] = Urn.of(((True, 60), (None, 30), (False, 10)))
HOURS: Urn[Hours | None] = Urn.of(((None, 35), (Hours(30, 40), 35), (Hours(15, 25), 30)))
TRAVEL: Urn[Travel | None] = Urn.of(
    (
        (None, 30),
        (Travel(TravelMode.TRANSIT, 45), 40),
        (Travel(TravelMode.CAR, 45), 20),
        (Travel(TravelMode.CAR, 90), 10),
    )
)
YEARS: Urn[float | None] = Urn.of(((None, 30), (0.5, 15), (2.0, 25), (6.0, 30)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """What is known of people, in percent of them. They come from the occupations that the real vacancies ask for.

    About a third is left unknown, as in a first talk; what is known often stands in the way, as for newcomers.
    """

    held_skills: int = 50  # of the essential skills of the occupation
    proposed: int = 40  # of these: read from a text, not confirmed yet
    other_skills: int = 4  # at most, from anywhere
    second_occupation: int = 30
    local_language: int = 80
    english: int = 40
    start: int = 60
    wants_another: int = 30


def people(soil: Soil, n: int, *, seed: int = SEED, caseload: Caseload | None = None) -> list[RankingInput]:
    """Return `n` people, the first ones the same whatever `n`."""
    how = caseload or Caseload()
    return [_person(soil, Draw(f"{seed}:people:{i}"), how) for i in range(n)]


def _person(soil: Soil, draw: Draw, how: Caseload) -> RankingInput:
    held = [_held_occupation(soil, draw)]
    if draw.happens(how.second_occupation):
        held.append(_held_occupation(soil, draw))
    known = [
        *((language, draw.out_of(LEVELS)) for language in ("es",) if draw.happens(how.local_language)),
        *((language, draw.out_of(LEVELS)) for language in ("en",) if draw.happens(how.english)),
    ]
    permission = draw.out_of(PERMISSIONS)
    wants = (_held_occupation(soil, draw),) if draw.happens(how.wants_another) else ()
    person = RankingInput(
        skills=tuple(_held_skills(soil, draw, how, held)),
        occupations=tuple(HeldOccupation(uri, draw.out_of(YEARS)) for uri in dict.fromkeys(held)),
        languages=tuple(LanguageLevel(*pair) for pair in known),
        licences=draw.out_of(LICENCES),
        permissions=() if permission is None else (Permission("ES", permission),),
        hours=draw.out_of(HOURS),
        start=soil.newest if draw.happens(how.start) else None,
        home=draw.out_of(soil.towns["ES"]).id if soil.towns.get("ES") else None,
        travel=draw.out_of(TRAVEL),
        wants=Wants(occupations=wants),
    )
    return canonical(person)


def _held_occupation(soil: Soil, draw: Draw) -> str:
    return draw.one(soil.occupied)


def _held_skills(soil: Soil, draw: Draw, how: Caseload, held: Sequence[str]) -> Iterator[HeldSkill]:
    """Yield a share of the essential skills of each occupation, and a few from anywhere."""
    taxonomy = soil.taxonomy
    needed = [skill for uri in held for skill in taxonomy.essential.of(taxonomy.occupations.row(uri)).tolist()]
    other = [draw.below(len(soil.skill_uris)) for _ in range(draw.below(how.other_skills + 1))]
    for skill in dict.fromkeys([*(skill for skill in needed if draw.happens(how.held_skills)), *other]):
        source = SkillSource.PROPOSED if draw.happens(how.proposed) else SkillSource.STATED
        yield HeldSkill(soil.skill_uris[skill], source)
