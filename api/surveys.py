"""What was counted over everybody, kept until somebody or something it was counted from changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from matcher.demand import Demand

KEPT = 32  # of organisations, places and groups; some hundred kilobytes each


@dataclass(frozen=True, slots=True)
class Survey:
    """Demand in a part of the market, as counted for so many of so many; and the parts, with their vacancies.

    `demand.n_people` and `demand.n_vacancies` are those counted for, which may be drawn from more.
    """

    demand: Demand
    n_people: int
    n_vacancies: int
    places: Sequence[tuple[str, int]]
    groups: Sequence[tuple[str, int]]


class Surveys:
    """The last surveys by everything that they hang on. Shared by threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Survey] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Survey]) -> Survey:
        """Return what is kept under a key, or make it; two that ask at once may both make it."""
        with self._guard:
            found = self._kept.get(key)
        found = found or make()
        with self._guard:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found
