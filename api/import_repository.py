"""Reading and writing files that are being imported; every function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from api.errors import NotFoundError
from api.import_tables import RefusedRowRow, VacancyImportRow


def get_import(session: Session, import_id: str) -> VacancyImportRow:
    """Return the import; raises NotFoundError."""
    row = session.get(VacancyImportRow, import_id)
    if row is None:
        raise NotFoundError("import", import_id)
    return row


def list_imports(session: Session, limit: int) -> Sequence[VacancyImportRow]:
    """List imports, newest first."""
    order = col(VacancyImportRow.created_at).desc(), col(VacancyImportRow.id)
    return session.exec(select(VacancyImportRow).order_by(*order).limit(limit)).all()


def list_running(session: Session, state: str) -> list[tuple[str, str]]:
    """List (organisation, id) of the imports in a state, oldest first."""
    query = select(VacancyImportRow.organisation, VacancyImportRow.id).where(col(VacancyImportRow.state) == state)
    return [(*found,) for found in session.exec(query.order_by(col(VacancyImportRow.created_at)))]


def find_alike(session: Session, header_hash: str, state: str) -> VacancyImportRow | None:
    """Find the newest import with the same columns that got as far as a state."""
    query = select(VacancyImportRow).where(
        col(VacancyImportRow.header_hash) == header_hash, col(VacancyImportRow.state) == state
    )
    return session.exec(query.order_by(col(VacancyImportRow.created_at).desc()).limit(1)).first()


def list_refused(
    session: Session, import_id: str, offset: int = 0, limit: int | None = None
) -> Sequence[RefusedRowRow]:
    """List refused rows in the order of the file."""
    query = select(RefusedRowRow).where(col(RefusedRowRow.import_id) == import_id)
    return session.exec(query.order_by(col(RefusedRowRow.number)).offset(offset).limit(limit)).all()


def count_refused(session: Session, import_id: str) -> int:
    """Return how many rows of an import were refused, and are not corrected yet."""
    query = select(func.count()).select_from(RefusedRowRow).where(col(RefusedRowRow.import_id) == import_id)
    return session.exec(query).one()


def delete_refused(session: Session, import_id: str, numbers: Sequence[int]) -> None:
    """Forget refused rows that were taken after all."""
    for number in numbers:
        found = session.get(RefusedRowRow, (import_id, number))
        if found is not None:
            session.delete(found)
