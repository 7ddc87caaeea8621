"""The ranking of `matcher`, written again slowly: one person, one vacancy, dictionaries and loops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from math import log, sqrt

from matcher.licences import DRIVING, IMPLIED
from matcher.places import distance_km, travel_minutes
from matcher.regulated import Need, RegulatedRow
from matcher.types import (
    Cefr,
    HeldSkill,
    Hours,
    RankingInput,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
    Vacancy,
)
from matcher.world import World
from taxonomy.taxonomy import Taxonomy

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"


@dataclass(frozen=True)
class Expected:
    """What the oracle says of a pair."""

    id: str
    score: int | None
    group: int
    points: tuple[int, ...]
    known: tuple[bool, ...]


def expected_order(person: RankingInput, vacancies: list[Vacancy], world: World, as_of: date) -> list[Expected]:
    """Rank by brute force."""
    shown = [v for v in vacancies if (v.published or as_of) <= as_of <= (v.expires or as_of)]
    found = [expect(person, vacancy, world) for vacancy in shown]
    return sorted(found, key=lambda e: (e.score is None, e.group, -(e.score or 0), e.id))


def expect(person: RankingInput, vacancy: Vacancy, world: World) -> Expected:
    """Score one pair."""
    covered, total = coverage(person, vacancy, world)
    skills = person_skills(person, world)
    welcome = covered[Relation.OPTIONAL], total[Relation.OPTIONAL]
    fit = typical_fit(skills, vacancy, world)
    if fit is not None:
        welcome = welcome[0] + 30_000 * fit[0] // (10_000 * fit[1]), welcome[1] + 300
    pairs = ((200, covered[Relation.ESSENTIAL], total[Relation.ESSENTIAL]), (250, *welcome))
    parts = [most * share // (100 * whole) if skills and whole else None for most, share, whole in pairs]
    parts += [experience(person, vacancy, world), wanted(person, vacancy, world)]
    parts += [hours(person.wants.hours, vacancy, world), place(person, vacancy, world)]
    neutral = (5, 5, 15, 50, 17, 17)
    points = tuple(n if p is None else p for p, n in zip(parts, neutral, strict=True))
    known = tuple(p is not None for p in parts)
    score = sum(points) if any(known[:4]) else None
    n_open = sum(state != MET for state in blockers(person, vacancy, world))
    return Expected(vacancy.id, score, group(person, vacancy, world, n_open) if score is not None else 2, points, known)


def group(person: RankingInput, vacancy: Vacancy, world: World, n_open: int) -> int:
    """0 ready, 1 one step, 2 rest."""
    required = requirements(vacancy)[Relation.ESSENTIAL]
    if not required:
        return 1 if n_open == 0 else 2
    if n_open and (is_far(person, vacancy, world) or is_slow(person, vacancy, world)):
        return 2
    if is_covered(person, vacancy, world):
        return min(n_open, 2)
    if n_open == 0 and is_covered(confirmed(person), vacancy, world):
        return 1
    if not is_covered(person, vacancy, world, percent=30):
        return 2
    learnt = (replace(person, skills=(*person.skills, HeldSkill(uri, SkillSource.STATED))) for uri in required)
    return 1 if n_open == 0 and any(is_covered(one, vacancy, world) for one in learnt) else 2


def is_far(person: RankingInput, vacancy: Vacancy, world: World) -> bool:
    """Whether the way is longer than accepted, and than anybody would accept."""
    way = minutes(person, vacancy, world) if vacancy.place else None
    return way is not None and person.travel is not None and way > max(person.travel.minutes, 90)


def is_slow(person: RankingInput, vacancy: Vacancy, world: World) -> bool:
    """Whether schooling or years are known to be too few: no step brings them."""
    too_low = vacancy.education is not None and person.education is not None and person.education < vacancy.education
    return too_low or (vacancy.years is not None and has_years(person, vacancy, world) is False)


def has_years(person: RankingInput, vacancy: Vacancy, world: World) -> bool | None:
    """Whether the years in occupations whose ISCO code begins with the same three digits reach what is asked for."""
    codes = world.taxonomy.isco_of, world.taxonomy.occupations.row
    group = codes[0](codes[1](vacancy.occupation))[:3] if vacancy.occupation else ""
    alike = [held.years for held in person.occupations if codes[0](codes[1](held.uri)).startswith(group)]
    if sum(years or 0 for years in alike) >= (vacancy.years or 0):
        return True
    return None if None in alike or not alike else False


def law(vacancy: Vacancy, world: World) -> list[RegulatedRow]:
    """Return the verified rows that name the vacancy's occupation, or the longest part of its ISCO code."""
    if vacancy.occupation is None:
        return []
    isco = world.taxonomy.isco_of(world.taxonomy.occupations.row(vacancy.occupation))
    for scope in (vacancy.occupation, isco, isco[:3], isco[:2], isco[:1]):
        found = [row for row in world.catalogue.regulated if row.country == vacancy.country and scope in row.scope]
        if found:
            return [row for row in found if row.is_verified and row.need is not Need.NONE]
    return []


