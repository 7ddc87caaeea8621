"""The bridge of labels: a text that is a label is found by what its concept is called in another language."""

from pathlib import Path

import pytest

from matcher.bridge import LabelBridge
from matcher.encoding import Role
from matcher.hashing import HashingEncoder
from matcher.scoring import TextScorer
from matcher.types import Kind
from matcher.vectors import ConceptVectors, build_vectors
from tests.matcher.small import WELDING, small_taxonomy

TAXONOMY = small_taxonomy()
ENCODER = HashingEncoder()
CORPUS = ["arc lamps", "Welding of PIPES", "sold tubes"]


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> LabelBridge:
    """Return the small world with the vectors of its concepts."""

    def vectors(kind: Kind, folder: Path) -> ConceptVectors:
        build_vectors(TAXONOMY, kind, ENCODER, folder)
        return ConceptVectors.open(folder, taxonomy=TAXONOMY, kind=kind, encoder=ENCODER)

    return LabelBridge(TAXONOMY, {kind: vectors(kind, tmp_path_factory.mktemp("v") / kind) for kind in Kind})


def test_a_label_is_found_in_another_language(bridge: LabelBridge) -> None:
    """An encoder without languages finds the English label of a Spanish one through the concept, and only so."""
    query = "soldadura de tuberías"
    assert TextScorer(ENCODER).fit(CORPUS).rank(query, 1)[0].row != 1
    assert TextScorer(ENCODER, bridge=bridge).fit(CORPUS).rank(query, 1)[0].row == 1


def test_similarity_is_that_of_the_concept(bridge: LabelBridge) -> None:
    """Labels have what their concept has, spelling folded; other texts have -1, and change nothing in the score."""
    query = ENCODER.encode(["soldadura"], Role.QUERY)
    found = bridge.of(CORPUS).similarities(query)
    skills = bridge.vectors[Kind.SKILL].similarities(query)[0]
    assert found.tolist() == [-1, skills[TAXONOMY.skills.row(WELDING)], -1]
    alone, bridged = (TextScorer(ENCODER, bridge=b).fit(CORPUS).scores("tubes") for b in (None, bridge))
    assert alone[[0, 2]].tolist() == bridged[[0, 2]].tolist()
    assert bridge.of([]).similarities(query).shape == (0,)
