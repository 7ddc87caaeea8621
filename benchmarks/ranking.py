"""`python -m benchmarks ranking`: how good the ranking is in both directions, and what each of its numbers adds.

The ranking as it is served, beside label overlap, BM25 and plain vectors of whole texts by the same encoder, on the
same people and vacancies. Weights are chosen on the development halves and the mean over sets; the rest is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap

from benchmarks.baselines import Bm25
from benchmarks.datasets import Sets
from benchmarks.metrics import average_precision, ndcg
from benchmarks.populations import SEED, Population, read_populations
from benchmarks.ranking_variants import AS_SERVED, Rankings, variants
from benchmarks.results import RESULTS, write_result
from benchmarks.workbench import RememberingEncoder, Workbench
from matcher.encoder import OnnxEncoder
from matcher.encoding import Encoder, Role
from matcher.passages import encoder_text

OURS = "as served"
TOP = 10
# The longest text the encoder reads; linking cuts texts into sentences, plain vectors need them whole.
WHOLE_TEXT_TOKENS = 512
HALVES = {False: "development", True: "held out"}
Report = Callable[[str], None]
Matrix = NDArray[np.floating] | NDArray[np.integer]
Values = dict[str, float]


def run_ranking(bench: Workbench, report: Report, sets: Sets | None = None, folder: Path = RESULTS) -> dict[str, Any]:
    """Measure all systems and all ablations, and write `ranking.json`. Some twenty-five minutes of one core."""
    populations = read_populations(bench, (sets or Sets()).vacancies())
    report(f"read {len(populations[0].vacancies)} vacancies and {sum(len(p.people) for p in populations)} people")
    whole = RememberingEncoder(OnnxEncoder(bench.artefacts.encoder, max_tokens=WHOLE_TEXT_TOKENS))
    rankings = Rankings(bench)
    systems: dict[str, Callable[[Population], Matrix]] = {
        OURS: lambda population: rankings.worse(population, AS_SERVED),
        "label overlap": concept_overlap,
        "BM25": bm25,
        "whole texts": lambda population: whole_texts(whole, population),
    }
    measured = {name: _measured(name, system, populations, report) for name, system in systems.items()}
    ablated = measure_variants(rankings, populations, report)
    sizes = {
        p.name: {"people": len(p.people), "vacancies": len(p.vacancies), "asked": len(p.asked)} for p in populations
    }
    data = {
        "systems": measured,
        "ablations": ablated,
        "sizes": sizes,
        "openings": beside_whole_texts(populations[-1], systems),
        "encoder": bench.encoder.id,
    }
    write_result("ranking", "python -m benchmarks ranking", data, folder)
    return data


def _measured(
    name: str, system: Callable[[Population], Matrix], populations: Sequence[Population], report: Report
) -> dict[str, Any]:
    worse = {population.name: system(population) for population in populations}
    report(f"{name}: {summary(populations, worse)}")
    return {
        half: {p.name: values_of(p, worse[p.name], held_out=held_out) for p in populations}
        for held_out, half in HALVES.items()
    } | {"languages": {p.name: by_group(p, worse[p.name]) for p in populations if p.forward}}


def measure_variants(rankings: Rankings, populations: Sequence[Population], report: Report) -> list[dict[str, Any]]:
    """Return one row a variant: its values on the development halves, and the means over both halves."""
    rows = []
    for variant in variants():
        worse = {population.name: rankings.worse(population, variant) for population in populations}
        row = {"what": variant.what, "change": variant.change, **summary(populations, worse)}
        rows.append(row)
        report(f"{variant.what}, {variant.change}: {row['mean']:.4f}, held out {row['mean held out']:.4f}")
    return rows


def summary(populations: Sequence[Population], worse: Mapping[str, Matrix]) -> Values:
    """Return one number for each direction of each population (development half), and the means over these."""
    halves = {half: headlines(populations, worse, held_out=held_out) for held_out, half in HALVES.items()}
    return halves["development"] | {
        "mean": fmean(halves["development"].values()),
        "mean held out": fmean(halves["held out"].values()),
    }


def headlines(populations: Sequence[Population], worse: Mapping[str, Matrix], *, held_out: bool) -> Values:
    """Return nDCG@10 of each direction, and the MAP of openings."""
    found = {}
    for population in populations:
        values = values_of(population, worse[population.name], held_out=held_out)
        if population.forward:
            found[f"{population.name}, vacancies"] = values["nDCG@10"]
            found[f"{population.name}, people"] = values["people nDCG@10"]
        else:
            found[f"{population.name}, people"] = values["people MAP"]
    return found


def values_of(population: Population, worse: Matrix, *, held_out: bool) -> Values:
    """Return all measures of one half; `worse` is (people, vacancies), lower is better, ties by position."""
    people = np.flatnonzero(population.held_out == held_out)
    values: Values = {}
    if population.forward:
        lists = [population.gains[i][_order(worse[i])] for i in people]
        values = {"nDCG@10": fmean(ndcg(gains, TOP) for gains in lists), "same group@10": fmean(map(_share, lists))}
    columns = [column for column, half in population.asked if half == held_out]
    asked = [population.gains[people, column][_order(worse[people, column])] for column in columns]
    return values | {
        "people nDCG@10": fmean(ndcg(gains, TOP) for gains in asked),
        "people MAP": fmean(average_precision(gains > 0) for gains in asked),
    }


def beside_whole_texts(openings: Population, systems: Mapping[str, Callable[[Population], Matrix]]) -> Values:
    """Return by how much average precision concepts alone beat whole texts over all openings, with a 95 % interval.

    The openings are drawn again with replacement (percentile bootstrap: Efron and Tibshirani, 1993, chapter 13).
    """
    found = {}
    for name in (OURS, "whole texts"):
        worse = systems[name](openings)
        among = {half: np.flatnonzero(openings.held_out == half) for half in HALVES}
        lists = [
            openings.gains[among[half], column][_order(worse[among[half], column])] for column, half in openings.asked
        ]
        found[name] = np.array([average_precision(gains > 0) for gains in lists])
    differences = found[OURS] - found["whole texts"]
    drawn = bootstrap((differences,), np.mean, method="percentile", rng=np.random.default_rng(SEED))
    low, high = drawn.confidence_interval
    return {"difference": float(differences.mean()), "low": float(low), "high": float(high), "n": len(differences)}


def by_group(population: Population, worse: Matrix) -> dict[str, dict[str, Values]]:
    """Return by half and language, or share of skills, what is found for a person."""
    found: dict[str, dict[str, Values]] = {half: {} for half in HALVES.values()}
    for held_out, half in HALVES.items():
        for group in dict.fromkeys(person.group for person in population.people):
            chosen = [i for i, p in enumerate(population.people) if p.group == group and p.held_out == held_out]
            lists = [population.gains[i][_order(worse[i])] for i in chosen]
            if lists:
                values = {"nDCG@10": fmean(ndcg(x, TOP) for x in lists), "same group@10": fmean(map(_share, lists))}
                found[half][group] = values | {"n": len(lists)}
    return found


def _order(worse: Matrix) -> NDArray[np.int64]:
    return np.argsort(worse, kind="stable")


def _share(gains: NDArray[np.int8]) -> float:
    return float((gains[:TOP] > 0).mean())


# --- what others would do ----------------------------------------------------------------------------------


def concept_overlap(population: Population) -> NDArray[np.float64]:
    """Return minus the share of a vacancy's concepts, skills and occupations, that the person has by the same label."""
    named = [
        {requirement.uri for requirement in vacancy.requirements}
        | ({vacancy.occupation} if vacancy.occupation else set())
        for vacancy in population.vacancies
    ]
    has = [
        {s.uri for s in person.input.skills} | {o.uri for o in person.input.occupations} for person in population.people
    ]
    return np.array([[-len(own & asked) / max(len(asked), 1) for asked in named] for own in has])


def bm25(population: Population) -> NDArray[np.float64]:
    """Return minus the BM25 score of a vacancy's text for the person's."""
    index = Bm25.fit(population.texts)
    return np.array([-index.scores(person.text) for person in population.people])


def whole_texts(encoder: Encoder, population: Population) -> NDArray[np.float32]:
    """Return minus the cosine of both whole texts."""
    people = encoder.encode([encoder_text(person.text) for person in population.people], Role.QUERY)
    vacancies = encoder.encode([encoder_text(text) for text in population.texts], Role.QUERY)
    cosines: NDArray[np.float32] = people @ vacancies.T
    return -cosines
