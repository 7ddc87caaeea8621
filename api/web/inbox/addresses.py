"""What of the inbox, or of the list of people, somebody wants to see, and the address that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from api.web.inbox.view import Show, Sort

MAX_TEXT = 100

Member = TypeVar("Member", bound=StrEnum)


class Whose(StrEnum):
    """Whose people."""

    MINE = "mine"
    EVERYBODY = "everybody"
    NOBODY = "nobody"  # those whom nobody in particular looks after, or nobody who can sign in


class Listed(StrEnum):
    """Which people are listed."""

    ALL = "all"
    STALE = "stale"
    STOPPED = "stopped"  # those who are not ranked


class Address:
    """Base of what is wanted: fields that an address names where they are not the usual ones."""

    def to(self, **changes: object) -> str:
        """Return the query of the same with changes; any but another start begins at the first row."""
        changed = replace(self, **{"start": 0, **changes})  # type: ignore[type-var]
        query = urlencode(dict(_unusual(changed)))
        return f"?{query}" if query else "?"

    def hidden(self, *without: str) -> dict[str, str]:
        """Return the fields that a form has to send along to stay with everything but `without`."""
        return {name: value for name, value in _unusual(self) if name not in {"start", *without}}


@dataclass(frozen=True, slots=True)
class Wanted(Address):
    """What is to be shown; `since` is None for the last visit, `text` is of a place or an occupation."""

    whose: Whose = Whose.MINE
    show: Show = Show.ALL
    sort: Sort = Sort.NEWS
    since: date | None = None
    text: str = ""
    start: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Wanted:
        """Read a query; what cannot be read is left out, since it comes from an address that somebody has edited."""
        return cls(
            whose=_member(Whose, query.get("whose", ""), Whose.MINE),
            show=_member(Show, query.get("show", ""), Show.ALL),
            sort=_member(Sort, query.get("sort", ""), Sort.NEWS),
            since=_day(query.get("since", "")),
            text=query.get("text", "").strip()[:MAX_TEXT],
            start=_number(query.get("start", "")),
        )


@dataclass(frozen=True, slots=True)
class People(Address):
    """Which part of the list of people is to be shown."""

    whose: Whose = Whose.MINE
    show: Listed = Listed.ALL
    start: int = 0

    @classmethod
    def read(cls, query: Mapping[str, str]) -> People:
        """Read a query, as `Wanted.read` does."""
        return cls(
            whose=_member(Whose, query.get("whose", ""), Whose.MINE),
            show=_member(Listed, query.get("show", ""), Listed.ALL),
            start=_number(query.get("start", "")),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Which rows of a list a page shows: `at_once` of them from `start` on, of `n_found`."""

    start: int
    at_once: int
    n_found: int

    @property
    def here(self) -> slice:
        """The rows that are shown."""
        return slice(self.start, self.start + self.at_once)

    @property
    def before(self) -> int | None:
        """Where the rows before these start; None where these are the first."""
        return max(self.start - self.at_once, 0) if self.start else None

    @property
    def after(self) -> int | None:
        """Where the rows behind these start; None where there are none."""
        end = self.start + self.at_once
        return end if end < self.n_found else None


def _unusual(wanted: object) -> Iterator[tuple[str, str]]:
    for field in fields(wanted):  # type: ignore[arg-type]
        value = getattr(wanted, field.name)
        if value != field.default:
            yield field.name, str(value)


def _member(members: type[Member], text: str, default: Member) -> Member:
    return members(text) if text in {member.value for member in members} else default


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
