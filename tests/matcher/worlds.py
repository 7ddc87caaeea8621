"""Small worlds whose right answers are known, and strategies that draw people and vacancies from them.

The checkerboard: occupation *k* of sixteen needs skills *k* to *k + 3* (essential) and *k + 4* (optional), wrapping
round, so neighbours on the ring share skills in a way that can be counted on fingers. ISCO groups go by fours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from operator import itemgetter
from typing import TypeVar

import numpy as np
from hypothesis import strategies as st

from matcher.catalogue import EMPTY, Catalogue
from matcher.editable import Evidence, Weeks
from matcher.gazetteer import provinces
from matcher.near import NearTable, near_from_pairs
from matcher.places import Place, Places
from matcher.regulated import Field, Need, RegulatedRow
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    Hours,
    LanguageLevel,
    LikelyOccupation,
    Permission,
    RankingInput,
    Recognition,
    Relation,
    Requirement,
    RequirementSource,
    RowStatus,
    SkillSource,
    Travel,
    TravelMode,
    Vacancy,
    Wants,
)
from matcher.weights import DEFAULT
from matcher.world import World
from taxonomy.assemble import OccupationRow, SkillRow, build_taxonomy
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Label

N = 16
AS_OF = date(2026, 11, 21)
ISCO = ("5120", "5131", "9412", "2221")
VALENCIA, GANDIA, MADRID = "2509954", "2517595", "3117735"


def skill(k: int) -> str:
    """Return the URI of skill `k`, which is also its row."""
    return f"http://data.europa.eu/esco/skill/{k % N:02d}"


def occupation(k: int) -> str:
    """Return the URI of occupation `k`, which is also its row."""
    return f"http://data.europa.eu/esco/occupation/{k % N:02d}"


@cache
def checkerboard() -> Taxonomy:
    """Return the taxonomy described above."""
    ks = range(N)
    return build_taxonomy(
        skills=[SkillRow(skill(k), (Label(f"skill {k}", "en"), Label(f"Fähigkeit {k}", "de"))) for k in ks],
        occupations=[OccupationRow(occupation(k), ISCO[k // 4], (Label(f"occupation {k}", "en"),)) for k in ks],
        relations=[
            *((occupation(k), Relation.ESSENTIAL, skill(k + i)) for k in ks for i in range(4)),
            *((occupation(k), Relation.OPTIONAL, skill(k + 4)) for k in ks),
        ],
    )


@cache
def ring_near() -> NearTable:
    """Return near skills where having k stands in for k + 1 at 80 % and for k + 2 at 50 %, and nothing backwards."""
    pairs = [(k, (k + step) % N, percent) for k in range(N) for step, percent in ((1, 80), (2, 50))]
    return near_from_pairs(N, np.array(pairs))


@cache
def no_near() -> NearTable:
    """Return a table in which only a skill itself covers it."""
    return near_from_pairs(N, np.empty((0, 3), dtype=np.int64))


@cache
def towns() -> Places:
    """Return three Spanish towns and the provinces."""
    named = [
        (Place(VALENCIA, "Valencia", "ES", 39.46975, -0.37739, "60", 824_340), ["València", "فالنسيا"]),
        (Place(GANDIA, "Gandia", "ES", 38.96667, -0.18333, "60", 80_020), ["Gandía"]),
        (Place(MADRID, "Madrid", "ES", 40.4165, -3.70256, "29", 3_255_944), ["Мадрид"]),
    ]
    return Places.of([*named, *provinces()], {"ES": "Spain", "IT": "Italy"})


@cache
def law() -> Catalogue:
    """Return what Spain asks of the checkerboard's occupations; Italy asks for nothing.

    The cook group 5120 needs recognition, occupation 1 of it a certificate instead; 9412 needs nothing, and what is
    said of 5131 nobody has verified.
    """

    def row(row_id: str, scope: str, need: Need = Need.RECOGNITION, value: str = "") -> RegulatedRow:
        evidence = Evidence("the law", AS_OF, "M. Rossi", RowStatus.VERIFIED)
        return RegulatedRow(
            row_id, "ES", Field.HEALTH, (scope,), "title", f"profession {row_id}", need, value, "the ministry",
            Weeks(13, 26), "fees", evidence, "",
        )  # fmt: skip

    return Catalogue(
        regulated=(
            row("a", "5120"),
            row("b", occupation(1), Need.CERTIFICATE, "forklift"),
            row("c", "94"),
            row("d", "9412", Need.NONE),
            replace(row("e", "5131"), evidence=Evidence("the law", None, "", RowStatus.UNVERIFIED)),
        )
    )


def world_of(vacancies: list[Vacancy], *, near: NearTable | None = None, catalogue: Catalogue = EMPTY) -> World:
    """Lay out `vacancies` over the checkerboard."""
    return World.build(vacancies, checkerboard(), near or no_near(), towns(), DEFAULT, catalogue)


def needs(*essential: int, optional: tuple[int, ...] = ()) -> tuple[Requirement, ...]:
    """Return stated requirements."""
    return tuple(
        Requirement(skill(k), relation, RequirementSource.STATED)
        for relation, ks in ((Relation.ESSENTIAL, essential), (Relation.OPTIONAL, optional))
        for k in ks
    )


def has(*ks: int, source: SkillSource = SkillSource.STATED) -> tuple[HeldSkill, ...]:
    """Return skills of a person."""
    return tuple(HeldSkill(skill(k), source) for k in ks)


# --- strategies -------------------------------------------------------------------------------

LANGUAGES = ("it", "es")
LICENCES = ("B", "C", "CE", "forklift")
HOURS = (Hours(0, 10), Hours(20, 20), Hours(20, 40), Hours(38, 40))
GROUPS = ("5120", "51", "5131", occupation(2))
SHIFTS = ("night", "weekend", "in the stable")
SITES = (VALENCIA, GANDIA, MADRID, "ES-V", "ES-M", "nowhere")
rows = st.integers(0, N - 1)
dates = st.dates(date(2026, 11, 18), date(2026, 11, 25))


few = st.integers(0, 5)  # skills that people and vacancies have in common often enough to matter

T = TypeVar("T")
K = TypeVar("K")


def maybe(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Draw from `values`, or None."""
    return st.none() | values


