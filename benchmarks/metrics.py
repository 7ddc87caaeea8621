"""Metrics of ranked lists.

ir-measures computes what it has (MRR, MAP, nDCG, recall, success), breaking ties by document id, descending, as
trec_eval does. RP@k, the measure of the skill-extraction papers, is written here: the library's `Rprec` cuts at the
number of gold items, its `P@k` divides by k, and neither divides by the smaller of the two.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import ir_measures
import numpy as np
from ir_measures import AP, RR, R, Success, nDCG
from numpy.typing import NDArray

TREC_MEASURES = {
    "MRR": RR,
    "MAP": AP,
    "nDCG@10": nDCG @ 10,
    **{f"R@{k}": R @ k for k in (1, 5, 10)},
    # With one right answer a query, whether it is among the first k.
    **{f"accuracy@{k}": Success @ k for k in (1, 3, 5, 10)},
}
Gold = Mapping[str, Collection[str]]
Run = Mapping[str, Sequence[tuple[str, float]]]


def rp_at_k(ranked: Sequence[str], gold: Collection[str], k: int) -> float:
    """R-precision at k: gold items among the first k, divided by min(k, number of gold items).

    >>> rp_at_k(["a", "b", "c"], {"a", "c"}, 1)
    1.0
    >>> rp_at_k(["a", "b", "c"], {"a", "c"}, 2)
    0.5
    """
    if not gold:
        raise ValueError("RP@k needs at least one gold item")
    return len(set(ranked[:k]) & set(gold)) / min(k, len(set(gold)))


def trec_measures(gold: Gold, run: Run, names: Collection[str] = ("MRR", "MAP")) -> dict[str, float]:
    """Mean of each named measure over the queries of `gold`; a query without results counts as 0."""
    measures = {name: TREC_MEASURES[name] for name in names}
    values = ir_measures.calc_aggregate(list(measures.values()), *_trec(gold, run))
    return {name: float(values[measure]) for name, measure in measures.items()}


def trec_values(gold: Gold, run: Run, name: str) -> dict[str, float]:
    """Return one named measure of each query of `gold`, in its order; 0 for a query without results."""
    found = ir_measures.iter_calc([TREC_MEASURES[name]], *_trec(gold, run))
    return dict.fromkeys(gold, 0.0) | {metric.query_id: float(metric.value) for metric in found}


def ndcg(gains: NDArray[np.integer], k: int) -> float:
    """Discounted cumulative gain of a ranked list, cut at k, over that of the best order; 0 where there is no gain.

    Gains count as they are, discounted by log2(rank + 1), as in trec_eval.

    >>> round(ndcg(np.array([0, 2, 1]), 2), 4)  # 2 / log2(3) over 2 + 1 / log2(3)
    0.4796
    """
    discount = 1 / np.log2(np.arange(2, k + 2))
    found, best = gains[:k], np.sort(gains)[::-1][:k]
    most = float(best @ discount[: len(best)])
    return float(found @ discount[: len(found)]) / most if most else 0.0


def average_precision(relevant: NDArray[np.bool_]) -> float:
    """Mean over the relevant items of a ranked list of the precision at each; 0 where there is none.

    >>> round(average_precision(np.array([True, False, True])), 4)
    0.8333
    """
    ranks = np.flatnonzero(relevant) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks)) if len(ranks) else 0.0


def tied_recall(worse: NDArray[np.integer], found: NDArray[np.integer], k: int) -> float:
    """Return how much of the first `k` is among `found` (distinct positions in `worse`, which grows down the list).

    Items as bad as the k-th are exchangeable: any of them fill the places that better ones leave. Those that are better
    must be found themselves. ANN-Benchmarks (Aumüller, Bernhardsson and Faithfull 2020) counts whatever is as near as
    the k-th neighbour, which would call a list complete that has only the tied ones; so here both are counted apart, as
    McSherry and Najork (2008) count ties in ranked lists. Where there are fewer than `k` items, all are asked for.

    >>> worse = np.array([1, 2, 2, 2, 3])  # first two places: item 0, and one of items 1 to 3
    >>> tied_recall(worse, np.array([0, 3]), 2), tied_recall(worse, np.array([1, 2, 3]), 2)
    (1.0, 0.5)
    """
    k = min(k, len(worse))
    if not k:
        return 1.0
    last = np.partition(worse, k - 1)[k - 1]
    n_better = int(np.count_nonzero(worse < last))
    values = worse[found]
    n_found = np.count_nonzero(values < last) + min(int(np.count_nonzero(values == last)), k - n_better)
    return float(n_found) / k


def as_run(ranked: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, float]]]:
    """Give ranked lists scores that fall with the rank, so that no two are equal.

    >>> as_run({"q": ["a", "b"]})
    {'q': [('a', -1.0), ('b', -2.0)]}
    """
    return {query: [(item, -float(rank)) for rank, item in enumerate(items, 1)] for query, items in ranked.items()}


def _trec(gold: Gold, run: Run) -> tuple[list[ir_measures.Qrel], list[ir_measures.ScoredDoc]]:
    judged = [ir_measures.Qrel(query, item, 1) for query, items in gold.items() for item in items]
    scored = [ir_measures.ScoredDoc(query, item, score) for query, hits in run.items() for item, score in hits]
    return judged, scored


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; refuses an empty list rather than calling it 0."""
    if not values:
        raise ValueError("the mean of nothing")
    return sum(values) / len(values)
