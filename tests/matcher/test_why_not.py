"""Why not: where a vacancy stands is where the ranking puts it, and what it takes is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import given, settings

from matcher.coverage import skills_of
from matcher.errors import UnknownVacancyError
from matcher.inputs import canonical
from matcher.matching import Snapshot, match
from matcher.ranking import rank
from matcher.steps import apply
from matcher.types import Cefr, CoveredHow, Group, LanguageLevel, RankingInput, StepKind, Vacancy
from matcher.why_not import why_not
from tests.matcher.worlds import (
    AS_OF,
    GANDIA,
    MADRID,
    has,
    needs,
    no_near,
    people,
    ring_near,
    skill,
    vacancies,
    world_of,
)


@given(people(), vacancies())
@settings(max_examples=12, deadline=None)
def test_why_not_says_what_ranking_says(person: RankingInput, offered: list[Vacancy]) -> None:
    """For every vacancy, however far down: the same match, rank included."""
    snapshot, person = Snapshot(world_of(offered, near=ring_near()), "test"), canonical(person)
    listed = {each.id: each for each in match(snapshot, person, AS_OF, top=None).matches}
    for vacancy in offered:
        found = why_not(snapshot, person, vacancy.id, AS_OF)
        assert found.match == listed.get(vacancy.id)
        assert found.n_open == len(listed)


@given(people(), vacancies())
@settings(max_examples=20, deadline=None)
def test_what_it_takes_is_enough(person: RankingInput, offered: list[Vacancy]) -> None:
    """Taking the steps makes the vacancy ready; a vacancy that is ready takes none."""
    snapshot, person = Snapshot(world_of(offered, near=ring_near()), "test"), canonical(person)
    for vacancy in offered:
        found = why_not(snapshot, person, vacancy.id, AS_OF)
        if found.match is None or found.takes is None:
            continue
        assert (found.takes == ()) == (found.match.group is Group.READY_NOW)
        after = canonical(reduce(lambda before, move: apply(move, before), found.takes, person))
        (again,) = rank(after, world_of([vacancy], near=ring_near()), AS_OF)
        assert again.group is Group.READY_NOW


@given(people(), vacancies())
@settings(max_examples=12, deadline=None)
def test_what_is_enough_alone_is_enough(person: RankingInput, offered: list[Vacancy]) -> None:
    """Each skill that a match one step away names makes it ready; so does confirming where that is named."""
    snapshot, person = Snapshot(world_of(offered, near=ring_near()), "test"), canonical(person)
    for each in match(snapshot, person, AS_OF, top=None).matches:
        if each.enough:
            assert each.group is Group.ONE_STEP_AWAY
            takes = why_not(snapshot, person, each.id, AS_OF).takes
            assert takes is not None
            assert len(takes) == 1
            assert takes[0].kind in {StepKind.SKILL, StepKind.CONFIRM}


@given(people(), vacancies())
@settings(max_examples=20, deadline=None)
def test_every_skill_that_comes_close_is_named(person: RankingInput, offered: list[Vacancy]) -> None:
    """For each requirement that another skill covers best: all that stand in for it, the one the match names first."""
    world, near = world_of(offered, near=ring_near()), ring_near()
    own = skills_of(person, world.taxonomy, world.weights)
    for vacancy in offered:
        found = why_not(Snapshot(world, "test"), person, vacancy.id, AS_OF)
        if found.match is None:
            continue
        close = [covered for covered in found.match.covered if covered.how is CoveredHow.CLOSE]
        expected = []
        for covered in close:
            row = world.taxonomy.skills.row(covered.uri)
            worth = [(-(weight * near.near(i, row) // 100), i) for i, weight in zip(own.rows, own.weight, strict=True)]
            expected += [(covered.uri, skill(i), -percent) for percent, i in sorted(worth) if percent]
        assert [(each.uri, each.by, each.strength) for each in found.close] == expected
        assert {each.uri: each for each in reversed(found.close)} == {covered.uri: covered for covered in close}


def test_several_steps_are_named_together() -> None:
    """A language, and the skills that add most until enough is covered."""
    vacancy = Vacancy("v", needs(0, 1, 2, 3), languages=(LanguageLevel("it", Cefr.B2),))
    snapshot = Snapshot(world_of([vacancy], near=no_near()), "test")
    found = why_not(snapshot, RankingInput(skills=has(0)), "v", AS_OF)
    assert found.takes is not None
    assert [(move.kind, move.value) for move in found.takes] == [
        (StepKind.LANGUAGE, "it:B2"),
        (StepKind.SKILL, skill(1)),
        (StepKind.SKILL, skill(2)),
    ]


def test_where_no_step_helps_none_is_named() -> None:
    """Nobody is told that a start date in the past can be met, and a vacancy without skills has no list to learn."""
    late = Vacancy("late", needs(0), start=date(2026, 11, 1))
    silent = Vacancy("silent")
    snapshot = Snapshot(world_of([late, silent]), "test")
    person = RankingInput(skills=has(0), start=date(2026, 12, 1))
    assert [why_not(snapshot, person, each, AS_OF).takes for each in ("late", "silent")] == [None, None]


def test_closed_vacancies_say_their_days() -> None:
    """Without a rank, since nobody ranks them."""
    day = timedelta(days=1)
    offered = [
        Vacancy("over", needs(0), expires=AS_OF - day),
        Vacancy("soon", needs(0), published=AS_OF + day),
        Vacancy("open", needs(0)),
    ]
    snapshot = Snapshot(world_of(offered), "test")
    found = {each: why_not(snapshot, RankingInput(skills=has(0)), each, AS_OF) for each in ("over", "soon", "open")}
    assert (found["over"].match, found["over"].last_day) == (None, AS_OF - day)
    assert (found["soon"].match, found["soon"].first_day) == (None, AS_OF + day)
    assert found["open"].match is not None
    assert (found["open"].first_day, found["open"].last_day, found["open"].n_open) == (None, None, 1)


def test_an_unknown_vacancy_is_refused() -> None:
    """Before, between and after the ids there are."""
    offered = [Vacancy(i, needs(0), place=place) for i, place in (("b", GANDIA), ("d", MADRID))]
    snapshot = Snapshot(world_of(offered), "test")
    for unknown in ("a", "c", "e", ""):
        with pytest.raises(UnknownVacancyError):
            why_not(snapshot, replace(RankingInput(), skills=has(1)), unknown, AS_OF)
