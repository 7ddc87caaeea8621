"""Matches and gaps as they go out: the keys of the files of the commands, and the same sums."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.answer import Answer
from api.degraded import DegradedAnswer
from api.explanation_answers import ExplanationAnswer, LanguageAnswer
from matcher.types import (
    BlockerKind,
    BlockerState,
    Confidence,
    ContributionName,
    CoveredHow,
    Group,
    Relation,
    RowStatus,
    StepKind,
)


class ContributionAnswer(Answer):
    """Points that one part adds; a neutral constant where nothing is known."""

    name: ContributionName
    points: int
    maximum: int
    known: bool


class MessageAnswer(Answer):
    """What is said, without its language: a stable code and its values."""

    code: str
    values: dict[str, Any]


class EffortAnswer(Answer):
    """How long a step typically takes, as a row of a table says; unverified rows enter no count."""

    text: str
    weeks: tuple[int, int]
    """from and to"""
    cost: str
    source: str
    checked: date | None
    """when somebody last compared the row with its source"""
    status: RowStatus


class BlockerAnswer(Answer):
    """An obstacle that is no skill, and the step that removes it."""

    kind: BlockerKind
    state: BlockerState
    required: str
    step: str | None
    required_message: MessageAnswer
    step_message: MessageAnswer | None
    effort: EffortAnswer | None
    """how long the step typically takes, where a table knows"""
    source: str | None
    """the law or register behind a requirement that the vacancy itself does not state"""


class CautionAnswer(Answer):
    """A yellow light: a reason why a match that nothing rules out may come to nothing. It enters no count."""

    text: str
    message: MessageAnswer
    status: RowStatus | None
    """that of the row of regulated work behind it"""
    effort: EffortAnswer | None
    source: str | None


class ObstacleAnswer(Answer):
    """Why some of the open vacancies are neither ready now nor one step away."""

    text: str
    message: MessageAnswer
    n_vacancies: int


class MissingAnswer(Answer):
    """A requirement that nothing covers."""

    uri: str
    label: str
    relation: Relation


class CoveredAnswer(Answer):
    """A requirement, and the person's skill `by` which it is covered."""

    uri: str
    label: str
    by: str
    by_label: str
    how: CoveredHow
    relation: Relation
    strength: int


class MatchAnswer(Answer):
    """One vacancy for one person. The points of the contributions sum to the score."""

    id: str
    title: str | None = None
    rank: int | None
    score: int | None
    group: Group
    confidence: Confidence
    contributions: list[ContributionAnswer]
    blockers: list[BlockerAnswer]
    missing: list[MissingAnswer]
    covered: list[CoveredAnswer]
    below_level: bool | None
    cautions: list[CautionAnswer]
    unlikely: str | None
    """ "unlikely, because …" in one sentence"""
    explanation: ExplanationAnswer | None = None
    """where languages were asked for"""


class WidenedAnswer(MatchAnswer):
    """A match outside the person's occupations, and what connects it; `rank` is null where too many are before it."""

    reason: str


class StampAnswer(Answer):
    """What the result was made from: equal input and equal stamp give equal bytes."""

    taxonomy: str
    encoder: str
    index: str
    weights: str
    catalogue: str
    as_of: date


class MatchesAnswer(Answer):
    """A ranked list, by group, then score, then id."""

    id: str | None = None
    matches: list[MatchAnswer]
    widen: list[WidenedAnswer]
    questions: list[str]
    obstacles: list[ObstacleAnswer]
    """why nothing is suitable today, most vacancies first; empty where something is"""
    nothing_suitable: str | None
    """ "nothing suitable today, because …" in one sentence"""
    sizes: dict[Group, int] | None = None
    """how many vacancies each group has; where a part of the list was asked for"""
    stamp: StampAnswer
    trace: str | None = None
    """for a stored profile: where this ranking is kept"""
    languages: list[LanguageAnswer] | None = None
    """the languages asked for"""
    degraded: DegradedAnswer | None = None
    """in what weaker way this was made; missing where it was made in full"""


class SaidStep(Answer):
    """What a step is called in one language, and how long it takes where a table knows."""

    language: str
    label: str
    effort: str | None


class StepAnswer(Answer):
    """A step, and the vacancies that become ready now with it."""

    kind: StepKind
    uri: str | None = None
    value: str | None = None
    label: str
    n_unlocked: int
    vacancy_ids: list[str]
    effort: EffortAnswer | None
    """null where no table knows"""
    n_per_week: float | None
    """unlocked per week of the longest duration; null unless somebody has verified it"""
    said: list[SaidStep] | None = None
    """where languages were asked for"""


class BundleAnswer(Answer):
    """Two or three steps together."""

    steps: list[StepAnswer]
    n_unlocked: int


class GapsAnswer(Answer):
    """Steps by the number of vacancies they open."""

    id: str | None = None
    steps: list[StepAnswer]
    bundles: list[BundleAnswer]
    quickest: list[StepAnswer]
    """the steps with a verified effort, by what they unlock per week"""
    stamp: StampAnswer
    languages: list[LanguageAnswer] | None = None
    """the languages asked for"""
    degraded: DegradedAnswer | None = None
    """in what weaker way this was made; missing where it was made in full"""
