"""What of all open vacancies does not depend on the person, counted once, so that obstacles need not look at each.

Why nothing is suitable is counted over everything that is open: that is as much work as ranking it all. But how many
vacancies state a condition is the same for everybody; only which conditions are open is not. So each vacancy with one
condition of a kind is counted with that condition, and only those with several of one kind are looked at one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.blockers import STATES
from matcher.types import BlockerKind
from matcher.vacancies import VacancySet

N_KINDS = len(BlockerKind)


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Counts of the vacancies open on a day.

    n            how many are open; `n_asked` of them name an essential requirement
    n_bare       name neither a requirement nor anything that they may be about: nothing can be said about them
    n_asked_idle, n_idle   may be about nothing: of those that ask for something, and of all
    frequency    (conditions,) how many state each condition
    single       (conditions,) how many state it and no other of its kind
    several      (m, conditions) ones: for each vacancy and kind of which it states more than one, these
    """

    n: int
    n_asked: int
    n_bare: int
    n_asked_idle: int
    n_idle: int
    frequency: NDArray[np.int64]
    single: NDArray[np.int64]
    several: csr_array[np.int32]

    @classmethod
    def of(cls, vacancies: VacancySet, kinds: NDArray[np.int8], day: int) -> Tally:
        """Count; `kinds` are those of the distinct conditions."""
        rows = np.flatnonzero((vacancies.first_day <= day) & (day <= vacancies.last_day))
        asked, idle = vacancies.essential_total[rows] > 0, vacancies.likely_total[rows] == 0
        bare = ~asked & idle & (vacancies.optional_total[rows] == 0)
        stated = vacancies.conditions[rows]
        group = np.repeat(np.arange(len(rows)), np.diff(stated.indptr)) * N_KINDS + kinds[stated.indices]
        times = np.bincount(group, minlength=len(rows) * N_KINDS)
        alone = times[group] == 1
        n_conditions = len(kinds)
        return cls(
            n=len(rows),
            n_asked=int(asked.sum()),
            n_bare=int(bare.sum()),
            n_asked_idle=int((asked & idle).sum()),
            n_idle=int(idle.sum()),
            frequency=np.bincount(stated.indices, minlength=n_conditions),
            single=np.bincount(stated.indices[alone], minlength=n_conditions),
            several=_matrix(group[~alone], stated.indices[~alone], n_conditions),
        )

    def count(self, kinds: NDArray[np.int8], states: NDArray[np.int8]) -> NDArray[np.int64]:
        """Return how many vacancies state a condition of each state and kind (states, kinds)."""
        where = states.astype(np.int64) * N_KINDS + kinds
        numbers = np.bincount(where, weights=self.single, minlength=len(STATES) * N_KINDS).astype(np.int64)
        return numbers.reshape(len(STATES), N_KINDS) + count_stated(self.several, kinds, states)


def count_stated(stated: csr_array[np.int32], kinds: NDArray[np.int8], states: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return how many rows state a condition of each state and kind (states, kinds): one bit for each, or-ed."""
    begin = stated.indptr[:-1][np.diff(stated.indptr) > 0]
    if not len(begin):
        return np.zeros((len(STATES), N_KINDS), dtype=np.int64)
    bit = np.left_shift(np.int64(1), states.astype(np.int64) * N_KINDS + kinds)
    found, times = np.unique(np.bitwise_or.reduceat(bit[stated.indices], begin), return_counts=True)
    shown = np.right_shift(found[:, None], np.arange(len(STATES) * N_KINDS)) & 1
    numbers: NDArray[np.int64] = (times @ shown).reshape(len(STATES), N_KINDS)
    return numbers


# Vacancies never change, so neither does what is counted of them; it goes with them.
_KEPT: WeakKeyDictionary[VacancySet, dict[int, Tally]] = WeakKeyDictionary()
DAYS = 2  # kept of one set: people are matched for the newest day, now and then for another


def tally_of(vacancies: VacancySet, kinds: NDArray[np.int8], day: int) -> Tally:
    """Return the counts for a day, made when they are first asked for."""
    kept = _KEPT.setdefault(vacancies, {})
    found = kept.get(day)
    if found is None:
        if len(kept) >= DAYS:
            kept.clear()
        found = kept[day] = Tally.of(vacancies, kinds, day)
    return found


def _matrix(group: NDArray[np.int64], conditions: NDArray[np.integer], n_conditions: int) -> csr_array[np.int32]:
    """Return a row for each distinct number in `group`, with ones at its conditions."""
    order = np.argsort(group, kind="stable")
    _, first = np.unique(group[order], return_index=True)
    indptr = np.append(first, len(group))
    ones = np.ones(len(group), dtype=np.int32)
    return csr_array((ones, conditions[order], indptr), shape=(len(first), n_conditions))
