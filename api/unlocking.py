"""Opening a database together with its keys: they must belong to each other before anything is read or written.

The database notes which keys of the ring it has been sealed with, by fingerprint. A ring that lacks one of them, or a
store of people's keys that lacks somebody's, is refused by name instead of being replaced by a new one. What erasing
somebody left behind when it was cut short is finished, see `api.erasing`.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, insert, inspect, or_, select

from api.accountability_repository import forgetting
from api.errors import KeysError, NotFoundError
from api.keys import KeyRing
from api.rights_repository import blank_traces, delete_person
from api.schema import METADATA, Row
from api.sealing import Owner, name_owner, plans_of, seals_in
from api.streams import in_parts

if TYPE_CHECKING:
    from api.session import Database

AGAIN = "again"  # why a receipt is written at a start
RING_KEY = METADATA.tables["ring_key"]


def open_ring(engine: Engine, folder: Path) -> KeyRing:
    """Open the key ring in `folder`, and make it where nothing has been sealed yet; raises KeysError.

    Another process may be making it, or have been killed while it did: what is there stays, what is not is made.
    """
    with engine.connect() as connection:
        needed = _needed(connection)
    if not needed:
        return KeyRing.make(folder)
    if KeyRing.is_missing(folder):
        raise KeysError(f"{_say(needed)}, and {folder} holds no key; put it back, or set IMMERSE_KEYS")
    ring = KeyRing(folder)
    missing = [key_id for key_id in needed if key_id not in ring.ids]
    if missing:
        raise KeysError(f"{_say(missing)}, which is missing in {folder}; put it back")
    wrong = [key_id for key_id, fingerprint in needed.items() if ring.fingerprint(key_id) != fingerprint]
    if wrong:
        raise KeysError(f"{_say(wrong)}, and {folder} holds another one of that number; put the right one back")
    return ring


def settle(database: Database, place: Path) -> None:
    """Check that everybody's key is in the store at `place`, and note the ring; raises KeysError."""
    store = seals_in(database.info).store
    store.refresh()
    if missing := set(store.count()) - set(store.ring.ids):
        raise KeysError(f"{_say(missing)}, which is missing in {store.ring.folder}; put it back")
    with database.read() as session:
        keyless = [*itertools.chain(*store.tell_apart(sorted(set(_find_owners(session.connection())))))]
        sealed = sorted(set(_find_sealed(session.connection(), keyless)))
    erased, lost = store.tell_apart(sealed)
    if lost:
        raise KeysError(f"{place} lacks the keys of {len(lost)} owners of sealed data, {lost[0]} first; put it back")
    _finish_erasing(database, {*erased, *store.list_ending()})
    note_ring(database)


def _finish_erasing(database: Database, owners: Collection[str]) -> None:
    """Erase people whose erasing was cut short, and those erased before whose rows came back with an old backup."""
    store, now = seals_in(database.info).store, datetime.now(UTC)
    for owner in sorted(owners):
        profile_id = owner.removeprefix(f"{Owner.PROFILE}:")
        with database.write() as session:
            blank_traces(session, profile_id)
            with suppress(NotFoundError):
                delete_person(session, profile_id, now, AGAIN)
            session.connection().execute(forgetting("profile", profile_id))
        store.destroy(owner)
    if owners:
        database.fold()


def note_ring(database: Database) -> None:
    """Note which keys the database is sealed with from now on."""
    ring = seals_in(database.info).store.ring
    fingerprints = {key_id: ring.fingerprint(key_id) for key_id in ring.ids}
    with database.read() as session:
        if _noted(session.connection()) == fingerprints:
            return
    with database.write() as session:
        connection = session.connection()
        connection.execute(delete(RING_KEY))
        rows = [{"id": key_id, "fingerprint": fingerprint} for key_id, fingerprint in fingerprints.items()]
        connection.execute(insert(RING_KEY), rows)


def _find_owners(connection: Connection) -> Iterator[str]:
    """Yield whose keys values in the database may need, each owner once for each table. Rows themselves stay unread."""
    for plan in plans_of(Row):
        for owner_id in connection.scalars(select(plan.table.c[plan.sealing.named_by]).distinct()):
            yield name_owner(plan.sealing.owner, owner_id)


def _find_sealed(connection: Connection, owners: Iterable[str]) -> Iterator[str]:
    """Yield those of `owners` whose values in the database are sealed, once for each table."""
    ids: dict[str, list[str]] = {}
    for owner in owners:
        kind, _, owner_id = owner.partition(":")
        ids.setdefault(kind, []).append(owner_id)
    for plan in plans_of(Row):
        column, is_sealed = plan.table.c[plan.sealing.named_by], _is_sealed(plan.table, plan.names)
        for part in in_parts(ids.get(plan.sealing.owner, ())):
            for owner_id in connection.scalars(select(column).where(column.in_(part), is_sealed).distinct()):
                yield name_owner(plan.sealing.owner, owner_id)


def _needed(connection: Connection) -> Mapping[int, str]:
    """Return the noted keys if anything is sealed with them."""
    if not inspect(connection).has_table(RING_KEY.name):
        return {}
    noted = _noted(connection)
    return noted if noted and _holds_sealed(connection) else {}


def _noted(connection: Connection) -> dict[int, str]:
    return {row.id: row.fingerprint for row in connection.execute(select(RING_KEY))}


def _holds_sealed(connection: Connection) -> bool:
    there = inspect(connection)
    for plan in plans_of(Row):
        table = plan.table
        if there.has_table(table.name):
            # The schema may be older than this program, and not have all of them.
            known = {column["name"] for column in there.get_columns(table.name)} & set(plan.names)
            row = select(1).select_from(table).where(_is_sealed(table, known)).limit(1) if known else None
            if row is not None and connection.execute(row).first():
                return True
    return False


def _is_sealed(table: Table, names: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a row has a sealed value in one of these columns."""
    return or_(*(table.c[name].is_not(None) for name in names))


def _say(key_ids: Iterable[int]) -> str:
    return f"the database is sealed with key {', '.join(map(str, sorted(key_ids)))}"
