"""Vacancies laid out for ranking, as arrays and values that a generation keeps; opening them computes next to nothing.

Arrays are mapped, so that workers share the memory of one file. What is found out again is what is cheap to find and
depends on parts of its own: coordinates of places, facts of occupations.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.blockers import kinds_of, slow_conditions
from matcher.codec import decode, encode
from matcher.conditions import Condition
from matcher.coverage import Completion
from matcher.experience import OccupationFacts
from matcher.generations import Content
from matcher.ids import Ids
from matcher.postings import Postings
from matcher.regulated import RegulatedRow
from matcher.sites import Sites
from matcher.types import Hours, Kind
from matcher.vacancies import Column, UnknownConcept, VacancySet
from matcher.world import World

CONDITIONS = {kind.__name__: kind for kind in get_args(Condition)}
MATRICES = ("essential", "optional", "likely", "conditions")
COLUMNS = ("occupation", "hours", "place", "regulated")
PLAIN = ("essential_total", "optional_total", "likely_total", "first_day", "last_day")
POSTINGS = ("by_skill", "optional_by_skill")
COMPLETION = ("indptr", "other", "gain", "reach", "own_reach")


def store_world(world: World) -> Content:
    """Take apart a world in whose vacancies no row is out of use. Raises ValueError for another."""
    vacancies = world.vacancies
    if vacancies.by_id is not None:
        raise ValueError("a world is compacted before it is stored")
    arrays: dict[str, NDArray[np.generic]] = {name: getattr(vacancies, name) for name in PLAIN}
    for name in MATRICES:
        matrix: csr_array[np.int32] = getattr(vacancies, name)
        arrays |= {f"{name}.{part}": getattr(matrix, part) for part in ("data", "indices", "indptr")}
    arrays |= {f"{name}.index": getattr(vacancies, name).index for name in COLUMNS}
    for name in POSTINGS:
        arrays |= {f"{name}.{part}": getattr(getattr(world, name), part) for part in ("indptr", "rows", "weight")}
    arrays |= {f"completion.{part}": getattr(world.completion, part) for part in COMPLETION}
    values = {
        "occupation": list(vacancies.occupation.values),
        "hours": [encode(hours) for hours in vacancies.hours.values],
        "place": list(vacancies.place.values),
        "regulated": [encode(rows) for rows in vacancies.regulated.values],
        "conditions": [[type(each).__name__, encode(each)] for each in vacancies.condition_values],
        "unknown": [[each.vacancy, each.kind.value, each.uri] for each in vacancies.unknown],
    }
    return Content(arrays, values)


def open_world(stored: Content, ids: Ids, like: World) -> World:
    """Put together the world that `store_world` took apart; `like` is any world of the parts it was laid out with.

    Raises InputError where a value is none of this program.
    """
    vacancies = _vacancies(stored, ids, len(like.taxonomy.skills))
    return replace(
        like,
        vacancies=vacancies,
        by_skill=_postings(stored, "by_skill", vacancies.essential),
        optional_by_skill=_postings(stored, "optional_by_skill", vacancies.optional),
        completion=Completion(**{part: stored.arrays[f"completion.{part}"] for part in COMPLETION}),
        occupations=OccupationFacts.build(vacancies.occupation.values, like.taxonomy, like.remembered.near),
        sites=Sites.build(vacancies.place.values, like.places),
        slow=slow_conditions(vacancies.condition_values),
        kinds=kinds_of(vacancies.condition_values),
        explained={},
    )


def _vacancies(stored: Content, ids: Ids, n_skills: int) -> VacancySet:
    arrays, values = stored.arrays, stored.values
    conditions = tuple(decode(CONDITIONS[name], data, "condition") for name, data in values["conditions"])
    work = tuple(values["occupation"])
    law = tuple(tuple(decode(RegulatedRow, row, "regulated work") for row in rows) for rows in values["regulated"])
    plain: dict[str, Any] = {name: arrays[name] for name in PLAIN}

    def matrix(name: str, n_columns: int) -> csr_array[np.int32]:
        parts = tuple(arrays[f"{name}.{part}"] for part in ("data", "indices", "indptr"))
        return csr_array(parts, shape=(len(ids), n_columns))

    return VacancySet(
        ids=ids,
        essential=matrix("essential", n_skills),
        optional=matrix("optional", n_skills),
        occupation=Column(arrays["occupation.index"], work),
        likely=matrix("likely", len(work)),
        hours=Column(arrays["hours.index"], tuple(decode(Hours, hours, "hours") for hours in values["hours"])),
        place=Column(arrays["place.index"], tuple(values["place"])),
        regulated=Column(arrays["regulated.index"], law),
        conditions=matrix("conditions", len(conditions)),
        condition_values=conditions,
        unknown=tuple(UnknownConcept(vacancy, Kind(kind), uri) for vacancy, kind, uri in values["unknown"]),
        **plain,
    )


def _postings(stored: Content, name: str, matrix: csr_array[np.int32]) -> Postings:
    indptr, rows, weight = (stored.arrays[f"{name}.{part}"] for part in ("indptr", "rows", "weight"))
    return Postings(matrix, indptr, rows, weight)
