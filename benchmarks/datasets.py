"""Readers of the evaluation sets beside the project (`IMMERSE_SHARED`, see docs/evaluation.md).

Nothing of these files is committed; results carry ids and URIs only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matcher.claims import VacancyFacts

PLAUSIBLE = Path(__file__).parent / "plausible" / "profiles.jsonl"
DEVELOPMENT = Path(__file__).parent / "development" / "profiles.jsonl"
MELO_SETS = (
    "esp_q_es_c_es",
    "deu_q_de_c_de",
    "swe_q_sv_c_sv",
    "esp_q_es_c_en",
    "deu_q_de_c_en",
    "swe_q_sv_c_en",
)


class SharedMissingError(Exception):
    """The folder with the evaluation sets is not there."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a job ad with its gold skills."""

    id: str
    text: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class RankingSet:
    """Short texts to be ranked for short texts: texts by id, and the relevant corpus ids of each query.

    `uris` leads from a corpus id to its concept, where the set has concepts.
    """

    name: str
    queries: Mapping[str, str]
    corpus: Mapping[str, str]
    relevant: Mapping[str, frozenset[str]]
    uris: Mapping[str, str]

    def first(self, n: int | None) -> RankingSet:
        """Return the first `n` queries with what is relevant for them and as many other texts; all if None."""
        if n is None:
            return self
        relevant = dict(list(self.relevant.items())[:n])
        wanted = set().union(*relevant.values()) | set(list(self.corpus)[: 10 * n])
        corpus = {name: text for name, text in self.corpus.items() if name in wanted}
        return RankingSet(self.name, self.queries, corpus, relevant, self.uris)


@dataclass(frozen=True, slots=True)
class LabelledVacancy:
    """A real vacancy and the occupation its portal gave it (noisy; for evaluation only)."""

    id: str
    title: str
    text: str
    silver_uri: str


@dataclass(frozen=True, slots=True)
class PlausibleProfile:
    """A person's own words, and the ISCO groups (prefixes) a reader would call right or adjacent."""

    id: str
    language: str
    text: str
    expected: tuple[str, ...]
    adjacent: tuple[str, ...]


def shared_folder() -> Path:
    """Return the folder named by IMMERSE_SHARED, or `../shared` beside the project."""
    folder = Path(os.environ.get("IMMERSE_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        raise SharedMissingError(f"no evaluation data at {folder}; set IMMERSE_SHARED")
    return folder


def skill_sentences(name: str) -> list[Sentence]:
    """Read a validation part of the skill-extraction sets, `house` or `tech`."""
    path = shared_folder() / "eval" / "skill_extraction" / f"{name}_validation.linkable.jsonl"
    return [Sentence(row["id"], row["query"], frozenset(row["gold_uris"])) for row in read_json_lines(path)]


def skillskape(part: str) -> list[Sentence]:
    """Read a part of SkillSkape, `train` or `dev`; sentences without a gold skill are left out."""
    rows = enumerate(read_json_lines(shared_folder() / "eval" / "skillskape" / f"{part}.jsonl"))
    return [Sentence(f"skillskape-{n}", r["query"], frozenset(r["gold_uris"])) for n, r in rows if r["gold_uris"]]


def melo(name: str) -> RankingSet:
    """Read one MELO set: national occupation titles against ESCO surface forms."""
    folder = shared_folder() / "eval" / "melo" / name
    relevant: dict[str, set[str]] = {}
    for query, _, document, grade in _tab_lines(folder / "annotations.tsv"):
        if int(grade) > 0:
            relevant.setdefault(query, set()).add(document)
    return RankingSet(
        name=name,
        queries={row[0]: row[1] for row in _tab_lines(folder / "queries.tsv")},
        corpus={row[0]: row[1] for row in _tab_lines(folder / "corpus_elements.tsv")},
        relevant={query: frozenset(documents) for query, documents in relevant.items()},
        uris={row[0]: row[1] for row in _tab_lines(folder / "concept_mapping.tsv")},
    )


def job_titles(language: str) -> RankingSet:
    """Read the job-title similarity set of a language, `es` or `de`; its ids are the titles themselves."""
    folder = shared_folder() / "eval" / "jobtitlesimilarity"
    queries = list(read_json_lines(folder / f"{language}.queries.jsonl"))
    return RankingSet(
        name=f"job_titles_{language}",
        queries={row["id"]: row["query"] for row in queries},
        corpus={row["id"]: row["title"] for row in read_json_lines(folder / f"{language}.corpus.jsonl")},
        relevant={row["id"]: frozenset(row["relevant_ids"]) for row in queries},
        uris={},
    )


def labelled_vacancies() -> list[LabelledVacancy]:
    """Read the EURES vacancies that carry a `silver_uri`."""
    return [vacancy for vacancy in all_vacancies() if vacancy.silver_uri]


def all_vacancies() -> list[LabelledVacancy]:
    """Read all EURES vacancies; `silver_uri` is empty where the portal assigned none."""
    rows = read_json_lines(eures_path())
    return [LabelledVacancy(row["id"], row["title"], row["description"], row["silver_uri"] or "") for row in rows]


def eures_facts() -> list[VacancyFacts]:
    """Read all EURES vacancies as a feed hands them in, with province, country, date and contract."""
    return [
        VacancyFacts(
            id=row["id"],
            title=row["title"],
            text=row["description"],
            province=row["province"],
            country=row["country"],
            contract=row["contract"],
            published=date.fromisoformat(row["date"]),
        )
        for row in read_json_lines(eures_path())
    ]


def eures_path() -> Path:
    """Return where the 3,200 EURES vacancies are."""
    return shared_folder() / "vacancies" / "eures_es_2025.jsonl"


def plausible_profiles() -> list[PlausibleProfile]:
    """Read the frozen profiles of `benchmarks/plausible`."""
    return _profiles(PLAUSIBLE)


def development_profiles() -> list[PlausibleProfile]:
    """Read the profiles of `benchmarks/development`, on which what reads people's own words was tuned."""
    return _profiles(DEVELOPMENT)


@dataclass(frozen=True, slots=True)
class Sets:
    """All sets by task, whole or only the `first` items of each."""

    first: int | None = None

    def skills(self) -> dict[str, list[Sentence]]:
        """Return the sets of sentences with gold skills; all are English."""
        sets = {
            "HOUSE": skill_sentences("house"),
            "TECH": skill_sentences("tech"),
            "SkillSkape dev": skillskape("dev"),
        }
        return {name: sentences[: self.first] for name, sentences in sets.items()}

    def melo(self) -> Iterator[RankingSet]:
        """Yield the MELO sets."""
        return (melo(name).first(self.first) for name in MELO_SETS)

    def job_titles(self) -> Iterator[RankingSet]:
        """Yield the job-title sets."""
        return (job_titles(language).first(self.first) for language in ("es", "de"))

    def vacancies(self) -> list[LabelledVacancy]:
        """Return the EURES vacancies with an occupation from the portal."""
        return labelled_vacancies()[: self.first]

    def profiles(self) -> dict[str, list[PlausibleProfile]]:
        """Return people's own words: those that were tuned on, and those that were not."""
        sets = {"development": development_profiles(), "plausible": plausible_profiles()}
        return {name: found[: self.first] for name, found in sets.items()}


def _profiles(path: Path) -> list[PlausibleProfile]:
    return [
        PlausibleProfile(
            row["id"], row["lang"], row["text"], tuple(row["expected_isco"]), tuple(row.get("adjacent_isco", ()))
        )
        for row in read_json_lines(path)
    ]


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _tab_lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield line.rstrip("\n").split("\t")
