"""By-group arithmetic of the fairness report: who gets how good a list. Pure: outcomes in, numbers out.

The unit is the person and the score is the mean of the ten best matches. As in New York City's rules for Local Law 144
(6 RCNY 5-300 ff.): the scoring rate of a group is the share of its members above the median of everybody, the impact
ratio is that rate over the highest one, a group under two percent of the sample has a rate and no ratio, people whose
group is not known are counted. Beside it, since vacancies are ranked for people and not people for vacancies: how good
the list is, and how much of the market it reaches. 0.8 is a line to look at, not a pass mark.

Intervals are percentile bootstrap intervals over units. People who are copies of one another (the generated sample) are
one unit, so where groups differ in nothing that ranking sees, every draw gives the same and the interval is a point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

UNKNOWN = "unknown"
ALL = " and "
"""between attributes whose intersections are reported"""
SMALLEST_SHARE = 0.02
DRAWS = 1000  # the ends of a 95 % interval are then each the mean of some 25 draws
LEVEL = 95.0
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one person got. None is: nothing could be scored, or nothing is known to judge by.

    score     mean points of the ten best
    quality   share of the ten best that are right in occupation and not below the person's level, 0 to 1
    reached   share of all open vacancies that are ready now or one step away, 0 to 1
    """

    unit: str
    groups: Mapping[str, str]
    score: float | None
    quality: float | None
    reached: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with its interval; None where too little is known."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group of one attribute, or of several together."""

    attribute: str
    group: str
    n: int
    n_unscored: int
    share: float
    scoring_rate: float | None
    impact_ratio: Measured
    quality: Measured
    reached: Measured
    alarm: bool
    """whether the impact ratio is under 0.8"""


def report_groups(outcomes: Sequence[Outcome], seed: int = 0) -> list[GroupResult]:
    """Return every group of every attribute, and of all attributes together where there are several."""
    if not outcomes:
        return []
    attributes = sorted({name for outcome in outcomes for name in outcome.groups})
    names = {name: [outcome.groups.get(name, UNKNOWN) for outcome in outcomes] for name in attributes}
    if len(attributes) > 1:
        crossed = zip(*names.values(), strict=True)
        names[ALL.join(attributes)] = [UNKNOWN if UNKNOWN in each else ALL.join(each) for each in crossed]
    sample = _Sample.of(outcomes, seed)
    return [result for name, labels in names.items() for result in _results(name, np.array(labels), sample)]


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Columns of the outcomes (n; NaN for None), and which of them each draw holds, and how often (DRAWS, n)."""

    scores: Floats
    quality: Floats
    reached: Floats
    draws: NDArray[np.int64]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], seed: int) -> _Sample:
        units, index = np.unique([outcome.unit for outcome in outcomes], return_inverse=True)
        chance = np.random.default_rng(seed)
        counts = chance.multinomial(len(units), np.full(len(units), 1 / len(units)), size=DRAWS)
        return cls(
            scores=_column([outcome.score for outcome in outcomes]),
            quality=_column([outcome.quality for outcome in outcomes]),
            reached=_column([outcome.reached for outcome in outcomes]),
            draws=counts[:, index],
        )


def _column(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _results(attribute: str, labels: NDArray[np.str_], sample: _Sample) -> Iterator[GroupResult]:
    groups = sorted(set(labels.tolist()))
    members = np.array([labels == group for group in groups])
    once = np.ones(len(labels), dtype=np.int64)
    big = np.array(
        [mask.mean() >= SMALLEST_SHARE and group != UNKNOWN for group, mask in zip(groups, members, strict=True)]
    )
    rates = _rates(sample.scores, members, once)
    ratios = _ratios(rates, big)
    drawn = np.array([_ratios(_rates(sample.scores, members, draw), big) for draw in sample.draws])
    for i, group in enumerate(groups):
        ratio = _measured(ratios[i], drawn[:, i])
        yield GroupResult(
            attribute=attribute,
            group=group,
            n=int(members[i].sum()),
            n_unscored=int(np.isnan(sample.scores[members[i]]).sum()),
            share=float(members[i].mean()),
            scoring_rate=_number(rates[i]),
            impact_ratio=ratio,
            quality=_mean(sample.quality, members[i], sample.draws),
            reached=_mean(sample.reached, members[i], sample.draws),
            alarm=ratio.value is not None and ratio.value < 0.8,
        )


def _rates(scores: Floats, members: NDArray[np.bool_], counts: NDArray[np.int64]) -> Floats:
    """Return for each group (rows of `members`) the share of its scored members above the median of everybody."""
    scored = ~np.isnan(scores)
    weights = counts * scored
    if not weights.any():
        return np.full(len(members), np.nan)
    above = np.nan_to_num(scores, nan=-np.inf) > np.median(np.repeat(scores[scored], counts[scored]))
    return _shares((members * weights) @ above, (members * weights).sum(axis=1))


def _ratios(rates: Floats, big: NDArray[np.bool_]) -> Floats:
    """Return the rates over the highest one, NaN for groups too small to compare."""
    compared = np.where(big, rates, np.nan)
    highest = np.nanmax(compared, initial=0.0)
    return _shares(compared, np.full(len(rates), highest))


def _mean(values: Floats, mask: NDArray[np.bool_], draws: NDArray[np.int64]) -> Measured:
    """Return the mean of a group's known values."""
    used = mask & ~np.isnan(values)
    known, counts = values[used], draws[:, used]
    value = _shares(np.array([known.sum()]), np.array([len(known)]))[0]
    return _measured(value, _shares(counts @ known, counts.sum(axis=1)))


def _measured(value: float, drawn: Floats) -> Measured:
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(value) or not len(drawn):
        return Measured(_number(value), None, None)
    low, high = np.percentile(drawn, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    return Measured(float(value), float(low), float(high))


def _shares(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    """Return part / whole, NaN where the whole is nothing."""
    shares: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return shares


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
