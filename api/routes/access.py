"""Who may do what: users and keys for administrators, one's own visits, invitations, and broken glass."""

from __future__ import annotations

import uuid
from datetime import timedelta

from fastapi import APIRouter, status

from api import access_repository as repository
from api.access_answers import (
    Glass,
    GlassAnswer,
    GlassesAnswer,
    InvitationAnswer,
    KeyAnswer,
    KeysAnswer,
    MadeKeyAnswer,
    MadeUserAnswer,
    NewInvitation,
    NewKey,
    NewUser,
    UserAnswer,
    UserChange,
    UsersAnswer,
    VisitsAnswer,
    WhoAnswer,
    show_glass,
    show_key,
    show_user,
    show_visit,
)
from api.access_tables import BrokenGlassRow
from api.accounts import change_roles, create_user, disable_user, enable_user, reset_user
from api.attempts import locked_until
from api.audit import About
from api.errors import ConflictError, NotFoundError
from api.invitations import invite
from api.principals import PrincipalKind
from api.service_keys import create_service_key, revoke_service_key
from api.state import Here
from api.visits import end_own_visit

GLASS_LASTS = timedelta(minutes=30)

router = APIRouter(prefix="/v1", tags=["people and permissions"])


@router.get("/me")
def read_me(world: Here) -> WhoAnswer:
    """Say who asks, in which roles or scopes."""
    who = world.principal
    return WhoAnswer(
        kind=who.kind,
        id=who.id,
        organisation=who.organisation,
        roles=sorted(who.roles),
        scopes=sorted(who.scopes),
        profile=who.profile,
    )


# --- users -----------------------------------------------------------------------------------


@router.get("/users")
def list_users(world: Here) -> UsersAnswer:
    """List the users of the organisation, those who are disabled too."""
    with world.database.read() as session:
        rows, now = repository.list_users(session), world.now()
        locked = [locked_until(session, row.name, now) for row in rows]
    users = [show_user(row).model_copy(update={"locked_until": at}) for row, at in zip(rows, locked, strict=True)]
    return UsersAnswer(users=users)


@router.post("/users", status_code=status.HTTP_201_CREATED)
def make_user(asked: NewUser, world: Here) -> MadeUserAnswer:
    """Make a user; they set their password with the token, or sign in at the identity provider by their address."""
    with world.database.write() as session:
        row, token = create_user(
            session,
            world.principal.organisation,
            asked.name,
            asked.roles,
            world.now(),
            has_password=asked.has_password,
        )
        world.tell_about(About("user", row.id))
        return MadeUserAnswer(**show_user(row).model_dump(), token=token)


@router.patch("/users/{user_id}")
def change_user(user_id: str, asked: UserChange, world: Here) -> UserAnswer:
    """Give a user other roles, disable them or let them in again, at once; nobody does that to themselves."""
    _refuse_own(world, user_id)
    with world.database.write() as session:
        row = repository.get_user(session, user_id)
        if asked.roles is not None:
            change_roles(session, row, asked.roles)
        if asked.disabled is True:
            disable_user(session, row, world.now())
        elif asked.disabled is False:
            enable_user(session, row)
        return show_user(row)


@router.post("/users/{user_id}/reset")
def reset(user_id: str, world: Here) -> MadeUserAnswer:
    """Take password and second factor from a user, end their visits, and give a token for a new password."""
    _refuse_own(world, user_id)
    with world.database.write() as session:
        row = repository.get_user(session, user_id)
        token = reset_user(session, row, world.now())
        return MadeUserAnswer(**show_user(row).model_dump(), token=token)


def _refuse_own(world: Here, user_id: str) -> None:
    if user_id == world.principal.id:
        raise ConflictError("nobody changes their own roles or resets themselves; another administrator has to")


# --- keys ------------------------------------------------------------------------------------


@router.get("/keys")
def list_keys(world: Here) -> KeysAnswer:
    """List the keys of the organisation, expired and revoked ones too."""
    with world.database.read() as session:
        return KeysAnswer(keys=[show_key(row) for row in repository.list_service_keys(session)])


@router.post("/keys", status_code=status.HTTP_201_CREATED)
def make_key(asked: NewKey, world: Here) -> MadeKeyAnswer:
    """Make a key for a program."""
    with world.database.write() as session:
        organisation = world.principal.organisation
        row, key = create_service_key(session, organisation, asked.name, asked.scopes, asked.days, world.now())
        world.tell_about(About("key", row.id))
        return MadeKeyAnswer(**show_key(row).model_dump(), key=key)


@router.delete("/keys/{key_id}")
def revoke_key(key_id: str, world: Here) -> KeyAnswer:
    """Revoke a key, at once."""
    with world.database.write() as session:
        return show_key(revoke_service_key(session, key_id, world.now()))


# --- one's own visits ------------------------------------------------------------------------


@router.get("/visits")
def list_visits(world: Here) -> VisitsAnswer:
    """List the browsers that are signed in as you."""
    user_id, profile_id = world.principal.visitor
    with world.database.read() as session:
        return VisitsAnswer(visits=[show_visit(row) for row in repository.list_visits(session, user_id, profile_id)])


@router.delete("/visits/{visit_id}", status_code=status.HTTP_204_NO_CONTENT)
def end_visit(visit_id: str, world: Here) -> None:
    """Sign one of your browsers out."""
    with world.database.write() as session:
        end_own_visit(session, world.principal, visit_id)


# --- invitations and broken glass ------------------------------------------------------------


@router.post("/profiles/{profile_id}/invitations", status_code=status.HTTP_201_CREATED)
def make_invitation(profile_id: str, asked: NewInvitation, world: Here) -> InvitationAnswer:
    """Make a code with which this person sees their own page, at `/sign-in/invitation`."""
    with world.database.write() as session:
        row, code = invite(session, world.principal.organisation, profile_id, asked.days, world.now())
        return InvitationAnswer(code=code, expires_at=row.expires_at)


@router.delete("/profiles/{profile_id}/invitations", status_code=status.HTTP_204_NO_CONTENT)
def take_invitations_back(profile_id: str, world: Here) -> None:
    """Take back all codes of this person, and sign them out everywhere."""
    with world.database.write() as session:
        if not repository.has_profile(session, profile_id):
            raise NotFoundError("profile", profile_id)
        repository.delete_invitations(session, profile_id)


@router.post("/break-glass/{profile}", status_code=status.HTTP_201_CREATED)
def break_glass(profile: str, asked: Glass, world: Here) -> GlassAnswer:
    """Let yourself, an administrator, look at one profile for half an hour, for a reason that auditors read."""
    now = world.now()
    if world.principal.kind is not PrincipalKind.USER:
        raise ConflictError("there are no users yet, so nothing is closed")
    with world.database.write() as session:
        if not repository.has_profile(session, profile):
            raise NotFoundError("profile", profile)
        row = BrokenGlassRow(
            id=uuid.uuid4().hex, user_id=world.principal.id, profile_id=profile,
            reason=asked.reason, at=now, until=now + GLASS_LASTS,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return show_glass(row)


@router.get("/break-glass")
def list_broken_glass(world: Here) -> GlassesAnswer:
    """List the looks of administrators at profiles, the newest first."""
    with world.database.read() as session:
        return GlassesAnswer(looks=[show_glass(row) for row in repository.list_broken_glass(session)])
