"""What one match of a stored profile reads and keeps, as prepared statements: they are most of what it asks of SQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from api.errors import NotFoundError, RestrictedError
from api.prepared import Prepared, table_of
from api.sealing import ORGANISATION, open_column, organisation_of, sealed_columns, seals_in
from api.session import Session
from api.tables import KeptPartRow, ProfileRow, TraceRow
from api.walls import ask

PROFILE, TRACE, PART = table_of(ProfileRow), table_of(TraceRow), table_of(KeptPartRow)

# What stops the ranking of a person, each since a moment.
STOPS = ("restricted_at", "objected_at", "withdrawn_at")
_STOPPED = tuple(PROFILE.c[name] for name in STOPS)
_THIS = PROFILE.c.id == bindparam("profile_id")
_RANKED = Prepared(select(PROFILE.c.organisation, PROFILE.c.id, PROFILE.c.ranking_input, *_STOPPED).where(_THIS))
_RANKABLE = Prepared(select(PROFILE.c.version, *_STOPPED).where(_THIS))
_MET = Prepared(update(PROFILE).where(_THIS).values(contact_at=bindparam("met_at"), warned_at=None))
_SUPERSEDE = Prepared(
    update(TRACE)
    .where(
        TRACE.c.profile_id == bindparam("ranked_id"),
        TRACE.c.profile_version < bindparam("version"),
        TRACE.c.superseded_by.is_(None),
    )
    .values(superseded_by=bindparam("trace_id"))
)
_KEEP = Prepared(insert(TRACE))
_KEPT = Prepared(select(PART.c.id).where(PART.c.name == bindparam("part"), PART.c.id == bindparam("part_id")))


def find_ranking_input(session: Session, profile_id: str) -> dict[str, Any]:
    """Return what ranking sees of a stored profile, as JSON; raises NotFoundError, RestrictedError."""
    found: dict[str, Any] = open_column(
        ProfileRow, "ranking_input", _find_rankable(session, _RANKED, profile_id), seals_in(session.info)
    )
    return found


def find_rankable_version(session: Session, profile_id: str) -> int:
    """Return the version of a profile that may be ranked; raises NotFoundError, RestrictedError."""
    return int(_find_rankable(session, _RANKABLE, profile_id)["version"])


def _find_rankable(session: Session, prepared: Prepared, profile_id: str) -> dict[str, Any]:
    found = ask(session, prepared, profile_id=profile_id).mappings().first()
    if found is None:
        raise NotFoundError("profile", profile_id)
    if any(found[name] for name in STOPS):
        raise RestrictedError(profile_id)
    return dict(found)


def save_trace(session: Session, kept: Mapping[str, Any], version: int) -> None:
    """Keep a ranking of version `version` of a profile, which somebody has just met; those of earlier ones end here.

    `kept` are the values of its row that are not said here, by name. Raises ErasedError or KeysError where the person
    has no key (any more).
    """
    ask(session, _MET, profile_id=kept["profile_id"], met_at=kept["at"])
    ask(session, _SUPERSEDE, ranked_id=kept["profile_id"], version=version, trace_id=kept["id"])
    values = {**kept, "profile_version": version, "superseded_by": None, ORGANISATION: organisation_of(session)}
    ask(session, _KEEP, **sealed_columns(TraceRow, values, seals_in(session.info)))


def is_part_kept(session: Session, name: str, part_id: str) -> bool:
    """Say whether a part that rankings are made with is kept already."""
    return ask(session, _KEPT, part=name, part_id=part_id).first() is not None
