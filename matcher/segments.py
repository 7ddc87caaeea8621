"""Sets of vacancies put together and taken apart: a large base, and a small segment of what has changed since.

A change of a few vacancies must not cost laying out all of them again. So the rows of the changed ones are put behind
the others, the rows that they replace are out of use (open on no day), and an order beside the rows says how ids
ascend. Nothing that is computed for a vacancy depends on its row, so a set that was added to ranks as one that was laid
out at once; `compact` turns the one into the other, field by field.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from matcher.conditions import NeedsPlace
from matcher.ids import put_behind
from matcher.types import Kind
from matcher.vacancies import LONG_AGO, NEVER, Column, IdOrder, UnknownConcept, VacancySet

Value = TypeVar("Value")


def join(parts: Sequence[VacancySet]) -> VacancySet:
    """Return sets as one, the same as laying all out together, without needing all `Vacancy` values at once.

    Ids must ascend from each part to the next; raises ValueError where they do not, or where there is no part.
    """
    if not parts or any(a.ids[len(a) - 1] >= b.ids[0] for a, b in pairwise(part for part in parts if len(part))):
        raise ValueError("the parts of a set of vacancies need ids that ascend from one part to the next")
    return stack(parts)


def stack(parts: Sequence[VacancySet]) -> VacancySet:
    """Return the rows of all parts, one part after the other, whatever their ids; the first part keeps its numbers."""
    place = Column.join([part.place for part in parts])
    sites = [NeedsPlace(place_id) for place_id in place.values]
    values = dict.fromkeys([*sites, *_flat([part.condition_values for part in parts])])
    number = {value: i for i, value in enumerate(values)}
    occupation = _ascending(Column.join([part.occupation for part in parts]))
    row_number = {row: i for i, row in enumerate(occupation.values)}
    likely = _stack([_renumbered(part.likely, part.occupation.values, row_number) for part in parts])
    return VacancySet(
        ids=put_behind([part.ids for part in parts]),
        essential=_stack([part.essential for part in parts]),
        optional=_stack([part.optional for part in parts]),
        essential_total=np.concatenate([part.essential_total for part in parts]),
        optional_total=np.concatenate([part.optional_total for part in parts]),
        occupation=occupation,
        likely=likely,
        likely_total=np.concatenate([part.likely_total for part in parts]),
        hours=Column.join([part.hours for part in parts]),
        place=place,
        regulated=Column.join([part.regulated for part in parts]),
        conditions=_stack([_renumbered(part.conditions, part.condition_values, number) for part in parts]),
        condition_values=tuple(values),
        first_day=np.concatenate([part.first_day for part in parts]),
        last_day=np.concatenate([part.last_day for part in parts]),
        unknown=tuple(_flat([part.unknown for part in parts])),
    )


def extend(vacancies: VacancySet, more: VacancySet, gone: NDArray[np.int64]) -> VacancySet:
    """Return the set with the rows of `more` behind its own, and its rows in `gone` out of use.

    `more` is ordered by id; where the set has one of its ids in use already, that row has to be in `gone`.
    """
    is_gone = np.zeros(len(vacancies), dtype=bool)
    is_gone[gone] = True
    rows = vacancies.in_use
    rows = rows[~is_gone[rows]]
    at = [bisect_left(rows, vacancy_id, key=lambda row: vacancies.ids[row]) for vacancy_id in more.ids]
    rows = np.insert(rows, at, len(vacancies) + np.arange(len(more)))
    left_out = {vacancies.ids[row] for row in gone.tolist()}
    whole = stack([vacancies, more])
    out_of_use = np.append(is_gone, np.zeros(len(more), dtype=bool))
    whole.first_day[out_of_use], whole.last_day[out_of_use] = LONG_AGO, NEVER  # new arrays, which nobody has seen
    return replace(
        whole,
        unknown=(*(each for each in vacancies.unknown if each.vacancy not in left_out), *more.unknown),
        by_id=IdOrder.of(rows, len(whole)),
    )


def compact(vacancies: VacancySet) -> VacancySet:
    """Return the rows in use as one base, the same as laying these vacancies out at once: no value that none has."""
    part = vacancies.take(vacancies.in_use)
    place = _by_appearance(part.place)
    used = np.unique(np.concatenate([part.occupation.index[part.occupation.index >= 0], part.likely.indices]))
    occupation, likely = _only(part.occupation, used), _columns(part.likely, used)
    sites = [NeedsPlace(place_id) for place_id in place.values]
    number = {value: i for i, value in enumerate(part.condition_values)}
    others = [i for i in _first_seen(part.conditions.indices).tolist() if not _is_site(part.condition_values[i])]
    conditions = np.array([*(number[site] for site in sites), *others], dtype=np.int64)
    return replace(
        part,
        ids=tuple(part.ids),
        occupation=occupation,
        likely=likely,
        hours=_by_appearance(part.hours),
        place=place,
        regulated=_by_appearance(part.regulated),
        conditions=_columns(part.conditions, conditions),
        condition_values=tuple(part.condition_values[i] for i in conditions.tolist()),
        unknown=tuple(sorted(part.unknown, key=_unknown_order)),
        by_id=None,
    )


def _is_site(condition: object) -> bool:
    return isinstance(condition, NeedsPlace)


def _unknown_order(unknown: UnknownConcept) -> tuple[bool, str]:
    return unknown.kind is Kind.OCCUPATION, unknown.vacancy


def _first_seen(numbers: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the distinct numbers in the order in which they first appear."""
    distinct, first = np.unique(numbers, return_index=True)
    return np.asarray(distinct[np.argsort(first)], dtype=np.int64)


