"""Reading and writing the rows of accountability; every function works in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Delete, bindparam, insert
from sqlmodel import Session, col, delete, func, select

from api.accountability_tables import (
    AuditEntryRow,
    DecisionRow,
    FollowUpRow,
    IncidentRow,
    PseudonymRow,
    SwitchRow,
)
from api.errors import NotFoundError
from api.prepared import Prepared, table_of
from api.streams import streamed
from api.tables import TraceRow
from api.walls import ask

ENTRY, PSEUDONYM = table_of(AuditEntryRow), table_of(PseudonymRow)
# What every record asks.
_HEAD = Prepared(
    select(ENTRY.c.seq, ENTRY.c.mac)
    .where(ENTRY.c.organisation == bindparam("chain"))
    .order_by(ENTRY.c.seq.desc())
    .limit(1)
)
_ADD_ENTRY = Prepared(insert(ENTRY))
# Not in order, as there are few: to find the newest first, both databases would walk down the whole chain.
_ROTATIONS = Prepared(
    select(ENTRY.c.seq, ENTRY.c.request).where(
        ENTRY.c.organisation == bindparam("chain"),
        ENTRY.c.object == bindparam("name"),
        ENTRY.c.action == bindparam("doing"),
    )
)
_PSEUDONYM = Prepared(
    select(PSEUDONYM.c.pseudonym).where(
        PSEUDONYM.c.organisation == bindparam("chain"),
        PSEUDONYM.c.kind == bindparam("kind"),
        PSEUDONYM.c.subject == bindparam("subject"),
    )
)
_ADD_PSEUDONYM = Prepared(insert(PSEUDONYM))

# --- the audit chain -------------------------------------------------------------------------


def find_last_entry(session: Session, organisation: str) -> AuditEntryRow | None:
    """Find the newest entry of an organisation's chain."""
    query = select(AuditEntryRow).where(col(AuditEntryRow.organisation) == organisation)
    return session.exec(query.order_by(col(AuditEntryRow.seq).desc()).limit(1)).first()


def find_head(session: Session, organisation: str) -> tuple[int, str] | None:
    """Find number and mac of the newest entry of an organisation's chain."""
    found = ask(session, _HEAD, chain=organisation).first()
    return None if found is None else (found[0], found[1])


def add_entry(session: Session, entry: AuditEntryRow) -> None:
    """Write an entry, at once."""
    ask(session, _ADD_ENTRY, **{name: getattr(entry, name) for name in ENTRY.c.keys()})  # noqa: SIM118


@contextmanager
def streamed_entries(session: Session) -> Iterator[Iterable[AuditEntryRow]]:
    """Give all entries, chain by chain, each in its order, without holding them all."""
    with streamed(
        session, select(AuditEntryRow).order_by(col(AuditEntryRow.organisation), col(AuditEntryRow.seq))
    ) as rows:
        yield rows.scalars()


def find_audit_key(session: Session, organisation: str, action: str, name: str) -> int:
    """Return the number of the key that signs an organisation's next entry: what its newest rotation says, else 0."""
    _, number = max(ask(session, _ROTATIONS, chain=organisation, name=name, doing=action), default=(0, 0))
    return int(number)


def list_heads(session: Session) -> Sequence[AuditEntryRow]:
    """List the newest entry of each chain, whatever their length, from one organisation to the next one's name."""
    heads, organisation = [], ""
    following = func.min(AuditEntryRow.organisation)
    while head := find_last_entry(
        session,
        session.exec(select(following).where(col(AuditEntryRow.organisation) > organisation)).one() or "",
    ):
        heads.append(head)
        organisation = head.organisation
    return heads


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a chain; None is any. `actor` and `about` are pseudonyms, a `day` is one of UTC.

    `action` may be a group of actions: "profile" for "profile.read" and its like.
    """

    actor: str | None = None
    about: str | None = None
    action: str | None = None
    day: date | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield what holds for each of them."""
        if self.actor is not None:
            yield col(AuditEntryRow.actor) == self.actor
        if self.about is not None:
            yield col(AuditEntryRow.object) == self.about
        if self.action is not None:
            is_group = col(AuditEntryRow.action).startswith(f"{self.action}.", autoescape=True)
            yield (col(AuditEntryRow.action) == self.action) | is_group
        if self.day is not None:
            start = datetime.combine(self.day, time(), UTC)
            yield col(AuditEntryRow.at) >= start
            yield col(AuditEntryRow.at) < start + timedelta(days=1)


def list_entries(
    session: Session, organisation: str, wanted: Wanted = Wanted(), *, before: int | None = None, limit: int = 50
) -> Sequence[AuditEntryRow]:
    """List entries of an organisation, newest first, those below the number `before`; one more than `limit`."""
    query = select(AuditEntryRow).where(col(AuditEntryRow.organisation) == organisation, *wanted.conditions())
    if before is not None:
        query = query.where(col(AuditEntryRow.seq) < before)
    return session.exec(query.order_by(col(AuditEntryRow.seq).desc()).limit(limit + 1)).all()


def find_last_time(session: Session, organisation: str, actor: str, action: str, before: datetime) -> datetime | None:
    """Find when somebody last did something before a moment."""
    query = select(AuditEntryRow.at).where(
        col(AuditEntryRow.organisation) == organisation,
        col(AuditEntryRow.actor) == actor,
        col(AuditEntryRow.action) == action,
        col(AuditEntryRow.at) < before,
    )
    return session.exec(query.order_by(col(AuditEntryRow.seq).desc()).limit(1)).first()


# --- pseudonyms ------------------------------------------------------------------------------


