"""What happens to a stored vacancy: made, changed, merged, withdrawn. Works in the caller's transaction."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from api import repository
from api.bodies import VacancyLine
from api.reading import ReadVacancy
from api.repository import hash_content
from api.session import Session
from api.tables import VacancyAliasRow, VacancyRow
from matcher.duplicates import Offer, is_near_text
from matcher.inputs import to_json, vacancy_from_json
from matcher.places import Places
from matcher.results import stated_to_json
from matcher.types import Vacancy


def vacancy_content(line: VacancyLine) -> dict[str, Any]:
    """Return what the line says, without whose it is: what decides whether it has changed."""
    return line.model_dump(mode="json", exclude_defaults=True, exclude={"id", "external_id", "source"})


def write_vacancy(session: Session, row: VacancyRow, line: VacancyLine, read: ReadVacancy, now: datetime) -> None:
    """Write what `line` says into `row`, new, stored or withdrawn; raise its version and tell the index."""
    content = vacancy_content(line)
    repository.keep_version(session, row, now)
    row.title, row.text, row.lang = line.title, line.text, line.lang
    row.place, row.country = line.place or line.province, line.country
    row.content_hash = hash_content(content)
    row.published, row.expires = read.vacancy.published, read.vacancy.expires
    row.withdrawn_at = None
    row.former = []
    _put(row, line, read, to_json(read.vacancy))
    _touch(session, row, now)


def relink_vacancy(session: Session, row: VacancyRow, line: VacancyLine, read: ReadVacancy, now: datetime) -> None:
    """Write what the same vacancy is read as by now; its dates, and who it is, stay.

    Its version is raised, and the index told, only where ranking sees something else.
    """
    ranking = to_json(replace(read.vacancy, published=row.published, expires=row.expires))
    if ranking == row.ranking:
        _put(row, line, read, ranking)
        session.add(row)
        return
    repository.keep_version(session, row, now)
    _put(row, line, read, ranking)
    _touch(session, row, now)


def _put(row: VacancyRow, line: VacancyLine, read: ReadVacancy, ranking: dict[str, Any]) -> None:
    """Put in what was understood."""
    row.facts = {key: value for key, value in vacancy_content(line).items() if key not in ("title", "text")}
    row.links = [asdict(link) for link in (*read.occupation_links, *read.skill_links)]
    row.stated = [stated_to_json(fact) for fact in read.stated]
    row.unresolved = list(read.unresolved)
    row.ranking = ranking
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
        row.ranking = to_json(replace(stored, published=published, expires=expires))
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


def ranked_vacancy(row: VacancyRow) -> Vacancy:
    """Return what ranking sees of a stored vacancy."""
    return vacancy_from_json(row.ranking)


def line_of(row: VacancyRow) -> dict[str, Any]:
    """Return the vacancy line as it was given."""
    return {"title": row.title, **({"text": row.text} if row.text else {}), **row.facts}


def _touch(session: Session, row: VacancyRow, now: datetime) -> None:
    row.version += 1
    row.updated_at = now
    repository.save_vacancy(session, row)


def _later(first: date | None, second: date | None) -> date | None:
    return max(filter(None, (first, second)), default=None)
