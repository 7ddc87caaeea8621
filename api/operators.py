"""What whoever runs the installation does from the command line, on the record like everybody else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from api import accountability_repository as rows
from api import repository
from api.audit import About, attach, record
from api.principals import Principal, PrincipalKind, Role
from api.ranking_switch import EVERYBODY, turn
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings


def operator(organisation: str = DEFAULT_ORGANISATION) -> Principal:
    """Return the principal of the command line, in an organisation."""
    return Principal(PrincipalKind.LOCAL, "command line", organisation, frozenset({Role.ADMINISTRATOR}))


def the_service(organisation: str = DEFAULT_ORGANISATION) -> Principal:
    """Return the principal of what the service does by itself, in an organisation."""
    return Principal(PrincipalKind.LOCAL, "service", organisation, frozenset())


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Open an installation's database for a command, with its keys and its record."""
    database = Database.installed(settings)
    attach(database, read_clock)
    try:
        yield database
    finally:
        database.close()


def switch_ranking(settings: Settings, organisation: str | None, *, stopped: bool, reason: str) -> None:
    """Stop or start ranking for one organisation, or for the whole installation; raises NotFoundError."""
    with opened(settings) as database, database.write() as session:
        if organisation is not None:
            repository.get_organisation(session, organisation)
        turn(session, organisation or EVERYBODY, stopped=stopped, reason=reason, now=read_clock())
        action = "ranking.stop" if stopped else "ranking.start"
        record(session, operator(organisation or DEFAULT_ORGANISATION), action, About())


def describe_ranking(settings: Settings) -> Iterator[str]:
    """Say for the installation, and for organisations where it is so, that ranking is stopped and why."""
    with opened(settings) as database, database.read() as session:
        scopes = [EVERYBODY, *(row.id for row in repository.list_organisations(session))]
        switches = [(scope, rows.find_switch(session, scope)) for scope in scopes]
    stopped = [(scope, row) for scope, row in switches if row is not None and row.stopped]
    for scope, row in stopped:
        whose = f" for {scope}" if scope else ""
        yield f"ranking is stopped{whose}: {row.reason} (since {row.at:%Y-%m-%d %H:%M} UTC)"
    if not stopped:
        yield "ranking is not stopped"


def read_clock() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)
