"""Metrics against hand arithmetic."""

import doctest
from math import log2

import ir_measures
import pytest

from benchmarks import calibration, metrics
from benchmarks.load import histogram
from benchmarks.metrics import as_run, mean, rp_at_k, trec_measures, trec_values


def test_rp_at_k_divides_by_the_smaller_of_k_and_gold() -> None:
    """One of two gold skills among the first five is one half; one of one is 1."""
    assert rp_at_k(["x", "a", "y", "z", "w"], {"a", "b"}, 5) == 0.5
    assert rp_at_k(["x", "a", "y", "z", "w"], {"a"}, 5) == 1.0
    assert rp_at_k(["x", "a"], {"a", "b", "c"}, 1) == 0.0


def test_rp_at_k_refuses_queries_without_gold() -> None:
    """No gold is an error, not a zero."""
    with pytest.raises(ValueError, match="gold"):
        rp_at_k(["a"], set(), 5)


def test_the_library_computes_what_the_hand_does() -> None:
    """Gold a and b at ranks 2 and 4 of four, and gold c at rank 1 of two.

    MRR (1/2 + 1) / 2; MAP ((1/2 + 2/4) / 2 + 1) / 2; nDCG@10 of the first (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3)).
    """
    gold = {"p": {"a", "b"}, "q": {"c"}}
    run = as_run({"p": ["x", "a", "y", "b"], "q": ["c", "z"]})
    ndcg = (1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3))
    expected = {"MRR": 0.75, "MAP": 0.75, "nDCG@10": (ndcg + 1) / 2, "R@1": 0.5, "R@5": 1.0}
    assert trec_measures(gold, run, expected) == pytest.approx(expected)


def test_accuracy_asks_whether_the_right_one_is_among_the_first() -> None:
    """Third of three: not first, among the first three, five and ten; a query without results is wrong."""
    gold = {"p": {"a"}, "q": {"a"}}
    names = ("accuracy@1", "accuracy@3", "accuracy@5", "accuracy@10")
    found = trec_measures(gold, as_run({"p": ["x", "y", "a"], "q": []}), names)
    assert found == {"accuracy@1": 0.0, "accuracy@3": 0.5, "accuracy@5": 0.5, "accuracy@10": 0.5}


def test_values_come_for_every_query_in_order() -> None:
    """One at rank 2, one without results."""
    values = trec_values({"q": {"a"}, "p": {"a"}}, as_run({"q": ["x", "a"]}), "MRR")
    assert list(values.items()) == [("q", 0.5), ("p", 0.0)]


def test_no_measure_of_the_library_is_rp_at_k() -> None:
    """One gold of two among the first one: RP@1 is 1, P@1 is 1, but with one gold P@5 is .2 where RP@5 is 1."""
    gold, run = {"q": {"a"}}, as_run({"q": ["a", "x", "y", "z", "w"]})
    found = ir_measures.calc_aggregate(
        [ir_measures.P @ 5, ir_measures.Rprec],
        [ir_measures.Qrel("q", "a", 1), ir_measures.Qrel("q", "v", 1)],
        [ir_measures.ScoredDoc("q", item, score) for item, score in run["q"]],
    )
    assert rp_at_k(["a", "x", "y", "z", "w"], gold["q"], 5) == 1.0
    assert found[ir_measures.P @ 5] == pytest.approx(0.2)
    # Rprec looks at the first two because two are gold; RP@5 at the first five.
    assert found[ir_measures.Rprec] == rp_at_k(["a", "x"], {"a", "v"}, 2) == 0.5
    assert rp_at_k(["x", "y", "a"], {"a", "v"}, 5) == 0.5


def test_trec_measures_break_ties_by_document_id_descending() -> None:
    """With equal scores trec_eval puts document b before a, so the relevant a is second: MRR 1/2."""
    assert trec_measures({"q": {"a"}}, {"q": [("a", 1.0), ("b", 1.0)]}, ["MRR"]) == {"MRR": 0.5}


def test_trec_measures_count_a_query_without_results() -> None:
    """One perfect query and one that got nothing average to one half."""
    run = {"q1": [("a", 1.0)]}
    assert trec_measures({"q1": {"a"}, "q2": {"b"}}, run, ["MAP"]) == {"MAP": 0.5}


def test_mean_refuses_nothing() -> None:
    """The mean of nothing is an error."""
    with pytest.raises(ValueError, match="nothing"):
        mean([])


def test_docstring_arithmetic_holds() -> None:
    """The examples in the docstrings are executed."""
    for module in (metrics, histogram, calibration):
        outcome = doctest.testmod(module)
        assert outcome.attempted > 0
        assert outcome.failed == 0
