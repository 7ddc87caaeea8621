"""The plots of README and docs: SVG that is the same bytes for the same numbers, with a digest of them inside."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.load.tables import HOUR, LONG, PERCENTILES, SIZES
from benchmarks.published import MELO_HERE, published
from benchmarks.tables import TEXTS_ALONE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Quiet ink on white, and one strong colour for ours; text stays text, so that it can be found and read aloud.
OURS_COLOUR, THEIRS_COLOUR, GRID_COLOUR = "#0b5fa5", "#8a8a8a", "#dddddd"
STYLE: Mapping[Any, Any] = {
    "svg.hashsalt": "immerse",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_DIGEST = re.compile(r"data sha256 ([0-9a-f]{64})")
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture: the result it is made from, the numbers in it, and what draws them."""

    source: str
    data: Callable[[Mapping[str, Any]], Data]
    draw: Callable[[Figure, Data], None]

    def save(self, data: Data, path: Path) -> None:
        """Draw `data` to the SVG file `path`. Needs the `bench` extra."""
        # Checking needs no matplotlib, only drawing does.
        from matplotlib import rc_context  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415

        path.parent.mkdir(parents=True, exist_ok=True)
        with rc_context(dict(STYLE)):
            figure = Figure(layout="constrained")
            self.draw(figure, data)
            about = {"Date": None, "Creator": None, "Description": f"data sha256 {digest(data)}"}
            figure.savefig(path, format="svg", metadata=about)
        # The library ends lines with spaces.
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text("\n".join(line.rstrip() for line in lines) + "\n", encoding="utf-8")


