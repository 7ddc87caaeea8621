"""A sample that is the same whenever and wherever it is drawn."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def draw(ids: Sequence[str], n: int) -> NDArray[np.int64]:
    """Return the places of `n` of different `ids`, ascending: those with the lowest checksums; all, of fewer.

    Who is drawn hangs on the ids alone, not on their order, and most stay drawn while others come and go. CRC-32
    spreads evenly, and that of a million takes part of a second; nobody gains by being drawn, so it need not be secret.
    """
    if n >= len(ids):
        return np.arange(len(ids))
    sums = np.fromiter((zlib.crc32(each.encode()) for each in ids), dtype=np.int64, count=len(ids))
    limit = np.partition(sums, n)[n]
    below = np.flatnonzero(sums < limit)
    equal = sorted(np.flatnonzero(sums == limit).tolist(), key=lambda place: ids[place])
    return np.sort(np.concatenate([below, np.array(equal[: n - len(below)], dtype=np.int64)]))
