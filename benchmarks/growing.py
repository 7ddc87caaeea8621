"""A large world of vacancies and people, grown from real vacancies by documented variation.

Vacancies come in blocks of `BLOCK`, each drawn with a generator of its own, so vacancy *i* is the same however many are
grown, a million can be laid out block by block (`lay_out`), and only one block of objects exists at a time. Draws use
`random.Random.random` alone, the one method whose sequence Python promises to keep for a seed.

What is varied, and what it is varied by, is in `Variation`; everything else (which occupations are frequent, how many
requirements there are, what goes with what) is as in the real vacancies. No text is made, and nothing here says what
employers really ask for: it is a load to measure with, not a sample of a labour market.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from math import log
from random import Random
from typing import Generic, TypeVar

from matcher.near import NearTable
from matcher.places import Place, Places, distance_km
from matcher.segments import join
from matcher.types import (
    Cefr,
    Hours,
    LanguageLevel,
    LikelyOccupation,
    Relation,
    Requirement,
    RequirementSource,
    Vacancy,
)
from matcher.vacancies import VacancySet
from matcher.weights import DEFAULT, Weights
from taxonomy.taxonomy import Taxonomy

BLOCK = 5_000
SEED = 20261122
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Urn(Generic[Item]):
    """Things to draw from, each as often as its share of the sum; `up_to` are the running sums."""

    items: tuple[Item, ...]
    up_to: tuple[int, ...]

    @classmethod
    def of(cls, shares: Iterable[tuple[Item, int]]) -> Urn[Item]:
        """Take things with their shares."""
        pairs = tuple(shares)
        return cls(tuple(item for item, _ in pairs), tuple(accumulate(share for _, share in pairs)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """How often what is changed, in percent of vacancies or of requirements.

    The facts follow what 3,200 EURES vacancies and labour-market surveys have in common only roughly: they are there
    so that every kind of blocker occurs, often enough to cost what it would cost in earnest.
    """

    # Of a vacancy's requirements: two advertisements for the same work seldom name the same things.
    dropped: int = 20
    exchanged: int = 10  # for a near skill: the same asked for in other words
    added: int = 30  # this share again, from the essential and optional skills of the occupation
    added_anyway: int = 1  # so that vacancies that state nothing differ as well; a number
    optional: int = 25  # of those added
    # Vacancies that move to another occupation of the same ISCO unit group.
    neighbour_occupation: int = 10
    other_occupations: int = 5  # that the text may be about as well, at most; where the real vacancy says nothing of it
    # A town near the real vacancy's province, a town of another country; the rest stay where they are.
    near_town: int = 50
    abroad: int = 15
    near_km: int = 40
    # Facts, where the real vacancy states none.
    language: int = 35
    licence: int = 20
    permission: int = 25
    hours: int = 50
    shift: int = 15
    years: int = 15
    education: int = 15
    start: int = 10
    expires: int = 60
    # Age in days falls off exponentially with this mean, as where most vacancies stay open for a few weeks.
    mean_age_days: int = 20
    oldest_days: int = 90
    open_days: int = 60  # still open, at most


# Where the vacancies of a kind go, and what they ask for; shares.
ABROAD: Urn[str] = Urn.of((("IT", 30), ("DE", 25), ("FR", 20), ("GR", 10), ("PT", 8), ("PL", 5), ("CY", 2)))
LANGUAGES: Urn[str] = Urn.of((("", 70), ("en", 25), ("fr", 3), ("de", 2)))  # "": the language of the country
LEVELS: Urn[Cefr] = Urn.of(((Cefr.A2, 20), (Cefr.B1, 35), (Cefr.B2, 30), (Cefr.C1, 15)))
LICENCES: Urn[str] = Urn.of((("B", 75), ("C", 8), ("CE", 5), ("D", 2), ("forklift", 10)))
SPANS: Urn[Hours] = Urn.of(
    ((Hours(40, 40), 45), (Hours(38, 40), 20), (Hours(20, 25), 15), (Hours(30, 30), 10), (Hours(10, 20), 10))
)
SHIFTS: Urn[str] = Urn.of((("night", 40), ("weekend", 40), ("rotating", 20)))
YEARS: Urn[float] = Urn.of(((1.0, 50), (2.0, 30), (3.0, 20)))
SCHOOLING: Urn[int] = Urn.of(((3, 30), (4, 40), (5, 15), (6, 15)))  # EQF levels

NOWHERE: Urn[Place] = Urn((), ())
LANGUAGE_OF = {"ES": "es", "IT": "it", "DE": "de", "FR": "fr", "GR": "el", "PT": "pt", "PL": "pl", "CY": "el"}


class Draw:
    """Draws from one generator, all through `random`."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random

    def happens(self, percent: float) -> bool:
        """Return True in that share of cases."""
        return self._random() * 100 < percent

    def below(self, n: int) -> int:
        """Return a whole number from 0 to n - 1."""
        return int(self._random() * n)

    def one(self, items: Sequence[Item]) -> Item:
        """Return one of `items`, all alike."""
        return items[self.below(len(items))]

    def out_of(self, urn: Urn[Item]) -> Item:
        """Return one thing of an urn that is not empty."""
        return urn.items[bisect(urn.up_to, self.below(urn.up_to[-1]))]

    def days(self, mean: float, most: int) -> int:
        """Return whole days, exponentially distributed, at most `most`."""
        return min(int(-log(1 - self._random()) * mean), most)


