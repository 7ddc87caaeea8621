"""How the installation is doing, for those answerable for it: parts in use, index, database, disk, what is overdue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from api import access_repository, casework_repository
from api import accountability_repository as rows
from api.anchors import read_anchors
from api.answer import Answer
from api.audit import Outcome
from api.audit_watch import VERIFIED
from api.backup_folder import list_kept
from api.degraded import DegradedAnswer, answer_of
from api.errors import AuditError
from api.outbox import read_end
from api.ranking_switch import find_stop
from api.relinking import report
from api.session import Session
from api.system_card import VersionsAnswer, show_versions
from api.world import World
from taxonomy.taxonomy import describe

KEY_SOON = timedelta(days=30)
"""how long before a key of a program expires it is worth a look"""


class IndexAnswer(Answer):
    """The index of this worker, and how far it is behind what is stored."""

    generation: str | None
    is_published: bool
    """whether it is on disk, not in memory alone"""
    n_vacancies: int
    n_behind: int
    """vacancies that have changed since the generation was made, and are looked up beside it"""
    n_queued: int
    """changes in the outbox that the index has not followed yet"""
    as_of: datetime | None
    """the newest date of any vacancy"""
    behind_since: datetime | None
    """since when changes could not be followed; null while they are"""


class DatabaseAnswer(Answer):
    """Where everything is stored."""

    kind: str
    n_bytes: int | None
    """of the file; null for a server"""
    backed_up_at: datetime | None
    """when a backup was made by itself, before a change of the schema; null without any. Others are not known here."""


class DiskAnswer(Answer):
    """The disk of the data folder."""

    free_bytes: int
    floor_bytes: int
    """with less nothing new is stored"""
    is_low: bool


class ChainAnswer(Answer):
    """The record of actions: whether it was found whole, and how much of it is anchored outside of the database."""

    n_entries: int
    verified_at: datetime | None
    """when it was last recorded that all was verified; once a day, and whenever something does not fit"""
    fits: bool | None
    """null where it was never verified"""
    n_anchors: int
    anchored: int | None
    """the newest entry that is anchored; null where the file cannot be read"""


class StatusAnswer(Answer):
    """Everything that an administrator looks at first."""

    versions: VersionsAnswer
    is_starter: bool
    languages: list[str]
    """of labels"""
    overlays: str
    """label overlays, as they were named; empty without any"""
    index: IndexAnswer
    database: DatabaseAnswer
    disk: DiskAnswer
    chain: ChainAnswer
    n_workers: int
    degraded: DegradedAnswer | None
    is_stopped: bool
    """whether ranking is stopped"""
    stopped_everywhere: bool
    stop_reason: str | None
    stopped_since: datetime | None
    n_incidents: int
    """that have to be reported and were not"""
    n_overdue: int
    to_relink: dict[str, int]
    n_contests: int
    """objections of people that nobody has answered"""
    n_keys_ending: int
    """keys of programs that expire within thirty days"""


def read_status(world: World) -> StatusAnswer:
    """Look everything up; nothing of it is about single people."""
    now, settings = world.now(), world.settings
    with world.database.read() as session:
        stop = find_stop(session, world.principal.organisation)
        due = [row for row in rows.list_incidents(session) if row.due_at is not None and row.reported_at is None]
        keys = [row for row in access_repository.list_service_keys(session) if row.revoked_at is None]
        found: dict[str, Any] = {
            "chain": _chain(world, session),
            "index": _index(world, session),
            "n_contests": sum(casework_repository.count_open_contests(session).values()),
        }
    return StatusAnswer(
        **found,
        versions=show_versions(world),
        is_starter=world.taxonomy.release.is_starter,
        languages=list(describe(world.taxonomy)["languages"]),
        overlays=settings.esco_labels,
        database=_database(world),
        disk=DiskAnswer(free_bytes=world.disk.free, floor_bytes=settings.min_free_bytes, is_low=world.disk.is_low),
        n_workers=settings.workers,
        degraded=answer_of(world.degraded),
        is_stopped=stop is not None,
        stopped_everywhere=stop is not None and stop.everywhere,
        stop_reason=None if stop is None else stop.reason,
        stopped_since=None if stop is None else stop.since,
        n_incidents=len(due),
        n_overdue=sum(row.due_at is not None and now > row.due_at for row in due),
        to_relink=report(world.database, world.reader)["to_relink"],
        n_keys_ending=sum(now < row.expires_at < now + KEY_SOON for row in keys),
    )


def _index(world: World, session: Session) -> IndexAnswer:
    current, snapshots = world.find_current(), world.snapshots
    newest = (
        None if current is None else datetime.combine(current.as_of, datetime.min.time(), tzinfo=world.now().tzinfo)
    )
    return IndexAnswer(
        generation=snapshots.generation,
        is_published=snapshots.is_published,
        n_vacancies=0 if current is None else current.n_vacancies,
        n_behind=0 if current is None else current.stock.n_behind,
        n_queued=0 if current is None else max(read_end(session) - current.seq, 0),
        as_of=newest,
        behind_since=snapshots.behind_since,
    )


def _database(world: World) -> DatabaseAnswer:
    settings = world.settings
    kept = list_kept(settings.data)
    made = None if not kept else datetime.strptime(kept[0].name.split("-")[0], "%Y%m%dT%H%M%S%z")
    if settings.database_url:
        return DatabaseAnswer(kind="PostgreSQL", n_bytes=None, backed_up_at=made)
    size = settings.database.stat().st_size if settings.database.exists() else 0
    return DatabaseAnswer(kind="SQLite", n_bytes=size, backed_up_at=made)


def _chain(world: World, session: Session) -> ChainAnswer:
    organisation = world.principal.organisation
    last = rows.find_last_entry(session, organisation)
    checked = rows.list_entries(session, organisation, rows.Wanted(action=VERIFIED), limit=1)
    try:
        anchors = [each.seq for each in read_anchors(world.settings.audit_anchors) if each.organisation == organisation]
        anchored: int | None = max(anchors, default=0)
    except AuditError:
        anchors, anchored = [], None
    return ChainAnswer(
        n_entries=0 if last is None else last.seq,
        verified_at=checked[0].at if checked else None,
        fits=checked[0].outcome == Outcome.DONE if checked else None,
        n_anchors=len(anchors),
        anchored=anchored,
    )