def seldom(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Draw None three times out of four: most vacancies state little, and some must come out ready."""
    return st.none() | st.none() | st.none() | values


def some(values: st.SearchStrategy[T], size: int) -> st.SearchStrategy[tuple[T, ...]]:
    """Draw up to `size` different ones of `values`."""
    return st.lists(values, max_size=size, unique=True).map(tuple)


def each(
    build: Callable[..., T], size: int, keys: st.SearchStrategy[K], *others: st.SearchStrategy[object]
) -> st.SearchStrategy[tuple[T, ...]]:
    """Draw up to `size` values with different keys.

    No strategy is made while drawing, and each is made once: checking new ones takes most of the time of a test.
    """
    drawn = st.lists(st.tuples(keys, *others), max_size=size, unique_by=itemgetter(0))
    return drawn.map(lambda found: tuple(build(*one) for one in found))


@cache
def people() -> st.SearchStrategy[RankingInput]:
    """Draw people about whom anything may be known or unknown."""
    return st.builds(
        RankingInput,
        skills=each(HeldSkill, 6, few.map(skill), st.sampled_from(SkillSource)),
        occupations=each(
            HeldOccupation,
            3,
            rows.map(occupation),
            maybe(st.floats(0, 5)),
            st.sampled_from((SkillSource.STATED, SkillSource.PROPOSED)),
            st.integers(1, 100),
        ),
        education=maybe(st.integers(1, 8)),
        languages=st.dictionaries(st.sampled_from(LANGUAGES), st.sampled_from(Cefr)).map(
            lambda known: tuple(LanguageLevel(*pair) for pair in sorted(known.items()))
        ),
        licences=maybe(some(st.sampled_from(LICENCES), 2)),
        permissions=maybe(st.booleans()).map(lambda granted: () if granted is None else (Permission("ES", granted),)),
        recognitions=some(st.builds(Recognition, st.just("ES"), st.sampled_from(GROUPS), st.booleans()), 2),
        hours=maybe(st.sampled_from(HOURS)),
        shifts=maybe(some(st.sampled_from(SHIFTS), 2)),
        start=maybe(dates),
        home=maybe(st.sampled_from(SITES)),
        travel=maybe(st.builds(Travel, st.sampled_from(TravelMode), st.sampled_from((10, 45, 90)))),
        wants=st.builds(
            Wants,
            occupations=some(rows.map(occupation), 2),
            unwanted_occupations=some(rows.map(occupation), 1),
            places=some(st.sampled_from(SITES), 2),
            unwanted_places=some(st.sampled_from(SITES), 1),
            hours=maybe(st.sampled_from(HOURS)),
        ),
        rejected_skills=some(few.map(skill), 2),
    )


@cache
def requirements() -> st.SearchStrategy[tuple[Requirement, ...]]:
    """Draw up to six requirements."""
    return st.lists(
        st.builds(Requirement, few.map(skill), st.sampled_from(Relation), st.sampled_from(RequirementSource)),
        max_size=6,
    ).map(tuple)


def _all(values: tuple[T, ...] | None) -> tuple[T, ...]:
    return values or ()


@cache
def vacancy(vacancy_id: str) -> st.SearchStrategy[Vacancy]:
    """Draw a vacancy with this id, which may state anything or nothing."""
    return st.builds(
        Vacancy,
        id=st.just(vacancy_id),
        requirements=requirements(),
        occupation=maybe(rows.map(occupation)),
        languages=seldom(some(st.builds(LanguageLevel, st.sampled_from(LANGUAGES), st.sampled_from(Cefr)), 2)).map(
            _all
        ),
        licences=seldom(some(st.sampled_from(LICENCES), 2)).map(_all),
        permission_required=seldom(st.booleans()).map(bool),
        country=maybe(st.sampled_from(("ES", "IT"))),
        place=seldom(st.sampled_from(SITES)),
        hours=seldom(st.sampled_from(HOURS)),
        shifts=seldom(some(st.sampled_from(SHIFTS), 2)).map(_all),
        languages_named=seldom(some(st.sampled_from(LANGUAGES), 1)).map(_all),
        years=seldom(st.sampled_from((0.5, 2.0, 4.0))),
        education=seldom(st.integers(1, 8)),
        start=seldom(dates),
        published=seldom(dates),
        expires=seldom(dates),
        likely=each(LikelyOccupation, 3, rows.map(occupation), st.integers(1, 33)),
    )


@cache
def vacancies(size: int = 6) -> st.SearchStrategy[list[Vacancy]]:
    """Draw up to `size` vacancies with different ids."""
    drawn = st.lists(vacancy(""), max_size=size)
    return drawn.map(lambda found: [replace(one, id=f"v{i}") for i, one in enumerate(found)])
