"""The key ring: files of 32 random bytes in a folder that only the service may read.

`001.key`, `002.key`, … wrap the keys of people and organisations (`api.key_store`); the newest wraps, older ones only
unwrap, until nothing needs them and they can be removed. From `root.key` come the keys of blind indexes, pseudonyms and
other codes; it is never replaced, as what was made with it is compared for years.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.errors import KeysError

KEY_BYTES = 32  # AES-256
NONCE_BYTES = 12  # what AES-GCM takes; drawn at random, which is safe for 2**32 values a key (NIST SP 800-38D, 8.3)
MODE = 0o600
OTHERS = 0o007  # a group may read, as systemd's credentials are; the rest of the machine may not
ROOT = "root.key"
NUMBERED = re.compile(r"(\d{3})\.key")
FIRST, LAST = 1, 999


class KeyRing:
    """The keys of an installation, newest last."""

    def __init__(self, folder: Path) -> None:
        """Read what the folder holds; raises KeysError naming the file that is missing or no key."""
        self.folder = folder
        self._root = read_key(folder / ROOT)
        self._keys = _read_all(folder)
        if not self._keys:
            raise KeysError(f"{_file(folder, FIRST)} is missing")

    @classmethod
    def make(cls, folder: Path) -> KeyRing:
        """Make the first keys as far as there are none yet; a whole ring may be in a folder that cannot be written."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / ROOT).exists():
            write_key(folder / ROOT)
        if not any(_iter_numbered(folder)):
            write_key(_file(folder, FIRST))
        return cls(folder)

    @staticmethod
    def is_missing(folder: Path) -> bool:
        """Say whether the folder holds no key of a ring at all."""
        return not (folder / ROOT).exists() and not any(_iter_numbered(folder))

    @property
    def ids(self) -> tuple[int, ...]:
        """All keys, newest last."""
        return tuple(sorted(self._keys))

    @property
    def newest(self) -> int:
        """The key that wraps."""
        return max(self._keys)

    def reload(self) -> None:
        """Take up what other processes have added and removed."""
        self._keys = _read_all(self.folder)

    def add(self) -> int:
        """Make a key that wraps from now on, durable when this returns; returns its id."""
        self.reload()
        added = self.newest + 1
        if added > LAST:
            raise KeysError(f"the ring in {self.folder} is full")
        write_key(_file(self.folder, added))
        self.reload()
        return added

    def remove(self, key_id: int) -> None:
        """Delete a key that nothing needs any more; raises KeysError for the newest one and for one not there."""
        self._get(key_id)
        if key_id == self.newest:
            raise KeysError(f"key {key_id} is the newest one, which wraps; add another first")
        _file(self.folder, key_id).unlink()
        _sync_folder(self.folder)
        self.reload()

    def fingerprint(self, key_id: int) -> str:
        """Return a code that tells keys apart and reveals nothing of them."""
        return hmac.digest(self._get(key_id), b"fingerprint", hashlib.sha256).hex()[:16]

    def wrap(self, secret: bytes, owner: str) -> tuple[int, bytes]:
        """Encrypt the key of an owner with the newest key; returns (id of that key, wrapped)."""
        key_id, nonce = self.newest, os.urandom(NONCE_BYTES)
        return key_id, nonce + AESGCM(self._get(key_id)).encrypt(nonce, secret, _context(owner, key_id))

    def unwrap(self, key_id: int, wrapped: bytes, owner: str) -> bytes:
        """Decrypt the key of an owner; raises KeysError for a key not in the ring, or one wrapped for another owner."""
        cipher = AESGCM(self._get(key_id))
        try:
            return cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _context(owner, key_id))
        except InvalidTag as error:
            raise KeysError(f"the key of {owner} was changed, or wrapped with another key {key_id}") from error

    def derive(self, purpose: str) -> bytes:
        """Return the key of a purpose, such as a blind index: 32 bytes, always the same (HKDF, RFC 5869)."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"immerse {purpose}".encode()).derive(self._root)

    def _get(self, key_id: int) -> bytes:
        if key_id not in self._keys:
            self.reload()
        if key_id not in self._keys:
            raise KeysError(f"key {key_id} is missing: {_file(self.folder, key_id)}")
        return self._keys[key_id]


def _context(owner: str, key_id: int) -> bytes:
    return f"data key\x1f{owner}\x1f{key_id}".encode()


def _file(folder: Path, key_id: int) -> Path:
    return folder / f"{key_id:03}.key"


def _read_all(folder: Path) -> dict[int, bytes]:
    return {key_id: read_key(path) for key_id, path in _iter_numbered(folder)}


def _iter_numbered(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob("*.key"):
        if found := NUMBERED.fullmatch(path.name):
            yield int(found[1]), path


def read_key(path: Path) -> bytes:
    """Return the key in a file; raises KeysError naming the file where it is missing, no key, or open to others."""
    try:
        if path.stat().st_mode & OTHERS:
            raise KeysError(f"{path} can be read by everybody on this machine; chmod 600 it")
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except OSError as error:
        raise KeysError(f"{path} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise KeysError(f"{path} holds no key") from error
    if len(key) != KEY_BYTES:
        raise KeysError(f"{path} holds {len(key)} bytes where a key has {KEY_BYTES}")
    return key


def write_key(path: Path) -> None:
    """Write a fresh key, whole or not at all; what is there already stays."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, MODE)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(descriptor)
    try:
        path.hardlink_to(partial)  # unlike a rename, refuses to replace what another process has just made
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
