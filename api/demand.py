"""Demand and supply: what open vacancies ask for and people lack, and which steps would open most (`matcher.demand`).

What is counted of fewer than five people stays hidden, except in one's own caseload; so does whatever would let it be
worked out from the other numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from api import repository
from api.answer import Answer
from api.assignments import caseload_of
from api.errors import ForbiddenError
from api.principals import Role
from api.snapshots import Current
from api.surveys import Survey
from api.world import World
from matcher.demand import Demanded, OpeningStep, Supply, survey
from matcher.drawing import draw
from matcher.market import Market
from matcher.messages import Message
from matcher.ranking import open_rows
from matcher.types import StepKind
from matcher.wording.wording import Wording

FEWEST = 5
"""people, below which a number could be about somebody"""
SHOWN_REQUIREMENTS = 60
SHOWN_STEPS = 40
SHOWN_PLACES = 60
FEWEST_DRAWN = 1_000
"""people counted for, where there are so many and all pairs would be too many: vacancies are left out then"""


class Whose(StrEnum):
    """Whose people are counted."""

    EVERYBODY = "everybody"
    OWN = "own"  # a caseworker's


class SupplyAnswer(Answer):
    """People by how far they have what is asked for, among those for whom a vacancy is otherwise reachable.

    Null stands for a number that is hidden: one of fewer than five people, or one that would tell such a number.
    """

    has: int | None
    close: int | None
    """they have a near skill that stands in for it, or speak the language one level lower"""
    lacks: int | None
    unknown: int | None
    """nobody has asked them yet"""


class DemandedAnswer(Answer):
    """Something that open vacancies ask for."""

    kind: StepKind
    value: str
    label: str
    n_vacancies: int
    supply: SupplyAnswer


class OpeningAnswer(Answer):
    """A step, the people to whom it alone opens vacancies, and how many; null as in `SupplyAnswer`."""

    kind: StepKind
    value: str
    label: str
    n_people: int | None
    n_unlocked: int | None
    """pairs of a person and a vacancy"""
    n_vacancies: int | None
    """different vacancies"""


class PartAnswer(Answer):
    """A place or a group of occupations to look at alone."""

    id: str
    label: str
    n_vacancies: int


class DemandAnswer(Answer):
    """Demand and supply, the most often missing first; steps by what they open."""

    whose: Whose
    as_of: date
    place: str | None
    group: str | None
    n_people: int
    n_vacancies: int
    n_people_counted: int
    n_vacancies_counted: int
    """all numbers from here on are of these: everybody and everything, or a sample where that is too many pairs"""
    n_ready: int | None
    """people with a vacancy that is ready now"""
    n_near: int | None
    """people without one, to whom a single step opens one"""
    n_requirements: int
    """how many different ones there are; the list ends after some"""
    requirements: list[DemandedAnswer]
    steps: list[OpeningAnswer]
    places: list[PartAnswer]
    groups: list[PartAnswer]
    """by the first two digits of ISCO-08"""

    @property
    def is_drawn(self) -> bool:
        """Whether a sample was counted."""
        return (self.n_people_counted, self.n_vacancies_counted) != (self.n_people, self.n_vacancies)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose people against which vacancies; an empty place or group stands for all."""

    whose: Whose = Whose.EVERYBODY
    place: str = ""
    group: str = ""


def read_demand(world: World, asked: Asked, wording: Wording) -> DemandAnswer:
    """Count, or take what was counted since anything changed; labels in the words of a language.

    Their own people are everybody for whoever sits at the machine, as in `api.assignments.people_of`. Raises
    ForbiddenError where somebody who is no caseworker asks for their own, RankingStoppedError, NotReadyError.
    """
    principal = world.principal
    is_own = asked.whose is Whose.OWN
    if is_own and not principal.is_any(Role.CASEWORKER):
        raise ForbiddenError("only caseworkers have people of their own")
    current = world.current()
    with world.database.read() as session:
        state = repository.list_rankable_versions(session)
        caseload = caseload_of(session, principal) if is_own else None
    chosen = tuple(pair for pair in state if caseload is None or pair[0] in caseload)
    stamp = (world.snapshots.generation, current.seq, current.as_of)
    key = (principal.organisation, stamp, asked.place, asked.group, chosen)
    made = world.surveys.get(key, lambda: make_survey(world, current, asked, [profile for profile, _ in chosen]))
    return _Words(current, wording, hides=not is_own).answer(asked, made)


