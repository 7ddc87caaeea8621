"""Reading and writing rows; every function works in the caller's transaction."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, delete, func, select, tuple_

from api.errors import ConflictError, NotFoundError
from api.match_repository import STOPS, is_part_kept
from api.ordered_ids import make_ordered_id
from api.outbox import IS_OPEN, read_end
from api.sealing import DEFAULT_ORGANISATION, organisation_of, seals_in
from api.streams import in_parts
from api.tables import (
    KeptPartRow,
    OrganisationInfoRow,
    OutboxRow,
    ProfileLinkRow,
    ProfileRow,
    RelinkedRow,
    TraceRow,
    VacancyAliasRow,
    VacancyRow,
    VacancyVersionRow,
)
from matcher.duplicates import NO_KEY
from matcher.intake import ReadWith

NAMESPACE = uuid.UUID("6f2b8a0e-6a55-5f1f-9d3e-1c9d2a3b7e10")  # fixed for ever: ids of imported rows follow from it
STOP_COLUMNS = tuple(col(getattr(ProfileRow, name)) for name in STOPS)
T = TypeVar("T")
# What a list shows of a vacancy: the rest is long, and takes most of the time to read.
SHOWN_IN_LISTS = (
    VacancyRow.title, VacancyRow.place, VacancyRow.source, VacancyRow.published, VacancyRow.expires, VacancyRow.stated,
    VacancyRow.facts,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A part of a list: its rows, the id to continue after (None at the end), and how many there are in all."""

    rows: tuple[T, ...]
    next: str | None
    n_total: int


def make_id(noun: str, organisation: str, source: str, external_id: str | None) -> str:
    """Give a feed's row of an organisation the same id on every installation, and anything else a random one."""
    if external_id is None:
        return uuid.uuid4().hex
    whose = [] if organisation == DEFAULT_ORGANISATION else [organisation]  # ids from before there were organisations
    return uuid.uuid5(NAMESPACE, json.dumps([noun, source, external_id, *whose])).hex


