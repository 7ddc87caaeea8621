"""Reading and writing the rows of accountability; every function works in the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence

from sqlalchemy import Delete, text
from sqlmodel import Session, col, delete, func, select

from api.accountability_tables import AuditEntryRow, PseudonymRow

# --- the audit chain -------------------------------------------------------------------------


def lock_chain(session: Session, organisation: str) -> None:
    """Let nobody else append to this chain before the transaction ends.

    On SQLite a writing transaction is alone already; on PostgreSQL others wait for this lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"audit:{organisation}"}
        )


def find_last_entry(session: Session, organisation: str) -> AuditEntryRow | None:
    """Find the newest entry of an organisation's chain."""
    query = select(AuditEntryRow).where(col(AuditEntryRow.organisation) == organisation)
    return session.exec(query.order_by(col(AuditEntryRow.seq).desc()).limit(1)).first()


def iter_entries(session: Session) -> Iterator[AuditEntryRow]:
    """Yield all entries, chain by chain, each in its order, without holding them all."""
    order = col(AuditEntryRow.organisation), col(AuditEntryRow.seq)
    query = select(AuditEntryRow).order_by(*order).execution_options(yield_per=1000)
    yield from session.exec(query)


def list_heads(session: Session) -> Sequence[AuditEntryRow]:
    """List the newest entry of each chain."""
    newest = select(AuditEntryRow.organisation, func.max(AuditEntryRow.seq).label("seq")).group_by(
        col(AuditEntryRow.organisation)
    )
    at = newest.subquery()
    query = select(AuditEntryRow).join(
        at, (at.c.organisation == AuditEntryRow.organisation) & (at.c.seq == AuditEntryRow.seq)
    )
    return session.exec(query.order_by(col(AuditEntryRow.organisation))).all()


def list_entries(
    session: Session,
    organisation: str,
    *,
    before: int | None = None,
    actor: str | None = None,
    about: str | None = None,
    limit: int = 50,
) -> Sequence[AuditEntryRow]:
    """List entries of an organisation, newest first, those below the number `before`; one more than `limit`."""
    query = select(AuditEntryRow).where(col(AuditEntryRow.organisation) == organisation)
    if before is not None:
        query = query.where(col(AuditEntryRow.seq) < before)
    if actor is not None:
        query = query.where(col(AuditEntryRow.actor) == actor)
    if about is not None:
        query = query.where(col(AuditEntryRow.object) == about)
    return session.exec(query.order_by(col(AuditEntryRow.seq).desc()).limit(limit + 1)).all()


# --- pseudonyms ------------------------------------------------------------------------------


def find_pseudonym(session: Session, organisation: str, kind: str, subject: str) -> str | None:
    """Find under which name the audit chain knows somebody."""
    row = session.get(PseudonymRow, (organisation, kind, subject))
    return None if row is None else row.pseudonym


def make_pseudonym(session: Session, organisation: str, kind: str, subject: str) -> str:
    """Return under which name the audit chain knows somebody, a new random one for a newcomer."""
    known = find_pseudonym(session, organisation, kind, subject)
    if known is not None:
        return known
    row = PseudonymRow(organisation=organisation, kind=kind, subject=subject, pseudonym=secrets.token_hex(16))
    session.add(row)
    session.flush()
    return row.pseudonym


def forgetting(kind: str, subject: str) -> Delete:
    """Return the statement that forgets whom a pseudonym stands for; the chain stays as it is."""
    return delete(PseudonymRow).where(col(PseudonymRow.kind) == kind, col(PseudonymRow.subject) == subject)
