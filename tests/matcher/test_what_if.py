"""What if: the list after the steps is the list of somebody who has taken them."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.inputs import canonical
from matcher.matching import Snapshot, match
from matcher.steps import CONFIRM, Move, apply
from matcher.types import Cefr, Group, LanguageLevel, Match, RankingInput, StepKind, Vacancy
from matcher.what_if import WRITTEN, Position, read_move, what_if
from tests.matcher.worlds import AS_OF, checkerboard, has, needs, people, ring_near, skill, vacancies, world_of

MOVES = st.lists(
    st.sampled_from(
        [
            CONFIRM,
            *(Move(StepKind.SKILL, skill(k)) for k in range(6)),
            Move(StepKind.LANGUAGE, "it:B2"),
            Move(StepKind.LICENCE, "C"),
            Move(StepKind.PERMISSION, "ES"),
            Move(StepKind.HOURS, "10-40"),
            Move(StepKind.PLACE, "car:90"),
        ]
    ),
    min_size=1,
    max_size=3,
    unique=True,
)


def positions(matches: tuple[Match, ...]) -> dict[str, Position]:
    """Return where each vacancy stands in a whole list."""
    return {each.id: Position(each.score, each.group, each.rank or 0) for each in matches}


@given(people(), vacancies(), MOVES)
@settings(max_examples=12, deadline=None)
def test_what_if_is_ranking_again(person: RankingInput, offered: list[Vacancy], moves: list[Move]) -> None:
    """Scores, groups and ranks before and after are those of two full rankings; nothing that changed is left out."""
    snapshot = Snapshot(world_of(offered, near=ring_near()), "test")
    person = canonical(person)
    changed = canonical(reduce(lambda before, move: apply(move, before), moves, person))
    before = positions(match(snapshot, person, AS_OF, top=None).matches)
    after = positions(match(snapshot, changed, AS_OF, top=None).matches)
    found = what_if(snapshot, person, moves, AS_OF, top=None)
    differs = {i for i in before if (before[i].score, before[i].group) != (after[i].score, after[i].group)}
    assert {change.id: (change.before, change.after) for change in found.changes} == {
        i: (before[i], after[i]) for i in differs
    }
    ready = {i for i in after if after[i].group is Group.READY_NOW}
    newly = ready - {i for i in before if before[i].group is Group.READY_NOW}
    assert found.newly_ready == tuple(sorted(newly))
    assert (found.n_ready_after, found.n_changed) == (len(ready), len(differs))
    ranks = [change.after.rank for change in found.changes]
    assert ranks == sorted(ranks)


def test_the_caller_says_how_many_changes() -> None:
    """The best after the steps come first; the count is of all."""
    offered = [Vacancy(f"v{k}", needs(k), languages=(LanguageLevel("it", Cefr.B1),)) for k in range(4)]
    found = what_if(
        Snapshot(world_of(offered), "test"),
        RankingInput(skills=has(0, 1, 2, 3)),
        [Move(StepKind.LANGUAGE, "it:B1")],
        AS_OF,
        top=2,
    )
    assert (found.n_changed, [change.id for change in found.changes]) == (4, ["v0", "v1"])
    assert found.newly_ready == ("v0", "v1", "v2", "v3")


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("confirm", "proposals", CONFIRM),
        ("skill", skill(3), Move(StepKind.SKILL, skill(3))),
        ("language", "it:B2", Move(StepKind.LANGUAGE, "it:B2")),
        ("licence", "c+e", Move(StepKind.LICENCE, "CE")),
        ("permission", "IT", Move(StepKind.PERMISSION, "IT")),
        ("hours", "20-37.5", Move(StepKind.HOURS, "20-37.5")),
        ("place", "transit:45", Move(StepKind.PLACE, "transit:45")),
        ("shifts", "evening+weekend", Move(StepKind.SHIFTS, "evening+weekend")),
        ("recognition", "IT:2221", Move(StepKind.RECOGNITION, "IT:2221")),
    ],
)
def test_steps_are_written_as_they_are_printed(kind: str, value: str, expected: Move) -> None:
    """Kind and value of a printed step can be asked about."""
    assert read_move(kind, value, checkerboard()) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("skill", "http://data.europa.eu/esco/skill/none"),
        ("language", "it:B9"),
        ("language", "Italian"),
        ("permission", "Italy"),
        ("hours", "40-20"),
        ("hours", "20-99"),
        ("place", "rocket:10"),
        ("wisdom", "much"),
        ("confirm", ""),
    ],
)
def test_a_step_that_is_none_says_how_steps_are_written(kind: str, value: str) -> None:
    """The message names the kind of step, or the kinds there are."""
    with pytest.raises(InputError, match="kind"):
        read_move(kind, value, checkerboard())


def test_every_kind_of_step_can_be_asked_about() -> None:
    """A kind that is printed and cannot be read back would be a dead end."""
    assert set(WRITTEN) == set(StepKind)
