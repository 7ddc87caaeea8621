"""Every printed count equals what ranking again, with the step taken, says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.coverage import confirmed
from matcher.gaps import gaps, unlocked_by
from matcher.ranking import rank
from matcher.steps import Move, apply
from matcher.types import (
    Cefr,
    Gaps,
    Group,
    HeldOccupation,
    Hours,
    LanguageLevel,
    RankingInput,
    SkillSource,
    Stamp,
    StepKind,
    Travel,
    TravelMode,
    Vacancy,
)
from matcher.wording.wording import ENGLISH, wording_of
from matcher.world import World
from tests.matcher.oracle import is_covered, is_ready
from tests.matcher.worlds import (
    AS_OF,
    GANDIA,
    VALENCIA,
    has,
    law,
    needs,
    occupation,
    people,
    ring_near,
    skill,
    vacancies,
    world_of,
)

STAMP = Stamp("t", "e", "i", "w", "c", AS_OF)
english = wording_of(ENGLISH).say


def ready(person: RankingInput, world: World, as_of: date = AS_OF) -> set[str]:
    """Return what full ranking puts into ready now."""
    return {m.id for m in rank(person, world, as_of, top=None) if m.group is Group.READY_NOW}


def opened(person: RankingInput, moves: list[Move], world: World, as_of: date = AS_OF) -> set[str]:
    """Return what the moves add, by ranking everything twice."""
    after = person
    for move in moves:
        after = apply(move, after)
    return ready(after, world, as_of) - ready(person, world, as_of)


def check(found: Gaps, person: RankingInput, world: World, as_of: date = AS_OF) -> None:
    """Recompute every printed count by brute force."""
    for step in found.steps:
        assert set(step.vacancy_ids) == opened(person, [Move(step.kind, step.value)], world, as_of)
        assert 0 < step.n_unlocked == len(step.vacancy_ids)
    for bundle in found.bundles:
        moves = [Move(step.kind, step.value) for step in bundle.steps]
        assert bundle.n_unlocked == len(opened(person, moves, world, as_of))
        for step, move in zip(bundle.steps, moves, strict=True):
            assert step.n_unlocked == len(opened(person, [move], world, as_of)) < bundle.n_unlocked


@settings(max_examples=40, deadline=None)
@given(people(), vacancies(8), st.booleans())
def test_counts_are_those_of_ranking_again(person: RankingInput, offered: list[Vacancy], near: bool) -> None:  # noqa: FBT001
    """Steps, bundles and vacancy ids are exact, whatever the person and the vacancies."""
    world = world_of(offered, near=ring_near() if near else None, catalogue=law())
    check(gaps(person, world, AS_OF, STAMP, max_steps=None), person, world)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(people(), vacancies(12), st.booleans())
def test_counts_in_larger_worlds(person: RankingInput, offered: list[Vacancy], near: bool) -> None:  # noqa: FBT001
    """The same, for many more people and vacancies."""
    world = world_of(offered, near=ring_near() if near else None, catalogue=law())
    check(gaps(person, world, AS_OF, STAMP, max_steps=None), person, world)


@settings(max_examples=30, deadline=None)
@given(people(), vacancies(8))
def test_no_single_essential_skill_is_forgotten(person: RankingInput, offered: list[Vacancy]) -> None:
    """Whatever is one essential skill away is unlocked by some listed skill; with 30 % covered it is one step away."""
    world = world_of(offered, near=ring_near(), catalogue=law())
    found = gaps(person, world, AS_OF, STAMP, max_steps=None)
    listed = {i for step in found.steps if step.kind is StepKind.SKILL for i in step.vacancy_ids}
    matches = {match.id: match for match in rank(person, world, AS_OF, top=None)}
    for vacancy in offered:
        uris = [r.uri for r in vacancy.requirements if r.relation.value == "essential"]
        away = not is_ready(person, vacancy, world) and any(
            is_ready(apply(Move(StepKind.SKILL, uri), person), vacancy, world) for uri in uris
        )
        if away and vacancy.id in matches and matches[vacancy.id].score is not None:
            assert vacancy.id in listed
            if is_covered(person, vacancy, world, percent=30):
                assert Group.ONE_STEP_AWAY is matches[vacancy.id].group


def test_recognition_and_times_of_work_are_steps() -> None:
    """What the law asks for and when the work is done are one step each, named and counted like any other."""
    offered = [
        Vacancy("cook", needs(0), occupation(2), country="ES"),
        Vacancy("night", needs(0), shifts=("weekend", "night")),
        Vacancy("papers", needs(0), occupation(1), country="ES"),
    ]
    person = RankingInput(skills=has(0), licences=())
    found = gaps(person, world_of(offered, catalogue=law()), AS_OF, STAMP)
    assert {(step.kind.value, step.value, english(step.label), step.vacancy_ids) for step in found.steps} == {
        ("recognition", "ES:5120", "recognition as profession a in Spain", ("cook",)),
        ("shifts", "night+weekend", "work at these times too: at night and at weekends", ("night",)),
        ("licence", "forklift", "forklift certificate", ("papers",)),
    }
    check(found, person, world_of(offered, catalogue=law()))


def test_confirming_is_counted_like_any_other_step() -> None:
    """Two of three skills were read from a text: 70 % of two thirds is too little, 90 % is exactly enough.

    Confirming opens v; w asks for Italian as well, so confirming and B1 open both.
    """
    world = world_of([Vacancy("v", needs(0, 1, 2)), italian("w", Cefr.B1, 0, 1, 2)])
    person = RankingInput(skills=has(0, 1, source=SkillSource.PROPOSED))
    found = gaps(person, world, AS_OF, STAMP)
    confirm = next(step for step in found.steps if step.kind is StepKind.CONFIRM)
    assert (confirm.n_unlocked, confirm.vacancy_ids) == (1, ("v",))
    assert (["confirm", "language"], 2) in [(sorted(s.kind for s in b.steps), b.n_unlocked) for b in found.bundles]
    ready = {match.id for match in rank(confirmed(person), world, AS_OF) if match.group is Group.READY_NOW}
    assert ready == {"v"}


def italian(vacancy_id: str, level: Cefr, *ks: int) -> Vacancy:
    """Return a vacancy that asks for Italian."""
    return Vacancy(vacancy_id, needs(*ks), languages=(LanguageLevel("it", level),))


def test_a_language_counts_what_a_lower_level_opens_too() -> None:
    """B2 opens everything that A2 opens; steps come by count."""
    world = world_of([italian("a", Cefr.A2, 0), italian("b", Cefr.B2, 0), italian("c", Cefr.A2, 0)])
    person = RankingInput(skills=has(0), languages=(LanguageLevel("it", Cefr.A1),))
    steps = gaps(person, world, AS_OF, STAMP).steps
    assert [(step.value, step.n_unlocked, step.vacancy_ids) for step in steps] == [
        ("it:B2", 3, ("a", "b", "c")),
        ("it:A2", 2, ("a", "c")),
    ]
    assert english(steps[0].label) == "Italian B2"


def test_a_bundle_opens_what_no_step_does() -> None:
    """Language and skill together open a vacancy that neither opens alone."""
    world = world_of([italian("a", Cefr.B1, 0, 1)])
    found = gaps(RankingInput(skills=has(0)), world, AS_OF, STAMP)
    assert found.steps == ()
    (bundle,) = found.bundles
    assert bundle.n_unlocked == 1
    assert [("language", "it:B1", 0), ("skill", skill(1), 0)] == [
        (step.kind, step.value, step.n_unlocked) for step in bundle.steps
    ]


def test_every_kind_of_step() -> None:
    """Permission, licence, hours and longer travel are steps; a start date is not."""
    offered = [
        Vacancy("hours", needs(0), hours=Hours(30, 40)),
        Vacancy("licence", needs(0), licences=("C",)),
        Vacancy("permit", needs(0), permission_required=True, country="IT"),
        Vacancy("place", needs(0), place=GANDIA),
        Vacancy("start", needs(0), start=date(2026, 12, 1)),
    ]
    person = RankingInput(
        skills=has(0),
        hours=Hours(10, 20),
        licences=("B",),
        home=VALENCIA,
        travel=Travel(TravelMode.CAR, 30),
        start=date(2027, 1, 1),
    )
    steps = gaps(person, world_of(offered), AS_OF, STAMP).steps
    assert [(step.kind, step.value, english(step.label), step.vacancy_ids) for step in steps] == [
        ("hours", "10-30", "10 to 30 hours a week", ("hours",)),
        ("licence", "C", "driving licence C", ("licence",)),
        ("permission", "IT", "permission to work in Italy", ("permit",)),
        ("place", "car:90", "travel up to 90 min by car (estimate)", ("place",)),
    ]


def test_limits() -> None:
    """The caller says how many steps and bundles to print; the first ones are kept."""
    world = world_of([italian(f"{level.name}{k}", level, k, k + 1) for level in Cefr for k in range(4)])
    person = RankingInput(skills=has(0, 1, 2))
    everything = gaps(person, world, AS_OF, STAMP, max_steps=None, max_bundles=100)
    limited = gaps(person, world, AS_OF, STAMP, max_steps=2, max_bundles=1)
    assert everything.steps[:2] == limited.steps
    assert everything.bundles[:1] == limited.bundles
    counts = [step.n_unlocked for step in everything.steps]
    assert sorted(counts, reverse=True) == counts


def test_unlocked_by_counts_any_set_of_moves() -> None:
    """For whoever wants to try a step that is not listed."""
    world = world_of([italian("a", Cefr.B1, 0, 1), italian("b", Cefr.B1, 0)])
    moves = [Move(StepKind.LANGUAGE, "it:C1"), Move(StepKind.SKILL, skill(1))]
    assert unlocked_by(RankingInput(skills=has(0)), moves, world, AS_OF) == ("a", "b")


def test_nothing_to_gain() -> None:
    """No vacancies, no steps."""
    assert Gaps((), (), STAMP) == gaps(RankingInput(), world_of([]), AS_OF, STAMP)


def test_coverage_that_is_just_enough_counts() -> None:
    """An occupation held covers exactly 60 % of its own skills, so Italian alone opens the vacancy."""
    world = world_of([italian("a", Cefr.B1, 0, 1, 2, 3)])
    (step,) = gaps(RankingInput(occupations=(HeldOccupation(occupation(0)),)), world, AS_OF, STAMP).steps
    assert (step.value, step.vacancy_ids) == ("it:B1", ("a",))
