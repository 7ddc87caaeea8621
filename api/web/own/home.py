"""What a person finds first: vacancies in short sentences, and the steps that open most. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.marks import MarkKind
from api.matches import Title
from api.web.page import View
from api.web.speech import mark
from matcher.messages import Code, Message
from matcher.remedies import effort_message
from matcher.talking import Talker
from matcher.types import (
    Blocker,
    BlockerKind,
    BlockerState,
    Effort,
    Gaps,
    Group,
    Match,
    MatchList,
    Obstacle,
    Step,
    StepKind,
)

SHOWN = 10  # more than that nobody reads on a phone
SHOWN_STEPS = 5
SHOWN_FAR = 3  # of those that come closest where nothing is suitable
SOON = 3  # days in which a vacancy closes that is worth a warning
SUITABLE = (Group.READY_NOW, Group.ONE_STEP_AWAY)
PICKED = frozenset({MarkKind.PIN.value, MarkKind.ADD.value})

# What is asked of a person; explanations ask the same of their caseworker.
ASKED = {
    Code.ASK_PERMISSION: mark("In which countries may you work?"),
    Code.ASK_RECOGNITION: mark("Is your diploma or certificate recognised in the country of the work?"),
    Code.ASK_LICENCE: mark("Which licences and certificates do you have?"),
    Code.ASK_LANGUAGE: mark("Which languages do you speak, and how well?"),
    Code.ASK_LEVEL: mark("How well must one speak the language? We ask the employer."),
    Code.ASK_EDUCATION: mark("Which school or training have you finished?"),
    Code.ASK_YEARS: mark("How many years have you done such work?"),
    Code.ASK_HOURS: mark("How many hours a week can you work?"),
    Code.ASK_SHIFTS: mark("At which times of the day and the week can you work?"),
    Code.ASK_PLACE: mark("Where do you live, and how far can you travel?"),
    Code.ASK_START: mark("From which date are you free?"),
    Code.ASK_WHERE: mark("Where is the work? We ask the employer."),
    Code.ASK_COUNTRY: mark("In which country is the work? We ask the employer."),
}
# What to do with the name of a step.
TO_DO = {
    StepKind.SKILL: mark("Learn: %(step)s"),
    StepKind.LANGUAGE: mark("Learn the language: %(step)s"),
    StepKind.LICENCE: mark("Get this paper: %(step)s"),
    StepKind.PERMISSION: mark("Get this paper: %(step)s"),
    StepKind.RECOGNITION: mark("Get this paper: %(step)s"),
    StepKind.HOURS: mark("Be able to work %(step)s"),
    StepKind.SHIFTS: mark("Be able to do this: %(step)s"),
    StepKind.PLACE: mark("Be able to do this: %(step)s"),
}
CONFIRM = mark("Tell us if what we read in your text is right")


@dataclass(frozen=True, slots=True)
class Time:
    """How long a step takes, and in the words of the table that says so, in English, what it costs and its source."""

    takes: str
    cost: str
    source: str


@dataclass(frozen=True, slots=True)
class Hurdle:
    """What stands in the way, and what removes it: a step, or a question."""

    required: str
    step: str | None
    question: str | None
    time: Time | None


@dataclass(frozen=True, slots=True)
class Card:
    """A vacancy in a few short sentences."""

    id: str
    title: str
    place: str | None
    closes: date | None
    closes_soon: bool
    group: Group
    line: str
    hurdle: Hurdle | None
    more: tuple[str, ...]
    """the rest of the line where no hurdle says it"""
    is_picked: bool
    is_interested: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A step: how many more vacancies it opens, and how long its bar is, in percent of the longest."""

    name: str
    n: int
    percent: int
    time: Time | None
    is_confirming: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """What the caseworker wants with vacancies, and the person: ids of those on top, put aside, and of interest."""

    picked: Collection[str] = ()
    aside: Collection[str] = ()
    interesting: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Home:
    """What a person finds first."""

    chosen: tuple[Card, ...]
    """what their caseworker wants them to see, though it is neither possible now nor one step away"""
    ready: tuple[Card, ...]
    near: tuple[Card, ...]
    far: tuple[Card, ...]
    """what comes closest where nothing is suitable"""
    reasons: tuple[str, ...]
    """why nothing is suitable"""
    is_unconfirmed: bool
    """whether something was read from the person's text that they have not answered"""
    is_empty: bool
    """whether nothing is known that could be compared"""
    n_aside: int
    steps: tuple[Bar, ...]
    as_of: date


