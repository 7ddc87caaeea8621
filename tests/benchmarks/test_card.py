"""The numbers of the system card are those of the committed results."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from benchmarks.card import MEASURED, is_stale_card, render_card, value_at, write_card
from benchmarks.report import ROOT, stale_documents
from benchmarks.results import RESULTS


def test_the_committed_card_is_what_the_results_say() -> None:
    """Run `python -m benchmarks report` after a benchmark; each number is found again at the place that it names."""
    card = json.loads((ROOT / MEASURED).read_text(encoding="utf-8"))
    for name, source in card["sources"].items():
        assert source["sha256"] == hashlib.sha256((RESULTS / f"{name}.json").read_bytes()).hexdigest()
    results = {name: json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8")) for name in card["sources"]}
    for number in card["numbers"]:
        assert number["value"] == round(value_at(results[number["source"]], tuple(number["path"])), 4)
    assert len(card["numbers"]) > 50
    assert not is_stale_card(ROOT)


def test_a_changed_result_makes_the_card_stale(tmp_path: Path) -> None:
    """One changed digit in a result is seen, and so is a missing card."""
    shutil.copytree(RESULTS, tmp_path / "results")
    path = tmp_path / "results" / "flips.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"identical": 1.0', '"identical": 0.99', 1), encoding="utf-8"
    )
    assert render_card(tmp_path / "results") != render_card()
    assert is_stale_card(tmp_path)
    write_card(tmp_path)
    assert not is_stale_card(tmp_path)
    (tmp_path / MEASURED).write_text("{}", encoding="utf-8")
    assert MEASURED.name in stale_documents(tmp_path)


def test_a_number_that_is_not_there_is_an_error() -> None:
    """A result that lost a part is no reason for a shorter card."""
    with pytest.raises(KeyError):
        value_at({"a": {"b": 1}}, ("a", "c"))
