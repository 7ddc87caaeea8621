"""The record of who did what: an entry is appended in the transaction of the action, or the action fails.

`record` appends one. For requests nobody has to call it: `noted` gives a handle on the database with which every
transaction that writes ends with an entry, and `Note.finish` adds one for requests that only read or were refused.
People appear under random pseudonyms; `forget` deletes whom one stands for, and the chain stays whole.
"""

from __future__ import annotations

import copy
import os
import secrets
import string
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy import event

from api import accountability_repository as repository
from api.accountability_tables import AuditEntryRow
from api.chain import START, mac_of
from api.errors import AuditError, ImmerseError
from api.session import Database, Session

Handle = TypeVar("Handle", bound=Database)
KEY_FILE = "audit.key"
KEY_BYTES = 32
CHAIN, NOTE = "audit_chain", "audit_note"
"""names in `session.info`"""
PEOPLE = frozenset({"profile", "user"})
"""kinds of objects that are people, and so are named by pseudonyms"""


class Outcome(StrEnum):
    """What came of an action."""

    DONE = "done"
    REFUSED = "refused"  # not found, not allowed, or contradicting what is stored
    FAILED = "failed"


class Actor(Protocol):
    """Who acts, as far as the record is concerned."""

    @property
    def kind(self) -> str:
        """What sort of principal."""

    @property
    def id(self) -> str:
        """Which one; never written into the chain."""

    @property
    def organisation(self) -> str:
        """Whose chain the entry belongs to."""

    @property
    def roles(self) -> Iterable[str]:
        """In which roles."""


@dataclass(frozen=True, slots=True)
class About:
    """What an action was done to: a kind such as "profile", and its id; both may be empty."""

    kind: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """What appending needs: the key, which is kept outside the database, and the clock."""

    key: bytes = field(repr=False)
    now: Callable[[], datetime]


def attach(database: Database, folder: Path, now: Callable[[], datetime]) -> Chain:
    """Let all sessions of `database` append; makes the key in `folder` where there is no chain yet.

    Raises AuditError where there is a chain and its key is gone.
    """
    path = folder / KEY_FILE
    if not path.exists():
        with database.read() as session:
            if repository.list_heads(session):
                raise AuditError(f"the key of the audit chain is missing: {KEY_FILE} in the folder of keys")
        _make_key(path)
    key = bytes.fromhex(path.read_text(encoding="ascii"))
    chain = Chain(key, now)
    database.info[CHAIN] = chain
    return chain


def record(
    session: Session, principal: Actor, action: str, about: About, outcome: Outcome = Outcome.DONE, *,
    trace: str | None = None, request: str = "",
) -> AuditEntryRow:  # fmt: skip
    """Append an entry in the caller's transaction; raises AuditError where nobody has attached the chain."""
    chain: Chain | None = session.info.get(CHAIN)
    if chain is None:
        raise AuditError("this database was opened without its audit chain")
    organisation = principal.organisation
    actor = repository.make_pseudonym(session, organisation, principal.kind, principal.id)
    repository.lock_chain(session, organisation)
    last = repository.find_last_entry(session, organisation)
    entry = AuditEntryRow(
        organisation=organisation,
        seq=1 if last is None else last.seq + 1,
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
    entry.mac = mac_of(chain.key, START if last is None else last.mac, entry)
    session.add(entry)
    session.flush()
    return entry


def forget(session: Session, organisation: str, about: About) -> None:
    """Forget whom a pseudonym stands for, once this transaction has told what it did to them."""
    note: Note | None = session.info.get(NOTE)
    if note is None:
        repository.delete_pseudonym(session, organisation, about.kind, about.id)
    else:
        note.forgotten.append(about)


@dataclass(slots=True)
class Note:
    """What a request will have done, filled in while it is answered."""

    principal: Actor
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
            repository.delete_pseudonym(session, self.principal.organisation, about.kind, about.id)


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
        refused = isinstance(error, ImmerseError)
        _append(database, note, Outcome.REFUSED if refused else Outcome.FAILED)
        raise
    if not note.written:
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


event.listen(Session, "before_commit", append_note)
event.listen(Session, "after_commit", mark_written)


def _name(session: Session, organisation: str, about: About, outcome: Outcome) -> str:
    """Return how the chain calls an object; what somebody only asked for may be any text, and is left out."""
    if about.kind in PEOPLE:
        if about.id and outcome is Outcome.DONE:
            return repository.make_pseudonym(session, organisation, about.kind, about.id)
        return repository.find_pseudonym(session, organisation, about.kind, about.id) or ""
    is_id = len(about.id) == 32 and set(about.id) <= set(string.hexdigits)
    return about.id if outcome is Outcome.DONE or is_id else ""


def _make_key(path: Path) -> None:
    """Write a new key whole, readable by its owner only; where somebody else was first, theirs stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
