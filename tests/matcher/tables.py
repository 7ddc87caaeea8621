"""Tables as people write them, for tests: one good row of each, with cells to change."""

from __future__ import annotations

from pathlib import Path

from matcher import catalogue, regulated

STEP = {
    "id": "a", "kind": "language", "form": "course", "value": "it:B1", "country": "IT", "place": "", "min_weeks": "4",
    "max_weeks": "8", "cost": "free", "source": "the school", "checked": "", "checked_by": "", "status": "unverified",
    "note": "",
}  # fmt: skip
REGULATED = {
    "id": "a", "country": "ES", "field": "health", "scope": "2221", "title": "nursing professionals",
    "profession": "nurse", "need": "recognition", "value": "", "authority": "the ministry", "min_weeks": "13",
    "max_weeks": "26", "cost": "fees", "source": "the law", "checked": "", "checked_by": "", "status": "unverified",
    "note": "",
}  # fmt: skip
CHECKED = {"status": "verified", "checked": "2026-11-01", "checked_by": "M. Rossi"}


def step_row(**cells: str) -> dict[str, str]:
    """Return a row of the catalogue of steps: Italian B1 in Italy takes four to eight weeks, nobody verified it."""
    return STEP | cells


def regulated_row(**cells: str) -> dict[str, str]:
    """Return a row of regulated work: nurses need recognition in Spain, nobody verified it."""
    return REGULATED | cells


def write_steps(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a catalogue of steps into `folder`."""
    return _write(folder / "steps.tsv", catalogue.COLUMNS, rows)


def write_regulated(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a table of regulated work into `folder`."""
    return _write(folder / "regulated.tsv", regulated.COLUMNS, rows)


def _write(path: Path, columns: tuple[str, ...], rows: tuple[dict[str, str], ...]) -> Path:
    lines = ["\t".join(columns), *("\t".join(row[name] for name in columns) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
