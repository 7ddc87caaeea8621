"""People of a grown world: what they say, what was read from it, and what they have answered.

Like `benchmarks.caseload`, they come from the occupations that the vacancies ask for, and about a third of what there
is to know is unknown. Here they live where the vacancies are, have a first language, and differ in how far somebody has
got with them: of some only a text was read, which proposes five occupations and a few skills at most (as on the forty
development profiles), others have gone through their skills with a caseworker, and a few have everything listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.caseload import HOURS, LEVELS, LICENCES, PERMISSIONS, TRAVEL, YEARS
from benchmarks.growing import LANGUAGE_OF, Draw, Soil, Urn
from benchmarks.world_texts import Named, Writer, language_of
from matcher.inputs import canonical
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    LanguageLevel,
    Permission,
    RankingInput,
    SkillSource,
    Travel,
    Wants,
)

# Where people live, in shares: mostly where most of the vacancies are.
HOMES: Urn[str] = Urn.of((("ES", 80), ("IT", 6), ("DE", 5), ("FR", 4), ("GR", 3), ("PT", 1), ("CY", 1)))
FIRST_LANGUAGES: Urn[str] = Urn.of(
    (("ar", 25), ("uk", 20), ("es", 15), ("fr", 10), ("fa", 8), ("ru", 7), ("ur", 5), ("so", 4), ("ti", 3), ("tr", 3))
)
# How many skills are known of somebody: a text alone gives up to five, a talk a dozen, a long working life forty.
N_SKILLS: Urn[int] = Urn.of(((0, 8), (1, 10), (2, 10), (3, 8), (5, 14), (8, 22), (12, 14), (20, 9), (40, 5)))
PROPOSED_CERTAINTY = (100, 70, 50, 35, 25)  # of the occupations that a text proposes, relative to the surest


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """How often what is known of people, in percent of them or of their skills."""

    text_alone: int = 55  # nobody has named an occupation yet: five are proposed
    second_occupation: int = 30
    local_language: int = 80
    english: int = 40
    accepted: int = 60  # of the skills, where there has been a talk
    any_skill: int = 10  # of the skills: from anywhere, not from the occupations
    start: int = 60
    wants_another: int = 30


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as a list hands them in: `input` is what was read, `accepted` the skills that they have said yes to."""

    language: str
    place: str
    country: str
    words: str
    named: tuple[Named, ...]
    input: RankingInput
    accepted: frozenset[str]


def iter_people(
    soil: Soil, writer: Writer, first: int, n: int, *, seed: int, situation: Situation | None = None
) -> Iterator[Person]:
    """Yield the people with the numbers from `first` up to `n`: each is the same whatever the two are."""
    how = situation or Situation()
    for i in range(first, n):
        yield _person(soil, writer, Draw(f"{seed}:world-people:{i}"), how)


def _person(soil: Soil, writer: Writer, draw: Draw, how: Situation) -> Person:
    country = draw.out_of(HOMES)
    language = language_of(country)
    town = draw.out_of(soil.towns[country]) if country in soil.towns else None
    is_text_alone = draw.happens(how.text_alone)
    held = [draw.one(soil.occupied) for _ in range(1 + draw.happens(how.second_occupation))]
    occupations = _proposed(soil, draw, held[0]) if is_text_alone else _stated(draw, held)
    uris = _skills(soil, draw, how, held)
    skills = tuple(HeldSkill(uri, SkillSource.PROPOSED) for uri in uris)
    accepted = frozenset() if is_text_alone else frozenset(uri for uri in uris if draw.happens(how.accepted))
    words, named = writer.person(language, held[:1], uris)
    permission = draw.out_of(PERMISSIONS)
    found = RankingInput(
        skills=skills,
        occupations=occupations,
        languages=tuple(LanguageLevel(*pair) for pair in _languages(draw, how, country).items()),
        licences=draw.out_of(LICENCES),
        permissions=() if permission is None else (Permission(country, permission),),
        hours=draw.out_of(HOURS),
        start=soil.newest if draw.happens(how.start) else None,
        home=None if town is None else town.id,
        travel=_travel(draw, has_home=town is not None),
        wants=Wants(occupations=(draw.one(soil.occupied),) if draw.happens(how.wants_another) else ()),
    )
    return Person(language, "" if town is None else town.name, country, words, tuple(named), canonical(found), accepted)


def _travel(draw: Draw, *, has_home: bool) -> Travel | None:
    travel = draw.out_of(TRAVEL)
    return travel if has_home else None


def _stated(draw: Draw, held: list[str]) -> tuple[HeldOccupation, ...]:
    return tuple(HeldOccupation(uri, draw.out_of(YEARS)) for uri in dict.fromkeys(held))


def _proposed(soil: Soil, draw: Draw, first: str) -> tuple[HeldOccupation, ...]:
    """Return the occupation and others of its unit group, as a text that could be about any of them proposes them."""
    table = soil.taxonomy.occupations
    group = soil.unit_groups.get(soil.taxonomy.isco_of(table.row(first)), ())
    others = [table.uri(draw.one(group)) for _ in PROPOSED_CERTAINTY[1:]] if group else []
    uris = dict.fromkeys([first, *others])
    return tuple(
        HeldOccupation(uri, None, SkillSource.PROPOSED, certainty)
        for uri, certainty in zip(uris, PROPOSED_CERTAINTY, strict=False)
    )


def _skills(soil: Soil, draw: Draw, how: Situation, held: list[str]) -> list[str]:
    """Return distinct skills, most of them those that the occupations need or welcome."""
    taxonomy = soil.taxonomy
    rows = [taxonomy.occupations.row(uri) for uri in dict.fromkeys(held)]
    known = [
        skill for row in rows for part in (taxonomy.essential, taxonomy.optional) for skill in part.of(row).tolist()
    ]
    wanted, found = draw.out_of(N_SKILLS), dict[str, None]()
    for _ in range(4 * wanted):  # some are drawn twice
        if len(found) == wanted:
            break
        anything = not known or draw.happens(how.any_skill)
        found[soil.skill_uris[draw.below(len(soil.skill_uris)) if anything else draw.one(known)]] = None
    return list(found)


def _languages(draw: Draw, how: Situation, country: str) -> dict[str, Cefr]:
    """Return the first language, and others as far as they are known; the better level of one that comes twice."""
    found = {draw.out_of(FIRST_LANGUAGES): Cefr.C2}
    for language, share in ((LANGUAGE_OF[country], how.local_language), ("en", how.english)):
        if draw.happens(share):
            found[language] = max(found.get(language, Cefr.A1), draw.out_of(LEVELS))
    return found
