"""The text scorer: spelling against a plain TF-IDF, both parts together, ties in corpus order."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.hashing import HashingEncoder
from matcher.scoring import GRAM_LENGTHS, Ranked, SpellingIndex, TextScorer
from matcher.text import fold

CORPUS = ["cook", "head cook", "Köchin", "welder", "nurse", "nurse", "pipe welder"]


def grams(text: str) -> Counter[str]:
    """Return the n-grams of a text as strings: within a word and the spaces around it."""
    found: Counter[str] = Counter()
    for word in fold(text).split():
        padded = f" {word} "
        for length in GRAM_LENGTHS:
            found.update(padded[i : i + length] for i in range(len(padded) - length + 1))
    return found


def plain_cosine(query: str, text: str, corpus: list[str]) -> float:
    """Return the TF-IDF cosine by definition."""
    documents = [grams(each) for each in corpus]

    def weights(counts: Counter[str]) -> dict[str, float]:
        n_with = {gram: sum(gram in document for document in documents) for gram in counts}
        return {g: (1 + math.log(n)) * (math.log((1 + len(corpus)) / (1 + n_with[g])) + 1) for g, n in counts.items()}

    a, b = weights(grams(query)), weights(grams(text))
    norms = math.sqrt(sum(w * w for w in a.values())) * math.sqrt(sum(w * w for w in b.values()))
    return sum(w * b.get(g, 0.0) for g, w in a.items()) / norms if norms else 0.0


@given(st.text("cook ñé", max_size=12))
def test_spelling_is_the_cosine_of_tf_idf(query: str) -> None:
    """Hashes and sparse matrices give what the definition gives."""
    scores = SpellingIndex(CORPUS).scores(query)
    expected = [plain_cosine(query, text, CORPUS) for text in CORPUS]
    assert scores.tolist() == pytest.approx(expected, abs=1e-5)


def test_equal_texts_keep_the_order_of_the_corpus() -> None:
    """Ties are reproducible."""
    ranked = TextScorer(HashingEncoder()).fit(CORPUS).rank("nurse", 3)
    assert [hit.row for hit in ranked[:2]] == [4, 5]
    assert ranked[0].score == ranked[1].score > ranked[2].score


def test_rank_is_scores_sorted() -> None:
    """The depth cuts a full ranking."""
    scorer = TextScorer(HashingEncoder()).fit(CORPUS)
    scores = scorer.scores("welding cook")
    order = np.lexsort((np.arange(len(scores)), -scores))
    assert scorer.rank("welding cook", 4) == [Ranked(int(row), float(scores[row])) for row in order[:4]]
    assert len(scorer.rank("cook", 100)) == len(CORPUS)


def test_meaning_and_spelling_add_up() -> None:
    """The score is their weighted sum."""
    spelling = TextScorer(HashingEncoder(), 0.0).fit(CORPUS).scores("cook")
    both = TextScorer(HashingEncoder(), 2.0).fit(CORPUS).scores("cook")
    four = TextScorer(HashingEncoder(), 4.0).fit(CORPUS).scores("cook")
    assert (four - spelling).tolist() == pytest.approx((2 * (both - spelling)).tolist(), abs=1e-5)


def test_an_empty_corpus_ranks_nothing() -> None:
    """And a scorer without a corpus says so."""
    assert TextScorer(HashingEncoder()).fit([]).rank("cook", 5) == []
    with pytest.raises(ValueError, match="fit"):
        TextScorer(HashingEncoder()).rank("cook", 5)
