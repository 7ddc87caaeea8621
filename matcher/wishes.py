"""Hours and place as wishes: a few points that order vacancies which are otherwise equal.

Each function answers per distinct value of the vacancies, with UNKNOWN (-1) where nothing can be said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.blockers import Facts
from matcher.experience import UNKNOWN
from matcher.sites import Sites
from matcher.types import Hours, RankingInput
from matcher.weights import Weights


def hours_points(wanted: Hours | None, values: Sequence[Hours], weights: Weights) -> NDArray[np.int32]:
    """Return all points where the hours overlap the wanted ones, none where they do not."""
    if wanted is None:
        return np.full(len(values), UNKNOWN, dtype=np.int32)
    fits = [wanted.minimum <= hours.maximum and hours.minimum <= wanted.maximum for hours in values]
    return np.array(fits, dtype=np.int32) * weights.hours_points


def place_points(person: RankingInput, facts: Facts, sites: Sites, weights: Weights) -> NDArray[np.int32]:
    """Return points per site. Wanted places decide where there are any: within `same_place_km` all, else nothing.

    Otherwise the way from home does: all at the door, nothing at the longest way accepted, linear between.
    An unwanted place earns nothing in any case.
    """
    wants = person.wants
    if wants.places:
        points = sites.near(wants.places, weights.same_place_km).astype(np.int32) * weights.place_points
    else:
        minutes = 0 if facts.travel is None else facts.travel.minutes
        points = way_points(facts.minutes, np.array(minutes, dtype=np.int32), weights)
    if wants.unwanted_places:
        points[sites.near(wants.unwanted_places, 0)] = 0
    return points


def way_points(minutes: NDArray[np.float64], accepted: NDArray[np.int32], weights: Weights) -> NDArray[np.int32]:
    """Return points for ways of so many minutes (NaN: unknown), where so many are accepted (0: unknown)."""
    points = np.full(minutes.shape, UNKNOWN, dtype=np.int32)
    known = ~np.isnan(minutes) & (accepted > 0)
    most = np.broadcast_to(accepted, minutes.shape)[known]
    points[known] = weights.place_points * np.maximum(most - minutes[known], 0).astype(np.int32) // most
    return points
