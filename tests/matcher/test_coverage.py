"""Who covers what, and which single skill would be enough; the arithmetic is in the docstrings."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from matcher.coverage import MAX_PROPOSED, Completion, confirmed, cover, learn, skill_weight, skills_of
from matcher.near import near_from_pairs
from matcher.types import HeldOccupation, HeldSkill, RankingInput, SkillSource
from matcher.types import Vacancy as Offer
from matcher.vacancies import VacancySet
from matcher.weights import DEFAULT
from tests.matcher.worlds import N, checkerboard, has, needs, occupation, people, ring_near, skill

STATED = SkillSource.STATED


def test_equal_strength_goes_to_the_first_uri() -> None:
    """Skills 3, 1 and 2 cover skill 9 with 72 % each: 1 explains it. A stronger one wins over the first."""
    near = near_from_pairs(N, np.array([[1, 9, 80], [2, 9, 80], [3, 9, 80]]))
    person = skills_of(RankingInput(skills=has(3, 1, 2)), checkerboard(), DEFAULT)
    found = cover(person, near)
    assert (found.strength[9], found.by[9]) == (72, 1)
    verified = RankingInput(skills=(*has(1, 2), *has(3, source=SkillSource.VERIFIED)))
    found = cover(skills_of(verified, checkerboard(), DEFAULT), near)
    assert (found.strength[9], found.by[9]) == (80, 3)
    assert (found.strength[8], found.by[8]) == (0, -1)


def test_weights_by_source_and_use() -> None:
    """Stated 90; not used for ten years 90 x .8 = 72; nine years are still fresh."""
    used = [skill_weight(HeldSkill(skill(0), STATED, years_since_use=years), DEFAULT) for years in (None, 9, 10)]
    assert used == [90, 90, 72]


def test_many_proposals_count_together_like_a_hundred() -> None:
    """40 each up to 100; of 200 each 20, and none of them is confirmed at once; what was said counts as it did."""
    for n, percent, is_confirmed in ((MAX_PROPOSED, 40, True), (2 * MAX_PROPOSED, 20, False)):
        proposed = tuple(HeldSkill(skill(1), SkillSource.PROPOSED) for _ in range(n))
        person = RankingInput(skills=(*has(0), *proposed))
        assert skills_of(person, checkerboard(), DEFAULT).weight.tolist() == [90, percent]
        assert all(held.source is STATED for held in confirmed(person).skills) == is_confirmed


def test_a_proposed_occupation_implies_nothing() -> None:
    """Inferred 60 from an occupation that a person named; nothing from one that a text may mean."""
    for source, expected in ((STATED, [60] * 4), (SkillSource.PROPOSED, [])):
        person = RankingInput(occupations=(HeldOccupation(occupation(0), source=source),))
        assert skills_of(person, checkerboard(), DEFAULT).weight.tolist() == expected


def test_only_a_likely_reading_is_accepted() -> None:
    """Of readings at 100, 90 and 20 none is as likely as the others together; of 100 and 90 the first is."""
    for certainties, accepted in (((100, 90), 1), ((100, 90, 20), 0), ((100,), 1), ((50, 50), 2)):
        readings = (HeldOccupation(occupation(k), None, SkillSource.PROPOSED, c) for k, c in enumerate(certainties))
        sure = confirmed(RankingInput(occupations=tuple(readings)))
        assert accepted == sum(held.source is STATED for held in sure.occupations)


@settings(max_examples=30, deadline=None)
@given(people())
def test_learning_equals_having(person: RankingInput) -> None:
    """What `learn` adds to a coverage is what covering again with the skill gives."""
    taxonomy, near = checkerboard(), ring_near()
    before = cover(skills_of(person, taxonomy, DEFAULT), near)
    for k in range(0, N, 5):
        more = RankingInput((*person.skills, *has(k)), person.occupations, rejected_skills=person.rejected_skills)
        again = cover(skills_of(more, taxonomy, DEFAULT), near)
        assert learn(before, np.array([k]), near, DEFAULT).tolist() == again.strength.tolist()


def test_reach_and_what_is_sufficient() -> None:
    """Needs 0, 1, 2 (300): skill 0 gives 90 + 72 + 45 = 207, skill 1 gives 90 + 72 = 162, skill 2 gives 90."""
    near, nothing = ring_near(), skills_of(RankingInput(), checkerboard(), DEFAULT)
    found = VacancySet.build([Offer("a", needs(0, 1, 2)), Offer("b"), Offer("c", needs(7))], checkerboard(), DEFAULT)
    completion = Completion.build(found.essential, near, DEFAULT)
    assert completion.reach.tolist() == [20_700, 0, 9_000]
    coverage = cover(nothing, near)
    for deficit, expected in ((20_700, [0]), (16_200, [0, 1]), (9_000, [0, 1, 2]), (20_701, [])):
        rows, skills = completion.sufficient(
            found.essential, np.array([0]), np.array([deficit], dtype=np.int32), coverage
        )
        assert (rows.tolist(), skills.tolist()) == ([0] * len(expected), expected)
