"""Lines for the batch commands, and how to write and read them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.api.conftest import COOK, vacancy_line

PROFILES = (
    {"id": "cook", "skills": [{"uri": COOK}], "languages": {"es": "A2"}, "colour": "green"},
    {"id": "chef", "occupations": [{"label": "chef", "years": 3}], "languages": {"es": "B2"}},
    {"id": "nobody"},
)
VACANCIES = (
    vacancy_line(id="v1", languages={"es": "B1"}, skills=[{"uri": COOK}]),
    vacancy_line(id="v2", title="Baker", text="We need a baker.", date="2026-11-21"),
)


def write(path: Path, lines: Iterable[object]) -> Path:
    """Write lines, strings as they are, anything else as JSON."""
    texts = (line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines)
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
