"""What was counted over everybody, kept until somebody or something it was counted from changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from matcher.demand import Demand
from matcher.market import Market

KEPT = 32  # of organisations, places and groups; some hundred kilobytes each


@dataclass(frozen=True, slots=True)
class Survey:
    """Demand in a part of the market, and the market."""

    market: Market
    demand: Demand


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
