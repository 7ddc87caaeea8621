"""Lexical baselines that everybody knows: BM25 and TF-IDF of character n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import bm25s
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.datasets import RankingSet

Run = dict[str, list[tuple[str, float]]]


class TextRanker(Protocol):
    """Scores short texts against a fixed set of texts: `CharTfidf`, `Bm25`, and the project's own scorer."""

    def scores(self, query: str) -> NDArray[np.floating]:
        """Return one score for each text of the corpus, in its order, higher is better."""
        ...


@dataclass(slots=True)
class CharTfidf:
    """TF-IDF of character n-grams (1 to 4, within words), cosine; the settings of the MELO baseline."""

    vectorizer: Any
    matrix: Any

    @classmethod
    def fit(cls, corpus: Sequence[str]) -> CharTfidf:
        """Learn the weights from the texts to be ranked."""
        vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), dtype=np.float64)
        return cls(vectorizer, vectorizer.fit_transform([text.lower() for text in corpus]))

    def scores(self, query: str) -> NDArray[np.float64]:
        """Return cosines."""
        values: NDArray[np.float64] = (self.matrix @ self.vectorizer.transform([query.lower()]).T).toarray().ravel()
        return values


@dataclass(slots=True)
class Bm25:
    """BM25 over lower-case words, the library's defaults."""

    retriever: Any
    n: int

    @classmethod
    def fit(cls, corpus: Sequence[str]) -> Bm25:
        """Index the texts to be ranked."""
        retriever = bm25s.BM25()
        retriever.index([_words(text) for text in corpus], show_progress=False)
        return cls(retriever, len(corpus))

    def scores(self, query: str) -> NDArray[np.float64]:
        """Return BM25 scores; 0 for all where no word is known."""
        known = [word for word in _words(query) if word in self.retriever.vocab_dict]
        if not known:
            return np.zeros(self.n)
        return np.asarray(self.retriever.get_scores(known), dtype=np.float64)


def _words(text: str) -> list[str]:
    return text.lower().split()


def ranked_run(data: RankingSet, ranker: TextRanker, depth: int = 1000) -> Run:
    """Rank the corpus of `data` for each of its judged queries; equal scores by document id, descending."""
    ids = np.array(list(data.corpus))
    by_id_descending = np.argsort(ids)[::-1]
    run: Run = {}
    for query in data.relevant:
        scores = ranker.scores(data.queries[query])[by_id_descending]
        best = np.argsort(-scores, kind="stable")[:depth]
        run[query] = [(str(ids[by_id_descending[place]]), float(scores[place])) for place in best]
    return run
