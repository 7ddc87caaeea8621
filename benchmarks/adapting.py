"""`python -m benchmarks adapt`: trains the encoder's adapters and publishes them (extra `train`).

It learns from the ESCO release (labels in all languages, descriptions, titles of ISCO groups), from texts written for
this project (`matcher/training/texts`) and from the training part of SkillSkape; it is selected on development sets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import datasets
from benchmarks.metrics import as_run, rp_at_k, trec_measures
from matcher.adapters import OWN_ADAPTERS, Adapters
from matcher.artefacts import Artefacts
from matcher.container import read_container
from matcher.encoder import OnnxEncoder
from matcher.encoding import Role
from matcher.model import PACKAGE, PACKAGE_VERSION, find_weights
from matcher.passages import encoder_text
from matcher.training.pairs import Sentence, Source, TextSource, descriptions, group_titles, label_source, siblings
from matcher.training.texts import written_texts
from matcher.vectors import best_rows
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind

MELO_QUERIES, MELO_CORPUS, VACANCIES = 200, 1200, 300
MELO_SETS = ("esp_q_es_c_es", "deu_q_de_c_en", "swe_q_sv_c_en")
PORT = 29511
# How much of what was learned is kept: adapted weights between the base and the trained ones hold up better on kinds of
# text that were not trained on (Wortsman et al., 2022). Mean of the development sets: all .571, .8 .573, .6 .577; .7 of
# an earlier checkpoint .578 against .574.
KEPT = 0.7
Report = Callable[[str], None]
Floats = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]


def training_sources(taxonomy: Taxonomy) -> list[Source]:
    """Return what is learned from, with the share of batches that each gets (chosen, not tuned)."""
    texts = list(written_texts(taxonomy))
    skills = [text for text in texts if text.concepts[0][0] is Kind.SKILL]
    occupations = [text for text in texts if text.concepts[0][0] is Kind.OCCUPATION]
    described = {kind: list(descriptions(taxonomy, kind)) for kind in Kind}
    return [
        label_source(taxonomy, Kind.SKILL, 0.25, preferred=0.8),
        label_source(taxonomy, Kind.OCCUPATION, 0.25, preferred=0.5),
        TextSource("skill descriptions", 0.07, described[Kind.SKILL], taxonomy, described=0.0),
        TextSource("occupation descriptions", 0.03, described[Kind.OCCUPATION], taxonomy, described=0.0),
        TextSource("ISCO groups", 0.03, list(group_titles(taxonomy)), taxonomy, described=0.0),
        TextSource("SkillSkape", 0.06, list(_skillskape(taxonomy)), taxonomy),
        TextSource("written skills", 0.22, skills, taxonomy),
        TextSource("written occupations", 0.12, occupations, taxonomy),
    ]


def _skillskape(taxonomy: Taxonomy) -> Iterator[Sentence]:
    table = taxonomy.table(Kind.SKILL)
    for sentence in datasets.skillskape("train"):
        rows = (table.find_row(uri) for uri in sorted(sentence.gold))
        concepts = tuple((Kind.SKILL, row) for row in rows if row is not None)
        if concepts:
            yield Sentence(sentence.text, concepts)


class DevelopmentSets:
    """Small samples of the development sets, ranked by vectors of labels alone: what a checkpoint is chosen by."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._sentences = {name: datasets.skill_sentences(name) for name in ("house", "tech")}
        self._titles = {name: _sample(datasets.melo(name)) for name in MELO_SETS}
        vacancies = datasets.labelled_vacancies()
        self._vacancies = vacancies[:: len(vacancies) // VACANCIES]

    def measure(self, encode: Encode) -> dict[str, float]:
        """Return RP@5 of sentences, MRR of titles and accuracy@1 of vacancies, and their mean."""
        began = time.perf_counter()
        values = {**self._skills(encode), **self._melo(encode), "eures": self._occupations(encode)}
        return values | {"mean": fmean(values.values()), "seconds": time.perf_counter() - began}

    def _skills(self, encode: Encode) -> dict[str, float]:
        table = self._taxonomy.table(Kind.SKILL)
        uris = [table.uri(row) for row in range(len(table))]
        labels = encode([encoder_text(table.label(row).text) for row in range(len(table))])
        values = {}
        for name, sentences in self._sentences.items():
            ranked = _rank(encode([encoder_text(each.text) for each in sentences]), labels, uris, 5)
            values[name] = fmean(rp_at_k(best, each.gold, 5) for best, each in zip(ranked, sentences, strict=True))
        return values

    def _melo(self, encode: Encode) -> dict[str, float]:
        values = {}
        for name, data in self._titles.items():
            corpus = encode([encoder_text(text) for text in data.corpus.values()])
            queries = encode([encoder_text(text) for text in data.queries.values()])
            ranked = _rank(queries, corpus, list(data.corpus), 100)
            run = as_run(dict(zip(data.queries, ranked, strict=True)))
            values[name] = trec_measures({query: data.relevant[query] for query in data.queries}, run, ("MRR",))["MRR"]
        return values

    def _occupations(self, encode: Encode) -> float:
        table = self._taxonomy.table(Kind.OCCUPATION)
        labels = encode([encoder_text(table.label(row, "es").text) for row in range(len(table))])
        titles = encode([encoder_text(vacancy.title) for vacancy in self._vacancies])
        ranked = _rank(titles, labels, [table.uri(row) for row in range(len(table))], 1)
        return fmean(best == [v.silver_uri] for best, v in zip(ranked, self._vacancies, strict=True))


def _sample(data: datasets.RankingSet) -> datasets.RankingSet:
    """Return every n-th query with its right texts among every n-th text of the corpus."""
    judged = [(query, text) for query, text in data.queries.items() if data.relevant.get(query)]
    queries = dict(judged[:: max(1, len(judged) // MELO_QUERIES)])
    kept = set(list(data.corpus)[:: max(1, len(data.corpus) // MELO_CORPUS)])
    kept.update(*(data.relevant.get(query, frozenset()) for query in queries))
    return replace(data, queries=queries, corpus={id_: text for id_, text in data.corpus.items() if id_ in kept})


def _rank(queries: Floats, corpus: Floats, ids: Sequence[str], k: int) -> list[list[str]]:
    return [[ids[row] for row in best_rows(scores, k).tolist()] for scores in queries @ corpus.T]


@dataclass(frozen=True, slots=True)
class Run:
    """Where a training keeps its checkpoints, and how long it is to be."""

    folder: Path
    steps: int
    decay: int
    processes: int


def train(run: Run, artefacts: Artefacts) -> None:
    """Train (or go on training) with one thread in each of `run.processes` processes, and publish the result."""
    import torch  # noqa: PLC0415  # the extra `train`

    if run.processes == 1:
        _train(0, run, artefacts)
    else:
        torch.multiprocessing.spawn(_train, (run, artefacts), nprocs=run.processes)


def _train(rank: int, run: Run, artefacts: Artefacts) -> None:
    from matcher.training.run import Plan, Trainer, join  # noqa: PLC0415  # torch

    join(rank, run.processes, PORT)
    taxonomy = Taxonomy.open(artefacts.taxonomy)
    tokeniser = OnnxEncoder(artefacts.encoder)
    sources = training_sources(taxonomy)
    plan = Plan(steps=run.steps, decay=run.decay)
    with find_weights() as path:
        container = read_container(path)
        trainer = Trainer(
            run.folder,
            plan,
            container,
            sources,
            siblings(taxonomy),
            lambda texts: tokeniser.tokenise(texts, Role.QUERY),
        )
        sets = DevelopmentSets(taxonomy) if rank == 0 else None

        def check() -> Mapping[str, float]:
            return {} if sets is None else sets.measure(lambda texts: trainer.encode(texts).numpy())

        trainer.train(check)
    if rank == 0:
        made_by = _made_by(trainer.checks, plan, sources, taxonomy)
        Adapters(trainer.network.matrices(), plan.scale * KEPT).publish(OWN_ADAPTERS, made_by)


def _made_by(
    checks: Sequence[Mapping[str, Any]], plan: object, sources: Sequence[Source], taxonomy: Taxonomy
) -> dict[str, object]:
    return {
        "base": f"multilingual-e5-small of {PACKAGE} {PACKAGE_VERSION}",
        "taxonomy": taxonomy.release.version,
        "kept": KEPT,
        "plan": asdict(plan),  # type: ignore[call-overload]  # a dataclass of a module that needs torch
        "sources": {source.name: {"share": source.share, "concepts": len(source.concepts)} for source in sources},
        "checks": [{name: round(float(value), 4) for name, value in check.items()} for check in checks],
    }
