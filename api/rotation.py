"""Changing the key that wraps: a new one is added, what older ones wrap is wrapped again bit by bit, they are removed.

Only the keys of people and organisations are wrapped again, a few microseconds each; what these seal stays as it is, so
a change of key never touches the database, and takes no lock there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from api.key_store import KeyStore
from api.sealing import seals_in
from api.session import Database
from api.settings import Settings
from api.unlocking import note_ring


def describe_keys(settings: Settings) -> Iterator[str]:
    """Say of each key of the ring how many owners' keys it wraps."""
    with closing(_open(settings)) as database:
        store = seals_in(database.info).store
        counts = store.count()
        for key_id in store.ring.ids:
            role = "the newest, which wraps" if key_id == store.ring.newest else "older"
            yield f"key {key_id} ({role}): wraps {counts.get(key_id, 0)} keys of people and organisations"


def rotate_keys(settings: Settings) -> str:
    """Add a key and wrap everything with it; returns a line that says what was done."""
    with closing(_open(settings)) as database:
        store = seals_in(database.info).store
        added = store.ring.add()
        note_ring(database)
        return f"key {added} is in use, and wraps {wrap_again(store)} keys that older ones wrapped"


def wrap_again(store: KeyStore) -> int:
    """Wrap what older keys wrap with the newest one, in parts, so that nobody waits long; returns how many it was."""
    n_wrapped = 0
    while n := store.rewrap():
        n_wrapped += n
    return n_wrapped


def remove_key(settings: Settings, key_id: int) -> None:
    """Remove an old key of the ring; raises KeysError while anything needs it."""
    with closing(_open(settings)) as database:
        seals_in(database.info).store.remove_ring_key(key_id)
        note_ring(database)


def _open(settings: Settings) -> Database:
    return Database.installed(settings)
