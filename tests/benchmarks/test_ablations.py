"""Taking parts away, on the small linking world."""

from pathlib import Path

import pytest

from benchmarks.ablations import changed, labels_only, one_after_the_other, ranker, without_descriptions
from matcher.hashing import HashingEncoder
from matcher.linking import LinkSettings
from matcher.passages import Document
from matcher.types import Kind
from matcher.vectors import ROLE, ConceptVectors
from tests.matcher.small import COOK, WELDING, small_linker


def test_weights_of_every_kind_are_replaced_and_the_others_stay() -> None:
    """The label goes, the margin stays."""
    served = LinkSettings()
    without = changed(served, label=0.0)
    assert (without.skill.label, without.occupation.label, without.spoken.label) == (0.0, 0.0, 0.0)
    assert without.skill.margin == served.skill.margin


def test_labels_only_answers_with_what_is_named_and_nothing_else(tmp_path: Path) -> None:
    """A cook is named; what only means something near is not there, and comes after with a second ranking."""
    linker = small_linker(tmp_path)
    labels = labels_only(linker.with_settings(changed(LinkSettings(), margin=0.0, body=0.0, whole=0.0, skills=0.0)))
    document = [Document("I was a cook", "en")]
    assert labels(document, Kind.OCCUPATION) == [[COOK]]
    both = one_after_the_other(labels, ranker(linker))(document, Kind.OCCUPATION)[0]
    assert both[0] == COOK
    assert len(both) == len(set(both)) == 5


def test_without_descriptions_a_label_is_compared_alone(tmp_path: Path) -> None:
    """The text of a label is then as near to its concept as can be; with the description it is less near."""
    linker = small_linker(tmp_path)
    bare = without_descriptions(tmp_path / Kind.SKILL.value)
    query = HashingEncoder().encode(["welding of pipes"], ROLE)
    row = linker.taxonomy.skills.row(WELDING)
    assert bare.similarities(query)[0, row] == pytest.approx(1.0, abs=0.01)
    opened = ConceptVectors.open(
        tmp_path / Kind.SKILL.value, taxonomy=linker.taxonomy, kind=Kind.SKILL, encoder=HashingEncoder()
    )
    assert opened.similarities(query)[0, row] < 0.95
