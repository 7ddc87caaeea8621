"""Lists of vacancies for those who look after them: searched, filtered, counted. Only an index is read for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, or_
from sqlalchemy.orm import Mapped, load_only
from sqlmodel import Session, col, func, select

from api.tables import VacancyAliasRow, VacancyRow, VacancyVersionRow
from matcher.bulk import CLOSING_DAYS
from taxonomy.search import fold

STALE_DAYS = 30  # after which nobody should be sent there unasked; more than a third of ads are older
MAX_WORDS = 8  # of a search
MAX_CHOICES = 50  # sources, and countries, to filter by
COLUMNS = (
    VacancyRow.organisation, VacancyRow.shared, VacancyRow.source, VacancyRow.external_id, VacancyRow.title,
    VacancyRow.place, VacancyRow.country, VacancyRow.published, VacancyRow.expires, VacancyRow.withdrawn_at,
    VacancyRow.created_at, VacancyRow.to_review, VacancyRow.reviewed_at,
)  # fmt: skip


class Show(StrEnum):
    """Which vacancies a list shows."""

    OPEN = "open"
    CLOSING = "closing"  # open, and expiring within CLOSING_DAYS
    STALE = "stale"  # open, and not seen open for STALE_DAYS
    REVIEW = "review"  # open, and what was read should be looked at
    REPEATED = "repeated"  # open, and seen more than once
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is asked for; empty means any. `words` are all in the title or the place."""

    show: Show = Show.OPEN
    words: str = ""
    source: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a list, with how many there are in all, and how often each was seen elsewhere too."""

    rows: Sequence[VacancyRow]
    n_found: int
    n_seen: dict[str, int]


def find_listed(session: Session, filters: Filters, today: date, offset: int, limit: int) -> Found:
    """Return a part of a list: what closes first on top where that is asked for, else what was seen last."""
    wanted = and_(_shown(filters.show, today), *_narrowed(filters))
    order = col(VacancyRow.expires) if filters.show is Show.CLOSING else _seen_on().desc()
    query = select(VacancyRow.id).where(wanted).order_by(order, col(VacancyRow.id)).offset(offset).limit(limit)
    ids = session.exec(query).all()
    n_found = session.exec(select(func.count()).select_from(VacancyRow).where(wanted)).one()
    light = select(VacancyRow).where(col(VacancyRow.id).in_(ids)).options(load_only(*COLUMNS))  # type: ignore[arg-type]
    rows = {row.id: row for row in session.exec(light)}
    seen = select(VacancyAliasRow.vacancy_id, func.count()).where(col(VacancyAliasRow.vacancy_id).in_(ids))
    n_seen = dict(session.exec(seen.group_by(col(VacancyAliasRow.vacancy_id))).all())
    return Found([rows[vacancy_id] for vacancy_id in ids], n_found, n_seen)


def count_shown(session: Session, today: date) -> dict[Show, int]:
    """Return how many vacancies there are of each sort, whatever else they are filtered by."""
    counts = [func.coalesce(func.sum(case((_shown(show, today), 1), else_=0)), 0) for show in Show]
    return dict(zip(Show, map(int, session.exec(select(*counts)).one()), strict=True))


def list_sources(session: Session) -> list[tuple[str, int]]:
    """Return where vacancies that are not withdrawn come from, with how many, most first."""
    return _counted(session, col(VacancyRow.source))


def list_countries(session: Session) -> list[tuple[str, int]]:
    """Return in which countries vacancies that are not withdrawn are, with how many, most first."""
    return _counted(session, col(VacancyRow.country))


def list_sightings(session: Session, vacancy_id: str) -> Sequence[VacancyAliasRow]:
    """List where else a vacancy was seen, newest first."""
    query = select(VacancyAliasRow).where(col(VacancyAliasRow.vacancy_id) == vacancy_id)
    return session.exec(query.order_by(col(VacancyAliasRow.seen_at).desc(), col(VacancyAliasRow.external_id))).all()


def list_replaced(session: Session, vacancy_id: str) -> Sequence[VacancyVersionRow]:
    """List the versions of a vacancy that something else took the place of, newest first, as long as they are kept."""
    query = select(VacancyVersionRow).where(col(VacancyVersionRow.vacancy_id) == vacancy_id)
    return session.exec(query.order_by(col(VacancyVersionRow.version).desc())).all()


def _counted(session: Session, column: Mapped[str] | Mapped[str | None]) -> list[tuple[str, int]]:
    n = func.count()
    query = select(column, n).where(col(VacancyRow.withdrawn_at).is_(None)).group_by(column)
    found = session.exec(query.order_by(n.desc(), column).limit(MAX_CHOICES)).all()
    return [(name, count) for name, count in found if name]


def _shown(show: Show, today: date) -> ColumnElement[bool]:
    expires = col(VacancyRow.expires)
    kept = col(VacancyRow.withdrawn_at).is_(None)
    is_open = and_(kept, or_(expires.is_(None), expires >= today))
    sorts = {
        Show.OPEN: is_open,
        Show.CLOSING: and_(is_open, expires <= today + timedelta(days=CLOSING_DAYS)),
        Show.STALE: and_(is_open, _is_stale(today)),
        Show.REVIEW: and_(is_open, col(VacancyRow.to_review)),
        Show.REPEATED: and_(is_open, col(VacancyRow.id).in_(select(VacancyAliasRow.vacancy_id))),
        Show.EXPIRED: and_(kept, expires < today),
        Show.WITHDRAWN: col(VacancyRow.withdrawn_at).is_not(None),
    }
    return sorts[show]


def _is_stale(today: date) -> ColumnElement[bool]:
    """Say whether it was last seen open too long ago; where no day was given, it was seen when it came."""
    last = today - timedelta(days=STALE_DAYS)
    came = datetime.combine(last, time(), UTC)
    published = col(VacancyRow.published)
    return or_(published < last, and_(published.is_(None), col(VacancyRow.created_at) < came))


def _seen_on() -> ColumnElement[date]:
    return func.coalesce(col(VacancyRow.published), date.min)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    words = fold(filters.words).split()[:MAX_WORDS]
    found = [col(VacancyRow.found_by).contains(word, autoescape=True) for word in words]
    if filters.source:
        found.append(col(VacancyRow.source) == filters.source)
    if filters.country:
        found.append(col(VacancyRow.country) == filters.country)
    return found
