"""The reasons of one match as a page shows them. Pure: what matching found goes in, words and numbers come out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from api.matches import Title
from api.speaking import write_step
from api.web.speech import OWN_NAMES, Speech, mark
from matcher.cautions import unlikely
from matcher.messages import Message
from matcher.remedies import effort_message
from matcher.spoken import tell_why
from matcher.steps import Move, label_of
from matcher.talking import Asked, Explanation, Standing
from matcher.types import (
    Blocker,
    BlockerState,
    Caution,
    Contribution,
    Effort,
    Group,
    Kind,
    Match,
    Missing,
    Relation,
    RowStatus,
    StatedKind,
    StepKind,
)
from matcher.why_not import WhyNot
from matcher.wording.wording import ENGLISH, Wording
from matcher.world import World
from taxonomy.types import Label

# What the text of a vacancy says about the work; the words themselves are quoted as they stand there.
SAID = {
    StatedKind.CONTRACT: mark("Contract"),
    StatedKind.WORKING_TIME: mark("Working time"),
    StatedKind.HOURS: mark("Hours"),
    StatedKind.SHIFT: mark("Shifts"),
    StatedKind.PAY: mark("Pay"),
    StatedKind.HOUSING: mark("Housing"),
    StatedKind.START: mark("Start"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of the score: in the picture it begins where the parts before it end, at `start` points.

    Where nothing is known its points are a neutral constant.
    """

    label: str
    start: int
    points: int
    maximum: int
    known: bool


@dataclass(frozen=True, slots=True)
class Need:
    """Requirements about which the same is to be said, such as all that come with the same work done before.

    `by` is the skill that covers them where it is another one; with it, the words of both sides.
    """

    labels: tuple[Label, ...]
    standing: Standing
    standing_name: str
    by: Label | None
    how: str
    """how far it is covered and where that is known from; empty where it is missing"""
    person_words: str | None
    vacancy_words: str | None


@dataclass(frozen=True, slots=True)
class Cost:
    """How long a step typically takes, and what it costs in the words of the row that says so."""

    time: str
    cost: str
    source: str
    checked: date | None
    is_verified: bool

    @classmethod
    def of(cls, wording: Wording, effort: Effort | None) -> Cost | None:
        """Return what a step takes in the words of a language; None where no row says so."""
        if effort is None:
            return None
        is_verified = effort.status is RowStatus.VERIFIED
        return cls(wording.say(effort_message(effort)), effort.cost, effort.source, effort.checked, is_verified)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A requirement that is no skill, and the step that removes it."""

    state: BlockerState
    state_name: str
    name: str
    required: str
    step: str | None
    cost: Cost | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a table of regulated work says that nobody has verified, or that stands in nobody's way."""

    text: str
    cost: Cost | None
    source: str | None
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Side:
    """What to say in one language: `line` to the person, `points` for the caseworker."""

    language: str
    own_name: str
    direction: str
    line: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """The vacancy, with its age in days and the days until it closes where these are known."""

    id: str
    title: str
    place: str | None
    source: str
    published: date | None
    expires: date | None
    age: int | None
    closes_in: int | None
    said: tuple[tuple[str, str], ...]
    """what the text says about the work, by name"""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that can be supposed, as `api.speaking.read_step` reads it."""

    value: str
    label: str
    is_enough: bool
    """one of those that together would make the vacancy ready now"""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Everything that is shown about one vacancy for one person; `group` is None where it is not open."""

    offer: Offer
    rank: int | None
    n_open: int
    group: Group | None
    group_name: str
    confidence: str
    score: int | None
    maximum: int
    bars: tuple[Bar, ...]
    essential: tuple[Need, ...]
    optional: tuple[Need, ...]
    obstacles: tuple[Obstacle, ...]
    notes: tuple[Note, ...]
    unlikely: str | None
    below_level: bool
    sides: tuple[Side, ...]
    why: tuple[str, ...]
    steps: tuple[Step, ...]
    as_of: date

    @property
    def open_ones(self) -> list[Obstacle]:
        """What is not met, and then what is not known."""
        order = (BlockerState.NOT_MET, BlockerState.UNKNOWN)
        return [obstacle for state in order for obstacle in self.obstacles if obstacle.state is state]

    @property
    def met_ones(self) -> list[Obstacle]:
        """What the vacancy asks for beside skills, and the person has."""
        return [obstacle for obstacle in self.obstacles if obstacle.state is BlockerState.MET]


@dataclass(frozen=True, slots=True)
class Found:
    """What matching found about a vacancy: its match and explanation, None where it is not open, and why it is so."""

    match: Match | None
    explained: Explanation | None
    why: WhyNot
    title: Title


