"""Whose the vacancies of a snapshot are: what one organisation may rank, and what is hidden from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Owner(NamedTuple):
    """Whose a vacancy is, and whether all organisations see it."""

    organisation: str
    shared: bool


def hidden_from(organisation: str, ids: Sequence[str], owners: Mapping[str, Owner]) -> NDArray[np.bool_]:
    """Return which of the vacancies `ids` an organisation may not see; those without an owner are out of use anyway."""
    every = set(owners.values())
    visible = {owner for owner in every if owner.shared or owner.organisation == organisation}
    if visible == every:
        return np.zeros(len(ids), dtype=bool)
    return np.fromiter((owners.get(each) not in visible for each in ids), dtype=bool, count=len(ids))
