"""Everything a ranking is computed from beside the person, laid out once and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.catalogue import EMPTY, Catalogue
from matcher.coverage import Completion
from matcher.errors import NearTableError
from matcher.experience import OccupationFacts
from matcher.messages import Term
from matcher.near import NearTable
from matcher.places import Places
from matcher.postings import Postings
from matcher.sites import Sites
from matcher.types import Kind, Vacancy
from matcher.vacancies import VacancySet
from matcher.weights import DEFAULT, Weights
from taxonomy.taxonomy import Taxonomy


class Named(NamedTuple):
    """A concept as it is shown."""

    uri: str
    label: str


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The vacancies with taxonomy, near skills, gazetteer, weights and catalogue, and what is derived from them.

    `by_skill` are the essential requirements turned round.
    `names` only remembers what the taxonomy answered: finding the best of many labels costs more than ranking.
    """

    vacancies: VacancySet
    taxonomy: Taxonomy
    near: NearTable
    places: Places
    weights: Weights
    by_skill: Postings
    completion: Completion
    occupations: OccupationFacts
    sites: Sites
    catalogue: Catalogue
    names: dict[tuple[Kind, int, str], Named]

    @classmethod
    def build(
        cls,
        vacancies: Sequence[Vacancy],
        taxonomy: Taxonomy,
        near: NearTable,
        places: Places,
        weights: Weights = DEFAULT,
        catalogue: Catalogue = EMPTY,
        names: dict[tuple[Kind, int, str], Named] | None = None,
    ) -> World:
        """Lay out `vacancies`, in any order. Raises DuplicateIdError, and NearTableError where sizes differ."""
        laid_out = VacancySet.build(vacancies, taxonomy, weights, catalogue)
        return cls.of(laid_out, taxonomy, near, places, weights, catalogue, names)

    @classmethod
    def of(
        cls,
        laid_out: VacancySet,
        taxonomy: Taxonomy,
        near: NearTable,
        places: Places,
        weights: Weights = DEFAULT,
        catalogue: Catalogue = EMPTY,
        names: dict[tuple[Kind, int, str], Named] | None = None,
    ) -> World:
        """Derive the rest for vacancies that are laid out already. Raises NearTableError where sizes differ."""
        if len(near) != len(taxonomy.skills):
            raise NearTableError(f"near skills of {len(near)} rows for {len(taxonomy.skills)} skills")
        return cls(
            vacancies=laid_out,
            taxonomy=taxonomy,
            near=near,
            places=places,
            weights=weights,
            by_skill=Postings.of(laid_out.essential),
            completion=Completion.build(laid_out.essential, near, weights),
            occupations=OccupationFacts.build(laid_out.occupation.values, taxonomy),
            sites=Sites.build(laid_out.place.values, places),
            catalogue=catalogue,
            names={} if names is None else names,
        )

    def only(self, rows: NDArray[np.integer]) -> World:
        """Return the world of some vacancies, whose rows must ascend: what a caseload is assessed against."""
        laid_out = self.vacancies.take(rows)
        return World.of(laid_out, self.taxonomy, self.near, self.places, self.weights, self.catalogue, self.names)

    def with_vacancies(self, vacancies: Sequence[Vacancy]) -> World:
        """Return the world in which these vacancies are the only ones. Raises DuplicateIdError."""
        return World.build(vacancies, self.taxonomy, self.near, self.places, self.weights, self.catalogue, self.names)

    def named(self, kind: Kind, row: int, language: str) -> Named:
        """Return URI and preferred label of a concept, in `language`, else in English, else in any."""
        key = (kind, row, language)
        found = self.names.get(key)
        if found is None:
            table = self.taxonomy.table(kind)
            found = self.names[key] = Named(table.uri(row), table.label(row, language).text)
        return found

    def term(self, kind: Kind, row: int, language: str) -> Term:
        """Return a concept as a value of a message, with the label that `named` gives."""
        return Term(kind, *self.named(kind, row, language))
