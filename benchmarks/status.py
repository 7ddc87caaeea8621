"""`python -m benchmarks status`: what texts say about a mention, company talk, and facts, against labelled lines.

The lines are invented, by one author for all languages, who wrote both halves before the cues: those marked `held_out`
are a check against mistakes, no independent test. No models are needed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.results import write_result
from matcher.facts import read_facts
from matcher.status import is_boilerplate, status_before
from matcher.types import LinkStatus

FOLDER = Path(__file__).with_name("development")
HALVES = {False: "development", True: "held out"}


def read_lines(name: str) -> list[dict[str, Any]]:
    """Return the labelled lines of `development/NAME.jsonl`."""
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def run_status(report: Callable[[str], None]) -> dict[str, Any]:
    """Measure all three and write `results/status.json`."""
    data = {"status": measure_status(), "boilerplate": measure_boilerplate(), "facts": measure_facts()}
    for name, halves in data.items():
        report(f"{name}: {json.dumps({half: rows['all'] for half, rows in halves.items()})}")
    write_result("status", "python -m benchmarks status", data)
    return data


def measure_status() -> dict[str, dict[str, Any]]:
    """Return accuracies by half: of all, by language and by status."""
    rows = [{**row, "right": status_of(row).value == row["status"]} for row in read_lines("status")]
    return _by_half(rows, lambda some: _accuracies(some, ("lang", "status")))


def status_of(row: dict[str, Any]) -> LinkStatus:
    """Return the status read for a line's mention."""
    start = row["text"].lower().find(row["mention"].lower())
    return status_before(row["text"], 0, start)


def measure_boilerplate() -> dict[str, dict[str, Any]]:
    """Return precision and recall by half: of all, and by language."""
    rows = [
        {"lang": row["lang"], "held_out": row["held_out"], **_counts({row["boilerplate"]} - {False}, found - {False})}
        for row in read_lines("boilerplate")
        for found in [{is_boilerplate(row["text"])}]
    ]
    return _by_half(rows, _precisions)


def measure_facts() -> dict[str, dict[str, Any]]:
    """Return precision and recall of languages with level and of licences, by half: of all, and by language."""
    rows = [
        {"lang": row["lang"], "held_out": row["held_out"], **_counts(_expected(row), facts_of(row["text"]))}
        for row in read_lines("facts")
    ]
    return _by_half(rows, _precisions)


def facts_of(text: str) -> set[object]:
    """Return what is read from a text, as comparable pairs."""
    read = read_facts(text)
    languages = {(fact.level.language, fact.level.level.name) for fact in read.languages}
    return {*languages, *((fact.licence, fact.held) for fact in read.licences)}


def _expected(row: dict[str, Any]) -> set[object]:
    return {*row["languages"].items(), *row["licences"].items()}


def _counts(expected: set[Any], found: set[Any]) -> dict[str, int]:
    return {"right": len(expected & found), "n_expected": len(expected), "n_found": len(found)}


def _by_half(
    rows: list[dict[str, Any]], measure: Callable[[list[dict[str, Any]]], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    return {name: measure([row for row in rows if row["held_out"] is half]) for half, name in HALVES.items()}


def _accuracies(rows: list[dict[str, Any]], keys: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"all": sum(row["right"] for row in rows) / len(rows), "n": len(rows)}
    for key in keys:
        right = Counter(row[key] for row in rows if row["right"])
        found[key] = {name: right[name] / n for name, n in sorted(Counter(row[key] for row in rows).items())}
    return found


def _precisions(rows: list[dict[str, Any]]) -> dict[str, Any]:
    languages = sorted({row["lang"] for row in rows})
    return {
        "all": _precision(rows),
        "lang": {language: _precision([row for row in rows if row["lang"] == language]) for language in languages},
        "n": len(rows),
    }


def _precision(rows: list[dict[str, Any]]) -> dict[str, float | None]:
    """Return both; None where nothing was found, or nothing was to be found."""
    right, found, expected = (sum(row[key] for row in rows) for key in ("right", "n_found", "n_expected"))
    return {"precision": right / found if found else None, "recall": right / expected if expected else None}
