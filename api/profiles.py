"""What happens to a stored profile: made, changed, answered about. Works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api import repository
from api.bodies import Decision, LinkDecision, ProfileLine
from api.decisions import Answer, apply_answers
from api.errors import NotFoundError
from api.reading import ReadProfile
from api.repository import hash_content
from api.session import Session
from api.tables import ProfileLinkRow, ProfileRow
from matcher.inputs import ranking_input_from_json, to_json
from matcher.types import Kind, Link, RankingInput


def profile_content(line: ProfileLine) -> dict[str, Any]:
    """Return what the line says, without who says it: what decides whether it has changed."""
    return line.model_dump(mode="json", exclude_defaults=True, exclude={"id", "external_id", "source"})


def write_profile(
    session: Session, row: ProfileRow, line: ProfileLine, read: ReadProfile, now: datetime
) -> tuple[ProfileLinkRow, ...]:
    """Write what `line` says into `row`, new or stored, and return the links; answers to those still there stay."""
    answers = {(link.kind, link.uri): link.decision for link in repository.get_links(session, row.id)}
    content = profile_content(line)
    row.lang = line.lang
    row.words = line.text or ""
    row.facts = {key: value for key, value in content.items() if key != "text"}
    row.content_hash = hash_content(content)
    row.unmapped = [asdict(mention) for mention in read.unmapped]
    row.unresolved = list(read.unresolved)
    row.read_input = to_json(read.input)
    row.version += 1
    row.updated_at = now
    links = tuple(
        _link_row(row.id, link, answers.get((link.kind.value, link.uri)))
        for link in (*read.occupation_links, *read.skill_links)
    )
    session.add(row)
    session.flush()
    repository.replace_links(session, row.id, links)
    _rank_by(row, links)
    return links


def decide(session: Session, row: ProfileRow, decision: LinkDecision, now: datetime) -> tuple[ProfileLinkRow, ...]:
    """Note what a person says about a link, and let ranking see it at once; raises NotFoundError."""
    links = repository.get_links(session, row.id)
    link = next((link for link in links if (link.kind, link.uri) == (decision.kind.value, decision.uri)), None)
    if link is None:
        raise NotFoundError("link", decision.uri)
    link.decision = decision.decision.value
    row.version += 1
    row.updated_at = now
    _rank_by(row, links)
    session.add_all([row, link])
    return links


def line_of(row: ProfileRow) -> dict[str, Any]:
    """Return the profile line as it was given."""
    return {**({"text": row.words} if row.words else {}), **row.facts}


def ranked_by(row: ProfileRow) -> RankingInput:
    """Return all that ranking sees of a stored profile."""
    return ranking_input_from_json(row.ranking_input)


def _rank_by(row: ProfileRow, links: Sequence[ProfileLinkRow]) -> None:
    facts = ranking_input_from_json(row.read_input)
    row.ranking_input = to_json(apply_answers(facts, _answers(links)))


def _answers(links: Iterable[ProfileLinkRow]) -> Iterable[Answer]:
    return (Answer(Kind(link.kind), link.uri, Decision(link.decision)) for link in links)


def _link_row(profile_id: str, link: Link, decision: str | None) -> ProfileLinkRow:
    return ProfileLinkRow(
        profile_id=profile_id,
        kind=link.kind.value,
        uri=link.uri,
        label=link.label,
        score=link.score,
        method=link.method.value,
        status=link.status.value,
        mention_text=link.mention.text,
        mention_start=link.mention.start,
        mention_end=link.mention.end,
        decision=decision or Decision.NONE.value,
    )
