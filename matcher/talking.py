"""A match as people talk about it: a short line for the person, talking points for the caseworker, quoted words.

Everything here is codes and values; nothing is computed that ranking did not find. `matcher.spoken` puts it into
languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from matcher.cautions import unlikely
from matcher.messages import Code, Message, Term, say
from matcher.quotes import Quotes
from matcher.remedies import effort_message
from matcher.types import (
    Blocker,
    BlockerState,
    Confidence,
    Covered,
    CoveredHow,
    Group,
    Kind,
    Match,
    Missing,
    RankingInput,
    Relation,
    SkillSource,
)
from matcher.world import World
from taxonomy.taxonomy import Taxonomy

__all__ = ["Asked", "Explanation", "Extent", "Standing", "Talker", "skills_of_work"]

# Percent of a requirement that is covered, in words: what a person said and nobody doubts counts 90, an unconfirmed
# skill 70, so FULLY means that nothing is left to ask, and PARTLY that a caseworker should look twice.
FULLY_PERCENT = 80
MOSTLY_PERCENT = 50
# Things named in one sentence; people remember three.
NAMED = 3


class Standing(StrEnum):
    """How a person stands to a requirement."""

    HAS = "has"
    CLOSE = "close"
    MISSING = "missing"


class Extent(StrEnum):
    """How far a requirement is covered."""

    FULLY = "fully"
    MOSTLY = "mostly"
    PARTLY = "partly"


class Asked(NamedTuple):
    """A requirement: the person's skill `by` (URI) that covers it, where that is known from, and both sides' words."""

    uri: str
    relation: Relation
    standing: Standing
    by: str | None = None
    source: SkillSource | None = None
    extent: Extent | None = None
    person_words: str | None = None
    vacancy_words: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """What to say about a match: `line` to the person, sentence by sentence; `points` to the caseworker."""

    requirements: tuple[Asked, ...]
    line: tuple[Message, ...]
    points: tuple[Message, ...]


class _Needed(NamedTuple):
    """The essential requirements of a match."""

    covered: list[Covered]
    missing: list[Missing]

    @property
    def n(self) -> int:
        """How many there are."""
        return len(self.covered) + len(self.missing)


class Talker:
    """Explains matches of one person. Taxonomy and weights are those of `world`; its vacancies do not matter."""

    def __init__(self, person: RankingInput, world: World, quotes: Quotes) -> None:
        self._quotes = quotes
        self._sources: Mapping[str, SkillSource] = {skill.uri: skill.source for skill in person.skills}
        self._from_work = skills_of_work(person, world.taxonomy)
        self._words: dict[str, str | None] = {}

    def explain(self, match: Match, vacancy_id: str | None = None) -> Explanation:
        """Explain a match; `vacancy_id` is needed where `match.id` is a profile's."""
        vacancy = self._quotes.vacancy(vacancy_id or match.id)
        words, implied = vacancy.of, vacancy.of(vacancy.occupation)
        requirements = (
            *[self._covered(covered, words(covered.uri) or implied) for covered in match.covered],
            *[
                Asked(missing.uri, missing.relation, Standing.MISSING, vacancy_words=words(missing.uri) or implied)
                for missing in match.missing
            ],
        )
        needed = _Needed(
            [covered for covered in match.covered if covered.relation is Relation.ESSENTIAL],
            [missing for missing in match.missing if missing.relation is Relation.ESSENTIAL],
        )
        points = tuple(self._points(match, needed, requirements))
        return Explanation(requirements, tuple(_line(match, needed)), points)

    def _covered(self, covered: Covered, vacancy_words: str | None) -> Asked:
        by = covered.by
        return Asked(
            covered.uri,
            covered.relation,
            Standing.HAS if covered.how is CoveredHow.HAS else Standing.CLOSE,
            by,
            self._sources.get(by, SkillSource.INFERRED),
            _extent(covered.strength),
            self._person_words(by),
            vacancy_words,
        )

    def _person_words(self, uri: str) -> str | None:
        if uri not in self._words:
            self._words[uri] = self._quotes.person.of(uri if uri in self._sources else self._from_work.get(uri))
        return self._words[uri]

    def _points(self, match: Match, needed: _Needed, requirements: tuple[Asked, ...]) -> Iterator[Message]:
        if needed.n:
            yield say(Code.POINT_SKILLS, have=len(needed.covered), n=needed.n)
        yield from _quoted(requirements, match)
        yield from self._to_check(needed.covered)
        yield from _enough(match, needed)
        yield from _missing(needed.missing)
        yield from (_obstacle(blocker) for blocker in match.blockers if blocker.state is not BlockerState.MET)
        yield from _notes(match)
        if match.below_level:
            yield say(Code.POINT_BELOW_LEVEL)
        if match.score is None:
            yield say(Code.POINT_UNSCORED)
        elif match.confidence is Confidence.LOW:
            yield say(Code.POINT_LOW_CONFIDENCE)

    def _to_check(self, essential: list[Covered]) -> Iterator[Message]:
        """Yield what a caseworker should ask about: what is only close, nobody has confirmed, or was not said."""
        exact = [covered for covered in essential if covered.how is CoveredHow.HAS]
        sources = [self._sources.get(covered.by, SkillSource.INFERRED) for covered in exact]
        for code, found in (
            (Code.POINT_CLOSE, [covered for covered in essential if covered.how is CoveredHow.CLOSE]),
            (
                Code.POINT_UNCONFIRMED,
                [c for c, source in zip(exact, sources, strict=True) if source is SkillSource.PROPOSED],
            ),
            (
                Code.POINT_FROM_WORK,
                [c for c, source in zip(exact, sources, strict=True) if source is SkillSource.INFERRED],
            ),
        ):
            if found:
                named = tuple(Term(Kind.SKILL, c.uri, c.label) for c in found[:NAMED])
                yield say(code, n=len(found), skills=named)