def hash_content(content: Mapping[str, Any]) -> str:
    """Hash JSON-able content; equal content, equal hash."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


# --- organisations ---------------------------------------------------------------------------


def new_organisation(session: Session, organisation_id: str, name: str, now: datetime) -> OrganisationInfoRow:
    """Add an organisation; raises ConflictError where there is one of this id."""
    if session.get(OrganisationInfoRow, organisation_id):
        raise ConflictError(f"there is an organisation {organisation_id!r} already")
    row = OrganisationInfoRow(id=organisation_id, name=name, created_at=now)
    session.add(row)
    return row


def get_organisation(session: Session, organisation_id: str) -> OrganisationInfoRow:
    """Return the organisation, ended or not; raises NotFoundError."""
    row = session.get(OrganisationInfoRow, organisation_id)
    if row is None:
        raise NotFoundError("organisation", organisation_id)
    return row


def list_organisations(session: Session) -> Sequence[OrganisationInfoRow]:
    """List all organisations by id, ended ones too."""
    return session.exec(select(OrganisationInfoRow).order_by(col(OrganisationInfoRow.id))).all()


# --- profiles --------------------------------------------------------------------------------


def get_profile(session: Session, profile_id: str) -> ProfileRow:
    """Return the profile; raises NotFoundError."""
    row = session.get(ProfileRow, profile_id)
    if row is None:
        raise NotFoundError("profile", profile_id)
    return row


def new_profile(source: str, external_id: str | None, now: datetime) -> ProfileRow:
    """Make an empty profile with a new id, not yet written; its first writing makes it version 1."""
    return ProfileRow(
        id=make_ordered_id(),
        source=source,
        external_id=external_id,
        version=0,
        created_at=now,
        updated_at=now,
        contact_at=now,
    )


def find_profile(session: Session, profile_id: str) -> ProfileRow | None:
    """Find the profile with this id."""
    return session.get(ProfileRow, profile_id)


def find_external(session: Session, source: str, external_id: str | None) -> ProfileRow | None:
    """Find the profile that a source calls by this id; None for no id."""
    if external_id is None:
        return None
    return find_profiles(session, [(source, external_id)]).get((source, external_id))


def list_everybody(session: Session) -> Sequence[ProfileRow]:
    """List all profiles by id."""
    return session.exec(select(ProfileRow).order_by(col(ProfileRow.id))).all()


def list_rankable_versions(session: Session) -> Sequence[tuple[str, int]]:
    """List id and version of the profiles that may be ranked, by id: what tells whether any of them has changed."""
    query = select(ProfileRow.id, ProfileRow.version).where(*(stop.is_(None) for stop in STOP_COLUMNS))
    return [(profile_id, version) for profile_id, version in session.exec(query.order_by(col(ProfileRow.id)))]


def list_rankable(session: Session, ids: Sequence[str] | None = None) -> Sequence[ProfileRow]:
    """List by id the profiles that may be ranked, of all or of `ids`, with what ranking sees of them.

    The rest of a row is opened when it is asked for.
    """
    needed = load_only(ProfileRow.organisation, ProfileRow.version, ProfileRow.ranking_input, *STOP_COLUMNS)  # type: ignore[arg-type]
    query = (
        select(ProfileRow)
        .where(*(stop.is_(None) for stop in STOP_COLUMNS))
        .options(needed)
        .order_by(col(ProfileRow.id))
    )
    if ids is None:
        return session.exec(query).all()
    return [row for part in in_parts(ids) for row in session.exec(query.where(col(ProfileRow.id).in_(part)))]


def list_profiles(session: Session, after: str | None, limit: int) -> Page[ProfileRow]:
    """List profiles as they came, those of one import in the order of its file, from the one after `after`.

    Raises NotFoundError where there is no such profile (any more) to continue after.
    """
    order = col(ProfileRow.created_at), col(ProfileRow.id)
    query = select(ProfileRow).order_by(*order).limit(limit + 1)
    if after is not None:
        last = get_profile(session, after)
        query = query.where(tuple_(*order) > (last.created_at, last.id))
    rows = session.exec(query).all()
    total = session.exec(select(func.count()).select_from(ProfileRow)).one()
    return Page(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None, total)


def find_profiles(session: Session, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], ProfileRow]:
    """Find the profiles among (source, external id)."""
    seals, organisation = seals_in(session.info), organisation_of(session)
    codes = {seals.index("profile", "external_key", organisation, *key): key for key in keys}
    query = select(ProfileRow).where(col(ProfileRow.external_key).in_(codes))
    return {codes[row.external_key or ""]: row for row in session.exec(query)}


def get_links(session: Session, profile_id: str) -> tuple[ProfileLinkRow, ...]:
    """Return the profile's links, surest first, then by URI."""
    query = select(ProfileLinkRow).where(col(ProfileLinkRow.profile_id) == profile_id)
    rows = session.exec(query).all()
    return tuple(sorted(rows, key=lambda row: (row.kind, -row.score, row.uri)))


def replace_links(session: Session, profile_id: str, links: Iterable[ProfileLinkRow]) -> None:
    """Put `links` in place of what the profile has."""
    session.exec(delete(ProfileLinkRow).where(col(ProfileLinkRow.profile_id) == profile_id))
    session.add_all(links)


# --- vacancies -------------------------------------------------------------------------------


def get_vacancy(session: Session, vacancy_id: str) -> VacancyRow:
    """Return the vacancy, withdrawn or not; raises NotFoundError."""
    row = session.get(VacancyRow, vacancy_id)
    if row is None:
        raise NotFoundError("vacancy", vacancy_id)
    return row


def new_vacancy(vacancy_id: str, source: str, external_id: str | None, now: datetime) -> VacancyRow:
    """Make an empty vacancy, not yet written; its first writing makes it version 1.

    What it has none of is said here: looking at how a default is made takes pydantic longer than all of the rest.
    """
    return VacancyRow(
        id=vacancy_id, source=source, external_id=external_id, version=0, created_at=now, updated_at=now,
        facts={}, links=[], stated=[], unmapped=[], answers=[], ranking={}, read_ranking={}, unresolved=[], former=[],
    )  # fmt: skip


def find_vacancy(session: Session, vacancy_id: str) -> VacancyRow | None:
    """Find the vacancy with this id, withdrawn or not."""
    return session.get(VacancyRow, vacancy_id)


def list_open(session: Session) -> Sequence[VacancyRow]:
    """List all vacancies that are not withdrawn; whether they have expired is for ranking to say."""
    return session.exec(select(VacancyRow).where(col(VacancyRow.withdrawn_at).is_(None))).all()


