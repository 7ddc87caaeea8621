"""Explanations, reasons against and suppositions as JSON, side by side in the languages somebody asked for.

Words that are the same for every match (names of contributions, groups, states) and the labels of concepts stand once
per list, under `languages`; each match says its line and its points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from matcher.messages import Code, Message, say
from matcher.obstacles import nothing_suitable
from matcher.remedies import effort_message
from matcher.results import covered_to_json, match_to_json, stamp_to_json
from matcher.steps import Move, label_of
from matcher.talking import Asked, Explanation, Extent, Standing, Talker
from matcher.types import (
    Blocker,
    BlockerKind,
    BlockerState,
    Confidence,
    ContributionName,
    Gaps,
    Group,
    Kind,
    Match,
    MatchList,
    Relation,
    SkillSource,
    Step,
    StepKind,
)
from matcher.what_if import Position, WhatIf
from matcher.why_not import WhyNot
from matcher.wording.wording import ENGLISH, Wording, wording_of
from matcher.world import World

__all__ = [
    "explain_gaps",
    "explain_list",
    "explain_people",
    "tell_change",
    "tell_opened",
    "tell_why",
    "what_if_to_json",
    "why_not_to_json",
]

# The enums whose members are named once per list.
NAMED: tuple[type[StrEnum], ...] = (
    ContributionName,
    Group,
    Confidence,
    BlockerKind,
    BlockerState,
    Standing,
    SkillSource,
    Extent,
    Relation,
    StepKind,
)

Json = dict[str, Any]


class _Voice:
    """A wording while one answer is made: most of what is said about a match has been said about another before."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self._said: dict[Message, str] = {}
        self._blockers: dict[int, Json] = {}

    def say(self, message: Message) -> str:
        """Put a message into words, once."""
        found = self._said.get(message)
        if found is None:
            found = self._said[message] = self.wording.say(message)
        return found

    def blocker(self, blocker: Blocker) -> Json:
        """Return a blocker in words, once: matches of a list share theirs, which live as long as this answer."""
        found = self._blockers.get(id(blocker))
        if found is None:
            step = None if blocker.step is None else self.say(blocker.step)
            found = self._blockers[id(blocker)] = {"required": self.say(blocker.required), "step": step}
        return found

    def sentences(self, messages: Iterable[Message]) -> str:
        """Return whole sentences, one after the other."""
        return " ".join(map(self.say, messages))


def _explained(match: Match, explained: Explanation, voices: Sequence[_Voice]) -> Json:
    """Return one explained match: its requirements, and what to say in each language."""
    return {
        "requirements": [_asked_to_json(asked) for asked in explained.requirements],
        "said": [
            {
                "language": voice.wording.language,
                "line": voice.sentences(explained.line),
                "points": [voice.say(point) for point in explained.points],
                "blockers": [voice.blocker(blocker) for blocker in match.blockers],
            }
            for voice in voices
        ],
    }


def languages_to_json(uris: Iterable[str], wordings: Sequence[Wording]) -> list[Json]:
    """Return, per language, its direction, the words that do not change, and the labels of the skills named.

    A label says its own language, which is English (or another) where the taxonomy has none in the one asked for.
    """
    named = sorted(set(uris))
    return [
        {
            "language": wording.language,
            "direction": wording.direction,
            "words": wording.glossary(NAMED),
            "labels": {
                uri: {"label": label.text, "language": label.language}
                for uri, label in wording.labels(Kind.SKILL, named).items()
            },
        }
        for wording in wordings
    ]


def _uris(explained: Iterable[Explanation]) -> Iterator[str]:
    """Yield the skills that explanations name."""
    return (uri for each in explained for asked in each.requirements for uri in (asked.uri, asked.by) if uri)


def explain_gaps(body: Json, found: Gaps, wordings: Sequence[Wording]) -> Json:
    """Return the JSON of a person's gaps with what each step is called in `said`, and what all share in `languages`.

    As it is where no language was asked for.
    """
    if not wordings:
        return body
    voices = [_Voice(wording) for wording in wordings]

    def told(lines: Sequence[Json], steps: Sequence[Step]) -> list[Json]:
        return [{**line, "said": _step_said(step, voices)} for line, step in zip(lines, steps, strict=True)]

    every = (*found.steps, *(step for bundle in found.bundles for step in bundle.steps))
    return {
        **body,
        "steps": told(body["steps"], found.steps),
        "bundles": [
            {**line, "steps": told(line["steps"], bundle.steps)}
            for line, bundle in zip(body["bundles"], found.bundles, strict=True)
        ],
        "quickest": told(body["quickest"], found.quickest),
        "languages": languages_to_json((step.value for step in every if step.kind is StepKind.SKILL), wordings),
    }


def _step_said(step: Step, voices: Sequence[_Voice]) -> list[Json]:
    effort = None if step.effort is None else effort_message(step.effort)
    return [
        {
            "language": voice.wording.language,
            "label": voice.say(step.label),
            "effort": None if effort is None else voice.say(effort),
        }
        for voice in voices
    ]


def explain_list(body: Json, found: MatchList, talker: Talker, wordings: Sequence[Wording]) -> Json:
    """Return the JSON of a person's list with an `explanation` in every match, and what all share in `languages`."""
    matches = (*found.matches, *(wider.match for wider in found.widen))
    return _with_explanations(body, found, [(match, talker.explain(match)) for match in matches], wordings)


def explain_people(
    body: Json, found: MatchList, talkers: Mapping[str, Talker], vacancy_id: str, wordings: Sequence[Wording]
) -> Json:
    """Return the same for the people of a vacancy; `talkers` by profile."""
    explained = [(match, talkers[match.id].explain(match, vacancy_id)) for match in found.matches]
    return _with_explanations(body, found, explained, wordings)