def skills_of_work(person: RankingInput, taxonomy: Taxonomy) -> dict[str, str]:
    """Return the occupation held (URI) that each inferred skill comes with; the first in order of the input."""
    found: dict[str, str] = {}
    for held in person.occupations:
        row = taxonomy.occupations.find_row(held.uri)
        if row is not None and held.source is not SkillSource.PROPOSED:
            for skill in taxonomy.essential.of(row).tolist():
                found.setdefault(taxonomy.skills.uri(skill), held.uri)
    return found


def _extent(strength: int) -> Extent:
    if strength >= FULLY_PERCENT:
        return Extent.FULLY
    return Extent.MOSTLY if strength >= MOSTLY_PERCENT else Extent.PARTLY


def _open(match: Match, state: BlockerState) -> tuple[Message, ...]:
    return tuple(blocker.required for blocker in match.blockers if blocker.state is state)[:NAMED]


# --- the person's line -------------------------------------------------------------------------


def _line(match: Match, needed: _Needed) -> Iterator[Message]:
    if match.score is None:
        yield say(Code.LINE_UNSCORED)
    elif match.group is Group.READY_NOW:
        yield say(Code.LINE_FITS)
        yield _skills_line(needed)
    elif match.group is Group.ONE_STEP_AWAY:
        yield from _one_step(match, needed)
    else:
        yield from _not_now(match, needed)


def _one_step(match: Match, needed: _Needed) -> Iterator[Message]:
    open_ones = [blocker for blocker in match.blockers if blocker.state is not BlockerState.MET]
    if open_ones and open_ones[0].state is BlockerState.NOT_MET:
        yield say(Code.LINE_ONE_STEP)
        yield say(Code.LINE_STEP, step=open_ones[0].step or open_ones[0].required)
    elif open_ones:
        yield say(Code.LINE_MAYBE)
        yield say(Code.LINE_UNKNOWN, things=(open_ones[0].required,))
    elif not needed.n:
        yield say(Code.LINE_MAYBE)
        yield say(Code.LINE_EMPLOYER)
    elif match.enough and match.enough[0].code is Code.MOVE_CONFIRM:
        yield say(Code.LINE_MAYBE)
        yield say(Code.LINE_CONFIRM)
    else:
        yield say(Code.LINE_ONE_STEP)
        yield say(Code.LINE_LEARN, n=len(match.enough), skills=match.enough)


def _not_now(match: Match, needed: _Needed) -> Iterator[Message]:
    yield say(Code.LINE_NOT_NOW)
    in_the_way, unknown = _open(match, BlockerState.NOT_MET), _open(match, BlockerState.UNKNOWN)
    if in_the_way:
        yield say(Code.LINE_IN_THE_WAY, things=in_the_way)
    if unknown:
        yield say(Code.LINE_UNKNOWN, things=unknown)
    if needed.n:
        yield _skills_line(needed)


def _skills_line(needed: _Needed) -> Message:
    return say(Code.LINE_SKILLS, have=len(needed.covered), n=needed.n)


# --- the caseworker's points -------------------------------------------------------------------


def _quoted(requirements: tuple[Asked, ...], match: Match) -> Iterator[Message]:
    """Yield the words of both sides for the requirement that is covered best, where both have words."""
    for asked, covered in zip(requirements, match.covered, strict=False):
        if asked.person_words and asked.vacancy_words:
            skill = Term(Kind.SKILL, covered.uri, covered.label)
            yield say(Code.POINT_QUOTES, skill=skill, person=asked.person_words, vacancy=asked.vacancy_words)
            return


def _enough(match: Match, needed: _Needed) -> Iterator[Message]:
    """Yield what alone would make it ready now, where that is about skills."""
    if match.group is Group.ONE_STEP_AWAY and not needed.n:
        yield say(Code.POINT_EMPLOYER)
    elif match.enough and match.enough[0].code is Code.MOVE_CONFIRM:
        yield say(Code.POINT_CONFIRM)
    elif match.enough:
        yield say(Code.POINT_LEARN, n=len(match.enough), skills=match.enough)


def _missing(missing: list[Missing]) -> Iterator[Message]:
    if missing:
        named = tuple(Term(Kind.SKILL, m.uri, m.label) for m in missing[:NAMED])
        more = len(missing) - len(named)
        if more:
            yield say(Code.POINT_MISSING_MORE, skills=named, n=more)
        else:
            yield say(Code.POINT_MISSING, skills=named)


def _obstacle(blocker: Blocker) -> Message:
    required, step = blocker.required, blocker.step or blocker.required
    if blocker.state is BlockerState.UNKNOWN:
        return say(Code.POINT_QUESTION, required=required, question=step)
    if blocker.effort is None:
        return say(Code.POINT_BLOCKER, required=required, step=step)
    return say(Code.POINT_BLOCKER_EFFORT, required=required, step=step, effort=effort_message(blocker.effort))


def _notes(match: Match) -> Iterator[Message]:
    """Yield what may come of it all the same: regulated work that nobody has verified, and why it is unlikely."""
    yield from (say(Code.POINT_NOTE, note=caution.reason) for caution in match.cautions if caution.status is not None)
    doubt = unlikely(match.cautions)
    if doubt is not None:
        yield say(Code.POINT_NOTE, note=doubt)
