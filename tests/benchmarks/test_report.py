"""Tables made from results."""

import json
from pathlib import Path

import pytest

from benchmarks.report import UnknownTableError, render, stale_documents
from benchmarks.tables import markdown_table

RESULT = {"job_titles": {"job_titles_es": {"BM25": {"MAP": 0.5, "MRR": 0.25}}}}


def test_a_marked_table_is_made_from_the_results(tmp_path: Path) -> None:
    """Only what stands between the markers changes, and rendering twice changes nothing."""
    (tmp_path / "quality.json").write_text(json.dumps(RESULT), encoding="utf-8")
    text = "before\n<!-- table: job-titles -->\nold\n<!-- end -->\nafter\n"
    made = render(text, tmp_path)
    assert "| Spanish | BM25, measured here | 0.500 | 0.250 |" in made
    assert made.startswith("before\n<!-- table: job-titles -->\n")
    assert made.endswith("<!-- end -->\nafter\n")
    assert render(made, tmp_path) == made


def test_an_unknown_table_is_an_error(tmp_path: Path) -> None:
    """A misspelt name is not left alone silently."""
    with pytest.raises(UnknownTableError, match="nonsense"):
        render("<!-- table: nonsense -->\n<!-- end -->", tmp_path)


def test_absent_values_are_dashes() -> None:
    """A value that a paper does not give is no zero."""
    assert markdown_table(("a", "b"), [(None, 1.0)]).splitlines()[-1] == "| – | 1.000 |"


def test_committed_documents_are_not_older_than_the_results() -> None:
    """README and docs carry the committed numbers: run `python -m benchmarks report` after a benchmark."""
    assert stale_documents() == []