def code_of(occupation: str, world: World) -> str:
    """Return the ISCO code that a recognition names, or that of its occupation."""
    rows = world.taxonomy.occupations
    return occupation if occupation.isdigit() else world.taxonomy.isco_of(rows.row(occupation))


def is_recognised(person: RankingInput, row: RegulatedRow, world: World) -> bool | None:
    """Whether some recognition for the row's occupation or group was granted, or all were refused."""
    answers = [
        held.granted
        for held in person.recognitions
        for scope in row.scope
        if held.country == row.country
        and (held.occupation == scope or scope.startswith(code_of(held.occupation, world)))
    ]
    return None if not answers else True in answers


def is_ready(person: RankingInput, vacancy: Vacancy, world: World) -> bool:
    """No open blocker and enough coverage."""
    return is_covered(person, vacancy, world) and all(state == MET for state in blockers(person, vacancy, world))


def confirmed(person: RankingInput) -> RankingInput:
    """Accept every proposal."""
    accepted = {SkillSource.PROPOSED: SkillSource.STATED}
    readings = sum(held.certainty for held in person.occupations if held.source is SkillSource.PROPOSED)
    skills = tuple(replace(skill, source=accepted.get(skill.source, skill.source)) for skill in person.skills)
    held = tuple(
        replace(one, source=accepted.get(one.source, one.source)) if one.certainty >= readings / 2 else one
        for one in person.occupations
    )
    return replace(person, skills=skills, occupations=held)


def is_covered(person: RankingInput, vacancy: Vacancy, world: World, percent: int = 60) -> bool:
    """Whether essential coverage reaches some percent."""
    covered, total = coverage(person, vacancy, world)
    asked = total[Relation.ESSENTIAL]
    return asked > 0 and Fraction(covered[Relation.ESSENTIAL], 100 * asked) >= Fraction(percent, 100)


def person_skills(person: RankingInput, world: World) -> dict[str, int]:
    """Percent per skill."""
    w = world.weights
    percent = {
        SkillSource.VERIFIED: w.skill_verified,
        SkillSource.STATED: w.skill_stated,
        SkillSource.PROPOSED: w.skill_proposed,
        SkillSource.INFERRED: w.skill_inferred,
    }
    found: dict[str, int] = {}
    for held in person.skills:
        found[held.uri] = max(found.get(held.uri, 0), percent[held.source])
    for occupation in person.occupations:
        if occupation.source is SkillSource.PROPOSED:
            continue
        row = world.taxonomy.occupations.row(occupation.uri)
        for skill_row in world.taxonomy.essential.of(row).tolist():
            uri = world.taxonomy.skills.uri(skill_row)
            if uri not in person.rejected_skills:
                found[uri] = max(found.get(uri, 0), w.skill_inferred)
    return found


def requirements(vacancy: Vacancy) -> dict[Relation, dict[str, int]]:
    """Weight per requirement; each skill once, essential first, then stated first."""
    chosen: dict[str, Requirement] = {}
    for relation in (Relation.ESSENTIAL, Relation.OPTIONAL):
        for source in (RequirementSource.STATED, RequirementSource.INFERRED):
            for r in vacancy.requirements:
                if r.relation is relation and r.source is source:
                    chosen.setdefault(r.uri, r)
    return {
        relation: {
            uri: 100 if r.source is RequirementSource.STATED else 50
            for uri, r in chosen.items()
            if r.relation is relation
        }
        for relation in Relation
    }


