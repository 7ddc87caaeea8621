"""How far a person's skills cover requirements, and which single further skill would be enough.

The best of a person's skills covers a requirement *j*: `max_i w_i near(i, j) // 100` percent, where `w_i` depends on
the source of skill *i*. Everything is whole percent, so nothing depends on the order of anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.near import NearTable
from matcher.ragged import pointers, positions
from matcher.types import HeldOccupation, HeldSkill, RankingInput, SkillSource
from matcher.weights import Weights
from taxonomy.taxonomy import Taxonomy

Claim = TypeVar("Claim", HeldSkill, HeldOccupation)

# Proposed skills that one talk can settle, and that count in full: texts of 150 words give up to ten.
MAX_PROPOSED = 100
# Requirements handled at once while completions are built: some 20 MB of work space.
BLOCK = 50_000
# Vacancies handled at once where each skill that could help is looked at: as much again.
ROWS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class PersonSkills:
    """Distinct skill rows (int64, ascending, which is URI order) and what each counts in percent (int32)."""

    rows: NDArray[np.int64]
    weight: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """For every skill of the taxonomy: how far it is covered (int32 percent) and by which row (int32, -1: by none)."""

    strength: NDArray[np.int32]
    by: NDArray[np.int32]


def skills_of(person: RankingInput, taxonomy: Taxonomy, weights: Weights) -> PersonSkills:
    """Collect explicit skills, the strongest mention of each, and what the occupations held make likely.

    Of proposals beyond `MAX_PROPOSED` each counts less, so that all together count like so many. A skill that is
    inferred and also named counts by what is surer; a rejected one is not inferred. URIs that the
    taxonomy does not have are left out (`unknown_concepts` in `matcher.inputs` lists them).
    """
    explicit: dict[int, int] = {}
    n_proposed = count_proposed(person.skills)
    for skill in person.skills:
        row = taxonomy.skills.find_row(skill.uri)
        if row is not None:
            percent = skill_weight(skill, weights)
            if skill.source is SkillSource.PROPOSED:
                percent = percent * MAX_PROPOSED // max(n_proposed, MAX_PROPOSED)
            explicit[row] = max(explicit.get(row, 0), percent)
    inferred = _inferred(person, taxonomy, weights)
    rejected = {taxonomy.skills.find_row(uri) for uri in person.rejected_skills}
    found = {row: percent for row, percent in inferred.items() if row not in rejected}
    for row, percent in explicit.items():
        found[row] = max(found.get(row, 0), percent)
    rows = np.array(sorted(found), dtype=np.int64)
    return PersonSkills(rows, np.array([found[row] for row in rows.tolist()], dtype=np.int32))


def confirmed(person: RankingInput) -> RankingInput:
    """Return the person with every proposal accepted that is likely to be: what a talk of one minute could make of it.

    Of skills more than `MAX_PROPOSED` stay proposals: a list that long is not read out to anybody. Proposed occupations
    are different readings of the same words. One is accepted where it is at least as likely as all others together;
    where none is, the answer is open and no vacancy is one question away for it.
    """
    return replace(
        person,
        skills=tuple(map(accepted, person.skills)) if count_proposed(person.skills) <= MAX_PROPOSED else person.skills,
        occupations=confirmed_occupations(person.occupations),
    )


def count_proposed(skills: Sequence[HeldSkill]) -> int:
    """Count the proposals among a person's skills."""
    return sum(skill.source is SkillSource.PROPOSED for skill in skills)


def confirmed_occupations(occupations: tuple[HeldOccupation, ...]) -> tuple[HeldOccupation, ...]:
    """Return the occupations of a person once every proposal is accepted that is likely to be, in their order."""
    readings = sum(held.certainty for held in occupations if held.source is SkillSource.PROPOSED)
    return tuple(accepted(held) if 2 * held.certainty >= readings else held for held in occupations)


def accepted(claim: Claim) -> Claim:
    """Return what a person said yes to; what is more than a proposal already stays as it is."""
    return replace(claim, source=SkillSource.STATED) if claim.source is SkillSource.PROPOSED else claim


def skill_weight(skill: HeldSkill, weights: Weights) -> int:
    """Return the percent that a skill counts: by its source, less where it has long not been used."""
    percent = weights.of_skill(skill.source)
    stale = skill.years_since_use is not None and skill.years_since_use >= weights.stale_years
    return percent * weights.stale_percent // 100 if stale else percent


def source_percent(held: HeldOccupation, weights: Weights) -> int:
    """Return the percent that an occupation held counts by its source: full when a person said so."""
    return 100 if held.source in {SkillSource.VERIFIED, SkillSource.STATED} else weights.occupation_proposed


def _inferred(person: RankingInput, taxonomy: Taxonomy, weights: Weights) -> dict[int, int]:
    found: dict[int, int] = {}
    for held in person.occupations:
        row = taxonomy.occupations.find_row(held.uri)
        if row is not None and held.source is not SkillSource.PROPOSED:
            found |= dict.fromkeys(taxonomy.essential.of(row).tolist(), weights.skill_inferred)
    return found


def cover(person: PersonSkills, near: NearTable) -> Coverage:
    """Spread the person's skills over everything they stand in for. Equal strength: the first URI explains it."""
    who, what, percent = near.expand(person.rows)
    strength = person.weight[who] * percent // 100
    order = np.lexsort((who, -strength, what))
    what, who, strength = what[order], who[order], strength[order]
    first = np.ones(len(what), dtype=bool)
    first[1:] = what[1:] != what[:-1]
    coverage = Coverage(np.zeros(len(near), dtype=np.int32), np.full(len(near), -1, dtype=np.int32))
    coverage.strength[what[first]] = strength[first]
    coverage.by[what[first]] = np.where(strength[first] > 0, person.rows[who[first]], -1)
    return coverage


