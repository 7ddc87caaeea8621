"""`python -m benchmarks calibration`: whether the score of a link is the chance that it is right.

Measured on links as they are served (those that reach the threshold) and on the ten best whatever their score. Fitting
is not done here. What was fitted on a set flatters it, so each result says whether its items were held out.

Definitions: Brier (1950), mean squared difference of score and outcome; expected calibration error as in Guo et al.,
"On Calibration of Modern Neural Networks" (2017), with equal-width bins, and with bins of equally many links, which
does not depend on the few links with high scores as much (Nixon et al., 2019).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import Sets
from benchmarks.results import RESULTS, write_result
from benchmarks.workbench import Workbench, parts, vacancy_documents
from matcher.linking import Linker
from matcher.passages import Document
from matcher.types import Kind

N_BINS = 15
N_BEST = 10
# The first labelled EURES vacancies were used for fitting the weights of linking, and every third of the rest for the
# curve of scores (`matcher.linking`; the file is in no random order: links are right more often in its second half).
# Likewise every third sentence of SkillSkape dev and all of HOUSE and TECH validation.
N_EURES_FITTED = 600
EVERY = 3
FITTED = ("HOUSE", "TECH")

Floats = NDArray[np.float64]
Report = Callable[[str], None]
# Whether the item at a place (from 0) of a set was kept out of fitting.
HeldOut = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """Links as scores in [0, 1] and whether each is right: both (n,)."""

    scores: Floats
    right: Floats

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, bool]]) -> Judged:
        """Take (score, right) pairs; raises ValueError for none, or for a score that is no probability."""
        if not pairs:
            raise ValueError("no links to judge")
        scores = np.array([score for score, _ in pairs], dtype=np.float64)
        if scores.min() < 0 or scores.max() > 1:
            raise ValueError("a score is not in [0, 1]")
        return cls(scores, np.array([right for _, right in pairs], dtype=np.float64))

    def brier(self) -> float:
        """Return the mean squared difference of score and outcome."""
        return float(np.mean((self.scores - self.right) ** 2))

    def curve(self, bins: NDArray[np.int64]) -> list[ReliabilityPoint]:
        """Return a point for each bin that has links, in order; `bins` (n,) says which bin each link is in."""
        return [
            ReliabilityPoint(float(self.scores[inside].mean()), float(self.right[inside].mean()), int(inside.sum()))
            for inside in (bins == number for number in np.unique(bins))
        ]

    def equal_width(self, n: int = N_BINS) -> NDArray[np.int64]:
        """Return the bin of each link where bins have equal width; a score on a border is in the upper bin."""
        return np.minimum((self.scores * n).astype(np.int64), n - 1)

    def equal_mass(self, n: int = N_BINS) -> NDArray[np.int64]:
        """Return the bin of each link where bins have equally many links; equal scores are never parted."""
        _, value, counts = np.unique(self.scores, return_inverse=True, return_counts=True)
        # A score's bin is that of the first link that has it.
        first = np.cumsum(counts) - counts
        bins: NDArray[np.int64] = (first * n // len(self.scores))[value]
        return bins


@dataclass(frozen=True, slots=True)
class ReliabilityPoint:
    """Links of similar scores: their mean score, the share that is right, and how many they are."""

    score: float
    share: float
    n: int


def calibration_error(curve: Sequence[ReliabilityPoint]) -> float:
    """Return the mean distance between score and share right, each bin weighted by its links.

    >>> calibration_error([ReliabilityPoint(0.2, 0.1, 30), ReliabilityPoint(0.8, 1.0, 10)])
    0.125
    """
    n = sum(point.n for point in curve)
    return sum(point.n * abs(point.score - point.share) for point in curve) / n


def summary(judged: Judged) -> dict[str, Any]:
    """Return what is committed of a set: errors, base rate, and both reliability curves."""
    curves = {"width": judged.curve(judged.equal_width()), "mass": judged.curve(judged.equal_mass())}
    return {
        "n": len(judged.scores),
        "right": float(judged.right.mean()),
        "mean_score": float(judged.scores.mean()),
        "brier": judged.brier(),
        **{f"ece_{name}": calibration_error(curve) for name, curve in curves.items()},
        **{f"curve_{name}": [[p.score, p.share, p.n] for p in curve] for name, curve in curves.items()},
    }


def not_fitted(name: str, place: int) -> bool:
    """Whether the item of a set was kept out of fitting the present weights."""
    if name == "EURES":
        return place >= N_EURES_FITTED and place % EVERY != 0
    if name == "SkillSkape dev":
        return place % EVERY != 0
    return name not in FITTED


def run_calibration(
    bench: Workbench,
    report: Report,
    sets: Sets | None = None,
    held_out: HeldOut = not_fitted,
    folder: Path = RESULTS,
) -> dict[str, Any]:
    """Measure skills and occupations and write `calibration.json`.

    Of a set with held-out items only those are measured; a set without any is measured whole and marked so.
    """
    sets = sets or Sets()
    asked: dict[str, tuple[Kind, list[tuple[Document, frozenset[str]]]]] = {
        name: (Kind.SKILL, [(Document(s.text, "en"), s.gold) for s in sentences])
        for name, sentences in sets.skills().items()
    }
    vacancies = Sets().vacancies()  # whole, because the first ones are not held out
    documents = vacancy_documents(vacancies)
    asked["EURES"] = (
        Kind.OCCUPATION,
        [(d, frozenset({v.silver_uri})) for d, v in zip(documents, vacancies, strict=True)],
    )
    results: dict[str, Any] = {}
    for name, (kind, items) in asked.items():
        kept = [item for place, item in enumerate(items) if held_out(name, place)]
        chosen = (kept or items)[: sets.first]
        judged = {links: summary(found) for links, found in judge(bench.concepts.linker, kind, chosen).items()}
        results[name] = {"kind": kind.value, "held_out": bool(kept), "n_texts": len(chosen), **judged}
        shown = judged["shown"]
        report(f"{name}: ECE {shown['ece_width']:.3f} / {shown['ece_mass']:.3f}, Brier {shown['brier']:.3f}")
    data = {"sets": results, "taxonomy": bench.taxonomy.release.version, "encoder": bench.encoder.id}
    write_result("calibration", "python -m benchmarks calibration", data, folder)
    return data


def judge(linker: Linker, kind: Kind, items: Sequence[tuple[Document, frozenset[str]]]) -> dict[str, Judged]:
    """Link documents and judge their links by their gold concepts: those shown to people, and the ten best."""
    documents = [document for document, _ in items]

    def judged(top: int | None) -> Judged:
        found = [linked for part in parts(documents) for linked in linker.link_many(part, kind, top)]
        pairs = zip(found, items, strict=True)
        return Judged.of([(link.score, link.uri in gold) for each, (_, gold) in pairs for link in each.links])

    return {"shown": judged(None), "ten best": judged(N_BEST)}
