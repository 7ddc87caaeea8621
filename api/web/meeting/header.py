"""What stands above a meeting: who looks after the person, what is new since the last time, what has stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from api.errors import NotReadyError, RankingStoppedError
from api.policy import POLICY
from api.web.meeting.reading import File
from api.web.page import View
from api.web.speech import mark
from api.world import World
from matcher.bulk import Days, news
from matcher.ranking import Profile


@dataclass(frozen=True, slots=True)
class News:
    """What is new since a day, of what is ready now or one step away, and what of it closes within a week."""

    since: date
    n_new: int
    n_closing: int


@dataclass(frozen=True, slots=True)
class Header:
    """The lines above a meeting; `stopped` says why ranking has stopped for the person, and since when."""

    name: str
    caseworker: str | None
    met_at: datetime | None
    news: News | None
    n_contested: int
    stopped: tuple[str, ...]
    has_sheet: bool
    can_hand_over: bool


def read_header(world: World, page: View, file: File) -> Header:
    """Return the header of a person's file."""
    row, assigned = file.row, file.assigned
    stops = (
        (mark("What is kept about this person may only be stored, since %(day)s."), row.restricted_at),
        (mark("This person objects to being ranked, since %(day)s."), row.objected_at),
        (mark("This person's consent to being ranked is withdrawn, since %(day)s."), row.withdrawn_at),
    )
    stopped = tuple(str(page.say(what, day=page.speech.day(since))) for what, since in stops if since is not None)
    return Header(
        name=file.name,
        caseworker=assigned.names.get(assigned.row.user_id) if assigned.row else None,
        met_at=file.met_at,
        news=None if stopped else _news(world, file),
        n_contested=len(file.contested),
        stopped=stopped,
        has_sheet=("GET", "/people/{profile_id}/sheet/{vacancy_id}") in POLICY,
        can_hand_over=("GET", "/people/{profile_id}/hand-over") in POLICY,
    )


def _news(world: World, file: File) -> News | None:
    """Count what is new since the last meeting; None where nothing can be said."""
    if file.met_at is None:
        return None
    try:
        current = world.current()
    except (RankingStoppedError, NotReadyError):
        return None
    since = file.met_at.astimezone(UTC).date()
    days = Days.up_to(current.as_of, since)
    found = news([Profile(file.id, file.facts)], current.snapshot.world, days)
    return News(since, found[0].n_new, found[0].n_closing) if found else None