def learn(coverage: Coverage, skills: NDArray[np.int64], near: NearTable, weights: Weights) -> NDArray[np.int32]:
    """Return the strength (int32 percent) of `coverage` with some skill rows added as *stated*."""
    strength = coverage.strength.copy()
    _, what, percent = near.expand(skills)
    np.maximum.at(strength, what, weights.skill_stated * percent // 100)
    return strength


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """Which requirements of a vacancy each of its essential requirements would cover, were it learnt.

    For the essential requirement at position e of the matrix's flat arrays, `other[indptr[e]:indptr[e + 1]]` are the
    positions of requirements of the same vacancy that skill stands in for (itself included) and `gain` is the percent
    it would cover them with. Per vacancy, `reach` is the most weighted percent that any one skill of the taxonomy can
    add, and `own_reach` that of the skills it asks for.
    """

    indptr: NDArray[np.int64]
    other: NDArray[np.int32]
    gain: NDArray[np.int32]
    reach: NDArray[np.int32]
    own_reach: NDArray[np.int32]

    @classmethod
    def build(cls, essential: csr_array[np.int32], near: NearTable, weights: Weights) -> Completion:
        """Look up, block by block, which near skills of each requirement the same vacancy asks for too."""
        n_rows, n_skills = essential.shape
        row_of = np.repeat(np.arange(n_rows, dtype=np.int64), np.diff(essential.indptr))
        keys = row_of * n_skills + essential.indices
        found = [_pairs(keys, np.arange(at, min(at + BLOCK, len(keys))), near) for at in range(0, len(keys), BLOCK)]
        entry, other, percent = (np.concatenate(part) for part in zip(_NONE, *found, strict=True))
        gain = (weights.skill_stated * percent // 100).astype(np.int32)
        total = np.bincount(entry, essential.data[other] * gain, len(keys)).astype(np.int32)
        own_reach = np.zeros(n_rows, dtype=np.int32)
        np.maximum.at(own_reach, row_of, total)
        indptr = pointers(np.bincount(entry, minlength=len(keys)))
        return cls(indptr, other.astype(np.int32), gain, _reach(essential, near, weights), own_reach)

    def followed_by(self, more: Completion) -> Completion:
        """Return the completions of these vacancies and of `more` behind them."""
        return Completion(
            np.concatenate([self.indptr, more.indptr[1:] + self.indptr[-1]]),
            np.concatenate([self.other, more.other + np.int32(len(self.indptr) - 1)]),
            np.concatenate([self.gain, more.gain]),
            np.concatenate([self.reach, more.reach]),
            np.concatenate([self.own_reach, more.own_reach]),
        )

    def sufficient(
        self, essential: csr_array[np.int32], rows: NDArray[np.int64], deficit: NDArray[np.int32], coverage: Coverage
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return (index into `rows`, skill row) of every essential skill that alone makes up a vacancy's deficit.

        `deficit` (n) is the weighted percent that each of `rows` lacks. A skill learnt counts as *stated*.
        """
        return self.sufficient_for(essential, rows, deficit, lambda skills, _: coverage.strength[skills])

    def sufficient_for(
        self,
        essential: csr_array[np.int32],
        rows: NDArray[np.int64],
        deficit: NDArray[np.int32],
        strength: Callable[[NDArray[np.int32], NDArray[np.int64]], NDArray[np.int32]],
    ) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the same where each of `rows` may stand for another person: a row may occur more than once.

        `strength` answers to how many percent skills are covered for whoever stands at an index into `rows`.
        """
        entries = positions(essential.indptr, rows)
        if not len(entries):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32)
        pairs = positions(self.indptr, entries)
        other = self.other[pairs]
        counts = self.indptr[entries + 1] - self.indptr[entries]
        owner = np.repeat(np.arange(len(rows)), essential.indptr[rows + 1] - essential.indptr[rows])
        known = strength(essential.indices[other], np.repeat(owner, counts))
        more = np.maximum(self.gain[pairs] - known, 0) * essential.data[other]
        total = np.add.reduceat(more, np.cumsum(counts) - counts)  # no entry is empty: each covers itself
        enough = total >= deficit[owner]
        return owner[enough], essential.indices[entries[enough]]


def _reach(essential: csr_array[np.int32], near: NearTable, weights: Weights) -> NDArray[np.int32]:
    """Multiply, block by block, the requirements by what each skill covers of each, and keep the best of each row."""
    who, what, percent = near.expand(np.arange(len(near)))
    gain = (weights.skill_stated * percent // 100).astype(np.int32)
    gains = csr_array((gain, (what, who)), shape=(len(near), len(near)))
    reach = np.zeros(essential.shape[0], dtype=np.int32)
    for first in range(0, essential.shape[0], ROWS):
        added = (essential[first : first + ROWS] @ gains).tocsr()
        some = np.flatnonzero(np.diff(added.indptr))
        if len(some):
            reach[first + some] = np.maximum.reduceat(added.data, added.indptr[some])
    return reach


_NONE = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int32))


def _pairs(
    keys: NDArray[np.int64], block: NDArray[np.int64], near: NearTable
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32]]:
    """Return (entry, other entry, percent) for the entries of `block`, by entry; `keys` are row * skills + column."""
    skills = keys[block] % len(near)
    who, what, percent = near.expand(skills)
    wanted = keys[block][who] - skills[who] + what
    at = np.searchsorted(keys, wanted)
    hit = keys[np.minimum(at, len(keys) - 1)] == wanted
    entry, other, percent = block[who[hit]], at[hit], percent[hit]
    order = np.argsort(entry, kind="stable")
    return entry[order], other[order], percent[order]
