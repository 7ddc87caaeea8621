"""What vacancies ask for and people lack, and which single step would open most to most people.

Everything is counted over pairs of a person and a vacancy, many at once (`matcher.standings`), and nothing estimated:
what a step opens is what ranking again with it would put into ready now. With 1,000 people and 3,200 vacancies of the
full release it takes about three seconds on one core, two thirds of which are the assessments themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import MET_CODE, READY
from matcher.blockers import INDEPENDENT, STATES, UNKNOWN, Facts, facts_of
from matcher.closing import Closing
from matcher.conditions import (
    Condition,
    NeedsLanguage,
    NeedsLanguageNamed,
    NeedsLicence,
    NeedsPermission,
    NeedsRecognition,
)
from matcher.coverage import confirmed
from matcher.crowd import NOBODY, Crowd
from matcher.messages import Message, Value
from matcher.offered import Offered
from matcher.ragged import positions
from matcher.remedies import requirement
from matcher.sites import Sites
from matcher.standings import Standings, stand
from matcher.steps import CONFIRM, Move, label_of, move_for
from matcher.types import Cefr, Kind, RankingInput, StepKind
from matcher.world import World

# As in `matcher.bulk`; what each skill opens to each person takes 20 MB beside it.
VACANCIES_AT_ONCE = 256
PEOPLE_AT_ONCE = 1_024
HAS, CLOSE, LACKS, NOT_KNOWN = range(4)
UNKNOWN_CODE = STATES.index(UNKNOWN)
LEARNABLE = (NeedsLanguage, NeedsLanguageNamed, NeedsLicence, NeedsRecognition, NeedsPermission)


@dataclass(frozen=True, slots=True)
class Supply:
    """How many people have what is asked for, come close to it, lack it, or have not said.

    Close is a near skill that stands in for it, or the language one level below.
    """

    has: int
    close: int
    lacks: int
    unknown: int

    @property
    def n_without(self) -> int:
        """How many do not have it, as far as is known."""
        return self.close + self.lacks + self.unknown


@dataclass(frozen=True, slots=True)
class Demanded:
    """Something that `n_vacancies` ask for, and how far those have it for whom some of these are otherwise reachable.

    Otherwise reachable is a vacancy that is ready now, or would be if this alone were met. `value` is as in `Step`.
    """

    kind: StepKind
    value: str
    label: Value
    n_vacancies: int
    supply: Supply


@dataclass(frozen=True, slots=True)
class OpeningStep:
    """A step, the people to whom it alone opens something, and what: pairs (`n_unlocked`) and different vacancies."""

    kind: StepKind
    value: str
    label: Message
    n_people: int
    n_unlocked: int
    n_vacancies: int


@dataclass(frozen=True, slots=True)
class Demand:
    """Some vacancies against some people; `n_ready` people have one that is ready now, `n_near` one step opens one to.

    `requirements` by people without, then by vacancies that ask; `steps` by what they unlock; each descending.
    """

    n_people: int
    n_vacancies: int
    n_ready: int
    n_near: int
    requirements: tuple[Demanded, ...]
    steps: tuple[OpeningStep, ...]


def survey(people: Sequence[RankingInput], world: World, rows: NDArray[np.int64], *, language: str = "en") -> Demand:
    """Count over `people` and the vacancies in `rows` (ascending); labels of concepts in `language` where it has them.

    A longer way is counted for those who travel in that way already, and where it opens more than a shorter one. Hours
    are left out: what one person would have to add is no step of another.
    """
    tally = _Tally(world, rows)
    offered = [Offered.of(world, rows[i : i + VACANCIES_AT_ONCE]) for i in range(0, len(rows), VACANCIES_AT_ONCE)]
    for start in range(0, len(people), PEOPLE_AT_ONCE):
        _Survey(Crowd.of(people[start : start + PEOPLE_AT_ONCE], world), tally).count(offered)
    return Demand(
        n_people=len(people),
        n_vacancies=len(rows),
        n_ready=tally.n_ready,
        n_near=tally.n_near,
        requirements=tuple(sorted(tally.requirements(language), key=_by_need)),
        steps=tuple(sorted(tally.steps(language), key=_by_effect)),
    )


def _by_need(each: Demanded) -> tuple[int, int, str, str]:
    return -each.supply.n_without, -each.n_vacancies, each.kind, each.value


def _by_effect(step: OpeningStep) -> tuple[int, int, str, str]:
    return -step.n_unlocked, -step.n_people, step.kind, step.value


class _Tally:
    """What is counted over all crowds: rows are the skills asked for, then the conditions that can be learnt."""

    def __init__(self, world: World, rows: NDArray[np.int64]) -> None:
        vacancies = world.vacancies
        essential = vacancies.essential.indices[positions(vacancies.essential.indptr, rows)]
        stated = vacancies.conditions.indices[positions(vacancies.conditions.indptr, rows)]
        self.world = world
        self.rows = rows
        self.conditions = np.unique(stated).astype(np.int64)
        values = vacancies.condition_values
        learnable = [i for i in self.conditions.tolist() if isinstance(values[i], LEARNABLE)]
        self.learnable = np.array(learnable, dtype=np.int64)
        self.skills = np.unique(essential).astype(np.int64)
        self.at = np.full(len(world.near), -1, dtype=np.int64)
        self.at[self.skills] = np.arange(len(self.skills))
        n_skills = np.bincount(essential, minlength=len(world.near))[self.skills]
        n_stated = np.bincount(stated, minlength=len(values))[self.learnable]
        self.n_vacancies = np.concatenate([n_skills, n_stated])
        self.supply = np.zeros((len(self.n_vacancies), 4), dtype=np.int64)
        self.skill_steps = np.zeros((len(self.skills), 2), dtype=np.int64)  # people, pairs
        self.taught = np.empty(0, dtype=np.int64)  # skill * len(world.vacancies) + row, of what each skill opens
        self.other_steps: dict[Move, _Effect] = {}
        self.n_ready = self.n_near = 0

    def requirements(self, language: str) -> Iterator[Demanded]:
        """Yield what is asked for, in words."""
        world, n_skills = self.world, len(self.skills)
        supply = [Supply(*each) for each in self.supply.tolist()]
        for at, row in enumerate(self.skills.tolist()):
            term, n = world.term(Kind.SKILL, row, language), int(self.n_vacancies[at])
            yield Demanded(StepKind.SKILL, term.uri, term, n, supply[at])
        facts = facts_of(NOBODY, Sites.build((), world.places), world.taxonomy)
        for at, i in enumerate(self.learnable.tolist(), start=n_skills):
            condition = world.vacancies.condition_values[i]
            label, n = requirement(condition, facts), int(self.n_vacancies[at])
            yield Demanded(StepKind(condition.kind.value), _value(condition, facts), label, n, supply[at])

    def steps(self, language: str) -> Iterator[OpeningStep]:
        """Yield the steps that open anything, in words."""
        uris = self.world.taxonomy.skills
        n_taught = np.bincount(self.taught // max(len(self.world.vacancies), 1), minlength=len(self.skills))
        counted = {
            Move(StepKind.SKILL, uris.uri(row)): (n_people, n_pairs, n)
            for row, (n_people, n_pairs), n in zip(
                self.skills.tolist(), self.skill_steps.tolist(), n_taught.tolist(), strict=True
            )
        }
        counted |= {move: effect.counts for move, effect in self.other_steps.items()}
        for move, counts in counted.items():
            if counts[0] and not self._is_shorter_enough(move, counts[1]):
                yield OpeningStep(move.kind, move.value, label_of(move, self.world, language), *counts)

    def _is_shorter_enough(self, move: Move, n_unlocked: int) -> bool:
        """Say whether a shorter way opens as much."""
        if move.kind is not StepKind.PLACE:
            return False
        mode, _, minutes = move.value.partition(":")
        shorter = (
            (other, effect)
            for other, effect in self.other_steps.items()
            if other.kind is StepKind.PLACE and other.value.startswith(f"{mode}:")
        )
        return any(
            effect.n_unlocked == n_unlocked and int(other.value.partition(":")[2]) < int(minutes)
            for other, effect in shorter
        )


@dataclass(slots=True)
class _Effect:
    """What a step opens, over all crowds."""

    vacancies: set[int]
    n_people: int = 0
    n_unlocked: int = 0

    @property
    def counts(self) -> tuple[int, int, int]:
        """People, pairs, vacancies."""
        return self.n_people, self.n_unlocked, len(self.vacancies)


class _Survey:
    """One crowd against everything that is offered."""

    def __init__(self, crowd: Crowd, tally: _Tally) -> None:
        n = len(crowd)
        self._crowd, self._tally = crowd, tally
        self._closing = Closing(crowd, tally.world.vacancies.condition_values, tally.conditions)
        self._reached = np.zeros((len(tally.n_vacancies), n), dtype=bool)
        self._standing = np.full((len(tally.n_vacancies), n), LACKS, dtype=np.int8)
        self._by_skill = np.zeros((len(tally.skills), n), dtype=np.int32)
        self._opened_to: dict[Move, NDArray[np.int64]] = {}
        self._taught: list[NDArray[np.int64]] = [tally.taught]
        self._is_ready = np.zeros(n, dtype=bool)
        sure = [confirmed(person) for person in crowd.people]
        self._changed = np.array([i for i, each in enumerate(sure) if each != crowd.people[i]], dtype=np.int64)
        self._sure = Crowd.of([sure[i] for i in self._changed.tolist()], tally.world)

    def count(self, offered: Sequence[Offered]) -> None:
        """Count everything, and add it to the tally."""
        for part in offered:
            found = stand(self._crowd, part)
            ready = found.group == READY
            self._is_ready |= ready.any(axis=0)
            self._see_skills(found, ready)
            self._see_conditions(found, ready)
            self._learn(found)
            for each in self._closing.opened(found):
                self._open(each.move, part.rows[each.vacancy], each.person)
            self._confirm(part, ready)
        self._stand_by_skills()
        self._add()

    def _see_skills(self, found: Standings, ready: NDArray[np.bool_]) -> None:
        """Note what skills are asked for where people are ready, and how far they cover them."""
        offered, at = found.offered, self._tally.at
        asked = np.unique(offered.essential.indices)
        rows = at[offered.skills[asked]]
        self._reached[rows] |= (offered.essential[:, asked] > 0).astype(np.int32).T @ ready.astype(np.int32) > 0
        self._standing[rows] = np.where(found.strength[asked] > 0, CLOSE, LACKS)

    def _see_conditions(self, found: Standings, ready: NDArray[np.bool_]) -> None:
        """Note where people would be ready but for a condition, or are with it, and how they stand with it."""
        offered, tally = found.offered, self._tally
        own = np.flatnonzero(np.isin(tally.learnable, offered.stated))
        if not len(own):
            return
        at = np.searchsorted(offered.stated, tally.learnable[own])
        asking = offered.conditions[:, at].T
        enough = (offered.part.essential_total > 0)[:, None] & (found.deficit <= 0)
        one_open = (enough & (found.n_open == 1)).astype(np.int32)
        is_met = found.states[at] == MET_CODE
        near = np.where(is_met, asking @ ready.astype(np.int32), asking @ one_open)
        rows = len(tally.skills) + own
        self._reached[rows] |= near > 0
        standing = np.where(found.states[at] == UNKNOWN_CODE, NOT_KNOWN, LACKS)
        standing[self._one_level_below(offered, at)] = CLOSE
        self._standing[rows] = np.where(is_met, HAS, standing)

    def _one_level_below(self, offered: Offered, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return (conditions, people) where a language is asked for that somebody speaks one level lower."""
        below = np.zeros((len(at), len(self._crowd)), dtype=bool)
        for place, i in enumerate(at.tolist()):
            condition = offered.condition_values[i]
            if isinstance(condition, NeedsLanguage | NeedsLanguageNamed):
                level = condition.level if isinstance(condition, NeedsLanguage) else INDEPENDENT
                judged = self._crowd.judged(condition)
                held = [facts.languages.get(condition.language, Cefr.NONE) for facts in judged.facts]
                below[place] = np.array([Cefr.NONE < each == level - 1 for each in held], dtype=bool)[judged.index]
        return below

    def _learn(self, found: Standings) -> None:
        """Count what each skill would open where nothing else is in the way: vacancy by vacancy, everybody at once."""
        offered, world = found.offered, self._tally.world
        lacking = (found.n_open == 0) & (found.deficit > 0) & (offered.part.essential_total > 0)[:, None]
        lacking &= found.deficit <= world.completion.reach[offered.rows][:, None]
        taught = _Taught.of(offered, self._tally)
        for i in np.flatnonzero(lacking.any(axis=1)).tolist():
            who = np.flatnonzero(lacking[i])
            skills, enough = taught.enough(i, found.strength[:, who], found.deficit[i, who])
            self._by_skill[skills[:, None], who] += enough
            opening = skills[enough.any(axis=1)]
            self._taught.append(opening * len(world.vacancies) + offered.rows[i])
            own = np.isin(skills, self._tally.at[offered.skills[taught.asked_by(i)]])
            self._reached[skills[own][:, None], who] |= enough[own]

    def _confirm(self, part: Offered, ready: NDArray[np.bool_]) -> None:
        """Count what people's confirming of what was read opens."""
        if len(self._changed):
            opened = (stand(self._sure, part).group == READY) & ~ready[:, self._changed]
            vacancy, person = np.nonzero(opened)
            self._open(CONFIRM, part.rows[vacancy], self._changed[person])

    def _open(self, move: Move, rows: NDArray[np.int64], people: NDArray[np.int64]) -> None:
        effect = self._tally.other_steps.setdefault(move, _Effect(set()))
        effect.vacancies.update(rows.tolist())
        to = self._opened_to.setdefault(move, np.zeros(len(self._crowd), dtype=np.int64))
        to += np.bincount(people, minlength=len(self._crowd))

    def _stand_by_skills(self) -> None:
        """Tell those who have a skill themselves from those who come close to it, and those who said nothing."""
        skills, standing = self._crowd.skills, self._standing[: len(self._tally.skills)]
        standing[:, ~skills.some] = NOT_KNOWN
        entries = positions(skills.indptr, self._tally.skills)
        counts = skills.indptr[self._tally.skills + 1] - skills.indptr[self._tally.skills]
        row = np.repeat(np.arange(len(self._tally.skills)), counts)
        held = skills.percent[entries] > 0
        standing[row[held], skills.owner[entries[held]]] = HAS

    def _add(self) -> None:
        tally, standing = self._tally, self._standing
        for code in (HAS, CLOSE, LACKS, NOT_KNOWN):
            tally.supply[:, code] += (self._reached & (standing == code)).sum(axis=1)
        opened = self._by_skill > 0
        tally.skill_steps[:, 0] += opened.sum(axis=1)
        tally.skill_steps[:, 1] += self._by_skill.sum(axis=1)
        tally.taught = np.unique(np.concatenate(self._taught))
        is_near = opened.any(axis=0)
        for move, to in self._opened_to.items():
            effect = tally.other_steps[move]
            effect.n_people += int((to > 0).sum())
            effect.n_unlocked += int(to.sum())
            is_near |= to > 0
        tally.n_ready += int(self._is_ready.sum())
        tally.n_near += int((is_near & ~self._is_ready).sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Taught:
    """For each requirement of some vacancies, the skills asked for anywhere that stand in for it.

    By column of `offered`: the entries `indptr[j]:indptr[j + 1]`, each a row of the tally and the percent covered.
    """

    offered: Offered
    indptr: NDArray[np.int64]
    skill: NDArray[np.int64]
    gain: NDArray[np.int32]

    @classmethod
    def of(cls, offered: Offered, tally: _Tally) -> _Taught:
        """Sort what stands in by what it stands in for."""
        asked = offered.stand_ins
        known = np.flatnonzero(tally.at[asked.skill] >= 0)
        known = known[np.argsort(asked.at[known], kind="stable")]
        indptr = np.searchsorted(asked.at[known], np.arange(len(offered.skills) + 1))
        gain = (tally.world.weights.skill_stated * asked.percent[known] // 100).astype(np.int32)
        return cls(offered, indptr.astype(np.int64), tally.at[asked.skill[known]], gain)

    def asked_by(self, i: int) -> NDArray[np.integer]:
        """Return the columns that vacancy `i` asks for."""
        essential = self.offered.essential
        columns: NDArray[np.integer] = essential.indices[essential.indptr[i] : essential.indptr[i + 1]]
        return columns

    def enough(
        self, i: int, strength: NDArray[np.int32], deficit: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return skills, and (skills, people) whether one alone makes up somebody's deficit for vacancy `i`.

        `strength` is (skills asked for, people), `deficit` (people).
        """
        essential = self.offered.essential
        columns = self.asked_by(i)
        weight = essential.data[essential.indptr[i] : essential.indptr[i + 1]]
        entries = positions(self.indptr, columns)
        counts = self.indptr[columns + 1] - self.indptr[columns]
        order = np.argsort(self.skill[entries], kind="stable")
        entries, column = entries[order], np.repeat(columns, counts)[order]
        added = np.maximum(self.gain[entries][:, None] - strength[column], 0)
        added *= np.repeat(weight, counts)[order][:, None]
        skills, first = np.unique(self.skill[entries], return_index=True)
        return skills, np.add.reduceat(added, first, axis=0) >= deficit


def _value(condition: Condition, facts: Facts) -> str:
    """Return the value of the step that meets it; a language without a level stands for itself."""
    if isinstance(condition, NeedsLanguageNamed):
        return condition.language
    move = move_for(condition, NOBODY, facts)
    return "" if move is None else move.value
