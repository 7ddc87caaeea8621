"""Which requests cost much, and which make the database grow: one table, by method and path of a route.

What is not in the table reads or writes a few rows. Probes, pages' style and the description of the API never wait.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from api.gate import Place


class Lane(StrEnum):
    """What a request has to wait for. Requests of one lane do not make those of another wait."""

    FREE = "free"  # nothing
    READING = "reading"  # a few rows
    RANKING = "ranking"  # texts to concepts, lists, steps: all that keeps a core busy
    SURVEYING = "surveying"  # everybody at once: parts of a second, which somebody's list must not wait for
    IMPORTING = "importing"  # many rows at once: seconds, minutes


# Threads that are in no lane: for administration, and for dependencies of requests that do not wait.
RESERVE = 4
# More rankings in one process only take the interpreter from each other; whoever has more cores has more workers.
MOST_RANKINGS = 4
READERS = 8  # they wait for the disk rather than for a core


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many requests of each lane a worker takes up at once."""

    permits: Mapping[Lane, int]

    @classmethod
    def of(cls, n_cores: int, n_workers: int) -> Capacity:
        """Share the cores among the workers; each has one at least, and takes one survey and one import at a time."""
        each = min(MOST_RANKINGS, math.ceil(n_cores / n_workers))
        return cls({Lane.READING: READERS, Lane.RANKING: each, Lane.SURVEYING: 1, Lane.IMPORTING: 1})

    @property
    def threads(self) -> int:
        """How many threads answer, and so how many connections to the database they may need."""
        return sum(self.permits.values()) + RESERVE


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a request costs; `grows` where it stores something new."""

    lane: Lane = Lane.READING
    grows: bool = False


RANKS = Cost(Lane.RANKING)
SURVEYS = Cost(Lane.SURVEYING)
READS = Cost(Lane.RANKING, grows=True)  # a text is linked, and what was understood is stored
STORES = Cost(Lane.READING, grows=True)
IMPORTS = Cost(Lane.IMPORTING, grows=True)
FREE = Cost(Lane.FREE)
USUAL = Cost()

COSTS: Mapping[tuple[str, str], Cost] = {
    ("GET", "/livez"): FREE,
    ("GET", "/readyz"): FREE,
    ("GET", "/startupz"): FREE,
    ("GET", "/metrics"): FREE,
    ("GET", "/assets/{section}/{name}"): FREE,
    ("GET", "/language/{code}"): FREE,
    ("GET", "/openapi.json"): FREE,
    ("POST", "/v1/link"): RANKS,
    ("POST", "/v1/matches"): RANKS,
    ("POST", "/v1/gaps"): RANKS,
    ("POST", "/v1/why-not/{vacancy_id}"): RANKS,
    ("POST", "/v1/what-if"): RANKS,
    ("GET", "/v1/profiles/{profile_id}/matches"): RANKS,
    ("GET", "/v1/profiles/{profile_id}/gaps"): RANKS,
    ("GET", "/v1/profiles/{profile_id}/why-not/{vacancy_id}"): RANKS,
    ("GET", "/v1/profiles/{profile_id}/what-if"): RANKS,
    ("GET", "/v1/vacancies/{vacancy_id}/matches"): SURVEYS,
    ("GET", "/v1/inbox"): SURVEYS,
    ("GET", "/"): SURVEYS,
    ("GET", "/v1/demand"): SURVEYS,
    ("GET", "/administration/demand"): SURVEYS,
    ("GET", "/administration/fairness"): SURVEYS,
    ("GET", "/administration/monitoring"): SURVEYS,
    ("GET", "/v1/traces/{trace_id}/replay"): SURVEYS,
    ("GET", "/people/{profile_id}"): RANKS,
    ("GET", "/people/{profile_id}/steps"): RANKS,
    ("POST", "/people/{profile_id}/concepts"): RANKS,
    ("POST", "/people/{profile_id}/links"): STORES,
    ("POST", "/people/{profile_id}/confirmation"): STORES,
    ("POST", "/people/{profile_id}/concept"): READS,
    ("POST", "/people/{profile_id}/facts"): READS,
    ("GET", "/people/{profile_id}/matches/{vacancy_id}"): RANKS,
    ("GET", "/people/{profile_id}/sheet"): RANKS,
    ("GET", "/people/{profile_id}/sheet/{vacancy_id}"): RANKS,
    ("GET", "/people/{profile_id}/own"): RANKS,
    ("GET", "/me"): RANKS,
    ("GET", "/me/matches/{vacancy_id}"): RANKS,
    ("POST", "/me/answers"): READS,
    ("POST", "/me/profile/words"): READS,
    ("POST", "/me/profile/links"): STORES,
    ("POST", "/me/matches/{vacancy_id}/contest"): STORES,
    ("POST", "/me/matches/{vacancy_id}/interest"): STORES,
    ("POST", "/try"): RANKS,
    ("POST", "/vacancies/new"): RANKS,
    ("GET", "/vacancies/{vacancy_id}/people"): SURVEYS,
    ("POST", "/vacancies"): READS,
    ("POST", "/vacancies/{vacancy_id}/answers"): STORES,
    ("POST", "/v1/vacancies/{vacancy_id}/answers"): STORES,
    ("POST", "/people/new/text"): RANKS,
    ("POST", "/people/new/form"): READS,
    ("POST", "/people/{profile_id}/pictures"): READS,
    ("POST", "/people/import/columns"): IMPORTS,
    ("POST", "/people/import/rows"): IMPORTS,
    ("POST", "/v1/profiles"): READS,
    ("PATCH", "/v1/profiles/{profile_id}"): READS,
    ("POST", "/v1/profiles/{profile_id}/links"): STORES,
    ("POST", "/v1/vacancies"): READS,
    ("PUT", "/v1/vacancies/{vacancy_id}"): READS,
    ("PATCH", "/v1/vacancies/{vacancy_id}"): READS,
    ("POST", "/v1/profiles:import"): IMPORTS,
    ("POST", "/v1/vacancies:import"): IMPORTS,
    ("POST", "/vacancies/import"): STORES,
    ("POST", "/vacancies/import/{import_id}"): STORES,
    ("POST", "/vacancies/import/{import_id}/rows"): IMPORTS,
}
# Whoever puts things right must not wait behind those that cause the trouble.
FREE_PREFIXES = ("/v1/admin", "/v1/system")


class Lanes:
    """Finds what a request costs by its method and path."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = tuple(places)

    def find(self, method: str, path: str) -> Place | None:
        """Return the route, None where there is none."""
        for place in self._places:
            if place.method == method and place.pattern.match(path):
                return place
        return None


def cost_of(method: str, path: str) -> Cost:
    """Return what requests of a route cost."""
    return FREE if path.startswith(FREE_PREFIXES) else COSTS.get((method, path), USUAL)
