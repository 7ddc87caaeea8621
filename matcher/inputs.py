"""What ranking sees, in canonical order, and as JSON.

Decoding is strict: an unknown key, a missing one or a wrong type is an error that names its path, and all of them
are reported at once. Encoding leaves out what equals the default, so a stored input stays short and readable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from matcher.codec import decode, encode
from matcher.licences import normal_licence
from matcher.types import HeldOccupation, HeldSkill, RankingInput, SkillSource, Vacancy
from taxonomy.taxonomy import Taxonomy

Item = TypeVar("Item")

SOURCES = tuple(SkillSource)


def canonical(person: RankingInput) -> RankingInput:
    """Return the same facts in one order, each once; equal people give equal values.

    A skill or occupation given twice keeps its strongest source, then the most recent use or the most years; a
    language its highest level; a permission or recognition that is granted anywhere counts as granted.
    """
    wants = person.wants
    return replace(
        person,
        skills=_first(person.skills, lambda s: s.uri, _skill_order),
        occupations=_first(person.occupations, lambda o: o.uri, _occupation_order),
        languages=_first(person.languages, lambda known: known.language, lambda known: -known.level),
        licences=None if person.licences is None else _sorted(map(normal_licence, person.licences)),
        permissions=_first(person.permissions, lambda p: p.country, lambda p: not p.granted),
        recognitions=_first(person.recognitions, lambda r: (r.country, r.occupation), lambda r: not r.granted),
        shifts=None if person.shifts is None else _sorted(person.shifts),
        rejected_skills=_sorted(person.rejected_skills),
        wants=replace(
            wants,
            occupations=_sorted(wants.occupations),
            unwanted_occupations=_sorted(wants.unwanted_occupations),
            places=_sorted(wants.places),
            unwanted_places=_sorted(wants.unwanted_places),
        ),
    )


def unknown_concepts(person: RankingInput, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the URIs that this taxonomy does not have, ascending; ranking leaves them out."""
    skills = [*(skill.uri for skill in person.skills), *person.rejected_skills]
    wants = person.wants
    occupations = [held.uri for held in person.occupations] + [*wants.occupations, *wants.unwanted_occupations]
    occupations += [each.occupation for each in person.recognitions if not each.occupation.isdigit()]
    missing = {uri for uri in skills if taxonomy.skills.find_row(uri) is None}
    return _sorted(missing | {uri for uri in occupations if taxonomy.occupations.find_row(uri) is None})


def to_json(value: RankingInput | Vacancy) -> dict[str, Any]:
    """Return a JSON-able object; `ranking_input_from_json` and `vacancy_from_json` are the ways back."""
    encoded: dict[str, Any] = encode(value)
    return encoded


def ranking_input_from_json(data: object) -> RankingInput:
    """Return the canonical input that `data` describes. Raises InputError listing every problem."""
    return canonical(decode(RankingInput, data, "ranking input"))


def vacancy_from_json(data: object) -> Vacancy:
    """Return the vacancy that `data` describes. Raises InputError listing every problem."""
    return decode(Vacancy, data, "vacancy")


def _skill_order(skill: HeldSkill) -> tuple[int, int, int]:
    years = skill.years_since_use
    return SOURCES.index(skill.source), 1000 if years is None else years, -(skill.level or 0)


def _occupation_order(held: HeldOccupation) -> tuple[int, int, float]:
    return SOURCES.index(held.source), -held.certainty, -1.0 * (held.years or 0)


def _first(items: tuple[Item, ...], key: Callable[[Item], Any], order: Callable[[Item], Any]) -> tuple[Item, ...]:
    """Return one item per key, the first by `order`, ordered by key."""
    best: dict[Any, Item] = {}
    for item in sorted(items, key=lambda item: (key(item), order(item))):
        best.setdefault(key(item), item)
    return tuple(best.values())


def _sorted(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))
