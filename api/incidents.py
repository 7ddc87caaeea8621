"""Incidents: what went wrong, and by when the law wants to hear of it. Works in the caller's transaction."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from api import accountability_repository as rows
from api.accountability_tables import IncidentRow
from api.bodies import Statement
from api.errors import ConflictError, InvalidInputError, Problem
from api.session import Session


class IncidentKind(StrEnum):
    """What sort of incident."""

    DATA_BREACH = "data_breach"
    SERIOUS = "serious"  # fundamental rights, serious harm to property or environment (AI Act 3(49)(c) and (d))
    DEATH = "death"
    WIDESPREAD = "widespread"  # a widespread infringement, or disruption of critical infrastructure
    OTHER = "other"  # nothing has to be reported, and yet it is worth remembering


# From becoming aware: GDPR 33(1); AI Act 73(2), (4) and (3).
DUE = {
    IncidentKind.DATA_BREACH: timedelta(hours=72),
    IncidentKind.SERIOUS: timedelta(days=15),
    IncidentKind.DEATH: timedelta(days=10),
    IncidentKind.WIDESPREAD: timedelta(days=2),
    IncidentKind.OTHER: None,
}


class IncidentLine(Statement):
    """An incident as it is written down."""

    kind: IncidentKind
    what: Annotated[str, StringConstraints(min_length=1, max_length=5000, strip_whitespace=True)]
    detected_at: datetime | None = None
    """when somebody became aware of it, with a zone; now if missing"""
    stop: bool = False
    """whether ranking is stopped as well"""


def open_incident(session: Session, said: IncidentLine, actor: str, now: datetime) -> IncidentRow:
    """Write an incident with the time by which it has to be reported; raises InvalidInputError."""
    detected = said.detected_at or now
    if detected.tzinfo is None:
        raise InvalidInputError([Problem("detected_at", "needs a zone, such as +01:00")])
    detected = detected.astimezone(UTC)
    if detected > now:
        raise InvalidInputError([Problem("detected_at", "lies in the future")])
    within = DUE[said.kind]
    row = IncidentRow(
        id=uuid.uuid4().hex,
        kind=said.kind.value,
        what=said.what,
        detected_at=detected,
        due_at=None if within is None else detected + within,
        actor=actor,
        at=now,
    )
    session.add(row)
    return row


def mark_reported(session: Session, incident_id: str, now: datetime) -> IncidentRow:
    """Note that an incident was reported; raises NotFoundError, and ConflictError where it was already."""
    row = rows.get_incident(session, incident_id)
    if row.reported_at is not None:
        raise ConflictError("this incident was reported already")
    row.reported_at = now
    session.add(row)
    return row
