"""Who may not see some of the vacancies gets the answers of a world without them: nothing of them shows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from matcher.errors import UnknownVacancyError
from matcher.matching import Snapshot
from matcher.types import RankingInput, Vacancy
from matcher.why_not import why_not
from tests.matcher.test_segments import answers, build
from tests.matcher.worlds import AS_OF, needs, people, vacancies


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(offered=vacancies(6), person=people(), chosen=st.sets(st.integers(0, 5)))
def test_a_hidden_vacancy_changes_no_answer(offered: list[Vacancy], person: RankingInput, chosen: set[int]) -> None:
    """Lists, gaps, what-if, why-not and news are those of a world in which it never was."""
    world = build(offered)
    hidden = np.array([row in chosen for row in range(len(offered))], dtype=bool)
    left = [vacancy for vacancy in offered if not hidden[world.vacancies.find_row(vacancy.id)]]
    assert answers(world.hide(hidden), person) == answers(build(left), person)


@settings(max_examples=4, deadline=None, phases=(Phase.generate,))
@given(offered=vacancies(4), more=vacancies(3), person=people(), chosen=st.sets(st.integers(0, 8)))
def test_so_it_is_where_vacancies_were_added(
    offered: list[Vacancy], more: list[Vacancy], person: RankingInput, chosen: set[int]
) -> None:
    """Rows behind the base, and rows out of use, are hidden alike."""
    base = build(offered)
    replaced = [row for row in (base.vacancies.find_row(each.id) for each in more) if row is not None]
    world = base.extended(more, np.array(replaced, dtype=np.int64))
    hidden = np.array([row in chosen for row in range(len(world.vacancies))], dtype=bool)
    now = {each.id: each for each in (*offered, *more)}
    left = [now[world.vacancies.ids[row]] for row in world.vacancies.in_use.tolist() if not hidden[row]]
    assert answers(world.hide(hidden), person) == answers(build(left), person)


def test_what_is_hidden_is_not_found() -> None:
    """Neither by id, nor on any day, nor by its date."""
    world = build([Vacancy("a", needs(1), published=AS_OF), Vacancy("b", needs(1))])
    seen = world.hide(np.array([True, False]))
    assert (seen.vacancies.find_row("a"), seen.vacancies.n_in_use, seen.vacancies.newest_day) == (None, 1, None)
    assert world.vacancies.newest_day == AS_OF
    assert seen.vacancies.open_on(AS_OF).tolist() == [False, True]
    with pytest.raises(UnknownVacancyError):
        why_not(Snapshot(seen, "e"), RankingInput(), "a", AS_OF)
