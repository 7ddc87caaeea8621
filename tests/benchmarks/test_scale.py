"""What a match costs through HTTP, measured on a real server."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benchmarks import scale
from tests.browser.conftest import installation

__all__ = ["installation"]


@pytest.mark.slow
def test_answers_are_measured_beside_the_empty_endpoint(
    installation: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list costs more than nothing, percentiles are in order, and memory is that of two workers and their keeper."""
    data = tmp_path / "data"
    shutil.copytree(installation, data, ignore=shutil.ignore_patterns("*.lock", "*.sock", "backups"))
    for name, n in (("N_WARM", 12), ("N_LISTS", 10), ("N_GAPS", 10), ("N_EMPTY", 200)):
        monkeypatch.setattr(scale, name, n)
    found = scale.measure(data)
    assert found["vacancies"] > 250
    assert 0 < found["empty_cpu_ms"] < found["list_cpu_ms"]
    assert found["empty_cpu_ms"] < found["ad_hoc_cpu_ms"]
    assert found["gaps"]["p50_ms"] <= found["gaps"]["p95_ms"]
    assert found["memory_mib"] > 100
    assert 0 < found["start_s"] < 120
