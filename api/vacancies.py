"""What happens to a stored vacancy: made, changed, answered about, merged, withdrawn; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from api import repository
from api.bodies import Decision, VacancyLine, read_body
from api.errors import NotFoundError
from api.reading import ReadVacancy, vacancy_facts
from api.repository import hash_content
from api.session import Session
from api.tables import FOUND_BY, VacancyAliasRow, VacancyRow
from api.vacancy_answers import (
    Said,
    WhatWasRead,
    apply_to_vacancy,
    carried,
    still_there,
    to_stored,
    with_answer,
)
from matcher.codec import decode
from matcher.duplicates import Offer, is_near_text
from matcher.inputs import to_json, vacancy_from_json
from matcher.places import Places
from matcher.results import stated_to_json
from matcher.types import Kind, Link, RequirementSource, StatedFact, Vacancy
from taxonomy.changes import Moved
from taxonomy.search import fold
from taxonomy.taxonomy import Taxonomy

PLACE_SHARE = 40  # of the letters that lists are searched in; the title has the others


class Doubt(StrEnum):
    """Why an officer should look at what was read from a vacancy."""

    NO_OCCUPATION = "no_occupation"
    NO_SKILL = "no_skill"  # that the text itself asks for
    UNRESOLVED = "unresolved"  # a place, skill or occupation that was given by a name nothing is called by
    FORMER = "former"  # a concept that the release in use does not have


def vacancy_content(line: VacancyLine) -> dict[str, Any]:
    """Return what the line says, without whose it is: what decides whether it has changed."""
    return line.model_dump(mode="json", exclude_defaults=True, exclude={"id", "external_id", "source"})


def write_vacancy(
    session: Session, row: VacancyRow, line: VacancyLine, read: ReadVacancy, now: datetime, taxonomy: Taxonomy
) -> None:
    """Write what `line` says into `row`, new, stored or withdrawn; raise its version and tell the index.

    Answers to what is still read stay. What an officer has looked at is to be looked at again where it says otherwise.
    """
    repository.keep_version(session, row, now)
    if (row.title, row.text) != (line.title, line.text):
        row.reviewed_at = None
        row.answers = to_stored(still_there(answers_of(row), _keys(read)))
    _fill(row, line, read, taxonomy)
    _touch(session, row, now)


def draft_vacancy(
    line: VacancyLine, read: ReadVacancy, answers: Sequence[Said], now: datetime, taxonomy: Taxonomy
) -> VacancyRow:
    """Return what would be stored, and is not: for whoever looks at what was read before they say that it is right."""
    row = repository.new_vacancy(read.vacancy.id, line.source or "", line.external_id, now)
    row.answers = to_stored(answers)
    _fill(row, line, read, taxonomy)
    return row


def _fill(row: VacancyRow, line: VacancyLine, read: ReadVacancy, taxonomy: Taxonomy) -> None:
    """Put in what a line gives, and what it was read as."""
    content = vacancy_content(line)
    row.title, row.text, row.lang = line.title, line.text, line.lang
    row.place, row.country = line.place or line.province, line.country
    row.content_hash = hash_content(content)
    row.published, row.expires = read.vacancy.published, read.vacancy.expires
    row.withdrawn_at = None
    row.former = []
    _put(row, line, read)
    _rank_by(row, line, read.vacancy, taxonomy)


def relink_vacancy(
    session: Session,
    row: VacancyRow,
    line: VacancyLine,
    read: ReadVacancy,
    now: datetime,
    taxonomy: Taxonomy,
    moved: Mapping[tuple[Kind, str], Moved],
) -> None:
    """Write what the same vacancy is read as by now; its dates, who it is, and all answers about it stay.

    Its version is raised, and the index told, only where ranking sees something else.
    """
    before = row.ranking
    kept = repository.version_of(row, now)
    _put(row, line, read)
    row.answers = to_stored(carried(answers_of(row), moved))
    _rank_by(row, line, replace(read.vacancy, published=row.published, expires=row.expires), taxonomy)
    if row.ranking == before:
        session.add(row)
        return
    session.add(kept)
    _touch(session, row, now)


def answer_vacancy(
    session: Session,
    row: VacancyRow,
    answers: Sequence[Said],
    now: datetime,
    taxonomy: Taxonomy,
    *,
    reviewed: bool = False,
) -> None:
    """Note what an officer says about what was read or missed, and let ranking see it at once.

    With `reviewed` they have looked at all of it. Raises NotFoundError for a concept that the release has not, and for
    a fact that the text does not state.
    """
    repository.keep_version(session, row, now)
    read = vacancy_from_json(row.read_ranking or row.ranking)
    stated = {(fact["kind"], fact["value"]) for fact in row.stated}
    merged = answers_of(row)
    for said in answers:
        merged = with_answer(merged, _checked(said, stated, taxonomy))
    row.answers = to_stored(merged)
    row.reviewed_at = now if reviewed else row.reviewed_at
    _rank_by(row, read_body(VacancyLine, line_of(row)), read, taxonomy)
    _touch(session, row, now)


def date_vacancy(
    session: Session, row: VacancyRow, now: datetime, *, published: date | None = None, expires: date | None = None
) -> None:
    """Note that a vacancy was seen open on a day, or until when it is; a withdrawn one that is seen open is open again.

    What a feed said last stays known, so that sending the same again does not undo it.
    """
    repository.keep_version(session, row, now)
    if published is not None:
        row.published, row.withdrawn_at = published, None
    if expires is not None:
        row.expires = expires
    dates = {"date": row.published, "expires": row.expires}
    row.facts = {**row.facts, **{key: day.isoformat() for key, day in dates.items() if day}}
    _date_ranking(row)
    _touch(session, row, now)


def answers_of(row: VacancyRow) -> list[Said]:
    """Return what officers have said about a vacancy."""
    return [Said.of(entry) for entry in row.answers]


def doubts_of(row: VacancyRow) -> Iterator[Doubt]:
    """Yield why what was read from a vacancy should be looked at."""
    yield from ranking_doubts(row.ranking)
    if row.unresolved:
        yield Doubt.UNRESOLVED
    if row.former:
        yield Doubt.FORMER


def ranking_doubts(ranking: Mapping[str, Any]) -> Iterator[Doubt]:
    """Yield why what ranking sees of a vacancy should be looked at."""
    if not ranking.get("occupation"):
        yield Doubt.NO_OCCUPATION
    if not any(each["source"] == RequirementSource.STATED for each in ranking.get("requirements", ())):
        yield Doubt.NO_SKILL


def links_of(row: VacancyRow, kind: Kind) -> tuple[Link, ...]:
    """Return what the text of a stored vacancy was linked to, best first."""
    found = ({**link, "runners_up": list(link["runners_up"])} for link in row.links if link["kind"] == kind)
    return tuple(decode(Link, link, "a link") for link in found)


def stated_of(row: VacancyRow) -> tuple[StatedFact, ...]:
    """Return what the text of a stored vacancy states, as it was read."""
    return tuple(decode(StatedFact, fact, "a stated fact") for fact in row.stated)


def _checked(said: Said, stated: Container[tuple[str, str]], taxonomy: Taxonomy) -> Said:
    kind = said.about.concept
    if kind is None:
        if (said.about.value, said.value) not in stated:
            raise NotFoundError("stated fact", f"{said.about}: {said.value}")
        return said
    concept = taxonomy.table(kind).find_row(said.value)
    if concept is None and said.decision is Decision.ACCEPTED:
        raise NotFoundError(kind.value, said.value)
    return said if concept is None else replace(said, label=taxonomy.table(kind).label(concept).text)


def _rank_by(row: VacancyRow, line: VacancyLine, read: Vacancy, taxonomy: Taxonomy) -> None:
    """Put in what ranking sees: what was read, after the answers; what it was without them is kept beside them."""
    answers, before = answers_of(row), to_json(read)
    row.ranking, row.read_ranking = before, {}
    if answers:
        what = WhatWasRead(read, vacancy_facts(row.id, line), stated_of(row), links_of(row, Kind.OCCUPATION))
        row.ranking, row.read_ranking = to_json(apply_to_vacancy(what, answers, taxonomy)), before


def _date_ranking(row: VacancyRow) -> None:
    """Let ranking see the dates of the row."""

    def dated(ranking: dict[str, Any]) -> dict[str, Any]:
        return to_json(replace(vacancy_from_json(ranking), published=row.published, expires=row.expires))

    row.ranking = dated(row.ranking)
    row.read_ranking = dated(row.read_ranking) if row.read_ranking else {}


def _keys(read: ReadVacancy) -> Iterator[tuple[str, str]]:
    """Yield what answers to a reading can be about."""
    yield from ((link.kind.value, link.uri) for link in (*read.occupation_links, *read.skill_links))
    yield from ((Kind.SKILL.value, requirement.uri) for requirement in read.vacancy.requirements)
    yield from ((fact.kind.value, fact.value) for fact in read.stated)


def _put(row: VacancyRow, line: VacancyLine, read: ReadVacancy) -> None:
    """Put in what was understood."""
    row.facts = {key: value for key, value in vacancy_content(line).items() if key not in ("title", "text")}
    row.links = [asdict(link) for link in (*read.occupation_links, *read.skill_links)]
    row.stated = [stated_to_json(fact) for fact in read.stated]
    row.unmapped = [asdict(mention) for mention in read.unmapped]
    row.unresolved = list(read.unresolved)
    row.near_text_key = read.near_text_key
    row.site = site_of(line, read)
    row.taxonomy, row.reading = read.read_with.taxonomy, read.read_with.reading


def site_of(line: VacancyLine, read: ReadVacancy) -> str:
    """Name the place for telling nearly equal texts apart by place: a gazetteer id, else what the line says."""
    return read.vacancy.place or (line.place or line.province or "").casefold()


def find_alike(session: Session, line: VacancyLine, read: ReadVacancy, places: Places) -> VacancyRow | None:
    """Find the oldest open vacancy that is the same offer, whatever its id."""
    offer = Offer(line.title, line.text, read.vacancy)
    for row in repository.find_comparable(session, site_of(line, read), read.near_text_key):
        if is_near_text(offer, Offer(row.title, row.text, ranked_vacancy(row)), places):
            return row
    return None


def merge_vacancy(
    session: Session, row: VacancyRow, read: ReadVacancy, alias: VacancyAliasRow | None, now: datetime
) -> None:
    """Note another sighting of `row`: it is open at least as long as either sighting says."""
    if alias is not None:
        alias.organisation = row.organisation
        session.merge(alias)
    stored = vacancy_from_json(row.ranking)
    published = _later(stored.published, read.vacancy.published)
    expires = read.vacancy.expires and stored.expires and max(read.vacancy.expires, stored.expires)
    if (published, expires) != (row.published, row.expires):
        repository.keep_version(session, row, now)
        row.published, row.expires = published, expires
        _date_ranking(row)
        _touch(session, row, now)


def share_vacancy(session: Session, row: VacancyRow, now: datetime, *, shared: bool) -> None:
    """Show the vacancy to all organisations, or to its own only; a version of its own, so that traces stay true."""
    if row.shared != shared:
        repository.keep_version(session, row, now)
        row.shared = shared
        _touch(session, row, now)


def withdraw_vacancy(session: Session, row: VacancyRow, now: datetime) -> None:
    """Take the vacancy out of matching; it stays readable. Withdrawing twice changes nothing."""
    if row.withdrawn_at is None:
        repository.keep_version(session, row, now)
        row.withdrawn_at = now
        _touch(session, row, now)


def list_alike(session: Session, row: VacancyRow, places: Places) -> list[VacancyRow]:
    """Return the other open vacancies that say the same as a vacancy, stored or not, oldest first."""
    offer = Offer(row.title, row.text, ranked_vacancy(row))
    others = repository.find_comparable(session, row.site, row.near_text_key)
    return [
        other
        for other in others
        if other.id != row.id and is_near_text(offer, Offer(other.title, other.text, ranked_vacancy(other)), places)
    ]


def ranked_vacancy(row: VacancyRow) -> Vacancy:
    """Return what ranking sees of a stored vacancy."""
    return vacancy_from_json(row.ranking)


def line_of(row: VacancyRow) -> dict[str, Any]:
    """Return the vacancy line as it was given."""
    return {"title": row.title, **({"text": row.text} if row.text else {}), **row.facts}


def _touch(session: Session, row: VacancyRow, now: datetime) -> None:
    row.version += 1
    row.updated_at = now
    row.found_by = found_by(row.title, row.place)
    row.to_review = row.reviewed_at is None and any(doubts_of(row))
    repository.save_vacancy(session, row)


def found_by(title: str, place: str | None) -> str:
    """Return what a vacancy is found by in lists."""
    return f"{fold(title)[: FOUND_BY - PLACE_SHARE]} {fold(place or '')}"[:FOUND_BY]


def _later(first: date | None, second: date | None) -> date | None:
    return max(filter(None, (first, second)), default=None)
