"""What of a vacancy counts, how much, and in which order."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from matcher.segments import join
from matcher.types import Relation, Requirement, RequirementSource, Vacancy
from matcher.vacancies import Column, VacancySet
from matcher.weights import DEFAULT, Weights
from tests.matcher.worlds import N, checkerboard, needs, occupation, skill, vacancies

ESSENTIAL, OPTIONAL = Relation.ESSENTIAL, Relation.OPTIONAL
STATED, INFERRED = RequirementSource.STATED, RequirementSource.INFERRED


def laid_out(*offered: Vacancy, weights: Weights = DEFAULT) -> VacancySet:
    """Lay out over the checkerboard."""
    return VacancySet.build(offered, checkerboard(), weights)


def row_of(found: VacancySet, relation: Relation, row: int = 0) -> dict[int, int]:
    """Return skill row to weight."""
    matrix = found.essential if relation is ESSENTIAL else found.optional
    at = slice(matrix.indptr[row], matrix.indptr[row + 1])
    return dict(zip(matrix.indices[at].tolist(), matrix.data[at].tolist(), strict=True))


def test_a_skill_counts_once() -> None:
    """Essential before optional, stated before inferred."""
    mixed = (
        Requirement(skill(1), OPTIONAL, STATED),
        Requirement(skill(1), ESSENTIAL, INFERRED),
        Requirement(skill(2), ESSENTIAL, INFERRED),
        Requirement(skill(2), ESSENTIAL, STATED),
        Requirement(skill(3), OPTIONAL, INFERRED),
    )
    found = laid_out(Vacancy("v", mixed))
    assert row_of(found, ESSENTIAL) == {1: 50, 2: 100}
    assert row_of(found, OPTIONAL) == {3: 50}
    assert (found.essential_total.tolist(), found.optional_total.tolist()) == ([150], [50])


def test_limits_keep_stated_then_what_the_occupation_needs() -> None:
    """Of too many requirements the stated ones stay, and among them those of the occupation."""
    weights = Weights(max_essential=5, max_optional=1)
    inferred = (Requirement(skill(9), ESSENTIAL, INFERRED),)
    found = laid_out(Vacancy("v", (*needs(*range(9), optional=(10, 11)), *inferred), occupation(6)), weights=weights)
    assert sorted(row_of(found, ESSENTIAL)) == [0, 1, 6, 7, 8]
    assert sorted(row_of(found, OPTIONAL)) == [10]


def test_two_hundred_requirements_are_cut() -> None:
    """However long the list, at most the named number counts."""
    found = laid_out(Vacancy("v", needs(*range(N), optional=tuple(range(N))) * 13), weights=Weights(max_essential=9))
    assert (len(row_of(found, ESSENTIAL)), len(row_of(found, OPTIONAL))) == (9, 0)


def test_inferred_requirements_weigh_half() -> None:
    """What only ESCO says an occupation needs counts half of what the vacancy states."""
    inferred = Requirement(skill(0), Relation.ESSENTIAL, RequirementSource.INFERRED)
    found = laid_out(Vacancy("v", (*needs(1), inferred), occupation(0)))
    assert row_of(found, ESSENTIAL) == {0: 50, 1: 100}


def test_columns() -> None:
    """Distinct values are numbered; what is missing is -1 and spreads as unknown."""
    column = Column.of(["b", None, "a", "b"])
    assert column.index.tolist() == [0, -1, 1, 0]
    assert column.spread(np.array([10, 20]), -5).tolist() == [10, -5, 20, 10]


@settings(max_examples=30, deadline=None)
@given(vacancies(6), st.sets(st.integers(0, 5)))
def test_taking_rows_equals_laying_out_those_vacancies(offered: list[Vacancy], chosen: set[int]) -> None:
    """A part of a set is what building it from those vacancies gives."""
    rows = np.array(sorted(row for row in chosen if row < len(offered)), dtype=np.int64)
    part = laid_out(*offered).take(rows)
    alone = laid_out(*[offered[row] for row in rows.tolist()])
    assert tuple(part.ids) == tuple(alone.ids)
    assert part.essential.toarray().tolist() == alone.essential.toarray().tolist()
    assert part.optional_total.tolist() == alone.optional_total.tolist()
    for one, other in ((part.place, alone.place), (part.hours, alone.hours)):
        values = [[None if i < 0 else column.values[i] for i in column.index.tolist()] for column in (one, other)]
        assert values[0] == values[1]
    for row in range(len(alone)):
        stated = [
            {found.condition_values[i] for i in np.flatnonzero(found.conditions.toarray()[row]).tolist()}
            for found in (part, alone)
        ]
        assert stated[0] == stated[1]


def plain(found: VacancySet) -> dict[str, object]:
    """Return every field as plain values, so that two sets can be compared."""

    def of(value: object) -> object:
        if isinstance(value, Column):
            return value.index.tolist(), value.values
        if isinstance(value, csr_array):
            return value.shape, value.dtype.name, value.indptr.tolist(), value.indices.tolist(), value.data.tolist()
        return (value.tolist(), value.dtype.name) if isinstance(value, np.ndarray) else value

    values = {field.name: of(getattr(found, field.name)) for field in fields(found)}
    return {**values, "ids": tuple(found.ids)}


@settings(max_examples=60, deadline=None)
@given(vacancies(), st.integers(0, 6), st.integers(0, 6))
def test_parts_joined_are_the_whole(offered: list[Vacancy], a: int, b: int) -> None:
    """Laying out in parts, some perhaps empty, gives what laying out everything gives, field by field."""
    first, second = sorted((a, b))
    parts = (offered[:first], offered[first:second], offered[second:])
    assert plain(laid_out(*offered)) == plain(join([laid_out(*part) for part in parts]))


def test_parts_out_of_order_are_refused() -> None:
    """Rows stay ordered by id, or ties would depend on how a set was cut."""
    with pytest.raises(ValueError, match="ascend"):
        join([laid_out(Vacancy("b")), laid_out(), laid_out(Vacancy("a"))])
