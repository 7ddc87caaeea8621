"""`python -m benchmarks quality`: linking, text ranking and matching over every set beside the project.

The product as it is served; what each of its parts adds is in `benchmarks.ablations`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from benchmarks.baselines import Bm25, CharTfidf, TextRanker, ranked_run
from benchmarks.datasets import LabelledVacancy, PlausibleProfile, RankingSet, Sentence, Sets
from benchmarks.errors import Answer, error_list, write_errors
from benchmarks.metrics import as_run, rp_at_k, trec_measures, trec_values
from benchmarks.plausibility import judge_plausible
from benchmarks.results import RESULTS, write_result
from benchmarks.tables import OWN_SCORER, TEXTS_ALONE
from benchmarks.workbench import RememberingEncoder, Workbench, earlier_result, ranked_uris, vacancy_documents
from matcher.artefacts import open_bridge
from matcher.encoding import Encoder
from matcher.language import guess_language
from matcher.passages import Document
from matcher.scoring import TextScorer
from matcher.types import Kind

DEPTH = 10
OCCUPATION_MEASURES = tuple(f"accuracy@{k}" for k in (1, 3, 5, 10))
Report = Callable[[str], None]
Lists = dict[str, Any]


def run_quality(
    bench: Workbench, report: Report, parts: Iterable[str] = (), sets: Sets | None = None, folder: Path = RESULTS
) -> dict[str, Any]:
    """Measure all parts (or the named ones) and write `quality.json`; parts left out keep their old values."""
    sets = sets or Sets()
    measures: dict[str, Callable[[], tuple[Any, Lists]]] = {
        "skills": lambda: measure_skills(bench, sets, report),
        "melo": lambda: measure_melo(bench, sets, report),
        "job_titles": lambda: measure_titles(bench, sets, report),
        "occupations": lambda: measure_occupations(bench, sets, report),
        "profiles": lambda: measure_profiles(bench, sets, report),
        "plausible": lambda: (judge_plausible(bench, report), {}),
    }
    measured = {}
    for name in tuple(parts) or tuple(measures):
        measured[name], lists = measures[name]()
        if lists:
            write_errors(name, lists, folder)
    # Read last: parts may be measured by several processes at once.
    fixed = {"taxonomy": bench.taxonomy.release.version, "encoder": bench.encoder.id}
    data: dict[str, Any] = earlier_result("quality", folder) | fixed | measured
    if "melo" in data:
        data["melo_mean"] = melo_means(data["melo"])
    write_result("quality", "python -m benchmarks quality", data, folder)
    return data


# --- skills in sentences -------------------------------------------------------------------------


def measure_skills(bench: Workbench, sets: Sets, report: Report) -> tuple[dict[str, Any], Lists]:
    """Rank all skills for each sentence of HOUSE, TECH and SkillSkape dev, which are English."""
    results, lists = {}, {}
    for name, sentences in sets.skills().items():
        documents = [Document(sentence.text, "en") for sentence in sentences]
        ranked = ranked_uris(bench.concepts.linker, documents, Kind.SKILL, DEPTH)
        results[name] = row = skill_row(sentences, ranked) | {"language": "en"}
        answers = [
            Answer(s.id, s.gold, uris, rp_at_k(uris, s.gold, 10)) for s, uris in zip(sentences, ranked, strict=True)
        ]
        lists[name] = error_list(answers, bench.label)
        report(f"{name}: RP@5 {row['RP@5']:.3f} RP@10 {row['RP@10']:.3f} MRR {row['MRR']:.3f}")
    return results, lists


def skill_row(sentences: Sequence[Sentence], ranked: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return the means over `sentences`; MRR within what was ranked."""
    pairs = list(zip(sentences, ranked, strict=True))
    run = as_run({s.id: uris for s, uris in pairs})
    return {
        "n": len(pairs),
        **trec_measures({s.id: s.gold for s, _ in pairs}, run, ("MRR",)),
        "RP@5": fmean(rp_at_k(uris, s.gold, 5) for s, uris in pairs),
        "RP@10": fmean(rp_at_k(uris, s.gold, 10) for s, uris in pairs),
    }


# --- short texts ------------------------------------------------------------------------------------


def measure_melo(bench: Workbench, sets: Sets, report: Report) -> tuple[dict[str, Any], Lists]:
    """Rank ESCO surface forms for national occupation titles."""
    encoder = RememberingEncoder(bench.encoder)
    return _text_sets(encoder, sets.melo(), bench, report)


def measure_titles(bench: Workbench, sets: Sets, report: Report) -> tuple[dict[str, Any], Lists]:
    """Rank similar titles for a title."""
    return _text_sets(RememberingEncoder(bench.encoder), sets.job_titles(), bench, report)


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


