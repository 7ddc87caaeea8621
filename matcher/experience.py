"""What occupations say about a match: experience in the same or a close one, wishes, and the level of the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.coverage import occupation_trust
from matcher.ragged import pointers, positions
from matcher.types import HeldOccupation, RankingInput, Wants
from matcher.weights import Weights
from taxonomy.taxonomy import Taxonomy

UNKNOWN = -1
SURE = 100

# ISCO-08, part I: the skill level of each major group; armed forces and managers differ inside the group.
MAJOR_LEVEL = {"1": 4, "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}
SUB_MAJOR_LEVEL = {"14": 3, "01": 4, "02": 2, "03": 1}
# ISCO-08 maps ISCED to its skill levels (1: 1; 2 to 4: 2; 5: 3; 6 to 8: 4); EQF levels follow ISCED from 2 up.
EQF_LEVEL = {1: 1, 2: 2, 3: 2, 4: 2, 5: 3, 6: 4, 7: 4, 8: 4}


@dataclass(frozen=True, slots=True, eq=False)
class OccupationFacts:
    """The distinct occupations of a set of vacancies: taxonomy row, ISCO unit group, ISCO skill level, essentials.

    `isco` is the code as a number and `level` 1 to 4; both are -1 where the release does not say.
    `essentials` is (n, skills) ones, `n_essentials` its row sums.
    """

    rows: NDArray[np.int64]
    isco: NDArray[np.int32]
    level: NDArray[np.int32]
    essentials: csr_array[np.int32]
    n_essentials: NDArray[np.int32]

    @classmethod
    def build(cls, rows: Sequence[int], taxonomy: Taxonomy) -> OccupationFacts:
        """Read the facts of some occupation rows, in their order."""
        chosen = np.array(rows, dtype=np.int64)
        at = positions(taxonomy.essential.indptr, chosen)
        counts = taxonomy.essential.indptr[chosen + 1] - taxonomy.essential.indptr[chosen]
        indices = np.asarray(taxonomy.essential.indices[at], dtype=np.int32)
        essentials = csr_array(
            (np.ones(len(at), dtype=np.int32), indices, pointers(counts).astype(np.int32)),
            shape=(len(chosen), len(taxonomy.skills)),
        )
        codes = [taxonomy.isco_of(row) for row in rows]
        isco = np.array([int(code) if code else UNKNOWN for code in codes], dtype=np.int32)
        level = np.array([isco_level(code) or UNKNOWN for code in codes], dtype=np.int32)
        return cls(chosen, isco, level, essentials, counts.astype(np.int32))

    def shared_essentials(self, occupation_row: int, taxonomy: Taxonomy) -> NDArray[np.int32]:
        """Return how many of each occupation's essential skills `occupation_row` needs too."""
        own = np.zeros(self.essentials.shape[1], dtype=np.int32)
        own[taxonomy.essential.of(occupation_row)] = 1
        return np.asarray(self.essentials @ own, dtype=np.int32)


def isco_level(code: str) -> int | None:
    """Return the ISCO skill level (1 to 4) of a unit group; None for an empty code."""
    return SUB_MAJOR_LEVEL.get(code[:2]) or MAJOR_LEVEL.get(code[:1])


def level_of(person: RankingInput, taxonomy: Taxonomy) -> int | None:
    """Return the person's level: the best of education and occupations held; None where neither is known.

    Of several occupations proposed for a text only the surest counts: a wrong guess must not call work beneath anybody.
    """
    levels = [EQF_LEVEL.get(person.education)] if person.education is not None else []
    held = rows_of((occupation.uri for occupation in person.occupations if occupation.certainty == SURE), taxonomy)
    levels.extend(isco_level(taxonomy.isco_of(row)) for row in held)
    return max((level for level in levels if level is not None), default=None)


def rows_of(uris: Iterable[str], taxonomy: Taxonomy) -> list[int]:
    """Return the rows of the occupations that the taxonomy has, in order."""
    found = map(taxonomy.occupations.find_row, uris)
    return [row for row in found if row is not None]


def closeness(facts: OccupationFacts, row: int, taxonomy: Taxonomy, weights: Weights) -> NDArray[np.int32]:
    """Return how close each occupation is to `row` in percent: the same, same unit group, same minor group, or 0."""
    percent = np.zeros(len(facts.rows), dtype=np.int32)
    code = taxonomy.isco_of(row)
    if code:
        known = facts.isco >= 0
        percent[known & (facts.isco // 10 == int(code) // 10)] = weights.same_minor_percent
        percent[known & (facts.isco == int(code))] = weights.same_unit_percent
    percent[facts.rows == row] = 100
    return percent


def experience_points(
    held: Sequence[HeldOccupation], facts: OccupationFacts, taxonomy: Taxonomy, weights: Weights
) -> NDArray[np.int32] | None:
    """Return points per occupation of `facts`, from the best of those held; None where none held is known."""
    best: NDArray[np.int32] | None = None
    for occupation in held:
        row = taxonomy.occupations.find_row(occupation.uri)
        if row is None:
            continue
        trust = occupation_trust(occupation, weights) * years_percent(occupation.years, weights)
        points = weights.experience_points * closeness(facts, row, taxonomy, weights) * trust // 1_000_000
        best = points if best is None else np.maximum(best, points)
    return best


def years_percent(years: float | None, weights: Weights) -> int:
    """Return what a time in an occupation counts, in percent; it never falls as years grow."""
    if years is None:
        return weights.unknown_years_percent
    months = min(int(years * 12), weights.full_years * 12)
    return weights.no_years_percent + (100 - weights.no_years_percent) * months // (weights.full_years * 12)


def wanted_points(
    wants: Wants, facts: OccupationFacts, taxonomy: Taxonomy, weights: Weights
) -> NDArray[np.int32] | None:
    """Return points per occupation: close to a wanted one, none for an unwanted one, UNKNOWN where nothing is said.

    None where the person named no occupation at all. Wishes for one occupation say something about every other;
    an unwanted one says nothing about the rest.
    """
    wanted, unwanted = rows_of(wants.occupations, taxonomy), rows_of(wants.unwanted_occupations, taxonomy)
    if not wanted and not unwanted:
        return None
    points = np.full(len(facts.rows), 0 if wanted else UNKNOWN, dtype=np.int32)
    for row in wanted:
        points = np.maximum(points, weights.wanted_points * closeness(facts, row, taxonomy, weights) // 100)
    points[np.isin(facts.rows, unwanted)] = 0
    return points