def list_vacancies(session: Session, after: str | None, limit: int) -> Page[VacancyRow]:
    """List vacancies that are not withdrawn by id, from the one after `after`."""
    open_ones = col(VacancyRow.withdrawn_at).is_(None)
    query = select(VacancyRow).where(IS_OPEN).order_by(col(VacancyRow.id)).limit(limit + 1)
    if after is not None:
        query = query.where(col(VacancyRow.id) > after)
    rows = session.exec(query).all()
    total = session.exec(select(func.count()).select_from(VacancyRow).where(open_ones)).one()
    return Page(tuple(rows[:limit]), rows[limit - 1].id if len(rows) > limit else None, total)


def find_vacancy_states(
    session: Session, organisation: str, keys: Sequence[tuple[str, str]], *, shared: bool = False
) -> dict[tuple[str, str], str]:
    """Say what an organisation has for each (source, external id): the hash of its content.

    Withdrawn ones are left out, and with `shared` those that are not shared.
    """
    aliases = select(VacancyAliasRow).where(
        tuple_(col(VacancyAliasRow.source), col(VacancyAliasRow.external_id)).in_(keys)
    )
    found = {(row.source, row.external_id): row.content_hash for row in session.exec(aliases)}
    direct = select(VacancyRow.source, VacancyRow.external_id, VacancyRow.content_hash).where(
        tuple_(col(VacancyRow.source), col(VacancyRow.external_id)).in_(keys),
        col(VacancyRow.organisation) == organisation,  # what others share is not its own
        col(VacancyRow.withdrawn_at).is_(None),
    )
    if shared:
        direct = direct.where(VacancyRow.shared)
    return found | {(source, external_id or ""): content for source, external_id, content in session.exec(direct)}


def find_comparable(session: Session, site: str, near_text_key: int) -> Iterator[VacancyRow]:
    """Yield the open vacancies at `site` that a vacancy with this key may say the same as, oldest first."""
    if near_text_key == NO_KEY:
        return
    query = select(VacancyRow).where(
        col(VacancyRow.near_text_key) == near_text_key,
        col(VacancyRow.site) == site,
        col(VacancyRow.withdrawn_at).is_(None),
    )
    yield from session.exec(query.order_by(col(VacancyRow.created_at), col(VacancyRow.id)))


def delete_alias(session: Session, source: str, external_id: str) -> None:
    """Forget that this sighting was merged into another vacancy."""
    session.exec(
        delete(VacancyAliasRow).where(
            col(VacancyAliasRow.source) == source, col(VacancyAliasRow.external_id) == external_id
        )
    )


def get_vacancies(session: Session, ids: Sequence[str], *, for_lists: bool = False) -> dict[str, VacancyRow]:
    """Return those of `ids` that exist, by id; `for_lists` without their texts and what was read from these."""
    found: dict[str, VacancyRow] = {}
    for part in in_parts(ids):
        query = select(VacancyRow).where(col(VacancyRow.id).in_(part))
        if for_lists:
            query = query.options(load_only(*SHOWN_IN_LISTS))  # type: ignore[arg-type]
        found |= {row.id: row for row in session.exec(query)}
    return found


def save_vacancy(session: Session, row: VacancyRow) -> None:
    """Write the vacancy and tell the index, in this transaction; the caller has raised its version."""
    session.add(row)
    session.add(OutboxRow(vacancy_id=row.id, version=row.version))


def keep_version(session: Session, row: VacancyRow, now: datetime) -> None:
    """Keep what ranking sees of a stored vacancy, before it is changed; nothing is kept of one not yet written."""
    if row.version:
        session.add(version_of(row, now))


def version_of(row: VacancyRow, now: datetime) -> VacancyVersionRow:
    """Return what ranking sees of a vacancy, as it is kept when something else takes its place."""
    return VacancyVersionRow(
        organisation=row.organisation,
        shared=row.shared,
        vacancy_id=row.id,
        version=row.version,
        ranking=row.ranking,
        withdrawn=row.withdrawn_at is not None,
        replaced_at=now,
    )


def is_untouched(session: Session) -> bool:
    """Say whether nobody and nothing has ever been stored."""
    people = session.exec(select(func.count()).select_from(ProfileRow)).one()
    return people == 0 and read_end(session) == 0


# --- relinking -----------------------------------------------------------------------------


def list_stale_profiles(session: Session, read_with: ReadWith, after: str, limit: int) -> Sequence[ProfileRow]:
    """List profiles by id, from the one after `after`, that were read with anything else."""
    stale = _is_stale(ProfileRow, read_with)
    query = select(ProfileRow).where(stale, col(ProfileRow.id) > after)
    return session.exec(query.order_by(col(ProfileRow.id)).limit(limit)).all()


