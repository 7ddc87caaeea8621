"""The versions of all vacancies, as the database has them."""

from __future__ import annotations

from api.outbox import streamed_versions
from api.session import Session


def read_versions(session: Session) -> dict[str, int]:
    """Return the version of every vacancy that is not withdrawn, by id."""
    with streamed_versions(session) as parts:
        return {vacancy_id: n for ids, numbers in parts for vacancy_id, n in zip(ids, numbers, strict=True)}
