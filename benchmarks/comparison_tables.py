"""The tables of what a match is made of, and of ours beside other software."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables import Render, Row, markdown_table

N_SHOWN, N_FUNCTIONS = 15, 25


def profile_table(result: Mapping[str, Any]) -> str:
    """Render the share of each module, with what libraries do for it, alone and in a whole request."""
    parts = result["parts"]
    header = ("module, with what libraries do for it", *(_what(part) for part in parts))
    shares = [dict(part["modules"]) for part in parts]
    names = list(dict.fromkeys(name for part in parts for name, _ in part["modules"][:N_SHOWN]))
    rows: list[Row] = [(f"`{name}`" if "." in name else name, *map(_percent, _each(shares, name))) for name in names]
    libraries = [dict(part["libraries"]) for part in parts]
    names = list(dict.fromkeys(name for part in parts for name, _ in part["libraries"][:5]))
    rows += [(f"innermost function: {name}", *map(_percent, _each(libraries, name))) for name in names]
    return markdown_table(header, rows)


def function_table(result: Mapping[str, Any]) -> str:
    """Render the functions of ours by the share of time within them and all that they call."""
    rows: list[Row] = [
        (part["what"], f"`{name}`", _percent(share))
        for part in result["parts"]
        for name, share in part["functions"][:25]
    ]
    return markdown_table(("in", "function, with all that it calls", "share"), rows)


def _what(part: Mapping[str, Any]) -> str:
    return f"{part['what']}, {part['vacancies']:,} vacancies: {part['cpu_ms']:g} ms of CPU each"


def _each(shares: list[dict[str, float]], name: str) -> list[float | None]:
    return [each.get(name) for each in shares]


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:g} %"


COMPARISON_TABLES: Mapping[str, tuple[str, Render]] = {
    "profile": ("profile", profile_table),
    "profile-functions": ("profile", function_table),
}
