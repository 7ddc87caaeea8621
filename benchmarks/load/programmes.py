"""How long and how hard to load, and what is still acceptable.

The budgets are what work with people needs (a list "well under a second" in a meeting), not what a machine can do: a
slower laptop should pass, a regression by a factor should not. Regressions are what ratios to the empty endpoint are
for, which are held against those committed for as many vacancies (`verdict`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Model(StrEnum):
    """Who decides when the next request comes."""

    CLOSED = "closed"  # users who wait for the last answer
    ARRIVALS = "arrivals"  # people who know nothing of each other


@dataclass(frozen=True, slots=True)
class Programme:
    """One way of loading. `steps` are offered rates as shares of the capacity that was measured just before."""

    name: str
    seconds: int
    users: int
    steps: tuple[float, ...]
    gauge_s: int

    @property
    def window_s(self) -> int:
        """How long times are counted together: a sixtieth, in whole seconds."""
        return max(1, self.seconds // 60)

    @property
    def step_s(self) -> float:
        """How long each rate is offered."""
        return self.seconds / len(self.steps)


# 60 % is the load at which the arrival-rate model is judged: a server that is meant to answer in time is not run
# hotter. The steps above it show where the knee is. A soak stays at 60 % and looks at what an hour changes.
JUDGED_SHARE = 0.6
SMOKE = Programme("smoke", 30, 10, (0.2, 0.4, 0.6, 0.8), gauge_s=8)
NIGHTLY = Programme("nightly", 600, 20, (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1), gauge_s=20)
SOAK = Programme("soak", 3600, 20, (0.6,), gauge_s=20)
PROGRAMMES: Mapping[str, Programme] = {each.name: each for each in (SMOKE, NIGHTLY, SOAK)}


@dataclass(frozen=True, slots=True)
class Budgets:
    """What is still acceptable.

    `p95_ms` are 95th percentiles by deed, in either model; `refused` the share of requests that may be refused with a
    time to come again, at or below the judged load.
    """

    p95_ms: Mapping[str, float]
    refused: float = 0.01


BUDGETS = Budgets(
    p95_ms={
        "caseworker: inbox": 2000,
        "caseworker: inbox page": 2000,
        "caseworker: meeting page": 1500,
        "caseworker: reasons page": 1000,
        "caseworker: steps page": 1500,
        "caseworker: matches of a person": 500,
        "caseworker: gaps of a person": 1000,
        "caseworker: people for a vacancy": 1000,
        "migrant: own page": 1500,
        "migrant: own profile page": 1000,
        "migrant: own steps": 1000,
        "migrant: typeahead": 300,
        "migrant: matches from own words": 1000,
        "officer: vacancies page": 1000,
        "officer: pasted text": 1500,
        "officer: imported file": 5000,
        "tester: matches of a stored profile": 500,
        "tester: matches from skills": 500,
    }
)
# Above these, what was measured is the client. Requests wait for a client whose core is busy four fifths of the time
# (in an M/M/1 queue five times as long as they take), and what is sent 5 ms late at the 99th percentile tells nothing
# about answers of that size.
CLIENT_CPU, CLIENT_LATE_MS = 0.8, 5.0
OTHERS_CORES = 0.2  # that neither server nor client use; what others take is waited for
# How much larger the ratio to the empty endpoint may be than the committed one for as many vacancies. Between runs on
# one quiet machine ratios differ by a fifth; a regression worth the name is a factor.
RATIO_GROWTH = 2.0
