"""`python -m benchmarks ablations`: what each part of linking and text ranking adds, by taking it away.

All other weights stay as they are, so a row says what the served product would lose, not what could be had by fitting
the rest anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.baselines import TextRanker, ranked_run
from benchmarks.datasets import LabelledVacancy, PlausibleProfile, Sets
from benchmarks.metrics import trec_measures
from benchmarks.quality import OCCUPATION_MEASURES, occupation_row, profile_rows, skill_row
from benchmarks.results import RESULTS, write_result
from benchmarks.tables import TEXTS_ALONE
from benchmarks.workbench import RememberingEncoder, Workbench, earlier_result, ranked_uris, vacancy_documents
from matcher.artefacts import Artefacts
from matcher.bridge import LabelBridge
from matcher.encoder import OnnxEncoder
from matcher.encoding import Encoder, Role
from matcher.errors import MatcherError
from matcher.labels import LabelMatcher
from matcher.linking import Linker, LinkSettings, Weights
from matcher.passages import Document, encoder_text
from matcher.scoring import SpellingIndex, TextScorer
from matcher.types import Kind, LinkMethod
from matcher.vectors import ConceptVectors
from taxonomy.columns import map_arrays
from taxonomy.errors import ArtefactError
from taxonomy.folder import verify_folder

DEPTH = 10
# Every fifth of the labelled EURES vacancies that were not used for fitting: 479, two minutes a variant.
EURES_STRIDE, EURES_FITTED = 5, 600
FULL, PLAIN = "as served", "without the adapter"
LINKING, TEXTS = "linking", "texts"
Report = Callable[[str], None]
Rank = Callable[[Sequence[Document], Kind], list[list[str]]]


def run_ablations(
    bench: Workbench,
    report: Report,
    plain: Path | None = None,
    sets: Sets | None = None,
    folder: Path = RESULTS,
    parts: Collection[str] = (),
) -> dict[str, Any]:
    """Measure every variant of all parts (or the named ones) and write `ablations.json`.

    Parts left out keep their old values. `plain` is a data folder with an encoder without adapter and the concept
    vectors that it made; what is missing is said in `skipped` with its reason.
    """
    chosen = AblationSets.read(sets or Sets())
    opened = Parts.open(bench, bench.artefacts)
    variants: dict[str, Rank] = dict(link_variants(opened))
    scorers = dict(text_variants(opened.encoder, opened.bridge))
    skipped = {}
    try:
        if plain is None:
            raise FileNotFoundError("no folder was given with --plain")
        without = Parts.open(bench, Artefacts(plain))
        variants[PLAIN] = ranker(without.linker(bench.concepts.linker.settings))
        scorers[PLAIN] = lambda corpus: TextScorer(without.encoder, bridge=without.bridge).fit(corpus)
    except (ArtefactError, MatcherError, OSError) as error:
        skipped[PLAIN] = str(error).replace(str(plain), "PLAIN")
        report(f"{PLAIN}: skipped, {skipped[PLAIN]}")
    values: dict[str, dict[str, float]] = earlier_result("ablations", folder).get("values", {}) if parts else {}

    def note(name: str, found: Mapping[str, float]) -> None:
        values[name] = values.get(name, {}) | dict(found)
        report(f"{name}: " + ", ".join(f"{column} {value:.3f}" for column, value in found.items()))

    if not parts or LINKING in parts:
        for name, rank in variants.items():
            note(name, chosen.linking(bench, rank))
    if not parts or TEXTS in parts:
        for name, fit in scorers.items():
            note(name, chosen.ranking(fit))
    data = {"values": values, "skipped": skipped, "n": chosen.sizes(), "encoder": bench.encoder.id}
    write_result("ablations", "python -m benchmarks ablations", data, folder)
    return data


# --- what is measured -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AblationSets:
    """The sets of the ablations, and one number for each."""

    sets: Sets
    vacancies: Sequence[LabelledVacancy]
    profiles: Sequence[PlausibleProfile]

    @classmethod
    def read(cls, sets: Sets) -> AblationSets:
        """Take held-out vacancies and all profiles."""
        vacancies = Sets().vacancies()[EURES_FITTED::EURES_STRIDE][: sets.first]
        return cls(sets, vacancies, [profile for found in sets.profiles().values() for profile in found])

    def linking(self, bench: Workbench, rank: Rank) -> dict[str, float]:
        """Return a linker's value on each set."""
        values = {}
        for name, sentences in self.sets.skills().items():
            ranked = rank([Document(sentence.text, "en") for sentence in sentences], Kind.SKILL)
            values[f"{name}, RP@5"] = float(skill_row(sentences, ranked)["RP@5"])
        ranked = rank(vacancy_documents(self.vacancies), Kind.OCCUPATION)
        row = occupation_row(bench, self.vacancies, ranked)
        values |= {f"EURES, {name}": float(row[name]) for name in OCCUPATION_MEASURES if name != "accuracy@10"}
        ranked = rank([Document(profile.text, profile.language) for profile in self.profiles], Kind.OCCUPATION)
        values["profiles, group@5"] = float(profile_rows(bench, self.profiles, ranked)["all"]["group@5"])
        return values

    def ranking(self, fit: Callable[[Sequence[str]], TextRanker]) -> dict[str, float]:
        """Return a text scorer's mean MRR on MELO and mean MAP on job titles."""
        melo: dict[str, list[float]] = {"MELO within the language, MRR": [], "MELO to English, MRR": []}
        for data in self.sets.melo():
            column = "MELO to English, MRR" if data.name.endswith("_en") else "MELO within the language, MRR"
            run = ranked_run(data, fit(list(data.corpus.values())))
            melo[column].append(trec_measures(data.relevant, run, ("MRR",))["MRR"])
        titles = [
            trec_measures(data.relevant, ranked_run(data, fit(list(data.corpus.values()))), ("MAP",))["MAP"]
            for data in self.sets.job_titles()
        ]
        return {column: fmean(found) for column, found in melo.items()} | {"job titles, MAP": fmean(titles)}

    def sizes(self) -> dict[str, int]:
        """Return how many items the sets of linking have."""
        skills = {name: len(sentences) for name, sentences in self.sets.skills().items()}
        return skills | {"EURES": len(self.vacancies), "profiles": len(self.profiles)}


