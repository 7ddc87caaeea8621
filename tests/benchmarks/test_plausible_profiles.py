"""The frozen profiles that judge the ranker are complete, balanced and unchanged."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import benchmarks

PATH = Path(benchmarks.__file__).parent / "plausible" / "profiles.jsonl"
FROZEN = "d1a810aabfb601923551cd7c11fd7f83d19eada699e9c08a7d3f58407c4b1601"


@pytest.fixture(scope="module")
def profiles() -> list[dict[str, Any]]:
    """Return the lines of the file, in order."""
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def test_the_file_is_frozen() -> None:
    """Not a byte has changed since the file was committed, which was before the ranker was tuned."""
    assert hashlib.sha256(PATH.read_bytes()).hexdigest() == FROZEN


def test_every_line_has_the_same_keys(profiles: list[dict[str, Any]]) -> None:
    """A profile is a text in a language, with the groups a reader would accept."""
    assert {tuple(profile) for profile in profiles} == {("id", "lang", "text", "expected_isco", "adjacent_isco")}


def test_six_profiles_in_each_of_four_languages(profiles: list[dict[str, Any]]) -> None:
    """Twenty-four profiles, six per language, numbered within it."""
    assert Counter(profile["lang"] for profile in profiles) == {"es": 6, "ar": 6, "en": 6, "uk": 6}
    assert {profile["id"] for profile in profiles} == {
        f"plausible-{lang}-{number:02d}" for lang in ("es", "ar", "en", "uk") for number in range(1, 7)
    }


def test_expected_groups_are_narrow(profiles: list[dict[str, Any]]) -> None:
    """Expected groups are minor or unit groups of ISCO-08; adjacent ones may be a sub-major group too."""
    for profile in profiles:
        assert {len(code) for code in profile["expected_isco"]} <= {3, 4}
        assert {len(code) for code in profile["adjacent_isco"]} <= {2, 3, 4}
        assert all(code.isdigit() for code in profile["expected_isco"] + profile["adjacent_isco"])


def test_lines_of_work_differ(profiles: list[dict[str, Any]]) -> None:
    """No two profiles expect the same first group, so no single line of work can carry the result."""
    assert len({profile["expected_isco"][0] for profile in profiles}) == len(profiles)


def test_texts_read_like_people(profiles: list[dict[str, Any]]) -> None:
    """Each text is a short paragraph, not a list of keywords."""
    assert all(20 <= len(profile["text"].split()) <= 90 for profile in profiles)