def list_stale_vacancies(session: Session, read_with: ReadWith, after: str, limit: int) -> Sequence[VacancyRow]:
    """List vacancies that are not withdrawn by id, from the one after `after`, that were read with anything else."""
    stale = _is_stale(VacancyRow, read_with) & IS_OPEN
    query = select(VacancyRow).where(stale, col(VacancyRow.id) > after)
    return session.exec(query.order_by(col(VacancyRow.id)).limit(limit)).all()


def count_stale(session: Session, read_with: ReadWith) -> tuple[int, int]:
    """Return how many people and how many open vacancies were read with anything else."""
    people = select(func.count()).select_from(ProfileRow).where(_is_stale(ProfileRow, read_with))
    stale = _is_stale(VacancyRow, read_with) & IS_OPEN
    return session.exec(people).one(), session.exec(select(func.count()).select_from(VacancyRow).where(stale)).one()


def list_releases(session: Session) -> set[str]:
    """Return the ids of the releases that people and vacancies, withdrawn ones too, were read with."""
    tables: Sequence[type[ProfileRow | VacancyRow]] = (ProfileRow, VacancyRow)
    return {found for table in tables for found in session.exec(select(table.taxonomy).distinct())}


def get_relinked(session: Session, before: str, after: str, noun: str, now: datetime) -> RelinkedRow:
    """Return what relinking came to so far, a new row if nothing yet; in the session of one organisation."""
    query = select(RelinkedRow).where(
        col(RelinkedRow.before) == before, col(RelinkedRow.after) == after, col(RelinkedRow.noun) == noun
    )
    new = RelinkedRow(before=before, after=after, noun=noun, counts={}, concepts=[], updated_at=now)
    return session.exec(query).one_or_none() or new


def list_relinked(session: Session) -> Sequence[RelinkedRow]:
    """List what relinking came to, newest first."""
    order = col(RelinkedRow.updated_at).desc(), col(RelinkedRow.before), col(RelinkedRow.noun)
    return session.exec(select(RelinkedRow).order_by(*order)).all()


def _is_stale(table: type[ProfileRow] | type[VacancyRow], read_with: ReadWith) -> ColumnElement[bool]:
    return (col(table.taxonomy) != read_with.taxonomy) | (col(table.reading) != read_with.reading)


# --- traces ----------------------------------------------------------------------------------


def find_last_ranking(session: Session, profile_id: str, *, before: datetime) -> datetime | None:
    """Return when vacancies were last ranked for a profile before a moment, as far as rankings are still kept."""
    at = col(TraceRow.at)
    query = select(func.max(at)).where(col(TraceRow.profile_id) == profile_id, at < before)
    return session.exec(query).one()


def get_trace(session: Session, trace_id: str) -> TraceRow:
    """Return the trace; raises NotFoundError."""
    row = session.get(TraceRow, trace_id)
    if row is None:
        raise NotFoundError("trace", trace_id)
    return row


def find_last_trace(session: Session, profile_id: str) -> TraceRow | None:
    """Find the newest ranking of a profile."""
    query = select(TraceRow).where(col(TraceRow.profile_id) == profile_id)
    return session.exec(query.order_by(col(TraceRow.at).desc(), col(TraceRow.id).desc()).limit(1)).first()


def save_part(session: Session, name: str, part_id: str, make: Callable[[], dict[str, Any]]) -> None:
    """Keep what `make` returns, unless a part of this name and id is kept already."""
    if not is_part_kept(session, name, part_id):
        session.add(KeptPartRow(name=name, id=part_id, content=make()))


def find_part(session: Session, name: str, part_id: str) -> dict[str, Any] | None:
    """Find a part that a kept ranking was made with."""
    row = session.get(KeptPartRow, (name, part_id))
    return None if row is None else row.content


def delete_traces(session: Session, before: datetime) -> int:
    """Delete the traces made before a moment; returns how many."""
    return session.exec(delete(TraceRow).where(col(TraceRow.at) < before)).rowcount


def delete_versions(session: Session, before: datetime) -> int:
    """Delete the versions of vacancies that were replaced before a moment; returns how many."""
    return session.exec(delete(VacancyVersionRow).where(col(VacancyVersionRow.replaced_at) < before)).rowcount
