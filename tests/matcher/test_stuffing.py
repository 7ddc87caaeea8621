"""Lists of everything win nothing, on real occupations and skills: the starter set of ESCO."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.matching import Snapshot, match, match_profiles
from matcher.near import build_near
from matcher.ranking import Profile
from matcher.types import (
    HeldOccupation,
    HeldSkill,
    RankingInput,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
    Vacancy,
)
from matcher.world import World
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy
from tests.matcher.worlds import AS_OF, towns

N_REQUIRED, N_LISTED, N_VACANCY, N_OCCUPATIONS = 8, 300, 200, 50


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """Return the starter set."""
    return Taxonomy.open(build_starter(tmp_path_factory.mktemp("starter") / "taxonomy").path)


def world_of(taxonomy: Taxonomy, *vacancies: Vacancy) -> Snapshot:
    """Lay vacancies out with the near skills that ESCO itself names."""
    return Snapshot(World.build(vacancies, taxonomy, build_near(taxonomy, None), towns()), "none")


def occupations(taxonomy: Taxonomy) -> list[int]:
    """Return every tenth occupation that needs enough."""
    return [row for row in range(len(taxonomy.occupations)) if len(taxonomy.essential.of(row)) >= N_REQUIRED][::10]


def offer(taxonomy: Taxonomy, row: int, skills: list[int], vacancy_id: str = "v") -> Vacancy:
    """Return a vacancy of an occupation that asks for some skills."""
    stated = RequirementSource.STATED
    asked = tuple(Requirement(taxonomy.skills.uri(skill), Relation.ESSENTIAL, stated) for skill in skills)
    return Vacancy(vacancy_id, asked, taxonomy.occupations.uri(row))


def person(taxonomy: Taxonomy, skills: list[int], source: SkillSource) -> RankingInput:
    """Return somebody who has some skills."""
    return RankingInput(skills=tuple(HeldSkill(taxonomy.skills.uri(skill), source) for skill in sorted(set(skills))))


def everything(taxonomy: Taxonomy, row: int) -> list[int]:
    """Return all that an occupation needs and welcomes, and what others need, `N_LISTED` skills in all."""
    own = [*taxonomy.essential.of(row).tolist(), *taxonomy.optional.of(row).tolist()]
    others = np.random.default_rng(row).permutation(np.unique(taxonomy.essential.indices)).tolist()
    return list(dict.fromkeys([*own, *others]))[:N_LISTED]


def test_three_hundred_proposals_lose_to_what_is_asked(taxonomy: Taxonomy) -> None:
    """For every occupation: who says the eight skills asked for comes before a list of 300 that nobody confirmed.

    The list has these eight, too, and everything else that is typical of the occupation. A list of 300 that a person is
    said to have stated becomes such a list when it is read (`MAX_SAID` in `matcher.intake`).
    """
    for row in occupations(taxonomy):
        required = taxonomy.essential.of(row).tolist()[:N_REQUIRED]
        vacancy = offer(taxonomy, row, required)
        honest = Profile("honest", person(taxonomy, required, SkillSource.STATED))
        stuffed = Profile("a-stuffed", person(taxonomy, everything(taxonomy, row), SkillSource.PROPOSED))
        found = match_profiles(world_of(taxonomy, vacancy), vacancy, [stuffed, honest], AS_OF).matches
        assert [match.id for match in found] == ["honest", "a-stuffed"], taxonomy.occupations.label(row).text


def test_fifty_occupations_lose_to_the_one_asked_for(taxonomy: Taxonomy) -> None:
    """For every occupation: who has done it comes before a list of fifty, which has it too, and counts as readings.

    This is what reading makes of all but the six with most years (`MAX_HELD` in `matcher.intake`).
    """
    every = range(len(taxonomy.occupations))
    for row in occupations(taxonomy):
        vacancy = offer(taxonomy, row, taxonomy.essential.of(row).tolist()[:N_REQUIRED])
        honest = RankingInput(occupations=(HeldOccupation(taxonomy.occupations.uri(row), 1.0),))
        listed = sorted({row, *every[:: len(every) // N_OCCUPATIONS]})
        stuffed = RankingInput(
            occupations=tuple(
                HeldOccupation(taxonomy.occupations.uri(other), 9.0, SkillSource.PROPOSED, 100 // len(listed))
                for other in listed
            )
        )
        profiles = [Profile("a-stuffed", stuffed), Profile("honest", honest)]
        found = match_profiles(world_of(taxonomy, vacancy), vacancy, profiles, AS_OF).matches
        assert [match.id for match in found] == ["honest", "a-stuffed"], taxonomy.occupations.label(row).text


def test_a_vacancy_of_two_hundred_skills_loses(taxonomy: Taxonomy) -> None:
    """For every occupation: who has the skills asked for gets the vacancy that asks for them first."""
    for row in occupations(taxonomy):
        required = taxonomy.essential.of(row).tolist()[:N_REQUIRED]
        greedy = offer(taxonomy, row, everything(taxonomy, row)[:N_VACANCY], "a-stuffed")
        snapshot = world_of(taxonomy, greedy, offer(taxonomy, row, required, "honest"))
        found = match(snapshot, person(taxonomy, required, SkillSource.STATED), AS_OF).matches
        assert [each.id for each in found] == ["honest", "a-stuffed"], taxonomy.occupations.label(row).text
