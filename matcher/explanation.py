"""The words and lists of one match. Nothing is computed here that was not added up in `matcher.assessment`."""

from __future__ import annotations

from matcher.assessment import GROUPS, NAMES, ONE_STEP, UNSCORED, Assessment, maximum_points
from matcher.blockers import STATES
from matcher.cautions import cautions_of
from matcher.experience import below_level, level_of
from matcher.messages import Code, Message, say
from matcher.remedies import explain
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


def explain_match(person: RankingInput, world: World, assessed: Assessment, at: int, rank: int, language: str) -> Match:
    """Explain the vacancy at position `at` of the assessment; labels in `language` where there are any."""
    score, row = int(assessed.score[at]), int(assessed.rows[at])
    contributions = () if score == UNSCORED else _contributions(world, assessed, at)
    covered, missing = _requirements(world, assessed, row, language)
    blockers, confidence = _blockers(world, assessed, row), _confidence(world, contributions)
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
        below_level=_below_level(person, world, row),
        enough=enough_alone(world, assessed, at, language),
        cautions=cautions_of(person, world, assessed, at, blockers, confidence),
    )


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


def _contributions(world: World, assessed: Assessment, at: int) -> tuple[Contribution, ...]:
    parts = zip(NAMES, assessed.parts(at), maximum_points(world.weights), strict=True)
    return tuple(Contribution(name, points, maximum, known) for name, (points, known), maximum in parts)


def _confidence(world: World, contributions: tuple[Contribution, ...]) -> Confidence:
    known = sum(contribution.maximum for contribution in contributions if contribution.known)
    everything = sum(maximum_points(world.weights))
    if known * 100 >= world.weights.confidence_high * everything:
        return Confidence.HIGH
    if known * 100 >= world.weights.confidence_medium * everything:
        return Confidence.MEDIUM
    return Confidence.LOW


def _blockers(world: World, assessed: Assessment, row: int) -> tuple[Blocker, ...]:
    matrix = world.vacancies.conditions
    stated = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()
    found = [assessed.blockers.get(i) or _blocker(world, assessed, i) for i in stated]
    return tuple(sorted(found, key=lambda blocker: (KINDS.index(blocker.kind), blocker.required)))


def _blocker(world: World, assessed: Assessment, i: int) -> Blocker:
    """Explain a distinct condition, once for all vacancies that state it."""
    condition, state = world.vacancies.condition_values[i], STATES[assessed.states[i]]
    found = assessed.blockers[i] = explain(condition, state, assessed.facts, world.catalogue)
    return found


def _requirements(
    world: World, assessed: Assessment, row: int, language: str
) -> tuple[tuple[Covered, ...], tuple[Missing, ...]]:
    """Return what is covered (best first) and what is missing, essential before optional, then by URI."""
    covered, missing = [], []
    parts = ((Relation.ESSENTIAL, world.vacancies.essential), (Relation.OPTIONAL, world.vacancies.optional))
    for relation, matrix in parts:
        needed = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
        found = (needed, assessed.coverage.strength[needed], assessed.coverage.by[needed])
        for skill, strength, by in zip(*(array.tolist() for array in found), strict=True):
            what = world.named(Kind.SKILL, skill, language)
            if strength == 0:
                missing.append(Missing(*what, relation))
                continue
            how = CoveredHow.HAS if by == skill else CoveredHow.CLOSE
            covered.append(Covered(*what, *world.named(Kind.SKILL, by, language), how, relation, strength))
    covered.sort(key=lambda c: (c.relation is not Relation.ESSENTIAL, -c.strength))
    return tuple(covered), tuple(missing)


def _below_level(person: RankingInput, world: World, row: int) -> bool | None:
    likely = world.vacancies.likely
    part = slice(int(likely.indptr[row]), int(likely.indptr[row + 1]))
    levels = world.occupations.level[likely.indices[part]]
    return below_level(level_of(person, world.taxonomy), levels, likely.data[part])
