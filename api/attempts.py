"""Signing in that fails makes the next try wait, longer each time, whether anybody has that name or not.

Two counts are kept: of a name from one address, and of the name from anywhere. The first makes guessing slow; the
second lets more through, so that a stranger elsewhere does not lock a caseworker out, and still ends guessing from many
places.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from api import access_repository as repository
from api.access_tables import AttemptRow
from api.errors import TooManyError
from api.sealing import seals_in
from api.session import Session

FROM_ONE_ADDRESS = 5
FROM_ANYWHERE = 30
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to be somebody, from somewhere; codes that name nobody (`is_name` False) count by address only."""

    name: str
    address: str
    is_name: bool = True

    def counts(self, session: Session) -> tuple[tuple[str, int], ...]:
        """Return the two counters, and how many failures each lets pass without a wait."""
        name = self.name.strip().casefold()
        here = (_code(session, name, self.address), FROM_ONE_ADDRESS)
        return (here, (_code(session, name), FROM_ANYWHERE)) if self.is_name else (here,)


def check_attempt(session: Session, attempt: Attempt, now: datetime) -> None:
    """Raise TooManyError with the wait where too many have failed lately."""
    for hashed, free in attempt.counts(session):
        row = repository.find_attempt(session, hashed)
        if row is not None and row.n_failed >= free:
            wait = row.failed_at + wait_after(row.n_failed - free) - now
            if wait > timedelta(0):
                raise TooManyError("too many tries have failed; wait before the next", wait.total_seconds())


def locked_until(session: Session, name: str, now: datetime) -> datetime | None:
    """Return until when nobody can sign in under a name, from anywhere, as too many tries failed; None where they can.

    What failed from single addresses cannot be looked up by name alone.
    """
    *_, (hashed, free) = Attempt(name, "").counts(session)
    row = repository.find_attempt(session, hashed)
    if row is None or row.n_failed < free:
        return None
    until = row.failed_at + wait_after(row.n_failed - free)
    return until if until > now else None


def wait_after(n_more: int) -> timedelta:
    """Return how long to wait after the last free failure and `n_more` others: twice as long each time."""
    return min(FIRST_WAIT * (1 << min(n_more, 10)), LONGEST_WAIT)


def note_failure(session: Session, attempt: Attempt, now: datetime) -> None:
    """Count a failure; what failed long before is forgotten."""
    for hashed, _free in attempt.counts(session):
        row = repository.find_attempt(session, hashed) or AttemptRow(hash=hashed, n_failed=0, failed_at=now)
        row.n_failed = 1 if now - row.failed_at > FORGOTTEN else row.n_failed + 1
        row.failed_at = now
        session.add(row)


def forget_failures(session: Session, attempt: Attempt) -> None:
    """Forget what failed, now that they have signed in."""
    for hashed, _free in attempt.counts(session):
        row = repository.find_attempt(session, hashed)
        if row is not None:
            session.delete(row)


def _code(session: Session, *words: str) -> str:
    """Return a keyed code: whoever has the database alone cannot try names on it."""
    return seals_in(session.info).index("attempt", "hash", "", *words)
