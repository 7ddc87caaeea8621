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


PUBLISHED = (
    PublishedRow("TECH", "ConTeXT-match", (("MRR", 0.632), ("RP@5", 0.640), ("RP@10", 0.740)), "test part"),
    PublishedRow("TECH", "CurriculumMatch", (("MRR", 0.573), ("RP@5", 0.594), ("RP@10", 0.699)), "test part"),
    PublishedRow("TECH", "IReRa (llama-2-13b, GPT-4)", (("RP@5", 0.631), ("RP@10", 0.720)), "test part"),
    PublishedRow("HOUSE", "CurriculumMatch", (("MRR", 0.484), ("RP@5", 0.491), ("RP@10", 0.596)), "test part"),
    PublishedRow("HOUSE", "IReRa (llama-2-13b, GPT-4)", (("RP@5", 0.556), ("RP@10", 0.617)), "test part"),
    PublishedRow("MELO es, de, sv", "char TF-IDF with lemmas", (("monolingual", 0.469), ("to English", 0.119))),
    PublishedRow("MELO es, de, sv", "BGE-M3", (("monolingual", 0.497), ("to English", 0.278))),
    PublishedRow("MELO es, de, sv", "multilingual-e5-large", (("monolingual", 0.505), ("to English", 0.312))),
    PublishedRow("MELO es, de, sv", "e5-mistral-7b", (("monolingual", 0.549), ("to English", 0.410))),
    PublishedRow("MELO es, de, sv", "OpenAI text-embedding-3-large", (("monolingual", 0.547), ("to English", 0.443))),
    PublishedRow("Job titles", "BM25", (("MAP", 0.28),), "English set"),
    PublishedRow("Job titles", "char TF-IDF", (("MAP", 0.34),), "English set"),
)
