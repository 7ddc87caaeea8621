"""A set of vacancies as columns: requirements as sparse matrices, everything else as indices into distinct values.

Rows are ordered by id, so that ties come out the same however the vacancies arrived.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.catalogue import EMPTY, Catalogue
from matcher.conditions import Condition, NeedsPlace, conditions_of
from matcher.errors import DuplicateIdError
from matcher.ids import Ids, find_all_ascending, find_ascending, take_ids
from matcher.ragged import pointers
from matcher.regulated import RegulatedRow, Work
from matcher.types import Hours, Kind, Relation, Requirement, RequirementSource, Vacancy
from matcher.weights import Weights
from taxonomy.taxonomy import Taxonomy

Value = TypeVar("Value", bound=Hashable)

ALWAYS = date.max.toordinal()
LONG_AGO = date.min.toordinal()
# The last day of a row that is out of use: before any day there is, so it is open on none.
NEVER = 0


@dataclass(frozen=True, slots=True, eq=False)
class Column(Generic[Value]):
    """One fact of every vacancy: `index` (int64) into `values`, -1 where the vacancy does not say."""

    index: NDArray[np.int64]
    values: tuple[Value, ...]

    @classmethod
    def of(cls, facts: Iterable[Value | None]) -> Column[Value]:
        """Give each distinct fact a number, in order of appearance."""
        seen: dict[Value, int] = {}
        index = [-1 if fact is None else seen.setdefault(fact, len(seen)) for fact in facts]
        return cls(np.array(index, dtype=np.int64), tuple(seen))

    @classmethod
    def join(cls, parts: Sequence[Column[Value]]) -> Column[Value]:
        """Return the rows of all parts, one part after the other; equal facts get one number."""
        seen: dict[Value, int] = {}
        moved = [np.array([*(seen.setdefault(v, len(seen)) for v in part.values), -1], np.int64) for part in parts]
        index = [numbers[part.index] for numbers, part in zip(moved, parts, strict=True)]
        return cls(np.concatenate([np.empty(0, np.int64), *index]), tuple(seen))

    def take(self, rows: NDArray[np.integer] | slice) -> Column[Value]:
        """Return the column of some rows; values are shared."""
        return Column(self.index[rows], self.values)

    def spread(self, per_value: NDArray[np.integer | np.bool_], unknown: int) -> NDArray[np.int32]:
        """Return, for each row, what `per_value` says of its value, or `unknown`."""
        return np.append(per_value, unknown).astype(np.int32, copy=False)[self.index]


@dataclass(frozen=True, slots=True)
class UnknownConcept:
    """A URI of a vacancy that this taxonomy does not have; it takes no part in ranking."""

    vacancy: str
    kind: Kind
    uri: str


@dataclass(frozen=True, slots=True, eq=False)
class IdOrder:
    """The rows in use (int64), ascending by id, and the place of every row among them; one out of use is behind all."""

    rows: NDArray[np.int64]
    place: NDArray[np.int64]

    @classmethod
    def of(cls, rows: NDArray[np.int64], n: int) -> IdOrder:
        """Turn the order of some of `n` rows round."""
        place = np.full(n, len(rows), dtype=np.int64)
        place[rows] = np.arange(len(rows))
        return cls(rows, place)


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class VacancySet:
    """Vacancies in rows, ordered by id unless `by_id` says otherwise.

    essential, optional   (n, skills) int32, percent weight of each requirement by its source
    occupation            row of the occupation in the taxonomy; its values, ascending, are also those only likely
    likely                (n, len(occupation.values)) int32, percent: what each vacancy may be about
    regulated             rows of regulated work that apply and that nobody has verified: shown, never counted
    conditions            (n, len(condition_values)) int32 ones: what each vacancy states beside skills;
                          the values begin with the places, in the order of `place.values`
    first_day, last_day   int32 ordinals: shown when first_day <= as_of <= last_day
    unknown               URIs that were left out, by vacancy
    by_id                 None where rows are in the order of ids; a set that `matcher.segments` has added to has its
                          newest rows last, and rows out of use
    """

    ids: Ids
    essential: csr_array[np.int32]
    optional: csr_array[np.int32]
    essential_total: NDArray[np.int32]
    optional_total: NDArray[np.int32]
    occupation: Column[int]
    likely: csr_array[np.int32]
    likely_total: NDArray[np.int32]
    hours: Column[Hours]
    place: Column[str]
    regulated: Column[tuple[RegulatedRow, ...]]
    conditions: csr_array[np.int32]
    condition_values: tuple[Condition, ...]
    first_day: NDArray[np.int32]
    last_day: NDArray[np.int32]
    unknown: tuple[UnknownConcept, ...]
    by_id: IdOrder | None = None

    @classmethod
    def build(
        cls, vacancies: Sequence[Vacancy], taxonomy: Taxonomy, weights: Weights, catalogue: Catalogue = EMPTY
    ) -> VacancySet:
        """Lay out `vacancies`, in any order. Raises DuplicateIdError; unknown URIs are reported, not raised."""
        ordered = sorted(vacancies, key=lambda vacancy: vacancy.id)
        _refuse_duplicates(ordered)
        resolver = _Resolver(taxonomy, weights)
        resolved = [resolver.requirements(vacancy) for vacancy in ordered]
        essential = _matrix([r for r, _ in resolved], len(taxonomy.skills))
        optional = _matrix([r for _, r in resolved], len(taxonomy.skills))
        occupation, likely = _occupations(ordered, resolver)
        law = _Law(taxonomy, catalogue)
        rows = [law.rows(vacancy) for vacancy in ordered]
        stated = [conditions_of(v, law.isco(v), found) for v, found in zip(ordered, rows, strict=True)]
        place = Column.of(vacancy.place for vacancy in ordered)
        sites = [NeedsPlace(place_id) for place_id in place.values]
        distinct = {value: i for i, value in enumerate(dict.fromkeys([*sites, *_flat(stated)]))}
        return cls(
            ids=tuple(vacancy.id for vacancy in ordered),
            essential=essential,
            optional=optional,
            essential_total=_row_sums(essential),
            optional_total=_row_sums(optional),
            occupation=occupation,
            likely=likely,
            likely_total=_row_sums(likely),
            hours=Column.of(vacancy.hours for vacancy in ordered),
            place=place,
            regulated=Column.of(tuple(row for row in found if not row.is_verified) or None for found in rows),
            conditions=_matrix([[(distinct[c], 1) for c in row] for row in stated], len(distinct)),
            condition_values=tuple(distinct),
            first_day=_days((vacancy.published for vacancy in ordered), LONG_AGO),
            last_day=_days((vacancy.expires for vacancy in ordered), ALWAYS),
            unknown=tuple(resolver.unknown),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def in_use(self) -> NDArray[np.int64]:
        """The rows in use, ascending by id."""
        return np.arange(len(self)) if self.by_id is None else self.by_id.rows

    @property
    def n_in_use(self) -> int:
        """How many rows are in use."""
        return len(self) if self.by_id is None else len(self.by_id.rows)

    def places(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the place of each of `rows` in the order of ids: what orders ties."""
        return rows if self.by_id is None else self.by_id.place[rows]

    def find_row(self, vacancy_id: str) -> int | None:
        """Find the row in use that has this id."""
        first = find_ascending(self.ids, vacancy_id)
        if self.by_id is None:
            return first
        rows = self.by_id.rows
        if first is not None and self.by_id.place[first] < len(rows):
            return first
        at = bisect_left(rows, vacancy_id, key=lambda row: self.ids[row])
        return int(rows[at]) if at < len(rows) and self.ids[rows[at]] == vacancy_id else None

    def find_rows(self, vacancy_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return the row in use of each id (int64), -1 where there is none."""
        found = find_all_ascending(self.ids, vacancy_ids)
        if self.by_id is not None and len(self):
            found[self.by_id.place[found] == len(self.by_id.rows)] = -1  # out of use; -1 itself stays what it is
            for at in np.flatnonzero(found < 0).tolist():
                row = self.find_row(vacancy_ids[at])
                found[at] = -1 if row is None else row
        return found

    def take(self, rows: NDArray[np.integer]) -> VacancySet:
        """Return some rows, which must be ascending, as a set of their own; distinct values are shared."""
        by_id = None if self.by_id is None else _order_of(self.by_id.place[rows])
        return replace(
            self,
            ids=take_ids(self.ids, rows),
            essential=self.essential[rows],
            optional=self.optional[rows],
            essential_total=self.essential_total[rows],
            optional_total=self.optional_total[rows],
            occupation=self.occupation.take(rows),
            likely=self.likely[rows],
            likely_total=self.likely_total[rows],
            hours=self.hours.take(rows),
            place=self.place.take(rows),
            regulated=self.regulated.take(rows),
            conditions=self.conditions[rows],
            first_day=self.first_day[rows],
            last_day=self.last_day[rows],
            by_id=by_id,
        )

    def hide(self, hidden: NDArray[np.bool_]) -> VacancySet:
        """Return the set for somebody who may not see some rows: those are out of use, and all others as they were."""
        last_day = np.where(hidden, np.int32(NEVER), self.last_day)
        rows = self.in_use
        return replace(self, last_day=last_day, by_id=IdOrder.of(rows[~hidden[rows]], len(self)))

    @property
    def newest_day(self) -> date | None:
        """The newest day of publication; None where no vacancy says one."""
        newest = int(self.first_day[self.in_use].max(initial=LONG_AGO))
        return None if newest == LONG_AGO else date.fromordinal(newest)

    def open_on(self, as_of: date) -> NDArray[np.bool_]:
        """Return which vacancies have been published by `as_of` and have not expired; dates count inclusively."""
        day = as_of.toordinal()
        return (self.first_day <= day) & (day <= self.last_day)


def _order_of(place: NDArray[np.int64]) -> IdOrder | None:
    """Return the order of rows that have these places; None where they are in order."""
    return None if (np.diff(place) > 0).all() else IdOrder.of(np.argsort(place, kind="stable"), len(place))


class _Law:
    """What the tables of regulated work say of vacancies; most share their occupation and country with others."""

    def __init__(self, taxonomy: Taxonomy, catalogue: Catalogue) -> None:
        self._taxonomy = taxonomy
        self._catalogue = catalogue
        self._isco: dict[str | None, str] = {None: ""}
        self._found: dict[Work, tuple[RegulatedRow, ...]] = {}

    def isco(self, vacancy: Vacancy) -> str:
        """Return the ISCO unit group of the vacancy's occupation, '' where either is not known."""
        uri = vacancy.occupation
        if uri is not None and uri not in self._isco:
            row = self._taxonomy.occupations.find_row(uri)
            self._isco[uri] = "" if row is None else self._taxonomy.isco_of(row)
        return self._isco[uri]

    def rows(self, vacancy: Vacancy) -> tuple[RegulatedRow, ...]:
        """Return the rows that apply; none where country or occupation is not known."""
        if vacancy.country is None or vacancy.occupation is None:
            return ()
        work = Work(vacancy.country, vacancy.occupation, self.isco(vacancy))
        if work not in self._found:
            self._found[work] = self._catalogue.governing(work)
        return self._found[work]


class _Resolver:
    """URIs to rows and weights; collects what the taxonomy does not know."""

    def __init__(self, taxonomy: Taxonomy, weights: Weights) -> None:
        self.taxonomy = taxonomy
        self.weights = weights
        self.unknown: list[UnknownConcept] = []

    def occupation(self, vacancy: Vacancy) -> int | None:
        """Return the row of the occupation; None where there is none or it is unknown."""
        if vacancy.occupation is None:
            return None
        row = self.taxonomy.occupations.find_row(vacancy.occupation)
        if row is None:
            self.unknown.append(UnknownConcept(vacancy.id, Kind.OCCUPATION, vacancy.occupation))
        return row

    def likely(self, vacancy: Vacancy) -> list[tuple[int, int]]:
        """Return (occupation row, percent): the one that somebody named, else all that the text may be about."""
        known = self.taxonomy.occupations.find_row
        found = [(known(each.uri), each.percent) for each in vacancy.likely]
        own = None if vacancy.occupation is None else known(vacancy.occupation)
        return [(row, percent) for row, percent in found if row is not None] or ([] if own is None else [(own, 100)])

    def requirements(self, vacancy: Vacancy) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return (skill row, weight) of the essential and of the optional requirements that count.

        A skill counts once: essential before optional, stated before inferred. Where there are more than the
        limits allow, stated ones stay first, then those the occupation is known to need, then URI order: what
        the occupation needs is the most likely to be meant.
        """
        strongest: dict[int, Requirement] = {}
        for requirement in sorted(vacancy.requirements, key=_strength):
            row = self.taxonomy.skills.find_row(requirement.uri)
            if row is None:
                self.unknown.append(UnknownConcept(vacancy.id, Kind.SKILL, requirement.uri))
            else:
                strongest.setdefault(row, requirement)
        own = self._own_skills(vacancy)
        order = sorted(strongest, key=lambda row: (strongest[row].source is RequirementSource.INFERRED, row not in own))
        chosen = [(row, strongest[row]) for row in order]
        return (
            self._weighted(chosen, Relation.ESSENTIAL, self.weights.max_essential),
            self._weighted(chosen, Relation.OPTIONAL, self.weights.max_optional),
        )

    def _weighted(self, chosen: list[tuple[int, Requirement]], relation: Relation, limit: int) -> list[tuple[int, int]]:
        found = [(row, self.weights.of_requirement(r.source)) for row, r in chosen if r.relation is relation]
        return sorted(found[:limit])

    def _own_skills(self, vacancy: Vacancy) -> frozenset[int]:
        row = None if vacancy.occupation is None else self.taxonomy.occupations.find_row(vacancy.occupation)
        if row is None or len(vacancy.requirements) <= self.weights.max_optional:
            return frozenset()  # nothing will be cut
        return frozenset(self.taxonomy.essential.of(row).tolist() + self.taxonomy.optional.of(row).tolist())


def _occupations(ordered: Sequence[Vacancy], resolver: _Resolver) -> tuple[Column[int], csr_array[np.int32]]:
    """Return the occupation of each vacancy, and what it may be about with the same numbering."""
    main = [resolver.occupation(vacancy) for vacancy in ordered]
    likely = [resolver.likely(vacancy) for vacancy in ordered]
    rows = sorted({row for row in main if row is not None} | {row for row, _ in _flat(likely)})
    number = {row: i for i, row in enumerate(rows)}
    index = np.array([-1 if row is None else number[row] for row in main], dtype=np.int64)
    matrix = _matrix([sorted((number[row], percent) for row, percent in each) for each in likely], len(rows))
    return Column(index, tuple(rows)), matrix


def _strength(requirement: Requirement) -> tuple[bool, bool, str]:
    return (
        requirement.relation is not Relation.ESSENTIAL,
        requirement.source is not RequirementSource.STATED,
        requirement.uri,
    )


def _refuse_duplicates(ordered: Sequence[Vacancy]) -> None:
    repeated = sorted(i for i, n in Counter(vacancy.id for vacancy in ordered).items() if n > 1)
    if repeated:
        raise DuplicateIdError(repeated)


def _matrix(rows: Sequence[Sequence[tuple[int, int]]], n_columns: int) -> csr_array[np.int32]:
    counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    flat = np.array(list(_flat(rows)), dtype=np.int32).reshape(-1, 2)
    shape = (len(rows), n_columns)
    return csr_array((flat[:, 1].copy(), flat[:, 0].copy(), pointers(counts).astype(np.int32)), shape=shape)


def _flat(rows: Sequence[Sequence[Value]]) -> Iterator[Value]:
    for row in rows:
        yield from row


def _row_sums(matrix: csr_array[np.int32]) -> NDArray[np.int32]:
    return np.asarray(matrix @ np.ones(matrix.shape[1], dtype=np.int32), dtype=np.int32)


def _days(dates: Iterable[date | None], missing: int) -> NDArray[np.int32]:
    return np.array([missing if day is None else day.toordinal() for day in dates], dtype=np.int32)
