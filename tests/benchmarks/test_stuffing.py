"""What a list of everything gains is counted against everybody else."""

from __future__ import annotations

import numpy as np

from benchmarks.stuffing import CONDITIONS, Frequent, Honest
from matcher.offered import Offered
from matcher.types import RankingInput, Vacancy
from tests.matcher.worlds import has, needs, occupation, skill, world_of

WORLD = world_of(
    [
        Vacancy("a", needs(3, 4), occupation(2)),
        Vacancy("b", needs(3, optional=(4, 5)), occupation(2)),
        Vacancy("c", needs(7), occupation(6)),
    ]
)


def test_what_is_asked_for_most_comes_first() -> None:
    """3 is needed twice (4), 4 needed and welcome (3), 7 needed once (2), 5 welcome (1); two vacancies are about 2."""
    frequent = Frequent.of(WORLD)
    assert frequent.skills[:4] == [skill(k) for k in (3, 4, 7, 5)]
    assert frequent.occupations == [occupation(2), occupation(6)]
    line = frequent.facts(2, 1)
    assert ([claim.uri for claim in line.skills], len(line.occupations)) == ([skill(3), skill(4)], 1)
    assert line.licences == CONDITIONS.licences


def test_places_are_counted_among_the_others() -> None:
    """Who has skill 3 alone: one person has more of what a and b ask for, another what c does."""
    offered = Offered.of(WORLD, np.arange(3))
    honest = [RankingInput(skills=has(*skills)) for skills in ((3, 4), (7,), ())]
    field = Honest.of(WORLD, honest, n_vacancies=3)
    assert field.offered.rows.tolist() == offered.rows.tolist()
    found = field.places([RankingInput(skills=has(3))])
    assert (found["first"], found["among_first"]) == (0.0, 100.0)
    assert found["better"] == 1
