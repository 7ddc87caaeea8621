"""Some vacancies of a world, cut down to what they name: what many people are assessed against at once.

A world knows thousands of skills, occupations and conditions; a few vacancies name some hundred of them, and nothing
else has to be found out about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.conditions import Condition
from matcher.near import SELF
from matcher.sites import Sites
from matcher.vacancies import VacancySet
from matcher.world import World


@dataclass(frozen=True, slots=True, eq=False)
class StandIns:
    """Which skill rows stand in for the skills that are asked for: to `percent`, for the one at `at`."""

    skill: NDArray[np.int64]
    at: NDArray[np.int64]
    percent: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """Vacancies in `rows` (ascending) of a world; the columns of all matrices are what these vacancies name.

    skills               their rows (int64, ascending): required, or typical of an occupation that is likely
    column               for every skill of the taxonomy its place among `skills`, -1: not asked for
    essential, optional  (n, skills) int32, percent weights
    occupations          rows of the taxonomy that are likely: `likely` (n, occupations)
    typical              (occupations, skills) int32, `typical_total` its row sums
    close                (occupations, all of the taxonomy) int32 percent
    sites, place         their places, and where each vacancy is among them (-1: nowhere)
    stated               which of the world's conditions they state, ascending: first the places, as in `sites`
    conditions           (n, stated) int32 ones
    """

    world: World
    rows: NDArray[np.int64]
    part: VacancySet
    skills: NDArray[np.int64]
    column: NDArray[np.int64]
    stand_ins: StandIns
    essential: csr_array[np.int32]
    optional: csr_array[np.int32]
    occupations: NDArray[np.int64]
    likely: csr_array[np.int32]
    typical: csr_array[np.int32]
    typical_total: NDArray[np.int32]
    close: NDArray[np.int32]
    sites: Sites
    place: NDArray[np.int64]
    stated: NDArray[np.int64]
    conditions: csr_array[np.int32]
    condition_values: tuple[Condition, ...]

    @classmethod
    def of(cls, world: World, rows: NDArray[np.int64]) -> Offered:
        """Cut the vacancies in `rows` out of a world."""
        whole = len(rows) == len(world.vacancies)
        part = world.vacancies if whole else world.vacancies.take(rows)
        facts = world.occupations
        occupations = np.unique(part.likely.indices)
        typical = facts.typical[occupations]
        named = np.concatenate([part.essential.indices, part.optional.indices, typical.indices])
        skills = np.unique(named).astype(np.int64)
        column = _places(skills, len(world.near))
        used_sites = np.unique(part.place.index[part.place.index >= 0])
        stated = np.unique(part.conditions.indices).astype(np.int64)
        return cls(
            world=world,
            rows=rows,
            part=part,
            skills=skills,
            column=column,
            stand_ins=_stand_ins(world, skills, column),
            essential=_only(part.essential, skills, column),
            optional=_only(part.optional, skills, column),
            occupations=facts.rows[occupations],
            likely=_only(part.likely, occupations, _places(occupations, len(facts.rows))),
            typical=_only(typical, skills, column),
            typical_total=facts.typical_total[occupations],
            close=_close(world, facts.rows[occupations]),
            sites=Sites.build(tuple(part.place.values[i] for i in used_sites.tolist()), world.places),
            place=np.append(_places(used_sites, len(part.place.values)), -1)[part.place.index],
            stated=stated,
            conditions=_only(part.conditions, stated, _places(stated, len(part.condition_values))),
            condition_values=tuple(part.condition_values[i] for i in stated.tolist()),
        )

    def __len__(self) -> int:
        return len(self.rows)


def _places(chosen: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """Return, for each of `n`, its place among `chosen`, -1 where it is none of them."""
    places = np.full(n, -1, dtype=np.int64)
    places[chosen] = np.arange(len(chosen))
    return places


def _only(matrix: csr_array[np.int32], chosen: NDArray[np.integer], places: NDArray[np.int64]) -> csr_array[np.int32]:
    """Return the matrix with the `chosen` columns, which hold all that it has."""
    indices = places[matrix.indices].astype(np.int32)
    return csr_array((matrix.data, indices, matrix.indptr), shape=(matrix.shape[0], len(chosen)))


def _close(world: World, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """Return how close every occupation of the taxonomy is to each of `rows`."""
    found = [world.remembered.near.to(row, world.weights) for row in rows.tolist()]
    return np.array(found, dtype=np.int32).reshape(len(rows), len(world.taxonomy.occupations))


def _stand_ins(world: World, skills: NDArray[np.int64], column: NDArray[np.int64]) -> StandIns:
    """Read from the whole table of near skills what stands in for `skills`, themselves included."""
    near = world.near
    hit = np.flatnonzero(column[near.indices] >= 0)
    skill = np.searchsorted(near.indptr, hit, side="right") - 1
    itself = np.full(len(skills), SELF, dtype=np.int32)
    return StandIns(
        np.concatenate([skills, skill]),
        np.concatenate([np.arange(len(skills)), column[near.indices[hit]]]),
        np.concatenate([itself, near.percent[hit].astype(np.int32)]),
    )