def make_survey(world: World, current: Current, asked: Asked, ids: Sequence[str]) -> Survey:
    """Count for the people with these ids, and what is open in a part of the market; for a sample where too many."""
    ground = current.snapshot.world
    market = Market.of(ground, open_rows(ground, current.as_of))
    rows = market.only(asked.place, asked.group)
    n_people, n_rows = share_out(len(ids), len(rows), world.settings.survey_pairs)
    drawn = rows[draw([ground.vacancies.ids[row] for row in rows.tolist()], n_rows)]
    with world.database.read() as session:
        wanted = [ids[place] for place in draw(ids, n_people).tolist()]
        people = [ranked.input for ranked in world.rankable.read(session, wanted).values()]
    return Survey(
        survey(people, ground, drawn), len(ids), len(rows), market.count_places()[:SHOWN_PLACES], market.count_groups()
    )


def share_out(n_people: int, n_vacancies: int, n_pairs: int) -> tuple[int, int]:
    """Return for how many people and vacancies to count, so that there are at most about `n_pairs` pairs of them.

    People are left out first, of whom a thousand say what most lack; then vacancies, which differ more.
    """
    people = min(n_people, max(FEWEST_DRAWN, n_pairs // max(n_vacancies, 1)))
    return people, min(n_vacancies, max(n_pairs // max(people, 1), 1))


@dataclass(frozen=True, slots=True)
class _Words:
    current: Current
    wording: Wording
    hides: bool

    def answer(self, asked: Asked, made: Survey) -> DemandAnswer:
        """Return what is shown of a survey."""
        demand = made.demand
        return DemandAnswer(
            whose=asked.whose,
            as_of=self.current.as_of,
            place=asked.place or None,
            group=asked.group or None,
            n_people=made.n_people,
            n_vacancies=made.n_vacancies,
            n_people_counted=demand.n_people,
            n_vacancies_counted=demand.n_vacancies,
            n_ready=self._shown(demand.n_ready),
            n_near=self._shown(demand.n_near),
            n_requirements=len(demand.requirements),
            requirements=[self._demanded(each) for each in demand.requirements[:SHOWN_REQUIREMENTS]],
            steps=[self._step(each) for each in demand.steps[:SHOWN_STEPS]],
            places=[PartAnswer(id=place, label=self._place(place), n_vacancies=n) for place, n in made.places],
            groups=[PartAnswer(id=group, label=self._group(group), n_vacancies=n) for group, n in made.groups],
        )

    def _demanded(self, each: Demanded) -> DemandedAnswer:
        label = each.label
        said = self.wording.say(label) if isinstance(label, Message) else self.wording.value(label)
        supply = hide(each.supply) if self.hides else _plain(each.supply)
        return DemandedAnswer(kind=each.kind, value=each.value, label=said, n_vacancies=each.n_vacancies, supply=supply)

    def _step(self, step: OpeningStep) -> OpeningAnswer:
        is_shown = not (self.hides and step.n_people < FEWEST)
        return OpeningAnswer(
            kind=step.kind,
            value=step.value,
            label=self.wording.say(step.label),
            n_people=step.n_people if is_shown else None,
            n_unlocked=step.n_unlocked if is_shown else None,
            n_vacancies=step.n_vacancies if is_shown else None,
        )

    def _shown(self, n: int) -> int | None:
        return None if self.hides and 0 < n < FEWEST else n

    def _place(self, place: str) -> str:
        found = self.current.snapshot.world.places.find_id(place)
        return place if found is None else found.name

    def _group(self, code: str) -> str:
        isco = self.current.snapshot.world.taxonomy.isco
        label = isco.label(code, self.wording.language).text if code in isco.codes else ""
        return f"{code} {label}".strip()


def hide(supply: Supply) -> SupplyAnswer:
    """Hide numbers of fewer than five people, and so many others that none of these follows from what is shown.

    A step tells how many do not have what it gives, so the three numbers of those must not leave a single one, nor a
    sum under five, to be found by taking away. Zero is nobody, and stays.
    """
    has = None if 0 < supply.has < FEWEST else supply.has
    without = {"close": supply.close, "lacks": supply.lacks, "unknown": supply.unknown}
    ascending = sorted((n, name) for name, n in without.items() if n)
    hidden = [(n, name) for n, name in ascending if n < FEWEST]
    for pair in ascending[len(hidden) :]:
        if hidden and (len(hidden) < 2 or sum(n for n, _ in hidden) < FEWEST):
            hidden.append(pair)
    gone = {name for _, name in hidden}
    return SupplyAnswer(has=has, **{name: None if name in gone else n for name, n in without.items()})


def _plain(supply: Supply) -> SupplyAnswer:
    return SupplyAnswer(has=supply.has, close=supply.close, lacks=supply.lacks, unknown=supply.unknown)