def digest(data: Data) -> str:
    """Return a hash of the numbers in a plot, to the last digit."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def digest_in(path: Path) -> str:
    """Return the digest that a plot was saved with, empty where it has none."""
    found = _DIGEST.search(path.read_text(encoding="utf-8"))
    return found[1] if found else ""


# --- ours beside published results --------------------------------------------------------------------


def published_data(quality: Mapping[str, Any]) -> Data:
    """Return by set the measure, our value and the published ones."""
    rows: Data = {}
    for name, measure in (("HOUSE", "RP@5"), ("TECH", "RP@5")):
        rows[f"{name}, {measure} (theirs: test part)"] = {
            "ours": quality["skills"][name][measure],
            "theirs": [[row.system, row.value(measure)] for row in published(name)],
        }
    for measure, where in (("monolingual", "within the language"), ("to English", "to English")):
        rows[f"MELO es, de, sv {where}, MRR"] = {
            "ours": quality["melo_mean"][TEXTS_ALONE][measure],
            "theirs": [[row.system, row.value(measure)] for row in published(MELO_HERE)],
        }
    for k in (1, 5):
        rows[f"occupation of an ad, first {k} (theirs: another set)"] = {
            "ours": quality["occupations"]["title and text"][f"accuracy@{k}"],
            "theirs": [[row.system, row.value(f"accuracy@{k}")] for row in published("Occupation of an ad")],
        }
    return rows


def draw_published(figure: Figure, data: Data) -> None:
    """Draw one line of dots a set: theirs named, ours filled."""
    figure.set_size_inches(8, 0.95 * len(data) + 0.6)
    axes = figure.subplots()
    for place, row in enumerate(data.values()):
        theirs = sorted(row["theirs"], key=lambda each: each[1])
        axes.scatter([value for _, value in theirs], [place] * len(theirs), s=26, color=THEIRS_COLOUR, zorder=2)
        axes.scatter([row["ours"]], [place], s=60, color=OURS_COLOUR, zorder=3)
        axes.annotate(f"{row['ours']:.2f}", (row["ours"], place), (0, 7), textcoords="offset points",
                      ha="center", color=OURS_COLOUR, weight="bold")  # fmt: skip
        for number, (system, value) in enumerate(theirs):
            # Neighbours' names would run into each other, so each stands lower than the one before.
            short = system.split(" (")[0].split(",")[0]
            axes.annotate(short, (value, place), (0, -11 - 8 * number), textcoords="offset points", ha="center",
                          color=THEIRS_COLOUR, size=6.5)  # fmt: skip
    axes.set_xlim(0, 0.9)
    axes.set_yticks(range(len(data)), list(data))
    axes.set_ylim(len(data) - 0.3, -0.5)
    axes.grid(axis="x", color=GRID_COLOUR, zorder=0)
    axes.tick_params(axis="y", length=0)
    axes.set_title("IMMERSE (blue) beside published systems", loc="left", size=10)


# --- reliability ------------------------------------------------------------------------------------------


def reliability_data(calibration: Mapping[str, Any]) -> Data:
    """Return by set the reliability curve of the links shown, in bins of equally many."""
    return {
        name: {"curve": row["shown"]["curve_mass"], "ece": row["shown"]["ece_mass"], "held_out": row["held_out"]}
        for name, row in calibration["sets"].items()
    }


def draw_reliability(figure: Figure, data: Data) -> None:
    """Draw a panel a set: score against share right, and the line on which they are equal."""
    figure.set_size_inches(2.3 * len(data), 2.7)
    panels = figure.subplots(1, len(data), sharey=True, squeeze=False)[0]
    for axes, (name, row) in zip(panels, data.items(), strict=True):
        axes.plot([0, 1], [0, 1], color=GRID_COLOUR, zorder=1)
        axes.plot([p[0] for p in row["curve"]], [p[1] for p in row["curve"]], "o-", color=OURS_COLOUR, ms=4, lw=1)
        axes.set_title(f"{name}\nECE {row['ece']:.3f}" + ("" if row["held_out"] else ", fitted on it"), size=9)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_aspect("equal")
        axes.set_xlabel("score of a link")
    panels[0].set_ylabel("share right")


# --- latency under load ---------------------------------------------------------------------------------


SHADES = ("#0b5fa5", "#5b9bd0", "#a9cbe8")  # the median strongest


def load_data(load: Mapping[str, Any]) -> Data:
    """Return percentiles by offered rate and over time, of requests that came when they were due."""
    run = load["runs"]["arrivals"]
    names = ("offered", "answered", *PERCENTILES, "floor_p99_ms")
    return {
        "by_rate": [{name: step[name] for name in names} for step in run["by_rate"]],
        "over_time": [{name: moment[name] for name in ("at_s", *PERCENTILES)} for moment in run["over_time"]],
        "vacancies": load["data"]["vacancies"],
        "workers": load["workers"],
        "capacity": load["gauge"]["capacity"],
    }


def draw_load(figure: Figure, data: Data) -> None:
    """Draw latency against the offered rate, the empty endpoint below it, and percentiles over the run."""
    figure.set_size_inches(8, 3.2)
    left, right = figure.subplots(1, 2, sharey=True)
    rates = [step["offered"] for step in data["by_rate"]]
    for name, colour in zip(PERCENTILES, SHADES, strict=True):
        said = name.removesuffix("_ms")
        left.plot(rates, [step[name] for step in data["by_rate"]], "o-", color=colour, ms=4, lw=1.2, label=said)
        times = [moment["at_s"] for moment in data["over_time"]]
        right.plot(times, [moment[name] for moment in data["over_time"]], color=colour, lw=1.2, label=said)
    floor = [step["floor_p99_ms"] for step in data["by_rate"]]
    left.plot(rates, floor, "s--", color=THEIRS_COLOUR, ms=3, lw=1, label="empty endpoint, p99")
    left.axvline(data["capacity"], color=GRID_COLOUR, zorder=0)
    left.set_yscale("log")
    left.set_xlim(left=0)
    left.set_xlabel("offered, requests a second (line: capacity)")
    left.set_ylabel("ms since a request was due")
    right.set_xlabel("s since the first request")
    for axes in (left, right):
        axes.grid(axis="y", color=GRID_COLOUR, zorder=0)
    left.legend(frameon=False, fontsize=7)
    title = f"{data['vacancies']:,} vacancies, {data['workers']} workers"
    left.set_title(title, loc="left", size=10)


def draw_hour(figure: Figure, data: Data) -> None:
    """Draw percentiles over a run at one rate."""
    figure.set_size_inches(8, 2.6)
    axes = figure.subplots()
    minutes = [moment["at_s"] / 60 for moment in data["over_time"]]
    for name, colour in zip(PERCENTILES, SHADES, strict=True):
        label = name.removesuffix("_ms")
        axes.plot(minutes, [moment[name] for moment in data["over_time"]], color=colour, lw=1.2, label=label)
    axes.set_yscale("log")
    axes.set_xlabel("minutes since the first request")
    axes.set_ylabel("ms since a request was due")
    axes.grid(axis="y", color=GRID_COLOUR, zorder=0)
    axes.legend(frameon=False, fontsize=7)
    rate = data["by_rate"][0]["offered"] if data["by_rate"] else 0
    title = f"{data['vacancies']:,} vacancies, {data['workers']} workers, {rate:g} requests a second"
    axes.set_title(title, loc="left", size=10)


LOAD_PLOTS = {
    **{f"load-{size}.svg": Plot(f"load/{LONG}-{size}", load_data, draw_load) for size in SIZES},
    **{f"load-hour-{size}.svg": Plot(f"load/{HOUR}-{size}", load_data, draw_hour) for size in SIZES},
}
PLOTS: Mapping[str, Plot] = {
    "published.svg": Plot("quality", published_data, draw_published),
    "reliability.svg": Plot("calibration", reliability_data, draw_reliability),
    **LOAD_PLOTS,
}
