"""The key ring and the store of people's keys: what they give, what they refuse, and what outlives a stop."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.errors import ErasedError, KeysError
from api.key_store import KeyStore
from api.keys import KeyRing
from api.rotation import wrap_again
from api.session import make_engine

ANA, BEN = "profile:ana", "profile:ben"


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    """Return a fresh ring."""
    return KeyRing.make(tmp_path / "keys")


@pytest.fixture
def open_store(ring: KeyRing) -> Iterator[Callable[[], KeyStore]]:
    """Return what opens the same store as another process would."""
    opened: list[KeyStore] = []

    def another() -> KeyStore:
        opened.append(KeyStore(make_engine(ring.folder / "people.sqlite"), KeyRing(ring.folder)))
        return opened[-1]

    yield another
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], KeyStore]) -> KeyStore:
    """Return a store with the keys of two people."""
    made = open_store()
    made.make([ANA, BEN])
    return made


# --- the ring --------------------------------------------------------------------------------


def test_keys_can_be_read_by_the_service_only(ring: KeyRing) -> None:
    """All files have mode 0600, in a folder of mode 0700; one that everybody may read is refused by name."""
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in ring.folder.iterdir()}
    assert modes == {"root.key": 0o600, "001.key": 0o600}
    assert stat.S_IMODE(ring.folder.stat().st_mode) == 0o700
    (ring.folder / "001.key").chmod(0o644)
    with pytest.raises(KeysError, match=r"001\.key can be read by everybody"):
        KeyRing(ring.folder)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("root.key", None, "cannot be read"), ("001.key", "zz", "holds no key"), ("001.key", "00" * 31, "holds 31 bytes")],
)
def test_a_damaged_ring_names_the_file(ring: KeyRing, name: str, content: str | None, reason: str) -> None:
    """A key that is missing, no key, or too short is said with its file."""
    path = ring.folder / name
    if content is None:
        path.unlink()
    else:
        path.write_text(content)
    with pytest.raises(KeysError, match=f"{name} {reason}"):
        KeyRing(ring.folder)


def test_two_that_start_at_once_make_one_ring(tmp_path: Path) -> None:
    """Whoever is second takes what the first has made."""
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: KeyRing.make(tmp_path / "keys"), range(8)))
    assert len({(ring.fingerprint(1), ring.derive("test")) for ring in rings}) == 1
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["001.key", "root.key"]


def test_keys_of_purposes_differ_and_stay(ring: KeyRing) -> None:
    """One purpose always has the same key, another one another, and a new key of the ring changes neither."""
    before = ring.derive("a"), ring.derive("b")
    assert before[0] != before[1]
    ring.add()
    assert (KeyRing(ring.folder).derive("a"), ring.derive("b")) == before


def test_a_wrapped_key_belongs_to_its_owner_and_its_key(ring: KeyRing) -> None:
    """Moved to another owner, or changed by one bit, it is refused."""
    key_id, wrapped = ring.wrap(b"s" * 32, ANA)
    assert ring.unwrap(key_id, wrapped, ANA) == b"s" * 32
    for moved, owner in ((wrapped, BEN), (bytes([wrapped[0] ^ 1]) + wrapped[1:], ANA)):
        with pytest.raises(KeysError, match=f"the key of {owner} was changed"):
            ring.unwrap(key_id, moved, owner)


# --- the store -------------------------------------------------------------------------------


def test_a_key_is_there_for_every_process_and_after_a_restart(
    store: KeyStore, open_store: Callable[[], KeyStore]
) -> None:
    """What one makes another finds, also while it runs; nobody makes a second one."""
    other = open_store()
    sealed = store.find(ANA).encrypt(b"n" * 12, b"words", None)
    assert other.find(ANA).decrypt(b"n" * 12, sealed, None) == b"words"
    store.make(["profile:new"])
    other.make(["profile:new", ANA])
    newer = store.find("profile:new").encrypt(b"n" * 12, b"words", None)
    assert other.find("profile:new").decrypt(b"n" * 12, newer, None) == b"words"
    with pytest.raises(KeysError, match="the key of profile:nobody is missing"):
        other.find("profile:nobody")


def test_a_destroyed_key_is_gone_from_the_file_and_is_never_made_again(
    store: KeyStore, open_store: Callable[[], KeyStore], ring: KeyRing
) -> None:
    """Neither file nor log hold the wrapped key any more; the other owner's is untouched."""
    [wrapped] = [entry.wrapped for owner, entry in store._entries.items() if owner == ANA]
    assert wrapped is not None
    assert wrapped in _bytes_of(ring.folder)
    store.begin_erasing(ANA)
    assert (open_store().list_ending(), store.find(ANA)) == ((ANA,), store.find(ANA))
    store.destroy(ANA)
    assert wrapped not in _bytes_of(ring.folder)
    for each in (store, open_store()):
        each.make([ANA])
        with pytest.raises(ErasedError):
            each.find(ANA)
        each.find(BEN)
    assert store.list_ending() == ()
    assert store.tell_apart([ANA, BEN, "profile:never"]) == ([ANA], ["profile:never"])


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("people.sqlite*")))


# --- rotation --------------------------------------------------------------------------------


def test_rotation_wraps_again_and_old_keys_go_only_when_unused(
    store: KeyStore, open_store: Callable[[], KeyStore]
) -> None:
    """The same keys come out; a server that runs on takes the new key up; removing a key in use is refused."""
    running = open_store()
    sealed = store.find(ANA).encrypt(b"n" * 12, b"words", None)
    assert store.ring.add() == 2
    assert store.count() == {1: 2}
    with pytest.raises(KeysError, match="key 1 still wraps 2 keys"):
        store.remove_ring_key(1)
    running.make(["profile:new"])
    assert store.count() == {1: 2, 2: 1}
    assert wrap_again(store) == 2
    store.remove_ring_key(1)
    assert store.count() == {2: 3}
    fresh = open_store()
    assert fresh.find(ANA).decrypt(b"n" * 12, sealed, None) == b"words"
    assert fresh.ring.ids == (2,)
    with pytest.raises(KeysError, match="key 2 is the newest"):
        fresh.ring.remove(2)


@pytest.mark.slow
def test_rotation_while_others_make_keys_loses_none(store: KeyStore, open_store: Callable[[], KeyStore]) -> None:
    """Forty people come while the ring is changed five times; everybody's key can be opened afterwards."""

    def come(n: int) -> None:
        open_store().make([f"profile:{n}"])

    with ThreadPoolExecutor(4) as pool:
        coming = [pool.submit(come, n) for n in range(40)]
        for _ in range(5):
            added = store.ring.add()
            wrap_again(store)
            for old in (key_id for key_id in store.ring.ids if key_id != added and not store.count().get(key_id)):
                store.remove_ring_key(old)
        for each in coming:
            each.result()
    wrap_again(store)
    fresh = open_store()
    for n in range(40):
        fresh.find(f"profile:{n}")


def test_what_is_being_written_is_whole_or_not_there(ring: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop while a key is written leaves no key behind that a start would read."""

    def stop(_descriptor: int) -> None:
        raise OSError("stopped")

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(OSError, match="stopped"):
        ring.add()
    assert KeyRing(ring.folder).ids == (1,)
