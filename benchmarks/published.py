"""Published results on the same tasks: what ours stand beside. Numbers as printed by their authors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One published result. `note` says on which part of the data, where it is not ours."""

    task: str
    system: str
    values: tuple[tuple[str, float], ...]
    note: str = ""

    def value(self, measure: str) -> float | None:
        """Return a measure, None where its authors do not give it."""
        return dict(self.values).get(measure)


def _recalls(*values: float) -> tuple[tuple[str, float], ...]:
    return tuple(zip(("accuracy@1", "accuracy@3", "accuracy@5", "accuracy@10"), values, strict=True))


MELO_HERE, MELO_ALL = "MELO es, de, sv", "MELO, all its sets"
MELO_ES, MELO_DE = "MELO esp", "MELO deu"
_TEST = "test part"
_ETHIOPIA = "542 Ethiopian ads, another set"
_E5, _OPENAI = "multilingual-e5-large", "OpenAI text-embedding-3-large"
_IRERA = "IReRa (llama-2-13b, GPT-4)"

PUBLISHED = (
    PublishedRow("TECH", "ConTeXT-match", (("MRR", 0.632), ("RP@5", 0.640), ("RP@10", 0.740)), _TEST),
    PublishedRow("TECH", "CurriculumMatch", (("MRR", 0.573), ("RP@5", 0.594), ("RP@10", 0.699)), _TEST),
    PublishedRow("TECH", _IRERA, (("RP@5", 0.631), ("RP@10", 0.720)), _TEST),
    PublishedRow("HOUSE", "CurriculumMatch", (("MRR", 0.484), ("RP@5", 0.491), ("RP@10", 0.596)), _TEST),
    PublishedRow("HOUSE", _IRERA, (("RP@5", 0.556), ("RP@10", 0.617)), _TEST),
    PublishedRow("TECHWOLF", _IRERA, (("RP@5", 0.587), ("RP@10", 0.657)), "test part; no part of it is here"),
    PublishedRow(MELO_HERE, "char TF-IDF with lemmas", (("monolingual", 0.469), ("to English", 0.119))),
    PublishedRow(MELO_HERE, "BGE-M3", (("monolingual", 0.497), ("to English", 0.278))),
    PublishedRow(MELO_HERE, _E5, (("monolingual", 0.505), ("to English", 0.312))),
    PublishedRow(MELO_HERE, "e5-mistral-7b", (("monolingual", 0.549), ("to English", 0.410))),
    PublishedRow(MELO_HERE, _OPENAI, (("monolingual", 0.547), ("to English", 0.443))),
    PublishedRow(MELO_ALL, "BM25", (("monolingual", 0.338), ("to English", 0.015))),
    PublishedRow(MELO_ALL, "char TF-IDF", (("monolingual", 0.459), ("to English", 0.111))),
    PublishedRow(MELO_ALL, "BGE-M3", (("monolingual", 0.484), ("to English", 0.283))),
    PublishedRow(MELO_ALL, _E5, (("monolingual", 0.486), ("to English", 0.303))),
    PublishedRow(MELO_ALL, _OPENAI, (("monolingual", 0.524), ("to English", 0.420))),
    PublishedRow(MELO_ES, _E5, (("monolingual", 0.502), ("to English", 0.348))),
    PublishedRow(MELO_ES, _OPENAI, (("monolingual", 0.537), ("to English", 0.486))),
    PublishedRow(MELO_DE, _E5, (("monolingual", 0.612), ("to English", 0.386))),
    PublishedRow(MELO_DE, _OPENAI, (("monolingual", 0.678), ("to English", 0.552))),
    PublishedRow(
        "Occupation of an ad", "Vertex Gecko, three embeddings", _recalls(0.441, 0.642, 0.692, 0.755), _ETHIOPIA
    ),
    PublishedRow("Occupation of a person", "Vertex Gecko", _recalls(0.382, 0.596, 0.692, 0.760), _ETHIOPIA),
    PublishedRow("Ad to CV", "LLM ensemble", (("MAP", 0.714),), "TalentCLEF 2026 A test"),
    PublishedRow("Ad to CV", "mE5-large-instruct and a graph", (("MAP", 0.663),), "TalentCLEF 2026 A test"),
    PublishedRow("Ad to CV", "BM25 and MiniLM", (("MAP", 0.491),), "TalentCLEF 2026 A test"),
    PublishedRow("Ad to CV", "baseline", (("MAP", 0.383),), "TalentCLEF 2026 A test"),
    PublishedRow("Job titles", "BM25", (("MAP", 0.28),), "English set"),
    PublishedRow("Job titles", "char TF-IDF", (("MAP", 0.34),), "English set"),
)


def published(*tasks: str) -> list[PublishedRow]:
    """Return the rows of some tasks, in order."""
    return [row for row in PUBLISHED if row.task in tasks]
