"""Users, keys and persons of two organisations, signed in without a form, for tests of who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fastapi.testclient import TestClient
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as ASGIScope

from api import access_repository, repository
from api.accounts import create_user
from api.app import create_app
from api.invitations import invite
from api.passwords.hashing import Cost, Passwords
from api.principals import Role, Scope
from api.service_keys import create_service_key
from api.session import Database
from api.settings import Settings
from api.visits import begin_visit
from api.world import World

ADDRESS = "https://match.example.org"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
CHEAP = Passwords(Cost(passes=1, memory_kib=8, lanes=1))
PASSWORD = "violet harbour kettle"  # noqa: S105 - of nobody


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who asks, with what they send along."""

    organisation: str
    role: Role
    id: str
    headers: dict[str, str]


def add_organisation(database: Database, organisation: str, now: datetime) -> None:
    """Make an organisation."""
    with database.write() as session:
        repository.new_organisation(session, organisation, organisation, now)


def add_user(database: Database, organisation: str, role: Role, now: datetime, name: str = "") -> Caller:
    """Make a user of one role, and begin a visit."""
    with database.write() as session:
        row, _token = create_user(session, organisation, name or f"{role}@{organisation}.example", {role}, now)
        token = begin_visit(session, organisation, now, user_id=row.id)
    return Caller(organisation, role, row.id, by_cookie(token))


def add_person(database: Database, organisation: str, profile: str, now: datetime) -> Caller:
    """Begin a visit of a person to their own profile."""
    with database.write() as session:
        token = begin_visit(session, organisation, now, profile_id=profile)
    return Caller(organisation, Role.PERSON, profile, by_cookie(token))


def add_key(database: Database, organisation: str, now: datetime, *scopes: Scope) -> Caller:
    """Make a key of a program."""
    with database.write() as session:
        row, key = create_service_key(session, organisation, "a test", scopes or tuple(Scope), 1, now)
    return Caller(organisation, Role.SERVICE, row.id, {"Authorization": f"Bearer {key}"})


def add_invitation(database: Database, organisation: str, profile: str, now: datetime, days: int = 14) -> str:
    """Return the code of an invitation."""
    with database.write() as session:
        return invite(session, organisation, profile, days, now)[1]


def by_cookie(token: str) -> dict[str, str]:
    """Return what a browser sends that is signed in and shows a page of the service."""
    return {"Cookie": f"__Host-immerse={token}", **SAME_ORIGIN}


@contextmanager
def started(settings: Settings, world: World, *, lay_out: bool = True) -> Iterator[ASGIApp]:
    """Start the application once, for any number of clients with cookies and addresses of their own.

    Where `lay_out` is false there is nothing to match, and it starts faster.
    """
    app = create_app(settings, world)

    async def serve(scope: ASGIScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":  # a client that enters it does not start or end it once more
            for moment in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{moment}.complete"})
            return
        await app({**scope, "state": {"world": world}}, receive, send)

    if lay_out:
        world.start()
    try:
        yield serve
    finally:
        world.close()


def browser(app: ASGIApp, peer: str = "192.0.2.10", address: str = ADDRESS) -> TestClient:
    """Make a client from elsewhere, over TLS, that follows no redirects and keeps cookies."""
    return TestClient(app, base_url=address, client=(peer, 50000), follow_redirects=False)


def count_visits(database: Database, user_id: str) -> int:
    """Say in how many browsers somebody is signed in."""
    with database.read() as session:
        return len(access_repository.list_visits(session, user_id, None))