def coverage(person: RankingInput, vacancy: Vacancy, world: World) -> tuple[dict[Relation, int], dict[Relation, int]]:
    """Weighted percent covered, and total weight."""
    skills = person_skills(person, world)
    row = world.taxonomy.skills.row
    covered, total = {}, {}
    for relation, weights in requirements(vacancy).items():
        best = {
            uri: max((w * world.near.near(row(held), row(uri)) // 100 for held, w in skills.items()), default=0)
            for uri in weights
        }
        covered[relation] = sum(weights[uri] * best[uri] for uri in weights)
        total[relation] = sum(weights.values())
    return covered, total


def likely(vacancy: Vacancy) -> dict[str, int]:
    """Percent of each occupation that the vacancy may be about."""
    return {each.uri: each.percent for each in vacancy.likely} or (
        {} if vacancy.occupation is None else {vacancy.occupation: 100}
    )


@cache
def typical(uri: str, taxonomy: Taxonomy) -> dict[int, int]:
    """Weights of an occupation's skills, rare ones weighing more, as a vector of length 1000."""
    relations = (taxonomy.essential, 1.0), (taxonomy.optional, 0.5)
    n = len(taxonomy.occupations)
    frequency = Counter(s for relation, _ in relations for row in range(n) for s in relation.of(row).tolist())
    row = taxonomy.occupations.row(uri)
    raw = {s: share * log(n / frequency[s]) for relation, share in relations for s in relation.of(row).tolist()}
    length = sqrt(sum(value * value for value in raw.values()))
    return {s: round(1000 * value / length) for s, value in raw.items()}


def typical_fit(skills: dict[str, int], vacancy: Vacancy, world: World) -> tuple[int, int] | None:
    """Sum over likely occupations of percent times covered share (of 10,000), and the sum of percents."""
    about, row = likely(vacancy), world.taxonomy.skills.row
    if not about:
        return None
    found = 0
    for uri, percent in about.items():
        weights = typical(uri, world.taxonomy)
        best = {
            s: max((w * world.near.near(row(held), s) // 100 for held, w in skills.items()), default=0) for s in weights
        }
        found += percent * (100 * sum(weights[s] * best[s] for s in weights) // sum(weights.values()))
    return found, sum(about.values())


def close(a: str, b: str, world: World) -> int:
    """Percent, half by ISCO and half by skills."""
    if a == b:
        return 100
    isco = [world.taxonomy.isco_of(world.taxonomy.occupations.row(uri)) for uri in (a, b)]
    by_group = 70 if isco[0] == isco[1] else 40 if isco[0][:3] == isco[1][:3] else 0
    one, other = typical(a, world.taxonomy), typical(b, world.taxonomy)
    by_skills = min(sum(one[s] * other.get(s, 0) for s in one) // 10_000, 100)
    return (50 * by_group + 50 * by_skills) // 100


def expected(fit: dict[str, int], vacancy: Vacancy, most: int) -> int | None:
    """Mean over likely occupations of what each fits, of 10,000."""
    about = likely(vacancy)
    total = sum(about.values())
    return most * sum(percent * fit[uri] for uri, percent in about.items()) // (10_000 * total) if about else None


def experience(person: RankingInput, vacancy: Vacancy, world: World) -> int | None:
    """Points for occupations held: the best of those said, or all that are proposed, each by its share."""
    if not person.occupations:
        return None
    fits = {}
    for uri in likely(vacancy):
        said, guessed, sure = 0, 0, 0
        for held in person.occupations:
            years = 75 if held.years is None else 50 + 50 * min(int(held.years * 12), 24) // 24
            if held.source is SkillSource.PROPOSED:
                guessed += held.certainty * close(held.uri, uri, world) * (years * 70 // 100)
                sure += held.certainty
            else:
                said = max(said, close(held.uri, uri, world) * years)
        fits[uri] = max(said, guessed // max(sure, 1))
    return expected(fits, vacancy, 300)


def wanted(person: RankingInput, vacancy: Vacancy, world: World) -> int | None:
    """Points for wishes."""
    wants = person.wants
    if vacancy.occupation is not None and vacancy.occupation in wants.unwanted_occupations:
        return 0
    if not wants.occupations:
        return None
    fits = {uri: max(100 * close(one, uri, world) for one in wants.occupations) for uri in likely(vacancy)}
    return expected(fits, vacancy, 150)


def overlap(a: Hours, b: Hours) -> bool:
    """Whether two ranges meet."""
    return max(a.minimum, b.minimum) <= min(a.maximum, b.maximum)


def hours(wish: Hours | None, vacancy: Vacancy, world: World) -> int | None:
    """Points for hours."""
    if wish is None or vacancy.hours is None:
        return None
    return world.weights.hours_points * overlap(wish, vacancy.hours)


def km(a: str, b: str, world: World) -> float | None:
    """Kilometres, None where a place is unknown."""
    one, other = world.places.find_id(a), world.places.find_id(b)
    return None if one is None or other is None else distance_km(one, other)


def minutes(person: RankingInput, vacancy: Vacancy, world: World) -> int | None:
    """Estimated minutes to the vacancy."""
    if person.home is None or vacancy.place is None or person.travel is None:
        return None
    distance = km(person.home, vacancy.place, world)
    return None if distance is None else travel_minutes(person.travel.mode, distance)


def place(person: RankingInput, vacancy: Vacancy, world: World) -> int | None:
    """Points for the place."""
    wants, where = person.wants, vacancy.place
    if where is None:
        return None

    def within(wished: str, limit: int) -> bool:
        distance = km(wished, where, world)
        return wished == where or (distance is not None and distance <= limit)

    if any(within(unwanted, 0) for unwanted in wants.unwanted_places):
        return 0
    if wants.places:
        return 50 * any(within(wished, 10) for wished in wants.places)
    way = minutes(person, vacancy, world)
    if way is None or person.travel is None:
        return None
    return 50 * max(person.travel.minutes - way, 0) // person.travel.minutes


def entitles(held: str, wanted_class: str) -> bool:
    """Whether one driving class includes another."""
    return held == wanted_class or any(entitles(lower, wanted_class) for lower in IMPLIED.get(held, ()))


def languages(person: RankingInput, vacancy: Vacancy) -> Iterator[bool | None]:
    """Whether each language is spoken well enough; without a level, B2 is and nothing between is known."""
    spoken = {known.language: known.level for known in person.languages}
    for language in {required.language for required in vacancy.languages}:
        level = max(required.level for required in vacancy.languages if required.language == language)
        if level is not Cefr.NONE:
            yield spoken[language] >= level if language in spoken else None
    for language in set(vacancy.languages_named) - {required.language for required in vacancy.languages}:
        level = spoken.get(language, Cefr.A1)
        yield False if level is Cefr.NONE else True if level >= Cefr.B2 else None


def blockers(person: RankingInput, vacancy: Vacancy, world: World) -> list[str]:  # noqa: C901 - all kinds
    """State of each distinct condition."""
    states: list[str] = []

    def judge(fact: bool | None) -> None:  # noqa: FBT001 - the fact is the whole argument
        states.append(UNKNOWN if fact is None else MET if fact else NOT_MET)

    if vacancy.permission_required:
        judge({p.country: p.granted for p in person.permissions}.get(vacancy.country or "-"))
    rows = law(vacancy, world)
    for row in rows:
        if not row.value:
            judge(is_recognised(person, row, world))
    licences = {*vacancy.licences, *(row.value for row in rows if row.value)}
    for licence in licences:
        if any(entitles(other, licence) for other in licences - {licence}):
            continue
        held = person.licences
        has_it = held is not None and any(entitles(one, licence) for one in held)
        unclear = held is None or (not has_it and licence not in DRIVING and len(held) > 0)
        judge(None if unclear else has_it)
    for state in languages(person, vacancy):
        judge(state)
    if vacancy.education is not None:
        judge(None if person.education is None else person.education >= vacancy.education)
    if vacancy.years is not None:
        judge(has_years(person, vacancy, world))
    if vacancy.shifts:
        judge(None if person.shifts is None else set(vacancy.shifts) <= set(person.shifts))
    if vacancy.hours is not None:
        judge(None if person.hours is None else overlap(person.hours, vacancy.hours))
    if vacancy.place is not None:
        there = person.home == vacancy.place or (person.home and km(person.home, vacancy.place, world) == 0)
        way = minutes(person, vacancy, world)
        judge(True if there else None if way is None or person.travel is None else way <= person.travel.minutes)
    if vacancy.start is not None:
        judge(None if person.start is None else person.start <= vacancy.start)
    return states
