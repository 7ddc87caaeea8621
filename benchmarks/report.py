"""Tables and plots of README and docs, and the numbers of the system card, all made from the committed results.

`check` finds what is older than they are. A table stands between `<!-- table: NAME -->` and `<!-- end -->`. What is
between them is generated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.card import MEASURED, is_stale_card, write_card
from benchmarks.comparison_tables import COMPARISON_TABLES
from benchmarks.load.tables import LOAD_TABLES
from benchmarks.plots import PLOTS, digest, digest_in
from benchmarks.ranking_tables import RANKING_TABLES
from benchmarks.results import RESULTS, read_result
from benchmarks.tables import TABLES as OTHER_TABLES
from benchmarks.world_results import WORLD_TABLES

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = (
    "README.md",
    "docs/evaluation.md",
    "docs/ranking.md",
    "docs/matching.md",
    "docs/profile.md",
    "docs/comparison.md",
    "docs/errors.md",
    "docs/load-testing.md",
    "docs/worlds.md",
)
PICTURES = Path("docs") / "plots"
MARKER = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
NOT_YET = "Not measured yet: `{command}`.\n"
TABLES = {**OTHER_TABLES, **RANKING_TABLES, **COMPARISON_TABLES, **WORLD_TABLES, **LOAD_TABLES}
# Parts of a result that are measured apart from the others.
PARTS = {"profiles": "profiles"}
COMMANDS = {
    "calibration": "calibration",
    "facts": "facts",
    "ranking": "ranking",
    "ablations": "ablations",
    "matching": "matching",
    "stuffing": "stuffing",
    "peers": "peers",
    "profile": "profile",
    "worlds": "world --data FOLDER",
    "load": "load",
    "comparison": "comparison",
    "ratios": "ratios",
    "scale": "scale FOLDER…",
}


class UnknownTableError(Exception):
    """A document asks for a table that nobody renders."""


def render(text: str, folder: Path = RESULTS) -> str:
    """Return `text` with every marked table made anew from the results in `folder`."""

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in TABLES:
            raise UnknownTableError(f"no table {name}; there are {', '.join(sorted(TABLES))}")
        source, renderer = TABLES[name]
        found = _result(source, folder)
        if found is None or (name in PARTS and PARTS[name] not in found):
            command = COMMANDS.get((source or "").partition("/")[0], "quality")
            made = NOT_YET.format(command=f"python -m benchmarks {command}")
        else:
            made = renderer(found)
        return match[1] + made + match[3]

    return MARKER.sub(replace, text)


def _result(source: str | None, folder: Path) -> Mapping[str, Any] | None:
    """Return a result, None where the benchmark was never run."""
    try:
        return read_result(source, folder) if source else {}
    except FileNotFoundError:
        return None


def stale_documents(root: Path = ROOT) -> list[str]:
    """Return the documents whose tables differ from the committed results; plots and card made from other numbers."""
    present = [root / name for name in DOCUMENTS if (root / name).exists()]
    texts = {path: path.read_text(encoding="utf-8") for path in present}
    stale = [path.name for path, text in texts.items() if render(text) != text] + stale_plots(root / PICTURES)
    return [*stale, MEASURED.name] if is_stale_card(root) else stale


def stale_plots(pictures: Path, folder: Path = RESULTS) -> list[str]:
    """Return the plots whose file does not carry the digest of the numbers that it should show.

    Not the drawing is compared, which differs between versions of the library, but what it was made from.
    """
    stale = []
    for name, plot in PLOTS.items():
        result = _result(plot.source, folder)
        path = pictures / name
        if result is not None and (not path.exists() or digest_in(path) != digest(plot.data(result))):
            stale.append(name)
    return stale


def update_documents(root: Path = ROOT) -> list[str]:
    """Write the stale tables and plots anew and return what changed."""
    changed = stale_documents(root)
    for name in DOCUMENTS:
        path = root / name
        if path.name in changed:
            path.write_text(render(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name in sorted(set(changed) & set(PLOTS)):
        plot = PLOTS[name]
        plot.save(plot.data(read_result(plot.source)), root / PICTURES / name)
    if MEASURED.name in changed:
        write_card(root)
    return changed
