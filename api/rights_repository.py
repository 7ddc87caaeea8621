"""Reading and writing the rows of people's rights; every function works in the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import load_only
from sqlmodel import Session, col, func, select, update

from api.errors import NotFoundError
from api.rights_tables import ConsentRow, ErasureRow, IdentityRow
from api.schema import organisation_tables
from api.sealing import organisation_of, seals_in
from api.streams import in_parts
from api.tables import OrganisationRow, ProfileRow, TraceRow

# --- erasing ---------------------------------------------------------------------------------


def delete_person(session: Session, profile_id: str, now: datetime, reason: str) -> ErasureRow:
    """Delete all rows of a person, blank what their rankings knew of them, and note it; raises NotFoundError.

    Opens nothing, so it also deletes rows whose key is gone already.
    """
    closed = load_only(ProfileRow.organisation)  # type: ignore[arg-type]
    person = session.exec(select(ProfileRow).where(col(ProfileRow.id) == profile_id).options(closed)).first()
    if person is None:
        raise NotFoundError("profile", profile_id)
    counts = {"profile": 1, **dict(_count_rows(session, profile_id)), "trace": blank_traces(session, profile_id)}
    session.delete(person)  # the rows that name it go with it
    receipt = ErasureRow(id=uuid.uuid4().hex, profile_id=profile_id, at=now, reason=reason, counts=counts)
    receipt.organisation = person.organisation
    session.add(receipt)
    return receipt


def blank_traces(session: Session, profile_id: str) -> int:
    """Blank everything about the person in the profile's traces; returns how many there are."""
    erased = update(TraceRow).where(col(TraceRow.profile_id) == profile_id)
    return session.exec(erased.values(packed=None, digest=None, results=None, widened=None)).rowcount


def _count_rows(session: Session, profile_id: str) -> Iterator[tuple[str, int]]:
    """Count the rows of each table that go with a profile."""
    for table, column in _tables_about("profile.id"):
        query = select(func.count()).select_from(table).where(col(column) == profile_id)
        yield table.__table__.name, session.exec(query).one()  # type: ignore[attr-defined]


def _tables_about(target: str) -> Iterator[tuple[type[OrganisationRow], Any]]:
    """Yield the tables that have a foreign key to a column, and the attribute that is the key."""
    for table in organisation_tables():
        for column in table.__table__.columns:  # type: ignore[attr-defined]
            if any(key.target_fullname == target for key in column.foreign_keys):
                yield table, getattr(table, column.key)


# --- identity and consent --------------------------------------------------------------------


def find_identity(session: Session, profile_id: str) -> IdentityRow | None:
    """Find who a person is."""
    return session.get(IdentityRow, profile_id)


def find_identities(session: Session, name_forms: Iterable[str], contact_forms: Iterable[str]) -> Sequence[IdentityRow]:
    """Find who has one of these names or contacts, as `api.likeness` writes them; compared by their codes alone."""
    seals, organisation = seals_in(session.info), organisation_of(session)
    found: dict[str, IdentityRow] = {}
    for column, name, forms in (
        (col(IdentityRow.name_code), "name_code", name_forms),
        (col(IdentityRow.contact_code), "contact_code", contact_forms),
    ):
        codes = [seals.index("profile_identity", name, organisation, form) for form in set(forms)]
        for part in in_parts(codes):
            query = select(IdentityRow).where(column.in_(part))
            found |= {row.id: row for row in session.exec(query)}
    return [found[row_id] for row_id in sorted(found)]


def list_consents(session: Session, profile_id: str) -> Sequence[ConsentRow]:
    """List what the person said yes or no to, as it came."""
    query = select(ConsentRow).where(col(ConsentRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(ConsentRow.at), col(ConsentRow.id))).all()


def add_consent(session: Session, row: ConsentRow) -> None:
    """Add a line to the record of consent."""
    session.add(row)


def list_rows(session: Session, profile_id: str) -> Iterator[tuple[str, Sequence[OrganisationRow]]]:
    """Yield all other rows about a person, table by table: those that name the profile, and those that name these."""
    for table, column in _tables_about("profile.id"):
        rows = session.exec(select(table).where(col(column) == profile_id)).all()
        yield table.__table__.name, rows  # type: ignore[attr-defined]
        for further, naming in _tables_about(f"{table.__table__.name}.id"):  # type: ignore[attr-defined]
            ids = [row.id for row in rows]  # type: ignore[attr-defined]
            yield further.__table__.name, session.exec(select(further).where(col(naming).in_(ids))).all()  # type: ignore[attr-defined]
    kept = select(TraceRow).where(col(TraceRow.profile_id) == profile_id)
    yield "trace", session.exec(kept.order_by(col(TraceRow.at), col(TraceRow.id))).all()


# --- retention -------------------------------------------------------------------------------


def list_warned(session: Session) -> Sequence[ProfileRow]:
    """List the profiles that are to be erased soon."""
    return session.exec(select(ProfileRow).where(col(ProfileRow.warned_at).is_not(None))).all()


def list_unseen(session: Session, before: datetime) -> Sequence[ProfileRow]:
    """List the profiles that nobody has worked with since `before`, longest ago first."""
    query = select(ProfileRow).where(col(ProfileRow.contact_at) < before)
    return session.exec(query.order_by(col(ProfileRow.contact_at), col(ProfileRow.id))).all()
