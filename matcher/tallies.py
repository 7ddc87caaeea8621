"""What of all open vacancies does not depend on the person, counted once, so that obstacles need not look at each.

Why nothing is suitable is counted over everything that is open: that is as much work as ranking it all. But how many
vacancies state a condition is the same for everybody; only which conditions are open is not. So each vacancy with one
condition of a kind is counted with that condition. Several of one kind come in few combinations (345 in the 93,000
vacancies of a grown million that have such), and each of these is looked at once.
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
    several      (m, conditions) ones: each combination of more than one condition of a kind; `times` (m,) how many
                 vacancies state it, and no other of the kind
    """

    n: int
    n_asked: int
    n_bare: int
    n_asked_idle: int
    n_idle: int
    frequency: NDArray[np.int64]
    single: NDArray[np.int64]
    several: csr_array[np.int32]
    times: NDArray[np.int64]

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
        several, many = _combined(group[~alone], stated.indices[~alone], n_conditions)
        return cls(
            n=len(rows),
            n_asked=int(asked.sum()),
            n_bare=int(bare.sum()),
            n_asked_idle=int((asked & idle).sum()),
            n_idle=int(idle.sum()),
            frequency=np.bincount(stated.indices, minlength=n_conditions),
            single=np.bincount(stated.indices[alone], minlength=n_conditions),
            several=several,
            times=many,
        )

    def count(self, kinds: NDArray[np.int8], states: NDArray[np.int8]) -> NDArray[np.int64]:
        """Return how many vacancies state a condition of each state and kind (states, kinds)."""
        where = states.astype(np.int64) * N_KINDS + kinds
        numbers = np.bincount(where, weights=self.single, minlength=len(STATES) * N_KINDS).astype(np.int64)
        return numbers.reshape(len(STATES), N_KINDS) + count_stated(self.several, kinds, states, self.times)


def count_stated(
    stated: csr_array[np.int32], kinds: NDArray[np.int8], states: NDArray[np.int8], times: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how many rows state a condition of each state and kind (states, kinds), where row i stands `times[i]`."""
    some = np.diff(stated.indptr) > 0
    if not some.any():
        return np.zeros((len(STATES), N_KINDS), dtype=np.int64)
    bit = np.left_shift(np.int64(1), states.astype(np.int64) * N_KINDS + kinds)  # or-ed, as several are one
    found = np.bitwise_or.reduceat(bit[stated.indices], stated.indptr[:-1][some])
    shown = np.right_shift(found[:, None], np.arange(len(STATES) * N_KINDS)) & 1
    numbers: NDArray[np.int64] = (times[some] @ shown).reshape(len(STATES), N_KINDS)
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


def _combined(
    group: NDArray[np.int64], conditions: NDArray[np.integer], n_conditions: int
) -> tuple[csr_array[np.int32], NDArray[np.int64]]:
    """Return the distinct sets of conditions that have the same number in `group`, as rows of ones, and how often."""
    order = np.lexsort((conditions, group))
    _, row, sizes = np.unique(group[order], return_inverse=True, return_counts=True)
    width = int(sizes.max(initial=0))
    column = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    padded = np.full((len(sizes), width), n_conditions, dtype=np.int32)  # behind all there are
    padded[row, column] = conditions[order]
    sets, times = np.unique(padded, axis=0, return_counts=True)
    stated = sets < n_conditions
    indptr = np.append(0, np.cumsum(stated.sum(axis=1)))
    ones = np.ones(int(indptr[-1]), dtype=np.int32)
    return csr_array((ones, sets[stated], indptr), shape=(len(sets), n_conditions)), times.astype(np.int64)
