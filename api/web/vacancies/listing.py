"""The list of vacancies as a page shows it. Pure: rows and counts in, lines out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from api.tables import VacancyRow
from api.vacancy_queries import STALE_DAYS, Filters, Found, Show
from api.web.speech import mark
from matcher.bulk import CLOSING_DAYS

ON_A_PAGE = 50
NAMES: Mapping[Show, str] = {
    Show.OPEN: mark("Open"),
    Show.CLOSING: mark("Close within a week"),
    Show.STALE: mark("Not confirmed for 30 days"),
    Show.REVIEW: mark("Reading to be checked"),
    Show.REPEATED: mark("Seen more than once"),
    Show.EXPIRED: mark("Expired"),
    Show.WITHDRAWN: mark("Withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One vacancy: what it is, where it comes from, how old it is, and until when it is open.

    `age` is in days since it was last seen open. `is_ours` where its organisation asks, and so may change it.
    """

    id: str
    title: str
    place: str
    country: str
    source: str
    reference: str
    published: date | None
    age: int | None
    expires: date | None
    is_closing: bool
    is_stale: bool
    is_expired: bool
    is_withdrawn: bool
    is_ours: bool
    is_shared: bool
    to_review: bool
    n_seen: int

    @property
    def is_open(self) -> bool:
        """Whether it is shown to people."""
        return not self.is_expired and not self.is_withdrawn


@dataclass(frozen=True, slots=True)
class Listing:
    """A part of the list, and the way to the others."""

    entries: tuple[Entry, ...]
    filters: Filters
    counts: Mapping[Show, int]
    sources: tuple[tuple[str, int], ...]
    countries: tuple[tuple[str, int], ...]
    number: int
    n_found: int

    @property
    def n_pages(self) -> int:
        """How many parts there are."""
        return max(1, -(-self.n_found // ON_A_PAGE))

    @property
    def first(self) -> int:
        """Number of the first entry, from 1."""
        return (self.number - 1) * ON_A_PAGE + 1

    @property
    def last(self) -> int:
        """Number of the last entry."""
        return self.first + len(self.entries) - 1

    @property
    def is_narrowed(self) -> bool:
        """Whether something is searched or filtered for."""
        return bool(self.filters.words or self.filters.source or self.filters.country)

    def address(self, number: int = 1, show: Show | None = None) -> str:
        """Return where another part is, or another sort with the same words."""
        filters = self.filters
        asked = {
            "show": show or filters.show, "words": filters.words, "source": filters.source, "country": filters.country,
        }  # fmt: skip
        query = {name: str(value) for name, value in asked.items() if value and value != Show.OPEN}
        if number > 1:
            query["page"] = str(number)
        return f"/vacancies?{urlencode(query)}" if query else "/vacancies"


def list_entries(found: Found, organisation: str, today: date) -> tuple[Entry, ...]:
    """Return the lines of a part of the list as `organisation` sees it."""
    return tuple(show_entry(row, organisation, today, found.n_seen.get(row.id, 0)) for row in found.rows)


def show_entry(row: VacancyRow, organisation: str, today: date, n_seen: int) -> Entry:
    """Return one line; `n_seen` is how often the vacancy was seen elsewhere too."""
    is_expired = row.expires is not None and row.expires < today
    is_open = not is_expired and row.withdrawn_at is None
    age = (today - (row.published or row.created_at.date())).days
    return Entry(
        id=row.id,
        title=row.title,
        place=row.place or "",
        country=row.country or "",
        source=row.source,
        reference=row.external_id or "",
        published=row.published,
        age=None if row.published is None else age,
        expires=row.expires,
        is_closing=is_open and row.expires is not None and (row.expires - today).days <= CLOSING_DAYS,
        is_stale=is_open and age > STALE_DAYS,
        is_expired=is_expired,
        is_withdrawn=row.withdrawn_at is not None,
        is_ours=row.organisation == organisation,
        is_shared=row.shared,
        to_review=row.to_review,
        n_seen=n_seen,
    )
