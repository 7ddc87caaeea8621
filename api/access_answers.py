"""What goes in and out about users, keys, visits, invitations and broken glass."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.access_tables import BrokenGlassRow, ServiceKeyRow, UserRow, VisitRow
from api.accounts import ROLES
from api.answer import Answer
from api.invitations import DAYS as INVITATION_DAYS
from api.invitations import MOST_DAYS
from api.principals import PrincipalKind, Role, Scope
from api.service_keys import DAYS as KEY_DAYS


class Request(BaseModel):
    """Base of what is asked for here: a key that nobody knows is refused, so that nothing is set by accident."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=len(ROLES))]


class NewUser(Request):
    """Somebody who is to sign in."""

    name: Name
    """what they sign in with; the e-mail address where they come from an identity provider"""
    roles: Roles
    has_password: bool = True
    """False for those who sign in at the identity provider only"""


class UserChange(Request):
    """What is to be otherwise about a user; what is left out stays."""

    roles: Roles | None = None
    disabled: bool | None = None


class NewKey(Request):
    """A key for a program."""

    name: Name
    """what it is for"""
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope))]
    days: Annotated[int, Field(ge=1, le=3650)] = KEY_DAYS


class NewInvitation(Request):
    """How long a person may look at their own page."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] = INVITATION_DAYS


class Glass(Request):
    """Why an administrator has to look at a profile."""

    reason: Annotated[str, Field(min_length=10, max_length=2000, pattern=r"\S")]


class WhoAnswer(Answer):
    """Who asks."""

    kind: PrincipalKind
    id: str
    organisation: str
    roles: list[Role]
    scopes: list[Scope]
    profile: str | None


class UserAnswer(Answer):
    """A user."""

    id: str
    name: str
    roles: list[Role]
    has_password: bool
    has_second_factor: bool
    created_at: datetime
    disabled_at: datetime | None
    locked_until: datetime | None = None
    """until when nobody can sign in under this name, after too many failed tries; in the list only"""


class MadeUserAnswer(UserAnswer):
    """A user who has been made or reset."""

    token: str | None
    """sets the password at `/sign-in/first`, once, within a day; shown here only"""


class UsersAnswer(Answer):
    """All users of an organisation."""

    users: list[UserAnswer]


class KeyAnswer(Answer):
    """A key, without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class MadeKeyAnswer(KeyAnswer):
    """A key that has been made."""

    key: str
    """to send as `Authorization: Bearer`; shown here only"""


class KeysAnswer(Answer):
    """All keys of an organisation."""

    keys: list[KeyAnswer]


class VisitAnswer(Answer):
    """A browser that is signed in."""

    id: str
    begun_at: datetime
    seen_at: datetime


class VisitsAnswer(Answer):
    """All browsers that are signed in as this user."""

    visits: list[VisitAnswer]


class InvitationAnswer(Answer):
    """A code for a person, shown here only."""

    code: str
    expires_at: datetime


class GlassAnswer(Answer):
    """An administrator's look at a profile."""

    id: str
    user: str
    profile: str
    reason: str
    at: datetime
    until: datetime


class GlassesAnswer(Answer):
    """All such looks, the newest first."""

    looks: list[GlassAnswer]


def show_user(row: UserRow) -> UserAnswer:
    """Show a user."""
    return UserAnswer(
        id=row.id,
        name=row.name,
        roles=[Role(role) for role in row.roles],
        has_password=row.password is not None,
        has_second_factor=row.secret is not None,
        created_at=row.created_at,
        disabled_at=row.disabled_at,
    )


def show_key(row: ServiceKeyRow) -> KeyAnswer:
    """Show a key."""
    return KeyAnswer(
        id=row.id,
        name=row.name,
        scopes=[Scope(scope) for scope in row.scopes],
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )


def show_visit(row: VisitRow) -> VisitAnswer:
    """Show a visit."""
    return VisitAnswer(id=row.id, begun_at=row.begun_at, seen_at=row.seen_at)


def show_glass(row: BrokenGlassRow) -> GlassAnswer:
    """Show a look at a profile."""
    return GlassAnswer(
        id=row.id, user=row.user_id, profile=row.profile_id, reason=row.reason, at=row.at, until=row.until
    )
