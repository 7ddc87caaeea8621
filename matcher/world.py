"""Everything a ranking is computed from beside the person, laid out once and never changed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.blockers import kinds_of, slow_conditions
from matcher.catalogue import EMPTY, Catalogue
from matcher.closeness import Closeness
from matcher.coverage import Completion
from matcher.errors import NearTableError
from matcher.experience import OccupationFacts
from matcher.messages import Term
from matcher.near import NearTable
from matcher.places import Places
from matcher.postings import Postings
from matcher.segments import compact, extend, join
from matcher.sites import Sites
from matcher.types import Blocker, Kind, Missing, Relation, Vacancy
from matcher.vacancies import VacancySet
from matcher.weights import DEFAULT, Weights
from taxonomy.concepts import ConceptTable
from taxonomy.taxonomy import Taxonomy


class Named(NamedTuple):
    """A concept as it is shown."""

    uri: str
    label: str


class Names(dict[int, Named]):
    """Concepts of one kind by row, as they are shown in a language; filled as they are asked for."""

    def __init__(self, table: ConceptTable, language: str) -> None:
        super().__init__()
        self._table, self._language = table, language

    def __missing__(self, row: int) -> Named:
        found = self[row] = Named(self._table.uri(row), self._table.label(row, self._language).text)
        return found


class Lacking(dict[int, Missing]):
    """Requirements that nothing covers, by skill; most requirements of a list are such."""

    def __init__(self, names: Names, relation: Relation) -> None:
        super().__init__()
        self._names, self._relation = names, relation

    def __missing__(self, skill: int) -> Missing:
        found = self[skill] = Missing(*self._names[skill], self._relation)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """What only depends on the taxonomy, and costs more to find than ranking: worlds of one taxonomy share it.

    `names` are by kind and language, `lacking` by relation and language.
    """

    names: dict[tuple[Kind, str], Names]
    lacking: dict[tuple[Relation, str], Lacking]
    near: Closeness


_Shared = tuple[Taxonomy, NearTable, Places, Weights, Catalogue, Remembered]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The vacancies with taxonomy, near skills, gazetteer, weights and catalogue, and what is derived from them.

    `by_skill` and `optional_by_skill` are the essential and optional requirements turned round; `slow` marks the
    conditions that no step meets, `kinds` (int8) says what kind each is of; `explained` is
    what was said of them so far, by condition, state and what else it depends on (`matcher.remedies.aspect_of`).
    """

    vacancies: VacancySet
    taxonomy: Taxonomy
    near: NearTable
    places: Places
    weights: Weights
    by_skill: Postings
    optional_by_skill: Postings
    completion: Completion
    occupations: OccupationFacts
    sites: Sites
    catalogue: Catalogue
    remembered: Remembered
    slow: NDArray[np.bool_]
    kinds: NDArray[np.int8]
    explained: dict[tuple[int, int, Hashable], Blocker] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        vacancies: Sequence[Vacancy],
        taxonomy: Taxonomy,
        near: NearTable,
        places: Places,
        weights: Weights = DEFAULT,
        catalogue: Catalogue = EMPTY,
        remembered: Remembered | None = None,
    ) -> World:
        """Lay out `vacancies`, in any order. Raises DuplicateIdError, and NearTableError where sizes differ.

        `remembered` may be that of another world of the same taxonomy.
        """
        laid_out = VacancySet.build(vacancies, taxonomy, weights, catalogue)
        return cls.of(laid_out, taxonomy, near, places, weights, catalogue, remembered)

    @classmethod
    def of(
        cls,
        laid_out: VacancySet,
        taxonomy: Taxonomy,
        near: NearTable,
        places: Places,
        weights: Weights = DEFAULT,
        catalogue: Catalogue = EMPTY,
        remembered: Remembered | None = None,
    ) -> World:
        """Derive the rest for vacancies that are laid out already. Raises NearTableError where sizes differ."""
        if len(near) != len(taxonomy.skills):
            raise NearTableError(f"near skills of {len(near)} rows for {len(taxonomy.skills)} skills")
        remembered = remembered or Remembered({}, {}, Closeness.of(taxonomy))
        return cls(
            vacancies=laid_out,
            taxonomy=taxonomy,
            near=near,
            places=places,
            weights=weights,
            by_skill=Postings.of(laid_out.essential),
            optional_by_skill=Postings.of(laid_out.optional),
            completion=Completion.build(laid_out.essential, near, weights),
            occupations=OccupationFacts.build(laid_out.occupation.values, taxonomy, remembered.near),
            sites=Sites.build(laid_out.place.values, places),
            catalogue=catalogue,
            remembered=remembered,
            slow=slow_conditions(laid_out.condition_values),
            kinds=kinds_of(laid_out.condition_values),
            explained={},
        )

    def extended(self, changed: Sequence[Vacancy], gone: NDArray[np.int64]) -> World:
        """Return the world with `changed` vacancies behind its rows, and the rows in `gone` out of use.

        A row in use of a changed vacancy has to be among them. Costs copying, not laying out again; ranks like a world
        that was built at once. Raises DuplicateIdError.
        """
        more = self.lay_out(changed)
        laid_out = extend(self.vacancies, more, gone)
        same_work = laid_out.occupation.values == self.vacancies.occupation.values
        same_sites = laid_out.place.values == self.vacancies.place.values
        return replace(
            self,
            vacancies=laid_out,
            by_skill=self.by_skill.followed_by(laid_out.essential),
            optional_by_skill=self.optional_by_skill.followed_by(laid_out.optional),
            completion=self.completion.followed_by(Completion.build(more.essential, self.near, self.weights)),
            occupations=self.occupations if same_work else self._occupations(laid_out),
            sites=self.sites if same_sites else Sites.build(laid_out.place.values, self.places),
            slow=slow_conditions(laid_out.condition_values),
            kinds=kinds_of(laid_out.condition_values),
            explained={},
        )

    def compacted(self) -> World:
        """Return the world of the rows in use, laid out as if they had been so at once."""
        return World.of(compact(self.vacancies), *self._shared)

    def _occupations(self, laid_out: VacancySet) -> OccupationFacts:
        return OccupationFacts.build(laid_out.occupation.values, self.taxonomy, self.remembered.near)

    def only(self, rows: NDArray[np.integer]) -> World:
        """Return the world of some vacancies, whose rows must ascend: what a caseload is assessed against."""
        laid_out = self.vacancies.take(rows)
        return World.of(laid_out, *self._shared)

    def with_vacancies(self, vacancies: Sequence[Vacancy]) -> World:
        """Return the world in which these vacancies are the only ones. Raises DuplicateIdError."""
        return World.build(vacancies, *self._shared)

    def lay_out(self, vacancies: Sequence[Vacancy]) -> VacancySet:
        """Lay out vacancies with the parts of this world, for `of_parts`. Raises DuplicateIdError."""
        return VacancySet.build(vacancies, self.taxonomy, self.weights, self.catalogue)

    def of_parts(self, parts: Sequence[VacancySet]) -> World:
        """Return the world of vacancies that were laid out in parts, none meaning none.

        Raises ValueError where ids do not ascend from part to part.
        """
        return World.of(join(parts) if parts else self.lay_out([]), *self._shared)

    def hide(self, hidden: NDArray[np.bool_]) -> World:
        """Return the world for somebody who may not see some of the vacancies: those are never open."""
        return replace(self, vacancies=self.vacancies.hide(hidden))

    @property
    def _shared(self) -> _Shared:
        return self.taxonomy, self.near, self.places, self.weights, self.catalogue, self.remembered

    def names(self, kind: Kind, language: str) -> Names:
        """Return what concepts are called: the preferred label in `language`, else in English, else in any."""
        found = self.remembered.names.get((kind, language))
        if found is None:
            found = self.remembered.names[kind, language] = Names(self.taxonomy.table(kind), language)
        return found

    def lacking(self, relation: Relation, language: str) -> Lacking:
        """Return requirements that nothing covers, named as `names` does."""
        found = self.remembered.lacking.get((relation, language))
        if found is None:
            found = Lacking(self.names(Kind.SKILL, language), relation)
            self.remembered.lacking[relation, language] = found
        return found

    def named(self, kind: Kind, row: int, language: str) -> Named:
        """Return URI and label of a concept, as `names` does."""
        return self.names(kind, language)[row]

    def term(self, kind: Kind, row: int, language: str) -> Term:
        """Return a concept as a value of a message, with the label that `named` gives."""
        return Term(kind, *self.named(kind, row, language))
