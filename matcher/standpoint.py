"""A person as vacancies are judged for them: everything that does not depend on which vacancies those are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.blockers import Facts, facts_of, states_of
from matcher.coverage import Coverage, confirmed, cover, skills_of
from matcher.experience import experience_fit, wanted_fit
from matcher.types import RankingInput
from matcher.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Standpoint:
    """What is known of one person.

    states       int8 index into `STATES` of each distinct condition of the world
    coverage     of the skills as they are; `sure_strength` (int32 percent) once every likely proposal is confirmed
    typical, experience, wanted   0 to `FULL` for each occupation of the world; None where nothing is known
    """

    facts: Facts
    states: NDArray[np.int8]
    coverage: Coverage
    sure_strength: NDArray[np.int32]
    typical: NDArray[np.int32] | None
    experience: NDArray[np.int32] | None
    wanted: NDArray[np.int32] | None

    @classmethod
    def of(cls, person: RankingInput, world: World, stated: NDArray[np.integer] | None = None) -> Standpoint:
        """Look everything up once. Conditions that are not in `stated` stay unknown; None is all of them."""
        weights, taxonomy, occupations = world.weights, world.taxonomy, world.occupations
        facts = facts_of(person, world.sites, taxonomy)
        skills = skills_of(person, taxonomy, weights)
        coverage = cover(skills, world.near)
        sure = confirmed(person)
        same = sure == person
        return cls(
            facts=facts,
            states=states_of(world.vacancies.condition_values, facts, stated),
            coverage=coverage,
            sure_strength=coverage.strength if same else cover(skills_of(sure, taxonomy, weights), world.near).strength,
            typical=occupations.typical_fit(coverage.strength) if len(skills.rows) else None,
            experience=experience_fit(person.occupations, occupations, taxonomy, weights),
            wanted=wanted_fit(person.wants, occupations, taxonomy, weights),
        )

    @property
    def has_skills(self) -> bool:
        """Whether any skill is known."""
        return self.typical is not None

    @property
    def is_decisive(self) -> bool:
        """Whether anything is known that scores are made of."""
        return self.has_skills or self.experience is not None or self.wanted is not None
