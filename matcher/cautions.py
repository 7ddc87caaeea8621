"""The yellow light: a match that nothing rules out and that may still come to nothing, with the reason.

A caution changes neither score nor group nor count. Where the limits lie is our own judgement, without a measurement
behind it: they decide only when a caseworker is asked to look twice.
"""

from __future__ import annotations

from collections.abc import Iterator

from matcher.assessment import ONE_STEP, READY, UNSCORED, Assessment
from matcher.blockers import Facts
from matcher.experience import rows_of
from matcher.messages import Code, Country, Message, say
from matcher.regulated import PAPERS, RegulatedRow, recognised
from matcher.types import Blocker, BlockerState, Caution, Confidence, RankingInput
from matcher.world import World

# ISCO has four levels, and the next one is an ordinary step up or down: two apart, a cleaner and an engineer.
FAR_LEVELS = 2
# One skill of twenty is five percent: coverage that hangs on a single skill.
BARELY_PERCENT = 5
# With two unknown facts a vacancy is no longer one step away; with three, one meeting seldom settles it.
MANY_UNKNOWN = 3


def cautions_of(
    person: RankingInput,
    own: int | None,
    world: World,
    assessed: Assessment,
    at: int,
    blockers: tuple[Blocker, ...],
    confidence: Confidence,
) -> tuple[Caution, ...]:
    """Return the cautions about the vacancy at position `at`, whose blockers and confidence are given.

    Regulated work that nobody has verified is named whatever the match is; everything else only where the match is
    possible: no blocker is not met, and enough is covered or one step away. `own` is the person's level.
    """
    regulated = tuple(_regulated(world, assessed, at))
    if not _is_possible(world, assessed, at, blockers):
        return regulated
    reasons = _reasons(person, own, world, assessed, at, blockers, confidence)
    return (*regulated, *(Caution(reason) for reason in reasons))


def unlikely(cautions: tuple[Caution, ...]) -> Message | None:
    """Say "unlikely, because …" in one sentence; None where no caution is such a reason."""
    reasons = tuple(caution.reason for caution in cautions if caution.status is None)
    return say(Code.CAUTION_UNLIKELY, reasons=reasons) if reasons else None


def _is_possible(world: World, assessed: Assessment, at: int, blockers: tuple[Blocker, ...]) -> bool:
    if assessed.score[at] == UNSCORED or any(blocker.state is BlockerState.NOT_MET for blocker in blockers):
        return False
    is_covered = world.vacancies.essential_total[assessed.rows[at]] > 0 and assessed.deficit[at] <= 0
    return bool(is_covered or assessed.group[at] in {READY, ONE_STEP})


def _reasons(
    person: RankingInput,
    own: int | None,
    world: World,
    assessed: Assessment,
    at: int,
    blockers: tuple[Blocker, ...],
    confidence: Confidence,
) -> Iterator[Message]:
    row = int(assessed.rows[at])
    index = int(world.vacancies.occupation.index[row])
    level = int(world.occupations.level[index]) if index >= 0 else -1
    if own is not None and level > 0:
        if level - own >= FAR_LEVELS:
            yield say(Code.CAUTION_FAR_ABOVE)
        if own - level >= FAR_LEVELS:
            yield say(Code.CAUTION_FAR_BELOW)
    total, limit = int(world.vacancies.essential_total[row]), world.weights.ready_coverage
    spare = -int(assessed.deficit[at])  # weighted percent above the limit
    if total and 0 <= spare < BARELY_PERCENT * total and not _has_done_it(person, world, index):
        yield say(Code.CAUTION_BARELY_COVERED, percent=limit + spare // total, limit=limit)
    if confidence is Confidence.LOW:
        yield say(Code.CAUTION_LOW_CONFIDENCE)
    n_unknown = sum(blocker.state is BlockerState.UNKNOWN for blocker in blockers)
    if n_unknown >= MANY_UNKNOWN:
        yield say(Code.CAUTION_OPEN_QUESTIONS, n=n_unknown)


def _has_done_it(person: RankingInput, world: World, index: int) -> bool:
    """Whether the person has worked in the vacancy's own occupation: what it needs counts exactly enough then."""
    return index >= 0 and int(world.occupations.rows[index]) in rows_of(
        (held.uri for held in person.occupations), world.taxonomy
    )


def _regulated(world: World, assessed: Assessment, at: int) -> Iterator[Caution]:
    column = world.vacancies.regulated
    index = int(column.index[assessed.rows[at]])
    for row in column.values[index] if index >= 0 else ():
        if not _is_allowed(row, assessed.facts):
            reason = say(
                Code.CAUTION_REGULATED,
                profession=row.profession,
                country=Country(row.country),
                need=row.need,
                authority=row.authority,
            )
            yield Caution(reason, row.evidence.status, row.effort, row.evidence.source)


def _is_allowed(row: RegulatedRow, facts: Facts) -> bool:
    """Whether the person is known to have what the row asks for."""
    if row.need in PAPERS:
        return row.value in (facts.licences or ())
    return recognised(row.country, row.scope, facts.recognitions) is True
