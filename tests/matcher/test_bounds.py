"""What bounds leave out could not have come into the list: the same first vacancies as ranking everything."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from msgspec import structs
from numpy.typing import NDArray

from matcher.assessment import UNSCORED, Assessment, assess
from matcher.bounds import Bounds
from matcher.matching import Snapshot, match
from matcher.near import build_near
from matcher.obstacles import InTheWay
from matcher.ranking import open_rows
from matcher.tallies import count_stated, tally_of
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    Hours,
    LanguageLevel,
    RankingInput,
    Relation,
    SkillSource,
    Travel,
    TravelMode,
    Wants,
)
from matcher.types import Vacancy as Offer
from matcher.world import World
from tests.matcher.corners import N_OCCUPATIONS, N_SKILLS, random_taxonomy
from tests.matcher.test_candidates import random_vacancies
from tests.matcher.worlds import AS_OF, GANDIA, MADRID, VALENCIA, towns

N_VACANCIES = 5_000
K = 20
WHERE = (None, VALENCIA, GANDIA, MADRID)
ITALIAN = (LanguageLevel("it", Cefr.B1),)
RARE = (0.5, 0.02, 0.03, 0.45)  # how many are where
HOURS = (None, Hours(20, 25), Hours(38, 40))


def varied(offers: list[Offer], random: np.random.Generator) -> list[Offer]:
    """Let some vacancies say nothing of skills or work, ask for a language, weigh requirements less, or be closed.

    They are in three towns or nowhere, and some say for how many hours.
    """
    found = [_vary(offer, int(random.integers(8))) for offer in offers]
    wheres, times = random.integers(4, size=len(found)).tolist(), random.integers(3, size=len(found)).tolist()
    return [
        replace(offer, place=WHERE[where], hours=HOURS[time])
        for offer, where, time in zip(found, wheres, times, strict=True)
    ]


def _vary(offer: Offer, draw: int) -> Offer:
    if draw == 0:
        return replace(offer, requirements=())
    if draw == 1:
        return replace(offer, occupation=None, languages=(LanguageLevel("it", Cefr.B1),))
    if draw == 2:
        optional = tuple(replace(each, relation=Relation.OPTIONAL) for each in offer.requirements)
        return replace(offer, requirements=optional)
    return replace(offer, expires=AS_OF.replace(year=AS_OF.year - 1)) if draw == 3 else offer


@pytest.fixture(scope="module")
def world() -> World:
    """Lay out a world in which little is like the rest."""
    random = np.random.default_rng(7)
    taxonomy = random_taxonomy(random)
    offers = varied(random_vacancies(taxonomy, random, N_VACANCIES), random)
    return World.build(offers, taxonomy, build_near(taxonomy, None), towns())


def draw_person(world: World, random: np.random.Generator) -> RankingInput:
    """Return somebody of one occupation with some of its skills, of whom more or less else is known."""
    k = int(random.integers(N_OCCUPATIONS))
    own = world.taxonomy.essential.of(k)
    rows = {*own[random.random(len(own)) < 0.6].tolist(), *random.integers(0, N_SKILLS, 3).tolist()}
    sources = [SkillSource.STATED, SkillSource.PROPOSED]
    skills = [HeldSkill(f"s{row:04d}", sources[int(random.integers(2))]) for row in sorted(rows)]
    draw, where, time = (int(each) for each in random.integers(4, size=3))
    return RankingInput(
        skills=() if draw == 0 else tuple(skills),
        occupations=(HeldOccupation(f"o{k:03d}", 2, sources[int(random.integers(2))]),) if draw != 1 else (),
        licences=("B",) if random.random() < 0.5 else None,
        home=WHERE[where],
        travel=Travel(TravelMode.CAR, 60) if where == 1 else None,
        wants=Wants(
            occupations=(f"o{int(random.integers(N_OCCUPATIONS)):03d}",) if draw == 2 else (),
            places=(MADRID,) if where == 2 else (),
            hours=HOURS[time % 3],
        ),
    )


def test_the_best_are_those_of_ranking_everything(world: World) -> None:
    """For many people: rows, scores, groups and order of the first twenty; and most vacancies were left out."""
    bounds, random, n_proven, shares = Bounds.of(world), np.random.default_rng(8), 0, []
    for _ in range(60):
        person = draw_person(world, random)
        proven = bounds.prove(person, world, AS_OF, K)
        whole = assess(person, world, open_rows(world, AS_OF))
        if proven is None:
            continue
        n_proven += 1
        found = proven.assessed
        shares.append(len(found.rows) / N_VACANCIES)
        ours, all_ = found.order(K), whole.order(K)
        np.testing.assert_array_equal(found.rows[ours], whole.rows[all_])
        for name in ("key", "score", "group", "deficit", "deficit_confirmed", "n_open"):
            np.testing.assert_array_equal(getattr(found, name)[ours], getattr(whole, name)[all_])
    assert n_proven > 40
    assert np.median(shares) < 0.4  # half of it is what is ranked first, and what names no requirement


def test_nobody_is_bounded_without_anything_to_score(world: World) -> None:
    """An empty profile scores nothing, so no bound tells vacancies apart."""
    assert Bounds.of(world).prove(RankingInput(), world, AS_OF, K) is None


def test_vacancies_that_came_later_are_looked_at(world: World) -> None:
    """Rows behind those that were bounded take part, and rows that went do not."""
    bounds, person = Bounds.of(world), draw_person(world, np.random.default_rng(9))
    first = open_rows(world, AS_OF)[assess(person, world, open_rows(world, AS_OF)).order(3)]
    again = [replace_id(world, int(row)) for row in first]
    later = world.extended(again, np.array([int(first[0])]))
    proven, whole = bounds.prove(person, later, AS_OF, K), assess(person, later, open_rows(later, AS_OF))
    assert proven is not None
    found = proven.assessed
    np.testing.assert_array_equal(found.rows[found.order(K)], whole.rows[whole.order(K)])


def test_obstacles_are_those_of_looking_at_every_vacancy(world: World) -> None:
    """Counted once for everybody or in each assessment: the same, for people of skills, of occupations, or of both.

    Also where vacancies have come, gone or are hidden since.
    """
    bounds, random, n_seen = Bounds.of(world), np.random.default_rng(11), 0
    hidden = random.random(N_VACANCIES) < 0.3
    later = world.extended([replace_id(world, 5)], np.array([5, 9]))
    for at, seen in enumerate([world, world.hide(hidden), later] * 20):
        person = replace(draw_person(world, random), languages=(LanguageLevel("it", Cefr.A1),) if at % 2 else ())
        proven = bounds.prove(person, seen, AS_OF, K)
        if proven is None:
            continue
        whole = assess(person, seen, open_rows(seen, AS_OF))
        tally = tally_of(seen.vacancies, seen.kinds, AS_OF.toordinal())
        counted = counted_one_by_one(whole, seen.kinds)
        tallied = InTheWay.of(tally, seen.kinds, proven.standpoint, proven.count_enough())
        assert proven.count_enough() == whole.count_enough()
        for name in ("n", "n_unscored", "n_lacking", "n_unnamed"):
            assert getattr(counted, name) == getattr(tallied, name), name
        np.testing.assert_array_equal(counted.frequency, tallied.frequency)
        np.testing.assert_array_equal(counted.numbers, tallied.numbers)
        n_seen += 1
    assert n_seen > 40


def counted_one_by_one(assessed: Assessment, kinds: NDArray[np.int8]) -> InTheWay:
    """Count what keeps away in an assessment of everything that is open."""
    vacancies = assessed.vacancies
    named, scored = vacancies.essential_total > 0, assessed.score != UNSCORED
    return InTheWay(
        n=len(assessed.rows),
        n_unscored=int((~scored).sum()),
        n_lacking=int((scored & named & (assessed.deficit > 0)).sum()),
        n_unnamed=int((scored & ~named).sum()),
        frequency=np.bincount(vacancies.conditions.indices, minlength=len(kinds)),
        numbers=count_stated(vacancies.conditions, kinds, assessed.states, np.ones(len(assessed.rows), np.int64)),
    )


def replace_id(world: World, row: int) -> Offer:
    """Return a vacancy of the same requirements as a row under another id."""
    random = np.random.default_rng(7)
    offers = {
        offer.id: offer for offer in varied(random_vacancies(random_taxonomy(random), random, N_VACANCIES), random)
    }
    found = offers[world.vacancies.ids[row]]
    return replace(found, id=f"{found.id}-later")


def test_a_large_snapshot_answers_as_a_small_one(world: World) -> None:
    """The same matches, beside the list too, whether everything is ranked or what the bounds leave."""
    bounds, random, n_beside = Bounds.of(world), np.random.default_rng(10), 0
    for _ in range(20):
        n_beside += same_answers(world, bounds, draw_person(world, random))
    assert n_beside > 20


def test_what_is_shown_beside_the_list_is_proven_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is even one step away, points alone say what is shown of adjacent occupations.

    Few are ranked before it is known which could be shown.
    """
    monkeypatch.setattr("matcher.bounds.FIRST", 0)
    random = np.random.default_rng(15)
    taxonomy = random_taxonomy(random)
    offered = varied(random_vacancies(taxonomy, random, N_VACANCIES), random)
    strict = [replace(offer, languages=ITALIAN, licences=("C",)) for offer in offered]
    far = World.build(strict, taxonomy, build_near(taxonomy, None), towns())
    bounds, n_beside = Bounds.of(far), 0
    for _ in range(60):
        n_beside += same_answers(far, bounds, draw_person(far, random), top=3)
    assert n_beside > 60


