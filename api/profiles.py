"""What happens to a stored profile: made, changed, answered about. Works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api import repository
from api.bodies import Decision, LinkDecision, ProfileLine
from api.decisions import Answer, apply_answers
from api.errors import NotFoundError, RestrictedError
from api.match_repository import STOPS, find_ranking_input
from api.reading import ReadProfile
from api.repository import hash_content
from api.session import Session
from api.tables import ProfileLinkRow, ProfileRow
from matcher.inputs import ranking_input_from_json, to_json
from matcher.types import Kind, Link, LinkMethod, LinkStatus, Mention, RankingInput
from taxonomy.changes import kind_of
from taxonomy.taxonomy import Taxonomy


def profile_content(line: ProfileLine) -> dict[str, Any]:
    """Return what the line says, without who says it: what decides whether it has changed."""
    return line.model_dump(mode="json", exclude_defaults=True, exclude={"id", "external_id", "source"})


def write_profile(
    session: Session,
    row: ProfileRow,
    line: ProfileLine,
    read: ReadProfile,
    now: datetime,
    answered: Mapping[tuple[str, str], str] | None = None,
) -> tuple[ProfileLinkRow, ...]:
    """Write what `line` says into `row`, new or stored, and return the links; answers to those still there stay.

    So do answers about concepts of an earlier release, which nothing can be linked to any more, and about those that
    a person named without a text. `answered` are answers from elsewhere, by kind and URI.
    """
    before = repository.get_links(session, row.id)
    answers = {**(answered or {}), **{(link.kind, link.uri): link.decision for link in before}}
    words = {(entry["kind"], entry["uri"]) for entry in row.former}
    answered_before = [link for link in before if link.decision != Decision.NONE]
    kept = [link for link in answered_before if (link.kind, link.uri) in words or link.method == LinkMethod.GIVEN]
    if row.words != (line.text or ""):
        given = concept_uris(profile_content(line)) | {link.uri for link in kept}
        row.former = [entry for entry in row.former if entry["uri"] in given]
    links = {(link.kind, link.uri): link for link in (*map(copy_link, kept), *read_links(row.id, read))}
    for key, link in links.items():
        link.decision = answers.get(key, link.decision)
    return store_profile(session, row, line, read, tuple(links.values()), now)


def store_profile(
    session: Session,
    row: ProfileRow,
    line: ProfileLine,
    read: ReadProfile,
    links: tuple[ProfileLinkRow, ...],
    now: datetime,
) -> tuple[ProfileLinkRow, ...]:
    """Write what `line` says, with these links in place of those before, and return them."""
    content = profile_content(line)
    row.lang = line.lang
    row.words = line.text or ""
    row.facts = {key: value for key, value in content.items() if key != "text"}
    row.content_hash = hash_content(content)
    row.unmapped = [asdict(mention) for mention in read.unmapped]
    row.unresolved = list(read.unresolved)
    row.read_input = to_json(read.input)
    row.taxonomy, row.reading = read.read_with.taxonomy, read.read_with.reading
    row.version += 1
    touch(row, now)
    session.add(row)
    session.flush()
    repository.replace_links(session, row.id, links)
    _rank_by(row, links)
    return links


def touch(row: ProfileRow, now: datetime) -> None:
    """Note that the profile is changed now, and so that somebody works with this person."""
    row.updated_at = row.contact_at = now
    row.warned_at = None


def concept_uris(facts: object) -> set[str]:
    """Return the URIs of ESCO concepts anywhere in JSON-able facts."""
    if isinstance(facts, dict):
        return {uri for value in facts.values() for uri in concept_uris(value)}
    if isinstance(facts, list):
        return {uri for value in facts for uri in concept_uris(value)}
    return {facts} if isinstance(facts, str) and kind_of(facts) else set()


def read_links(profile_id: str, read: ReadProfile) -> list[ProfileLinkRow]:
    """Return what was read as rows that nobody has answered."""
    return [_link_row(profile_id, link) for link in (*read.occupation_links, *read.skill_links)]


def copy_link(link: ProfileLinkRow) -> ProfileLinkRow:
    """Return the same link as a new row."""
    return ProfileLinkRow(**link.model_dump(exclude={"id"}))


def decide(
    session: Session, row: ProfileRow, decisions: Sequence[LinkDecision], taxonomy: Taxonomy, now: datetime
) -> tuple[ProfileLinkRow, ...]:
    """Note what a person says about concepts, and let ranking see it at once; returns all links.

    What no text was linked to is linked by being named here, and is gone again when the answer is taken back. Raises
    NotFoundError for a concept that is neither linked nor in the taxonomy.
    """
    links = {(link.kind, link.uri): link for link in repository.get_links(session, row.id)}
    for said in decisions:
        key = (said.kind.value, said.uri)
        link = links.get(key) or _named_link(row.id, said, taxonomy)
        link.decision = said.decision.value
        links[key] = link
        if link.method == LinkMethod.GIVEN and said.decision is Decision.NONE:
            session.delete(links.pop(key))
        else:
            session.add(link)
    row.version += 1
    touch(row, now)
    answered = tuple(links.values())
    _rank_by(row, answered)
    session.add(row)
    return answered


def line_of(row: ProfileRow) -> dict[str, Any]:
    """Return the profile line as it was given."""
    return {**({"text": row.words} if row.words else {}), **row.facts}


def check_rankable(row: ProfileRow) -> None:
    """Raise RestrictedError where ranking has to stop for this person."""
    if any(getattr(row, name) for name in STOPS):
        raise RestrictedError(row.id)


def ranked(session: Session, profile_id: str) -> RankingInput:
    """Return the same of a profile by its id, without reading its row; raises NotFoundError, RestrictedError."""
    return ranking_input_from_json(find_ranking_input(session, profile_id))


def ranked_by(row: ProfileRow) -> RankingInput:
    """Return all that ranking sees of a stored profile, the one way to it; raises RestrictedError."""
    check_rankable(row)
    return ranking_input_from_json(row.ranking_input)


def _named_link(profile_id: str, said: LinkDecision, taxonomy: Taxonomy) -> ProfileLinkRow:
    table = taxonomy.table(said.kind)
    at = table.find_row(said.uri)
    if at is None or said.decision is Decision.NONE:
        raise NotFoundError("link", said.uri)
    nowhere = Mention("", 0, 0)
    label = table.label(at).text
    return _link_row(profile_id, Link(said.kind, said.uri, label, 1.0, LinkMethod.GIVEN, LinkStatus.HELD, nowhere))


def _rank_by(row: ProfileRow, links: Sequence[ProfileLinkRow]) -> None:
    facts = ranking_input_from_json(row.read_input)
    row.ranking_input = to_json(apply_answers(facts, _answers(links)))


def _answers(links: Iterable[ProfileLinkRow]) -> Iterable[Answer]:
    return (Answer(Kind(link.kind), link.uri, Decision(link.decision)) for link in links)


def _link_row(profile_id: str, link: Link) -> ProfileLinkRow:
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
        decision=Decision.NONE.value,
    )
