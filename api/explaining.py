"""Explanations of what is stored: after ranking, both sides' words are read from the tables and joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from api import repository
from api.checking import check_whole
from api.errors import NotFoundError
from api.lines import Json
from api.matches import find_titles, ids_of
from api.session import Database, Session
from api.snapshots import Current
from api.speaking import read_step, wordings_of
from api.tables import ProfileRow
from api.world import World
from matcher.errors import UnknownVacancyError
from matcher.quotes import Quotes, Words, personal_words
from matcher.spoken import explain_list, explain_people, what_if_to_json, why_not_to_json
from matcher.talking import Talker
from matcher.types import LinkStatus, MatchList, Mention, RankingInput
from matcher.what_if import WhatIf, what_if
from matcher.why_not import WhyNot, why_not
from matcher.wording.wording import Wording


def words_of_stored(session: Session, row: ProfileRow) -> Words:
    """Return the words of a stored profile."""
    mentions = {
        link.uri: Mention(link.mention_text, link.mention_start, link.mention_end)
        for link in repository.get_links(session, row.id)
        if link.status == LinkStatus.HELD
    }
    return personal_words(row.words, mentions)


def words_of_vacancies(database: Database, ids: Iterable[str]) -> dict[str, Words]:
    """Return the words of stored vacancies, by id."""
    with database.read() as session:
        rows = repository.get_vacancies(session, sorted(set(ids)))
        return {row.id: Words(_said(row.links), row.ranking.get("occupation")) for row in rows.values()}


def explain_matches(
    world: World, body: Json, found: MatchList, facts: RankingInput, words: Words, wordings: list[Wording]
) -> Json:
    """Add to a person's list of stored vacancies what there is to say about each; nothing without a language."""
    if not wordings:
        return body
    quotes = Quotes(words, words_of_vacancies(world.database, ids_of(found)))
    return explain_list(body, found, Talker(facts, world.current().snapshot.world, quotes), wordings)


def explain_everybody(
    world: World,
    body: Json,
    found: MatchList,
    people: Mapping[str, RankingInput],
    vacancy_id: str,
    wordings: list[Wording],
) -> Json:
    """Add to a vacancy's list of stored people what there is to say about each; nothing without a language."""
    if not wordings:
        return body
    said, ground = words_of_vacancies(world.database, [vacancy_id]), world.current().snapshot.world
    with world.database.read() as session:
        rows = {match.id: repository.get_profile(session, match.id) for match in found.matches}
        words = {profile_id: words_of_stored(session, row) for profile_id, row in rows.items()}
    talkers = {each: Talker(people[each], ground, Quotes(words[each], said)) for each in words}
    return explain_people(body, found, talkers, vacancy_id, wordings)


def talker_of(world: World, facts: RankingInput, words: Words, vacancy_ids: Iterable[str]) -> Talker:
    """Return who explains matches of a person with some stored vacancies."""
    return Talker(facts, world.current().snapshot.world, Quotes(words, words_of_vacancies(world.database, vacancy_ids)))


def find_why_not(world: World, facts: RankingInput, vacancy_id: str, as_of: date | None) -> WhyNot:
    """Find out why a stored vacancy stands where it stands; raises NotFoundError."""

    def make(current: Current) -> WhyNot:
        return why_not(current.snapshot, facts, vacancy_id, as_of or current.as_of)

    try:
        return check_whole(world, make, lambda made: [made.id])
    except UnknownVacancyError as error:
        raise NotFoundError("open vacancy", vacancy_id) from error


def show_why_not(
    world: World, facts: RankingInput, words: Words, vacancy_id: str, as_of: date | None, languages: str
) -> Json:
    """Answer why a stored vacancy stands where it stands; raises NotFoundError."""
    wordings, ground = wordings_of(languages, world.wordings), world.current().snapshot.world
    found = find_why_not(world, facts, vacancy_id, as_of)
    explained = None if found.match is None else talker_of(world, facts, words, [vacancy_id]).explain(found.match)
    title = find_titles(world.database, [vacancy_id])[vacancy_id].title
    return why_not_to_json(found, explained, wordings, ground, title)


def find_what_if(
    world: World, facts: RankingInput, steps: Sequence[str], top: int | None, as_of: date | None
) -> WhatIf:
    """Find out what steps such as "language:it:B2" would change, the first `top` changes; raises InvalidInputError."""
    moves = [read_step(step, world.taxonomy) for step in steps]

    def make(current: Current) -> WhatIf:
        return what_if(current.snapshot, facts, moves, as_of or current.as_of, top=top)

    return check_whole(world, make, lambda made: [*made.newly_ready, *(change.id for change in made.changes)])


def show_what_if(
    world: World, facts: RankingInput, steps: Sequence[str], top: int, as_of: date | None, languages: str
) -> Json:
    """Answer what steps such as "language:it:B2" would change; raises InvalidInputError."""
    wordings, ground = wordings_of(languages, world.wordings), world.current().snapshot.world
    found = find_what_if(world, facts, steps, world.top(top), as_of)
    titles = find_titles(world.database, [change.id for change in found.changes])
    named = {vacancy_id: title.title for vacancy_id, title in titles.items()}
    return what_if_to_json(found, wordings, ground, named)


def _said(links: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for link in links:
        if link["status"] == LinkStatus.HELD:
            found.setdefault(link["uri"], link["mention"]["text"])
    return found
