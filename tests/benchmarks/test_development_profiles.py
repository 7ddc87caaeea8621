"""The development profiles: their shape, and that they are not the test."""

import json
from collections import Counter
from pathlib import Path

from benchmarks.datasets import PLAUSIBLE

DEVELOPMENT = PLAUSIBLE.parents[1] / "development" / "profiles.jsonl"


def _texts(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_ten_profiles_in_each_language() -> None:
    """Forty profiles with unique ids, each with the groups a reader would call right."""
    rows = _texts(DEVELOPMENT)
    assert Counter(row["lang"] for row in rows) == {"es": 10, "ar": 10, "en": 10, "uk": 10}
    assert len({row["id"] for row in rows}) == 40
    assert all(row["expected_isco"] and row["text"] for row in rows)


def test_no_text_is_in_the_frozen_test() -> None:
    """What is fitted on is never what is judged on."""
    assert not {row["text"] for row in _texts(DEVELOPMENT)} & {row["text"] for row in _texts(PLAUSIBLE)}
