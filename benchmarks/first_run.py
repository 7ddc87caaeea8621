"""`python -m benchmarks first-run`: how long a newcomer to the project waits, and what it costs on disk."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.results import write_result
from benchmarks.serving import served


def measure_first_run() -> list[dict[str, Any]]:
    """Set up an empty data folder with the starter set and the demo world, start again, write the result.

    What comes before (creating `.venv` and downloading packages) depends on the network and is not measured here.
    """
    with tempfile.TemporaryDirectory(prefix="immerse-first-") as folder:
        data, log = Path(folder) / "data", Path(folder) / "server.log"
        first = _seconds_to_ready(data, log)
        later = min(_seconds_to_ready(data, log) for _ in range(3))
        rows = [
            {"what": "setting up after the downloads: starter set, encoder, demo world", "value": f"{first:.0f} s"},
            {"what": "a later start, until it answers (best of 3)", "value": f"{later:.1f} s"},
            {
                "what": "disk, packages in `.venv`, those for tests included",
                "value": f"{_size(Path(sys.prefix)) / 1e9:.1f} GB",
            },
            {"what": "disk, `.immerse` with the demo world", "value": f"{_size(data) / 1e6:.0f} MB"},
        ]
    write_result("first_run", "python -m benchmarks first-run", {"rows": rows})
    return rows


def _seconds_to_ready(data: Path, log: Path) -> float:
    began = time.monotonic()
    with served(data, log):
        return time.monotonic() - began


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
