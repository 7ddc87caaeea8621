"""`python -m benchmarks quality`: linking, text ranking and matching over every set beside the project."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from benchmarks import datasets
from benchmarks.baselines import Bm25, CharTfidf, TextRanker, evaluate
from benchmarks.datasets import LabelledVacancy, RankingSet, Sentence
from benchmarks.metrics import accuracy_at_k, reciprocal_rank, rp_at_k
from benchmarks.plausibility import judge_plausible
from benchmarks.results import write_result
from benchmarks.workbench import RememberingEncoder, Workbench, earlier_result, ranked_uris
from matcher.encoding import Encoder
from matcher.passages import Document
from matcher.scoring import TextScorer
from matcher.types import Kind

DEPTH = 10
N_WORST = 20
Report = Callable[[str], None]


def run_quality(bench: Workbench, report: Report, parts: Iterable[str] = ()) -> dict[str, Any]:
    """Measure all parts (or the named ones) and write `results/quality.json`; parts left out keep their old values."""
    measures: dict[str, Callable[[], Any]] = {
        "skills": lambda: measure_skills(bench, report),
        "melo": lambda: measure_melo(bench, report),
        "job_titles": lambda: measure_titles(bench, report),
        "occupations": lambda: measure_occupations(bench, report),
        "plausible": lambda: judge_plausible(bench, report),
    }
    chosen = set(parts) or set(measures)
    measured = {name: measure() for name, measure in measures.items() if name in chosen}
    # Read last: parts may be measured by several processes at once.
    data: dict[str, Any] = earlier_result("quality") | {"taxonomy": bench.taxonomy.release.version} | measured
    if "melo" in data:
        data["melo_mean"] = melo_means(data["melo"])
    write_result("quality", "python -m benchmarks quality", data)
    return data


# --- skills in sentences -------------------------------------------------------------------------


def measure_skills(bench: Workbench, report: Report) -> dict[str, list[dict[str, Any]]]:
    """Rank all skills for each sentence of HOUSE, TECH and SkillSkape dev."""
    sets = {
        "HOUSE": datasets.skill_sentences("house"),
        "TECH": datasets.skill_sentences("tech"),
        "SkillSkape dev": datasets.skillskape("dev"),
    }
    results: dict[str, list[dict[str, Any]]] = {}
    for name, sentences in sets.items():
        results[name] = []
        documents = [Document(sentence.text, "en") for sentence in sentences]
        for system, linker in bench.linkers().items():
            row = skill_row(system, sentences, ranked_uris(linker, documents, Kind.SKILL, DEPTH))
            results[name].append(row)
            report(f"{name} {system}: RP@5 {row['RP@5']:.3f} RP@10 {row['RP@10']:.3f} MRR {row['MRR']:.3f}")
    return results


def skill_row(system: str, sentences: Sequence[Sentence], ranked: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the means over `sentences`, and the worst sentences by id with gold and first URIs."""
    pairs = list(zip(sentences, ranked, strict=True))
    missed = [
        {"id": s.id, "gold": sorted(s.gold), "first": list(uris[:3])} for s, uris in pairs if not s.gold & set(uris)
    ]
    return {
        "system": system,
        "n": len(pairs),
        "MRR": fmean(reciprocal_rank(uris, s.gold) for s, uris in pairs),
        "RP@5": fmean(rp_at_k(uris, s.gold, 5) for s, uris in pairs),
        "RP@10": fmean(rp_at_k(uris, s.gold, 10) for s, uris in pairs),
        "n_missed": len(missed),
        "missed": missed[:N_WORST],
    }


# --- short texts ------------------------------------------------------------------------------------


def measure_melo(bench: Workbench, report: Report) -> dict[str, dict[str, dict[str, float]]]:
    """Rank ESCO surface forms for national occupation titles."""
    encoder = RememberingEncoder(bench.encoder)
    return {name: _text_systems(encoder, datasets.melo(name), report) for name in datasets.MELO_SETS}


def melo_means(results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> dict[str, dict[str, float]]:
    """Return each system's mean MRR over the sets within a language and over those to English."""
    systems = next(iter(results.values()))
    return {
        system: {
            "monolingual": fmean(row[system]["MRR"] for name, row in results.items() if not name.endswith("_en")),
            "to English": fmean(row[system]["MRR"] for name, row in results.items() if name.endswith("_en")),
        }
        for system in systems
    }


def measure_titles(bench: Workbench, report: Report) -> dict[str, dict[str, float]]:
    """Rank similar titles for a title."""
    results: dict[str, dict[str, float]] = {}
    for language in ("es", "de"):
        for system, row in _text_systems(bench.encoder, datasets.job_titles(language), report).items():
            results[f"{language}, {system}"] = row
    return results


def _text_systems(encoder: Encoder, data: RankingSet, report: Report) -> dict[str, dict[str, float]]:
    corpus = list(data.corpus.values())
    fits: dict[str, Callable[[], TextRanker]] = {
        "meaning and spelling": lambda: TextScorer(encoder).fit(corpus),
        "char TF-IDF": lambda: CharTfidf.fit(corpus),
        "BM25": lambda: Bm25.fit(corpus),
    }
    results = {}
    for system, fit in fits.items():
        results[system] = evaluate(data, fit())
        report(f"{data.name} {system}: MRR {results[system]['MRR']:.3f} MAP {results[system]['MAP']:.3f}")
    return results


# --- occupations of vacancies -------------------------------------------------------------------------


def measure_occupations(bench: Workbench, report: Report) -> dict[str, dict[str, Any]]:
    """Rank occupations for the 2,991 labelled EURES vacancies, by the reader that the importer uses."""
    vacancies = datasets.labelled_vacancies()
    results = {}
    for system, ranked in bench.occupations_of(vacancies, DEPTH).items():
        results[system] = occupation_row(bench, vacancies, ranked)
        row = results[system]
        report(f"occupations {system}: @1 {row['accuracy@1']:.3f} @5 {row['accuracy@5']:.3f}")
    return results


def occupation_row(
    bench: Workbench, vacancies: Sequence[LabelledVacancy], ranked: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return accuracies, also by ISCO unit group, and the commonest confusions as pairs of occupation URIs."""
    pairs = list(zip(vacancies, ranked, strict=True))
    confusions: dict[tuple[str, str], int] = {}
    for vacancy, uris in pairs:
        if uris and uris[0] != vacancy.silver_uri:
            confusions[vacancy.silver_uri, uris[0]] = confusions.get((vacancy.silver_uri, uris[0]), 0) + 1
    worst = sorted(confusions.items(), key=lambda item: (-item[1], item[0]))[:N_WORST]
    return {
        "n": len(pairs),
        "accuracy@1": fmean(accuracy_at_k(uris, v.silver_uri, 1) for v, uris in pairs),
        "accuracy@5": fmean(accuracy_at_k(uris, v.silver_uri, 5) for v, uris in pairs),
        "isco4@1": fmean(float(bool(uris) and bench.isco(uris[0]) == bench.isco(v.silver_uri)) for v, uris in pairs),
        "confusions": [
            {
                "portal": bench.occupation_label(portal),
                "ours": bench.occupation_label(ours),
                "portal_uri": portal,
                "our_uri": ours,
                "n": n,
            }
            for (portal, ours), n in worst
        ],
    }
