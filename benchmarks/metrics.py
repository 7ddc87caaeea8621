"""Metrics for ranked lists, each with its arithmetic in the docstring.

Where an established library has the metric (MRR, MAP, nDCG, recall), `trec_measures` asks ir-measures,
which breaks ties by document id, descending, as trec_eval does. What it lacks is written here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import ir_measures
from ir_measures import AP, RR, R, nDCG

TREC_MEASURES = {"MRR": RR, "MAP": AP, "nDCG@10": nDCG @ 10, "R@1": R @ 1, "R@5": R @ 5, "R@10": R @ 10}


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


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """One over the rank of the first gold item, 0 where there is none.

    >>> reciprocal_rank(["a", "b", "c"], {"c"})
    0.3333333333333333
    """
    return next((1 / rank for rank, item in enumerate(ranked, 1) if item in gold), 0.0)


def accuracy_at_k(ranked: Sequence[str], gold: str, k: int) -> float:
    """1 where the only right answer is among the first k, else 0.

    >>> accuracy_at_k(["a", "b"], "b", 1), accuracy_at_k(["a", "b"], "b", 2)
    (0.0, 1.0)
    """
    return float(gold in ranked[:k])


def trec_measures(
    qrels: Mapping[str, Collection[str]],
    run: Mapping[str, Sequence[tuple[str, float]]],
    names: Collection[str] = ("MRR", "MAP"),
) -> dict[str, float]:
    """Mean of each named measure over the queries of `qrels`; a query without results counts as 0."""
    judged = [ir_measures.Qrel(query, document, 1) for query, documents in qrels.items() for document in documents]
    scored = [ir_measures.ScoredDoc(query, document, score) for query, hits in run.items() for document, score in hits]
    measures = {name: TREC_MEASURES[name] for name in names}
    values = ir_measures.calc_aggregate(list(measures.values()), judged, scored)
    return {name: float(values[measure]) for name, measure in measures.items()}


def mean(values: Sequence[float]) -> float:
    """Arithmetic mean; refuses an empty list rather than calling it 0."""
    if not values:
        raise ValueError("the mean of nothing")
    return sum(values) / len(values)
