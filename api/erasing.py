"""Erasing a person, so that a stop at any moment leaves nothing half done, and backups with nothing to read.

First the wish is noted beside the person's key, then the rows are deleted, then the key is destroyed, and only then it
is answered. What a stop leaves behind, and people who come back with an old backup, are erased at the next start
(`api.unlocking`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api import repository
from api.rights_repository import delete_person
from api.sealing import Owner, name_owner, seals_in
from api.session import Database


class Reason(StrEnum):
    """Why somebody is erased."""

    REQUEST = "request"
    RETENTION = "retention"  # nobody has worked with the person for as long as the settings say


@dataclass(frozen=True, slots=True)
class Receipt:
    """That somebody was erased: when, why, and how much of what; nothing of the person."""

    id: str
    profile: str
    at: datetime
    reason: Reason
    counts: dict[str, int]


def erase(database: Database, profile_id: str, now: datetime, reason: Reason = Reason.REQUEST) -> Receipt:
    """Erase a person everywhere, backups included; raises NotFoundError."""
    store, owner = seals_in(database.info).store, name_owner(Owner.PROFILE, profile_id)
    with database.read() as session:
        repository.get_profile(session, profile_id)
    store.begin_erasing(owner)
    with database.write() as session:
        row = delete_person(session, profile_id, now, reason.value)
    store.destroy(owner)
    database.fold()
    return Receipt(row.id, profile_id, now, reason, dict(row.counts))
