"""The keys of people and organisations: a small SQLite file of its own, apart from the database.

Whoever has a copy of the database alone has ciphertext; and once the key of a person is destroyed here, all backups of
the database hold nothing of that person any more. The file is set up like the database, so it loses nothing either.

Order of commits, so that a machine may stop at any moment:
- a key is durable here before the row that needs it is committed there. A key that nobody needs harms nobody.
- erasing: the wish is noted here, the rows are deleted there, the key is destroyed here, and only then it is answered.
  A start that finds a wish finishes it, see `api.unlocking`.
A destroyed key leaves its owner behind, so that rows that come back with an old backup are known to have been erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Boolean, Column, Connection, Engine, Integer, LargeBinary, MetaData, String, Table, func, select

from api.errors import ErasedError, KeysError
from api.keys import KEY_BYTES, KeyRing

TOGETHER = 500

METADATA = MetaData()
DATA_KEY = Table(
    "data_key",
    METADATA,
    Column("owner", String, primary_key=True),
    Column("ring_key", Integer, nullable=False),
    Column("wrapped", LargeBinary),  # None: destroyed
    Column("ending", Boolean, nullable=False, default=False),  # erasing has begun
    Column("change", Integer, nullable=False, index=True),  # grows with every change of any row
)
IS_KEPT = DATA_KEY.c.wrapped.is_not(None)


@dataclass(slots=True)
class Entry:
    """A key as it is kept, and ready for use once somebody has used it."""

    ring_key: int
    wrapped: bytes | None
    cipher: AESGCM | None = None


class KeyStore:
    """Finds, makes and destroys keys. Many threads and processes may use one file at the same time."""

    def __init__(self, engine: Engine, ring: KeyRing) -> None:
        """Use an engine on the store's own SQLite file, as `api.session.make_engine` makes it."""
        self.ring = ring
        self._readers = engine
        self._writers = engine.execution_options(begin="BEGIN IMMEDIATE")
        with self._writers.begin() as connection:
            METADATA.create_all(connection)
        self._entries: dict[str, Entry] = {}
        self._seen = 0
        self._lock = Lock()

    def find(self, owner: str) -> AESGCM:
        """Return the cipher of an owner; raises ErasedError once it was destroyed, KeysError if it never was here."""
        entry = self._entries.get(owner)
        if entry is None:
            self.refresh()
            entry = self._entries.get(owner)
        if entry is None:
            raise KeysError(f"the key of {owner} is missing")
        if entry.wrapped is None:
            raise ErasedError(f"{owner.partition(':')[0]}: erased")
        if entry.cipher is None:
            entry.cipher = AESGCM(self.ring.unwrap(entry.ring_key, entry.wrapped, owner))
        return entry.cipher

    def make(self, owners: Iterable[str]) -> None:
        """Make keys for those that have none, durable when this returns; those of the erased stay destroyed."""
        missing = [owner for owner in dict.fromkeys(owners) if owner not in self._entries]
        if not missing:
            return
        with self._alone() as connection:
            known = set(connection.scalars(select(DATA_KEY.c.owner).where(DATA_KEY.c.owner.in_(missing))))
            change = self._next_change(connection)
            for owner in (each for each in missing if each not in known):
                ring_key, wrapped = self.ring.wrap(secrets.token_bytes(KEY_BYTES), owner)
                values = {"owner": owner, "ring_key": ring_key, "wrapped": wrapped, "ending": False, "change": change}
                connection.execute(DATA_KEY.insert().values(values))
        self.refresh()

    def refresh(self) -> None:
        """Take up what other processes have made, wrapped again or destroyed."""
        with self._lock, self._readers.connect() as connection:
            changed = select(DATA_KEY.c.owner, DATA_KEY.c.ring_key, DATA_KEY.c.wrapped, DATA_KEY.c.change)
            for owner, ring_key, wrapped, change in connection.execute(changed.where(DATA_KEY.c.change > self._seen)):
                self._entries[owner] = Entry(ring_key, wrapped)
                self._seen = max(self._seen, change)

    # --- erasing -----------------------------------------------------------------------------

    def begin_erasing(self, owner: str) -> None:
        """Note that the owner is to be erased, durable when this returns."""
        self._change(owner, ending=True)

    def destroy(self, owner: str) -> None:
        """Destroy the key, so that nothing sealed with it can be read again anywhere; durable when this returns."""
        self._change(owner, ending=False, wrapped=None)
        self.fold()
        self.refresh()

    def list_ending(self) -> tuple[str, ...]:
        """Return the owners whose erasing has begun and not ended."""
        with self._readers.connect() as connection:
            return tuple(connection.scalars(select(DATA_KEY.c.owner).where(DATA_KEY.c.ending)))

    def tell_apart(self, owners: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return, of those owners, the ones that were erased, and the ones that were never here."""
        self.refresh()
        erased = [owner for owner in owners if owner in self._entries and self._entries[owner].wrapped is None]
        return erased, [owner for owner in owners if owner not in self._entries]

    # --- rotation ----------------------------------------------------------------------------

    def count(self) -> dict[int, int]:
        """Return how many owners' keys each key of the ring wraps."""
        wrapping = select(DATA_KEY.c.ring_key, func.count().label("n")).where(IS_KEPT)
        with self._readers.connect() as connection:
            return {row.ring_key: row.n for row in connection.execute(wrapping.group_by(DATA_KEY.c.ring_key))}

    def rewrap(self, limit: int = TOGETHER) -> int:
        """Wrap up to `limit` keys that older keys of the ring wrap with the newest one; returns how many it was."""
        with self._alone() as connection:
            rows = connection.execute(
                select(DATA_KEY).where(IS_KEPT, DATA_KEY.c.ring_key != self.ring.newest).limit(limit)
            ).all()
            change = self._next_change(connection)
            for row in rows:
                secret = self.ring.unwrap(row.ring_key, row.wrapped, row.owner)
                ring_key, wrapped = self.ring.wrap(secret, row.owner)
                renewed = DATA_KEY.update().where(DATA_KEY.c.owner == row.owner)
                connection.execute(renewed.values(ring_key=ring_key, wrapped=wrapped, change=change))
        return len(rows)

    def remove_ring_key(self, key_id: int) -> None:
        """Delete a key of the ring; raises KeysError while it wraps anything."""
        with self._alone() as connection:
            needing = select(func.count()).select_from(DATA_KEY).where(IS_KEPT, DATA_KEY.c.ring_key == key_id)
            if n := connection.scalar(needing):
                raise KeysError(f"key {key_id} still wraps {n} keys of people and organisations; rotate first")
            self.ring.remove(key_id)

    def fold(self) -> None:
        """Fold the write-ahead log into the file, so that what was destroyed is in neither."""
        with self._readers.connect() as connection:
            connection.rollback()
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()

    def close(self) -> None:
        """Give all connections back."""
        self._readers.dispose()

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Hold the write lock with the ring as it is now: nobody wraps with a key that is being removed."""
        with self._writers.begin() as connection:
            self.ring.reload()
            yield connection

    def _change(self, owner: str, **values: object) -> None:
        with self._writers.begin() as connection:
            change = self._next_change(connection)
            connection.execute(DATA_KEY.update().where(DATA_KEY.c.owner == owner).values(change=change, **values))

    def _next_change(self, connection: Connection) -> int:
        return (connection.scalar(select(func.max(DATA_KEY.c.change))) or 0) + 1