# --- linking with a part taken away -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a linker, opened apart so that any can be left out; each text is encoded once."""

    bench: Workbench
    encoder: Encoder
    vectors: Mapping[Kind, ConceptVectors]
    bare: Mapping[Kind, ConceptVectors]
    labels: Mapping[Kind, LabelMatcher]

    @classmethod
    def open(cls, bench: Workbench, artefacts: Artefacts) -> Parts:
        """Open encoder and vectors of `artefacts` with the taxonomy and labels of `bench`; raises ArtefactError."""
        taxonomy, encoder = bench.taxonomy, RememberingEncoder(OnnxEncoder(artefacts.encoder))
        paths = {kind: artefacts.vectors(kind) for kind in Kind}
        return cls(
            bench,
            encoder,
            {k: ConceptVectors.open(p, taxonomy=taxonomy, kind=k, encoder=encoder) for k, p in paths.items()},
            {kind: without_descriptions(path) for kind, path in paths.items()},
            {k: LabelMatcher.open(bench.artefacts.labels(k), taxonomy=taxonomy, kind=k) for k in Kind},
        )

    @property
    def bridge(self) -> LabelBridge:
        """The labels of all languages, for ranking short texts."""
        return LabelBridge(self.bench.taxonomy, self.vectors)

    def linker(self, settings: LinkSettings, *, descriptions: bool = True) -> Linker:
        """Return a linker with these settings, with or without the vectors of descriptions."""
        vectors = self.vectors if descriptions else self.bare
        return Linker(self.bench.taxonomy, self.encoder, vectors, self.labels, settings)


def without_descriptions(path: Path) -> ConceptVectors:
    """Open concept vectors as if no concept had a description: similarity is that of the best label alone."""
    manifest = verify_folder(path)
    arrays = dict(map_arrays(path))
    arrays |= {f"descriptions.{name}": arrays[f"descriptions.{name}"][:0] for name in ("codes", "scales", "concepts")}
    arrays["descriptions.indptr"] = np.zeros(1, dtype=np.int64)
    return ConceptVectors(arrays, manifest.fields, manifest.id)


