"""A world that was added to ranks as one laid out at once, and compacting it gives that one, field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from matcher.bulk import Days, news
from matcher.generations import open_current, publish_generation
from matcher.matching import Snapshot, gaps, match
from matcher.ranking import Profile
from matcher.results import gaps_to_json, match_list_to_json
from matcher.segments import compact, extend
from matcher.steps import Move
from matcher.storing import open_world, store_world
from matcher.types import RankingInput, StepKind, Vacancy
from matcher.vacancies import VacancySet
from matcher.what_if import what_if
from matcher.why_not import why_not
from matcher.world import World
from tests.matcher.test_vacancies import laid_out, plain
from tests.matcher.worlds import AS_OF, checkerboard, has, law, needs, people, ring_near, skill, towns, vacancy

STEPS = (Move(StepKind.SKILL, skill(3)), Move(StepKind.PERMISSION, "ES"))


def build(offered: list[Vacancy]) -> World:
    """Lay out at once."""
    return World.build(offered, checkerboard(), ring_near(), towns(), catalogue=law())


def through_the_disk(world: World, root: Path) -> World:
    """Publish and open."""
    n = len(world.vacancies)
    vectors = np.zeros((n, 1), dtype=np.float32)
    publish_generation(root, world.vacancies.ids, vectors, fields={}, content=store_world(world))
    opened = open_current(root)
    return open_world(opened.content, opened.ids, build([]))


def answers(world: World, person: RankingInput) -> dict[str, object]:
    """Return everything that is answered about a person."""
    snapshot = Snapshot(world, "encoder")
    known = [world.vacancies.ids[row] for row in world.vacancies.in_use.tolist()]
    week = timedelta(days=2)
    return {
        "matches": match_list_to_json(match(snapshot, person, AS_OF, top=None), {}),
        "best": match_list_to_json(match(snapshot, person, AS_OF, top=2), {}),
        "gaps": gaps_to_json(gaps(snapshot, person, AS_OF)),
        "what if": what_if(snapshot, person, STEPS, AS_OF),
        "why not": [why_not(snapshot, person, vacancy_id, AS_OF) for vacancy_id in known],
        "news": news([Profile("p", person)], world, Days(AS_OF - week, AS_OF, AS_OF + week)),
    }


IDS = tuple(f"v{i}" for i in range(8))
some_of_each = st.dictionaries(st.sampled_from(IDS), st.integers(0, 2), min_size=2, max_size=6)


class Growing(RuleBasedStateMachine):
    """Adds, changes and withdraws vacancies of three kinds, so that many tie, against a plain dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[Vacancy] = []
        self.offered: dict[str, Vacancy] = {}
        self.world = build([])

    @initialize(kinds=st.tuples(vacancy("a"), vacancy("b"), vacancy("c")), offered=some_of_each)
    def begin(self, kinds: tuple[Vacancy, ...], offered: dict[str, int]) -> None:
        """Start from a base."""
        self.kinds = list(kinds)
        self.offered = self._made(offered)
        self.world = build(list(self.offered.values()))

    @rule(offered=some_of_each, withdrawn=st.sets(st.sampled_from(IDS), max_size=3), person=people())
    def change(self, offered: dict[str, int], withdrawn: set[str], person: RankingInput) -> None:
        """Add vacancies, put others in the place of what has their ids, withdraw some: every answer is the same."""
        changed = {key: value for key, value in self._made(offered).items() if key not in withdrawn}
        rows = [self.world.vacancies.find_row(vacancy_id) for vacancy_id in {*changed, *withdrawn}]
        gone = np.array([row for row in rows if row is not None], dtype=np.int64)
        self.world = self.world.extended(list(changed.values()), gone)
        self.offered = {key: value for key, value in (self.offered | changed).items() if key not in withdrawn}
        assert answers(self.world, person) == answers(build(list(self.offered.values())), person)

    @rule()
    def compact(self) -> None:
        """Go on from the compacted world."""
        self.world = self.world.compacted()

    @rule()
    def restart(self) -> None:
        """Go on from what a generation keeps of it."""
        with TemporaryDirectory() as folder:
            self.world = through_the_disk(self.world.compacted(), Path(folder))

    @invariant()
    def finds_each_by_its_id(self) -> None:
        """One by one and together."""
        vacancies, asked = self.world.vacancies, [*IDS, "nobody's"]
        found = vacancies.find_rows(asked).tolist()
        assert [i for i, row in zip(asked, found, strict=True) if row >= 0] == sorted(self.offered)
        assert [row for row in found if row >= 0] == vacancies.in_use.tolist()
        assert [vacancies.find_row(i) for i in asked] == [None if row < 0 else row for row in found]

    @invariant()
    def compacts_to_the_same(self) -> None:
        """Every field is as if laid out at once."""
        assert plain(compact(self.world.vacancies)) == plain(build(list(self.offered.values())).vacancies)

    def _made(self, offered: dict[str, int]) -> dict[str, Vacancy]:
        return {vacancy_id: replace(self.kinds[kind], id=vacancy_id) for vacancy_id, kind in offered.items()}


# Not shrunk: each step of it would lay out worlds for minutes.
SOME = settings(max_examples=6, stateful_step_count=6, deadline=None, phases=(Phase.generate,))


def test_any_sequence_of_changes_ranks_as_laid_out_at_once() -> None:
    """A few sequences."""
    run_state_machine_as_test(Growing, settings=SOME)


@pytest.mark.slow
def test_many_sequences_of_changes_rank_as_laid_out_at_once() -> None:
    """Sixty sequences."""
    run_state_machine_as_test(Growing, settings=settings(SOME, max_examples=60))


def test_what_went_out_of_use_is_open_on_no_day() -> None:
    """A row out of use is found neither by its id nor on any day, and its successor is."""
    old, new = Vacancy("b"), Vacancy("b", needs(1))
    found = extend(laid_out(Vacancy("a"), old, Vacancy("c")), laid_out(new), np.array([1]))
    assert found.open_on(AS_OF).tolist() == [True, False, True, True]
    assert (found.find_row("b"), found.find_row("d"), found.n_in_use) == (3, None, 3)
    assert found.places(np.arange(4)).tolist() == [0, 3, 2, 1]


def test_a_set_in_order_has_no_order_beside_it() -> None:
    """Laid out at once, rows are places."""
    found: VacancySet = laid_out(Vacancy("b"), Vacancy("a"))
    assert (found.by_id, found.find_row("b"), found.in_use.tolist()) == (None, 1, [0, 1])


def test_ties_are_ordered_by_id_wherever_their_rows_are() -> None:
    """A changed vacancy has its row behind all others, and keeps its place in a list."""
    base = build([Vacancy(vacancy_id, needs(1)) for vacancy_id in "abcd"])
    grown = base.extended([Vacancy("b", needs(1)), Vacancy("aa", needs(1))], np.array([1, 3]))
    person = RankingInput(skills=has(1))
    assert [each.id for each in match(Snapshot(grown, "e"), person, AS_OF).matches] == ["a", "aa", "b", "c"]
    assert next(iter(news([Profile("p", person)], grown, Days(AS_OF, AS_OF, AS_OF)))).n_new == 0
