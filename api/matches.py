"""Matches and gaps of one snapshot, and how they go out: the keys of the files, the same bytes for the same stamp."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from fastapi.responses import Response

from api import repository
from api.checking import Checked, check, check_whole, without
from api.degraded import Degraded
from api.lines import Json, to_bytes
from api.session import Database
from api.snapshots import Current
from api.tables import VacancyRow
from api.vacancies import ranked_vacancy
from api.world import World
from matcher.matching import gaps, match, match_profiles
from matcher.ranking import Part, Profile
from matcher.types import Gaps, MatchList, RankingInput, StatedKind

# What describes the work, in the order in which it is shown.
SHOWN = (
    StatedKind.CONTRACT,
    StatedKind.WORKING_TIME,
    StatedKind.HOURS,
    StatedKind.SHIFT,
    StatedKind.PAY,
    StatedKind.HOUSING,
    StatedKind.START,
)


@dataclass(frozen=True, slots=True)
class Title:
    """How to show a vacancy in a list: age and source always beside its name, and what its text states."""

    title: str
    place: str | None
    source: str
    published: date | None
    expires: date | None
    stated: list[Json]
    given: Mapping[StatedKind, str]

    def age_on(self, day: date) -> int | None:
        """Return how many days before a day it was published, 0 at least; None where nobody knows."""
        return None if self.published is None else max((day - self.published).days, 0)

    def closes_in(self, day: date) -> int | None:
        """Return how many days after a day it closes; None where nobody knows."""
        return None if self.expires is None else (self.expires - day).days

    @property
    def said(self) -> list[tuple[StatedKind, str]]:
        """What the work is like, each kind in the words of the feed, else of the text."""
        words: dict[StatedKind, list[str]] = {kind: [given] for kind, given in self.given.items()}
        for fact in self.stated:
            kind = StatedKind(fact["kind"])
            if kind in SHOWN and kind not in self.given:
                words.setdefault(kind, []).append(fact["mention"]["text"])
        return [(kind, "; ".join(dict.fromkeys(words[kind]))) for kind in SHOWN if kind in words]


def matches_of(
    current: Current, facts: RankingInput, top: int | None, as_of: date | None, part: Part | None = None
) -> MatchList:
    """Return the ranked list for a person, or a part of it; everything that is open if `top` is None."""
    return match(current.snapshot, facts, as_of or current.as_of, top=top, part=part)


def list_matches(
    world: World, facts: RankingInput, top: int | None, as_of: date | None, part: Part | None = None
) -> Checked[MatchList]:
    """Return the ranked list for a person, or a part of it, without what SQL says is stale by now."""
    found = check(world, partial(matches_of, facts=facts, top=top, as_of=as_of, part=part), ids_of)
    return replace(found, made=without(found.made, found.stale))


@dataclass(frozen=True, slots=True)
class RankedPeople:
    """People for a vacancy: the list, and what ranking saw of each of them."""

    found: MatchList
    inputs: Mapping[str, RankingInput]


def rank_people(
    world: World, vacancy_id: str, top: int | None, as_of: date | None, whom: Collection[str] | None = None
) -> RankedPeople:
    """Rank all people of the organisation for a stored vacancy, or those `whom` names; raises NotFoundError."""
    current = world.current()
    with world.database.read() as session:
        vacancy = ranked_vacancy(repository.get_vacancy(session, vacancy_id))
        people = {i: ranked.input for i, ranked in world.rankable.read(session, whom).items()}
    profiles = [Profile(profile_id, facts) for profile_id, facts in people.items()]
    found = match_profiles(current.snapshot, vacancy, profiles, as_of or current.as_of, top=top)
    return RankedPeople(found, people)


def gaps_of(current: Current, facts: RankingInput, as_of: date | None) -> Gaps:
    """Return the steps that open vacancies for a person."""
    return gaps(current.snapshot, facts, as_of or current.as_of)


def count_gaps(world: World, facts: RankingInput, as_of: date | None) -> Gaps:
    """Return the steps that open vacancies for a person, none of which SQL says is stale by now."""
    return check_whole(world, partial(gaps_of, facts=facts, as_of=as_of), _opened)


def _opened(found: Gaps) -> set[str]:
    """Return the ids of all vacancies that a step opens."""
    steps = (*found.steps, *found.quickest, *(step for bundle in found.bundles for step in bundle.steps))
    return {vacancy_id for step in steps for vacancy_id in step.vacancy_ids}


def find_titles(database: Database, ids: Iterable[str]) -> dict[str, Title]:
    """Return how to show vacancies, by id."""
    with database.read() as session:
        return {
            row.id: Title(row.title, row.place, row.source, row.published, row.expires, row.stated, _given(row))
            for row in repository.get_vacancies(session, sorted(set(ids)), for_lists=True).values()
        }


def name_all(database: Database, found: MatchList, known: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the vacancies of a list are called, by id; of long lists, only some are `known` from its check."""
    if unknown := [each for each in ids_of(found) if each not in known]:
        return {**known, **{each: title.title for each, title in find_titles(database, unknown).items()}}
    return known


def _given(row: VacancyRow) -> dict[StatedKind, str]:
    """Return what the feed itself says about contract and pay."""
    keys = {StatedKind.CONTRACT: "contract", StatedKind.PAY: "salary"}
    return {kind: row.facts[key] for kind, key in keys.items() if row.facts.get(key)}


def ids_of(found: MatchList) -> Sequence[str]:
    """Return the ids of all matches, wider ones last."""
    return [each.id for each in found.matches] + [wider.match.id for wider in found.widen]


def answer_json(value: Json | bytes, degraded: Degraded | None = None) -> Response:
    """Answer JSON as it is, in the order of its keys; in which weaker way it was made comes last."""
    if isinstance(value, bytes):
        return Response(value, media_type="application/json")
    return Response(to_bytes(labelled(value, degraded)), media_type="application/json")


def labelled(value: Json, degraded: Degraded | None) -> Json:
    """Return an answer that names the weaker way in which it was made, if it was."""
    return value if degraded is None else {**value, "degraded": degraded.to_json()}
