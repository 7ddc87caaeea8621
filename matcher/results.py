"""Results as JSON, in the one form that the command line, the API and stored traces share.

A list is put together of dicts and of the frozen values that it holds hundreds of, whose fields are the keys of its
JSON in their order. `write_match_list` writes that at once; `match_list_to_json` turns it into dicts and lists, for
whoever adds to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from enum import Enum, IntEnum
from functools import lru_cache
from typing import Any

from msgspec import to_builtins
from msgspec.json import Encoder

from matcher.cautions import unlikely
from matcher.messages import Country, Message, Span, Term, Tongue, Value
from matcher.obstacles import nothing_suitable
from matcher.remedies import effort_message
from matcher.types import Blocker, Caution, Covered, Effort, Gaps, Match, MatchList, Obstacle, Stamp, StatedFact, Step
from matcher.wording.wording import ENGLISH, wording_of

_write = Encoder().encode
BLOCKERS = 4096  # remembered: conditions that vacancies of one place state, for each state they can be in


def match_to_json(match: Match, title: str | None = None) -> dict[str, Any]:
    """Return one match; `title` may be missing."""
    return _plain(_match(match, title, None))


def _match(match: Match, title: str | None, stated: Sequence[StatedFact] | None) -> dict[str, Any]:
    """Return one match; `title` and `stated` (the vacancy's, for people to read) may be missing."""
    return {
        "id": match.id,
        **({} if title is None else {"title": title}),
        **({} if stated is None else {"stated": [stated_to_json(fact) for fact in stated]}),
        "rank": match.rank,
        "score": match.score,
        "group": match.group.value,
        "confidence": match.confidence.value,
        "contributions": match.contributions,
        "blockers": [blocker_to_json(blocker) for blocker in match.blockers],
        "covered": match.covered,
        "missing": match.missing,
        "below_level": match.below_level,
        "cautions": [_caution(caution) for caution in match.cautions],
        "unlikely": _english_or_none(unlikely(match.cautions)),
    }


def covered_to_json(covered: Covered) -> dict[str, Any]:
    """Return a requirement and a skill that covers it."""
    return _plain(covered)


def blocker_to_json(blocker: Blocker) -> dict[str, Any]:
    """Return a blocker in English, and as codes for whoever says it in another language.

    Most are the same for most people; what is returned for equal ones is shared, and not to be changed.
    """
    return _blocker_to_json(blocker)


@lru_cache(maxsize=BLOCKERS)
def _blocker_to_json(blocker: Blocker) -> dict[str, Any]:
    return {
        "kind": blocker.kind.value,
        "state": blocker.state.value,
        "required": _english(blocker.required),
        "step": _english_or_none(blocker.step),
        "required_message": message_to_json(blocker.required),
        "step_message": None if blocker.step is None else message_to_json(blocker.step),
        "effort": effort_to_json(blocker.effort),
        "source": blocker.source,
    }


def effort_to_json(effort: Effort | None) -> dict[str, Any] | None:
    """Return how long a step typically takes, with source and status of the row that says so."""
    if effort is None:
        return None
    return {
        "text": _english(effort_message(effort)),
        "weeks": [effort.min_weeks, effort.max_weeks],
        "cost": effort.cost,
        "source": effort.source,
        "checked": None if effort.checked is None else effort.checked.isoformat(),
        "status": effort.status.value,
    }


def message_to_json(message: Message) -> dict[str, Any]:
    """Return the code of a message and its values by name."""
    return {"code": message.code.value, "values": {name: _value(value) for name, value in message.values}}


def _caution(caution: Caution) -> dict[str, Any]:
    return {
        "text": _english(caution.reason),
        "message": message_to_json(caution.reason),
        "status": None if caution.status is None else caution.status.value,
        "effort": effort_to_json(caution.effort),
        "source": caution.source,
    }


def _obstacle(obstacle: Obstacle) -> dict[str, Any]:
    return {
        "text": _english(obstacle.reason),
        "message": message_to_json(obstacle.reason),
        "n_vacancies": obstacle.n_vacancies,
    }


def _value(value: Value) -> Any:  # noqa: ANN401, PLR0911 - JSON, and one return per kind of value
    match value:
        case Message():
            return message_to_json(value)
        case Term():
            return {"uri": value.uri, "label": value.label}
        case Tongue(code) | Country(code):
            return code
        case Span(minimum, maximum):
            return [minimum, maximum]
        case IntEnum():
            return value.name
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case tuple():
            return [_value(item) for item in value]
    return value


def stated_to_json(fact: StatedFact) -> dict[str, Any]:
    """Return a fact with the words it was read from: `kind`, `value`, `relation` (null or as for skills), `mention`."""
    return asdict(fact)


def match_list_to_json(
    found: MatchList,
    titles: Mapping[str, str] | None = None,
    stated: Mapping[str, Sequence[StatedFact]] | None = None,
) -> dict[str, Any]:
    """Return a whole list: `matches`, `widen` (matches with a `reason`), `questions`, `obstacles`, `stamp`.

    Of a part of a list, `sizes` says how many vacancies each group has. `titles` and `stated` say by id what
    `match_to_json` shows beside a match.
    """
    return _plain(_match_list(found, titles, stated))


def write_match_list(
    found: MatchList, titles: Mapping[str, str], before: Mapping[str, Any], after: Mapping[str, Any]
) -> bytes:
    """Write what `match_list_to_json` returns as compact JSON in UTF-8, with keys before and after it."""
    return _write({**before, **_match_list(found, titles, None), **after})


def _plain(value: object) -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(value)
    return found


def _match_list(
    found: MatchList, titles: Mapping[str, str] | None, stated: Mapping[str, Sequence[StatedFact]] | None
) -> dict[str, Any]:
    named, said = titles or {}, stated or {}
    sizes = {} if found.sizes is None else {"sizes": {group.value: n for group, n in found.sizes.items()}}
    return {
        "matches": [_match(match, named.get(match.id), said.get(match.id)) for match in found.matches],
        "widen": [
            {
                **_match(wide.match, named.get(wide.match.id), said.get(wide.match.id)),
                "reason": _english(wide.reason),
            }
            for wide in found.widen
        ],
        "questions": [_english(question) for question in found.questions],
        "obstacles": [_obstacle(obstacle) for obstacle in found.obstacles],
        "nothing_suitable": _english_or_none(nothing_suitable(found.obstacles)),
        **sizes,
        "stamp": stamp_to_json(found.stamp),
    }


def gaps_to_json(found: Gaps) -> dict[str, Any]:
    """Return steps, bundles and stamp; a skill step has a `uri`, any other a `value`."""
    return {
        "steps": [step_to_json(step) for step in found.steps],
        "bundles": [
            {"steps": [step_to_json(step) for step in bundle.steps], "n_unlocked": bundle.n_unlocked}
            for bundle in found.bundles
        ],
        "quickest": [step_to_json(step) for step in found.quickest],
        "stamp": stamp_to_json(found.stamp),
    }


def step_to_json(step: Step) -> dict[str, Any]:
    """Return one step with what it alone unlocks, and per week of effort where somebody has verified the effort."""
    return {
        "kind": step.kind.value,
        "uri" if step.kind.value == "skill" else "value": step.value,
        "label": _english(step.label),
        "n_unlocked": step.n_unlocked,
        "vacancy_ids": list(step.vacancy_ids),
        "effort": effort_to_json(step.effort),
        "n_per_week": None if step.per_week is None else round(step.per_week, 2),
    }


def stamp_to_json(stamp: Stamp) -> dict[str, Any]:
    """Return what a result was made from."""
    return {
        "taxonomy": stamp.taxonomy,
        "encoder": stamp.encoder,
        "index": stamp.index,
        "weights": stamp.weights,
        "catalogue": stamp.catalogue,
        "as_of": stamp.as_of.isoformat(),
    }


def _english_or_none(message: Message | None) -> str | None:
    return None if message is None else _english(message)


def _english(message: Message) -> str:
    return wording_of(ENGLISH).say(message)