def same_answers(world: World, bounds: Bounds, person: RankingInput, top: int = K) -> int:
    """Check that bounds change no answer, but that nobody counts what comes before what is shown beside the list.

    Returns how much is.
    """
    small = match(Snapshot(world, "e"), person, AS_OF, top=top)
    large = match(Snapshot(world, "e", exact_max=1, bounds=bounds), person, AS_OF, top=top)
    assert large.matches == small.matches
    assert large.obstacles == small.obstacles
    assert large.widen == tuple(replace(wide, match=structs.replace(wide.match, rank=None)) for wide in small.widen)
    return len(large.widen)


def test_bounds_come_back_from_a_generation(world: World) -> None:
    """Taken apart and put together again they prove the same; where a generation has none, there are none."""
    bounds, person = Bounds.of(world), draw_person(world, np.random.default_rng(12))
    again = Bounds.from_arrays(bounds.to_arrays(), world.vacancies)
    assert again is not None
    before, after = bounds.prove(person, world, AS_OF, K), again.prove(person, world, AS_OF, K)
    assert before is not None
    assert after is not None
    np.testing.assert_array_equal(before.reached, after.reached)
    np.testing.assert_array_equal(before.assessed.key, after.assessed.key)
    assert Bounds.from_arrays({}, world.vacancies) is None


def test_few_points_are_bounded_too() -> None:
    """Of somebody who has next to nothing that is asked for, own hours and places tell vacancies apart."""
    random = np.random.default_rng(13)
    taxonomy = random_taxonomy(random)
    offers = [
        replace(
            offer, place=WHERE[int(random.choice(4, p=RARE))], hours=HOURS[int(random.integers(3))], languages=ITALIAN
        )
        for offer in random_vacancies(taxonomy, random, N_VACANCIES)
    ]
    world = World.build(offers, taxonomy, build_near(taxonomy, None), towns())
    bounds = Bounds.of(world)
    for _ in range(20):
        skill = HeldSkill(f"s{int(random.integers(N_SKILLS)):04d}", SkillSource.PROPOSED)
        person = RankingInput(skills=(skill,), home=VALENCIA, travel=Travel(TravelMode.CAR, 30))
        proven, whole = bounds.prove(person, world, AS_OF, K), assess(person, world, open_rows(world, AS_OF))
        assert proven is not None
        found = proven.assessed
        np.testing.assert_array_equal(found.rows[found.order(K)], whole.rows[whole.order(K)])
