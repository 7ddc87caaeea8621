"""Lays texts of several lengths out for one run of the encoder's graph, so that short ones need not wait for equals.

Everything but attention looks at one token at a time, so tokens are put in one long row without gaps. For attention
alone every text gets the same number of slots, of which the last ones may be empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

__all__ = ["Packing", "pack", "plan_batches", "slots_for"]

Int64s = NDArray[np.int64]

WIDTH_STEP = 16
"""Slots come in multiples of this: a text's slots, and so its bytes, must depend on its own length only."""


@dataclass(frozen=True, slots=True)
class Packing:
    """Where the tokens of some texts are, all int64.

    `starts` (texts,) is the row of each text's first token, `places` (tokens,) a token's position in its text,
    `slots` (texts, width) the row of the token in each slot, in empty ones that of the text's first; `keys` is the
    same, with `tokens` plus the text's number in empty slots. `back` (tokens,) is the slot of each token, counted
    through all texts.
    """

    starts: Int64s
    places: Int64s
    slots: Int64s
    keys: Int64s
    back: Int64s

    @property
    def lengths(self) -> Int64s:
        """Tokens of each text."""
        return np.diff(self.starts, append=len(self.places))


def slots_for(length: int) -> int:
    """Return how many slots a text of `length` tokens gets."""
    return -(-length // WIDTH_STEP) * WIDTH_STEP


def pack(lengths: Sequence[int]) -> Packing:
    """Lay out texts of `lengths` tokens (1 or more each), all as wide as the longest of them needs."""
    sizes = np.array(lengths, dtype=np.int64)
    width = slots_for(int(sizes.max()))
    starts = np.cumsum(sizes) - sizes
    inside = np.arange(width)
    filled = inside < sizes[:, np.newaxis]
    rows = starts[:, np.newaxis] + inside
    slots = np.where(filled, rows, starts[:, np.newaxis])
    keys = np.where(filled, rows, sizes.sum() + np.arange(len(sizes))[:, np.newaxis])
    back = np.flatnonzero(filled)
    return Packing(starts, back % width, slots, keys, back)


def plan_batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Yield the places of texts to run together: of equally many slots, at most `budget` (or one text).

    Every place comes once, shorter texts first, in input order among texts of equally many slots.
    """

    def width(place: int) -> int:
        return slots_for(lengths[place])

    for size, group in groupby(sorted(range(len(lengths)), key=width), key=width):
        places, most = list(group), max(1, budget // size)
        yield from (places[start : start + most] for start in range(0, len(places), most))