def _by_appearance(column: Column[Value]) -> Column[Value]:
    return _only(column, _first_seen(column.index[column.index >= 0]))


def _only(column: Column[Value], used: NDArray[np.integer]) -> Column[Value]:
    """Return the column with only the values in `used`, in their order."""
    return Column(_turned(used, len(column.values))[column.index], tuple(column.values[i] for i in used.tolist()))


def _columns(matrix: csr_array[np.int32], used: NDArray[np.integer]) -> csr_array[np.int32]:
    """Return the matrix with only the columns in `used`, in their order; entries keep theirs."""
    moved = _turned(used, matrix.shape[1]).astype(np.int32)
    return csr_array((matrix.data, moved[matrix.indices], matrix.indptr), shape=(matrix.shape[0], len(used)))


def _turned(used: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """Return the new number of each of `n` old ones, and of -1: -1 where it is not used."""
    moved = np.full(n + 1, -1, dtype=np.int64)
    moved[used] = np.arange(len(used))
    return moved


def _ascending(column: Column[int]) -> Column[int]:
    """Return the column with its values in order."""
    if list(column.values) == sorted(column.values):
        return column
    values = np.array(column.values, dtype=np.int64)
    place = np.append(np.argsort(np.argsort(values)), -1).astype(np.int64)
    return Column(place[column.index], tuple(np.sort(values).tolist()))


def _renumbered(
    matrix: csr_array[np.int32], values: Sequence[Value], number: Mapping[Value, int]
) -> csr_array[np.int32]:
    """Move the columns, which stand for `values`, to where `number` says."""
    moved = np.array([number[value] for value in values], dtype=np.int32)
    if (moved == np.arange(len(moved))).all():
        return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], len(number)))
    return csr_array((matrix.data, moved[matrix.indices], matrix.indptr), shape=(matrix.shape[0], len(number)))


def _stack(matrices: Sequence[csr_array[np.int32]]) -> csr_array[np.int32]:
    return cast("csr_array[np.int32]", vstack(matrices, format="csr", dtype=np.int32))


def _flat(rows: Sequence[Sequence[Value]]) -> Iterator[Value]:
    return chain.from_iterable(rows)
