"""Tables of README and docs, rendered from the committed results between markers; `check` finds stale ones.

A table stands between `<!-- table: NAME -->` and `<!-- end -->`. What is between them is generated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.example import render_example
from benchmarks.published import PUBLISHED
from benchmarks.results import RESULTS, read_result
from matcher.weights import DEFAULT

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "docs/evaluation.md", "docs/load-testing.md")
OWN_SCORER = "meaning and spelling"
MARKER = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

Render = Callable[[Mapping[str, Any]], str]


class UnknownTableError(Exception):
    """A document asks for a table that nobody renders."""


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Render a GitHub table; floats with three decimals, None as a dash."""
    lines = [_line(header), _line(["---"] * len(header)), *(_line([_cell(value) for value in row]) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def skill_table(result: Mapping[str, Any]) -> str:
    """Render skill extraction on the validation parts, the published test rows beside it."""
    ours = [
        (name, f"**IMMERSE** ({row['system']})", row["MRR"], row["RP@5"], row["RP@10"], f"validation, {row['n']}")
        for name, rows in result["skills"].items()
        for row in rows
    ]
    theirs = [
        (
            row.task,
            row.system,
            dict(row.values).get("MRR"),
            dict(row.values)["RP@5"],
            dict(row.values)["RP@10"],
            row.note,
        )
        for row in PUBLISHED
        if row.task in {"TECH", "HOUSE"}
    ]
    return markdown_table(("set", "system", "MRR", "RP@5", "RP@10", "part"), sorted([*ours, *theirs], key=_by_set))


def _by_set(row: Sequence[object]) -> tuple[str, str]:
    return str(row[0]).lower(), str(row[1])


def melo_table(result: Mapping[str, Any]) -> str:
    """Render mean MRR over Spanish, German and Swedish titles, within the language and to English."""
    ours = [
        (f"**IMMERSE** ({name})" if name == OWN_SCORER else f"{name}, measured here", *_melo_values(row))
        for name, row in result["melo_mean"].items()
    ]
    theirs = [
        (row.system, dict(row.values)["monolingual"], dict(row.values)["to English"])
        for row in PUBLISHED
        if row.task.startswith("MELO")
    ]
    return markdown_table(("system", "MRR within the language", "MRR to English"), [*ours, *theirs])


def _melo_values(row: Mapping[str, float]) -> tuple[float, float]:
    return row["monolingual"], row["to English"]


def occupation_table(result: Mapping[str, Any]) -> str:
    """Render the accuracy of occupations linked in real vacancies."""
    rows = [(name, row["accuracy@1"], row["accuracy@5"], row["n"]) for name, row in result["occupations"].items()]
    return markdown_table(("EURES vacancies against the portal's occupation", "accuracy@1", "accuracy@5", "n"), rows)


def plausible_table(result: Mapping[str, Any]) -> str:
    """Render the share of each language's top ten that a reader would call right or adjacent."""
    rows = [
        (name, row["right"], row["right_or_adjacent"], row["first_right"], row["n"])
        for name, row in result["plausible"]["by_language"].items()
    ]
    header = ("profiles in", "right, of the top 10", "right or adjacent", "first one right", "profiles")
    return markdown_table(header, rows)


def job_title_table(result: Mapping[str, Any]) -> str:
    """Render job-title similarity."""
    return markdown_table(
        ("job titles", "MAP", "MRR"), [(name, row["MAP"], row["MRR"]) for name, row in result["job_titles"].items()]
    )


def flip_table(result: Mapping[str, Any]) -> str:
    """Render how often the same experience is linked alike when another person tells it."""
    rows = [(name, row["identical"], row["overlap"], row["n"]) for name, row in result["by_attribute"].items()]
    return markdown_table(("what differs", "identical links", "overlap of the first ten", "pairs"), rows)


def status_table(result: Mapping[str, Any]) -> str:
    """Render what is read from labelled lines, by the half that cues were written on and the one held out."""
    rows = [("status of mentions, accuracy", *(result["status"][half]["all"] for half in ("development", "held out")))]
    for name in ("boilerplate", "facts"):
        for measure in ("precision", "recall"):
            row = (result[name][half]["all"][measure] for half in ("development", "held out"))
            rows.append((f"{name}, {measure}", *row))
    return markdown_table(("lines in eleven languages", "development", "held out"), rows)


def speed_table(result: Mapping[str, Any]) -> str:
    """Render measured times; ratios to the floor of the same run are what is kept from getting worse."""
    rows = [(row["what"], f"{row['value']:g}", row["unit"], row["ratio"]) for row in result["rows"]]
    return markdown_table(("what", "measured", "unit", "ratio"), rows)


def load_table(result: Mapping[str, Any]) -> str:
    """Render latencies under load, the empty endpoint of the same run beside them."""
    rows = [
        (row["name"], row["requests"], row["failures"], row["p50_ms"], row["p95_ms"], row["p99_ms"], row["ratio_p50"])
        for row in result["rows"]
    ]
    return markdown_table(("request", "n", "failures", "p50 ms", "p95 ms", "p99 ms", "p50 / empty endpoint"), rows)


def first_run_table(result: Mapping[str, Any]) -> str:
    """Render how long the first run takes and what it leaves on disk."""
    return markdown_table(("first run", "measured"), [(row["what"], row["value"]) for row in result["rows"]])


def weights_table(_result: Mapping[str, Any]) -> str:
    """Render the contributions from the weights themselves."""
    weights = DEFAULT
    rows = [
        ("essential_skills", weights.essential_points, weights.essential_neutral, "essential requirements covered"),
        ("optional_skills", weights.optional_points, weights.optional_neutral, "optional requirements covered"),
        ("experience", weights.experience_points, weights.experience_neutral, "years in the same or a near occupation"),
        ("occupation_wanted", weights.wanted_points, weights.wanted_neutral, "an occupation the person wants"),
        ("hours_wanted", weights.hours_points, weights.hours_neutral, "hours the person wants"),
        ("place_wanted", weights.place_points, weights.place_neutral, "a place the person wants"),
    ]
    return markdown_table(("contribution", "points at most", "points where nothing is known", "earned by"), rows)


TABLES: Mapping[str, tuple[str | None, Render]] = {
    "example": ("example", render_example),
    "first-run": ("first_run", first_run_table),
    "weights": (None, weights_table),
    "skills": ("quality", skill_table),
    "melo": ("quality", melo_table),
    "occupations": ("quality", occupation_table),
    "plausible": ("quality", plausible_table),
    "job-titles": ("quality", job_title_table),
    "flips": ("flips", flip_table),
    "status": ("status", status_table),
    "speed": ("speed", speed_table),
    "load": ("load", load_table),
}


def render(text: str, folder: Path = RESULTS) -> str:
    """Return `text` with every marked table made anew from the results in `folder`."""

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in TABLES:
            raise UnknownTableError(f"no table {name}; there are {', '.join(sorted(TABLES))}")
        source, renderer = TABLES[name]
        return match[1] + renderer(read_result(source, folder) if source else {}) + match[3]

    return MARKER.sub(replace, text)


def stale_documents(root: Path = ROOT) -> list[str]:
    """Return the documents whose tables differ from the committed results."""
    present = [root / name for name in DOCUMENTS if (root / name).exists()]
    texts = {path: path.read_text(encoding="utf-8") for path in present}
    return [path.name for path, text in texts.items() if render(text) != text]


def update_documents(root: Path = ROOT) -> list[str]:
    """Write the tables anew and return the documents that changed."""
    changed = stale_documents(root)
    for name in DOCUMENTS:
        path = root / name
        if path.name in changed:
            path.write_text(render(path.read_text(encoding="utf-8")), encoding="utf-8")
    return changed