def _text_sets(
    encoder: Encoder, sets: Iterable[RankingSet], bench: Workbench, report: Report
) -> tuple[dict[str, Any], Lists]:
    results: dict[str, dict[str, dict[str, float]]] = {}
    lists = {}
    bridge = open_bridge(bench.artefacts, bench.taxonomy, bench.encoder)
    for data in sets:
        corpus = list(data.corpus.values())
        fits: dict[str, Callable[[], TextRanker]] = {
            OWN_SCORER: lambda corpus=corpus: TextScorer(encoder, bridge=bridge).fit(corpus),  # type: ignore[misc]
            TEXTS_ALONE: lambda corpus=corpus: TextScorer(encoder).fit(corpus),  # type: ignore[misc]
            "char TF-IDF": lambda corpus=corpus: CharTfidf.fit(corpus),  # type: ignore[misc]
            "BM25": lambda corpus=corpus: Bm25.fit(corpus),  # type: ignore[misc]
        }
        results[data.name] = {}
        for system, fit in fits.items():
            run = ranked_run(data, fit())
            results[data.name][system] = row = trec_measures(data.relevant, run)
            if system == OWN_SCORER:
                lists[data.name] = error_list(_text_answers(data, run), bench.label)
            report(f"{data.name} {system}: MRR {row['MRR']:.3f} MAP {row['MAP']:.3f}")
    return results, lists


def _text_answers(data: RankingSet, run: Mapping[str, Sequence[tuple[str, float]]]) -> list[Answer]:
    """Return what was ranked as concepts, or as places in the files where ids are texts that are not to be shown."""
    names = data.uris or {document: f"document {n}" for n, document in enumerate(data.corpus, 1)}
    queries = {query: query if data.uris else f"query {n}" for n, query in enumerate(data.queries, 1)}
    values = trec_values(data.relevant, run, "MRR")
    return [
        Answer(
            queries[query],
            frozenset(names[document] for document in relevant),
            list(dict.fromkeys(names[document] for document, _ in run[query][:DEPTH])),
            values[query],
        )
        for query, relevant in data.relevant.items()
    ]


# --- occupations of vacancies and of people --------------------------------------------------------------


def measure_occupations(bench: Workbench, sets: Sets, report: Report) -> tuple[dict[str, Any], Lists]:
    """Rank occupations for the labelled EURES vacancies, by the reader that the importer uses."""
    vacancies = sets.vacancies()
    languages = ["es" if guess_language(f"{v.title}\n{v.text}") == "es" else "other" for v in vacancies]
    results, lists = {}, {}
    for system, titles_only in (("title and text", False), ("title only", True)):
        documents = vacancy_documents(vacancies, titles_only=titles_only)
        ranked = ranked_uris(bench.concepts.linker, documents, Kind.OCCUPATION, DEPTH)
        results[system] = row = occupation_row(bench, vacancies, ranked)
        row["by_language"] = {
            language: occupation_row(bench, *zip(*chosen, strict=True))
            for language in ("es", "other")
            if (
                chosen := [
                    (v, r) for v, r, found in zip(vacancies, ranked, languages, strict=True) if found == language
                ]
            )
        }
        lists[system] = error_list(_occupation_answers(vacancies, ranked), bench.label)
        report(f"occupations {system}: @1 {row['accuracy@1']:.3f} @5 {row['accuracy@5']:.3f}")
    return results, lists


def occupation_row(
    bench: Workbench, vacancies: Sequence[LabelledVacancy], ranked: Sequence[Sequence[str]]
) -> dict[str, Any]:
    """Return accuracies against the portal's occupation, and that of the first by ISCO unit group."""
    pairs = list(zip(vacancies, ranked, strict=True))
    gold = {v.id: {v.silver_uri} for v in vacancies}
    return {
        "n": len(pairs),
        **trec_measures(gold, as_run({v.id: uris for v, uris in pairs}), OCCUPATION_MEASURES),
        "isco4@1": fmean(float(bool(uris) and bench.isco(uris[0]) == bench.isco(v.silver_uri)) for v, uris in pairs),
    }


def _occupation_answers(vacancies: Sequence[LabelledVacancy], ranked: Sequence[Sequence[str]]) -> list[Answer]:
    gold = {v.id: frozenset({v.silver_uri}) for v in vacancies}
    run = as_run({v.id: uris for v, uris in zip(vacancies, ranked, strict=True)})
    values = trec_values(gold, run, "MRR")
    return [Answer(v.id, gold[v.id], uris, values[v.id]) for v, uris in zip(vacancies, ranked, strict=True)]


def measure_profiles(bench: Workbench, sets: Sets, report: Report) -> tuple[dict[str, Any], Lists]:
    """Link occupations in people's own words; right is an occupation in one of the groups a reader would accept."""
    results = {}
    for name, profiles in sets.profiles().items():
        documents = [Document(profile.text, profile.language) for profile in profiles]
        ranked = ranked_uris(bench.concepts.linker, documents, Kind.OCCUPATION, DEPTH)
        results[name] = profile_rows(bench, profiles, ranked)
        report(f"{name} profiles: right group among the first five {results[name]['all']['group@5']:.3f}")
    return results, {}


def profile_rows(
    bench: Workbench, profiles: Sequence[PlausibleProfile], ranked: Sequence[Sequence[str]]
) -> dict[str, dict[str, Any]]:
    """Return by language and over all the share with a right ISCO group first, and among the first three, five, ten."""
    found = [
        (p.language, [bench.isco(uri).startswith(p.expected) for uri in uris])
        for p, uris in zip(profiles, ranked, strict=True)
    ]
    languages = sorted({language for language, _ in found})
    groups = {code: [right for language, right in found if language == code] for code in languages}
    return {
        name: {"n": len(rows), **{f"group@{k}": fmean(float(any(row[:k])) for row in rows) for k in (1, 3, 5, 10)}}
        for name, rows in (groups | {"all": [right for _, right in found]}).items()
    }
