"""The data and the measures of the ranking benchmark; the sets are frozen."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
import pytest
from ir_measures import nDCG

import benchmarks
from benchmarks.metrics import average_precision, ndcg, trec_measures
from benchmarks.populations import SHARES, Person, Population, build_people, gain
from benchmarks.ranking import concept_overlap, values_of
from benchmarks.ranking_variants import NOT_JUDGED, variants
from matcher.types import RankingInput, Vacancy
from matcher.weights import Weights
from tests.matcher.worlds import checkerboard, has, needs, occupation

FOLDER = Path(benchmarks.__file__).parent
FROZEN = {
    "everyday/profiles.jsonl": "b95745eb128c294a9d970e8ae3dc37bbb491484e973197e9147a8b08a03e64df",
    "openings/vacancies.jsonl": "d2d2b17da6d6e70f026998c26b097e8cd5c5f588c7544679f7a7636e46e48b4c",
    "openings/profiles.jsonl": "2d72dae20610fa6a4a2221b513b0eaedde6905fdaf65f00b0a497dac4cc512c7",
}


def lines(name: str) -> list[dict[str, Any]]:
    """Return the lines of a set."""
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", FROZEN)
def test_the_sets_are_frozen(name: str) -> None:
    """Not a byte has changed since they were committed, which was before the ranking was changed."""
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == FROZEN[name]


def test_forty_occupations_in_five_languages() -> None:
    """Each occupation is told once in each language; twenty are held out, in all languages."""
    rows = lines("everyday/profiles.jsonl")
    assert Counter(row["lang"] for row in rows) == dict.fromkeys(("en", "es", "uk", "ar", "fr"), 40)
    assert len({row["occupation"] for row in rows if row["held_out"]}) == 20
    assert len({(row["occupation"], row["held_out"]) for row in rows}) == 40


def test_eight_profiles_for_each_of_twelve_vacancies() -> None:
    """Three could start, two with training, three not; both languages; half is held out with its profiles."""
    vacancies, profiles = lines("openings/vacancies.jsonl"), lines("openings/profiles.jsonl")
    held_out = {row["id"]: row["held_out"] for row in vacancies}
    assert Counter(held_out.values()) == {False: 6, True: 6}
    for name, half in held_out.items():
        own = [row for row in profiles if row["vacancy"] == name]
        assert Counter(row["grade"] for row in own) == {2: 3, 1: 2, 0: 3}
        assert {row["held_out"] for row in own} == {half}
        assert {row["lang"] for row in own} == {"en", "es"}


def test_measures_are_those_of_trec() -> None:
    """On graded lists of ten, the same numbers as ir-measures."""
    draw = np.random.default_rng(3)
    for _ in range(20):
        gains = draw.integers(0, 4, 30)
        run = {"q": [(str(i), -float(i)) for i in range(30)]}
        judged = [ir_measures.Qrel("q", str(i), int(value)) for i, value in enumerate(gains)]
        scored = [ir_measures.ScoredDoc("q", item, score) for item, score in run["q"]]
        assert ndcg(gains, 10) == pytest.approx(ir_measures.calc_aggregate([nDCG @ 10], judged, scored)[nDCG @ 10])
        gold = {"q": [str(i) for i in np.flatnonzero(gains > 1)]}
        assert average_precision(gains > 1) == pytest.approx(trec_measures(gold, run, ("MAP",))["MAP"])


def test_nothing_to_find_is_nothing_found() -> None:
    """An all-zero list has no gain and no precision."""
    assert (ndcg(np.zeros(5, dtype=np.int8), 10), average_precision(np.zeros(5, dtype=bool))) == (0.0, 0.0)


def test_gains_go_by_occupation_and_group() -> None:
    """The same occupation 3, the same unit group 2, nothing in common 0, nor with an unknown one."""
    taxonomy = checkerboard()
    found = [
        gain(taxonomy, occupation(0), other) for other in (occupation(0), occupation(1), occupation(8), "x:unknown")
    ]
    assert found == [3, 2, 0, 0]


def test_people_are_built_from_shares_of_skills() -> None:
    """Who is built says skills and no occupation, more of them for a larger share, and always the same ones."""
    assert build_people(checkerboard(), [occupation(0)] * 5) == []  # four essential skills are too few
    assert SHARES == (25, 50, 75)


def two_by_three(worse: list[list[int]], *, held_out: bool) -> dict[str, float]:
    """Measure two people, the second held out, against three vacancies asked for by half."""
    people = tuple(Person(f"p{i}", "en", "", bool(i), RankingInput(skills=has(i))) for i in range(2))
    vacancies = tuple(Vacancy(f"v{i}", needs(i)) for i in range(3))
    gains = np.array([[3, 0, 0], [0, 0, 1]], dtype=np.int8)
    population = Population("x", people, vacancies, ("", "", ""), gains, ((0, False), (2, True)), forward=True)
    return values_of(population, np.array(worse), held_out=held_out)


def test_halves_are_measured_apart() -> None:
    """The development person finds the vacancy first, the held-out one second: 1 and 1 / log2(3)."""
    worse = [[0, 1, 2], [2, 0, 1]]
    assert two_by_three(worse, held_out=False)["nDCG@10"] == 1.0
    assert two_by_three(worse, held_out=True)["nDCG@10"] == pytest.approx(1 / np.log2(3))
    assert two_by_three(worse, held_out=True)["people nDCG@10"] == 1.0  # alone in their half


def test_overlap_counts_equal_concepts() -> None:
    """One of two skills asked for is half; no near skill counts."""
    person = Person("p", "en", "", held_out=False, input=RankingInput(skills=has(0)))
    vacancies = (Vacancy("a", needs(0, 1)), Vacancy("b", needs(2)))
    gains = np.zeros((1, 2), dtype=np.int8)
    found = concept_overlap(Population("x", (person,), vacancies, ("", ""), gains, (), forward=True))
    assert found.tolist() == [[-0.5, 0.0]]


def test_every_number_is_varied_or_said_not_to_be_judged() -> None:
    """A new weight without an ablation turns this red."""
    names = {field.name for field in fields(Weights)}
    assert names >= NOT_JUDGED
    changed = [variant.weights for variant in variants()]
    for name in names - NOT_JUDGED:
        assert {getattr(weights, name) for weights in changed} > {getattr(Weights(), name)}, name
    assert len({(v.what, v.change) for v in variants()}) == len(list(variants()))
    assert replace(changed[0]) == Weights()
