"""The keys of the audit chain: each chain begins with number 0, and an entry of it says where another one begins.

Number 0 comes from the root of the key ring; rotating adds `audit-001.key`, `audit-002.key`, … beside it. Older keys
stay, since what they have signed is verified for as long as the chain lasts.
"""

from __future__ import annotations

from api.accountability_tables import AuditEntryRow
from api.errors import KeysError
from api.keys import KeyRing, read_key, write_key

FIRST_PURPOSE = "audit chain"
ROTATED, KEY_KIND, KEY_NAME = "audit.rotate", "key", "audit key"
"""action, kind and object of the entry after which another key signs; its number stands where a request's would"""
LAST = 999


class AuditKeys:
    """Reads keys when they are first asked for, so that what another process has added is found."""

    def __init__(self, ring: KeyRing) -> None:
        self._folder = ring.folder
        self._keys = {0: ring.derive(FIRST_PURPOSE)}

    @property
    def newest(self) -> int:
        """The number of the key that was added last."""
        return max((int(path.stem.rpartition("-")[2]) for path in self._folder.glob("audit-???.key")), default=0)

    def get(self, number: int) -> bytes:
        """Return a key; raises KeysError where it is missing."""
        if number not in self._keys:
            self._keys[number] = read_key(self._folder / f"audit-{number:03}.key")
        return self._keys[number]

    def add(self) -> int:
        """Make a key, durable when this returns; returns its number."""
        number = self.newest + 1
        if number > LAST:
            raise KeysError(f"{self._folder} is full of keys of the audit chain")
        write_key(self._folder / f"audit-{number:03}.key")
        return number


def next_key(entry: AuditEntryRow, number: int) -> int:
    """Return the number of the key that signs what follows an entry which was signed with key `number`."""
    is_rotation = (entry.action, entry.object_kind, entry.object) == (ROTATED, KEY_KIND, KEY_NAME)
    return int(entry.request) if is_rotation and entry.request.isdigit() else number
