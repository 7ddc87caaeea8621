"""Plots: the same bytes for the same numbers, and stale when the numbers change."""

import json
from pathlib import Path
from typing import Any

from benchmarks.plots import PLOTS, digest, digest_in
from benchmarks.report import stale_plots

CURVE = [[0.2, 0.1, 5], [0.8, 0.9, 5]]
CALIBRATION: dict[str, Any] = {"sets": {"HOUSE": {"shown": {"curve_mass": CURVE, "ece_mass": 0.1}, "held_out": False}}}


def test_a_plot_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    """No date, no random ids; text stays text; the digest of the numbers is inside."""
    plot = PLOTS["reliability.svg"]
    data = plot.data(CALIBRATION)
    for name in ("a.svg", "b.svg"):
        plot.save(data, tmp_path / name)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.svg").read_text(encoding="utf-8")
    assert "score of a link</text>" in text
    assert digest_in(tmp_path / "a.svg") == digest(data)


def test_a_plot_of_other_numbers_is_stale(tmp_path: Path) -> None:
    """Absent, then drawn, then the result changes in one digit."""
    result = tmp_path / "calibration.json"
    result.write_text(json.dumps(CALIBRATION), encoding="utf-8")
    assert stale_plots(tmp_path, tmp_path) == ["reliability.svg"]
    plot = PLOTS["reliability.svg"]
    plot.save(plot.data(CALIBRATION), tmp_path / "reliability.svg")
    assert stale_plots(tmp_path, tmp_path) == []
    result.write_text(json.dumps(CALIBRATION).replace("0.9", "0.91"), encoding="utf-8")
    assert stale_plots(tmp_path, tmp_path) == ["reliability.svg"]
