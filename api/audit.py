"""The record of who did what: an entry is appended in the transaction of the action, or the action fails.

`record` appends one; writers are alone on both databases, so numbers have no gaps. For requests nobody has to call
it: `noted` gives a handle on the database with which every transaction that writes ends with an entry, and `noting`
adds one for requests that only read or were refused.
People appear under random pseudonyms; deleting a profile deletes whom one stands for, and the chain stays whole.
"""

from __future__ import annotations

import copy
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.orm import Mapper, object_session

from api import accountability_repository as repository
from api.accountability_tables import AuditEntryRow
from api.audit_keys import KEY_KIND, KEY_NAME, ROTATED, AuditKeys
from api.chain import START, mac_of
from api.errors import AuditError, ImmerseError
from api.principals import Principal
from api.sealing import seals_in
from api.session import Database, Session
from api.tables import ProfileRow

Handle = TypeVar("Handle", bound=Database)
CHAIN, NOTE = "audit_chain", "audit_note"
"""names in `session.info`"""
PEOPLE = frozenset({"profile", "user"})
"""kinds of objects that are people, and so are named by pseudonyms"""


class Outcome(StrEnum):
    """What came of an action."""

    DONE = "done"
    REFUSED = "refused"  # not found, not allowed, or contradicting what is stored
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class About:
    """What an action was done to: a kind such as "profile", and its id; both may be empty."""

    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """What appending needs: the keys, which are kept outside the database, and the clock."""

    keys: AuditKeys = field(repr=False)
    now: Callable[[], datetime]


def attach(database: Database, now: Callable[[], datetime]) -> Chain:
    """Let all sessions of `database` append, with keys beside its key ring, which is kept outside of it."""
    chain = Chain(AuditKeys(seals_in(database.info).store.ring), now)
    database.info[CHAIN] = chain
    return chain


def record(
    session: Session, principal: Principal, action: str, about: About, outcome: Outcome = Outcome.DONE, *,
    trace: str | None = None, request: str = "",
) -> AuditEntryRow:  # fmt: skip
    """Append an entry in the caller's transaction; raises AuditError where nobody has attached the chain.

    No other transaction writes meanwhile, on either database, so nobody else can take the same number.
    """
    chain: Chain | None = session.info.get(CHAIN)
    if chain is None:
        raise AuditError("this database was opened without its audit chain")
    organisation = principal.organisation
    actor = actor_of(session, principal)
    last = repository.find_head(session, organisation)
    if last is None and chain.keys.newest and action != ROTATED:  # a chain that begins after a rotation
        noted_key = note_key(session, principal, chain.keys.newest)
        last = noted_key.seq, noted_key.mac
    seq, mac = last or (0, START)
    entry = AuditEntryRow(
        organisation=organisation,
        seq=seq + 1,
        at=chain.now(),
        actor=actor,
        role=",".join(sorted(principal.roles)),
        action=action,
        object_kind=about.kind,
        object=_name(session, organisation, about, outcome),
        outcome=outcome.value,
        trace=trace,
        request=request,
        mac="",
    )
    number = repository.find_audit_key(session, organisation, ROTATED, KEY_NAME)
    entry.mac = mac_of(chain.keys.get(number), mac, entry)
    repository.add_entry(session, entry)
    return entry


def actor_of(session: Session, principal: Principal) -> str:
    """Return the pseudonym of whoever acts: under it they stand in the record, and beside what they decide."""
    return repository.make_pseudonym(session, principal.organisation, principal.kind, principal.id)


def find_actor(session: Session, principal: Principal) -> str | None:
    """Find the pseudonym of somebody; None where they have never done anything that went on the record."""
    return repository.find_pseudonym(session, principal.organisation, principal.kind, principal.id)


def note_key(session: Session, principal: Principal, number: int) -> AuditEntryRow:
    """Append the entry after which key `number` signs; it is itself signed with the one before."""
    return record(session, principal, ROTATED, About(KEY_KIND, KEY_NAME), request=str(number))


def tell(session: Session, *, about: About | None = None, trace: str | None = None) -> None:
    """Say what only the handler of a request knows: what it made, or which ranking it kept."""
    note: Note | None = session.info.get(NOTE)
    if note is not None:
        note.about = about or note.about
        note.trace = trace or note.trace


@dataclass(slots=True)
class Note:
    """What a request will have done, filled in while it is answered."""

    principal: Principal
    action: str
    about: About = About()
    request: str = ""
    trace: str | None = None
    forgotten: list[About] = field(default_factory=list)
    written: bool = False

    def append(self, session: Session, outcome: Outcome = Outcome.DONE) -> None:
        """Append the entry, and forget whom it was to forget."""
        record(session, self.principal, self.action, self.about, outcome, trace=self.trace, request=self.request)
        for about in self.forgotten:
            repository.forget(session, about.kind, about.id)


def noted(database: Handle, note: Note) -> Handle:
    """Return a handle on the same database; every transaction that it commits ends with an entry from `note`."""
    handle = copy.copy(database)
    handle.info = {**database.info, NOTE: note}
    return handle


@contextmanager
def noting(database: Handle, note: Note) -> Iterator[Handle]:
    """Give a noted handle; when the block ends, a request that wrote nothing or was refused has its entry too."""
    try:
        yield noted(database, note)
    except Exception as error:
        note_failure(database, note, error)
        raise
    if not note.written:
        note_done(database, note)


def note_failure(database: Database, note: Note, error: Exception) -> None:
    """Append the entry of what was refused, or failed."""
    _append(database, note, Outcome.REFUSED if isinstance(error, ImmerseError) else Outcome.FAILED)


def note_done(database: Database, note: Note) -> None:
    """Append the entry of what was done without writing anything."""
    _append(database, note, Outcome.DONE)


def _append(database: Database, note: Note, outcome: Outcome) -> None:
    with database.write() as session:
        note.append(session, outcome)


def append_note(session: Session) -> None:
    """Append the entry of a noted session that is about to commit; savepoints are no end."""
    note: Note | None = session.info.get(NOTE)
    if note is not None and not session.in_nested_transaction():
        note.append(session)


def mark_written(session: Session) -> None:
    """Note that an entry is on disk."""
    note: Note | None = session.info.get(NOTE)
    if note is not None:
        note.written = True


def forget_deleted(_mapper: Mapper[ProfileRow], connection: Connection, row: ProfileRow) -> None:
    """Forget whom a pseudonym stands for when a profile is deleted, once the entry that tells of it is written."""
    session = object_session(row)
    note: Note | None = None if session is None else session.info.get(NOTE)
    about = About("profile", row.id)
    if note is None:
        connection.execute(repository.forgetting(about.kind, about.id))
    else:
        note.forgotten.append(about)


event.listen(Session, "before_commit", append_note)
event.listen(Session, "after_commit", mark_written)
event.listen(ProfileRow, "after_delete", forget_deleted)


def _name(session: Session, organisation: str, about: About, outcome: Outcome) -> str:
    """Return how the chain calls an object; what somebody only asked for may be any text, and is left out."""
    if about.kind in PEOPLE:
        if about.id and outcome is Outcome.DONE:
            return repository.make_pseudonym(session, organisation, about.kind, about.id)
        return repository.find_pseudonym(session, organisation, about.kind, about.id) or ""
    is_id = len(about.id) == 32 and set(about.id) <= set(string.hexdigits)
    return about.id if outcome is Outcome.DONE or is_id else ""
