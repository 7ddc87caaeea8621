"""What occupations say about a match: experience in the same or a close one, wishes, and the level of the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.closeness import Closeness
from matcher.coverage import source_percent
from matcher.ragged import pointers, positions
from matcher.types import HeldOccupation, RankingInput, SkillSource, Wants
from matcher.weights import Weights
from taxonomy.taxonomy import Taxonomy

UNKNOWN = -1
SURE = 100
# Percent times percent: what an occupation that fits in every way is worth.
FULL = 10_000
# Percent of what a vacancy may be about that has to agree before it is called below a person's level, or not: a wrong
# "below your level" talks somebody out of good work.
LEVEL_SHARE = 75

# ISCO-08, part I: the skill level of each major group; armed forces and managers differ inside the group.
MAJOR_LEVEL = {"1": 4, "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}
SUB_MAJOR_LEVEL = {"14": 3, "01": 4, "02": 2, "03": 1}
# ISCO-08 maps ISCED to its skill levels (1: 1; 2 to 4: 2; 5: 3; 6 to 8: 4); EQF levels follow ISCED from 2 up.
EQF_LEVEL = {1: 1, 2: 2, 3: 2, 4: 2, 5: 3, 6: 4, 7: 4, 8: 4}


@dataclass(frozen=True, slots=True, eq=False)
class OccupationFacts:
    """The distinct occupations of a set of vacancies: taxonomy row, ISCO unit group, ISCO skill level, skills.

    `isco` is the code as a number and `level` 1 to 4; both are -1 where the release does not say.
    `essentials` is (n, skills) ones, `n_essentials` its row sums; `typical` are their rows of `near.typical`.
    """

    rows: NDArray[np.int64]
    isco: NDArray[np.int32]
    level: NDArray[np.int32]
    essentials: csr_array[np.int32]
    n_essentials: NDArray[np.int32]
    typical: csr_array[np.int32]
    typical_total: NDArray[np.int32]
    near: Closeness

    @classmethod
    def build(cls, rows: Sequence[int], taxonomy: Taxonomy, near: Closeness) -> OccupationFacts:
        """Read the facts of some occupation rows, in their order."""
        chosen = np.array(rows, dtype=np.int64)
        at = positions(taxonomy.essential.indptr, chosen)
        counts = taxonomy.essential.indptr[chosen + 1] - taxonomy.essential.indptr[chosen]
        indices = np.asarray(taxonomy.essential.indices[at], dtype=np.int32)
        essentials = csr_array(
            (np.ones(len(at), dtype=np.int32), indices, pointers(counts).astype(np.int32)),
            shape=(len(chosen), len(taxonomy.skills)),
        )
        level = np.array([isco_level(taxonomy.isco_of(row)) or UNKNOWN for row in rows], dtype=np.int32)
        typical = near.typical[chosen]
        total = np.asarray(typical.sum(axis=1), dtype=np.int32)
        return cls(chosen, near.isco[chosen], level, essentials, counts.astype(np.int32), typical, total, near)

    def shared_essentials(self, occupation_row: int, taxonomy: Taxonomy) -> NDArray[np.int32]:
        """Return how many of each occupation's essential skills `occupation_row` needs too."""
        own = np.zeros(self.essentials.shape[1], dtype=np.int32)
        own[taxonomy.essential.of(occupation_row)] = 1
        return np.asarray(self.essentials @ own, dtype=np.int32)

    def typical_fit(self, strength: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return how much of what is typical of each occupation is covered, 0 to `FULL`, given percents by skill."""
        covered = np.asarray(self.typical @ strength, dtype=np.int32)
        fit: NDArray[np.int32] = 100 * covered // np.maximum(self.typical_total, 1)
        return fit

    def closeness(self, others: Sequence[int], weights: Weights) -> NDArray[np.int32]:
        """Return (n, len(others)) how close each occupation is to each of `others` (taxonomy rows), in percent."""
        columns = [self.near.to(row, weights)[self.rows] for row in others]
        return np.stack(columns, axis=1) if columns else np.zeros((len(self.rows), 0), dtype=np.int32)


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


def below_level(own: int | None, levels: Sequence[int], percent: Sequence[int]) -> bool | None:
    """Return whether work is below a person's level, given the levels (-1: unknown) of what it may be, and how likely.

    None where either side is unknown, and where neither answer has `LEVEL_SHARE` of what the vacancy may be about.
    """
    total = sum(percent)
    if own is None or not total:
        return None
    below = sum(share for level, share in zip(levels, percent, strict=True) if 0 <= level < own)
    above = sum(share for level, share in zip(levels, percent, strict=True) if level >= own)
    if 100 * below >= LEVEL_SHARE * total:
        return True
    return False if 100 * above >= LEVEL_SHARE * total else None


def rows_of(uris: Iterable[str], taxonomy: Taxonomy) -> list[int]:
    """Return the rows of the occupations that the taxonomy has, in order."""
    found = map(taxonomy.occupations.find_row, uris)
    return [row for row in found if row is not None]


def experience_fit(
    held: Sequence[HeldOccupation], facts: OccupationFacts, taxonomy: Taxonomy, weights: Weights
) -> NDArray[np.int32] | None:
    """Return how far each occupation of `facts` is covered by those held, 0 to `FULL`; None where none held is known.

    The best of what the person said counts. What was only proposed for a text are different readings of the same
    words, so they count together, each by its share: an insurance agent or an insurance broker is close to both.
    """
    known = [(held, row) for held in held if (row := taxonomy.occupations.find_row(held.uri)) is not None]
    if not known:
        return None
    close = facts.closeness([row for _, row in known], weights)
    worth = [years_percent(held.years, weights) * source_percent(held, weights) // 100 for held, _ in known]
    fit = close * np.array(worth, dtype=np.int32)
    guessed = [held.source is SkillSource.PROPOSED for held, _ in known]
    certainty = np.array([held.certainty for held, _ in known], dtype=np.int32) * guessed
    together = fit @ certainty // max(int(certainty.sum()), 1)
    said = np.max(fit, axis=1, where=~np.array(guessed), initial=0)
    return np.asarray(np.maximum(together, said), dtype=np.int32)


def years_percent(years: float | None, weights: Weights) -> int:
    """Return what a time in an occupation counts, in percent; it never falls as years grow."""
    if years is None:
        return weights.unknown_years_percent
    months = min(int(years * 12), weights.full_years * 12)
    return weights.no_years_percent + (100 - weights.no_years_percent) * months // (weights.full_years * 12)


def wanted_fit(wants: Wants, facts: OccupationFacts, taxonomy: Taxonomy, weights: Weights) -> NDArray[np.int32] | None:
    """Return how close each occupation of `facts` is to a wanted one, 0 to `FULL`; None where none is named."""
    wanted = rows_of(wants.occupations, taxonomy)
    if not wanted:
        return None
    close = facts.closeness(wanted, weights)
    return np.asarray(100 * close.max(axis=1), dtype=np.int32)
