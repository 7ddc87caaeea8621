"""Ours, and the two lexical baselines over ESCO's labels, each run as a process of its own."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.baselines import Bm25, CharTfidf, TextRanker
from benchmarks.peers.protocol import Lists, serve
from matcher.artefacts import Artefacts, open_concepts
from matcher.passages import Document
from matcher.types import Kind
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH

TOP = 10
# Where the data folder with the full release is; set by `benchmarks.peers.compare`.
DATA = "IMMERSE_PEERS_DATA"


class Immerse:
    """Linking as it is served: masking, cutting, tokenising, encoding, labels, comparing with all skills."""

    def __init__(self) -> None:
        threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
        self._concepts = open_concepts(Artefacts(_data()), threads=threads)

    def facts(self) -> Mapping[str, object]:
        """Return encoder, taxonomy, threshold and how many skills there are."""
        taxonomy = self._concepts.taxonomy
        return {
            "encoder": self._concepts.encoder.id,
            "taxonomy": taxonomy.release.version,
            "n_skills": len(taxonomy.skills),
            "threshold": self._concepts.linker.settings.threshold,
        }

    def links(self, texts: Sequence[str]) -> Lists:
        """Return the links that reach the threshold."""
        return self._linked(texts, None)

    def rank(self, texts: Sequence[str], how: str) -> Lists:  # noqa: ARG002 - there is one way
        """Return the ten best links."""
        return self._linked(texts, TOP)

    def _linked(self, texts: Sequence[str], top: int | None) -> Lists:
        documents = [Document(text, ENGLISH) for text in texts]
        return [[link.uri for link in f.links] for f in self._concepts.linker.link_many(documents, Kind.SKILL, top)]


class Lexical:
    """Skills by their best English label, preferred or alternative; without a threshold the ten best are its links."""

    name: str

    def __init__(self) -> None:
        table = Taxonomy.open(Artefacts(_data()).taxonomy).skills
        labels = [(row, label.text) for row, label in table.iter_labels((ENGLISH,))]
        self._uris = [table.uri(row) for row, _ in labels]
        self._ranker = self.fit([_plain(text) for _, text in labels])

    def fit(self, labels: Sequence[str]) -> TextRanker:
        """Index the labels."""
        raise NotImplementedError

    def facts(self) -> Mapping[str, object]:
        """Return the library's version and the number of labels."""
        return {"versions": {self.name: version(self.name)}, "n_labels": len(self._uris)}

    def links(self, texts: Sequence[str]) -> Lists:
        """Return the ten best."""
        return self.rank(texts, "rank")

    def rank(self, texts: Sequence[str], how: str) -> Lists:  # noqa: ARG002 - there is one way
        """Return the ten best; a text is always ranked alone."""
        return [self._best(_plain(text)) for text in texts]

    def _best(self, text: str) -> list[str]:
        scores = self._ranker.scores(text)
        # One concept has up to some hundred labels, so the best labels are taken until there are ten concepts.
        for n in (100, len(scores)):
            n_taken = min(n, len(scores))
            rows = np.argpartition(-scores, n_taken - 1)[:n_taken]
            rows = rows[np.lexsort((rows, -scores[rows]))]
            uris = list(dict.fromkeys(self._uris[row] for row in rows.tolist() if scores[row] > 0))
            if len(uris) >= TOP or n_taken == len(scores):
                return uris[:TOP]
        return []


class Bm25Labels(Lexical):
    """BM25 over words."""

    name = "bm25s"

    def fit(self, labels: Sequence[str]) -> TextRanker:
        """Index the labels."""
        return Bm25.fit(labels)


class TfidfLabels(Lexical):
    """TF-IDF over characters."""

    name = "scikit-learn"

    def fit(self, labels: Sequence[str]) -> TextRanker:
        """Index the labels."""
        return CharTfidf.fit(labels)


SYSTEMS: Mapping[str, type[Immerse | Lexical]] = {"immerse": Immerse, "bm25": Bm25Labels, "tfidf": TfidfLabels}


def _plain(text: str) -> str:
    """Keep words only: in a sentence "Python," is the word "Python"."""
    return " ".join(re.findall(r"[\w+#]+", text.lower()))


def _data() -> Path:
    return Path(os.environ[DATA])


if __name__ == "__main__":
    serve(SYSTEMS[sys.argv[1]])
