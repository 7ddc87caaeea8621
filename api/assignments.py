"""Who looks after whom. Works in the caller's transaction.

A person has one caseworker, or none in particular. Every colleague of an organisation may see everybody, so that
nobody is left alone while a caseworker is ill; an assignment says whose morning list somebody is on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from api import access_repository, repository
from api import casework_repository as rows
from api.access_tables import UserRow
from api.audit import actor_of
from api.bodies import Short, Statement
from api.casework_tables import AssignmentRow, HandOverRow
from api.errors import ConflictError, InvalidInputError, Problem
from api.ordered_ids import make_ordered_id
from api.principals import Principal, PrincipalKind, Role
from api.session import Session

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class HandOver(Statement):
    """Who is to look after a person from now on."""

    caseworker: Id | None
    """a user; null where nobody in particular is to"""
    note: Short | None = None
    """what the colleague should know"""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who looks after a person, and how it came to that, newest first; `names` are those of all users in it."""

    profile_id: str
    row: AssignmentRow | None
    hand_overs: Sequence[HandOverRow]
    names: dict[str, str]


def assign_maker(session: Session, principal: Principal, profile_id: str, now: datetime) -> None:
    """Let a caseworker who makes a profile look after it; what others make, nobody in particular does."""
    if principal.kind is PrincipalKind.USER and principal.is_any(Role.CASEWORKER):
        session.add(AssignmentRow(profile_id=profile_id, user_id=principal.id, since=now))


def hand_over(session: Session, profile_id: str, said: HandOver, by: Principal, now: datetime) -> None:
    """Let somebody else look after a person, and note who handed over, with what words.

    Raises NotFoundError for an unknown profile, InvalidInputError for somebody who is no caseworker here, and
    ConflictError where nothing would change.
    """
    repository.get_profile(session, profile_id)
    known = {user.id for user in list_caseworkers(session)}
    if said.caseworker is not None and said.caseworker not in known:
        raise InvalidInputError([Problem("caseworker", "must be a caseworker of this organisation who can sign in")])
    row = rows.find_assignment(session, profile_id)
    before = None if row is None else row.user_id
    if before == said.caseworker:
        raise ConflictError("this is who looks after the person already")
    if said.caseworker is not None:
        row = row or AssignmentRow(profile_id=profile_id, user_id=said.caseworker, since=now)
        row.user_id, row.since = said.caseworker, now
        session.add(row)
    elif row is not None:
        session.delete(row)
    session.add(
        HandOverRow(
            id=make_ordered_id(),
            profile_id=profile_id,
            from_user_id=before,
            to_user_id=said.caseworker,
            note=said.note or "",
            actor=actor_of(session, by),
            at=now,
        )
    )


def show_assigned(session: Session, profile_id: str) -> Assigned:
    """Return who looks after a person, and how it came to that; raises NotFoundError."""
    repository.get_profile(session, profile_id)
    row, history = rows.find_assignment(session, profile_id), rows.list_hand_overs(session, profile_id)
    named = {each for step in history for each in (step.from_user_id, step.to_user_id)}
    named |= {row.user_id} if row else set()
    names = {user.id: user.name for user in access_repository.list_users(session) if user.id in named}
    return Assigned(profile_id, row, history, names)


def list_caseworkers(session: Session) -> list[UserRow]:
    """List the users who may look after somebody: caseworkers who are not disabled, by name."""
    users = access_repository.list_users(session)
    able = [user for user in users if Role.CASEWORKER.value in user.roles and user.disabled_at is None]
    return sorted(able, key=lambda user: (user.name.casefold(), user.id))


def people_of(principal: Principal, *, everybody: bool = False) -> str | None:
    """Return the user whose people somebody means by "mine"; None for everybody.

    Whoever sits at the machine, and programs, have no people of their own.
    """
    return None if everybody or principal.kind is not PrincipalKind.USER else principal.id


def caseload_of(session: Session, principal: Principal) -> set[str] | None:
    """Return the profiles of those whom somebody means by "mine"; None for everybody, as in `people_of`."""
    user = people_of(principal)
    return None if user is None else rows.list_caseload(session, user)
