"""The record of who did what, and for a person: who used their file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from api import accountability_repository as rows
from api import repository
from api.accountability_tables import AuditEntryRow
from api.audit_answers import AccessAnswer, AccessesAnswer, AuditAnswer, AuditEntryAnswer
from api.principals import Role
from api.state import Here, Limit

router = APIRouter(prefix="/v1", tags=["accountability"])
Before = Annotated[int | None, Query(ge=1, description="only entries before this number")]
NOBODY = "-"
"""the pseudonym of somebody of whom nothing is recorded"""


@router.get("/audit")
def read_audit(world: Here, before: Before = None, limit: Limit = 50) -> AuditAnswer:
    """List who did what, newest first: all of it for auditors and administrators, for others what they did."""
    principal = world.principal
    with world.database.read() as session:
        actor = None
        if not principal.is_any(Role.AUDITOR, Role.ADMINISTRATOR):
            found = rows.find_pseudonym(session, principal.organisation, principal.kind, principal.id)
            actor = found or NOBODY
        entries = rows.list_entries(session, principal.organisation, before=before, actor=actor, limit=limit)
    shown = [AuditEntryAnswer(**entry.model_dump(exclude={"organisation"})) for entry in entries[:limit]]
    return AuditAnswer(entries=shown, next=_next(entries, limit))


@router.get("/profiles/{profile_id}/accesses")
def read_accesses(profile_id: str, world: Here, before: Before = None, limit: Limit = 50) -> AccessesAnswer:
    """List who used this person's file, when, in which role and for what, newest first."""
    organisation = world.principal.organisation
    with world.database.read() as session:
        repository.get_profile(session, profile_id)
        about = rows.find_pseudonym(session, organisation, "profile", profile_id) or NOBODY
        entries = rows.list_entries(session, organisation, before=before, about=about, limit=limit)
    shown = [_access(entry) for entry in entries[:limit]]
    return AccessesAnswer(profile=profile_id, accesses=shown, next=_next(entries, limit))


def _access(entry: AuditEntryRow) -> AccessAnswer:
    return AccessAnswer(at=entry.at, who=entry.actor, role=entry.role, action=entry.action, outcome=entry.outcome)


def _next(entries: Sequence[AuditEntryRow], limit: int) -> int | None:
    return entries[limit - 1].seq if len(entries) > limit else None
