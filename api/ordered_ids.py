"""Ids of people and of what they said: nothing follows from one but when it was made."""

from __future__ import annotations

import secrets
import time
import uuid


def make_ordered_id() -> str:
    """Return a new id; later ones sort after it.

    UUID version 7 (RFC 9562), with the parts of a millisecond in its 12 bits (method 3 of section 6.2).
    """
    now = time.time_ns()
    fraction = (now % 1_000_000) * 4096 // 1_000_000
    chance = secrets.randbits(62)
    return uuid.UUID(int=now // 1_000_000 << 80 | 7 << 76 | fraction << 64 | 2 << 62 | chance).hex
