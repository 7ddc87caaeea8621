"""Demand over a caseload is what asking about everybody and every vacancy, one by one, says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.blockers import INDEPENDENT, MET, UNKNOWN, facts_of, state_of
from matcher.conditions import Condition, NeedsLanguage, NeedsLanguageNamed
from matcher.coverage import skills_of
from matcher.demand import LEARNABLE, Demand, Supply, survey
from matcher.gaps import gaps
from matcher.ranking import open_rows, rank
from matcher.steps import CONFIRM, Move, apply, move_for
from matcher.types import (
    BlockerState,
    Cefr,
    CoveredHow,
    Group,
    LanguageLevel,
    Match,
    RankingInput,
    Stamp,
    StepKind,
    Vacancy,
)
from matcher.world import World
from tests.matcher.oracle import is_covered
from tests.matcher.worlds import AS_OF, has, law, needs, people, ring_near, skill, vacancies, world_of

Crowd = list[RankingInput]
caseloads = st.lists(people(), max_size=4)


def demanded(crowd: Crowd, world: World) -> Demand:
    """Survey everything that is open."""
    return survey(crowd, world, open_rows(world, AS_OF))


def ready(person: RankingInput, world: World) -> set[str]:
    """Return what ranking puts into ready now."""
    return {m.id for m in rank(person, world, AS_OF, top=None) if m.group is Group.READY_NOW}


def moves_of(crowd: Crowd, world: World) -> Iterator[Move]:
    """Yield every step that is looked at: each skill that is asked for, and what removes each condition of somebody."""
    vacancies, taxonomy = world.vacancies, world.taxonomy
    opened = open_rows(world, AS_OF)
    yield CONFIRM
    for row in np.unique(vacancies.essential[opened].indices).tolist():
        yield Move(StepKind.SKILL, taxonomy.skills.uri(row))
    for i in np.unique(vacancies.conditions[opened].indices).tolist():
        for person in crowd:
            move = move_for(vacancies.condition_values[i], person, facts_of(person, world.sites, taxonomy))
            if move is not None and move.kind is not StepKind.HOURS:
                yield move


def may_take(person: RankingInput, move: Move) -> bool:
    """Say whether a step is one for this person: a longer way is, for those who travel so."""
    mode = move.value.partition(":")[0]
    return move.kind is not StepKind.PLACE or (person.travel is not None and person.travel.mode == mode)


def opened(crowd: Crowd, world: World) -> Mapping[Move, list[set[str]]]:
    """Return what each step opens to each person, by ranking everything again."""
    before = [ready(person, world) for person in crowd]
    found = {
        move: [
            ready(apply(move, person), world) - known if may_take(person, move) else set()
            for person, known in zip(crowd, before, strict=True)
        ]
        for move in set(moves_of(crowd, world))
    }
    return {move: sets for move, sets in found.items() if any(sets)}


@settings(max_examples=25, deadline=None)
@given(caseloads, vacancies(6), st.booleans())
def test_steps_open_what_ranking_again_says(crowd: Crowd, offered: list[Vacancy], near: bool) -> None:  # noqa: FBT001
    """People, pairs and vacancies of each step; none forgotten or made up; ways as good as shorter ones left out."""
    check_steps(crowd, world_of(offered, near=ring_near() if near else None, catalogue=law()))


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(caseloads, vacancies(12))
def test_steps_in_larger_worlds(crowd: Crowd, offered: list[Vacancy]) -> None:
    """The same, for many more worlds."""
    check_steps(crowd, world_of(offered, near=ring_near(), catalogue=law()))


def check_steps(crowd: Crowd, world: World) -> None:
    """Compare every count of every step, and who is near, with ranking again."""
    expected = opened(crowd, world)
    found = demanded(crowd, world)
    counts = {Move(step.kind, step.value): (step.n_people, step.n_unlocked, step.n_vacancies) for step in found.steps}
    told = {
        move: (sum(map(bool, sets)), sum(map(len, sets)), len(set().union(*sets))) for move, sets in expected.items()
    }
    longer = {move for move in told if any(is_longer(move, other) and told[move] == told[other] for other in told)}
    assert counts == {move: each for move, each in told.items() if move not in longer}
    now = [bool(ready(person, world)) for person in crowd]
    near = [any(sets[i] for sets in expected.values()) for i in range(len(crowd))]
    assert (found.n_ready, found.n_near) == (sum(now), sum(a and not b for a, b in zip(near, now, strict=True)))
    assert [s.n_unlocked for s in found.steps] == sorted((s.n_unlocked for s in found.steps), reverse=True)


def is_longer(move: Move, other: Move) -> bool:
    """Say whether both are ways of travelling alike, and the first is longer."""
    if StepKind.PLACE not in {move.kind, other.kind} or move.kind is not other.kind:
        return False
    (mode, _, minutes), (other_mode, _, fewer) = move.value.partition(":"), other.value.partition(":")
    return mode == other_mode and int(minutes) > int(fewer)


@settings(max_examples=15, deadline=None)
@given(caseloads, vacancies(6))
def test_gaps_of_single_people_are_among_them(crowd: Crowd, offered: list[Vacancy]) -> None:
    """A step that somebody is told of counts for them here too, so caseload and person never say different things."""
    world = world_of(offered, near=ring_near(), catalogue=law())
    told: Counter[Move] = Counter()
    for person in crowd:
        found = gaps(person, world, AS_OF, Stamp("t", "e", "i", "w", "c", AS_OF), max_steps=None)
        told += Counter({Move(step.kind, step.value): step.n_unlocked for step in found.steps})
    counted = {Move(step.kind, step.value): step.n_unlocked for step in demanded(crowd, world).steps}
    for move, n in told.items():
        if move.kind not in {StepKind.HOURS, StepKind.PLACE}:  # of equal ways only the shortest is named
            assert counted[move] >= n


# --- what is asked for ------------------------------------------------------------------------


def is_near(person: RankingInput, vacancy: Vacancy, condition: Condition, world: World) -> bool:
    """Say whether a vacancy is ready now, or nothing but this condition keeps it from being so."""
    [match] = (m for m in rank(person, world, AS_OF, top=None) if m.id == vacancy.id)
    n_open = sum(blocker.state is not BlockerState.MET for blocker in match.blockers)
    is_met = state_of(condition, facts_of(person, world.sites, world.taxonomy)) is MET
    return is_covered(person, vacancy, world) and n_open == (0 if is_met else 1)


def standing(person: RankingInput, condition: Condition, world: World) -> int:
    """Return 0 to 3: has it, comes close, lacks it, has not said."""
    facts = facts_of(person, world.sites, world.taxonomy)
    state = state_of(condition, facts)
    if state is MET:
        return 0
    if isinstance(condition, NeedsLanguage | NeedsLanguageNamed):
        level = condition.level if isinstance(condition, NeedsLanguage) else INDEPENDENT
        held = facts.languages.get(condition.language)
        if held is not None and held is not Cefr.NONE and held + 1 == level:
            return 1
    return 3 if state is UNKNOWN else 2


def of_conditions(crowd: Crowd, offered: list[Vacancy], world: World) -> Iterator[tuple[int, Supply]]:
    """Yield what is asked for beside skills, by how many, and who has it among those who could be there."""
    stated, rows = world.vacancies.conditions, open_rows(world, AS_OF)
    for i in np.unique(stated[rows].indices).tolist():
        condition = world.vacancies.condition_values[i]
        if isinstance(condition, LEARNABLE):
            ids = {world.vacancies.ids[row] for row in rows.tolist() if stated[[row]][0, i]}
            asking = [vacancy for vacancy in offered if vacancy.id in ids]
            near = [p for p in crowd if any(is_near(p, each, condition, world) for each in asking)]
            by = Counter(standing(person, condition, world) for person in near)
            yield len(asking), Supply(by[0], by[1], by[2], by[3])


@settings(max_examples=25, deadline=None)
@given(caseloads, vacancies(6))
def test_conditions_are_those_of_single_people(crowd: Crowd, offered: list[Vacancy]) -> None:
    """Languages, papers, permissions and recognition: how many ask, and who has them where nothing else is missing."""
    world = world_of(offered, near=ring_near(), catalogue=law())
    found = [(each.n_vacancies, each.supply) for each in demanded(crowd, world).requirements if each.kind != "skill"]
    assert Counter(found) == Counter(of_conditions(crowd, offered, world))


def how(person: RankingInput, skill_row: int, match: Match, world: World) -> int:
    """Return 0 to 3, as `standing`, from the explanation of a match that asks for the skill."""
    own = skills_of(person, world.taxonomy, world.weights)
    if not len(own.rows):
        return 3
    if any(own.weight[own.rows == skill_row] > 0):
        return 0
    covered = {each.uri: each.how for each in match.covered}
    said = covered.get(world.taxonomy.skills.uri(skill_row))
    assert said is not CoveredHow.HAS
    return 2 if said is None else 1


@settings(max_examples=25, deadline=None)
@given(caseloads, vacancies(6))
def test_skills_are_those_of_single_people(crowd: Crowd, offered: list[Vacancy]) -> None:
    """How many ask, and who has each skill, comes close or lacks it, where vacancies are otherwise reachable."""
    world = world_of(offered, near=ring_near(), catalogue=law())
    essential, rows = world.vacancies.essential, open_rows(world, AS_OF)
    expected = {}
    for skill_row in np.unique(essential[rows].indices).tolist():
        uri = world.taxonomy.skills.uri(skill_row)
        asking = {world.vacancies.ids[row] for row in rows.tolist() if essential[[row]][0, skill_row]}
        by: Counter[int] = Counter()
        for person in crowd:
            after = ready(apply(Move(StepKind.SKILL, uri), person), world)
            shown = [m for m in rank(person, world, AS_OF, top=None) if m.id in asking & after]
            if shown:
                by[how(person, skill_row, shown[0], world)] += 1
        expected[uri] = len(asking), Supply(by[0], by[1], by[2], by[3])
    found = {
        each.value: (each.n_vacancies, each.supply)
        for each in demanded(crowd, world).requirements
        if each.kind is StepKind.SKILL
    }
    assert found == expected


def test_a_small_market_is_counted_on_fingers() -> None:
    """Two vacancies, three people who can do the work: what is asked for, who could be there, and which step opens."""
    b1 = (LanguageLevel("es", Cefr.B1),)
    world = world_of(
        [
            Vacancy("drives", needs(0), languages=b1, licences=("B",)),
            Vacancy("talks", needs(0), languages=(*b1, LanguageLevel("it", Cefr.A2))),
        ]
    )
    crowd = [
        RankingInput(skills=has(0), languages=b1, licences=()),  # lacks the licence, and has not said of Italian
        RankingInput(skills=has(0), languages=_speaks(es=Cefr.A2, it=Cefr.A2), licences=("B",)),  # one level short
        RankingInput(skills=has(0), languages=_speaks(es=Cefr.C1, it=Cefr.B1), licences=("B",)),  # ready for both
        RankingInput(skills=has(1)),  # of other work
    ]
    found = demanded(crowd, world)
    assert (found.n_people, found.n_vacancies, found.n_ready, found.n_near) == (4, 2, 1, 2)
    assert {each.value: (each.n_vacancies, each.supply) for each in found.requirements} == {
        skill(0): (2, Supply(1, 0, 0, 0)),
        "es:B1": (2, Supply(1, 1, 0, 0)),
        "it:A2": (1, Supply(1, 0, 0, 1)),
        "B": (1, Supply(1, 0, 1, 0)),
    }
    assert [(each.value, each.n_people, each.n_unlocked, each.n_vacancies) for each in found.steps] == [
        ("es:B1", 1, 2, 2),
        ("it:A2", 1, 1, 1),
        ("B", 1, 1, 1),
    ]


def _speaks(**levels: Cefr) -> tuple[LanguageLevel, ...]:
    return tuple(LanguageLevel(*pair) for pair in levels.items())


def test_nobody_and_nothing_are_no_trouble() -> None:
    """Without people, or without vacancies, there is nothing to count."""
    empty = world_of([])
    assert demanded([RankingInput()], empty) == Demand(1, 0, 0, 0, (), ())
    assert demanded([], empty).steps == ()
