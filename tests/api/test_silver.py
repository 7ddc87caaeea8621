"""The portal's occupation (`silver_uri`) is for evaluation: it reaches nothing, so shuffling it moves nothing."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from api import batch
from matcher.artefacts import Concepts
from tests.api.files import PROFILES, read, write
from tests.taxonomy.releases import shared

FEW, MANY = 40, 120  # of 3,200 lines; many take ten seconds


def _matched(concepts: Concepts, folder: Path, lines: list[dict[str, Any]]) -> bytes:
    folder.mkdir()
    profiles, vacancies = write(folder / "p.jsonl", PROFILES), write(folder / "v.jsonl", lines)
    files = batch.Files(profiles, vacancies, folder / "o.jsonl", None)
    batch.match_vacancies(concepts, files, None)
    return files.output.read_bytes()


@pytest.mark.parametrize("n_lines", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_shuffling_the_silver_label_moves_nothing(
    concepts: Concepts, tmp_path: Path, capsys: pytest.CaptureFixture[str], n_lines: int
) -> None:
    """Real vacancies, their labels as they are, shuffled, and taken away: the same bytes, and the key is named."""
    lines = read(shared("vacancies/eures_es_2025.jsonl"))[:n_lines]
    labels = [line["silver_uri"] for line in lines]
    random.Random(1).shuffle(labels)
    shuffled = [{**line, "silver_uri": label} for line, label in zip(lines, labels, strict=True)]
    without = [{key: value for key, value in line.items() if key != "silver_uri"} for line in lines]
    assert labels != [line["silver_uri"] for line in lines]
    first = _matched(concepts, tmp_path / "as-is", lines)
    assert "silver_uri" in capsys.readouterr().err
    assert _matched(concepts, tmp_path / "shuffled", shuffled) == first
    assert _matched(concepts, tmp_path / "without", without) == first
    assert len(read(tmp_path / "as-is" / "o.jsonl")[0]["matches"]) == n_lines
