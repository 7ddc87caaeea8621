"""Metrics against hand arithmetic."""

import doctest

import pytest

from benchmarks import load, metrics
from benchmarks.metrics import accuracy_at_k, mean, reciprocal_rank, rp_at_k, trec_measures


def test_rp_at_k_divides_by_the_smaller_of_k_and_gold() -> None:
    """One of two gold skills among the first five is one half; one of one is 1."""
    assert rp_at_k(["x", "a", "y", "z", "w"], {"a", "b"}, 5) == 0.5
    assert rp_at_k(["x", "a", "y", "z", "w"], {"a"}, 5) == 1.0
    assert rp_at_k(["x", "a"], {"a", "b", "c"}, 1) == 0.0


def test_rp_at_k_refuses_queries_without_gold() -> None:
    """No gold is an error, not a zero."""
    with pytest.raises(ValueError, match="gold"):
        rp_at_k(["a"], set(), 5)


def test_reciprocal_rank_and_accuracy() -> None:
    """The third place gives one third, and is inside 5 but not inside 1."""
    assert reciprocal_rank(["x", "y", "a"], {"a"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"], {"a"}) == 0.0
    assert (accuracy_at_k(["x", "a"], "a", 1), accuracy_at_k(["x", "a"], "a", 5)) == (0.0, 1.0)


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
    for module in (metrics, load):
        outcome = doctest.testmod(module)
        assert outcome.attempted > 0
        assert outcome.failed == 0
