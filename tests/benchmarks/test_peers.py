"""What peers are compared by, and the talk between processes, with the lexical peer itself on a small world."""

import sys
from pathlib import Path

import pytest

from benchmarks.datasets import Sentence
from benchmarks.peers.compare import ratios, shown_row
from benchmarks.peers.protocol import PeerError, working
from benchmarks.peers.systems import DATA
from matcher.layout import Artefacts
from taxonomy.assemble import save
from tests.matcher.small import FORKLIFT, WELDING, small_taxonomy


def test_precision_and_recall_are_over_all_links() -> None:
    """Three shown, one right; two gold: precision 1/3, recall 1/2, F1 2/5; 1.5 links a sentence."""
    sentences = [Sentence("1", "", frozenset({"a"})), Sentence("2", "", frozenset({"b"}))]
    expected = {"precision": 1 / 3, "recall": 0.5, "F1": 0.4, "shown": 1.5}
    assert shown_row(sentences, [["a", "x"], ["y"]]) == pytest.approx(expected)


def test_nothing_shown_is_no_division_by_zero() -> None:
    """Zeros all through."""
    expected = {"precision": 0.0, "recall": 0.0, "F1": 0.0, "shown": 0.0}
    assert shown_row([Sentence("1", "", frozenset({"a"}))], [[]]) == expected


def test_ratios_are_taken_within_a_round() -> None:
    """Twice as fast in both rounds, though the machine slowed down."""
    assert ratios([20.0, 10.0], [10.0, 5.0]) == [2.0, 2.0]


@pytest.mark.parametrize("system", ["bm25", "tfidf"])
def test_a_system_answers_from_its_own_process(system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The skill whose label stands in the sentence comes first, together as alone, and time has passed."""
    save(small_taxonomy(), Artefacts(tmp_path).taxonomy)
    monkeypatch.setenv(DATA, str(tmp_path))
    texts = ["You will operate forklift, daily.", "pipe welding"]
    with working(sys.executable, ("benchmarks.peers.systems", system), 1, tmp_path / "log") as worker:
        answer = worker.links(texts)
        assert [uris[0] for uris in answer.lists] == [FORKLIFT, WELDING]
        assert worker.links(texts, together=False).lists == worker.rank(texts).lists == answer.lists
        assert answer.seconds > 0


def test_a_system_that_does_not_start_says_why(tmp_path: Path) -> None:
    """Its last words are in the error."""
    with (
        pytest.raises(PeerError, match="No module named"),
        working(sys.executable, ("benchmarks.peers.nobody",), 1, tmp_path / "log"),
    ):
        pass
