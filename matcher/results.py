"""Results as JSON, in the one form that the command line, the API and stored traces share."""

from __future__ import annotations

from typing import Any

from matcher.messages import Message
from matcher.types import Gaps, Match, MatchList, Stamp, Step
from matcher.wording.wording import ENGLISH, wording_of


def match_to_json(match: Match, title: str | None = None) -> dict[str, Any]:
    """Return one match; `title` (the vacancy's, for people to read) is left out where it is not known."""
    return {
        "id": match.id,
        **({} if title is None else {"title": title}),
        "rank": match.rank,
        "score": match.score,
        "group": match.group.value,
        "confidence": match.confidence.value,
        "contributions": [
            {"name": part.name.value, "points": part.points, "maximum": part.maximum, "known": part.known}
            for part in match.contributions
        ],
        "blockers": [
            {
                "kind": b.kind.value,
                "state": b.state.value,
                "required": _english(b.required),
                "step": None if b.step is None else _english(b.step),
            }
            for b in match.blockers
        ],
        "covered": [
            {
                "uri": c.uri,
                "label": c.label,
                "by": c.by,
                "by_label": c.by_label,
                "how": c.how.value,
                "relation": c.relation.value,
                "strength": c.strength,
            }
            for c in match.covered
        ],
        "missing": [{"uri": m.uri, "label": m.label, "relation": m.relation.value} for m in match.missing],
        "below_level": match.below_level,
    }


def match_list_to_json(found: MatchList, titles: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a whole list: `matches`, `widen` (matches with a `reason`), `questions`, `stamp`."""
    named = titles or {}
    return {
        "matches": [match_to_json(match, named.get(match.id)) for match in found.matches],
        "widen": [
            {**match_to_json(wide.match, named.get(wide.match.id)), "reason": _english(wide.reason)}
            for wide in found.widen
        ],
        "questions": [_english(question) for question in found.questions],
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
        "stamp": stamp_to_json(found.stamp),
    }


def step_to_json(step: Step) -> dict[str, Any]:
    """Return one step with what it alone unlocks."""
    return {
        "kind": step.kind.value,
        "uri" if step.kind.value == "skill" else "value": step.value,
        "label": _english(step.label),
        "n_unlocked": step.n_unlocked,
        "vacancy_ids": list(step.vacancy_ids),
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


def _english(message: Message) -> str:
    return wording_of(ENGLISH).say(message)
