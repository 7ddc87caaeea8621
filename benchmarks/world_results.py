"""What worlds took to make, from their manifests: `results/worlds.json` and its table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS, write_result
from benchmarks.tables import Render, markdown_table
from benchmarks.worlds import MANIFEST

Row = Mapping[str, Any]
MEGABYTE = 1e6


def record_worlds(folders: Sequence[Path], results: Path = RESULTS) -> None:
    """Write what the manifests in `folders` say, smallest world first."""
    manifests = [json.loads((folder / MANIFEST).read_text(encoding="utf-8")) for folder in folders]
    ordered = sorted(manifests, key=lambda manifest: manifest["size"]["vacancies"])
    write_result("worlds", "python -m benchmarks world", {"worlds": ordered}, results)


def worlds_table(result: Row) -> str:
    """Return one line a world; rates are those of the run that stored most."""
    headers = (
        "vacancies", "people", "vacancies a second", "people a second", "laying out, vacancies a second",
        "publishing, s", "most memory writing, MiB", "in all, MiB", "database, MB", "index, MB", "distinct sets, %",
    )  # fmt: skip
    return markdown_table(headers, [list(_cells(world)) for world in result["worlds"]])


def _cells(world: Row) -> Iterator[object]:
    stages = {name: _longest(world["runs"], name) for name in ("vacancies", "profiles", "laying out", "publishing")}
    yield from (world["size"]["vacancies"], world["size"]["people"])
    yield from (round(stages[name]["rows_a_second"]) for name in ("vacancies", "profiles", "laying out"))
    yield stages["publishing"]["seconds"]
    yield max(stages["vacancies"]["peak_mib"], stages["profiles"]["peak_mib"])
    yield stages["publishing"]["peak_mib"]
    yield from (round(world["bytes"][part] / MEGABYTE) for part in ("database", "index"))
    yield world["vacancies"]["distinct_requirement_sets"]


def _longest(runs: Sequence[Row], name: str) -> Row:
    """Return the stage of this name that had most to do."""
    stages: list[Row] = [stage for run in runs for stage in run["stages"] if stage["name"] == name]
    return max(stages, key=lambda stage: stage["n_rows"])


WORLD_TABLES: Mapping[str, tuple[str | None, Render]] = {"worlds": ("worlds", worlds_table)}
