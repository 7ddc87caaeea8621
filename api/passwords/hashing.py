"""Argon2id hashes of passwords. A check takes the same time whether anybody has that name or not."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from api.passwords.choosing import normalise

AT_ONCE = 2  # each takes 64 MiB for about a tenth of a second; many at once would take a machine down


@dataclass(frozen=True, slots=True)
class Cost:
    """What a hash costs; the second recommendation of RFC 9106, section 4."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


class Passwords:
    """Hashes and checks."""

    def __init__(self, cost: Cost | None = None) -> None:
        cost = cost or Cost()
        hasher = Argon2Hasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)
        self._hash = PasswordHash((hasher,))
        self._turns = BoundedSemaphore(AT_ONCE)
        # A random digest: no password is known to fit, and checking one costs what it costs with a real one.
        salt, digest = (base64.b64encode(os.urandom(n)).decode().rstrip("=") for n in (16, 32))
        self._nobody = f"$argon2id$v=19$m={cost.memory_kib},t={cost.passes},p={cost.lanes}${salt}${digest}"

    def make(self, password: str) -> str:
        """Return a salted hash of a password that `check_password` has let pass."""
        with self._turns:
            return self._hash.hash(normalise(password))

    def check(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        """Say whether a password fits, and return a new hash where the old one was made at other costs.

        Without `hashed` as much is done for nothing, so that time does not tell who has an account.
        """
        with self._turns:
            fits, better = self._hash.verify_and_update(normalise(password), hashed or self._nobody)
        return fits, better
