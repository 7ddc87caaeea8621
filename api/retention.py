"""What is over is deleted: traces after their days with what only they needed, people nobody works with, ended users.

Once a day while serving, and by `immerse retention`. People are first put on a list that caseworkers see, and erased
only when they have been on it for its whole time: a service that was off for long erases nobody unannounced.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from api import repository
from api import rights_repository as people
from api.access_repository import forget_user, list_ended
from api.accountability_repository import forget, list_heads
from api.audit import About, Note, noted, record
from api.erasing import Reason, erase
from api.errors import ImmerseError
from api.operators import the_service
from api.principals import Principal, PrincipalKind
from api.rights_answers import DueAnswer
from api.rotation import wrap_again
from api.rounds import Rounds
from api.sealing import seals_in
from api.session import Database
from api.settings import Settings

RAN = "retention.run"
EVERY_S = 24 * 3600.0
# A version of a vacancy may be ranked for a while after it was replaced, until the snapshot has caught up.
LAG = timedelta(days=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many traces, how many versions of vacancies that no remaining trace can have used, and how many people."""

    n_traces: int
    n_versions: int
    n_people: int = 0
    n_users: int = 0


def delete_over(
    database: Database, now: datetime, settings: Settings, who: Callable[[str], Principal] = the_service
) -> Deleted:
    """Delete what is older than the settings say, put on the list who is next, and erase whose time on it is over.

    Users that ended long ago are forgotten. Each organisation's chain says that it was done, by `who`, and about whom.
    """
    before = now - timedelta(days=settings.trace_days)
    with database.write() as session:
        n_traces = repository.delete_traces(session, before)
        n_versions = repository.delete_versions(session, before - LAG)
    if n_traces:
        database.fold()  # else what was deleted is still in the write-ahead log
    n_users = _forget_ended(database, now, settings)
    n_people = _erase_unseen(database, now, settings, who)
    with database.write() as session:
        for head in list_heads(session):
            record(session, who(head.organisation), RAN, About())
    return Deleted(n_traces, n_versions, n_people, n_users)


def _forget_ended(database: Database, now: datetime, settings: Settings) -> int:
    """Forget who users were that ended long ago; their entries of the chain stay, and stand for nobody."""
    if not settings.user_days:
        return 0
    with database.write() as session:
        ended = list_ended(session, now - timedelta(days=settings.user_days))
        for row in ended:
            forget_user(session, row)
            forget(session, PrincipalKind.USER, row.id)
    if ended:
        database.fold()
    return len(ended)


def _erase_unseen(database: Database, now: datetime, settings: Settings, who: Callable[[str], Principal]) -> int:
    if not settings.profile_days:
        return 0
    warning = timedelta(days=settings.warn_days)
    last = now - timedelta(days=settings.profile_days)
    with database.write() as session:
        listed = people.list_unseen(session, last + warning)
        for row in listed:
            row.warned_at = row.warned_at or now
        over = [
            (row.organisation, row.id)
            for row in listed
            if row.contact_at < last and row.warned_at and row.warned_at <= now - warning
        ]
    for organisation, profile_id in over:
        note = Note(who(organisation), "profile.erase", About("profile", profile_id))
        erase(noted(database.of(organisation), note), profile_id, now, Reason.RETENTION)
    return len(over)


def list_due(database: Database, settings: Settings) -> list[DueAnswer]:
    """Return who is on the list, next one first."""
    days, warning = timedelta(days=settings.profile_days), timedelta(days=settings.warn_days)
    with database.read() as session:
        due = [
            DueAnswer(
                profile=row.id,
                contact_at=row.contact_at,
                erased_on=max(row.contact_at + days, row.warned_at + warning).date(),
            )
            for row in people.list_warned(session)
            if row.warned_at
        ]
    return sorted(due, key=lambda each: (each.erased_on, each.profile))


class Retention(Rounds):
    """Deletes once a day in a thread, and wraps again what older keys of the ring still wrap."""

    def __init__(self, database: Database, settings: Settings, now: Callable[[], datetime]) -> None:
        super().__init__("retention")
        self._database = database
        self._settings = settings
        self._now = now

    def go(self) -> float:
        """Delete what is over, once a day."""
        try:
            delete_over(self._database, self._now(), self._settings)
            wrap_again(seals_in(self._database.info).store)
        except (SQLAlchemyError, ImmerseError):
            log.exception("what is over could not be deleted; tried again tomorrow")
        return EVERY_S