def changed(settings: LinkSettings, **weights: float) -> LinkSettings:
    """Return settings with some weights of every kind replaced."""

    def other(own: Weights) -> Weights:
        return replace(own, **weights)  # type: ignore[arg-type]  # all weights but the curve are numbers

    return replace(
        settings, skill=other(settings.skill), occupation=other(settings.occupation), spoken=other(settings.spoken)
    )


def link_variants(parts: Parts) -> Iterator[tuple[str, Rank]]:
    """Yield the linker as served, then with one part taken away."""
    served = parts.bench.concepts.linker.settings
    labels = labels_only(parts.linker(changed(served, margin=0.0, body=0.0, whole=0.0, skills=0.0)))
    meaning = ranker(parts.linker(changed(served, label=0.0)))
    yield FULL, ranker(parts.linker(served))
    yield "labels only", labels
    yield "meaning only", meaning
    yield "labels first, then meaning, not added", one_after_the_other(labels, meaning)
    yield "without descriptions", ranker(parts.linker(served, descriptions=False))
    yield "the title without the text's support", _title_alone(ranker(parts.linker(served)))
    yield "without the whole text", ranker(parts.linker(changed(served, whole=0.0)))
    yield "without the prior from skills", ranker(parts.linker(changed(served, skills=0.0)))
    yield "passages alone", ranker(parts.linker(changed(served, body=0.0, whole=0.0, skills=0.0)))


def ranker(linker: Linker) -> Rank:
    """Return what ranks concepts by the scores of `linker`."""
    return lambda documents, kind: ranked_uris(linker, documents, kind, DEPTH)


def labels_only(linker: Linker) -> Rank:
    """Return what ranks the concepts whose labels stand in the text, and no others."""

    def rank(documents: Sequence[Document], kind: Kind) -> list[list[str]]:
        found = linker.link_many(documents, kind, DEPTH)
        return [[link.uri for link in each.links if link.method is not LinkMethod.VECTOR] for each in found]

    return rank


def one_after_the_other(first: Rank, then: Rank) -> Rank:
    """Return what ranks by `first` and goes on with what `then` has besides."""

    def rank(documents: Sequence[Document], kind: Kind) -> list[list[str]]:
        lists = zip(first(documents, kind), then(documents, kind), strict=True)
        return [list(dict.fromkeys((*a, *b)))[:DEPTH] for a, b in lists]

    return rank


def _title_alone(rank: Rank) -> Rank:
    def titles(documents: Sequence[Document], kind: Kind) -> list[list[str]]:
        short = [Document.titled(d.text[: d.title_end], "", d.language) if d.title_end else d for d in documents]
        return rank(short, kind)

    return titles


# --- text ranking with a part taken away --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeaningOnly:
    """Ranks by the encoder's cosine."""

    encoder: Encoder
    vectors: NDArray[np.float32]

    @classmethod
    def fit(cls, encoder: Encoder, corpus: Sequence[str]) -> MeaningOnly:
        """Encode the texts to be ranked."""
        return cls(encoder, encoder.encode([encoder_text(text) for text in corpus], Role.QUERY))

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return cosines."""
        vector = self.encoder.encode([encoder_text(query)], Role.QUERY)[0]
        values: NDArray[np.float32] = self.vectors @ vector
        return values


@dataclass(frozen=True, slots=True)
class SpellingOnly:
    """Ranks by the cosine of n-grams."""

    index: SpellingIndex

    def scores(self, query: str) -> NDArray[np.float32]:
        """Return cosines."""
        return self.index.scores(encoder_text(query))


def text_variants(encoder: Encoder, bridge: LabelBridge) -> Iterator[tuple[str, Callable[[Sequence[str]], TextRanker]]]:
    """Yield the text scorer as served, then without the taxonomy's labels, then each of its halves."""
    yield FULL, lambda corpus: TextScorer(encoder, bridge=bridge).fit(corpus)
    yield TEXTS_ALONE, lambda corpus: TextScorer(encoder).fit(corpus)
    yield "meaning only", lambda corpus: MeaningOnly.fit(encoder, corpus)
    yield "spelling only", lambda corpus: SpellingOnly(SpellingIndex([encoder_text(text) for text in corpus]))
