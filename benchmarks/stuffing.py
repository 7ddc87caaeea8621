"""`python -m benchmarks stuffing`: what a list of everything gains among a thousand people, vacancy by vacancy.

Who stuffs a profile knows what is asked for most, and meets every condition but the way. Each list is ranked as the
product reads it, and as if all that it says were taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.caseload import people
from benchmarks.growing import SEED, Soil
from benchmarks.matching import N_CASELOAD, read_once
from benchmarks.results import write_result
from benchmarks.workbench import Workbench
from matcher.claims import OccupationClaim, ProfileFacts, SkillClaim
from matcher.crowd import Crowd
from matcher.inputs import canonical
from matcher.intake import read_profiles
from matcher.offered import Offered
from matcher.standings import stand
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    Hours,
    LanguageLevel,
    Permission,
    RankingInput,
    SkillSource,
)
from matcher.world import World

N_VACANCIES = 400
FIRST = 10
YEARS = 5.0
CONDITIONS = ProfileFacts(
    languages=(LanguageLevel("en", Cefr.C2), LanguageLevel("es", Cefr.C2)),
    licences=("B", "C", "CE", "forklift"),
    permissions=(Permission("ES", granted=True),),
    hours=Hours(0, 60),
)
# Skills and occupations, those that most vacancies ask for; up to what a line of a file may hold.
LISTS = ((30, 0), (100, 0), (300, 0), (500, 0), (0, 1), (0, 6), (0, 20), (0, 50), (100, 6), (500, 50))
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Frequent:
    """What vacancies ask for and are about (URIs), the most frequent first."""

    skills: list[str]
    occupations: list[str]

    @classmethod
    def of(cls, world: World) -> Frequent:
        """Count over all vacancies; an essential requirement counts twice."""
        vacancies, n_skills = world.vacancies, len(world.taxonomy.skills)
        asked = 2 * np.bincount(vacancies.essential.indices, minlength=n_skills)
        asked += np.bincount(vacancies.optional.indices, minlength=n_skills)
        about = np.bincount(vacancies.likely.indices, minlength=len(world.occupations.rows))
        rows = world.occupations.rows[_most_first(about)]
        return cls(
            [world.taxonomy.skills.uri(row) for row in _most_first(asked).tolist()],
            [world.taxonomy.occupations.uri(row) for row in rows.tolist()],
        )

    def facts(self, n_skills: int, n_occupations: int) -> ProfileFacts:
        """Return the line of somebody who names so many of them."""
        return replace(
            CONDITIONS,
            skills=tuple(SkillClaim(uri=uri) for uri in self.skills[:n_skills]),
            occupations=tuple(OccupationClaim(uri=uri, years=YEARS) for uri in self.occupations[:n_occupations]),
        )


def run_stuffing(bench: Workbench, data: Path, report: Callable[[str], None]) -> Row:
    """Measure and write `results/stuffing.json`."""
    concepts = bench.concepts
    soil = Soil(read_once(bench, data, report), bench.taxonomy, concepts.near, concepts.places)
    world = World.build(soil.real, concepts.taxonomy, concepts.near, concepts.places, catalogue=concepts.catalogue)
    frequent = Frequent.of(world)
    lines = [frequent.facts(*each) for each in LISTS]
    read = [each.input for each in read_profiles(lines, concepts.linker, concepts.places)]
    honest = people(soil, N_CASELOAD)
    found = Honest.of(world, honest)
    rows: list[Row] = []
    for (skills, occupations), line, person in zip(LISTS, lines, read, strict=True):
        for taken, each in (("as read", person), ("at its word", _at_its_word(line))):
            rows.append({"skills": skills, "occupations": occupations, "taken": taken, **found.places([each])})
            report(f"{rows[-1]}")
    content: Row = {"rows": rows, "anybody": found.places(honest[:100]), "n_people": len(honest)}
    write_result("stuffing", "python -m benchmarks stuffing", content)
    return content


@dataclass(frozen=True, slots=True, eq=False)
class Honest:
    """Some vacancies, and where honest people stand with each: (vacancies, people), lower is better."""

    offered: Offered
    worse: NDArray[np.int32]

    @classmethod
    def of(cls, world: World, honest: Sequence[RankingInput], n_vacancies: int = N_VACANCIES) -> Honest:
        """Assess people against some of the vacancies, the same for a seed."""
        draw = np.random.default_rng(SEED)
        rows = np.sort(draw.choice(len(world.vacancies), n_vacancies, replace=False)).astype(np.int64)
        offered = Offered.of(world, rows)
        return cls(offered, stand(Crowd.of(honest, world), offered).worse)

    def places(self, some: Sequence[RankingInput]) -> Row:
        """Return how many honest people are better, in the median, and the percent of vacancies with hardly any."""
        own = stand(Crowd.of(some, self.offered.world), self.offered).worse
        better = np.array([(self.worse < column[:, None]).sum(axis=1) for column in own.T])
        return {
            "better": int(np.median(better)),
            "first": round(100 * float((better == 0).mean()), 1),
            "among_first": round(100 * float((better < FIRST).mean()), 1),
        }


def _at_its_word(line: ProfileFacts) -> RankingInput:
    """Return what ranking would see if everything named were stated by somebody."""
    return canonical(
        RankingInput(
            skills=tuple(_stated(line)),
            occupations=tuple(HeldOccupation(claim.uri, claim.years) for claim in line.occupations if claim.uri),
            languages=line.languages,
            licences=line.licences,
            permissions=line.permissions,
            hours=line.hours,
        )
    )


def _stated(line: ProfileFacts) -> Iterator[HeldSkill]:
    return (HeldSkill(claim.uri, SkillSource.STATED) for claim in line.skills if claim.uri)


def _most_first(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.argsort(-counts, kind="stable")
