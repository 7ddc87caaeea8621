"""The readers of the evaluation sets, on the real files."""

import os
from pathlib import Path

import pytest

from benchmarks import datasets
from benchmarks.datasets import SharedMissingError


@pytest.fixture(autouse=True)
def _shared() -> None:
    try:
        datasets.shared_folder()
    except SharedMissingError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


def test_counts_are_those_of_the_sets() -> None:
    """As DATA.md states them."""
    assert len(datasets.skill_sentences("house")) == 61
    assert len(datasets.skill_sentences("tech")) == 75
    assert len(datasets.labelled_vacancies()) == 2991


def test_every_relevant_text_is_in_its_corpus() -> None:
    """Judgements name queries and texts that exist."""
    for data in (datasets.melo("esp_q_es_c_es"), datasets.job_titles("de")):
        assert set(data.relevant) <= set(data.queries)
        assert set().union(*data.relevant.values()) <= set(data.corpus)


def test_a_missing_folder_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The error names the variable to set."""
    monkeypatch.setenv("IMMERSE_SHARED", str(tmp_path / "nowhere"))
    with pytest.raises(SharedMissingError, match="IMMERSE_SHARED"):
        datasets.shared_folder()
