"""Where a set of vacancies is: its distinct places, with coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.places import Places, distances_km


@dataclass(frozen=True, slots=True, eq=False)
class Sites:
    """Gazetteer ids, where each one is among them, and (n, 3) latitude, longitude, radius; NaN for unknown places."""

    ids: tuple[str, ...]
    index: Mapping[str, int]
    coordinates: NDArray[np.float64]
    places: Places

    @classmethod
    def build(cls, ids: tuple[str, ...], places: Places) -> Sites:
        """Look up the coordinates of `ids`."""
        return cls(ids, {place: i for i, place in enumerate(ids)}, places.coordinates(ids), places)

    def near(self, wanted: Sequence[str], km: int) -> NDArray[np.bool_]:
        """Return which sites are within `km` of any place of `wanted`, or are that very place."""
        found = np.isin(np.array(self.ids, dtype=object), list(wanted))
        for place in map(self.places.find_id, wanted):
            if place is not None:
                found |= distances_km(place, self.coordinates) <= km
        return found
