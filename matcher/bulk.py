"""The whole caseload at once: what is new for everybody, and who fits each of many vacancies.

People are assessed many at once against many vacancies at once (`matcher.standings`); only what is shown is explained,
since explaining one match costs as much as assessing thousands. No pair of a person and a vacancy has its own step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from matcher.assessment import ONE_STEP, READY
from matcher.crowd import Crowd
from matcher.errors import DuplicateIdError
from matcher.explanation import Explainer
from matcher.offered import Offered
from matcher.ranking import TOP, Profile
from matcher.standings import stand
from matcher.types import Match, Vacancy
from matcher.world import World

# Vacancies laid out at once, and people assessed against them at once: some thousand skills are asked for, so that what
# everybody covers of them takes 60 MB.
VACANCIES_AT_ONCE = 256
PEOPLE_AT_ONCE = 2_048
CLOSING_DAYS = 7  # what closes within a week can still be talked about once
# Behind every key that orders a list.
NOTHING = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Days:
    """From when on a vacancy is new, the day to match for, and by when a vacancy closes soon."""

    since: date
    as_of: date
    closing_by: date

    @classmethod
    def up_to(cls, as_of: date, since: date) -> Days:
        """Return the days of what is new since one of them, and of what closes within a week."""
        return cls(since, as_of, as_of + timedelta(days=CLOSING_DAYS))


@dataclass(frozen=True, slots=True)
class News:
    """What is worth a talk with a person: ready now or one step away, and new or closing soon.

    `n_ready` are those of the new ones that are ready now; `best` is the first of the new ones in the person's list.
    """

    id: str
    n_new: int
    n_ready: int
    n_closing: int
    best: Match | None


def news(people: Sequence[Profile], world: World, days: Days, *, language: str = "en") -> tuple[News, ...]:
    """Return for each person, in order, what is new since a day or closes soon, among what is open on `as_of`."""
    first, last = world.vacancies.first_day, world.vacancies.last_day
    recent, ending = first >= days.since.toordinal(), last <= days.closing_by.toordinal()
    rows = np.flatnonzero(world.vacancies.open_on(days.as_of) & (recent | ending))
    offered = [Offered.of(world, rows[i : i + VACANCIES_AT_ONCE]) for i in range(0, len(rows), VACANCIES_AT_ONCE)]
    found: list[News] = []
    for crowd in _crowds(people, world):
        tally = _Tally.of(crowd, offered, recent, ending)
        ids = [person.id for person in people[len(found) : len(found) + len(crowd)]]
        found += map(tally.news, range(len(crowd)), ids, _best(crowd, world, tally.best, language))
    return tuple(found)


def _best(crowd: Crowd, world: World, rows: NDArray[np.int64], language: str) -> Iterator[Match | None]:
    """Explain one vacancy to each person, None where `rows` is -1: people have the best of what is new in common."""
    offered = Offered.of(world, np.unique(rows[rows >= 0]))
    found = stand(crowd, offered)
    for i, row in enumerate(rows.tolist()):
        if row < 0:
            yield None
        else:
            at = int(np.searchsorted(offered.rows, row))
            yield Explainer(crowd.people[i], world, found.assessment(i), language).match(at, 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Tally:
    """Counts of each person of a crowd, and the row of the best new vacancy, -1 where there is none."""

    n_new: NDArray[np.int64]
    n_ready: NDArray[np.int64]
    n_closing: NDArray[np.int64]
    best: NDArray[np.int64]

    @classmethod
    def of(
        cls, crowd: Crowd, offered: Sequence[Offered], is_recent: NDArray[np.bool_], is_ending: NDArray[np.bool_]
    ) -> _Tally:
        """Count over all parts of what is offered."""
        zeros = [np.zeros(len(crowd), dtype=np.int64) for _ in range(3)]
        tally = cls(zeros[0], zeros[1], zeros[2], np.full(len(crowd), -1, dtype=np.int64))
        least = np.full(len(crowd), NOTHING)
        for part in offered:
            found = stand(crowd, part)
            ready = found.group == READY
            near = ready | (found.group == ONE_STEP)
            new = near & is_recent[part.rows, None]
            tally.n_new[:] += new.sum(axis=0)
            tally.n_ready[:] += (new & ready).sum(axis=0)
            tally.n_closing[:] += (near & is_ending[part.rows, None]).sum(axis=0)
            key = np.where(new, found.key, NOTHING)
            at = key.argmin(axis=0)
            reached = key[at, np.arange(len(crowd))]
            better = reached < least
            tally.best[better], least[better] = part.rows[at[better]], reached[better]
        return tally

    def news(self, i: int, person_id: str, best: Match | None) -> News:
        """Return the news of the person at `i`."""
        return News(person_id, int(self.n_new[i]), int(self.n_ready[i]), int(self.n_closing[i]), best)


def rank_profiles(
    vacancy: Vacancy,
    profiles: Sequence[Profile],
    world: World,
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> tuple[Match, ...]:
    """Return the best `top` people for one vacancy, which need not be in `world`; as `rank_profiles_for_all`."""
    [found] = rank_profiles_for_all([vacancy], profiles, world, as_of, top=top, language=language)
    return found


def rank_profiles_for_all(
    vacancies: Sequence[Vacancy],
    profiles: Sequence[Profile],
    world: World,
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> list[tuple[Match, ...]]:
    """Return the best `top` people (all if None) for each vacancy, in order; each match carries a profile's id.

    By group, score descending, id, those that cannot be scored last. A pair has the score that it has in the other
    direction. Nobody is ranked for a vacancy that is not open on `as_of`. Raises DuplicateIdError.
    """
    repeated = sorted(i for i, n in Counter(profile.id for profile in profiles).items() if n > 1)
    if repeated:
        raise DuplicateIdError(repeated)
    ordered = sorted(profiles, key=lambda profile: profile.id)
    crowds = _crowds(ordered, world)
    found: dict[str, tuple[Match, ...]] = {}
    for start in range(0, len(vacancies), VACANCIES_AT_ONCE):
        part = world.with_vacancies(vacancies[start : start + VACANCIES_AT_ONCE])
        is_open = np.flatnonzero(part.vacancies.open_on(as_of))
        found |= dict.fromkeys(part.vacancies.ids, ())
        found |= _people_for_all(ordered, crowds, part, is_open, top, language)
    return [found[vacancy.id] for vacancy in vacancies]


def _crowds(people: Sequence[Profile], world: World) -> list[Crowd]:
    """Lay people out, in parts that keep their order."""
    return [
        Crowd.of([each.input for each in people[start : start + PEOPLE_AT_ONCE]], world)
        for start in range(0, len(people), PEOPLE_AT_ONCE)
    ]


def _people_for_all(
    ordered: Sequence[Profile],
    crowds: Sequence[Crowd],
    world: World,
    rows: NDArray[np.int64],
    top: int | None,
    language: str,
) -> dict[str, tuple[Match, ...]]:
    """Rank people, ascending by id, for the vacancies in `rows`, by id; those shown are assessed together again."""
    offered = Offered.of(world, rows)
    worse = np.concatenate([np.empty((len(rows), 0), np.int32), *(stand(c, offered).worse for c in crowds)], axis=1)
    best = np.argsort(worse, axis=1, kind="stable")[:, :top]
    shown: list[dict[int, Match]] = [{} for _ in rows]
    chosen = np.unique(best).tolist()
    found = stand(Crowd.of([ordered[i].input for i in chosen], world), offered)
    for place, i in enumerate(chosen):
        explainer = Explainer(ordered[i].input, world, found.assessment(place), language)
        for at, rank in zip(*(array.tolist() for array in np.nonzero(best == i)), strict=True):
            shown[at][rank] = structs.replace(explainer.match(at, rank + 1), id=ordered[i].id)
    ids = [world.vacancies.ids[row] for row in rows.tolist()]
    return {i: tuple(each[rank] for rank in sorted(each)) for i, each in zip(ids, shown, strict=True)}