def view_home(
    page: View, found: MatchList, gaps: Gaps, talker: Talker, titles: Mapping[str, Title], marked: Marked
) -> Home:
    """Return the first page of a person: at most `SHOWN` vacancies that are possible now or one step away.

    What their caseworker chose comes before all others.
    """
    shown = [match for match in found.matches if match.id not in marked.aside]
    suitable = [match for match in shown if match.group in SUITABLE]
    suitable.sort(key=lambda match: match.id not in marked.picked)  # those on top come first, else the order stays
    chosen = [match for match in shown if match.id in marked.picked and match.group not in SUITABLE]
    others = [match for match in shown if match.score is not None and match not in chosen]
    closest = suitable[:SHOWN] or others[:SHOWN_FAR]

    def cards(matches: Iterable[Match]) -> tuple[Card, ...]:
        return tuple(view_card(page, each, talker, titles[each.id], marked, found.stamp.as_of) for each in matches)

    codes = {question.code for question in found.questions}
    return Home(
        chosen=cards(chosen),
        ready=cards(match for match in closest if match.group is Group.READY_NOW),
        near=cards(match for match in closest if match.group is Group.ONE_STEP_AWAY),
        far=cards(match for match in closest if match.group not in SUITABLE),
        reasons=tuple(_reason(page, each) for each in found.obstacles),
        is_unconfirmed=Code.QUESTION_CONFIRM in codes,
        is_empty=bool(codes - {Code.QUESTION_CONFIRM}),
        n_aside=sum(match.id in marked.aside for match in found.matches),
        steps=tuple(view_steps(page, gaps.steps)),
        as_of=found.stamp.as_of,
    )


def view_card(page: View, match: Match, talker: Talker, title: Title, marked: Marked, as_of: date) -> Card:
    """Return a vacancy in short sentences, those that explanations have for the person."""
    first, *rest = talker.explain(match).line
    hurdle = next((view_hurdle(page, each) for each in match.open_blockers), None)
    return Card(
        id=match.id,
        title=title.title,
        place=title.place,
        closes=title.expires,
        closes_soon=title.expires is not None and (title.expires - as_of).days <= SOON,
        group=match.group,
        line=page.wording.say(first),
        hurdle=hurdle,
        more=() if hurdle else tuple(map(page.wording.say, rest)),
        is_picked=match.id in marked.picked,
        is_interested=match.id in marked.interesting,
    )


def view_hurdle(page: View, blocker: Blocker) -> Hurdle:
    """Return what stands in the way, with the step that removes it or, where a fact is missing, the question."""
    is_question = blocker.step is not None and blocker.state is BlockerState.UNKNOWN
    return Hurdle(
        required=page.wording.say(blocker.required),
        step=None if blocker.step is None or is_question else page.wording.say(blocker.step),
        question=_ask(page, blocker.step) if blocker.step is not None and is_question else None,
        time=view_time(page, blocker.effort),
    )


def view_time(page: View, effort: Effort | None) -> Time | None:
    """Return how long a step takes, where a table knows."""
    if effort is None:
        return None
    return Time(page.wording.say(effort_message(effort)), effort.cost, effort.source)


def view_steps(page: View, steps: Sequence[Step]) -> Iterator[Bar]:
    """Yield the steps that open most, with the counts of the gaps themselves."""
    most = max((step.n_unlocked for step in steps), default=1) or 1
    for step in steps[:SHOWN_STEPS]:
        name = page.wording.say(step.label)
        is_confirming = step.kind is StepKind.CONFIRM
        yield Bar(
            name=page.say(CONFIRM) if is_confirming else page.say(TO_DO[step.kind], step=name),
            n=step.n_unlocked,
            percent=max(round(100 * step.n_unlocked / most), 1),
            time=view_time(page, step.effort),
            is_confirming=is_confirming,
        )


def _reason(page: View, obstacle: Obstacle) -> str:
    """Say why vacancies do not fit as one says it to the person, without the most frequent example."""
    n, kind = obstacle.n_vacancies, dict(obstacle.reason.values).get("kind")
    name = page.wording.name(kind) if isinstance(kind, BlockerKind) else ""
    said = {
        Code.OBSTACLE_SKILLS: page.say_n(
            "%(n)s vacancy needs skills that you do not have.",
            "%(n)s vacancies need skills that you do not have.",
            n,
        ),
        Code.OBSTACLE_NOT_MET: page.say_n(
            "%(n)s vacancy does not fit because of this: %(kind)s.",
            "%(n)s vacancies do not fit because of this: %(kind)s.",
            n,
            kind=name,
        ),
        Code.OBSTACLE_UNKNOWN: page.say_n(
            "For %(n)s vacancy we do not know enough about this: %(kind)s.",
            "For %(n)s vacancies we do not know enough about this: %(kind)s.",
            n,
            kind=name,
        ),
    }.get(obstacle.reason.code)
    return page.wording.say(obstacle.reason) if said is None else said


def _ask(page: View, question: Message) -> str:
    asked = ASKED.get(question.code)
    return page.wording.say(question) if asked is None else page.say(asked)
