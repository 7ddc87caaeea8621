"""Concept vectors: exact search against numpy, whatever the batch; artefacts that know what they were made from."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from matcher.codes import MAX_DIMENSIONS, quantise
from matcher.encoding import Role, Span
from matcher.errors import ArtefactMismatchError
from matcher.hashing import HashingEncoder
from matcher.types import Kind
from matcher.vectors import (
    ALTERNATIVE_PENALTY,
    DESCRIPTION_WEIGHT,
    ConceptVectors,
    Progress,
    Stage,
    best_rows,
    best_values,
    build_vectors,
)
from taxonomy.assemble import OccupationRow, build_taxonomy
from tests.matcher.small import ASSISTANT, WELDING, labels, small_taxonomy

TAXONOMY = small_taxonomy()
ENCODER = HashingEncoder()


def built(folder: Path, stage: Stage = Stage.ALL, kind: Kind = Kind.SKILL) -> ConceptVectors:
    """Build and open vectors of the small world."""
    build_vectors(TAXONOMY, kind, ENCODER, folder, stage=stage)
    return ConceptVectors.open(folder, taxonomy=TAXONOMY, kind=kind, encoder=ENCODER)


def cosine(a: str, b: str) -> float:
    """Return the similarity in floating point."""
    left, right = ENCODER.encode([a, b], Role.QUERY)
    return float(left @ right)


def test_similarity_is_the_best_label_and_half_the_description(tmp_path: Path) -> None:
    """The recipe, against the definition in floating point; rounding to 8 bits moves it by less than .01."""
    vectors = built(tmp_path / "v")
    query = "soldadura"
    label = max(cosine(query, "welding of pipes"), cosine(query, "soldadura de tuberías"))
    weight = DESCRIPTION_WEIGHT[Kind.SKILL]
    expected = (label + weight * cosine(query, "welding of pipes: Join pipes.")) / (1 + weight)
    found = vectors.similarities(ENCODER.encode([query], Role.QUERY))
    assert found.shape == (1, len(TAXONOMY.skills))
    assert float(found[0, TAXONOMY.skills.row(WELDING)]) == pytest.approx(expected, abs=0.01)


def test_an_alternative_label_counts_a_little_less(tmp_path: Path) -> None:
    """An occupation is as similar as its preferred label, or as an alternative one less the penalty."""
    vectors = built(tmp_path / "v", kind=Kind.OCCUPATION)
    row = TAXONOMY.occupations.row(ASSISTANT)
    assert [(label.text, label.preferred) for label in TAXONOMY.occupations.labels(row, "en")] == [
        ("nurse assistant", True),
        ("nurse", False),
    ]
    for query in ("nurse", "nurse assistant", "nurses"):
        alternative = cosine(query, "nurse") - ALTERNATIVE_PENALTY
        expected = max(cosine(query, "nurse assistant"), alternative)
        found = vectors.similarities(ENCODER.encode([query], Role.QUERY), {"en"})
        assert float(found[0, row]) == pytest.approx(expected, abs=0.02)
    # In another language they say nothing, and before everything is encoded they are not there.
    spanish = vectors.similarities(ENCODER.encode(["nurse"], Role.QUERY), {"es"})
    assert float(spanish[0, row]) == pytest.approx(cosine("nurse", "auxiliar de enfermería"), abs=0.02)
    early = built(tmp_path / "early", Stage.PREFERRED, Kind.OCCUPATION)
    assert early.n_rows < vectors.n_rows


def test_languages_narrow_the_comparison(tmp_path: Path) -> None:
    """Without Spanish labels a Spanish word is less similar; a language without labels narrows nothing."""
    vectors = built(tmp_path / "v", Stage.PREFERRED)
    query = ENCODER.encode(["soldadura de tuberías"], Role.QUERY)
    row = TAXONOMY.skills.row(WELDING)
    assert vectors.similarities(query, {"es"})[0, row] == pytest.approx(1, abs=0.01)
    assert vectors.similarities(query, {"en"})[0, row] < 0.5
    assert np.array_equal(vectors.similarities(query, {"tr"}), vectors.similarities(query))


def test_a_concept_without_a_label_in_the_language_is_nothing_like_it(tmp_path: Path) -> None:
    """It gets the lowest similarity there is."""
    vectors = built(tmp_path / "v", Stage.PREFERRED)
    assert vectors.similarities(ENCODER.encode(["Java"], Role.QUERY), {"de"}).min() == -1


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_products_do_not_depend_on_the_batch(seed: int, n: int) -> None:
    """Eight-bit products are exact integers: one query gives the same bits as many, and as int64 arithmetic."""
    random = np.random.default_rng(seed)
    corpus = quantise(random.standard_normal((50, 384)).astype(np.float32))
    queries = quantise(random.standard_normal((n, 384)).astype(np.float32))
    together = corpus.products(queries.columns())
    alone = np.hstack([corpus.products(queries[i : i + 1].columns()) for i in range(n)])
    exact = (corpus.values.astype(np.int64) @ queries.values.astype(np.int64).T).astype(np.float32)
    assert np.array_equal(together, alone)
    assert np.array_equal(together, exact * corpus.scales[:, np.newaxis])


def test_too_many_dimensions_for_exact_products_are_refused() -> None:
    """Above this the sums no longer fit the 24 bits of a float32."""
    with pytest.raises(ValueError, match="dimensions"):
        quantise(np.ones((1, MAX_DIMENSIONS + 1), dtype=np.float32))


@given(st.lists(st.integers(0, 5), max_size=30), st.integers(0, 40))
def test_best_rows_are_those_of_a_full_sort(values: list[int], k: int) -> None:
    """Highest first, ties by place, as sorting everything gives."""
    array = np.array(values, dtype=np.float32)
    expected = sorted(range(len(values)), key=lambda i: (-values[i], i))[:k]
    assert best_rows(array, k).tolist() == expected


@settings(max_examples=50)
@given(st.integers(0, 2**32 - 1), st.integers(0, 3000), st.sampled_from([3, 1000]), st.integers(1, 25))
def test_the_best_of_many_are_those_of_a_full_sort(seed: int, n: int, distinct: int, k: int) -> None:
    """Also where there are so many values that only the highest of stretches are looked at first."""
    values = np.random.default_rng(seed).integers(0, distinct, n).astype(np.float32)
    order = np.lexsort((np.arange(n), -values))[:k]
    assert best_rows(values, k).tolist() == order.tolist()
    assert best_values(values, k).tolist() == values[order][::-1].tolist()


@pytest.mark.parametrize("block", [1, 4, 1024])
def test_the_best_of_several_labels_is_that_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """However many alternative labels a concept has, against comparing with them one by one."""
    called = {"a": ["nurse"], "b": [], "c": ["cook", "chef", "head cook", "kitchen chef"], "d": ["welder", "fitter"]}
    uris = {name: f"http://data.europa.eu/esco/occupation/{name}" for name in called}
    rows = [OccupationRow(uris[name], "0000", labels(name * 5, *names)) for name, names in called.items()]
    taxonomy = build_taxonomy(skills=[], occupations=rows, relations=[])
    build_vectors(taxonomy, Kind.OCCUPATION, ENCODER, tmp_path / "v")
    vectors = ConceptVectors.open(tmp_path / "v", taxonomy=taxonomy, kind=Kind.OCCUPATION, encoder=ENCODER)
    monkeypatch.setattr("matcher.vectors._BLOCK", block)
    queries = quantise(ENCODER.encode(["nurse", "chefs", "kitchen", "fitter", "ddddd"], Role.QUERY))
    found = vectors.similarities(ENCODER.encode(["nurse", "chefs", "kitchen", "fitter", "ddddd"], Role.QUERY))
    for name, names in called.items():
        own = quantise(ENCODER.encode([name * 5, *names], Role.QUERY)).products(queries.columns())
        own[1:] -= np.float32(ALTERNATIVE_PENALTY) / queries.scales
        expected = np.clip(own.max(axis=0) * queries.scales, -1, 1)
        assert found[:, taxonomy.occupations.row(uris[name])].tolist() == expected.tolist()


def test_search_is_a_full_ranking_cut(tmp_path: Path) -> None:
    """Rows and similarities agree with ranking everything."""
    vectors = built(tmp_path / "v")
    queries = ENCODER.encode(["pipes", "knives and wounds", "Java"], Role.QUERY)
    found = vectors.search(queries, 3)
    everything = vectors.similarities(queries)
    for i, row in enumerate(everything):
        expected = np.lexsort((np.arange(len(row)), -row))[:3]
        assert found.rows[i].tolist() == expected.tolist()
        assert np.array_equal(found.similarities[i], row[expected])


class _Stopping:
    """The hashing encoder, which stops after some calls: a machine switched off in the middle."""

    def __init__(self, calls: int) -> None:
        self.id, self.dimensions, self.calls = ENCODER.id, ENCODER.dimensions, calls

    def encode(self, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
        self.calls -= 1
        if self.calls < 0:
            raise KeyboardInterrupt
        return ENCODER.encode(texts, role)

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], role: Role
    ) -> list[NDArray[np.float32]]:
        return ENCODER.encode_spans(texts, spans, role)


def test_a_stopped_build_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was encoded before a stop is not encoded again, and the result has the bytes of an unbroken build."""
    monkeypatch.setattr("matcher.vectors._PART", 2)
    whole = build_vectors(TAXONOMY, Kind.SKILL, ENCODER, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        build_vectors(TAXONOMY, Kind.SKILL, _Stopping(2), tmp_path / "broken")
    assert not (tmp_path / "broken").exists()
    rest, reports = _Stopping(100), list[Progress]()
    resumed = build_vectors(TAXONOMY, Kind.SKILL, rest, tmp_path / "broken", report=reports.append)
    assert whole.id == resumed.id
    assert 100 - rest.calls == len(reports) - 2
    assert reports[-1].done == reports[-1].total
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken", "whole"]


def test_vectors_of_other_parts_are_refused(tmp_path: Path) -> None:
    """Another encoder, or another kind, would compare apples with pears."""
    built(tmp_path / "v")
    other = HashingEncoder(64)
    with pytest.raises(ArtefactMismatchError, match="encoder"):
        ConceptVectors.open(tmp_path / "v", taxonomy=TAXONOMY, kind=Kind.SKILL, encoder=other)
    with pytest.raises(ArtefactMismatchError, match="pillar"):
        ConceptVectors.open(tmp_path / "v", taxonomy=TAXONOMY, kind=Kind.OCCUPATION, encoder=ENCODER)


def test_label_vectors_are_english_first(tmp_path: Path) -> None:
    """One unit vector per concept, from its English label where it has one."""
    vectors = built(tmp_path / "v")
    row = vectors.label_vectors()[TAXONOMY.skills.row(WELDING)]
    assert row @ ENCODER.encode(["welding of pipes"], Role.QUERY)[0] == pytest.approx(1, abs=0.01)
