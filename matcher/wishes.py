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
        points = _by_way(facts, sites, weights)
    if wants.unwanted_places:
        points[sites.near(wants.unwanted_places, 0)] = 0
    return points


def _by_way(facts: Facts, sites: Sites, weights: Weights) -> NDArray[np.int32]:
    points = np.full(len(sites.ids), UNKNOWN, dtype=np.int32)
    if facts.travel is None or facts.travel.minutes <= 0:
        return points
    known = ~np.isnan(facts.minutes)
    left = np.maximum(facts.travel.minutes - facts.minutes[known], 0).astype(np.int32)
    points[known] = weights.place_points * left // facts.travel.minutes
    return points