class Teller:
    """Puts what was found into the language of a page; `others` are shown beside it where two are wanted."""

    def __init__(self, speech: Speech, wording: Wording, others: Sequence[Wording], world: World) -> None:
        self._speech, self._wording, self._others, self._world = speech, wording, others, world

    def tell(self, found: Found) -> Reasons:
        """Return the reasons of one match."""
        match, explained, as_of = found.match, found.explained, found.why.stamp.as_of
        needs = {} if match is None or explained is None else self._needs(match, explained)
        doubt = None if match is None else unlikely(match.cautions)
        return Reasons(
            offer=self._offer(found.why.id, found.title, as_of),
            rank=None if match is None else match.rank,
            n_open=found.why.n_open,
            group=None if match is None else match.group,
            group_name="" if match is None else self._wording.name(match.group),
            confidence="" if match is None else self._wording.name(match.confidence),
            score=None if match is None else match.score,
            maximum=0 if match is None else sum(part.maximum for part in match.contributions),
            bars=() if match is None else tuple(self._bars(match.contributions)),
            essential=tuple(needs.get(Relation.ESSENTIAL, ())),
            optional=tuple(needs.get(Relation.OPTIONAL, ())),
            obstacles=() if match is None else tuple(map(self._obstacle, match.blockers)),
            notes=() if match is None else tuple(self._notes(match.cautions)),
            unlikely=None if doubt is None else self._wording.say(doubt),
            below_level=match is not None and bool(match.below_level),
            sides=() if explained is None else tuple(self._sides(explained)),
            why=tuple(self._wording.say(message) for message in tell_why(found.why, self._world)),
            steps=() if match is None else tuple(self._steps(match, found.why)),
            as_of=as_of,
        )

    def _offer(self, vacancy_id: str, title: Title, as_of: date) -> Offer:
        return Offer(
            id=vacancy_id,
            title=title.title,
            place=title.place,
            source=title.source,
            published=title.published,
            expires=title.expires,
            age=title.age_on(as_of),
            closes_in=title.closes_in(as_of),
            said=tuple((str(self._speech.say(SAID[kind])), words) for kind, words in title.said),
        )

    def _bars(self, contributions: Sequence[Contribution]) -> Iterator[Bar]:
        start = 0
        for part in contributions:
            yield Bar(self._wording.name(part.name), start, part.points, part.maximum, part.known)
            start += part.points

    def _needs(self, match: Match, explained: Explanation) -> Mapping[Relation, list[Need]]:
        """Return what is needed and what is welcome, in the order of the explanation."""
        labels = self._labels(match, explained)
        alike: dict[Relation, dict[Need, list[Label]]] = {}
        for asked in explained.requirements:
            together = alike.setdefault(asked.relation, {})
            together.setdefault(self._need(asked, labels), []).append(labels[asked.uri])
        return {
            relation: [replace(need, labels=tuple(named)) for need, named in together.items()]
            for relation, together in alike.items()
        }

    def _labels(self, match: Match, explained: Explanation) -> Mapping[str, Label]:
        """Return the labels of the skills of a match, its own where the taxonomy has none any more."""
        given = {each.by: each.by_label for each in match.covered}
        given |= {each.uri: each.label for each in match.covered}
        given |= {each.uri: each.label for each in match.missing}
        uris = {uri for asked in explained.requirements for uri in (asked.uri, asked.by) if uri}
        found = self._wording.labels(Kind.SKILL, uris)
        return {uri: label if label.language else Label(given.get(uri, uri), "") for uri, label in found.items()}

    def _need(self, asked: Asked, labels: Mapping[str, Label]) -> Need:
        """Return what is to be said about a requirement, without its label."""
        name, said = self._wording.name, []
        if asked.standing is Standing.CLOSE and asked.extent is not None:
            said.append(name(asked.extent))
        if asked.source is not None:
            said.append(name(asked.source))
        return Need(
            labels=(),
            standing=asked.standing,
            standing_name=name(asked.standing),
            by=labels[asked.by] if asked.by is not None and asked.by != asked.uri else None,
            how="; ".join(said),
            person_words=asked.person_words,
            vacancy_words=asked.vacancy_words,
        )

    def _obstacle(self, blocker: Blocker) -> Obstacle:
        say, name = self._wording.say, self._wording.name
        return Obstacle(
            state=blocker.state,
            state_name=name(blocker.state),
            name=name(blocker.kind),
            required=say(blocker.required),
            step=None if blocker.step is None else say(blocker.step),
            cost=Cost.of(self._wording, blocker.effort),
            source=blocker.source,
        )

    def _notes(self, cautions: Sequence[Caution]) -> Iterator[Note]:
        for caution in cautions:
            if caution.status is not None:
                text, is_verified = self._wording.say(caution.reason), caution.status is RowStatus.VERIFIED
                yield Note(text, Cost.of(self._wording, caution.effort), caution.source, is_verified)

    def _sides(self, explained: Explanation) -> Iterator[Side]:
        for wording in (self._wording, *self._others):
            language = wording.language
            line, points = _sentences(wording, explained.line), tuple(wording.say(point) for point in explained.points)
            yield Side(language, OWN_NAMES[language], wording.direction, line, points)

    def _steps(self, match: Match, why: WhyNot) -> Iterator[Step]:
        enough = why.takes or ()
        lacking = (Move(StepKind.SKILL, each.uri) for each in match.missing if _is_essential(each))
        for move in dict.fromkeys((*enough, *lacking)):
            label = self._wording.say(label_of(move, self._world, ENGLISH))
            yield Step(write_step(move), label, move in enough)


def _is_essential(missing: Missing) -> bool:
    return missing.relation is Relation.ESSENTIAL


def _sentences(wording: Wording, messages: Sequence[Message]) -> str:
    return " ".join(map(wording.say, messages))
