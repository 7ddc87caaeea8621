"""What happened to a vacancy, newest first, without saying who anybody is. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.accountability_tables import AuditEntryRow
from api.principals import Role
from api.tables import VacancyRow, VacancyVersionRow
from api.web.frame.roles import ROLES
from api.web.speech import mark

ACTIONS: Mapping[str, str] = {
    "vacancy.create": mark("Stored"),
    "vacancy.change": mark("Changed"),
    "vacancy.confirm": mark("Confirmed as open"),
    "vacancy.answer": mark("What was read was answered"),
    "vacancy.share": mark("Sharing changed"),
    "vacancy.withdraw": mark("Withdrawn"),
}
CAME = mark("First came in")
BY_SOURCE = mark("Sent or read again")
ACTING = (Role.VACANCY_OFFICER, Role.ADMINISTRATOR, Role.SERVICE)
YOU = mark("you")
# The record and the row are written one after the other.
TOGETHER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, and by whom: a role, or "" where a file or a program of the installation did it."""

    at: datetime
    what: str
    by: str


def tell_story(
    row: VacancyRow, entries: Sequence[AuditEntryRow], replaced: Sequence[VacancyVersionRow], actor: str
) -> tuple[Event, ...]:
    """Join the record of actions with the versions that were replaced; `actor` is whoever reads."""
    noted = [Event(entry.at, ACTIONS[entry.action], _by(entry, actor)) for entry in entries if entry.action in ACTIONS]
    times = [event.at for event in noted]
    silent = [
        Event(version.replaced_at, BY_SOURCE, "")
        for version in replaced
        if not any(abs(version.replaced_at - at) <= TOGETHER for at in times)
    ]
    began = () if any(event.what == ACTIONS["vacancy.create"] for event in noted) else _began(row)
    return tuple(sorted((*noted, *silent, *began), key=lambda event: event.at, reverse=True))


def _began(row: VacancyRow) -> Iterator[Event]:
    yield Event(row.created_at, CAME, "")


def _by(entry: AuditEntryRow, actor: str) -> str:
    if entry.actor == actor:
        return YOU
    return next((ROLES[Role(role)] for role in entry.role.split(",") if role in ACTING), "")
