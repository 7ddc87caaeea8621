"""Many people laid out once as columns, to be assessed against vacancies all together (`matcher.standings`).

What a person is judged by is held once per distinct value: a hundred people who speak the same languages are judged
once for each language that some vacancy asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.blockers import Facts, facts_of
from matcher.conditions import Condition, NeedsYears
from matcher.coverage import MAX_PROPOSED, accepted, confirmed_occupations, skill_weight, source_percent
from matcher.experience import years_percent
from matcher.ragged import lengths, pointers, positions
from matcher.sites import Sites
from matcher.types import BlockerKind, HeldOccupation, HeldSkill, Hours, RankingInput, SkillSource, TravelMode
from matcher.vacancies import Column
from matcher.weights import Weights
from matcher.world import World
from taxonomy.concepts import ConceptTable
from taxonomy.taxonomy import Taxonomy

# What each kind of condition is judged by, and nothing else of a person; the way to a place has columns of its own.
JUDGED_BY: Mapping[BlockerKind, str] = {
    BlockerKind.PERMISSION: "permissions",
    BlockerKind.RECOGNITION: "recognitions",
    BlockerKind.LICENCE: "licences",
    BlockerKind.LANGUAGE: "languages",
    BlockerKind.EDUCATION: "education",
    BlockerKind.YEARS: "occupations",
    BlockerKind.HOURS: "hours",
    BlockerKind.SHIFTS: "shifts",
    BlockerKind.START: "start",
}
MODES = tuple(TravelMode)
NOBODY = RankingInput()
# The percent of a skill that a person does not have before an occupation is confirmed.
ONCE_CONFIRMED = -1


@dataclass(frozen=True, slots=True, eq=False)
class CrowdSkills:
    """Who has which skill: for skill row j, the entries `indptr[j]:indptr[j + 1]`.

    `owner` is the person's number, `percent` what the skill counts and `sure` what it will once every proposal is
    confirmed (int32). A person may have several entries for a skill; the best counts. `some` says who has any skill.
    """

    indptr: NDArray[np.int64]
    owner: NDArray[np.int32]
    percent: NDArray[np.int32]
    sure: NDArray[np.int32]
    some: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CrowdOccupations:
    """Entries by person, in `indptr[i]:indptr[i + 1]`: taxonomy row, percent that it counts, how sure it is.

    `certainty` is 0 for what was said; where it is more, the entries of a person are readings of the same words.
    """

    indptr: NDArray[np.int64]
    row: NDArray[np.int64]
    worth: NDArray[np.int32]
    certainty: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class CrowdTravel:
    """Where people live (gazetteer ids), how they get to work (index into `MODES`, -1: unknown), and how far.

    `minutes` (int32) is the longest way that each accepts, 0 where nobody knows.
    """

    home: Column[str]
    mode: NDArray[np.int64]
    minutes: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """A fact of every person (-1: unknown), and what each distinct value says, to be judged by."""

    index: NDArray[np.int64]
    facts: tuple[Facts, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """People in the order given, laid out for a taxonomy, weights and a gazetteer; good for every world of these."""

    people: tuple[RankingInput, ...]
    taxonomy: Taxonomy
    nowhere: Sites
    skills: CrowdSkills
    held: CrowdOccupations
    wanted: CrowdOccupations
    unwanted: CrowdOccupations
    travel: CrowdTravel
    hours: Column[Hours]
    wanted_places: Column[tuple[str, ...]]
    unwanted_places: Column[tuple[str, ...]]
    _judged: dict[tuple[BlockerKind, str | None], Judged] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[RankingInput], world: World) -> Crowd:
        """Lay people out with the taxonomy, the weights and the gazetteer of `world`."""
        crowd, taxonomy, weights = tuple(people), world.taxonomy, world.weights
        return cls(
            people=crowd,
            taxonomy=taxonomy,
            nowhere=Sites.build((), world.places),
            skills=_skills(crowd, taxonomy, weights),
            held=_held(crowd, taxonomy, weights),
            wanted=_named([person.wants.occupations for person in crowd], taxonomy),
            unwanted=_named([person.wants.unwanted_occupations for person in crowd], taxonomy),
            travel=_travel(crowd),
            hours=Column.of(person.wants.hours for person in crowd),
            wanted_places=Column.of(person.wants.places or None for person in crowd),
            unwanted_places=Column.of(person.wants.unwanted_places or None for person in crowd),
        )

    def __len__(self) -> int:
        return len(self.people)

    def judged(self, condition: Condition) -> Judged:
        """Return what people are judged by for such a condition; laid out when first asked for."""
        return self._judged_by(condition.kind, condition.group if isinstance(condition, NeedsYears) else None)

    def _judged_by(self, kind: BlockerKind, group: str | None) -> Judged:
        found = self._judged.get((kind, group))
        if found is None:
            found = self._judged[kind, group] = self._lay_out(kind) if group is None else self._worked(group)
        return found

    def _lay_out(self, kind: BlockerKind) -> Judged:
        name = JUDGED_BY[kind]
        column: Column[Any] = Column.of(getattr(person, name) for person in self.people)
        bare = (replace(NOBODY, **{name: value}) for value in column.values)
        return Judged(column.index, tuple(facts_of(each, self.nowhere, self.taxonomy) for each in bare))

    def _worked(self, group: str) -> Judged:
        """Tell people apart by the years in occupations of a group alone: hardly two held all the same."""
        everybody = self._judged_by(BlockerKind.YEARS, None)
        years = Column.of(facts.experience.get(group, ()) for facts in everybody.facts)
        one_each = np.unique(years.index, return_index=True)[1]
        return Judged(years.index[everybody.index], tuple(everybody.facts[at] for at in one_each.tolist()))


def _rows(table: ConceptTable, uris: Iterable[str]) -> NDArray[np.int64]:
    """Return the row of each URI, -1 where the taxonomy does not have it; each is looked up once."""
    named = list(uris)
    rows = {uri: table.find_row(uri) for uri in set(named)}
    known = {uri: -1 if row is None else row for uri, row in rows.items()}
    return np.fromiter(map(known.__getitem__, named), dtype=np.int64, count=len(named))


def _owners(counts: Iterable[int]) -> NDArray[np.int32]:
    """Return the number of the person that each entry belongs to, given how many each has."""
    n_each = np.fromiter(counts, dtype=np.int64)
    return np.repeat(np.arange(len(n_each), dtype=np.int32), n_each)


def _skills(people: Sequence[RankingInput], taxonomy: Taxonomy, weights: Weights) -> CrowdSkills:
    """Collect what people name and what their occupations make likely; as `skills_of` does for one person."""
    explicit, inferred = _explicit(people, taxonomy, weights), _inferred(people, taxonomy, weights)
    row = np.concatenate([explicit.row, inferred.row])
    owner = np.concatenate([explicit.owner, inferred.owner])
    percent = np.concatenate([explicit.percent, inferred.percent])
    sure = np.concatenate([explicit.sure, inferred.sure])
    some = np.bincount(owner[percent != ONCE_CONFIRMED], minlength=len(people)) > 0
    order = np.argsort(row)
    indptr = pointers(np.bincount(row, minlength=len(taxonomy.skills)))
    return CrowdSkills(indptr, owner[order], np.maximum(percent, 0)[order], sure[order], some)


class _Entries(NamedTuple):
    """Person, row of the skill, what it counts in percent, and what it will once every proposal is confirmed."""

    owner: NDArray[np.int32]
    row: NDArray[np.int64]
    percent: NDArray[np.int32]
    sure: NDArray[np.int32]


def _explicit(people: Sequence[RankingInput], taxonomy: Taxonomy, weights: Weights) -> _Entries:
    """Return the skills that people name."""
    owner = _owners(len(person.skills) for person in people)
    named = list(chain.from_iterable(person.skills for person in people))
    row = _rows(taxonomy.skills, map(attrgetter("uri"), named))
    kinds = Column.of(map(attrgetter("source", "years_since_use"), named))
    worth = [
        (skill_weight(skill, weights), skill_weight(accepted(skill), weights))
        for skill in (HeldSkill("", source, years_since_use=years) for source, years in kinds.values)
    ]
    percent, sure = np.array(worth, dtype=np.int32).reshape(-1, 2)[kinds.index].T
    is_proposed = np.array([source is SkillSource.PROPOSED for source, _ in kinds.values], dtype=bool)[kinds.index]
    n_proposed = np.bincount(owner[is_proposed], minlength=len(people))
    many = is_proposed & (n_proposed > MAX_PROPOSED)[owner]  # see `skills_of` and `confirmed`
    percent[many] = percent[many] * MAX_PROPOSED // n_proposed[owner[many]]
    sure[many] = percent[many]
    known = row >= 0
    return _Entries(owner[known], row[known], percent[known], sure[known])


def _inferred(people: Sequence[RankingInput], taxonomy: Taxonomy, weights: Weights) -> _Entries:
    """Return the essential skills of occupations held; those that people rejected are left out."""
    counted = list(_counted(people))
    occupation = _rows(taxonomy.occupations, (uri for _, uri, _ in counted))
    known = occupation >= 0
    holder = np.array([who for who, _, _ in counted], dtype=np.int32)[known]
    is_held = np.array([held for _, _, held in counted], dtype=bool)[known]
    n_each = lengths(taxonomy.essential.indptr, occupation[known])
    row = taxonomy.essential.indices[positions(taxonomy.essential.indptr, occupation[known])].astype(np.int64)
    owner = np.repeat(holder, n_each)
    percent = np.where(np.repeat(is_held, n_each), weights.skill_inferred, ONCE_CONFIRMED).astype(np.int32)
    who = _owners(len(person.rejected_skills) for person in people).astype(np.int64)
    rejected = _rows(taxonomy.skills, chain.from_iterable(person.rejected_skills for person in people))
    n_skills = len(taxonomy.skills)
    kept = ~np.isin(owner * n_skills + row, who[rejected >= 0] * n_skills + rejected[rejected >= 0])
    sure = np.full(int(kept.sum()), weights.skill_inferred, dtype=np.int32)
    return _Entries(owner[kept], row[kept], percent[kept], sure)


def _counted(people: Sequence[RankingInput]) -> Iterator[tuple[int, str, bool]]:
    """Yield (person, URI, whether it is held now) of what skills are inferred from, now or once it is confirmed."""
    for i, person in enumerate(people):
        sure = confirmed_occupations(person.occupations)
        for before, after in zip(person.occupations, sure, strict=True):
            if after.source is not SkillSource.PROPOSED:
                yield i, after.uri, before.source is not SkillSource.PROPOSED


def _held(people: Sequence[RankingInput], taxonomy: Taxonomy, weights: Weights) -> CrowdOccupations:
    owner = _owners(len(person.occupations) for person in people)
    held = list(chain.from_iterable(person.occupations for person in people))
    kinds = Column.of(map(attrgetter("years", "source"), held))
    worth = [
        years_percent(each.years, weights) * source_percent(each, weights) // 100
        for each in (HeldOccupation("", years, source) for years, source in kinds.values)
    ]
    certainty = (each.certainty if each.source is SkillSource.PROPOSED else 0 for each in held)
    return _entries(
        len(people),
        owner,
        _rows(taxonomy.occupations, map(attrgetter("uri"), held)),
        np.array(worth, dtype=np.int32)[kinds.index],
        np.fromiter(certainty, dtype=np.int32),
    )


def _named(uris: Sequence[tuple[str, ...]], taxonomy: Taxonomy) -> CrowdOccupations:
    """Return occupations that people only name: each counts in full."""
    row = _rows(taxonomy.occupations, chain.from_iterable(uris))
    worth, certainty = np.full(len(row), 100, dtype=np.int32), np.zeros(len(row), dtype=np.int32)
    return _entries(len(uris), _owners(map(len, uris)), row, worth, certainty)


def _entries(
    n: int,
    owner: NDArray[np.int32],
    row: NDArray[np.int64],
    worth: NDArray[np.int32],
    certainty: NDArray[np.int32],
) -> CrowdOccupations:
    """Leave out what the taxonomy does not have."""
    known = row >= 0
    indptr = pointers(np.bincount(owner[known], minlength=n))
    return CrowdOccupations(indptr, row[known], worth[known], certainty[known])


def _travel(people: Sequence[RankingInput]) -> CrowdTravel:
    ways = [person.travel for person in people]
    return CrowdTravel(
        Column.of(person.home for person in people),
        np.array([-1 if way is None else MODES.index(way.mode) for way in ways], dtype=np.int64),
        np.array([0 if way is None else way.minutes for way in ways], dtype=np.int32),
    )