def find_pseudonym(session: Session, organisation: str, kind: str, subject: str) -> str | None:
    """Find under which name the audit chain knows somebody."""
    found: str | None = ask(session, _PSEUDONYM, chain=organisation, kind=kind, subject=subject).scalar()
    return found


def make_pseudonym(session: Session, organisation: str, kind: str, subject: str) -> str:
    """Return under which name the audit chain knows somebody, a new random one for a newcomer."""
    known = find_pseudonym(session, organisation, kind, subject)
    if known is not None:
        return known
    made = secrets.token_hex(16)
    ask(session, _ADD_PSEUDONYM, organisation=organisation, kind=kind, subject=subject, pseudonym=made)
    return made


def forgetting(kind: str, subject: str) -> Delete:
    """Return the statement that forgets whom a pseudonym stands for; the chain stays as it is."""
    return delete(PseudonymRow).where(col(PseudonymRow.kind) == kind, col(PseudonymRow.subject) == subject)


def forget(session: Session, kind: str, subject: str) -> None:
    """Forget whom a pseudonym stands for."""
    session.exec(forgetting(kind, subject))


# --- decisions and what came of them ---------------------------------------------------------


def get_decision(session: Session, profile_id: str, decision_id: str) -> DecisionRow:
    """Return a decision about this profile; raises NotFoundError."""
    row = session.get(DecisionRow, decision_id)
    if row is None or row.profile_id != profile_id:
        raise NotFoundError("decision", decision_id)
    return row


def count_decisions(session: Session, profile_id: str) -> int:
    """Return how many decisions there are about a profile."""
    query = select(func.count()).select_from(DecisionRow).where(col(DecisionRow.profile_id) == profile_id)
    return session.exec(query).one()


def list_decisions(session: Session, profile_id: str) -> Sequence[DecisionRow]:
    """List the decisions about a profile, newest first."""
    query = select(DecisionRow).where(col(DecisionRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(DecisionRow.at).desc(), col(DecisionRow.number).desc())).all()


def list_decisions_on(session: Session, vacancy_id: str) -> Sequence[DecisionRow]:
    """List the decisions about a vacancy, oldest first."""
    query = select(DecisionRow).where(col(DecisionRow.vacancy_id) == vacancy_id)
    return session.exec(query.order_by(col(DecisionRow.at), col(DecisionRow.number))).all()


def list_decisions_between(session: Session, start: datetime, end: datetime) -> Sequence[DecisionRow]:
    """List the decisions from `start` until before `end`, oldest first."""
    query = select(DecisionRow).where(col(DecisionRow.at) >= start, col(DecisionRow.at) < end)
    return session.exec(query.order_by(col(DecisionRow.at), col(DecisionRow.number))).all()


def list_follow_ups(session: Session, decision_ids: Sequence[str]) -> Sequence[FollowUpRow]:
    """List what happened after decisions, in the order of the days."""
    query = select(FollowUpRow).where(col(FollowUpRow.decision_id).in_(decision_ids))
    return session.exec(query.order_by(col(FollowUpRow.day), col(FollowUpRow.at), col(FollowUpRow.id))).all()


# --- the stop switch -------------------------------------------------------------------------


def find_switch(session: Session, scope: str) -> SwitchRow | None:
    """Find how ranking was switched last in a scope."""
    query = select(SwitchRow).where(col(SwitchRow.scope) == scope)
    return session.exec(query.order_by(col(SwitchRow.id).desc()).limit(1)).first()


# --- incidents -------------------------------------------------------------------------------


def get_incident(session: Session, incident_id: str) -> IncidentRow:
    """Return an incident; raises NotFoundError."""
    row = session.get(IncidentRow, incident_id)
    if row is None:
        raise NotFoundError("incident", incident_id)
    return row


def list_incidents(session: Session) -> Sequence[IncidentRow]:
    """List all incidents, newest first."""
    order = col(IncidentRow.detected_at).desc(), col(IncidentRow.id)
    return session.exec(select(IncidentRow).order_by(*order)).all()


# --- monitoring ------------------------------------------------------------------------------


def count_actions(session: Session, organisation: str, start: datetime, end: datetime) -> list[tuple[str, str, int]]:
    """Count entries of the chain by action and outcome, from `start` until before `end`."""
    keys = col(AuditEntryRow.action), col(AuditEntryRow.outcome)
    query = (
        select(*keys, func.count())
        .where(
            col(AuditEntryRow.organisation) == organisation,
            col(AuditEntryRow.at) >= start,
            col(AuditEntryRow.at) < end,
        )
        .group_by(*keys)
        .order_by(*keys)
    )
    return [(action, outcome, n) for action, outcome, n in session.exec(query)]


def list_traces_between(session: Session, start: datetime, end: datetime, limit: int) -> Sequence[TraceRow]:
    """List the newest `limit` rankings from `start` until before `end`."""
    query = select(TraceRow).where(col(TraceRow.at) >= start, col(TraceRow.at) < end)
    return session.exec(query.order_by(col(TraceRow.at).desc(), col(TraceRow.id)).limit(limit)).all()


def list_follow_ups_between(session: Session, start: date, end: date) -> Sequence[FollowUpRow]:
    """List what happened after decisions on days from `start` until before `end`."""
    return session.exec(select(FollowUpRow).where(col(FollowUpRow.day) >= start, col(FollowUpRow.day) < end)).all()


def count_traces(session: Session) -> int:
    """Return how many rankings are kept."""
    return session.exec(select(func.count()).select_from(TraceRow)).one()


def find_first_day(session: Session) -> date | None:
    """Find the day of the oldest entry of any chain."""
    first = session.exec(select(AuditEntryRow.at).order_by(col(AuditEntryRow.at)).limit(1)).first()
    return None if first is None else first.date()