class Soil:
    """What is grown from: the real vacancies, and what the taxonomy and the gazetteer have beside them."""

    def __init__(self, real: Sequence[Vacancy], taxonomy: Taxonomy, near: NearTable, places: Places) -> None:
        self.real = tuple(real)
        self.taxonomy = taxonomy
        self.near = near
        self.places = places
        self.newest = max((vacancy.published for vacancy in real if vacancy.published), default=date(2025, 12, 18))
        self.skill_uris = tuple(map(taxonomy.skills.uri, range(len(taxonomy.skills))))
        self._requirements: dict[tuple[str, Relation, RequirementSource], Requirement] = {}
        self._near_skills: dict[str, tuple[str, ...]] = {}
        self._around: dict[tuple[str, int], Urn[Place]] = {}

    @cached_property
    def occupied(self) -> tuple[str, ...]:
        """The occupations of the real vacancies, each as often as it occurs."""
        known = self.taxonomy.occupations.find_row
        return tuple(v.occupation for v in self.real if v.occupation is not None and known(v.occupation) is not None)

    @cached_property
    def unit_groups(self) -> Mapping[str, tuple[int, ...]]:
        """Occupation rows by ISCO unit group."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in range(len(self.taxonomy.occupations)):
            found[self.taxonomy.isco_of(row)].append(row)
        return {code: tuple(rows) for code, rows in found.items() if code}

    @cached_property
    def towns(self) -> Mapping[str, Urn[Place]]:
        """Towns by country, weighted by population."""
        found: dict[str, list[tuple[Place, int]]] = defaultdict(list)
        for place in self.places.all():
            if place.population:
                found[place.country].append((place, place.population))
        return {country: Urn.of(towns) for country, towns in found.items()}

    def requirement(self, uri: str, relation: Relation, source: RequirementSource) -> Requirement:
        """Return the one value of its kind: there are few, and each is used thousands of times."""
        key = (uri, relation, source)
        return self._requirements.setdefault(key, Requirement(*key))

    def near_skills(self, uri: str) -> tuple[str, ...]:
        """Return the skills that this one can stand in for."""
        if uri not in self._near_skills:
            row = self.taxonomy.skills.find_row(uri)
            rows = [] if row is None else self.near.indices[self.near.indptr[row] : self.near.indptr[row + 1]].tolist()
            self._near_skills[uri] = tuple(self.skill_uris[near] for near in rows)
        return self._near_skills[uri]

    def around(self, place_id: str, km: int) -> Urn[Place]:
        """Return the towns of the same country within `km` of a place, weighted by population."""
        key = (place_id, km)
        if key not in self._around:
            centre = self.places.find_id(place_id)
            towns = () if centre is None else self.towns.get(centre.country, NOWHERE).items
            near = [town for town in towns if centre is not None and distance_km(centre, town) <= km]
            self._around[key] = Urn.of((town, town.population) for town in near)
        return self._around[key]


def grow(soil: Soil, n: int, *, seed: int = SEED, variation: Variation | None = None) -> Iterator[list[Vacancy]]:
    """Yield `n` vacancies in blocks, ids ascending; the first blocks are the same whatever `n`."""
    how = variation or Variation()
    for first in range(0, n, BLOCK):
        draw = Draw(f"{seed}:vacancies:{first}")
        yield [_vary(soil, draw, how, f"grown-{i:08d}") for i in range(first, min(first + BLOCK, n))]


def lay_out(blocks: Iterator[list[Vacancy]], taxonomy: Taxonomy, weights: Weights = DEFAULT) -> VacancySet:
    """Lay out blocks one after the other, holding the objects of one block at a time."""
    return join([VacancySet.build(block, taxonomy, weights) for block in blocks])


def _vary(soil: Soil, draw: Draw, how: Variation, vacancy_id: str) -> Vacancy:
    real = draw.one(soil.real)
    occupation = _occupation(soil, draw, how, real.occupation)
    country, place = _place(soil, draw, how, real)
    published = soil.newest - timedelta(days=draw.days(how.mean_age_days, how.oldest_days))
    return replace(
        real,
        id=vacancy_id,
        occupation=occupation,
        likely=real.likely if real.likely and occupation == real.occupation else _likely(soil, draw, how, occupation),
        requirements=_requirements(soil, draw, how, real, occupation),
        country=country,
        place=place,
        languages=real.languages or _language(draw, how, country),
        licences=real.licences or ((draw.out_of(LICENCES),) if draw.happens(how.licence) else ()),
        permission_required=real.permission_required or draw.happens(how.permission),
        hours=real.hours or (draw.out_of(SPANS) if draw.happens(how.hours) else None),
        shifts=real.shifts or ((draw.out_of(SHIFTS),) if draw.happens(how.shift) else ()),
        years=real.years or (draw.out_of(YEARS) if draw.happens(how.years) else None),
        education=real.education or (draw.out_of(SCHOOLING) if draw.happens(how.education) else None),
        start=soil.newest + timedelta(days=draw.below(how.open_days)) if draw.happens(how.start) else real.start,
        published=published,
        expires=soil.newest + timedelta(days=draw.below(how.open_days)) if draw.happens(how.expires) else None,
    )


def _occupation(soil: Soil, draw: Draw, how: Variation, uri: str | None) -> str | None:
    row = None if uri is None else soil.taxonomy.occupations.find_row(uri)
    if row is None or not draw.happens(how.neighbour_occupation):
        return uri
    return soil.taxonomy.occupations.uri(draw.one(soil.unit_groups.get(soil.taxonomy.isco_of(row), (row,))))


def _likely(soil: Soil, draw: Draw, how: Variation, uri: str | None) -> tuple[LikelyOccupation, ...]:
    """Return the occupation and a few of its unit group, as a text that could be about any of them would be read."""
    row = None if uri is None else soil.taxonomy.occupations.find_row(uri)
    if uri is None or row is None:
        return ()
    group = soil.unit_groups.get(soil.taxonomy.isco_of(row), (row,))
    others = {soil.taxonomy.occupations.uri(draw.one(group)) for _ in range(draw.below(how.other_occupations + 1))}
    own = 100 - 10 * len(others)
    return (LikelyOccupation(uri, own), *(LikelyOccupation(other, 10) for other in sorted(others - {uri})))


def _place(soil: Soil, draw: Draw, how: Variation, real: Vacancy) -> tuple[str | None, str | None]:
    if draw.happens(how.abroad):
        country = draw.out_of(ABROAD)
        towns = soil.towns.get(country, NOWHERE)
        return country, draw.out_of(towns).id if towns.items else None
    if real.place is not None and draw.happens(how.near_town):
        towns = soil.around(real.place, how.near_km)
        return real.country, draw.out_of(towns).id if towns.items else real.place
    return real.country, real.place


def _language(draw: Draw, how: Variation, country: str | None) -> tuple[LanguageLevel, ...]:
    if not draw.happens(how.language):
        return ()
    language = draw.out_of(LANGUAGES) or LANGUAGE_OF.get(country or "", "en")
    return (LanguageLevel(language, draw.out_of(LEVELS)),)


def _requirements(
    soil: Soil, draw: Draw, how: Variation, real: Vacancy, occupation: str | None
) -> tuple[Requirement, ...]:
    """Drop, exchange and add stated requirements; inferred ones are those of the occupation it now has."""
    taxonomy = soil.taxonomy
    row = None if occupation is None else taxonomy.occupations.find_row(occupation)
    moved = occupation != real.occupation
    kept = []
    for requirement in real.requirements:
        if requirement.source is RequirementSource.INFERRED:
            if not moved:
                kept.append(requirement)
        elif not draw.happens(how.dropped):
            near = soil.near_skills(requirement.uri) if draw.happens(how.exchanged) else ()
            uri = draw.one(near) if near else requirement.uri
            kept.append(soil.requirement(uri, requirement.relation, requirement.source))
    if row is not None:
        essential = taxonomy.essential.of(row).tolist()
        if moved:
            inferred = (Relation.ESSENTIAL, RequirementSource.INFERRED)
            kept += [soil.requirement(soil.skill_uris[skill], *inferred) for skill in essential]
        known = essential + taxonomy.optional.of(row).tolist()
        n_added = how.added_anyway + sum(draw.happens(how.added) for _ in real.requirements)
        kept += [_stated(soil, draw, how, soil.skill_uris[draw.one(known)]) for _ in range(n_added if known else 0)]
    return tuple(dict.fromkeys(kept))


def _stated(soil: Soil, draw: Draw, how: Variation, uri: str) -> Requirement:
    relation = Relation.OPTIONAL if draw.happens(how.optional) else Relation.ESSENTIAL
    return soil.requirement(uri, relation, RequirementSource.STATED)
