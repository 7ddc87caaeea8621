"""What the command line does with people and permissions: the first administrator, keys of programs, organisations."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from api import access_repository, repository
from api.accounts import change_password, create_user, enable_user, reset_user
from api.audit import About, record
from api.errors import ConflictError
from api.operators import opened, operator
from api.passwords.choosing import check_password
from api.passwords.hashing import Passwords
from api.roles import Role, Scope
from api.service_keys import create_service_key, revoke_service_key
from api.settings import Settings


def create_administrator(settings: Settings, name: str, organisation: str, password: str | None) -> str | None:
    """Make an administrator, or let one who exists begin anew.

    Returns the one-time token that sets the password, None where `password` is given. From now on nothing is open.
    Raises ConflictError where somebody else has this name, NotFoundError where there is no such organisation.
    """
    hashed = None if password is None else Passwords().make(check_password(password, name))
    now = datetime.now(UTC)
    with opened(settings) as database, database.write() as session:
        repository.get_organisation(session, organisation)
        user = access_repository.find_user_named(session, name)
        if user is None:
            user, token = create_user(session, organisation, name, {Role.ADMINISTRATOR}, now)
        elif Role.ADMINISTRATOR.value in user.roles and user.organisation == organisation:
            enable_user(session, user)
            token = reset_user(session, user, now)
        else:
            raise ConflictError(f"{name!r} is no administrator of {organisation!r}")
        record(session, operator(organisation), "user.create", About("user", user.id))
        if hashed is None:
            return token
        change_password(session, user, hashed)
        return None


def create_key(settings: Settings, name: str, organisation: str, scopes: Collection[Scope], days: int) -> str:
    """Make a key of a program; returns it, as it can be read here only."""
    with opened(settings) as database, database.write() as session:
        repository.get_organisation(session, organisation)
        row, key = create_service_key(session, organisation, name, scopes, days, datetime.now(UTC))
        record(session, operator(organisation), "key.create", About("key", row.id))
        return key


def describe_keys(settings: Settings) -> Iterator[str]:
    """Say of each key what it is for, what it may, and until when."""
    with opened(settings) as database, database.read() as session:
        for row in access_repository.list_service_keys(session):
            state = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}"
            used = f"used {row.used_at:%Y-%m-%d %H:%M}" if row.used_at else "never used"
            yield f"{row.id}  {row.organisation}  {row.name}: {', '.join(row.scopes)}; {state}; {used}"


def revoke_key(settings: Settings, key_id: str) -> None:
    """Revoke a key, at once, also for a server that is running; raises NotFoundError."""
    with opened(settings) as database, database.write() as session:
        row = revoke_service_key(session, key_id, datetime.now(UTC))
        record(session, operator(row.organisation), "key.revoke", About("key", row.id))


def create_organisation(settings: Settings, organisation: str, name: str) -> None:
    """Make an organisation; raises ConflictError where there is one of this id."""
    with opened(settings) as database, database.write() as session:
        repository.new_organisation(session, organisation, name, datetime.now(UTC))
        record(session, operator(organisation), "organisation.create", About("organisation", organisation))


def note_contact(settings: Settings, organisation: str, contact: str) -> None:
    """Note how people reach an organisation; raises NotFoundError."""
    with opened(settings) as database, database.write() as session:
        row = repository.get_organisation(session, organisation)
        row.contact = contact
        session.add(row)
        record(session, operator(organisation), "organisation.change", About("organisation", organisation))


def describe_organisations(settings: Settings) -> Iterator[str]:
    """Say which organisations there are."""
    with opened(settings) as database, database.read() as session:
        for row in repository.list_organisations(session):
            yield f"{row.id}  {row.name}" + (f"; {row.contact}" if row.contact else "")