def _with_explanations(
    body: Json, found: MatchList, explained: Sequence[tuple[Match, Explanation]], wordings: Sequence[Wording]
) -> Json:
    voices = [_Voice(wording) for wording in wordings]
    said = iter([_explained(*each, voices) for each in explained])
    nothing = nothing_suitable(found.obstacles)
    shared = languages_to_json(_uris(explanation for _, explanation in explained), wordings)
    return {
        **body,
        "matches": [{**match, "explanation": next(said)} for match in body["matches"]],
        "widen": [{**match, "explanation": next(said)} for match in body["widen"]],
        "languages": [
            {
                **each,
                "questions": [wording.say(question) for question in found.questions],
                "reasons": [wording.say(wider.reason) for wider in found.widen],
                "nothing_suitable": None if nothing is None else wording.say(nothing),
            }
            for wording, each in zip(wordings, shared, strict=True)
        ],
    }


def why_not_to_json(
    found: WhyNot, explained: Explanation | None, wordings: Sequence[Wording], world: World, title: str | None = None
) -> Json:
    """Return why a vacancy stands where it stands; `explained` is None where it was not open."""
    match = found.match
    voices = [_Voice(wording) for wording in wordings]
    named = _moves(found.takes or (), world)
    return {
        "id": found.id,
        **({} if title is None else {"title": title}),
        "is_open": match is not None,
        "n_open": found.n_open,
        "match": None if match is None else match_to_json(match),
        "takes": None if found.takes is None else [_move_to_json(*move) for move in named],
        "close": [covered_to_json(covered) for covered in found.close],
        "explanation": None if match is None or not explained else _explained(match, explained, voices),
        "said": [
            {"language": w.language, "why": [w.say(message) for message in tell_why(found, world)]} for w in wordings
        ],
        "languages": languages_to_json(
            [*_uris([explained] if explained else []), *(covered.by for covered in found.close)], wordings
        ),
        "stamp": stamp_to_json(found.stamp),
    }


def what_if_to_json(found: WhatIf, wordings: Sequence[Wording], world: World, titles: dict[str, str]) -> Json:
    """Return what the steps change."""
    return {
        "steps": [_move_to_json(*move) for move in _moves(found.steps, world)],
        "n_ready_before": found.n_ready_before,
        "n_ready_after": found.n_ready_after,
        "newly_ready": list(found.newly_ready),
        "n_changed": found.n_changed,
        "changes": [
            {
                "id": change.id,
                **({"title": titles[change.id]} if change.id in titles else {}),
                **{
                    when: {"score": at.score, "group": at.group.value, "rank": at.rank}
                    for when, at in (("before", change.before), ("after", change.after))
                },
            }
            for change in found.changes
        ],
        "said": [
            {
                "language": w.language,
                "steps": [w.say(message) for _, message in _moves(found.steps, world)],
                "line": w.say(tell_opened(found)),
                "changes": [_Voice(w).sentences(tell_change(change.before, change.after)) for change in found.changes],
            }
            for w in wordings
        ],
        "stamp": stamp_to_json(found.stamp),
    }


def _asked_to_json(asked: Asked) -> Json:
    return {
        "uri": asked.uri,
        "relation": asked.relation,  # members of string enums are written as their values
        "how": asked.standing,
        "by": asked.by,
        "source": asked.source,
        "extent": asked.extent,
        "person_words": asked.person_words,
        "vacancy_words": asked.vacancy_words,
    }


def _moves(moves: Iterable[Move], world: World) -> list[tuple[Move, Message]]:
    return [(move, label_of(move, world, ENGLISH)) for move in moves]


def _move_to_json(move: Move, name: Message) -> Json:
    return {"kind": move.kind.value, "value": move.value, "label": wording_of(ENGLISH).say(name)}


def tell_why(found: WhyNot, world: World) -> list[Message]:
    """Say where a vacancy stands, and what it would take."""
    match = found.match
    if match is None:
        return [_closed(found)]
    # Whoever asks why is told the place among all: it is always counted here.
    place = say(Code.WHY_PLACE, rank=match.rank or 0, n=found.n_open, group=match.group)
    if found.takes is None:
        return [place, say(Code.WHY_NO_WAY)]
    takes = tuple(name for _, name in _moves(found.takes, world))
    return [place, say(Code.WHY_TAKES, n=len(takes), steps=takes)] if takes else [place]


def _closed(found: WhyNot) -> Message:
    if found.first_day is not None and found.stamp.as_of < found.first_day:
        return say(Code.WHY_NOT_YET, day=found.first_day)
    return say(Code.WHY_CLOSED, day=found.last_day or found.stamp.as_of)


def tell_opened(found: WhatIf) -> Message:
    """Say how many vacancies are ready after the steps that were not before."""
    n = len(found.newly_ready)
    return say(Code.WHAT_IF_OPENS, n=n) if n else say(Code.WHAT_IF_OPENS_NOTHING)


def tell_change(before: Position, after: Position) -> Iterator[Message]:
    """Say what is other about a vacancy after the steps; nothing where nothing is."""
    if before.score is not None and after.score is not None and before.score != after.score:
        yield say(Code.WHAT_IF_POINTS, before=before.score, after=after.score)
    if before.rank != after.rank:
        yield say(Code.WHAT_IF_PLACE, before=before.rank, after=after.rank)
    if before.group is not after.group:
        yield say(Code.WHAT_IF_GROUP, before=before.group, after=after.group)
