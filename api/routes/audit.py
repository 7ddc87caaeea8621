"""The record of who did what, and for a person: who used their file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from api import accountability_repository as rows
from api import repository
from api.accountability_tables import AuditEntryRow
from api.audit import find_actor
from api.audit_answers import AccessAnswer, AccessesAnswer, AuditAnswer, AuditEntryAnswer
from api.principals import Role
from api.state import Here, Limit

router = APIRouter(prefix="/v1", tags=["accountability"])
Pseudonym = Annotated[str | None, Query(max_length=64)]
Action = Annotated[str | None, Query(max_length=64, description="an action, or a group of them such as `profile`")]
Before = Annotated[int | None, Query(ge=1, description="only entries before this number")]
NOBODY = "-"
"""the pseudonym of somebody of whom nothing is recorded"""


@router.get("/audit")
def read_audit(
    world: Here,
    before: Before = None,
    limit: Limit = 50,
    actor: Pseudonym = None,
    action: Action = None,
    about: Pseudonym = None,
    day: date | None = None,
) -> AuditAnswer:
    """List who did what, newest first: all of it for auditors and administrators, for others what they did.

    `actor` and `about` are pseudonyms as entries name them, `day` is one of UTC.
    """
    principal = world.principal
    with world.database.read() as session:
        if not principal.is_any(Role.AUDITOR, Role.ADMINISTRATOR):
            actor = find_actor(session, principal) or NOBODY
        wanted = rows.Wanted(actor, about, action, day)
        entries = rows.list_entries(session, principal.organisation, wanted, before=before, limit=limit)
    shown = [AuditEntryAnswer(**entry.model_dump(exclude={"organisation"})) for entry in entries[:limit]]
    return AuditAnswer(entries=shown, next=_next(entries, limit))


@router.get("/profiles/{profile_id}/accesses")
def read_accesses(profile_id: str, world: Here, before: Before = None, limit: Limit = 50) -> AccessesAnswer:
    """List who used this person's file, when, in which role and for what, newest first."""
    organisation = world.principal.organisation
    with world.database.read() as session:
        repository.get_profile(session, profile_id)
        about = rows.find_pseudonym(session, organisation, "profile", profile_id) or NOBODY
        entries = rows.list_entries(session, organisation, rows.Wanted(about=about), before=before, limit=limit)
    shown = [_access(entry) for entry in entries[:limit]]
    return AccessesAnswer(profile=profile_id, accesses=shown, next=_next(entries, limit))


def _access(entry: AuditEntryRow) -> AccessAnswer:
    return AccessAnswer(at=entry.at, who=entry.actor, role=entry.role, action=entry.action, outcome=entry.outcome)


def _next(entries: Sequence[AuditEntryRow], limit: int) -> int | None:
    return entries[limit - 1].seq if len(entries) > limit else None
