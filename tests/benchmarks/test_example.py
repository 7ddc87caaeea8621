"""The README's example is what the command prints today."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.example import render_example, run_example
from benchmarks.results import read_result


def _without_stamp(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # The stamp names the encoder by content, which another processor may build with other last bits.
    return [{key: value for key, value in line.items() if key != "stamp"} for line in lines]


@pytest.mark.slow
def test_the_example_still_gives_its_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From nothing but the starter set, `immerse match` on `docs/example` gives the committed lines."""
    monkeypatch.setenv("IMMERSE_DATA", str(tmp_path))
    for name in ("IMMERSE_ESCO_SOURCE", "IMMERSE_ESCO_LABELS"):
        monkeypatch.delenv(name, raising=False)
    assert _without_stamp(run_example()) == _without_stamp(read_result("example")["lines"])


def test_what_is_shown_adds_up() -> None:
    """The points printed for the first match are those of its score."""
    best = read_result("example")["lines"][0]["matches"][0]
    assert sum(part["points"] for part in best["contributions"]) == best["score"]
    assert f"score {best['score']}" in render_example(read_result("example"))
