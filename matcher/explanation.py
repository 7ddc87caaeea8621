"""The words and lists of one match. Nothing is computed here that was not added up in `matcher.assessment`."""

from __future__ import annotations

from matcher.assessment import GROUPS, NAMES, ONE_STEP, UNSCORED, Assessment, maximum_points
from matcher.blockers import STATES
from matcher.cautions import cautions_of
from matcher.experience import below_level, level_of
from matcher.messages import Code, Message, say
from matcher.remedies import aspect_of, explain
from matcher.types import (
    Blocker,
    BlockerKind,
    Confidence,
    Contribution,
    Covered,
    CoveredHow,
    Kind,
    Match,
    Missing,
    RankingInput,
    Relation,
)
from matcher.world import World

KINDS = tuple(BlockerKind)
# Skills named where any one of them would do: enough to choose from, few enough to talk about.
MAX_ENOUGH = 3
# Explained conditions that a world remembers; more than its conditions have meanings for most caseloads.
MAX_EXPLAINED = 20_000


def explain_match(person: RankingInput, world: World, assessed: Assessment, at: int, rank: int, language: str) -> Match:
    """Explain the vacancy at position `at` of the assessment; labels in `language` where there are any."""
    return Explainer(person, world, assessed, language).match(at, rank)


class Explainer:
    """Explains matches of one assessment; what they have in common is looked up once."""

    def __init__(self, person: RankingInput, world: World, assessed: Assessment, language: str) -> None:
        self._person, self._world, self._assessed, self._language = person, world, assessed, language
        self._level = level_of(person, world.taxonomy)
        self._maximum = maximum_points(world.weights)

    def match(self, at: int, rank: int | None) -> Match:
        """Explain the vacancy at position `at` of the assessment, which has `rank` in the list (None: unknown)."""
        world, assessed = self._world, self._assessed
        score, row = int(assessed.score[at]), int(assessed.rows[at])
        contributions = () if score == UNSCORED else self._contributions(at)
        covered, missing = self._requirements(row)
        blockers, confidence = _blockers(world, assessed, row), self._confidence(contributions)
        return Match(
            id=world.vacancies.ids[row],
            rank=rank,
            score=None if score == UNSCORED else score,
            group=GROUPS[assessed.group[at]],
            confidence=confidence,
            contributions=contributions,
            blockers=blockers,
            covered=covered,
            missing=missing,
            below_level=self._below_level(row),
            enough=enough_alone(world, assessed, at, self._language),
            cautions=cautions_of(self._person, self._level, world, assessed, at, blockers, confidence),
        )

    def _contributions(self, at: int) -> tuple[Contribution, ...]:
        parts = zip(NAMES, self._assessed.parts(at), self._maximum, strict=True)
        return tuple(Contribution(name, points, maximum, known) for name, (points, known), maximum in parts)

    def _confidence(self, contributions: tuple[Contribution, ...]) -> Confidence:
        weights, known = self._world.weights, sum(each.maximum for each in contributions if each.known)
        if known * 100 >= weights.confidence_high * sum(self._maximum):
            return Confidence.HIGH
        if known * 100 >= weights.confidence_medium * sum(self._maximum):
            return Confidence.MEDIUM
        return Confidence.LOW

    def _requirements(self, row: int) -> tuple[tuple[Covered, ...], tuple[Missing, ...]]:
        """Return what is covered (best first) and what is missing, essential before optional, then by URI."""
        world, coverage, language = self._world, self._assessed.coverage, self._language
        names = world.names(Kind.SKILL, language)
        covered: list[Covered] = []
        missing: list[Missing] = []
        parts = ((Relation.ESSENTIAL, world.vacancies.essential), (Relation.OPTIONAL, world.vacancies.optional))
        for relation, matrix in parts:
            needed = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
            strength = coverage.strength[needed]
            lacking, met = needed[strength == 0], needed[strength > 0]
            unmet = world.lacking(relation, language)
            missing.extend([unmet[skill] for skill in lacking.tolist()])
            found = (met, coverage.by[met], coverage.strength[met])
            for skill, by, percent in zip(*(array.tolist() for array in found), strict=True):
                how = CoveredHow.HAS if by == skill else CoveredHow.CLOSE
                covered.append(Covered(*names[skill], *names[by], how, relation, percent))
        covered.sort(key=lambda c: (c.relation is not Relation.ESSENTIAL, -c.strength))
        return tuple(covered), tuple(missing)

    def _below_level(self, row: int) -> bool | None:
        if self._level is None:
            return None
        likely = self._world.vacancies.likely
        part = slice(int(likely.indptr[row]), int(likely.indptr[row + 1]))
        levels = self._world.occupations.level[likely.indices[part]]
        return below_level(self._level, levels.tolist(), likely.data[part].tolist())


def enough_alone(world: World, assessed: Assessment, at: int, language: str) -> tuple[Message, ...]:
    """Name what about skills would alone make the vacancy at `at` ready now; empty unless it is one step away so."""
    if assessed.group[at] != ONE_STEP or assessed.n_open[at] or assessed.deficit[at] <= 0:
        return ()
    if assessed.deficit_confirmed[at] <= 0:
        return (say(Code.MOVE_CONFIRM),)
    rows, deficit = assessed.rows[at : at + 1], assessed.deficit[at : at + 1]
    _, skills = world.completion.sufficient(world.vacancies.essential, rows, deficit, assessed.coverage)
    named = (world.term(Kind.SKILL, row, language) for row in skills[:MAX_ENOUGH].tolist())
    return tuple(say(Code.MOVE_SKILL, skill=skill) for skill in named)


def _blockers(world: World, assessed: Assessment, row: int) -> tuple[Blocker, ...]:
    matrix = world.vacancies.conditions
    stated = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()
    found = [assessed.blockers.get(i) or _blocker(world, assessed, i) for i in stated]
    return tuple(sorted(found, key=lambda blocker: (KINDS.index(blocker.kind), blocker.required)))


def _blocker(world: World, assessed: Assessment, i: int) -> Blocker:
    """Explain a distinct condition, once for all vacancies that state it, and for all people it means the same for."""
    condition, code = world.vacancies.condition_values[i], int(assessed.states[i])
    aspect = aspect_of(condition, STATES[code], assessed.facts)
    key = (i, code, aspect)
    found = None if aspect is None else world.explained.get(key)
    if found is None:
        found = explain(condition, STATES[code], assessed.facts, world.catalogue)
        if aspect is not None:
            if len(world.explained) >= MAX_EXPLAINED:
                world.explained.clear()
            world.explained[key] = found
    assessed.blockers[i] = found
    return found
